"""Ask to be forgotten, think again, be forgotten."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.http import HttpRequest
from django.utils import timezone
from psycopg import sql

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.locks import locked
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties.adapters.allauth import passwords
from sourcebridge.parties.models import ApiToken, Membership, User
from sourcebridge.privacy import personal, queries
from sourcebridge.privacy.errors import ErasureAsked, NoErasure, OnlyOperator, OrdersOpen
from sourcebridge.privacy.models import ERASE, Erasure, ErasureState, Export
from sourcebridge.privacy.personal import PERSONAL, Does, Personal

DAYS = "privacy.erasure_days"


def pseudonym_of(user_id: UUID) -> str:
    """The same for a person for ever: nothing of them, yet two of their acts are seen to be one person's."""
    return f"person-{user_id.hex[-12:]}"


def ask(*, request: HttpRequest, user_id: UUID, password: str, now: datetime) -> Erasure:
    """Wait `privacy.erasure_days`, then forget the person; the password proves who asks, failures count.

    Raises SignInRefused, TooManyAttempts, ErasureAsked, OnlyOperator, OrdersOpen.
    """
    passwords.reauthenticated(request, user=User.objects.get(pk=user_id), password=password)
    with transaction.atomic():
        user = locked(User, user_id)
        if queries.erasure_of(user_id) is not None:
            raise ErasureAsked
        company, platform = queries.company_left_alone(user_id)
        if platform:
            raise OnlyOperator
        if company is not None:
            raise OrdersOpen(company=company.name)
        due = now + parameters.span(DAYS, at=now)
        row = Erasure.objects.create(user=user, pseudonym=pseudonym_of(user_id), asked_at=now, due_at=due)
        clock.set_deadline(kind=ERASE, subject_id=row.id, due_at=due)
        audit.record(verb="privacy.erasure.asked", subject=row, by=_by(user), at=now, after=row.state)
        return row


@transaction.atomic
def withdraw(*, user_id: UUID, now: datetime) -> Erasure:
    """Take the wish back while it waits. Raises NoErasure."""
    user = locked(User, user_id)
    row = queries.erasure_of(user_id)
    if row is None or row.state != ErasureState.ASKED:
        raise NoErasure
    row.state, row.ended_at = ErasureState.WITHDRAWN, now
    row.save(update_fields=["state", "ended_at"])
    clock.withdraw(kind=ERASE, subject_id=row.id)
    audit.record(verb="privacy.erasure.withdrawn", subject=row, by=_by(user), at=now, before=ErasureState.ASKED,
                 after=row.state)  # fmt: skip
    return row


@transaction.atomic
def erase(*, erasure_id: UUID, now: datetime) -> Erasure:
    """Forget the person, but for what is held or kept by law (`personal.PERSONAL`); the executor of the deadline.

    While a company they alone own has open orders it waits for as long again. What a hold names stays until it is
    released; then this runs once more. Files go after the commit.
    """
    row = locked(Erasure, erasure_id)
    if row.state not in {ErasureState.ASKED, ErasureState.HELD}:
        return row
    user = locked(User, row.user_id)
    company, _platform = queries.company_left_alone(user.id)
    if row.state == ErasureState.ASKED and company is not None:
        row.due_at = now + parameters.span(DAYS, at=now)
        row.save(update_fields=["due_at"])
        clock.set_deadline(kind=ERASE, subject_id=row.id, due_at=row.due_at)
        audit.record(verb="privacy.erasure.put_off", subject=row, by=SYSTEM, at=now, company=str(company.id))
        return row
    everything, held = queries.held_tables(user.id)
    before = row.state
    row.state = ErasureState.HELD
    if not everything:
        _run(row, user, held)
    row.ended_at = now if row.state == ErasureState.DONE else None
    row.save(update_fields=["state", "ended_at"])
    audit.record(
        verb="privacy.erasure.done" if row.ended_at else "privacy.erasure.held", subject=row, by=SYSTEM, at=now,
        before=before, after=row.state, held=sorted(held) or (["*"] if everything else []),
    )  # fmt: skip
    return row


