"""The acting member: a person, in one of their companies, with what the roles allow."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed
from sourcebridge.parties.models import ApiToken, Membership, User
from sourcebridge.parties.permissions import Permission, permissions_of

WHOLE_SCOPE = "*"
NOTE_USE_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Member:
    """Who is acting. `company_id` is None for a person who has no company yet.

    `narrowed` tells that a token with scopes is used, which may do less than the person may.
    """

    user_id: UUID
    name: str
    email: str
    company_id: UUID | None = None
    company_name: str = ""
    company_name_en: str = ""
    sells: bool = False
    is_platform: bool = False
    roles: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    narrowed: bool = False

    @property
    def actor(self) -> Actor:
        """OPERATOR for the platform's people, else PERSON; a deal refines PERSON to BUYER or SUPPLIER."""
        return Actor.OPERATOR if self.is_platform else Actor.PERSON

    def by(self, actor: Actor | None = None) -> By:
        """The acting party for audit rows and lifecycle checks."""
        return By(actor or self.actor, self.user_id, self.company_id, self.name or self.email)

    @property
    def company(self) -> UUID:
        """The company acted for; raises NotAllowed without one."""
        if self.company_id is None:
            raise NotAllowed
        return self.company_id

    def may(self, permission: Permission | str) -> bool:
        """Whether the roles (and the token's scopes) include a permission."""
        return permission in self.permissions

    def require(self, permission: Permission | str) -> None:
        """Raises NotAllowed unless `may`."""
        if not self.may(permission):
            raise NotAllowed


def of_user(user: User, company_id: UUID | None = None) -> Member:
    """The member a signed-in person acts as: in the given company if theirs, else the current or first one."""
    rows = list(Membership.objects.filter(user=user, left_at=None).select_related("company").order_by("joined_at"))
    wanted = company_id or user.current_company_id
    chosen = next((row for row in rows if row.company_id == wanted), rows[0] if rows else None)
    return _member(user, chosen)


def of_token(secret: str) -> Member | None:
    """The member a bearer token acts as, with permissions cut to its scopes; None when unknown, expired or revoked."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = (
        ApiToken.objects.filter(digest=digest, revoked_at=None, user__is_active=True)
        .filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))
        .select_related("user")
        .first()
    )
    if token is None:
        return None
    _note_use(token)
    if token.company_id is None:
        narrowed = WHOLE_SCOPE not in token.scopes
        return Member(user_id=token.user_id, name=token.user.name, email=token.user.email, narrowed=narrowed)
    rows = Membership.objects.filter(user=token.user, company=token.company, left_at=None)
    row = rows.select_related("company").first()
    if row is None:
        return None
    return _member(token.user, row, scopes=frozenset(token.scopes))


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > NOTE_USE_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _member(user: User, row: Membership | None, scopes: frozenset[str] = frozenset({WHOLE_SCOPE})) -> Member:
    if row is None:
        return Member(user_id=user.id, name=user.name, email=user.email)
    roles = frozenset(row.roles)
    allowed = permissions_of(roles, platform=row.company.is_platform)
    if WHOLE_SCOPE not in scopes:
        allowed = frozenset(p for p in allowed if p.value in scopes)
    return Member(
        user_id=user.id,
        name=user.name,
        email=user.email,
        company_id=row.company_id,
        company_name=row.company.name,
        company_name_en=row.company.name_en,
        sells=row.company.sells,
        is_platform=row.company.is_platform,
        roles=roles,
        permissions=allowed,
        narrowed=WHOLE_SCOPE not in scopes,
    )
