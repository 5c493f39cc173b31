"""One whole system in a folder of its own, as processes that may be killed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import psycopg

from sourcebridge.runtime import processes, supervisor
from sourcebridge.runtime.paths import PROJECT, Data

RUN = Path(__file__).with_name("run_system.py")
COMMANDS = {"web": b"config.serving", "worker": b"\0worker"}
HIDDEN = ("SB_", "DATABASE_", "PYTEST_")
SOURCE = str(PROJECT / "src")
PATIENCE = 90.0


def clean_environment() -> dict[str, str]:
    """Ours, without what the tests put into it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(HIDDEN)}
    return {**kept, "PYTHONPATH": SOURCE}


class Running:
    """A served demo with nothing seeded."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.options = options
        self.data = Data.at(folder / "data")
        self.port = processes.free_port()
        self.errors = (folder / "system.err").open("a+")
        self.start()

    def start(self) -> None:
        """Start the parent and wait until the site answers."""
        self.process = subprocess.Popen(
            [sys.executable, str(RUN), str(self.data.root), str(self.port), *self.options], env=clean_environment(),
            text=True, stdout=subprocess.PIPE, stderr=self.errors,
        )  # fmt: skip
        assert self.process.stdout
        said = next((line for line in self.process.stdout if line.startswith("{")), "")
        assert said, Path(self.errors.name).read_text()[-3000:]
        known = json.loads(said)
        self.environment: dict[str, str] = known["environment"]
        self.cluster = Path(known["cluster"])
        self.url = self.environment["SB_PUBLIC_URL"]
        self.simulators = self.environment["SB_SIMULATORS_URL"]

    def manage(self, *arguments: str, said: str = "") -> str:
        """The output of a management command, which must succeed."""
        command = [sys.executable, "-m", "sourcebridge.runtime.manage", *arguments]
        done = subprocess.run(command, env=self.environment, input=said, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the database as they are committed."""
        with psycopg.connect(self.environment["SB_DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(question, values).fetchall()  # type: ignore[arg-type]

    def pids(self, name: str) -> list[int]:
        """The living processes of that name."""
        if name == "parent":
            return [self.process.pid]
        if name == "engine":
            try:
                return [int((self.cluster / "postmaster.pid").read_text().split()[0])]
            except (OSError, ValueError, IndexError):
                return []
        found = []
        for pid in supervisor.leftovers(self.data):
            try:
                if COMMANDS[name] in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
            except OSError:
                continue
        return found

    def kill(self, name: str) -> bool:
        """`kill -9` of one of its processes; False when none lives just now. A killed parent is started again."""
        for pid in random.sample(pids := self.pids(name), len(pids)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            if name == "parent":
                self.process.wait()
                self.start()
            return True
        return False

    def answers(self) -> bool:
        """Whether the site answers from its database."""
        try:
            return httpx2.get(f"{self.url}/api/v1/clock", timeout=5, trust_env=False).status_code == 200
        except httpx2.HTTPError:
            return False

    def back(self, patience: float = PATIENCE) -> None:
        """Wait until the site answers again."""
        deadline = time.monotonic() + patience
        while not self.answers():
            assert time.monotonic() < deadline, Path(self.errors.name).read_text()[-3000:]
            time.sleep(0.05)

    def end(self) -> None:
        """Stop everything."""
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
        if self.process.stdout:
            self.process.stdout.close()
        self.errors.close()


@contextmanager
def served(*options: str) -> Iterator[Running]:
    """A fresh system, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sb-chaos-"))
    folder.chmod(0o755)
    system = Running(folder, *options)
    try:
        yield system
    finally:
        system.end()
        if not os.environ.get("KEEP"):
            shutil.rmtree(folder, ignore_errors=True)
