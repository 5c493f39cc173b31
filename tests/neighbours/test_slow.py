"""Clients that send their body a byte a second, many of them: the others are served, the slow ones end with a sentence.

The server is the product's own, with its own settings; only the application behind it is small and the patience short.
"""

from __future__ import annotations

import http.client
import io
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from sourcebridge.config import intake, wsgi
from sourcebridge.runtime import processes
from sourcebridge.runtime.paths import PROJECT
from tests.neighbours.slow_app import PATIENCE

pytestmark = pytest.mark.slow
SLOW = 16
QUICK_SECONDS = 4


@contextmanager
def serving(name: str, folder: Path) -> Iterator[int]:
    """The server with one of the applications of slow_app; gives its port."""
    port = processes.free_port()
    environment = {**os.environ, "PYTHONPATH": f"{PROJECT / 'src'}:{PROJECT}"}
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", "tests.neighbours.slow_app", str(port), name]
        child = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
        try:
            ends = time.monotonic() + 60
            while processes.port_is_free(port) or not answers(port, 5):
                assert time.monotonic() < ends, (folder / "log").read_text()
                assert child.poll() is None, (folder / "log").read_text()
                time.sleep(0.1)
            yield port
        finally:
            child.terminate()
            child.wait(20)


def answers(port: int, seconds: float, body: bytes | None = None) -> bool:
    """Whether somebody else's request is answered within so many seconds."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        asked.request("POST" if body else "GET", "/", body)
        answer = asked.getresponse()
        return (answer.status, answer.read()) == (200, str(len(body or b"")).encode())
    except OSError:
        return False
    finally:
        asked.close()


def begun(port: int, path: str = "/x", language: str = "en") -> socket.socket:
    """A client that promises a thousand bytes."""
    client = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE * 4)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAccept-Language: {language}\r\nContent-Length: 1000\r\n\r\n"
    client.sendall(head.encode())
    return client


@contextmanager
def dripping(clients: list[socket.socket]) -> Iterator[None]:
    """All of them send a byte a second, until the end or until they are cut off."""
    over = threading.Event()

    def drip() -> None:
        while not over.is_set():
            for client in clients:
                try:
                    client.send(b"x")
                except OSError:
                    continue
            over.wait(1)

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        for client in clients:
            client.close()


class TestSlowSenders:
    def test_stop_nobody_and_end_with_a_sentence(self, tmp_path: Path) -> None:
        with serving("guarded", tmp_path) as port:
            clients = [begun(port) for _ in range(SLOW)]
            with dripping(clients):
                ends = time.monotonic() + PATIENCE - 1
                while time.monotonic() < ends:
                    assert answers(port, QUICK_SECONDS)
                    assert answers(port, QUICK_SECONDS, b"a form of somebody else")
                said = [client.recv(4000).decode() for client in clients]
            assert all(one.startswith("HTTP/1.1 408 ") and "arrived too slowly" in one for one in said), said

    def test_more_of_them_than_there_is_room_for(self, tmp_path: Path) -> None:
        """Pages are read all the while; further bodies are refused at once, and accepted again afterwards."""
        with serving("guarded", tmp_path) as port:
            clients = [begun(port, "/api/v1/orders", "zh-CN") for _ in range(intake.WAITING + 6)]
            with dripping(clients):
                for _ in range(5):
                    assert answers(port, QUICK_SECONDS)
                said = [client.recv(4000).decode() for client in clients]
            statuses = [one.split()[1] for one in said]
            assert (statuses.count("503"), statuses.count("408")) == (6, intake.WAITING)
            problems = [json.loads(one.partition("\r\n\r\n")[2]) for one in said]
            assert {one["code"] for one in problems} == {"too_many_senders", "body_too_slow"}
            assert all("再" in one["detail"] for one in problems), "the sentence is in the reader's language"
            ends = time.monotonic() + 5
            while not answers(port, QUICK_SECONDS, b"again"):
                assert time.monotonic() < ends, "the room is not free again"

    def test_control_without_the_waiting_room_everything_stops(self, tmp_path: Path) -> None:
        with serving("bare", tmp_path) as port, dripping([begun(port) for _ in range(SLOW)]):
            ends = time.monotonic() + PATIENCE * 4
            while answers(port, QUICK_SECONDS):
                assert time.monotonic() < ends, "slow senders stop nobody here"
            assert not answers(port, QUICK_SECONDS)


class Trickle(io.RawIOBase):
    """A body that comes piece by piece."""

    def __init__(self, pieces: list[bytes], pause: float = 0) -> None:
        self.pieces, self.pause = pieces, pause

    def read(self, size: int = -1) -> bytes:
        time.sleep(self.pause)
        return self.pieces.pop(0) if self.pieces else b""


def asked(room: intake.Intake, body: IO[bytes] | io.RawIOBase, **environ: str) -> tuple[str, bytes]:
    """The status and the body of the answer."""
    said: list[str] = []
    given: dict[str, Any] = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "wsgi.input": body, **environ}
    content = b"".join(room(given, lambda status, _headers: said.append(status)))
    return said[0], content


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("200 OK", [])
    return [environ["wsgi.input"].read()]


class TestWaitingRoom:
    def test_hands_on_the_whole_body(self) -> None:
        pieces = [os.urandom(9_000) for _ in range(300)]
        room = intake.Intake(echo)
        assert asked(room, Trickle(pieces[:]), CONTENT_LENGTH="2700000") == ("200 OK", b"".join(pieces))
        assert asked(room, Trickle([b"a", b"b"]), HTTP_TRANSFER_ENCODING="chunked") == ("200 OK", b"ab")
        assert asked(room, io.BytesIO(b""), REQUEST_METHOD="GET") == ("200 OK", b"")

    def test_waits_longer_for_who_sends_more(self) -> None:
        room = intake.Intake(echo, patience=1, rate=100)
        assert asked(room, Trickle([b"x" * 50] * 8, 0.25), CONTENT_LENGTH="400")[0] == "200 OK"
        assert asked(room, Trickle([b"x"] * 8, 0.25), CONTENT_LENGTH="8")[0] == "408 Request Timeout"

    def test_a_body_that_ends_early_is_not_worked_on(self) -> None:
        assert asked(intake.Intake(echo), io.BytesIO(b"abc"), CONTENT_LENGTH="5")[0] == "408 Request Timeout"

    @pytest.mark.parametrize("environ", [{"CONTENT_LENGTH": "3000000"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
    def test_refuses_what_is_larger_than_anything_accepted(self, environ: dict[str, str]) -> None:
        room = intake.Intake(echo, largest=2 * 1024 * 1024, waiting=1)
        for _ in range(3):
            status, said = asked(room, Trickle([b"x" * 1_000_000] * 3), HTTP_ACCEPT_LANGUAGE="en", **environ)
            assert status.startswith("413 ")
            assert b"more than 2 MB" in said
        assert asked(room, io.BytesIO(b"small"), CONTENT_LENGTH="5") == ("200 OK", b"small")

    def test_a_sender_that_goes_away_is_an_error_of_reading(self) -> None:
        class Gone(io.RawIOBase):
            def read(self, size: int = -1) -> bytes:
                raise OSError("gone")

        room = intake.Intake(echo, waiting=1)
        for _ in range(3):
            with pytest.raises(OSError, match="gone"):
                asked(room, Gone(), CONTENT_LENGTH="5")

    def test_few_work_at_once(self) -> None:
        most, now, lock = [0], [0], threading.Lock()

        def work(_environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            time.sleep(0.02)
            with lock:
                now[0] -= 1
            start("200 OK", [])
            return []

        room = intake.Intake(work, places=3)
        threads = [threading.Thread(target=asked, args=(room, io.BytesIO(b""))) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert most[0] == 3

    def test_the_product_stands_behind_it(self) -> None:
        assert isinstance(wsgi.application, intake.Intake)
        assert intake.THREADS > intake.PLACES + intake.WAITING

    def test_the_server_is_read_before_django_is_set_up(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
        command = [sys.executable, "-m", "sourcebridge.config.serving", "--help"]
        done = subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert "--workers" in done.stdout, done.stderr
