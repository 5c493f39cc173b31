"""A workbook as rows, read by a process of its own that may use a bounded amount of memory and time."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sourcebridge.catalog.files.faults import Unreadable
from sourcebridge.catalog.files.lines import Row

MEGABYTES = 384
SECONDS = 900


class SheetFile:
    """The likeliest sheet of a workbook; `share` is how far along it is, `peak_mb` what the process needed at most."""

    def __init__(self, path: Path, *, megabytes: int = MEGABYTES, seconds: int = SECONDS) -> None:
        self.path, self.megabytes, self.seconds = path, megabytes, seconds
        self.sheet, self.share, self.peak_mb = "", 0.0, 0

    def __iter__(self) -> Iterator[Row]:
        """Row number from 1 and cells as text; empty rows are left out. Raises Unreadable."""
        command = [sys.executable, "-m", "sourcebridge.catalog.files.child"]
        command += [str(self.path), str(self.megabytes), str(self.seconds)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        ended = False
        try:
            assert process.stdout is not None
            for line in process.stdout:
                told = json.loads(line)
                if isinstance(told, list):
                    yield told[0], told[1]
                elif "share" in told:
                    self.share = told["share"]
                elif "sheet" in told:
                    self.sheet = told["sheet"]
                elif "refused" in told:
                    raise Unreadable(told["refused"], **told["facts"])
                else:
                    ended, self.peak_mb = True, told["peak_mb"]
            if not ended:
                raise Unreadable("workbook_memory")
        except ValueError as error:
            raise Unreadable("workbook_memory") from error
        finally:
            with contextlib.suppress(OSError):
                process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
