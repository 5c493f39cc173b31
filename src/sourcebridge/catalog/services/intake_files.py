"""Uploaded tables on the disk, until they are read."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from sourcebridge.catalog.files import kinds
from sourcebridge.catalog.files.faults import Unreadable
from sourcebridge.kit.uploads import Readable

FOLDER = "imports"
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A file on the disk: its path below the media folder, its size in bytes, the SHA-256 of its bytes."""

    path: str
    size: int
    sha256: str


def place(path: str) -> Path:
    """Where a kept file lies."""
    return Path(settings.MEDIA_ROOT) / path


def keep(file: Readable) -> Kept:
    """Write a stream to the disk block by block; raises Unreadable when it is larger than any file may be."""
    name = f"{FOLDER}/{secrets.token_hex(16)}"
    target = place(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    most = max(kinds.LARGEST.values())
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as out:
        while block := file.read(_BLOCK):
            size += len(block)
            if size > most:
                break
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if size > most:
        drop(name)
        raise Unreadable("file_too_large", limit=str(most // kinds.MEGABYTE))
    return Kept(name, size, digest.hexdigest())


def drop(path: str) -> None:
    """Forget a file; one that is gone already is fine."""
    if path:
        with contextlib.suppress(OSError):
            place(path).unlink()
