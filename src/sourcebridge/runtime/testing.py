"""The tests' database: one engine for all processes of all runs, a migrated template, a clone per worker and on demand.

Loaded by pytest as a plugin before the settings are read. The engine is ended by whoever uses it last; users are
counted by shared file locks, which the kernel frees however a process ends. TEST_DATABASE_URL takes another server.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from sourcebridge.runtime import env, prepare, roles
from sourcebridge.runtime.engine import Engine
from sourcebridge.runtime.errors import EngineFailed
from sourcebridge.runtime.paths import PROJECT, Data
from sourcebridge.runtime.processes import locked
from sourcebridge.runtime.roles import Access

HOME = Path(tempfile.gettempdir()) / f"sourcebridge-test-{os.getuid()}"
os.environ["SB_TESTING"] = "1"
os.environ["SB_DATA"] = str(HOME / f"site-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
os.environ.pop("SB_DEMO", None)
prepare.messages()

KEPT_TEMPLATES = 4
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "192MB",
    "autovacuum": "off",
    "max_wal_size": "1GB",
}


class TestServer:
    """The server the tests run on; `admin` may create databases."""

    __test__ = False

    def __init__(self) -> None:
        self.home = HOME
        self.home.mkdir(exist_ok=True)
        Data.at().create()
        self.engine = Engine(Data.at(self.home / "data"), extra=QUICK)
        self.elsewhere = os.environ.get("TEST_DATABASE_URL", "")
        self._users: IO[str] | None = None
        self._templates: list[IO[str]] = []
        self._access: Access | None = None

    @property
    def admin(self) -> str:
        """The connection that creates and drops databases."""
        return self.elsewhere or self.engine.dsn()

    @property
    def access(self) -> Access:
        """The connection strings of the three roles (on no particular database)."""
        assert self._access is not None
        return self._access

    def open(self) -> None:
        """Start the engine unless another process has; side effect: counts this process as a user of it."""
        with locked(self.home / "lock"):
            self._users = (self.home / "users").open("a")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            if self.elsewhere:
                self._access = roles.provision_elsewhere(self.elsewhere, self.engine.data)
                return
            try:
                self.engine.start(attached=False)
            except EngineFailed:
                shutil.rmtree(self.engine.home, ignore_errors=True)
                self.engine.start(attached=False)
            self._access = roles.provision(self.engine.dsn(), self.engine.data)

    def close(self) -> None:
        """Stop counting as a user; the last one stops the engine."""
        if self._users is None:
            return
        with locked(self.home / "lock"):
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                if not self.elsewhere:
                    self.engine.stop()
            self._users.close()
            self._users = None
            while self._templates:
                self._templates.pop().close()

    def template(self) -> str:
        """The name of a database migrated to the code as it is now; built once per state of the code.

        Side effect: until `close` no other process drops it, however many states of the code are tested meanwhile.
        """
        name = f"template_{prepare.schema_hash()}"
        with locked(self.home / "template.lock"), self._connect() as connection:
            self.hold(name)
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return name
            half = f"{name}_building"
            self._drop(connection, half)
            roles.create_database(connection, half, owner=self._owner())
            self._migrate(half)
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(name))
            )
            found = connection.execute(
                "SELECT datname FROM pg_database WHERE datname ~ '^template_[0-9a-f]{16}$' ORDER BY oid DESC"
            ).fetchall()
            for (old,) in found[KEPT_TEMPLATES:]:
                self.drop_unused(connection, str(old))
        return name

    def hold(self, template: str) -> None:
        """Count as a user of a template until `close`."""
        self._templates.append((self.home / f"{template}.users").open("a"))
        fcntl.flock(self._templates[-1], fcntl.LOCK_SH)

    def drop_unused(self, connection: psycopg.Connection[tuple[object, ...]], template: str) -> None:
        """Drop a template unless a process counts as its user; call it under the templates' lock."""
        users = self.home / f"{template}.users"
        with users.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._drop(connection, template)
            users.unlink()

    @contextlib.contextmanager
    def clone(self, template: str) -> Iterator[Access]:
        """A database of one's own, dropped afterwards with everybody still connected to it."""
        name = f"clone_{os.getpid()}_{secrets.token_hex(4)}"
        with self._connect() as connection:
            roles.create_database(connection, name, owner=self._owner(), template=template, strategy="file_copy")
        try:
            yield self.access.on(name)
        finally:
            with self._connect() as connection:
                self._drop(connection, name)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.admin, autocommit=True)

    def _owner(self) -> str:
        return str(psycopg.conninfo.conninfo_to_dict(self.access.owner)["user"])

    def _drop(self, connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _migrate(self, database: str) -> None:
        given = self.access.on(database)
        environment = env.as_owner(env.children(self.engine.data, given, port=0, demo=False), given)
        command = [sys.executable, "-m", "sourcebridge.runtime.migrate"]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, cwd=PROJECT)
        if done.returncode:
            raise RuntimeError(f"the schema cannot be migrated:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
