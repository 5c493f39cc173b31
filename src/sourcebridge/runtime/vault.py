"""Small secret files: JSON, readable by their owner only, replaced in one step."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from sourcebridge.runtime.errors import RuntimeRefusal


def read(path: Path) -> dict[str, str]:
    """The file's entries; empty when there is no file yet."""
    try:
        content: dict[str, str] = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except PermissionError as error:
        raise RuntimeRefusal(f"{path} belongs to another user; start as that user or choose another DATA.") from error
    return content


def write(path: Path, entries: dict[str, str]) -> None:
    """Replace the file; side effect: creates its folder with mode 0700."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(entries, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def ensure(path: Path, *names: str) -> dict[str, str]:
    """The file's entries, missing names filled with new random passwords (43 letters, 256 bits)."""
    entries = read(path)
    missing = [name for name in names if name not in entries]
    if missing:
        entries |= {name: secrets.token_urlsafe(32) for name in missing}
        write(path, entries)
    return entries
