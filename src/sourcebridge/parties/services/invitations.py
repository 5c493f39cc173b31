"""Invite by mail; the link opens once, for the address it was sent to, until it expires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.locks import hold, locked
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties import queries
from sourcebridge.parties.errors import (
    AlreadyInvited,
    AlreadyMember,
    InvitationClosed,
    InvitationForAnother,
    MailUnverified,
    TooManyInvitations,
)
from sourcebridge.parties.events import InvitationExpired, InvitationWithdrawn, MemberInvited, MemberJoined
from sourcebridge.parties.models import Invitation, Membership, User
from sourcebridge.parties.services.companies import checked_roles, person_of
from sourcebridge.parties.states import INVITATION, INVITATION_EXPIRES, InvitationState


@transaction.atomic
def invite(
    *, company_id: UUID, email: str, roles: Sequence[str], language: str = "zh-hans", by: By, now: datetime
) -> Invitation:
    """Invite a mail address into a company; the mail goes out whether or not the address has an account.

    Open for parameter invitation.days of business time. Announces parties.member.invited. Raises RolesMissing,
    AlreadyMember, AlreadyInvited, TooManyInvitations (parameter invitation.per_day).
    """
    wanted, address = checked_roles(roles), email.strip().lower()
    hold("company", company_id)
    most = int(parameters.value("invitation.per_day", at=now))
    if Invitation.objects.filter(company_id=company_id, invited_at__gt=now - timedelta(days=1)).count() >= most:
        raise TooManyInvitations(limit=most)
    if Membership.objects.filter(company_id=company_id, user__email=address, left_at=None).exists():
        raise AlreadyMember(fields={"email": str(AlreadyMember.sentence)})
    earlier = Invitation.objects.filter(company_id=company_id, email=address, state=InvitationState.OPEN).first()
    if earlier is not None:
        if earlier.expires_at > now:
            raise AlreadyInvited(fields={"email": str(AlreadyInvited.sentence)})
        expire_invitation(invitation_id=earlier.id, now=now)
    row = Invitation.objects.create(
        company_id=company_id,
        email=address,
        roles=wanted,
        language=language,
        invited_by_id=person_of(by),
        invited_at=now,
        expires_at=now + parameters.span("invitation.days", at=now),
    )
    clock.set_deadline(kind=INVITATION_EXPIRES, subject_id=row.id, due_at=row.expires_at)
    audit.record(
        verb="parties.member.invited", subject=row, by=by, at=now, after=row.state, email=address, roles=wanted
    )
    audit.publish(MemberInvited(at=now, invitation_id=row.id, company_id=company_id))
    return row


@transaction.atomic
def accept_invitation(*, key: str, user: User, now: datetime) -> Membership:
    """Join by the key of an invitation; the person acts for the company from now on.

    Raises NotFound (forged key), InvitationClosed, InvitationForAnother, MailUnverified, AlreadyMember.
    """
    found = queries.invitation_by_key(key)
    hold("company", found.company_id)
    row = locked(Invitation, found.id)
    if row.state != InvitationState.OPEN or row.expires_at <= now:
        raise InvitationClosed
    if user.email != row.email:
        raise InvitationForAnother
    if not EmailAddress.objects.filter(user=user, email=row.email, verified=True).exists():
        raise MailUnverified
    if Membership.objects.filter(user=user, company_id=row.company_id, left_at=None).exists():
        raise AlreadyMember
    membership = Membership.objects.create(user=user, company_id=row.company_id, roles=row.roles)
    person = locked(User, user.id)
    person.current_company_id = row.company_id
    person.save(update_fields=["current_company"])
    row.accepted_by, row.closed_at = person, now
    clock.withdraw(kind=INVITATION_EXPIRES, subject_id=row.id)
    audit.move(
        row=row,
        table=INVITATION,
        name="accept",
        by=By(Actor.PERSON, user.id, row.company_id, str(user)),
        at=now,
        fact=MemberJoined(at=now, invitation_id=row.id, company_id=row.company_id, user_id=user.id),
        save=("accepted_by", "closed_at"),
        roles=row.roles,
    )
    return membership


@transaction.atomic
def withdraw_invitation(*, invitation_id: UUID, by: By, now: datetime) -> Invitation:
    """Take an open invitation of the acting company back. Raises NotFound, IllegalMove."""
    row = locked(Invitation, invitation_id)
    if row.company_id != by.company_id:
        raise NotFound
    row.closed_at = now
    audit.move(
        row=row,
        table=INVITATION,
        name="withdraw",
        by=by,
        at=now,
        fact=InvitationWithdrawn(at=now, invitation_id=row.id, company_id=row.company_id),
        save=("closed_at",),
    )
    clock.withdraw(kind=INVITATION_EXPIRES, subject_id=row.id)
    return row


@transaction.atomic
def expire_invitation(*, invitation_id: UUID, now: datetime) -> None:
    """Close an invitation whose time has passed; one that is closed already stays as it is."""
    row = locked(Invitation, invitation_id)
    if row.state != InvitationState.OPEN:
        return
    row.closed_at = now
    audit.move(
        row=row,
        table=INVITATION,
        name="expire",
        by=SYSTEM,
        at=now,
        fact=InvitationExpired(at=now, invitation_id=row.id, company_id=row.company_id),
        save=("closed_at",),
    )
