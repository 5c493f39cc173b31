"""One file that holds the database and the uploaded files of one moment, and the way back.

The file is a tar: manifest.json (version, moment, SHA-256 of each part), database.dump (pg_dump's own format) and
media/. Keys are not in it: keep DATA/secrets apart, so that a lost backup is not a lost key.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from sourcebridge.runtime.engine import Engine
from sourcebridge.runtime.errors import RuntimeRefusal
from sourcebridge.runtime.paths import Data
from sourcebridge.runtime.progress import Bar
from sourcebridge.runtime.roles import Access

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
CHUNK = 1 << 20


def write(target: Path, data: Data, engine: Engine, access: Access) -> dict[str, object]:
    """Write the backup in one step (a half-written file never gets the name); returns the manifest."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.part")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump = Path(folder) / DUMP
        _dump(engine, access, dump)
        files = {DUMP: dump, **{f"media/{path.relative_to(data.media)}": path for path in _files(data.media)}}
        bar = Bar("packing")
        digests = {}
        with tarfile.open(half, "w") as tar:
            for done, (name, path) in enumerate(sorted(files.items())):
                bar.show(done, len(files), name)
                tar.add(path, name, recursive=False)
                digests[name] = _digest(path)
            manifest = {
                "format": FORMAT,
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "engine": _server_version(access),
                "sha256": digests,
            }
            note = Path(folder) / MANIFEST
            note.write_text(json.dumps(manifest, indent=1))
            tar.add(note, MANIFEST)
        bar.show(1, 1)
        bar.close()
    with half.open("rb") as file:
        os.fsync(file.fileno())
    half.chmod(0o600)
    half.replace(target)
    return manifest


def restore(source: Path, data: Data, engine: Engine, access: Access, *, replace: bool) -> None:
    """Put a backup in place. Raises RuntimeRefusal when it is damaged, or the database is not empty and not `replace`.

    The former tables and files are removed only after the new ones are in; grants must be set afterwards (migrate).
    """
    with tempfile.TemporaryDirectory(dir=data.root, prefix=".restore-") as name:
        folder = Path(name)
        _unpack(source, folder)
        with _emptied(access, replace=replace):
            _load(engine, access, folder / DUMP)
        former = folder / "former-media"
        (folder / "media").mkdir(exist_ok=True)
        if data.media.exists():
            data.media.rename(former)
        (folder / "media").rename(data.media)


def _unpack(source: Path, folder: Path) -> None:
    bar = Bar("checking")
    try:
        with tarfile.open(source) as tar:
            members = tar.getmembers()
            for done, member in enumerate(members):
                bar.show(done, len(members), member.name)
                _extract(tar, member, folder)
        manifest = json.loads((folder / MANIFEST).read_text())
        expected = dict(manifest["sha256"])
    except (tarfile.TarError, OSError, ValueError, KeyError) as error:
        raise RuntimeRefusal(f"{source} is not a whole backup: {error}") from error
    finally:
        bar.close()
    if manifest["format"] != FORMAT:
        raise RuntimeRefusal(f"{source} has format {manifest['format']}; this version reads {FORMAT}.")
    found = {str(path.relative_to(folder)): _digest(path) for path in _files(folder)}
    found.pop(MANIFEST)
    if found != expected:
        wrong = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
        raise RuntimeRefusal(f"{source} is damaged; nothing was changed. Wrong: {', '.join(wrong[:5])}")


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Plain files below the folder only (Python 3.11.2 has no extraction filters yet)."""
    target = (folder / member.name).resolve()
    content = tar.extractfile(member) if member.isreg() and target.is_relative_to(folder.resolve()) else None
    if content is None:
        raise ValueError(f"{member.name} is not a plain file")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(content, file)


@contextmanager
def _emptied(access: Access, *, replace: bool) -> Iterator[None]:
    """No schema public (the dump makes it); the former one comes back when the body fails, else goes."""
    with psycopg.connect(access.owner, autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        if row is not None and row[0] and not replace:
            raise RuntimeRefusal("The database is not empty; nothing was changed. Add --replace to replace it.")
        connection.execute("ALTER SCHEMA public RENAME TO before_restore")
        try:
            yield
        except BaseException:
            connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
            connection.execute("ALTER SCHEMA before_restore RENAME TO public")
            raise
        connection.execute("DROP SCHEMA before_restore CASCADE")


def _dump(engine: Engine, access: Access, target: Path) -> None:
    with psycopg.connect(access.owner) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    total = int(row[0]) if row else 0
    command: list[Path | str] = [
        engine.program("pg_dump"),
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--schema=public",
    ]
    _follow("saving", [*command, "--verbose", "--file", target], access, "dumping contents of table", total)


def _load(engine: Engine, access: Access, dump: Path) -> None:
    listed = subprocess.run([engine.program("pg_restore"), "--list", dump], check=True, capture_output=True, text=True)
    total = sum(not line.startswith(";") for line in listed.stdout.splitlines())
    command: list[Path | str] = [
        engine.program("pg_restore"),
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--verbose",
    ]
    database = psycopg.conninfo.conninfo_to_dict(access.owner)["dbname"]
    _follow("restoring", [*command, "--dbname", str(database), dump], access, "", total)


def _follow(title: str, command: list[Path | str], access: Access, sign: str, total: int) -> None:
    parts = psycopg.conninfo.conninfo_to_dict(access.owner)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    names |= {"sslmode": "PGSSLMODE"}
    environment = {**os.environ, **{names[key]: str(value) for key, value in parts.items() if key in names}}
    bar, done, last = Bar(title), 0, ""
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        for line in child.stderr:
            done += sign in line
            last = line.strip() or last
            bar.show(min(done, total), total, last.rpartition('"public.')[2].rstrip('"') if sign else "")
    if child.returncode:
        bar.close()
        raise RuntimeRefusal(f"{title} failed; nothing was changed: {last}")
    bar.show(1, 1)
    bar.close()


def _server_version(access: Access) -> str:
    with psycopg.connect(access.owner) as connection:
        return str(connection.info.server_version)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
