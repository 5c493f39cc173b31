"""The machine: waiting until it is quiet, and the memory of processes."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from pathlib import Path

QUIET = 0.15
LONGEST_WAIT = 90.0


def busy(seconds: float = 1.0) -> float:
    """The share of all cores that worked in the next moment, 0 to 1."""
    before, began = _worked(), time.monotonic()
    time.sleep(seconds)
    return (_worked() - before) / (time.monotonic() - began) / (os.cpu_count() or 1)


def _worked() -> float:
    fields = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = fields[3] + fields[4]
    return (sum(fields) - idle) / os.sysconf("SC_CLK_TCK")


def wait_until_quiet(longest: float = LONGEST_WAIT) -> float:
    """Wait until little else runs, but no longer than so many seconds; returns the share of the cores still busy."""
    deadline = time.monotonic() + longest
    while (share := busy()) > QUIET and time.monotonic() < deadline:
        continue
    return share


def descendants(pid: int) -> list[int]:
    """The process and all below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def cpu(pids: Iterable[int]) -> float:
    """Seconds of processor these processes and their ended children have used."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(int(word) for word in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def pss(pids: Iterable[int]) -> float:
    """Proportional set size of processes, in MB."""
    total = 0
    for pid in pids:
        try:
            said = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        except OSError:
            continue
        total += int(said.group(1)) if said else 0
    return total * 1024 / 1e6
