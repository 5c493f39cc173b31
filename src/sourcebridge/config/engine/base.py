"""A pool that looks at a connection's socket instead of asking the server whether it is there.

Django asks with a statement: one more exchange at every request. A connection given back owes nothing and awaits
nothing, so when the server is gone, or says anything, its socket can be read; only then it is asked as before.
"""

from __future__ import annotations

import select
from typing import Any

import psycopg
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


def looked_at(connection: psycopg.Connection[Any]) -> None:
    """Raises OperationalError when the server behind an idle connection has gone."""
    watch = select.poll()
    watch.register(connection.fileno(), select.POLLIN)
    if watch.poll(0):
        ConnectionPool.check_connection(connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for the pool's look."""

    @property
    def pool(self) -> ConnectionPool[Any] | None:
        """The process's pool, not open yet when it is new; None where the settings want none."""
        wanted = self.settings_dict["OPTIONS"].get("pool")
        if not wanted or self.alias == NO_DB_ALIAS:
            return None
        pools: dict[str, ConnectionPool[Any]] = self._connection_pools  # type: ignore[attr-defined]
        if self.alias not in pools:
            made = ConnectionPool(
                kwargs={**self.get_connection_params(), "autocommit": True},
                open=False,
                configure=self._configure_connection,  # type: ignore[attr-defined]
                check=looked_at,
                **wanted,
            )
            pools.setdefault(self.alias, made)
        return pools[self.alias]
