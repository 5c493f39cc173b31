"""The body of a request is here in full before one of the few places at the work is taken: slow senders stop nobody.

granian's WSGI reads a body inside the thread that runs the application and waits for it without end (its issue 728):
a handful of clients that send a byte a second would hold every thread. So threads are many and places few. Who waits
for bytes holds no place and no connection to the database, waits no longer than the bytes that came deserve, and those
who wait are never all. granian's wait ends with the connection only, and may not be left to another thread (it then
stops the whole process): a watchman answers 408 for those whose time is over. The bounds are the process's own, not
the trade's, and stand here.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Any

from django.db import connections
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

from sourcebridge.kit.errors import Refusal

PLACES = 4
WAITING = 24
THREADS = PLACES + WAITING + 4
PATIENCE_SECONDS = 10.0
BYTES_A_SECOND = 16 * 1024
LARGEST_BYTES = 520 * 1024 * 1024  # the largest table (500 MB) with what a form wraps around it
CHUNK_BYTES = 16 * 1024
IN_MEMORY_BYTES = 2 * 1024 * 1024
PROTOCOL = "sourcebridge.protocol"
LOOK_SECONDS = 0.5

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class BodyTooSlow(Refusal):
    """The body came too slowly to wait for it."""

    code = "body_too_slow"
    status = 408
    sentence = _("Your data arrived too slowly and nothing was changed. Check your connection and send it again.")


class BodyTooLarge(Refusal):
    """The body is larger than anything that is accepted anywhere."""

    code = "body_too_large"
    status = 413
    sentence = _("This is more than %(limit)s MB at once and nothing was changed. Send it in smaller parts.")


class TooManySenders(Refusal):
    """So many bodies are under way that one more would keep readers out."""

    code = "too_many_senders"
    status = 503
    sentence = _("Too much is being sent at the moment and nothing was changed. Send it again in a few seconds.")


class Intake:
    """An application behind its waiting room: `places` work at once, at most `waiting` wait for their bodies.

    A body has `patience` seconds and one more for each `rate` bytes that came; `largest` is in bytes.
    """

    def __init__(
        self, application: Application, *, places: int = PLACES, waiting: int = WAITING,
        patience: float = PATIENCE_SECONDS, rate: int = BYTES_A_SECOND, largest: int = LARGEST_BYTES,
    ) -> None:  # fmt: skip
        self.application, self.patience, self.rate, self.largest = application, patience, rate, largest
        self._places = threading.BoundedSemaphore(places)
        self._waiting = threading.BoundedSemaphore(waiting)
        self._watchman = Watchman()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request, or refuse it (408, 413, 503) before anything is done."""
        if has_body(environ):
            try:
                environ["wsgi.input"] = self._whole(environ)
            except Refusal as refusal:
                return refused(refusal, environ, start_response)
        with self._places:
            answer = self.application(environ, start_response)
            for connection in connections.all(initialized_only=True):
                connection.close_if_unusable_or_obsolete()  # who takes a file slowly holds no connection meanwhile
        return answer

    def _whole(self, environ: Environ) -> IO[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > self.largest:
            raise BodyTooLarge(limit=self.largest // 1024 // 1024)
        if not self._waiting.acquire(blocking=False):
            raise TooManySenders
        kept = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - the application reads it
        wait = Wait(time.monotonic() + self.patience, lambda: cut_off(environ))
        try:
            with self._watchman.over(wait):
                self._read(environ["wsgi.input"], kept, wait)
        except BaseException:
            kept.close()
            raise
        finally:
            self._waiting.release()
        if wait.cut or kept.tell() < length:
            kept.close()
            raise BodyTooSlow
        kept.seek(0)
        return kept

    def _read(self, source: IO[bytes], kept: IO[bytes], wait: Wait) -> None:
        while not wait.cut and (chunk := source.read(CHUNK_BYTES)):
            wait.ends_at += len(chunk) / self.rate
            kept.write(chunk)
            if kept.tell() > self.largest:
                raise BodyTooLarge(limit=self.largest // 1024 // 1024)


@dataclass(eq=False, slots=True)
class Wait:
    """One wait for bytes: until when (monotonic seconds), what ends it, whether that was done."""

    ends_at: float
    end: Callable[[], None]
    cut: bool = False


class Watchman:
    """Ends the waits whose time is over; one thread that begins with the first wait, since none may before a fork."""

    def __init__(self) -> None:
        self._waits: set[Wait] = set()
        self._lock = threading.Lock()
        self._at_work = False

    @contextmanager
    def over(self, wait: Wait) -> Iterator[None]:
        """Watch this wait while the block runs."""
        with self._lock:
            self._waits.add(wait)
            begin, self._at_work = not self._at_work, True
        if begin:
            threading.Thread(target=self._watch, name="watchman", daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._waits.discard(wait)

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            now = time.monotonic()
            with self._lock:
                late = [wait for wait in self._waits if wait.ends_at <= now and not wait.cut]
            for wait in late:
                wait.cut = True
                wait.end()


def cut_off(environ: Environ) -> None:
    """Answer 408 for the thread that waits for the body: granian then closes the connection, which wakes the thread."""
    if protocol := environ.get(PROTOCOL):
        said: list[Any] = []
        content = refused(BodyTooSlow(), environ, lambda *given: said.extend(given))
        protocol.response_bytes(BodyTooSlow.status, said[1], content[0])


def tell_protocol(wrap: Callable[..., Any]) -> Callable[..., Any]:
    """granian's wrapper of an application, made to name its protocol object in what the application is given."""

    def wrapped(*args: Any, **options: Any) -> Callable[[Any, Environ], Any]:
        run = wrap(*args, **options)

        def told(protocol: Any, environ: Environ) -> Any:
            environ[PROTOCOL] = protocol
            return run(protocol, environ)

        return told

    return wrapped


def has_body(environ: Environ) -> bool:
    """Whether anything comes after the head of the request."""
    return bool(int(environ.get("CONTENT_LENGTH") or 0)) or "HTTP_TRANSFER_ENCODING" in environ


def refused(refusal: Refusal, environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
    """The refusal as a problem document for programs, as its sentence for browsers; the connection ends with it."""
    wanted = [code for code, _weight in parse_accept_lang_header(environ.get("HTTP_ACCEPT_LANGUAGE", ""))]
    with translation.override("en" if wanted and wanted[0].startswith("en") else "zh-hans"):
        if environ.get("PATH_INFO", "").startswith("/api/"):
            from sourcebridge.parties import access  # the server knows this module before Django's models are there

            document = access.problem(refusal)
            content, kind = document.content, document["Content-Type"]
        else:
            content, kind = refusal.text.encode(), "text/plain; charset=utf-8"
    headers = [("Content-Type", kind), ("Content-Length", str(len(content))), ("Connection", "close"),
               ("X-Content-Type-Options", "nosniff"), ("Retry-After", "5")]  # fmt: skip
    start_response(f"{refusal.status} {HTTPStatus(refusal.status).phrase}", headers)
    return [content]
