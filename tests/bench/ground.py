"""An engine of our own with a seeded catalogue, and the product's web processes on it as production starts them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg

from sourcebridge.runtime import env, prepare, processes, supervisor
from sourcebridge.runtime.paths import PROJECT, Data
from sourcebridge.runtime.system import System

HIDDEN = ("SB_", "DATABASE_", "PYTEST_")
SOURCE = os.environ.get("BENCH_SOURCE", str(PROJECT / "src"))


class Ground:
    """One data folder: its engine runs; the environment of its web processes; the plan of its catalogue."""

    def __init__(self, folder: Path, skus: int) -> None:
        self.skus = skus
        self.system = System(Data.at(folder / "data"), port=processes.free_port(), demo=False)
        self.seconds: dict[str, float] = {}
        self.plan: dict[str, Any] = {}

    def start(self) -> None:
        """Start the engine, bring the schema from nothing, seed."""
        system = self.system
        system.data.create()
        system.engine.start(attached=True)
        access = env.access(system.data, system.engine)
        self.dsn = access.app
        self.environment = {**system.environment(access), "PYTHONPATH": f"{SOURCE}:{PROJECT}"}
        began = time.monotonic()
        prepare.schema(system.data, access, env.as_owner(self.environment, access))
        if not self.path.exists():
            self.seconds["migrations"] = time.monotonic() - began
        prepare.messages()
        prepare.static(system.data, self.environment)
        if not self.path.exists():
            self.python("-m", "tests.bench.seeding", str(self.skus), str(self.path))
        with psycopg.connect(access.owner, autocommit=True) as owner:
            owner.execute("ANALYZE")
        self.python("-m", "tests.bench.asked", str(self.path))
        self.plan = json.loads(self.path.read_text())

    @property
    def outside(self) -> dict[str, str]:
        """The environment of an operator: nothing of the system's."""
        return {**os.environ, "PYTHONPATH": f"{SOURCE}:{PROJECT}"}

    @property
    def path(self) -> Path:
        """The file of the plan."""
        return self.system.data.root / "plan.json"

    def python(self, *arguments: str) -> None:
        """Run a program with the system's environment."""
        subprocess.run([sys.executable, *arguments], check=True, env=self.environment, cwd=PROJECT)

    def end(self) -> None:
        """Stop the engine."""
        self.system.engine.stop()


@contextmanager
def seeded(skus: int) -> Iterator[Ground]:
    """A catalogue of about so many SKUs; gone afterwards unless BENCH_FOLDER names where it is kept and found again."""
    for name in [name for name in os.environ if name.startswith(HIDDEN)]:
        del os.environ[name]
    kept = os.environ.get("BENCH_FOLDER")
    folder = Path(f"{kept}-{skus}") if kept else Path(tempfile.mkdtemp(prefix="sb-bench-"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    made = Ground(folder, skus)
    try:
        made.start()
        yield made
    finally:
        made.end()
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


class Served:
    """Web processes on a port; `seconds` from the start to the first page."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, seconds: float) -> None:
        self.process, self.url, self.seconds = process, url, seconds


@contextmanager
def served(command: Sequence[str], environment: dict[str, str], url: str, page: str = "/") -> Iterator[Served]:
    """Run a server until the body ends; waits until the page answers."""
    began = time.monotonic()
    with tempfile.NamedTemporaryFile("w+", prefix="sb-bench-", suffix=".log", delete=False) as log:
        process = subprocess.Popen(
            command, env=environment, cwd=PROJECT, start_new_session=True, stdout=log, stderr=log
        )
    try:
        while not _answers(url + page):
            if process.poll() is not None or time.monotonic() - began > 60:
                said = Path(log.name).read_text()[-2000:]
                raise RuntimeError(f"the server does not answer: {' '.join(command)}\n{said}")
            time.sleep(0.02)
        yield Served(process, url, time.monotonic() - began)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if not os.environ.get("TALK"):
            Path(log.name).unlink(missing_ok=True)


@contextmanager
def web(ground: Ground, extra: dict[str, str] | None = None) -> Iterator[Served]:
    """The product's own web processes: the command of the supervisor, two workers."""
    url = ground.system.address
    with served(supervisor.web(ground.system.port), {**ground.environment, **(extra or {})}, url) as running:
        yield running


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.read(1))
    except HTTPError:
        return True
    except OSError:
        return False
