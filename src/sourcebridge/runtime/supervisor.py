"""One parent that starts, watches and ends engine, web, worker and simulators.

A child that ends is started again after a growing pause. When the parent itself is killed the kernel ends the
children; what survives even that is found at the next start by the mark in its environment, never by a stored pid.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from sourcebridge.runtime import processes
from sourcebridge.runtime.engine import Engine
from sourcebridge.runtime.errors import RuntimeRefusal
from sourcebridge.runtime.paths import Data

MARK = "SB_SUPERVISED_BY"
LONGEST_PAUSE = 10.0
STEADY = 30.0
Say = Callable[[str], None]


@dataclass
class Child:
    """One supervised process and its group."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path | None
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started: float = 0.0
    not_before: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own; the kernel ends it (SIGTERM) when we end."""
        output = self.log.open("ab") if self.log else None
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=processes.dies_with_parent(signal.SIGTERM),
        )
        self.started = time.monotonic()
        if output:
            output.close()

    def ended(self) -> int | None:
        """The exit code once it has ended; its group is then cleared of orphans."""
        if self.process is None:
            return None
        code = self.process.poll()
        if code is not None:
            self._clear()
        return code

    def ask_to_end(self) -> None:
        """SIGTERM."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, patience: float) -> None:
        """Wait for the end; kill the group after `patience` seconds."""
        if self.process is None:
            return
        try:
            self.process.wait(max(patience, 0.01))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._clear()

    def _clear(self) -> None:
        assert self.process is not None
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process = None


@dataclass
class Supervisor:
    """Runs a data folder's processes until it is told to stop."""

    data: Data
    engine: Engine | None
    children: list[Child] = field(default_factory=list)
    say: Say = print
    stopping: bool = False

    def add(self, name: str, command: Sequence[str], environment: Mapping[str, str], *, log: bool) -> None:
        """One more child, in the order of starting."""
        marked = {**environment, MARK: self.data.mark, "PYTHONUNBUFFERED": "1"}
        self.children.append(Child(name, command, marked, self.data.logs / f"{name}.log" if log else None))

    def run(self, ready: Callable[[], bool], done: Callable[[], bool] = lambda: False) -> None:
        """Start all, ask `ready` until it is true, watch until SIGINT, SIGTERM or `done`; end all, the engine last."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._stop)
        try:
            for child in self.children:
                child.start()
            is_ready = False
            while not self.stopping:
                self._watch()
                is_ready = is_ready or ready()
                if is_ready and done():
                    break
                time.sleep(0.2)
        finally:
            self.end()

    def end(self) -> None:
        """End the children together, then the engine."""
        self.say("stopping")
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + 15
        for child in self.children:
            child.end(deadline - time.monotonic())
        if self.engine is not None:
            self.engine.stop()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _watch(self) -> None:
        if self.engine is not None and self.engine.ended() is not None:
            self.say("the engine ended; starting it again")
            self.engine.start(attached=True)
            for child in self.children:
                if child.name == "worker":
                    child.ask_to_end()
        for child in self.children:
            self._watch_child(child)

    def _watch_child(self, child: Child) -> None:
        moment = time.monotonic()
        if child.process is None:
            if moment >= child.not_before:
                child.start()
            return
        if child.ended() is None:
            return
        child.failures = 0 if moment - child.started > STEADY else child.failures + 1
        pause = min(0.2 * 2**child.failures, LONGEST_PAUSE)
        child.not_before = moment + pause
        self.say(f"{child.name} ended; starting it again in {pause:.1f} s")


@contextmanager
def sole(data: Data) -> Iterator[None]:
    """Be the only supervisor of this data folder; raises RuntimeRefusal when another one runs."""
    data.create()
    with (data.root / "serve.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RuntimeRefusal(
                f"Another Sourcebridge runs on {data.root}; stop it (Ctrl-C) or choose another DATA."
            ) from error
        yield


def end_leftovers(data: Data, say: Say) -> None:
    """End what a killed supervisor of this folder left behind; call it while `sole`."""
    deadline = time.monotonic() + 10
    while left := leftovers(data):
        say(f"ending {len(left)} processes of the former run")
        for pid in left:
            try:
                os.kill(pid, signal.SIGTERM if time.monotonic() < deadline else signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue
        time.sleep(0.5)


def leftovers(data: Data) -> list[int]:
    """Living processes whose environment carries this folder's mark (Linux; elsewhere none)."""
    wanted = f"{MARK}={data.mark}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*") if processes.LINUX else ():
        try:
            if wanted in (entry / "environ").read_bytes().split(b"\0") and processes.alive(int(entry.name)):
                found.append(int(entry.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def web(port: int) -> list[str]:
    """The command of the web processes on 127.0.0.1:port: one that loads, and its workers (config/serving.py)."""
    return [sys.executable, "-m", "sourcebridge.config.serving", "--port", str(port)]


def streams(port: int) -> list[str]:
    """The command of the event streams, one port above the site: one light process without Django."""
    options = ["--interface", "asgi", "--host", "127.0.0.1", "--port", str(port + 1), "--workers", "1", "--no-ws"]
    options += ["--respawn-failed-workers", "--workers-kill-timeout", "2"]
    return [sys.executable, "-m", "granian", *options, "sourcebridge.streams.app:application"]


def worker() -> list[str]:
    """The command of the job worker."""
    return [sys.executable, "-m", "sourcebridge.runtime.manage", "worker"]


def simulators(port: int, data: Data) -> list[str]:
    """The command of the simulated outside world, two ports above the site."""
    command = [sys.executable, "-m", "sourcebridge.simulators", "--port", str(port + 2)]
    return [*command, "--data", str(data.simulators), "--platform-url", f"http://127.0.0.1:{port}"]
