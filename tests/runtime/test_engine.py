"""The embedded engine starts wherever it must, and again after every kind of death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from sourcebridge.runtime import owner, processes
from sourcebridge.runtime.engine import Engine
from sourcebridge.runtime.paths import PROJECT, Data

pytestmark = pytest.mark.engine
HOLD = Path(__file__).with_name("hold_engine.py")
EngineAt = Callable[[Path], Engine]


def ask(engine: Engine, question: str) -> object:
    with psycopg.connect(engine.dsn(), autocommit=True) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
    return row[0] if row else None


def remember(engine: Engine) -> None:
    with psycopg.connect(engine.dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")


class TestStart:
    def test_makes_a_cluster_with_checksums_and_passwords(self, folder: Path, engine_at: EngineAt) -> None:
        engine = engine_at(folder / "data")
        engine.start(attached=True)
        assert ask(engine, "SHOW data_checksums") == "on"
        assert ask(engine, "SHOW listen_addresses") == ""
        assert ask(engine, "SHOW fsync") == "on"
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(engine.dsn(password="wrong"))

    def test_keeps_secrets_and_socket_from_others(self, folder: Path, engine_at: EngineAt) -> None:
        engine = engine_at(folder / "data")
        engine.start(attached=True)
        assert (folder / "data" / "secrets").stat().st_mode & 0o077 == 0
        assert (folder / "data" / "secrets" / "engine.json").stat().st_mode & 0o077 == 0
        assert engine.socket.stat().st_mode & 0o077 == 0
        assert engine.cluster.stat().st_mode & 0o077 == 0

    def test_works_with_a_data_path_of_150_characters(self, folder: Path, engine_at: EngineAt) -> None:
        long = folder / ("x" * (150 - len(str(folder)) - 1))
        assert len(str(long)) == 150
        engine = engine_at(long)
        engine.start(attached=True)
        assert ask(engine, "SELECT 1") == 1
        assert engine.socket.stat().st_mode & 0o077 == 0
        engine.stop()
        engine.socket.rmdir()

    def test_runs_beside_another(self, folder: Path, engine_at: EngineAt) -> None:
        one, other = engine_at(folder / "one"), engine_at(folder / "other")
        one.start(attached=True)
        other.start(attached=True)
        remember(one)
        assert ask(other, "SELECT to_regclass('kept')") is None

    def test_finds_the_running_one(self, folder: Path, engine_at: EngineAt) -> None:
        engine_at(folder).start(attached=True)
        second = engine_at(folder)
        second.start(attached=True)
        assert second.process is None
        assert second.answers()

    def test_survives_that_the_folder_moves(self, folder: Path, engine_at: EngineAt) -> None:
        engine = engine_at(folder / "here")
        engine.start(attached=True)
        remember(engine)
        engine.stop()
        (folder / "here").rename(folder / "there")
        moved = engine_at(folder / "there")
        moved.start(attached=True)
        assert ask(moved, "SELECT answer FROM kept") == 42

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can be kept out of nothing")
    def test_needs_no_way_into_roots_folders(self, engine_at: EngineAt, folder: Path) -> None:
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        engine = engine_at(closed / "data")
        engine.start(attached=True)
        assert engine.home.parent == owner.STATE
        assert closed.stat().st_mode & 0o777 == 0o700
        assert ask(engine, "SELECT 1") == 1
        engine.stop()
        subprocess.run(["rm", "-r", engine.home], check=True)

    @pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
    def test_works_as_an_ordinary_user(self, folder: Path) -> None:
        user = owner.current()
        if not user.reaches(Path(sys.executable).resolve()) or not user.reaches(PROJECT / "src"):
            pytest.skip("an ordinary user cannot reach this Python")
        user.folder(folder)
        held = subprocess.Popen([sys.executable, HOLD, folder / "data"], stdout=subprocess.PIPE, cwd="/", **user.drop)
        assert held.stdout is not None
        assert processes.alive(int(held.stdout.readline()))
        assert (folder / "data" / "engine").stat().st_uid == user.uid
        held.kill()
        held.wait()


class TestStartAfterDeath:
    def test_recovers_when_the_engine_was_killed(self, folder: Path, engine_at: EngineAt) -> None:
        engine = engine_at(folder)
        engine.start(attached=True)
        remember(engine)
        assert engine.process is not None
        engine.process.kill()
        engine.process.wait()
        engine.start(attached=True)
        assert ask(engine, "SELECT answer FROM kept") == 42

    def test_recovers_when_nothing_reaps_the_dead(self, folder: Path, engine_at: EngineAt) -> None:
        with subprocess.Popen([sys.executable, HOLD, folder], stdout=subprocess.PIPE) as held:
            assert held.stdout is not None
            pid = int(held.stdout.readline())
            remember(engine_at(folder))
            os.kill(pid, signal.SIGKILL)
            state = Path(f"/proc/{pid}/stat")
            while state.read_text().rpartition(")")[2].split()[0] != "Z":
                time.sleep(0.01)
            engine = engine_at(folder)
            engine.start(attached=True)
            assert ask(engine, "SELECT answer FROM kept") == 42
            assert state.exists()
            held.kill()

    def test_is_not_fooled_by_somebody_elses_pid(self, folder: Path, engine_at: EngineAt) -> None:
        engine = engine_at(folder)
        engine.start(attached=True)
        note = engine.cluster / "postmaster.pid"
        lines = note.read_text().splitlines()
        engine.stop()
        note.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
        engine.start(attached=True)
        assert engine.answers()

    def test_the_engine_ends_with_its_parent(self, folder: Path) -> None:
        with subprocess.Popen([sys.executable, HOLD, folder], stdout=subprocess.PIPE) as held:
            assert held.stdout is not None
            pid = int(held.stdout.readline())
            held.kill()
        deadline = time.monotonic() + 10
        while processes.alive(pid):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert not Engine(Data.at(folder)).answers()
