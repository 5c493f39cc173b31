"""The pool gives out living connections without asking the server about each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg_pool import ConnectionPool

from sourcebridge.config.engine.base import DatabaseWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture
def pooled() -> Iterator[DatabaseWrapper]:
    """A connection of Django's over a pool of one."""
    given = connections["default"].settings_dict
    options = {**given["OPTIONS"], "pool": {"min_size": 1, "max_size": 1}}
    made = DatabaseWrapper({**given, "OPTIONS": options}, alias="looked-at")
    made.inc_thread_sharing()
    try:
        yield made
    finally:
        made.close()
        made.close_pool()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The connections of which the server was asked."""
    seen: list[Any] = []
    before = ConnectionPool.check_connection

    def check(connection: psycopg.Connection[Any]) -> None:
        seen.append(connection)
        before(connection)

    monkeypatch.setattr(ConnectionPool, "check_connection", staticmethod(check))
    return seen


def pid(pooled: DatabaseWrapper) -> int:
    with pooled.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found: int = cursor.fetchone()[0]
    return found


def test_a_living_connection_is_given_out_unasked(pooled: DatabaseWrapper, asked: list[Any]) -> None:
    first = pid(pooled)
    for _time in range(5):
        pooled.close()
        assert pid(pooled) == first
    assert asked == []


def test_one_whose_server_process_ended_is_replaced(pooled: DatabaseWrapper, asked: list[Any]) -> None:
    first = pid(pooled)
    pooled.close()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        assert cursor.fetchone()[0]
    second = pid(pooled)
    assert second != first
    assert len(asked) == 1


def test_one_that_was_told_something_is_kept(pooled: DatabaseWrapper, asked: list[Any]) -> None:
    """A notice that waits at the socket is no reason to part."""
    with pooled.cursor() as cursor:
        cursor.execute("LISTEN looked_at")
    first = pid(pooled)
    pooled.close()
    with connections["default"].cursor() as cursor:
        cursor.execute("NOTIFY looked_at")
    assert pid(pooled) == first
    assert len(asked) <= 1
    pooled.close()
    assert pid(pooled) == first
    assert len(asked) <= 1


def test_without_the_wish_there_is_no_pool() -> None:
    given = connections["default"].settings_dict
    assert DatabaseWrapper(given, alias="plain").pool is None
