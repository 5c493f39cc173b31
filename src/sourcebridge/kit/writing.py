"""New rows of several tables, stored by one statement, and what must wait for the end of a transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg.types.json import Jsonb

from sourcebridge.kit import rows as rows_of

_WAITING = "rows_waiting"
_KEPT = "rows_kept_to_the_end"
_STEPS = "steps_waiting"


@dataclass(frozen=True, slots=True)
class Beside:
    """A statement that changes rows and needs no answer, sent with the new rows; it sees the state before them."""

    sql: str
    values: tuple[Any, ...]


New = models.Model | Beside


def add(*rows: New) -> None:
    """Store new rows, now or at the end of the `together` block this runs in. Parents before children.

    While rows are kept to the end of a `closing` block, those given later join them.
    """
    waiting: list[New] | None = getattr(connection, _WAITING, None)
    if waiting is None:
        waiting = getattr(connection, _KEPT, None) or None
    if waiting is None:
        _insert(rows)
    else:
        waiting.extend(rows)


@contextmanager
def together(*, to_the_end: bool = False) -> Iterator[None]:
    """Let every `add` inside wait, and store all the rows by one statement at the end; none after an exception.

    With `to_the_end` they go with what the surrounding `closing` block stores last, before its steps. What waits cannot
    be read yet: the verb that opens the block knows what its parts, and what follows them, read. Raises RuntimeError
    outside a transaction. A block inside a block joins it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("rows are stored in the transaction that makes them true")
    if getattr(connection, _WAITING, None) is not None:
        yield
        return
    waiting: list[New] = []
    setattr(connection, _WAITING, waiting)
    try:
        yield
    finally:
        delattr(connection, _WAITING)
    kept: list[New] | None = getattr(connection, _KEPT, None) if to_the_end else None
    if kept is None:
        _insert(waiting)
    else:
        kept.extend(waiting)


def last(step: Callable[[], object]) -> None:
    """Do what locks rows many ask for, now or at the end of the `closing` block this runs in; in the order given."""
    waiting: list[Callable[[], object]] | None = getattr(connection, _STEPS, None)
    if waiting is None:
        step()
    else:
        waiting.append(step)


@contextmanager
def closing() -> Iterator[None]:
    """Let every `last` inside wait for the end, so that little lies between a contended lock and the commit.

    Rows kept to the end are stored before the first step. A refusal of a step leaves by the block. After an exception
    nothing kept is stored and no step runs. A block inside a block joins it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the last steps belong to the transaction they close")
    if getattr(connection, _STEPS, None) is not None:
        yield
        return
    waiting: list[Callable[[], object]] = []
    kept: list[New] = []
    setattr(connection, _STEPS, waiting)
    setattr(connection, _KEPT, kept)
    try:
        yield
    finally:
        delattr(connection, _STEPS)
        delattr(connection, _KEPT)
    _insert(kept)
    for step in waiting:
        step()


Read = Callable[[models.Model], Any]
_AS_IT_IS = (models.CharField, models.TextField, models.UUIDField, models.BooleanField, models.IntegerField,
             models.DateTimeField, models.ForeignKey)  # fmt: skip


@cache
def _columns(model: type[models.Model]) -> tuple[tuple[str, Read], ...]:
    return tuple((str(field.column), _reader(field)) for field in model._meta.concrete_fields)


def _reader(field: models.Field[Any, Any]) -> Read:
    """How a field's value is read from a row about to be stored; most values are stored as they are."""
    fills_itself = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    if isinstance(field, _AS_IT_IS) and not fills_itself:
        return attrgetter(field.attname)

    def prepared(row: models.Model) -> Any:
        value = field.get_db_prep_save(field.pre_save(row, add=True), connection)
        return value.obj if isinstance(value, Jsonb) else value

    return prepared


@cache
def _statement(beside: tuple[str, ...], kinds: tuple[type[models.Model], ...]) -> str:
    """One INSERT a table, its rows in one JSON value, so that the text and the plan depend on the tables alone."""
    quote = connection.ops.quote_name
    parts = list(beside)
    for model in kinds:
        table = quote(model._meta.db_table)
        columns = ", ".join(quote(column) for column, _read in _columns(model))
        rows = f"jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
        parts.append(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {rows}")  # noqa: S608 - our own names
    before = ", ".join(f"part_{place} AS ({part})" for place, part in enumerate(parts[:-1]))
    return f"WITH {before} {parts[-1]}" if before else parts[-1]


def _insert(waiting: Sequence[New]) -> None:
    if not waiting:
        return
    groups: dict[type[models.Model], list[dict[str, Any]]] = {}
    beside = [one for one in waiting if isinstance(one, Beside)]
    rows = [one for one in waiting if not isinstance(one, Beside)]
    for row in rows:
        given = {column: read(row) for column, read in _columns(type(row))}
        groups.setdefault(type(row), []).append(given)
    values: list[Any] = [value for one in beside for value in one.values]
    values += [json.dumps(group, default=_text, ensure_ascii=False) for group in groups.values()]
    with rows_of.run(_statement(tuple(one.sql for one in beside), tuple(groups)), values):
        pass
    for row in rows:
        state = row._state  # noqa: SLF001 - as Model.save leaves it
        state.adding, state.db = False, connection.alias


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
