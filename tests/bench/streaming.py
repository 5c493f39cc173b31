"""Two hundred open event streams: how soon a signal arrives at all of its company's pages, and the memory for it."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import psycopg

from sourcebridge.runtime import supervisor
from sourcebridge.streams import tickets
from tests.bench import ground, machine

STREAMS, SIGNALS, PAUSE = 200, 100, 0.05
_TELL = """
WITH head AS (
    INSERT INTO messaging_signalhead AS head (company_id, seq) VALUES (%(company)s, 1)
    ON CONFLICT (company_id) DO UPDATE SET seq = head.seq + 1 RETURNING seq
)
INSERT INTO messaging_signal (id, company_id, seq, name, path, texts, at)
SELECT %(id)s, %(company)s, seq, 'bench', '/', %(texts)s::jsonb, %(at)s FROM head
"""


def measure(base: ground.Ground) -> dict[str, float]:
    """Milliseconds from just before the telling transaction to its arrival at p50 and p95, and memory in MB.

    `missing` counts deliveries that did not come.
    """
    port = base.system.port
    with ground.served(supervisor.streams(port), base.environment, f"http://127.0.0.1:{port + 1}", "/healthz") as made:
        empty = machine.pss(machine.descendants(made.process.pid))
        late, missing = asyncio.run(_listen(base, port + 1))
        full = machine.pss(machine.descendants(made.process.pid))
    late.sort()
    at = {f"p{share}": 1000 * late[min(len(late) - 1, len(late) * share // 100)] for share in (50, 95)}
    return {**at, "missing": missing, "memory": full, "memory_of_streams": full - empty}


async def _listen(base: ground.Ground, port: int) -> tuple[list[float], int]:
    companies = [UUID(buyer["company"]) for buyer in base.plan["buyers"]]
    late: list[float] = []
    key = base.environment["SB_SECRET_KEY"]
    whose = [companies[number % len(companies)] for number in range(STREAMS)]
    open_ = [asyncio.create_task(_one(port, tickets.ticket(key=key, company_id=one, user_id=uuid4()), late))
             for one in whose]  # fmt: skip
    await asyncio.sleep(3)
    expected = await asyncio.to_thread(_tell, base.dsn, companies, whose)
    deadline = time.monotonic() + 10
    while len(late) < expected and time.monotonic() < deadline:  # noqa: ASYNC110 - a deadline, not a signal
        await asyncio.sleep(0.05)
    for task in open_:
        task.cancel()
    ended = await asyncio.gather(*open_, return_exceptions=True)
    broken = [one for one in ended if isinstance(one, Exception) and not isinstance(one, asyncio.CancelledError)]
    if broken:
        raise broken[0]
    return late, expected - len(late)


async def _one(port: int, ticket: str, late: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /?ticket={quote(ticket)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    try:
        while line := await reader.readline():
            if found := re.search(rb'"told": "([0-9.]+)"', line):
                late.append(time.time() - float(found.group(1)))
    finally:
        writer.close()


def _tell(dsn: str, companies: Sequence[UUID], whose: Sequence[UUID]) -> int:
    expected = 0
    with psycopg.connect(dsn, autocommit=True) as connection:
        for number in range(SIGNALS):
            company = companies[number % len(companies)]
            given: dict[str, Any] = {"company": company, "id": uuid4(), "at": datetime.now(UTC)}
            given["texts"] = json.dumps({"told": str(time.time())})
            with connection.transaction():
                connection.execute("SELECT set_config('sb.company', %s, true)", [str(company)])
                connection.execute(_TELL, given)
                connection.execute("SELECT pg_notify('sb_signal', %s)", [str(company)])
            expected += whose.count(company)
            time.sleep(PAUSE)
    return expected
