"""The web workers and the light process above them: what crosses the fork, a worker that ends, the end of all."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from sourcebridge.config import watching
from sourcebridge.runtime import env, processes
from sourcebridge.runtime.paths import PROJECT
from sourcebridge.runtime.roles import Access

pytestmark = pytest.mark.skipif(not processes.LINUX, reason="elsewhere granian's own parent stays")
PATIENCE = 30.0
LOADED = """
import json, os, threading
from django.db import connections
from sourcebridge.config import serving, warming
connections.settings["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8}  # as in production
asked, warm = [], warming.warm
warming.warm = lambda application: asked.extend(warm(application))
before = set(os.listdir("/proc/self/fd"))
serving.load()
opened = [one for one in set(os.listdir("/proc/self/fd")) - before if os.path.exists("/proc/self/fd/" + one)]
connected = [one.alias for one in connections.all(initialized_only=True) if one.connection is not None]
print(json.dumps({
    "threads": threading.active_count(), "tasks": len(os.listdir("/proc/self/task")), "connected": connected,
    "opened": opened, "asked": asked, "options": sorted(connections.settings["default"]["OPTIONS"]),
}))
"""


class Watched:
    """The running program."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def answering(self) -> int:
        """The process that answers a request; 0 when none does."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asked.request("GET", "/")
            return int(asked.getresponse().read())
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            asked.close()

    def workers(self) -> list[int]:
        """The living children."""
        said = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(one) for one in said.split() if processes.alive(int(one))]

    def is_watching(self) -> bool:
        """Whether the process is the light one."""
        return watching.__name__.encode() in Path(f"/proc/{self.process.pid}/cmdline").read_bytes()

    def until(self, true: Callable[[], bool]) -> None:
        """Wait for it."""
        ends = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < ends, self.log.read_text()
            time.sleep(0.05)


@contextmanager
def started(folder: Path, name: str = "tells") -> Iterator[Watched]:
    """The program of watched_app; its whole group is gone afterwards."""
    port, log = processes.free_port(), folder / "log"
    environment = {**os.environ, "PYTHONPATH": f"{PROJECT / 'src'}:{PROJECT}"}
    command = [sys.executable, "-m", "tests.config.watched_app", str(port), name]
    with log.open("w") as file:
        process = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=file, stderr=file, start_new_session=True
        )
    try:
        yield Watched(process, port, log)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def loaded(database: str) -> dict[str, Any]:
    """What a process says of itself that has loaded on this database."""
    environment = {**os.environ, "PYTHONPATH": f"{PROJECT / 'src'}:{PROJECT}", "SB_DATABASE_URL": database}
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


class TestTheFork:
    def test_no_connection_no_thread_and_no_open_file_crosses_it(self, committed_db: Access) -> None:
        said = loaded(env.url(committed_db.app))
        assert said["threads"] == said["tasks"] == 1
        assert said["connected"] == said["opened"] == []
        assert said["options"] == ["pool", "prepare_threshold"]
        assert {"/", "/api/v1/clock", "/api/v1/search"} <= set(said["asked"])
        assert [said["asked"].count(path) for path in said["asked"]] == [2] * len(said["asked"])

    def test_without_a_database_it_loads_all_the_same(self) -> None:
        said = loaded("postgresql://nobody@127.0.0.1:1/none")
        assert said["asked"] == said["connected"] == said["opened"] == []
        assert said["threads"] == 1

    def test_what_watches_has_loaded_nothing_and_has_one_thread(self, tmp_path: Path) -> None:
        with started(tmp_path) as run:
            run.until(lambda: bool(run.answering()) and run.is_watching())
            libraries = Path(f"/proc/{run.process.pid}/maps").read_text()
            assert not any(name in libraries for name in ("granian", "psycopg", "django"))
            assert len(list(Path(f"/proc/{run.process.pid}/task").iterdir())) == 1
            assert len(run.workers()) == 2


class TestAWorkerThatEnds:
    def test_is_replaced_while_the_other_goes_on(self, tmp_path: Path) -> None:
        with started(tmp_path) as run:
            run.until(lambda: bool(run.answering()) and run.is_watching() and len(run.workers()) == 2)
            time.sleep(watching.CRASHING_SECONDS + 0.5)
            first, other = run.workers()
            os.kill(first, signal.SIGKILL)
            run.until(lambda: first not in run.workers())
            run.until(lambda: len(run.workers()) == 2 and run.is_watching())
            assert other in run.workers()
            assert first not in run.workers()
            assert run.process.poll() is None
            (new,) = set(run.workers()) - {other}
            run.until(lambda: run.answering() == new)
            run.process.terminate()
            assert run.process.wait(PATIENCE) == 0
            assert not processes.alive(new)
            assert not processes.alive(other)

    def test_as_soon_as_it_began_is_not_replaced_without_end(self, tmp_path: Path) -> None:
        with started(tmp_path, "breaks") as run:
            assert run.process.wait(PATIENCE) == 1, run.log.read_text()
            assert "as soon as it began" in run.log.read_text()


class TestTheEnd:
    @pytest.mark.parametrize("number", watching.ENDING)
    def test_a_signal_ends_all(self, tmp_path: Path, number: signal.Signals) -> None:
        with started(tmp_path) as run:
            run.until(lambda: bool(run.answering()) and run.is_watching() and len(run.workers()) == 2)
            workers = run.workers()
            run.process.send_signal(number)
            assert run.process.wait(PATIENCE) == 0
            assert not any(processes.alive(pid) for pid in workers)
            assert processes.port_is_free(run.port)

    def test_a_worker_that_does_not_listen_is_killed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        program = "import signal; signal.signal(15, signal.SIG_IGN); print(1, flush=True); signal.pause()"
        deaf = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        assert deaf.stdout
        deaf.stdout.readline()
        monkeypatch.setattr(watching, "PATIENCE_SECONDS", 0.2)
        monkeypatch.setattr(watching, "_reaped", lambda _workers: {})
        watching._end({0: (deaf.pid, 0.0)})
        assert deaf.wait(5) == -signal.SIGKILL

    def test_workers_are_told_and_heard(self) -> None:
        workers = {0: (12, 3.5), 1: (13, 4.0)}
        assert watching.heard(watching.told(workers)) == workers
        assert watching.heard("") == {}
