"""Who listens to which company, and the one connection that hears what is told.

A notification carries a company's id only; the rows are read from the outbox. Each company's rows are numbered under a
lock (messaging.services.signal), so whoever knows number n misses nothing after it, however late a transaction commits.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

logger = logging.getLogger(__name__)
CHANNEL = "sb_signal"
MOST_AT_ONCE = 200
_CONFINE = "SELECT set_config('sb.company', %s, true)"
_AFTER = """
SELECT seq, jsonb_build_object('name', name, 'path', path, 'texts', texts)::text FROM messaging_signal
WHERE company_id = %s AND seq > %s ORDER BY seq LIMIT %s
"""
_HEAD = "SELECT coalesce(max(seq), 0) FROM messaging_signal WHERE company_id = %s"


@dataclass(eq=False)
class Listener:
    """One open stream: what it has heard up to `last`, and what waits to be written to it."""

    company_id: UUID
    last: int
    waiting: asyncio.Queue[tuple[int, str]] = field(default_factory=lambda: asyncio.Queue(MOST_AT_ONCE))
    lost: bool = False

    def tell(self, seq: int, said: str) -> None:
        """Hand over one row, once; a listener too slow to take it is marked lost and comes back for the rest."""
        if seq <= self.last or self.lost:
            return
        try:
            self.waiting.put_nowait((seq, said))
        except asyncio.QueueFull:
            self.lost = True
            return
        self.last = seq


class Hub:
    """All open streams of this process."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.listeners: dict[UUID, set[Listener]] = {}
        self.reader: psycopg.AsyncConnection | None = None
        self.lock = asyncio.Lock()
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to hear; goes on until `stop`, through restarts of the database."""
        self.task = asyncio.get_running_loop().create_task(self._hear())

    async def stop(self) -> None:
        """Hear no more."""
        if self.task is not None:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task
        if self.reader is not None:
            await self.reader.close()

    @contextlib.asynccontextmanager
    async def listening(self, company_id: UUID, last: int | None) -> AsyncIterator[Listener]:
        """A listener of the company from now on, or from after number `last`; what it missed waits already."""
        known = await self._head(company_id) if last is None else last
        listener = Listener(company_id, known)
        self.listeners.setdefault(company_id, set()).add(listener)
        try:
            await self._catch_up(company_id)
            yield listener
        finally:
            others = self.listeners[company_id]
            others.discard(listener)
            if not others:
                del self.listeners[company_id]

    async def _hear(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self.dsn, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    for company_id in list(self.listeners):
                        await self._catch_up(company_id)
                    async for told in connection.notifies():
                        with contextlib.suppress(ValueError):
                            await self._catch_up(UUID(told.payload))
            except (psycopg.Error, OSError):
                logger.warning("the database does not answer; listening again in a second")
            await asyncio.sleep(1)

    async def _catch_up(self, company_id: UUID) -> None:
        wanting = self.listeners.get(company_id)
        if not wanting:
            return
        for seq, said in await self._rows(company_id, min(listener.last for listener in wanting)):
            for listener in list(self.listeners.get(company_id, ())):
                listener.tell(seq, said)

    async def _rows(self, company_id: UUID, after: int) -> list[tuple[int, str]]:
        return await self._ask(company_id, _AFTER, [company_id, after, MOST_AT_ONCE])

    async def _head(self, company_id: UUID) -> int:
        rows: list[tuple[int]] = await self._ask(company_id, _HEAD, [company_id])
        return rows[0][0]

    async def _ask(self, company_id: UUID, sql: str, values: list[object]) -> list[Any]:
        async with self.lock:
            if self.reader is None or self.reader.closed:
                self.reader = await psycopg.AsyncConnection.connect(self.dsn, autocommit=True)
            async with self.reader.transaction():
                await self.reader.execute(_CONFINE, [str(company_id)])
                cursor = await self.reader.execute(sql.encode(), values)
                return await cursor.fetchall()


def frame(seq: int, said: str) -> bytes:
    """One event as the wire has it (HTML standard, server-sent events)."""
    name = json.loads(said)["name"]
    return f"id: {seq}\nevent: signal\ndata: {said}\n\n".encode() if name else b""
