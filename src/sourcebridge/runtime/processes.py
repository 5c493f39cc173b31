"""What the operating system knows about processes; a zombie counts as dead."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

PR_SET_PDEATHSIG = 1
LINUX = sys.platform.startswith("linux")
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


def dies_with_parent(by: signal.Signals) -> Callable[[], None] | None:
    """A function for Popen's `preexec_fn`: the kernel sends `by` to the child when its parent thread ends."""
    if _libc is None:
        return None
    libc, parent = _libc, os.getpid()

    def arm() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(by))
        if os.getppid() != parent:
            os.kill(os.getpid(), by)

    return arm


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file; waits; the kernel frees it when the process ends in any way."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def alive(pid: int) -> bool:
    """Whether the process exists and is not a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False if LINUX else _signalable(pid)
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def _signalable(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def working_in(folder: Path) -> list[int]:
    """Living processes whose working directory is the folder (Linux only; elsewhere empty)."""
    found = []
    wanted = os.path.realpath(folder)
    for entry in Path("/proc").glob("[0-9]*") if LINUX else ():
        try:
            if str((entry / "cwd").readlink()) == wanted and alive(int(entry.name)):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that is free now with the two after it, below the range the system gives to outgoing connections."""
    for _try in range(200):
        port = 20_000 + 3 * secrets.randbelow(3_000)
        if all(port_is_free(port + offset) for offset in range(3)):
            return port
    raise OSError("no three neighbouring ports are free between 20000 and 29000")
