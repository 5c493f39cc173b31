"""Lifecycles of licences and invitations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.actors import Actor
from sourcebridge.kit.states import Lifecycle, move

LICENCE_REVIEW_DUE = "parties.licence_review_due"
LICENCE_EXPIRES = "parties.licence_expires"
INVITATION_EXPIRES = "parties.invitation_expires"


class LicenceState(models.TextChoices):
    """How far the check of a document has come."""

    SUBMITTED = "SUBMITTED", _("Waiting for review")
    IN_REVIEW = "IN_REVIEW", _("In review")
    APPROVED = "APPROVED", _("Verified")
    REJECTED = "REJECTED", _("Rejected")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    EXPIRED = "EXPIRED", _("Expired")


class InvitationState(models.TextChoices):
    """An invitation is open once, then closed for ever."""

    OPEN = "OPEN", _("Open")
    ACCEPTED = "ACCEPTED", _("Accepted")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    EXPIRED = "EXPIRED", _("Expired")


_REVIEW = "parties:licence:review"
_S = LicenceState
LICENCE = Lifecycle(
    name="parties.licence",
    states=LicenceState,
    initial=LicenceState.SUBMITTED,
    final=frozenset({LicenceState.REJECTED, LicenceState.WITHDRAWN, LicenceState.EXPIRED}),
    moves=(
        move("start_review", _S.SUBMITTED, _S.IN_REVIEW, by=Actor.OPERATOR, permission=_REVIEW,
             event="parties.licence.review_started", label=_("Start review")),
        move("approve", _S.IN_REVIEW, _S.APPROVED, by=Actor.OPERATOR, permission=_REVIEW,
             event="parties.licence.approved", label=_("Confirm as verified"), tone="primary"),
        move("reject", _S.IN_REVIEW, _S.REJECTED, by=Actor.OPERATOR, permission=_REVIEW,
             event="parties.licence.rejected", label=_("Reject"), tone="danger"),
        move("withdraw", _S.SUBMITTED, _S.WITHDRAWN, by=Actor.PERSON, permission="parties:licence:submit",
             event="parties.licence.withdrawn", label=_("Withdraw"), tone="danger"),
        move("remind", (_S.SUBMITTED, _S.IN_REVIEW), None, by=Actor.SYSTEM,
             event="parties.licence.review_overdue", label=_("Remind the reviewers"), deadline=LICENCE_REVIEW_DUE),
        move("expire", _S.APPROVED, _S.EXPIRED, by=Actor.SYSTEM,
             event="parties.licence.expired", label=_("Expire"), deadline=LICENCE_EXPIRES),
    ),
)  # fmt: skip

_I = InvitationState
INVITATION = Lifecycle(
    name="parties.invitation",
    states=InvitationState,
    initial=InvitationState.OPEN,
    final=frozenset({InvitationState.ACCEPTED, InvitationState.WITHDRAWN, InvitationState.EXPIRED}),
    moves=(
        move("accept", _I.OPEN, _I.ACCEPTED, by=(Actor.PERSON, Actor.OPERATOR), permission="signed_in",
             event="parties.member.joined", label=_("Accept"), tone="primary"),
        move("withdraw", _I.OPEN, _I.WITHDRAWN, by=(Actor.PERSON, Actor.OPERATOR), permission="parties:member:manage",
             event="parties.invitation.withdrawn", label=_("Withdraw"), tone="danger"),
        move("expire", _I.OPEN, _I.EXPIRED, by=Actor.SYSTEM,
             event="parties.invitation.expired", label=_("Expire"), deadline=INVITATION_EXPIRES),
    ),
)  # fmt: skip
