"""Read companies, people and what is verified about them."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.core import signing
from django.db import models
from django.utils.functional import Promise

from sourcebridge.kit.errors import NotFound
from sourcebridge.parties.member import Member
from sourcebridge.parties.models import ApiToken, Company, Invitation, Licence, LicenceKind, Membership, User
from sourcebridge.parties.permissions import Permission, Role, permissions_of
from sourcebridge.parties.states import InvitationState, LicenceState

INVITATION_SALT = "sourcebridge.parties.invitation"
EvidenceState = Literal["claimed", "pending", "verified", "lapsed", "refused"]


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """One claim of a company and what stands behind it; dates are calendar days in Asia/Shanghai."""

    kind: str
    label: str | Promise
    state: EvidenceState
    claimed: str = ""
    verified: str = ""
    verified_by: str = ""
    verified_at: datetime | None = None
    valid_until: date | None = None
    sha256: str = ""
    licence_id: UUID | None = None


def language_of(email: str) -> str:
    """The language of the person with this mail address, or an empty string."""
    return User.objects.filter(email=email.strip().lower()).values_list("language", flat=True).first() or ""


def person(user_id: UUID) -> User:
    """One person; raises NotFound."""
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise NotFound
    return found


def company(company_id: UUID) -> Company:
    """One company (its public facts are public); raises NotFound."""
    found = Company.objects.filter(pk=company_id).first()
    if found is None:
        raise NotFound
    return found


def find_company(name: str) -> Company | None:
    """The company registered under exactly this name (in either language), if there is one and only one."""
    found = Company.objects.filter(models.Q(name=name.strip()) | models.Q(name_en__iexact=name.strip()))[:2]
    return found[0] if len(found) == 1 and name.strip() else None


def companies(ids: Iterable[UUID]) -> dict[UUID, Company]:
    """Companies by id, in one statement; unknown ids are left out."""
    return Company.objects.in_bulk(list(ids))


def platform_company() -> Company | None:
    """The company that runs the platform, once founded."""
    return Company.objects.filter(is_platform=True).first()


def companies_of(*, user_id: UUID) -> list[Membership]:
    """The memberships of a person with their companies, oldest first."""
    rows = Membership.objects.filter(user_id=user_id, left_at=None).select_related("company")
    return list(rows.order_by("joined_at", "id"))


def members(company_id: UUID) -> models.QuerySet[Membership]:
    """Who works in a company now, oldest first."""
    rows = Membership.objects.filter(company_id=company_id, left_at=None).select_related("user")
    return rows.order_by("joined_at", "id")


def members_with(company_id: UUID, permission: Permission) -> list[User]:
    """The active people of a company whose roles include a permission, oldest first."""
    rows = members(company_id).filter(user__is_active=True).select_related("company")
    return [
        row.user for row in rows if permission in permissions_of(frozenset(row.roles), platform=row.company.is_platform)
    ]


def owner_count(company_id: UUID) -> int:
    """How many active owners a company has."""
    return members(company_id).filter(roles__contains=[Role.OWNER], user__is_active=True).count()


def open_invitations(company_id: UUID, *, now: datetime) -> models.QuerySet[Invitation]:
    """Invitations that can still be accepted at `now` (UTC), newest first."""
    rows = Invitation.objects.filter(company_id=company_id, state=InvitationState.OPEN, expires_at__gt=now)
    return rows.select_related("invited_by").order_by("-id")


def invitations(company_id: UUID) -> models.QuerySet[Invitation]:
    """All invitations of a company, closed ones included."""
    return Invitation.objects.filter(company_id=company_id).select_related("invited_by")


def invitation_key(invitation: Invitation) -> str:
    """The unforgeable key in the link of an invitation (signed id, nothing secret is stored)."""
    return signing.Signer(salt=INVITATION_SALT).sign(invitation.id.hex)


def invitation_by_key(key: str) -> Invitation:
    """The invitation behind a link; raises NotFound for a forged or mangled key."""
    try:
        found_id = UUID(hex=signing.Signer(salt=INVITATION_SALT).unsign(key))
    except (signing.BadSignature, ValueError):
        raise NotFound from None
    found = Invitation.objects.select_related("company", "invited_by").filter(pk=found_id).first()
    if found is None:
        raise NotFound
    return found


def invitation_of(invitation_id: UUID) -> Invitation:
    """One invitation, for programs of the platform itself; raises NotFound."""
    found = Invitation.objects.select_related("company", "invited_by").filter(pk=invitation_id).first()
    if found is None:
        raise NotFound
    return found


def tokens(*, user_id: UUID, company_id: UUID | None) -> models.QuerySet[ApiToken]:
    """A person's keys for programs in one company, newest first, revoked ones included."""
    rows = ApiToken.objects.filter(user_id=user_id)
    rows = rows.filter(company_id=company_id) if company_id else rows.filter(company=None)
    return rows.order_by("-created_at")


