"""Mails that follow from what happens to companies and people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.events import listens
from sourcebridge.messaging import services
from sourcebridge.parties import events
from sourcebridge.parties import queries as parties
from sourcebridge.parties.permissions import Permission
from sourcebridge.parties.states import InvitationState


@listens(events.MemberInvited)
def mail_invitation(fact: events.MemberInvited) -> None:
    """Mail the link, unless the invitation is closed by now."""
    row = parties.invitation_of(fact.invitation_id)
    if row.state != InvitationState.OPEN:
        return
    services.write(
        to=row.email,
        language=row.language,
        subject=_("Invitation to %(company)s"),
        template="invitation",
        context={"invitation": row, "company": row.company.name, "key": parties.invitation_key(row)},
        now=fact.at,
        company_id=row.company_id,
        confidential=True,
    )


@listens(events.LicenceSubmitted)
def mail_reviewers(fact: events.LicenceSubmitted) -> None:
    """Tell the operator's reviewers."""
    _to_reviewers(fact.licence_id, _("A document waits for review"), "licence_submitted", fact.at)


@listens(events.LicenceReviewOverdue)
def mail_overdue(fact: events.LicenceReviewOverdue) -> None:
    """Remind the operator's reviewers."""
    _to_reviewers(fact.licence_id, _("A document waits longer than promised"), "licence_overdue", fact.at)


@listens(events.LicenceApproved)
def mail_approved(fact: events.LicenceApproved) -> None:
    """Tell the company."""
    _to_company(fact.licence_id, _("Your document was verified"), fact.at)


@listens(events.LicenceRejected)
def mail_rejected(fact: events.LicenceRejected) -> None:
    """Tell the company, with the reason."""
    _to_company(fact.licence_id, _("Your document was not accepted"), fact.at)


@listens(events.LicenceExpired)
def mail_expired(fact: events.LicenceExpired) -> None:
    """Tell the company to send the current one."""
    _to_company(fact.licence_id, _("A document is no longer valid"), fact.at)


def _to_reviewers(licence_id: UUID, subject: Promise | str, template: str, now: datetime) -> None:
    operator = parties.platform_company()
    if operator is not None:
        services.notify(
            company_id=operator.id, permission=Permission.LICENCE_REVIEW, subject=subject, template=template,
            context={"licence": parties.licence_of(licence_id)}, now=now,
        )  # fmt: skip


def _to_company(licence_id: UUID, subject: Promise | str, now: datetime) -> None:
    row = parties.licence_of(licence_id)
    services.notify(
        company_id=row.company_id, permission=Permission.LICENCE_SUBMIT, subject=subject, template="licence_decided",
        context={"licence": row}, now=now,
    )  # fmt: skip
