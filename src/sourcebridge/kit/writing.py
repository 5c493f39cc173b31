"""New rows of several tables, stored by one statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection, models

_WAITING = "rows_waiting"


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


@cache
def _shape(model: type[models.Model]) -> tuple[str, tuple[models.Field[Any, Any], ...], str]:
    fields = tuple(model._meta.concrete_fields)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    head = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 - names of our own models
    return head, fields, f"({', '.join(['%s'] * len(fields))})"


def _insert(rows: list[models.Model] | tuple[models.Model, ...]) -> None:
    if not rows:
        return
    groups: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        groups.setdefault(type(row), []).append(row)
    parts: list[str] = []
    values: list[Any] = []
    for model, group in groups.items():
        head, fields, places = _shape(model)
        parts.append(head + ", ".join([places] * len(group)))
        for row in group:
            values += [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    before = ", ".join(f"part_{place} AS ({part})" for place, part in enumerate(parts[:-1]))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {before} {parts[-1]}" if before else parts[-1], values)
    for row in rows:
        state = row._state  # noqa: SLF001 - as Model.save leaves it
        state.adding, state.db = False, connection.alias
