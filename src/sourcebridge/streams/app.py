"""The ASGI application: GET / with a ticket answers with a stream of events.

Environment: SB_DATABASE_URL, SB_SECRET_KEY, SB_PUBLIC_URL (the one origin that may read a stream from a page).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import psycopg

from sourcebridge.kit import digits
from sourcebridge.streams.hub import Hub, Listener, frame
from sourcebridge.streams.tickets import LIFETIME, company_of

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
HEARTBEAT = 15
MOST_OF_ONE_COMPANY = 300
MOST = 2000


class Application:
    """One process's streams."""

    def __init__(self) -> None:
        self.key = os.environ["SB_SECRET_KEY"]
        self.origin = os.environ["SB_PUBLIC_URL"].rstrip("/").encode()
        self.hub = Hub(os.environ["SB_DATABASE_URL"])

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.hub.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.hub.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        if scope["path"] == "/healthz":
            await _refuse(send, 200, b"ok")
            return
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        company_id = company_of(asked.get("ticket", [""])[0], key=self.key)
        origin = headers.get(b"origin")
        if scope["method"] != "GET" or scope["path"] not in {"/", "/streams/"}:
            await _refuse(send, 404, b"nothing here")
        elif origin is not None and origin != self.origin:
            await _refuse(send, 403, b"another origin")
        elif company_id is None:
            await _refuse(send, 401, b"the ticket is missing, forged or too old; fetch a new one")
        elif self._full(company_id):
            await _refuse(send, 503, b"too many streams; come again in a minute")
        else:
            last = headers.get(b"last-event-id", asked.get("last", [""])[0].encode()).decode("latin-1")
            try:
                async with self.hub.listening(company_id, digits.whole(last, most=digits.BIGINT)) as listener:
                    await self._stream(listener, origin, receive, send)
            except (psycopg.Error, OSError):
                await _refuse(send, 503, b"the database does not answer; come again in a minute")

    def _full(self, company_id: object) -> bool:
        everyone = sum(len(some) for some in self.hub.listeners.values())
        own = self.hub.listeners.get(company_id, ())  # type: ignore[call-overload]
        return everyone >= MOST or len(own) >= MOST_OF_ONE_COMPANY

    async def _stream(self, listener: Listener, origin: bytes | None, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store"),
                   (b"x-accel-buffering", b"no"), (b"vary", b"Origin")]  # fmt: skip
        if origin is not None:
            headers.append((b"access-control-allow-origin", origin))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await _write(send, b"retry: 3000\n\n")
        gone = asyncio.ensure_future(_until_gone(receive))
        ends = asyncio.get_running_loop().time() + LIFETIME
        try:
            while not gone.done() and not listener.lost and asyncio.get_running_loop().time() < ends:
                await _write(send, await self._next(listener, gone))
        finally:
            gone.cancel()
            with contextlib.suppress(asyncio.CancelledError, RuntimeError):
                await gone
        with contextlib.suppress(RuntimeError, OSError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _next(self, listener: Listener, gone: asyncio.Future[None]) -> bytes:
        """The next frame, or a comment that keeps the line open; returns early when the reader has gone."""
        waiting = asyncio.ensure_future(listener.waiting.get())
        either: set[asyncio.Future[Any]] = {waiting, gone}
        await asyncio.wait(either, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
        if waiting.done():
            return frame(*waiting.result())
        waiting.cancel()
        return b": still here\n\n"


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _write(send: Send, body: bytes) -> None:
    with contextlib.suppress(RuntimeError, OSError):
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _refuse(send: Send, status: int, said: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": said, "more_body": False})


application = Application() if "SB_SECRET_KEY" in os.environ and "SB_DATABASE_URL" in os.environ else None
