"""A program of the tests: give files to the gates for files and tell what came of each: words, peak memory, time.

`python -m tests.neighbours.bomb_child pictures|documents|tables FOLDER` reads places from its input, one a line.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings

from sourcebridge.kit import uploads
from sourcebridge.kit.errors import Refusal


def status(name: str) -> float:
    """A figure of this process from the kernel, in MB."""
    return int(Path("/proc/self/status").read_text().partition(f"{name}:")[2].split()[0]) / 1024


def table(place: Path) -> str:
    """Read a table to its end as an import does."""
    from sourcebridge.catalog.files.encoding import encoding_of
    from sourcebridge.catalog.files.faults import Unreadable
    from sourcebridge.catalog.files.kinds import kind_of
    from sourcebridge.catalog.files.lines import CsvFile
    from sourcebridge.catalog.files.sheets import SheetFile

    try:
        source = SheetFile(place) if kind_of(place) == "XLSX" else CsvFile(place, encoding_of(place))
        rows = sum(1 for _row in source)
    except Unreadable as fault:
        return f"refused {fault.reason}"
    return f"read {rows} rows"


def stored(gate: Callable[..., uploads.StoredFile]) -> Callable[[Path], str]:
    """Pass a file through a gate for uploads."""

    def act(place: Path) -> str:
        try:
            with place.open("rb") as file:
                kept = gate(file)
        except Refusal as refusal:
            return f"refused {refusal.code}: {refusal.text}"
        return f"kept {kept.path} {kept.media_type}"

    return act


def main(kind: str, folder: str) -> None:
    """Read each file in this one process; the kernel's mark of the highest memory is set back before each."""
    django.setup()
    settings.MEDIA_ROOT = folder
    act = {"pictures": stored(uploads.accept_image), "documents": stored(uploads.accept_document), "tables": table}[
        kind
    ]
    for line in sys.stdin:
        Path("/proc/self/clear_refs").write_text("5")
        before, began = status("VmRSS"), time.monotonic()
        used = time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        said = act(Path(line.strip()))
        told = {
            "said": said,
            "mb": round(status("VmHWM") - before),
            "child_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
            "seconds": round(time.monotonic() - began, 1),
            "cpu": round(time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - used, 1),
        }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sourcebridge.config.settings")
    main(*sys.argv[1:3])
