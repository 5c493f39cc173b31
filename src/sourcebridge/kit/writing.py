"""New rows of several tables, stored by one statement; and steps that wait for the end of a transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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
_STEPS = "steps_waiting"


def add(*rows: models.Model) -> None:
    """Store new rows, now or at the end of the `together` block this runs in. Parents before children."""
    waiting: list[models.Model] | None = getattr(connection, _WAITING, None)
    if waiting is None:
        _insert(rows)
    else:
        waiting.extend(rows)


@contextmanager
def together() -> Iterator[None]:
    """Let every `add` inside wait, and store all the rows by one statement at the end; none after an exception.

    What waits cannot be read yet: the verb that opens the block knows what its parts read. Raises RuntimeError outside
    a transaction. A block inside a block joins it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("rows are stored in the transaction that makes them true")
    if getattr(connection, _WAITING, None) is not None:
        yield
        return
    waiting: list[models.Model] = []
    setattr(connection, _WAITING, waiting)
    try:
        yield
    finally:
        delattr(connection, _WAITING)
    _insert(waiting)


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

    A refusal of a step leaves by the block. After an exception no step runs. A block inside a block joins it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the last steps belong to the transaction they close")
    if getattr(connection, _STEPS, None) is not None:
        yield
        return
    waiting: list[Callable[[], object]] = []
    setattr(connection, _STEPS, waiting)
    try:
        yield
    finally:
        delattr(connection, _STEPS)
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
def _statement(kinds: tuple[type[models.Model], ...]) -> str:
    """One INSERT a table, its rows in one JSON value, so that the text and the plan depend on the tables alone."""
    quote = connection.ops.quote_name
    parts = []
    for model in kinds:
        table = quote(model._meta.db_table)
        columns = ", ".join(quote(column) for column, _read in _columns(model))
        rows = f"jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
        parts.append(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {rows}")  # noqa: S608 - our own names
    before = ", ".join(f"part_{place} AS ({part})" for place, part in enumerate(parts[:-1]))
    return f"WITH {before} {parts[-1]}" if before else parts[-1]


def _insert(rows: Sequence[models.Model]) -> None:
    if not rows:
        return
    groups: dict[type[models.Model], list[dict[str, Any]]] = {}
    for row in rows:
        given = {column: read(row) for column, read in _columns(type(row))}
        groups.setdefault(type(row), []).append(given)
    values = [json.dumps(group, default=_text, ensure_ascii=False) for group in groups.values()]
    with rows_of.run(_statement(tuple(groups)), values):
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