def token_of(secret: str) -> ApiToken | None:
    """The usable or used-up token of a secret, or None."""
    return ApiToken.objects.filter(digest=hashlib.sha256(secret.encode()).hexdigest()).first()


def licences_visible_to(member: Member) -> models.QuerySet[Licence]:
    """Licence documents this member may read: those of the own company; all of them for reviewers."""
    rows = Licence.objects.select_related("company", "submitted_by", "reviewer", "verified_by")
    if member.is_platform and member.may(Permission.LICENCE_REVIEW):
        return rows
    if member.company_id is None or not member.may(Permission.MEMBER_VIEW):
        return rows.none()
    return rows.filter(company_id=member.company_id)


def licence(licence_id: UUID, *, member: Member) -> Licence:
    """One licence this member may read; raises NotFound."""
    found = licences_visible_to(member).filter(pk=licence_id).first()
    if found is None:
        raise NotFound
    return found


def licence_of(licence_id: UUID) -> Licence:
    """One licence, for programs of the platform itself; raises NotFound."""
    found = Licence.objects.select_related("company").filter(pk=licence_id).first()
    if found is None:
        raise NotFound
    return found


def licence_queue() -> models.QuerySet[Licence]:
    """What waits for review, the most urgent first."""
    rows = Licence.objects.filter(state__in=[LicenceState.SUBMITTED, LicenceState.IN_REVIEW])
    return rows.select_related("company", "submitted_by", "reviewer").order_by("review_due_at", "id")


_RANK = {
    LicenceState.APPROVED: 0,
    LicenceState.IN_REVIEW: 1,
    LicenceState.SUBMITTED: 1,
    LicenceState.EXPIRED: 2,
    LicenceState.REJECTED: 3,
}
_SHOWN: dict[str, EvidenceState] = {
    LicenceState.APPROVED: "verified",
    LicenceState.IN_REVIEW: "pending",
    LicenceState.SUBMITTED: "pending",
    LicenceState.EXPIRED: "lapsed",
    LicenceState.REJECTED: "refused",
}


def verification(company_id: UUID) -> list[Evidence]:
    """What a company claims and what was verified, one row per kind of document; no document = claimed.

    The business licence always has a row; the number of a bank permit is not told. The verifier shown is the
    operator's company (the person stands in the audit trail). Source: domain.md A1, "a certificate is a claim".
    """
    return verifications([company_id])[company_id]


def verifications(company_ids: Iterable[UUID]) -> dict[UUID, list[Evidence]]:
    """`verification` of several companies in three statements."""
    wanted = list(company_ids)
    known = companies(wanted)
    operator = platform_company()
    held: dict[UUID, list[Licence]] = {}
    rows = Licence.objects.filter(company_id__in=wanted).exclude(state=LicenceState.WITHDRAWN).order_by("submitted_at")
    for row in rows:
        held.setdefault(row.company_id, []).append(row)
    return {
        company_id: evidence(known.get(company_id), held.get(company_id, []), operator=operator)
        for company_id in wanted
    }


def evidence(company: Company | None, licences: Iterable[Licence], *, operator: Company | None) -> list[Evidence]:
    """`verification` of rows read already: one company, its documents not withdrawn, oldest first; no statement."""
    best: dict[str, Licence] = {}
    for row in licences:
        before = best.get(row.kind)
        if before is None or _RANK[LicenceState(row.state)] <= _RANK[LicenceState(before.state)]:
            best[row.kind] = row
    found = [_evidence(row, operator) for row in best.values()]
    if LicenceKind.BUSINESS_LICENCE not in best:
        found.append(_unproven(company.credit_code if company else ""))
    return sorted(found, key=lambda item: list(LicenceKind.values).index(item.kind))


def _unproven(claimed: str) -> Evidence:
    kind = LicenceKind.BUSINESS_LICENCE
    return Evidence(kind=kind, label=kind.label, state="claimed", claimed=claimed)


def _evidence(row: Licence, operator: Company | None) -> Evidence:
    public = row.kind != LicenceKind.BANK_PERMIT
    return Evidence(
        kind=row.kind,
        label=LicenceKind(row.kind).label,
        state=_SHOWN[row.state],
        claimed=row.claimed_number if public else "",
        verified=row.verified_number if public else "",
        verified_by=operator.name if operator and row.verified_at else "",
        verified_at=row.verified_at,
        valid_until=row.valid_until,
        sha256=row.verified_sha256,
        licence_id=row.id,
    )
