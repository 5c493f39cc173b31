"""The acting member: a person, in one of their companies, with what the roles allow."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from sourcebridge.kit import rows
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed
from sourcebridge.parties.models import ApiToken, User
from sourcebridge.parties.permissions import Permission, permissions_of

HERE = Path(__file__).parent
WHOLE_SCOPE = "*"
NOTE_USE_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Member:
    """Who is acting. `company_id` is None for a person who has no company yet.

    `narrowed` tells that a token with scopes is used, which may do less than the person may. `companies` are all they
    work in, oldest first.
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
    companies: tuple[tuple[UUID, str], ...] = ()

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
    """The member a person acts as: in the given company if theirs, else the current or first one."""
    found = known(user_id=user.id, company_id=company_id)
    return found.member() if found else Member(user_id=user.id, name=user.name, email=user.email)


def of_token(secret: str, *, enter: bool = False) -> Member | None:
    """The member a bearer token acts as, with permissions cut to its scopes; None when unknown, expired or revoked.

    With `enter` the connection sees that company's private rows from now on.
    """
    found = known(digest=hashlib.sha256(secret.encode()).hexdigest(), enter=enter)
    if found is None or found.token is None:
        return None
    _note_use(found.token)
    if found.token["company_id"] and not found.works:
        return None
    return found.member()


def known(
    *, user_id: UUID | None = None, digest: str = "", company_id: UUID | None = None, enter: bool = False
) -> Known | None:
    """An active person by id or by a token's digest, with all their work, in one statement; None when unknown.

    With `enter` the same statement opens the connection to the private rows of the company they act in.
    """
    row = rows.planned(
        rows.statement(HERE / "person.sql"),
        {"user": user_id, "digest": digest, "company": company_id, "enter": enter},
    )
    return None if row is None else _known(row)


def _known(row: dict[str, Any]) -> Known:
    return Known(row["user"], row["token"], row["works"] or [], datetime.fromisoformat(row["at"]))


def told_of(text: str) -> Known:
    """The person whom a query of `told_beside` told."""
    return _known(rows.parsed(text))


def told_beside(user: str) -> str:
    """A query of the person whose id the SQL expression `user` names, as text for `told_of`; takes no values."""
    person = rows.statement(HERE / "person.sql")
    for name, value in (("%(user)s", user), ("%(digest)s", "''"), ("%(company)s", "NULL"), ("%(enter)s", "false")):
        person = person.replace(name, value)
    return f"SELECT told::text FROM ({person}) AS found(told)"  # noqa: S608 - a file and names of columns


@dataclass(frozen=True)
class Known:
    """A person, the token they were known by if any, where they work, the company acted for first; business time.

    Rows as the statement tells them: a program's call needs no model of its person.
    """

    person: dict[str, Any]
    token: dict[str, Any] | None
    works: list[dict[str, Any]]
    at: datetime

    @cached_property
    def user(self) -> User:
        """The person."""
        return rows.made(User, self.person)

    def member(self) -> Member:
        """The person in the company acted for; a token without company acts for none."""
        scopes = frozenset(self.token["scopes"]) if self.token else frozenset({WHOLE_SCOPE})
        bare = Member(UUID(self.person["id"]), self.person["name"], self.person["email"])
        if self.token and self.token["company_id"] is None:
            return replace(bare, narrowed=WHOLE_SCOPE not in scopes)
        return _member(bare, self.works, scopes)


def _note_use(token: dict[str, Any]) -> None:
    now, used = timezone.now(), token["last_used_at"]
    if used is None or now - datetime.fromisoformat(used) > NOTE_USE_EVERY:
        ApiToken.objects.filter(pk=token["id"]).update(last_used_at=now)


def _member(bare: Member, works: list[dict[str, Any]], scopes: frozenset[str]) -> Member:
    if not works:
        return bare
    work = works[0]
    roles = frozenset(work["roles"])
    allowed = permissions_of(roles, platform=work["is_platform"])
    if WHOLE_SCOPE not in scopes:
        allowed = frozenset(p for p in allowed if p.value in scopes)
    return replace(
        bare,
        company_id=UUID(work["company_id"]),
        company_name=work["name"],
        company_name_en=work["name_en"],
        sells=work["sells"],
        is_platform=work["is_platform"],
        roles=roles,
        permissions=allowed,
        narrowed=WHOLE_SCOPE not in scopes,
        companies=tuple((UUID(row["company_id"]), row["name"]) for row in sorted(works, key=itemgetter("joined_at"))),
    )
