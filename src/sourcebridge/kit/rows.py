"""Rows that come as JSON from one composed statement, made into model instances again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.backends.utils import CursorWrapper

M = TypeVar("M", bound=models.Model)


@cache
def statement(path: Path) -> str:
    """The text of a named .sql file, read once."""
    return path.read_text(encoding="utf-8")


def one(sql: str, values: Mapping[str, Any]) -> Any | None:
    """The single JSON value a statement answers, numbers exact; None without a row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return None if row is None or row[0] is None else parsed(row[0])


_PLACE = re.compile(r"%(?:\((\w+)\)s|s|%)")


@lru_cache(maxsize=1000)
def _numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """A statement with the server's own places ($1), and the names they have if they have names."""
    names: dict[str, int] = {}
    bare = 0

    def place(found: re.Match[str]) -> str:
        nonlocal bare
        if found[0] == "%%":
            return "%"
        if found[1]:
            return f"${names.setdefault(found[1], len(names) + 1)}"
        bare += 1
        return f"${bare}"

    return _PLACE.sub(place, sql), tuple(names)


class _Planned(psycopg.RawCursor[Any]):
    """Binds on the server and keeps the plan for the life of the connection.

    The library's own cursor reads a statement of more than 4,096 characters anew each time, which takes a millisecond.
    """

    def execute(self, query: Any, params: Any = None, **_options: Any) -> _Planned:
        sql, names = _numbered(query)
        values = [params[name] for name in names] if isinstance(params, Mapping) else params
        return super().execute(sql, values, prepare=True)


def planned(sql: str, values: Mapping[str, Any]) -> Any | None:
    """Like `one` for a statement that nearly every request runs: planned once per connection.

    Its values are bound by the server, so a value that may be None needs a cast in the statement. While statements are
    logged it goes the way of `one`, so that the log shows its values.
    """
    with run(sql, values) as cursor:
        row = cursor.fetchone()
    return None if row is None or row[0] is None else parsed(row[0])


def text(sql: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The single row of a statement planned like `planned`, its values as they come; None without a row."""
    with run(sql, values) as cursor:
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


@contextmanager
def run(sql: str, values: Mapping[str, Any] | Sequence[Any]) -> Iterator[CursorWrapper]:
    """The cursor of a statement planned once per connection; see `planned` for what its values need."""
    with _cursor() as cursor:
        cursor.execute(sql, values)
        yield cursor


def _cursor() -> CursorWrapper:
    if connection.queries_logged:
        return connection.cursor()
    connection.ensure_connection()
    return connection.make_cursor(_Planned(connection.connection))  # type: ignore[arg-type]


def parsed(answer: Any) -> Any:
    """The value of a JSON column, its numbers exact; a column cast to text is read, one read already is passed on."""
    return json.loads(answer, parse_float=Decimal) if isinstance(answer, str | bytes) else answer


@cache
def _columns(model: type[models.Model]) -> Sequence[tuple[str, str, Callable[[Any], Any]]]:
    return [(field.attname, str(field.column), field.to_python) for field in model._meta.concrete_fields]


def made(model: type[M], row: Mapping[str, Any]) -> M:
    """An instance from `to_jsonb` of its row, as if it had been read; columns left out keep their default."""
    given = {
        name: None if row[column] is None else read(row[column])
        for name, column, read in _columns(model)
        if column in row
    }
    return model.from_db(DEFAULT_DB_ALIAS, list(given), list(given.values()))
