"""The parent brings back what dies; what outlives the parent does not block the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from sourcebridge.runtime import processes, supervisor
from sourcebridge.runtime.engine import Engine
from sourcebridge.runtime.paths import Data

pytestmark = pytest.mark.engine
PROGRAM = Path(__file__).with_name("run_supervisor.py")
Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Starts the supervisor program on the folder and waits until it is ready."""
    made = []

    def begin() -> subprocess.Popen[str]:
        program = subprocess.Popen([sys.executable, PROGRAM, folder], stdout=subprocess.PIPE, text=True)
        made.append(program)
        assert program.stdout is not None
        for line in program.stdout:
            if line.strip() == "ready":
                return program
        raise AssertionError("the supervisor ended before it was ready")

    yield begin
    for program in made:
        program.terminate()
        program.wait(60)


def until(question: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def kept(folder: Path) -> int:
    with psycopg.connect(Engine(Data.at(folder)).dsn()) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    return int(row[0]) if row else 0


def children(folder: Path) -> set[int]:
    return set(supervisor.leftovers(Data.at(folder)))


class TestWatch:
    def test_starts_a_killed_child_again(self, folder: Path, start: Start) -> None:
        start()
        until(lambda: len(children(folder)) == 3)
        for victim in sorted(children(folder)):
            if processes.alive(victim):
                os.kill(victim, signal.SIGKILL)
        until(lambda: len(children(folder)) == 3)

    def test_starts_a_killed_engine_again(self, folder: Path, start: Start) -> None:
        start()
        engine = Engine(Data.at(folder))
        pid = int((engine.cluster / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        until(lambda: not processes.alive(pid))
        until(engine.answers)
        assert kept(folder) == 1

    def test_refuses_a_second_parent_on_the_same_folder(self, folder: Path, start: Start) -> None:
        start()
        second = subprocess.run([sys.executable, PROGRAM, folder], check=False, capture_output=True, text=True)
        assert second.returncode == 1
        assert "Another Sourcebridge runs" in second.stderr
        assert len(children(folder)) == 3


class TestStop:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_ends_everything(self, folder: Path, start: Start, number: signal.Signals) -> None:
        program = start()
        until(lambda: len(children(folder)) == 3)
        program.send_signal(number)
        assert program.wait(60) == 0
        assert children(folder) == set()
        assert not Engine(Data.at(folder)).answers()


class TestNextStart:
    def test_follows_a_killed_parent(self, folder: Path, start: Start) -> None:
        first = start()
        until(lambda: len(children(folder)) == 3)
        before = children(folder)
        first.kill()
        first.wait()
        start()
        until(lambda: len(children(folder)) == 3)
        assert not before & children(folder)
        assert kept(folder) == 2

    def test_ends_orphans_that_outlived_everything(self, folder: Path, start: Start) -> None:
        first = start()
        until(lambda: len(children(folder)) == 3)
        first.send_signal(signal.SIGSTOP)
        orphans = {pid for pid in children(folder) if os.getpgid(pid) != pid}
        for leader in {os.getpgid(pid) for pid in orphans}:
            os.kill(leader, signal.SIGKILL)
        first.kill()
        first.wait()
        assert orphans
        assert all(processes.alive(pid) for pid in orphans)
        start()
        assert not any(processes.alive(pid) for pid in orphans)
