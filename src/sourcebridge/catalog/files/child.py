"""The process that reads a workbook: `python -m sourcebridge.catalog.files.child FILE MEGABYTES SECONDS`.

It limits its own memory and computing time (and looks itself, should the system not hold the limit), writes JSON lines
to its output - a row, how far it is, the end, or why not - and knows neither the database nor the settings.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import resource
import sys
from pathlib import Path
from typing import Any

from sourcebridge.catalog.files import headers
from sourcebridge.catalog.files.faults import Unreadable
from sourcebridge.catalog.files.workbook import Workbook

LOOKED_AT = 25
TELL_EVERY = 0.01


def limit(megabytes: int, seconds: int) -> None:
    """No more memory and computing time than this for the process."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024, megabytes * 1024 * 1024))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _tell(fact: Any) -> None:
    sys.stdout.write(json.dumps(fact, ensure_ascii=True, separators=(",", ":")) + "\n")


def _peak() -> int:
    """The most memory this program needed, in MB; the resource figures would include its parent's."""
    try:
        told = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return int(told.partition("VmHWM:")[2].split()[0]) // 1024


def _likeliest(book: Workbook) -> str:
    """The sheet whose first rows look most like a header of goods; the first filled one when none does."""
    best, most = next(iter(book.sheets)), 0.0
    for name in book.sheets:
        first = [cells for _number, cells in itertools.islice(book.rows(name), LOOKED_AT)]
        score = max((headers.likeness(cells) for cells in first), default=0.0)
        if len(first) > 1 and score > most:
            best, most = name, score
    return best


def main(path: str, megabytes: str, seconds: str) -> int:
    """Read one file; 0 when told to the end, 1 when the file is of no use."""
    limit(int(megabytes), int(seconds))
    told = 0.0

    def report(share: float) -> None:
        nonlocal told
        if share - told >= TELL_EVERY:
            told = share
            if _peak() > int(megabytes):
                raise MemoryError
            _tell({"share": round(share, 3)})

    try:
        book = Workbook(Path(path))
        sheet = _likeliest(book)
        _tell({"sheet": sheet})
        for number, cells in book.rows(sheet, report):
            _tell([number, cells])
    except Unreadable as fault:
        _tell({"refused": fault.reason, "facts": fault.facts})
        return 1
    except MemoryError:
        _tell({"refused": "workbook_memory", "facts": {}})
        return 1
    _tell({"end": True, "peak_mb": _peak()})
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
