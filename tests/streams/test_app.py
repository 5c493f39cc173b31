"""Streams: only with a ticket, only one's own company, nothing lost over a break, nothing twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.utils.translation import gettext_lazy as _

from sourcebridge.messaging import services
from sourcebridge.messaging.models import Signal
from sourcebridge.runtime.env import url
from sourcebridge.runtime.roles import Access
from sourcebridge.streams import tickets
from sourcebridge.streams.app import Application

KEY, SITE = "a-key-for-these-tests-only", "http://127.0.0.1:8000"
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MINE, OTHERS = uuid4(), uuid4()


def tell(company_id: UUID, number: str) -> Signal:
    return services.signal(
        company_id=company_id, name="domestic.order.paid", path=f"/orders/{number}/",
        text=_("Order %(number)s is paid: please ship"), facts={"number": number}, now=NOON,
    )  # fmt: skip


class Reader:
    """One open connection; `frames` are the events it was sent."""

    def __init__(self, app: Application, query: str, **headers: str) -> None:
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""
        self._gone = asyncio.Event()
        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": raw}
        self.task = asyncio.ensure_future(app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.body += message["body"]

    async def until(self, condition: Callable[[], bool]) -> None:
        for _turn in range(400):
            if condition():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{self.status} {self.body!r}")

    async def opened(self) -> Reader:
        await self.until(lambda: self.status != 0 and (self.status != 200 or b"retry" in self.body))
        return self

    @property
    def frames(self) -> list[tuple[int, str]]:
        found = []
        for block in self.body.decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and line[0] != ":")
            if "data" in fields:
                found.append((int(fields["id"]), json.loads(fields["data"])["path"]))
        return found

    async def close(self) -> None:
        self._gone.set()
        await asyncio.wait_for(self.task, 10)


@pytest.fixture
def app(committed_db: Access, monkeypatch: pytest.MonkeyPatch) -> Application:
    Signal.objects.all().delete()
    monkeypatch.setenv("SB_SECRET_KEY", KEY)
    monkeypatch.setenv("SB_PUBLIC_URL", SITE)
    monkeypatch.setenv("SB_DATABASE_URL", url(committed_db.app))
    return Application()


def played(app: Application, story: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        app.hub.start()
        try:
            await story()
        finally:
            await app.hub.stop()
            await sync_to_async(connections.close_all)()

    with ThreadPoolExecutor(1) as other:  # a browser's test may have left a running loop in this thread
        other.submit(asyncio.run, run()).result()


def query(company_id: UUID = MINE) -> str:
    return f"ticket={tickets.ticket(key=KEY, company_id=company_id, user_id=uuid4())}"


class TestDoor:
    @pytest.mark.parametrize(
        ("given", "headers", "status"),
        [
            ("", {}, 401),
            ("ticket=forged", {}, 401),
            (f"ticket={tickets.ticket(key='another key', company_id=MINE, user_id=MINE)}", {}, 401),
            ("a fresh one", {"origin": "https://evil.example"}, 403),
            ("a fresh one", {"origin": SITE}, 200),
            ("a fresh one", {}, 200),
        ],
    )
    def test_who_comes_in(self, app: Application, given: str, headers: dict[str, str], status: int) -> None:
        async def story() -> None:
            reader = await Reader(app, query() if given == "a fresh one" else given, **headers).opened()
            assert reader.status == status
            allowed = reader.headers.get(b"access-control-allow-origin")
            assert allowed == (SITE.encode() if status == 200 and headers else None)
            await reader.close()

        played(app, story)

    def test_a_ticket_ends(self, monkeypatch: pytest.MonkeyPatch) -> None:
        given = tickets.ticket(key=KEY, company_id=MINE, user_id=MINE)
        assert tickets.company_of(given, key=KEY) == MINE
        monkeypatch.setattr(tickets, "LIFETIME", -1)
        assert tickets.company_of(given, key=KEY) is None


class TestStream:
    def test_each_company_hears_its_own(self, app: Application) -> None:
        async def story() -> None:
            mine, others = await Reader(app, query()).opened(), await Reader(app, query(OTHERS)).opened()
            for number in ("1", "2", "3"):
                await sync_to_async(tell)(MINE, number)
            await sync_to_async(tell)(OTHERS, "x")
            await mine.until(lambda: len(mine.frames) == 3)
            await others.until(lambda: len(others.frames) == 1)
            assert [path for _seq, path in mine.frames] == ["/orders/1/", "/orders/2/", "/orders/3/"]
            assert [path for _seq, path in others.frames] == ["/orders/x/"]
            await mine.close()
            await others.close()
            assert app.hub.listeners == {}

        played(app, story)

    def test_what_was_missed_comes_after_a_break_and_nothing_twice(self, app: Application) -> None:
        async def story() -> None:
            first = await Reader(app, query()).opened()
            await sync_to_async(tell)(MINE, "1")
            await first.until(lambda: len(first.frames) == 1)
            seen = first.frames[-1][0]
            await first.close()
            await sync_to_async(tell)(MINE, "2")
            again = await Reader(app, query(), last_event_id=str(seen)).opened()
            await sync_to_async(tell)(MINE, "3")
            await again.until(lambda: len(again.frames) == 2)
            assert [path for _seq, path in again.frames] == ["/orders/2/", "/orders/3/"]
            fresh = await Reader(app, query()).opened()
            assert fresh.frames == []
            await again.close()
            await fresh.close()

        played(app, story)

    def test_the_connection_that_hears_may_break(self, app: Application, committed_db: Access) -> None:
        async def story() -> None:
            reader = await Reader(app, query()).opened()
            await sync_to_async(_cut)()
            await sync_to_async(tell)(MINE, "1")
            await reader.until(lambda: len(reader.frames) == 1)
            await reader.close()

        played(app, story)


def _cut() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
        )


class TestSignals:
    @pytest.mark.django_db
    def test_numbers_of_a_company_have_no_gaps_and_old_ones_are_forgotten(self) -> None:
        for number in "abc":
            tell(MINE, number)
        tell(OTHERS, "z")
        assert list(Signal.objects.filter(company_id=MINE).order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
        Signal.objects.filter(company_id=MINE).update(at=NOON - timedelta(days=2))
        assert services.forget_signals(before=NOON - timedelta(days=1)) == 2
        assert tell(MINE, "d").seq == 4

    @pytest.mark.django_db
    def test_the_line_is_in_both_languages(self) -> None:
        texts = tell(MINE, "D-1").texts
        assert set(texts) == {"zh-hans", "en"}
        assert all("D-1" in text for text in texts.values())
        assert texts["zh-hans"] != texts["en"]
