"""A platform that only listens: it keeps what it is told and answers as it is asked to."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Platform:
    """Callbacks arrive in `notices` and `pushes` as raw bodies; `thanks` decides the answer."""

    def __init__(self) -> None:
        self.notices: list[bytes] = []
        self.pushes: list[bytes] = []
        self.deaf = 0
        heard = self

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                is_notice = self.path.startswith("/callbacks/alipay")
                (heard.notices if is_notice else heard.pushes).append(body)
                thanks = b"success" if is_notice else b'{"result":true,"returnCode":"200","message":"ok"}'
                if heard.deaf:
                    heard.deaf -= 1
                    thanks = b"failure"
                self.send_response(200)
                self.send_header("Content-Length", str(len(thanks)))
                self.end_headers()
                self.wfile.write(thanks)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the base class names it so
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


@contextmanager
def listening_platform() -> Iterator[Platform]:
    platform = Platform()
    try:
        yield platform
    finally:
        platform.server.shutdown()
        platform.server.server_close()


def until(true: Callable[[], bool], *, seconds: float = 5) -> None:
    """Wait for something to become true."""
    ends_at = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends_at, "it did not happen"
        time.sleep(0.02)


def tell(url: str, said: dict[str, Any]) -> Any:
    """A control call."""
    request = urllib.request.Request(url, json.dumps(said).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.loads(answer.read())
