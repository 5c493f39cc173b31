"""Whose rows are whose, what waits, what is held."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.db import connection, models
from psycopg import sql

from sourcebridge.domestic.models import SpotOrder
from sourcebridge.domestic.states import ORDER
from sourcebridge.kit import rows
from sourcebridge.parties.models import Company, Membership, User
from sourcebridge.parties.permissions import Role
from sourcebridge.privacy.errors import LinkOld
from sourcebridge.privacy.models import Erasure, ErasureState, Export, Hold
from sourcebridge.privacy.personal import PERSONAL, Does, Personal

LINK_SECONDS = 15 * 60
_SALT = "privacy.export"
_WHO = """
SELECT (SELECT array_agg(DISTINCT lower(email)) FROM (
            SELECT email FROM parties_user WHERE id = %(person)s
            UNION SELECT email FROM account_emailaddress WHERE user_id = %(person)s AND verified) AS found),
       (SELECT array_agg(DISTINCT actor_name) FROM (
            SELECT actor_name FROM audit_auditentry WHERE user_id = %(person)s
            UNION SELECT name FROM parties_user WHERE id = %(person)s) AS found WHERE actor_name <> ''),
       (SELECT array_agg(DISTINCT company_id) FROM parties_membership WHERE user_id = %(person)s),
       (SELECT array_agg(DISTINCT company_id) FROM parties_membership AS mine WHERE user_id = %(person)s
            AND NOT EXISTS (SELECT 1 FROM parties_membership AS other
                            WHERE other.company_id = mine.company_id AND other.user_id <> %(person)s
                              AND other.left_at IS NULL))
"""


def traces(user_id: UUID) -> dict[str, Any]:
    """What the conditions of `PERSONAL` need: the person's id, mails, names, companies, and those only theirs."""
    with connection.cursor() as cursor:
        cursor.execute(_WHO, {"person": user_id})
        mails, names, companies, alone = cursor.fetchone() or (None, None, None, None)
    known = sorted({*(names or []), *(mails or [])})
    others = User.objects.filter(is_active=True, name__in=known).exclude(pk=user_id).values_list("name", flat=True)
    sole = sorted(set(known) - set(others))
    return {
        "person": user_id, "mails": mails or [], "names": known, "sole": sole,
        "companies": companies or [], "alone": alone or [],
    }  # fmt: skip


def rows_of(entry: Personal, given: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a declared table that are about the person, all columns as JSON values."""
    statement = sql.SQL("SELECT to_jsonb(t) FROM {} AS t WHERE ").format(sql.Identifier(entry.table))
    with connection.cursor() as cursor:
        cursor.execute(statement + sql.SQL(f"({entry.rows})"), given)  # type: ignore[arg-type]
        return [rows.parsed(row[0]) for row in cursor.fetchall()]


def declared_rows() -> list[Personal]:
    """What a person may take along: the tables and conditions of `PERSONAL` that go by the person, each once.

    Never by a name, which anybody may take, nor by a company, whose secrets are not each member's.
    """
    found = {
        (row.table, row.rows): row
        for row in PERSONAL
        if row.rows and row.does is not Does.OTHER and not any(word in row.rows for word in ("names", "sole", "compan"))
    }
    return list(found.values())


def company_left_alone(user_id: UUID) -> tuple[Company | None, bool]:
    """A company the person alone owns: the platform's (True), or one with open orders (False); (None, False) else."""
    owned = Membership.objects.filter(user_id=user_id, left_at=None, roles__contains=[Role.OWNER])
    others = Membership.objects.filter(
        company_id=models.OuterRef("company_id"), left_at=None, roles__contains=[Role.OWNER]
    ).exclude(user_id=user_id)
    for row in owned.filter(~models.Exists(others)).select_related("company"):
        if row.company.is_platform:
            return row.company, True
        mine = models.Q(deal__buyer_id=row.company_id) | models.Q(deal__supplier_id=row.company_id)
        if SpotOrder.objects.filter(mine).exclude(state__in=ORDER.final).exists():
            return row.company, False
    return None, False


def erasure_of(user_id: UUID) -> Erasure | None:
    """The person's erasure that waits or is held."""
    ended = (ErasureState.WITHDRAWN, ErasureState.DONE)
    return Erasure.objects.filter(user_id=user_id).exclude(state__in=ended).first()


def erasures() -> models.QuerySet[Erasure]:
    """All wishes, those that wait first."""
    return Erasure.objects.select_related("user").order_by("ended_at", "due_at")


def holds(*, user_id: UUID | None = None, standing: bool = False) -> models.QuerySet[Hold]:
    """Holds, newest first."""
    found = Hold.objects.select_related("user", "placed_by").order_by("-placed_at")
    found = found.filter(user_id=user_id) if user_id else found
    return found.filter(released_at=None) if standing else found


def held_tables(user_id: UUID) -> tuple[bool, frozenset[str]]:
    """Whether everything is held, and the tables that are."""
    named = list(holds(user_id=user_id, standing=True).values_list("tables", flat=True))
    return any(not row for row in named), frozenset(name for row in named for name in row)


def exports(user_id: UUID) -> models.QuerySet[Export]:
    """The person's files, newest first."""
    return Export.objects.filter(user_id=user_id).order_by("-asked_at")


def link_key(export: Export) -> str:
    """The key of a link to the file: signed, for this person, good for 15 real minutes."""
    return signing.dumps([str(export.id), str(export.user_id)], salt=_SALT)


def checked_key(key: str, *, export_id: UUID, user_id: UUID) -> None:
    """Raises LinkOld for a forged or old key, or one of another file or person."""
    try:
        named = signing.loads(key, salt=_SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        raise LinkOld from None
    if named != [str(export_id), str(user_id)]:
        raise LinkOld
