"""The embedded PostgreSQL under our own hands: made by initdb with SCRAM, started as a direct child, judged by a query.

The engine listens on a unix socket in a private folder only. Its life is what a query says, never what a pid file says:
a pid may be a zombie nobody reaps or somebody else's process.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from sourcebridge.runtime import owner as owners
from sourcebridge.runtime import processes, vault
from sourcebridge.runtime.errors import EngineFailed, RuntimeRefusal
from sourcebridge.runtime.paths import Data
from sourcebridge.runtime.processes import locked

ADMIN = "sb_admin"
SOCKET_PATH_LIMIT = 90
Say = Callable[[str], None]
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "password_encryption": "'scram-sha-256'",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "min_dynamic_shared_memory": "32MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_compression": "on",
    "max_wal_size": "512MB",
    "min_wal_size": "80MB",
    "checkpoint_timeout": "5min",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_startup_progress_interval": "1s",
    "log_checkpoints": "off",
    "log_line_prefix": "'%m [%p] %u@%d '",
    "idle_in_transaction_session_timeout": "'5min'",
}


@dataclass
class Engine:
    """One database cluster of one data folder."""

    data: Data
    extra: Mapping[str, str] = field(default_factory=dict)
    say: Say = lambda _line: None
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.owner = owners.current()
        self._secrets = self.data.secrets / "engine.json"

    @property
    def home(self) -> Path:
        """The engine's own folder: DATA/engine, or below /var/lib/sourcebridge when its user cannot reach DATA."""
        recorded = vault.read(self._secrets).get("home")
        return Path(recorded) if recorded else self.data.engine

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        return self.home / "engine.log"

    @property
    def socket(self) -> Path:
        """The folder of the socket; short even when the data path is long (the kernel allows 107 bytes)."""
        inside = self.home / "run"
        if len(os.fsencode(inside)) <= SOCKET_PATH_LIMIT:
            return inside
        return Path(tempfile.gettempdir()) / f"sb-{self.data.mark}-{self.owner.uid}"

    def dsn(self, database: str = "postgres", user: str = ADMIN, password: str | None = None) -> str:
        """A connection string; without a password that of the superuser."""
        return make_conninfo(
            host=str(self.socket),
            port="5432",
            dbname=database,
            user=user,
            password=password or vault.read(self._secrets).get("password", ""),
        )

    def answers(self) -> bool:
        """Whether this folder's engine answers a query."""
        try:
            with psycopg.connect(self.dsn(), connect_timeout=3) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.Error:
            return False
        return row is not None and os.path.realpath(row[0]) == os.path.realpath(self.cluster)

    def version(self) -> str:
        """The version the programs report, such as 18.4."""
        program = owners.programs(self.owner) / "postgres"
        shown = subprocess.run([program, "--version"], check=True, capture_output=True, text=True, cwd="/")
        return shown.stdout.split()[-1]

    def program(self, name: str) -> Path:
        """The path of one of the engine's programs (pg_dump, pg_restore...)."""
        return owners.programs(self.owner) / name

    def start(self, *, attached: bool) -> None:
        """Start unless it answers already. Attached: our child, which the kernel ends with us; else on its own.

        Raises EngineFailed. Side effects: makes the cluster at the first start; waits out a recovery of any length.
        """
        self.data.create()
        with locked(self.data.root / "engine.lock"):
            if self.answers():
                return
            self._make()
            self._configure()
            if self._wait_for_the_former():
                return
            self._spawn(attached)
            self._wait_until_it_answers()

    def ended(self) -> int | None:
        """The exit code of our child once it has ended; for an engine we did not start: 0 when it answers no more."""
        if self.process is not None:
            return self.process.poll()
        return None if processes.working_in(self.cluster) else 0

    def stop(self, *, patience: float = 60) -> None:
        """Fast shutdown: sessions are ended, everything is written; at the end of patience (seconds) it is killed."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
        elif not self._signal(signal.SIGINT):
            return
        deadline = time.monotonic() + patience
        while self._living():
            if time.monotonic() > deadline:
                self._signal(signal.SIGQUIT)
                time.sleep(1)
                break
            time.sleep(0.05)
        if self.process is not None:
            self.process.wait(10)
        self.process = None

    def _living(self) -> list[int]:
        if self.process is not None and self.process.poll() is None:
            return [self.process.pid]
        return processes.working_in(self.cluster)

    def _signal(self, number: signal.Signals) -> bool:
        pid = self._recorded_pid()
        if pid is None or pid not in processes.working_in(self.cluster):
            return False
        os.kill(pid, number)
        return True

    def _recorded_pid(self) -> int | None:
        try:
            return int((self.cluster / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _make(self) -> None:
        entries = vault.ensure(self._secrets, "password", "mark")
        if "home" not in entries:
            entries["home"] = self._outside_home(entries["mark"])
            vault.write(self._secrets, entries)
        self.owner.folder(self.home)
        if (self.cluster / "PG_VERSION").exists() and (self.home / "made").exists():
            return
        self.say("making the database cluster")
        self._remove_half_made()
        word = self.home / "word"
        word.write_text(entries["password"])
        word.chmod(0o600)
        if self.owner.drop:
            os.chown(word, self.owner.uid, self.owner.gid)
        command: list[str | Path] = [self.program("initdb"), "-D", self.cluster, "-U", ADMIN, f"--pwfile={word}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions"]
        command += ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        made = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/", **self.owner.drop)
        word.unlink()
        if made.returncode:
            raise EngineFailed(f"initdb could not make {self.cluster}: {made.stderr.strip()[-600:]}")
        (self.home / "made").touch()

    def _outside_home(self, mark: str) -> str:
        """Where the files go when the engine's user cannot reach DATA; empty when it can."""
        self.owner.folder(self.data.engine)
        if self.owner.reaches(self.data.engine):
            return ""
        owners.STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
        return str(owners.STATE / f"{self.data.mark}-{mark[:6].strip('-_')}")

    def _remove_half_made(self) -> None:
        if self.cluster.exists():
            aside = self.cluster.with_name(f"cluster.incomplete.{int(time.time())}")
            self.cluster.rename(aside)
            self.say(f"an incomplete cluster was set aside as {aside}")

    def _configure(self) -> None:
        self._private(self.socket)
        settings = {**SETTINGS, **self.extra, "unix_socket_directories": f"'{self.socket}'"}
        body = "# written at each start\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())
        for name, text in (("postgresql.conf", body), ("pg_hba.conf", "local all all scram-sha-256\n")):
            path = self.cluster / name
            path.write_text(text)
            if self.owner.drop:
                os.chown(path, self.owner.uid, self.owner.gid)

    def _private(self, folder: Path) -> None:
        self.owner.folder(folder)
        state = folder.lstat()
        if folder.is_symlink() or state.st_uid != self.owner.uid or state.st_mode & 0o077:
            raise RuntimeRefusal(f"{folder} belongs to somebody else; remove it or choose another DATA.")

    def _wait_for_the_former(self) -> bool:
        """Wait until a former engine answers (True) or is gone; then clear its stale pid files (False)."""
        told = 0.0
        while living := processes.working_in(self.cluster):
            if self.answers():
                return True
            if time.monotonic() - told > 5:
                told = time.monotonic()
                self.say(f"waiting for the former engine ({len(living)} processes): {self._last_words()}")
            time.sleep(0.1)
        if processes.LINUX:
            names = (self.socket / ".s.PGSQL.5432", self.socket / ".s.PGSQL.5432.lock", self.cluster / "postmaster.pid")
            for stale in names:
                stale.unlink(missing_ok=True)
        return False

    def _spawn(self, attached: bool) -> None:
        armed = processes.dies_with_parent(signal.SIGINT) if attached else None
        if self.log.exists() and self.log.stat().st_size > 20_000_000:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.program("postgres"), "-D", self.cluster],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                start_new_session=True,
                preexec_fn=armed,
                **self.owner.drop,
            )

    def _wait_until_it_answers(self) -> None:
        assert self.process is not None
        told = time.monotonic()
        while not self.answers():
            if self.process.poll() is not None:
                raise EngineFailed(
                    f"The database engine ended at its start; {self.log} ends with: {self._last_words()}"
                )
            if time.monotonic() - told > 2:
                told = time.monotonic()
                self.say(f"the engine recovers: {self._last_words()}")
            time.sleep(0.05)

    def _last_words(self) -> str:
        try:
            lines = self.log.read_text(errors="replace")[-2000:].strip().splitlines()
        except OSError:
            return ""
        return lines[-1] if lines else ""
