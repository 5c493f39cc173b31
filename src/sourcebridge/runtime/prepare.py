"""Bring a data folder to the state of the code: schema, translations, static files; each when its source changed."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import psycopg

from sourcebridge.runtime import progress
from sourcebridge.runtime.paths import PROJECT, Data
from sourcebridge.runtime.roles import Access

PACKAGE = PROJECT / "src" / "sourcebridge"
PYTHON = sys.executable


def content_hash(paths: Iterable[Path]) -> str:
    """A digest of names and contents; missing files are left out."""
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        if path.is_file():
            digest.update(os.fsencode(path.relative_to(PROJECT)) + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def schema_hash() -> str:
    """Changes when models, migrations, triggers, rights or the locked packages change."""
    found = {*PACKAGE.rglob("migrations/*.py"), *PACKAGE.rglob("models.py"), *PACKAGE.rglob("models/*.py")}
    return content_hash(
        {*found, PACKAGE / "kit" / "triggers.py", PACKAGE / "runtime" / "roles.py", PROJECT / "uv.lock"}
    )


def schema(data: Data, access: Access, environment: dict[str, str]) -> None:
    """Migrate and set the roles' rights; `environment` carries the owner's connection. Skipped when nothing changed."""
    stamp = data.stamps / "schema"
    if _read(stamp) == f"{schema_hash()} {_applied(access)}":
        return
    progress.run("database schema", [PYTHON, "-m", "sourcebridge.runtime.migrate"], environment)
    stamp.write_text(f"{schema_hash()} {_applied(access)}")


def static(data: Data, environment: dict[str, str]) -> None:
    """Collect, hash and compress what browsers load. Skipped when nothing changed."""
    stamp = data.stamps / "static"
    current = content_hash({*PACKAGE.rglob("static/**/*"), PROJECT / "uv.lock", PACKAGE / "config" / "settings.py"})
    if _read(stamp) == current and any(data.static.iterdir()):
        return
    command = [PYTHON, "-m", "sourcebridge.runtime.manage", "collectstatic", "--noinput", "--clear", "-v0"]
    progress.run("static files", command, environment)
    stamp.write_text(current)


def messages() -> int:
    """Compile every catalogue that is newer than its compiled form; returns how many were compiled."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = 0
    for source in sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
        fresh = target.with_suffix(f".{os.getpid()}")
        with fresh.open("wb") as file:
            write_mo(file, catalogue)
        fresh.replace(target)
        compiled += 1
    return compiled


def forget(data: Data) -> None:
    """After the database was replaced: nothing is known about its state."""
    for stamp in data.stamps.iterdir():
        stamp.unlink()


def _read(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


def _applied(access: Access) -> int:
    """How many migrations the database itself remembers; -1 when it knows of none."""
    with psycopg.connect(access.owner) as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return -1
        row = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    return int(row[0]) if row else -1