def _run(row: Erasure, user: User, held: frozenset[str]) -> None:
    row.state = ErasureState.RUNNING
    row.save(update_fields=["state"])
    given = queries.traces(user.id) | {"alias": row.pseudonym}
    files = list(Export.objects.filter(user=user).exclude(path="").values_list("path", flat=True))
    _end_sign_ins(user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_forget(%s)", [user.id])
        for entry in sorted(PERSONAL, key=lambda one: one.table == "parties_user"):
            if entry.once or entry.table in held or (entry.table == "parties_user" and held):
                continue
            _forget(cursor, entry, given)
        for table, column in _texts(held):
            cursor.execute(_sweep(table, column), given)
    row.state = ErasureState.HELD if held else ErasureState.DONE
    transaction.on_commit(lambda: _remove(files))


def _end_sign_ins(user: User) -> None:
    """Nobody signs in as this person any more, whatever is held: sessions, tokens and the password end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key FROM usersessions_usersession WHERE user_id = %s", [user.id])
        Session.objects.filter(session_key__in=[key for (key,) in cursor.fetchall()]).delete()
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    Membership.objects.filter(user=user, left_at=None).update(left_at=timezone.now())
    user.set_unusable_password()
    user.is_active, user.current_company = False, None
    user.save(update_fields=["password", "is_active", "current_company"])


def _forget(cursor: Any, entry: Personal, given: dict[str, Any]) -> None:
    table, where = sql.Identifier(entry.table), sql.SQL(f"({entry.rows})")  # type: ignore[arg-type]
    if entry.does is Does.DELETE:
        cursor.execute(sql.SQL("DELETE FROM {} WHERE ").format(table) + where, given)
        return
    if entry.table == "parties_user" and entry.does is Does.CLEAR:
        cursor.execute("UPDATE parties_user SET email = %s WHERE id = %s", [_address(given["alias"]), given["person"]])
        return
    to = {
        Does.CLEAR: sql.SQL("{0} = ''"),
        Does.NAME: sql.SQL("{0} = %(alias)s"),
        Does.WITHIN: sql.SQL("{0} = privacy_without_names({0}, %(mails)s, %(names)s, %(alias)s)"),
    }.get(entry.does)
    if to is None:
        return
    changes = sql.SQL(", ").join(to.format(sql.Identifier(column)) for column in entry.columns)
    cursor.execute(sql.SQL("UPDATE {} SET {} WHERE ").format(table, changes) + where, given)


def _address(alias: str) -> str:
    return f"{alias}@erased.invalid"


def _texts(held: frozenset[str]) -> list[tuple[str, models.Field[Any, Any]]]:
    """Every other text a mail address could stand in, but for what is kept, held or written once."""
    kept = personal.kept()
    return [
        (model._meta.db_table, field)
        for model in apps.get_models()
        if model.__module__.startswith("sourcebridge.") and "update" in getattr(model, "app_rights", ())
        and model._meta.db_table not in held | {"parties_user"}
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices and not field.primary_key and (model._meta.db_table, field.column) not in kept
    ]  # fmt: skip


def _sweep(table: str, field: models.Field[Any, Any]) -> sql.Composed:
    kind = sql.SQL("jsonb" if isinstance(field, models.JSONField) else "text")
    return sql.SQL(
        "UPDATE {0} SET {1} = privacy_without({1}::text, %(mails)s, %(alias)s)::{2} WHERE EXISTS"
        " (SELECT 1 FROM unnest(%(mails)s::text[]) AS mail WHERE position(mail IN lower({1}::text)) > 0)"
    ).format(sql.Identifier(table), sql.Identifier(str(field.column)), kind)


def _remove(paths: list[str]) -> None:
    for path in paths:
        with suppress(FileNotFoundError):
            (Path(settings.MEDIA_ROOT) / path).unlink()


def _by(user: User) -> By:
    return By(Actor.PERSON, user.id, None, str(user))
