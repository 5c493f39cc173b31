"""The head of the chain, kept in a file outside the database: one line per sealing, only ever appended."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

_LINE = re.compile(rb"^(\d+) ([0-9a-f]{64}) (\S+)$")
_TAIL = 4096


@dataclass(frozen=True, slots=True)
class Head:
    """The last number and hash at one sealing."""

    seq: int
    hash: str


def path() -> Path:
    """Where the file lies (setting LEDGER_HEAD_FILE)."""
    return Path(settings.LEDGER_HEAD_FILE)


def heads() -> list[Head]:
    """Every head ever written, oldest first; a line torn by a crash is skipped."""
    if not path().exists():
        return []
    return _read(path().read_bytes())


def last() -> Head | None:
    """The newest head, or None before the first sealing."""
    if not path().exists():
        return None
    with path().open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        found = _read(file.read())
    return found[-1] if found else None


def append(head: Head) -> None:
    """Write a head and wait until the disk has it."""
    path().parent.mkdir(parents=True, exist_ok=True)
    fresh = not path().exists()
    descriptor = os.open(path(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        line = f"{head.seq} {head.hash} {datetime.now(UTC).isoformat(timespec='seconds')}\n"
        os.write(descriptor, (b"\n" if torn else b"") + line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if fresh:
        folder = os.open(path().parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def set_aside() -> Path | None:
    """Keep the file under another name and start a new one; returns where the old one lies."""
    if not path().exists():
        return None
    aside = path().with_name(f"{path().name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    path().rename(aside)
    return aside


def _read(text: bytes) -> list[Head]:
    found = [_LINE.match(line) for line in text.split(b"\n")]
    return [Head(int(match[1]), match[2].decode()) for match in found if match]
