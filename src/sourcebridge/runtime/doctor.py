"""`sourcebridge doctor`: what is missing or wrong, in words, each with what to do."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator

import psycopg

from sourcebridge.runtime import env, owner, prepare, processes, supervisor
from sourcebridge.runtime.errors import RuntimeRefusal
from sourcebridge.runtime.roles import Access
from sourcebridge.runtime.system import System

ENOUGH_SPACE = 2_000_000_000
ALIVE_SECONDS = 60
Finding = tuple[str, str]
GOOD, NOTE, BROKEN = "ok", "note", "WRONG"


def examine(system: System) -> int:
    """Print one line per finding; returns 1 when something is broken, else 0."""
    broken = 0
    for check in (_programs, _space, _engine, _database, _site, _browser):
        try:
            findings = list(check(system))
        except (RuntimeRefusal, psycopg.Error, OSError) as error:
            findings = [(BROKEN, str(error).strip())]
        for grade, sentence in findings:
            broken |= grade == BROKEN
            print(f"  {grade:<6} {sentence}")
    return broken


def _programs(_system: System) -> Iterator[Finding]:
    yield _grade(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}", "Python 3.11 or newer is needed")
    inside = sys.prefix != sys.base_prefix
    yield (GOOD if inside else NOTE), f"runs in {sys.prefix}" + ("" if inside else " (not a virtual environment)")
    stale = [
        source.relative_to(prepare.PACKAGE)
        for source in prepare.PACKAGE.rglob("locale/*/LC_MESSAGES/*.po")
        if not source.with_suffix(".mo").exists()
    ]
    yield _grade(not stale, "translations are compiled", f"{len(stale)} catalogues are not compiled: make messages")


def _space(system: System) -> Iterator[Finding]:
    system.data.create()
    for place in {system.data.root, system.engine.home if system.engine.home.exists() else system.data.root}:
        free = shutil.disk_usage(place).free
        yield _grade(
            free > ENOUGH_SPACE, f"{free / 1e9:.0f} GB free at {place}", f"only {free / 1e9:.1f} GB at {place}"
        )


def _engine(system: System) -> Iterator[Finding]:
    if system.elsewhere:
        yield GOOD, "DATABASE_URL is set: our own engine is not used"
        return
    yield GOOD, f"engine PostgreSQL {system.engine.version()}, runs as {owner.current().name}"
    if system.engine.home != system.data.engine:
        yield NOTE, f"its user cannot reach {system.data.root}; its files are in {system.engine.home}"
    yield (
        (GOOD, "the engine answers") if system.engine.answers() else (NOTE, "the engine does not run; start: make demo")
    )


def _database(system: System) -> Iterator[Finding]:
    if not system.elsewhere and not system.engine.answers():
        return
    access = env.access(system.data, system.engine)
    began = time.time()
    with psycopg.connect(access.app, connect_timeout=5) as connection:
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float, current_user").fetchone()
        assert row is not None
        yield GOOD, f"the application reaches its database as {row[1]}"
        off = abs(row[0] - (began + time.time()) / 2)
        yield _grade(off < 2, "the database's clock agrees", f"the database's clock is {off:.0f} s off: set the time")
        yield _may(connection, "may not create tables", "has_schema_privilege('public', 'CREATE')")
        yield from _worker(connection)
    yield _migrations(system, access)


def _may(connection: psycopg.Connection[tuple[object, ...]], good: str, question: str) -> Finding:
    row = connection.execute(f"SELECT {question}").fetchone()  # type: ignore[arg-type]
    return _grade(
        row is not None and not row[0], f"the application {good}", "the application's role has too many rights"
    )


def _migrations(system: System, access: Access) -> Finding:
    stamp = system.data.stamps / "schema"
    fresh = stamp.exists() and stamp.read_text().split()[0] == prepare.schema_hash()
    return _grade(fresh, "the schema is that of the code", "the schema is older than the code: make migrate")


def _worker(connection: psycopg.Connection[tuple[object, ...]]) -> Iterator[Finding]:
    if connection.execute("SELECT to_regclass('procrastinate_workers')").fetchone() == (None,):
        return
    row = connection.execute("SELECT extract(epoch FROM now() - max(last_heartbeat))::float FROM procrastinate_workers")
    age = row.fetchone()
    silent = age is None or age[0] is None or float(str(age[0])) > ALIVE_SECONDS
    yield (NOTE, "no worker has reported lately; jobs wait until one runs") if silent else (GOOD, "the worker reports")


def _site(system: System) -> Iterator[Finding]:
    running = bool(supervisor.leftovers(system.data))
    for port in (system.port, system.port + 2):
        if processes.port_is_free(port):
            yield GOOD, f"port {port} is free"
        elif running:
            yield GOOD, f"port {port} is served by this system"
        else:
            yield BROKEN, f"port {port} is taken by another program; choose another PORT"


def _browser(_system: System) -> Iterator[Finding]:
    found: Callable[[str], str | None] = shutil.which
    chromium = found("chromium") or found("chromium-browser") or found("google-chrome")
    advice = "Chromium is missing (needed by the browser tests only): apt-get install chromium fonts-noto-cjk"
    yield (GOOD, f"Chromium at {chromium}") if chromium else (NOTE, advice)
    if os.geteuid() == 0:
        yield NOTE, "runs as root; an ordinary user is enough"


def _grade(good: bool, sentence: str, otherwise: str) -> Finding:
    return (GOOD, sentence) if good else (BROKEN, otherwise)
