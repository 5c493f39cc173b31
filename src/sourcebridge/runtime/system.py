"""A data folder's running system as one object: what the commands of the command line are made of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from sourcebridge.runtime import backup, env, prepare, processes, progress, supervisor, vault
from sourcebridge.runtime.engine import Engine
from sourcebridge.runtime.errors import RuntimeRefusal
from sourcebridge.runtime.paths import Data
from sourcebridge.runtime.roles import Access

MANAGE = (sys.executable, "-m", "sourcebridge.runtime.manage")
PASSING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def say(line: str) -> None:
    """One line for the operator."""
    print(f"  {line}", flush=True)


@dataclass
class System:
    """One installation: its data folder, its port, demo or not, how much a new demo holds, to be kept or not."""

    data: Data
    port: int = 8000
    demo: bool = True
    size: str = "small"
    kept: bool = True

    @classmethod
    def known(cls, data: Data, port: int = 8000) -> System:
        """The system as it was last served: demo or real; a demo when it never was."""
        return cls(data, port, demo=vault.read(data.secrets / "mode.json").get("mode", "demo") == "demo")

    def __post_init__(self) -> None:
        self.engine = Engine(self.data, extra={} if self.kept else PASSING, say=say)
        self.elsewhere = bool(os.environ.get("DATABASE_URL"))

    def begin_as(self, source: Data) -> None:
        """Begin as a copy, secrets included, of another folder's system, which must not run: no schema to build anew.

        Raises RuntimeRefusal when it runs or keeps its engine outside its folder.
        """
        engine = Engine(source)
        if engine.home != source.engine:
            raise RuntimeRefusal(
                f"The engine of {source.root} lies in {engine.home}; choose a folder its user can reach."
            )
        with supervisor.sole(source):
            if engine.answers():
                raise RuntimeRefusal(f"The engine of {source.root} runs; stop it with `sourcebridge db stop`.")
            subprocess.run(["cp", "-Rp", source.root, self.data.root], check=True)

    @contextmanager
    def database(self) -> Iterator[Access]:
        """The database, answering: found running, or started for as long as the body runs."""
        self.data.create()
        ours = not self.elsewhere and not self.engine.answers()
        if ours:
            self.engine.start(attached=True)
        try:
            yield env.access(self.data, self.engine)
        finally:
            if ours:
                self.engine.stop()

    def environment(self, access: Access) -> dict[str, str]:
        """The environment of this system's processes (app role)."""
        return env.children(self.data, access, port=self.port, demo=self.demo)

    def prepare(self, access: Access) -> None:
        """Schema, roles' rights, translations and static files, as far as they changed."""
        environment = self.environment(access)
        prepare.schema(self.data, access, env.as_owner(environment, access))
        prepare.messages()
        prepare.static(self.data, environment)

    def manage(self, *arguments: str) -> int:
        """Run a management command on this system's database; returns its exit code."""
        with self.database() as access:
            self.prepare(access)
            return subprocess.run([*MANAGE, *arguments], check=False, env=self.environment(access)).returncode

    def migrate(self) -> None:
        """Bring schema, rights, translations and static files up to date."""
        with self.database() as access:
            self.prepare(access)

    def serve(self) -> None:
        """Run until told to stop; the first start of a demo also makes its data."""
        began = time.monotonic()
        with supervisor.sole(self.data):
            self._keep_mode()
            first = not (self.data.stamps / "started").exists()
            with self._supervised() as (run, access):
                logins = self._seed(access) if self._has("demo") else []
                run.run(lambda: self._ready(began, first, logins))

    def play(self, *arguments: str) -> int:
        """Serve (best on a fresh folder) while one management command plays against it; returns its exit code.

        The command is given `--url`, the site's address.
        """
        player: list[subprocess.Popen[bytes]] = []
        self.engine.say = lambda _line: None

        def ready() -> bool:
            if not _answers(f"{self.address}/"):
                return False
            command = [*MANAGE, *arguments, "--url", self.address]
            player.append(subprocess.Popen(command, env=self.environment(access)))
            return True

        with supervisor.sole(self.data), self._supervised() as (run, access):
            run.say = lambda _line: None
            run.run(ready, lambda: player[0].poll() is not None)
        if not player:
            return 1
        player[0].terminate()
        return player[0].wait()

    @property
    def address(self) -> str:
        """Where the site is served."""
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def _supervised(self) -> Iterator[tuple[supervisor.Supervisor, Access]]:
        """A supervisor whose engine answers and is prepared, with its children to be; all ended if the body fails."""
        supervisor.end_leftovers(self.data, say)
        self._ports_are_free()
        run = supervisor.Supervisor(self.data, None if self.elsewhere else self.engine, say=say)
        try:
            if not self.elsewhere:
                self.engine.start(attached=True)
            access = env.access(self.data, self.engine)
            self.prepare(access)
            self._add_children(run, self.environment(access))
            yield run, access
        except BaseException:
            run.end()
            raise

    def back_up(self, target: Path) -> None:
        """Write one file with the database and the uploaded files."""
        with self.database() as access:
            manifest = backup.write(target, self.data, self.engine, access)
        files = manifest["sha256"]
        count = len(files) if isinstance(files, dict) else 0
        say(f"wrote {target} ({target.stat().st_size / 1e6:.1f} MB, {count} files)")
        say(f"it holds no keys: keep a copy of {self.data.secrets} apart from it")

    def restore(self, source: Path, *, replace: bool) -> None:
        """Put a backup in place; the site must not run meanwhile."""
        with supervisor.sole(self.data), self.database() as access:
            backup.restore(source, self.data, self.engine, access, replace=replace)
            prepare.forget(self.data)
            self.prepare(access)
        say(f"restored from {source}")

    def _keep_mode(self) -> None:
        path, mode = self.data.secrets / "mode.json", "demo" if self.demo else "real"
        kept = vault.read(path).get("mode", mode)
        if kept != mode:
            raise RuntimeRefusal(f"{self.data.root} holds a {kept} system; choose another DATA for a {mode} one.")
        vault.write(path, {"mode": mode})

    def _ports_are_free(self) -> None:
        ports = [self.port, self.port + 1, *([self.port + 2] if self._has("simulators") else [])]
        for port in ports:
            if not processes.port_is_free(port):
                raise RuntimeRefusal(f"Port {port} is taken by another program; choose another: make demo PORT=9000")

    def _has(self, part: str) -> bool:
        """Whether this is a demo and the code has that part of one."""
        return self.demo and (prepare.PACKAGE / part).is_dir()

    def _seed(self, access: Access) -> list[dict[str, Any]]:
        """The demo's logins; side effect: the first time, the demo's companies, goods and history are made."""
        kept = self.data.stamps / "logins.json"
        if not kept.exists():
            seed = [*MANAGE, "seed_demo", "--size", self.size, "--json"]
            printed = progress.run("demo data", seed, self.environment(access))
            kept.write_text(_last_json(printed))
        logins: list[dict[str, Any]] = json.loads(kept.read_text())
        return logins

    def _add_children(self, run: supervisor.Supervisor, environment: dict[str, str]) -> None:
        if self._has("simulators"):
            run.add("simulators", supervisor.simulators(self.port, self.data), environment, log=self.demo)
        run.add("web", supervisor.web(self.port), environment, log=self.demo)
        run.add("streams", supervisor.streams(self.port), environment, log=self.demo)
        run.add("worker", supervisor.worker(), {**environment, "SB_WORKER": "1"}, log=self.demo)

    def _ready(self, began: float, first: bool, logins: list[dict[str, Any]]) -> bool:
        if not _answers(f"{self.address}/"):
            return False
        (self.data.stamps / "started").touch()
        print()
        _print_table(logins)
        say(f"{'first' if first else 'later'} start: {time.monotonic() - began:.1f} s; logs: {self.data.logs}")
        say(f"Sourcebridge 源桥 is ready at {self.address} (Ctrl-C stops it)")
        return True


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5):  # noqa: S310 - our own address
            return True
    except HTTPError:
        return True
    except OSError:
        return False


def _last_json(printed: str) -> str:
    for line in reversed(printed.splitlines()):
        if line.lstrip().startswith("["):
            json.loads(line)
            return line
    raise RuntimeRefusal(f"seed_demo printed no list of logins:\n{printed[-2000:]}")


def _print_table(rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    names = list(rows[0])
    cells = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    widths = [max(_width(line[column]) for line in cells) for column in range(len(names))]
    for number, line in enumerate(cells):
        shown = (text + " " * (width - _width(text)) for text, width in zip(line, widths, strict=True))
        print("  " + "  ".join(shown).rstrip())
        if number == 0:
            print("  " + "  ".join("─" * width for width in widths))
    print()


def _width(text: str) -> int:
    """Columns on a terminal; Chinese letters take two."""
    return sum(2 if ord(letter) >= 0x2E80 else 1 for letter in text)
