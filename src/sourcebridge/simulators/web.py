"""A small web server on the standard library: requests in, responses out, every page without script."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

log = logging.getLogger("simulators")
LONGEST_BODY = 1_000_000
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Request:
    """One call."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    language: str
    is_json: bool

    @property
    def form(self) -> dict[str, str]:
        """The fields of a posted form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @property
    def said(self) -> dict[str, Any]:
        """What the caller said, as JSON or as a form; raises ValueError."""
        if not self.is_json:
            return dict(self.form)
        read = json.loads(self.body or b"{}")
        if not isinstance(read, dict):
            raise TypeError("an object is expected")
        return read


@dataclass(frozen=True, slots=True)
class Response:
    """One answer."""

    body: bytes
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


class Fault(Exception):
    """The caller asked for something that cannot be."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def as_json(value: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(json.dumps(value, ensure_ascii=False).encode(), status, "application/json; charset=utf-8")


def see(url: str) -> Response:
    """Send the browser on."""
    return Response(b"", HTTPStatus.SEE_OTHER, headers={"Location": url})


Handler = Callable[[Request], Response]


@dataclass
class Site:
    """Routes by method and path."""

    form_targets: Callable[[], str]
    routes: dict[tuple[str, str], Handler] = field(default_factory=dict)

    def add(self, method: str, path: str, handler: Handler) -> None:
        """Answer a method and path with a handler."""
        self.routes[method, path] = handler

    def answer(self, request: Request) -> Response:
        """The answer to a request; faults become JSON for programs and a line for people."""
        handler = self.routes.get((request.method, request.path))
        try:
            if handler is None:
                raise Fault(f"{request.method} {request.path} is not here", HTTPStatus.NOT_FOUND)
            return handler(request)
        except Fault as fault:
            return as_json({"error": str(fault)}, fault.status)
        except (ValueError, TypeError, KeyError) as error:
            return as_json({"error": f"cannot read this: {error}"}, HTTPStatus.BAD_REQUEST)


def _language(query: dict[str, str], accepted: str) -> str:
    wanted = query.get("lang", "")[:2] or next(
        (part.strip()[:2] for part in accepted.split(",") if part.strip()[:2] in LANGUAGES), "zh"
    )
    return wanted if wanted in LANGUAGES else "en"


def serve(site: Site, port: int) -> ThreadingHTTPServer:
    """A server on 127.0.0.1, not yet running; port 0 takes a free one."""

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            length = self.headers.get("Content-Length") or "0"
            if not length.isdigit() or int(length) > LONGEST_BODY:
                self.close_connection = True
                self._send(as_json({"error": "too long"}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
                return
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            request = Request(
                method=self.command,
                path=parts.path.rstrip("/") or "/",
                query=query,
                body=self.rfile.read(int(length)),
                language=_language(query, self.headers.get("Accept-Language", "")),
                is_json="json" in self.headers.get("Content-Type", ""),
            )
            self._send(site.answer(request))

        def _send(self, response: Response) -> None:
            self.send_response(response.status)
            headers = {
                "Content-Type": response.kind,
                "Content-Length": str(len(response.body)),
                "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
                f"frame-ancestors 'none'; form-action 'self' {site.form_targets()}",
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
                "Cache-Control": "no-store",
                **response.headers,
            }
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the base class names it so
            log.debug(format, *args)

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        allow_reuse_address = True

    return Server(("127.0.0.1", port), Answers)
