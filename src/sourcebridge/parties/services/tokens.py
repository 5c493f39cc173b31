"""Keys for programs: shown once, stored as a hash, never wider than the person who makes them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sourcebridge.audit import services as audit
from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.locks import locked
from sourcebridge.parties import member as members
from sourcebridge.parties.errors import ExpiryPast, ScopeTooWide, ScopeUnknown
from sourcebridge.parties.member import WHOLE_SCOPE, Member
from sourcebridge.parties.models import ApiToken, Membership, User
from sourcebridge.parties.permissions import Permission


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token; `secret` is known only now."""

    token: ApiToken
    secret: str


@transaction.atomic
def issue_token(
    *,
    user_id: UUID,
    company_id: UUID | None,
    name: str,
    scopes: Sequence[str] = (WHOLE_SCOPE,),
    expires_at: datetime | None = None,
    now: datetime | None = None,
    acting: Member | None = None,
) -> IssuedToken:
    """Make a key that acts for a person in one company (None: for a person without one).

    `scopes` are permissions, or "*" for all that the person's roles allow at the time of use. `expires_at` is real
    time (UTC). `acting` is who asks, when it is not the sign-in itself. Raises ScopeUnknown, ScopeTooWide, ExpiryPast,
    NotFound.
    """
    user = locked(User, user_id)
    if company_id is not None and not Membership.objects.filter(user=user, company=company_id, left_at=None).exists():
        raise NotFound
    wanted = sorted(set(scopes)) or [WHOLE_SCOPE]
    _check_scopes(wanted, acting or members.of_user(user, company_id))
    if expires_at is not None and expires_at <= timezone.now():
        raise ExpiryPast(fields={"expires_at": str(ExpiryPast.sentence)})
    secret = f"sb_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user,
        company_id=company_id,
        name=name.strip()[:80] or "token",
        prefix=secret[:10],
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=wanted,
        expires_at=expires_at,
    )
    audit.record(
        verb="parties.token.issued", subject=token, by=_by(user, company_id), at=now or clock.now(), scopes=wanted,
        token_name=token.name,
    )  # fmt: skip
    return IssuedToken(token, secret)


def _check_scopes(wanted: list[str], acting: Member) -> None:
    if WHOLE_SCOPE in wanted:
        if acting.narrowed:
            raise ScopeTooWide
        return
    for scope in wanted:
        if scope not in set(Permission):
            raise ScopeUnknown(scope=scope)
        if not acting.may(scope):
            raise ScopeTooWide


@transaction.atomic
def revoke_token(*, token_id: UUID, user_id: UUID, now: datetime) -> ApiToken:
    """End a person's own token at once; a token revoked before stays as it was. Raises NotFound."""
    token = locked(ApiToken, token_id)
    if token.user_id != user_id:
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record(verb="parties.token.revoked", subject=token, by=_by(token.user, token.company_id), at=now)
    return token


def _by(user: User, company_id: UUID | None) -> By:
    return By(Actor.PERSON, user.id, company_id, str(user))
