"""Progress of long steps: a bar on a terminal, a line at each quarter elsewhere.

A child process tells how far it is by lines `@progress DONE/TOTAL what`; everything else it prints is kept aside.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sourcebridge.runtime.errors import RuntimeRefusal

LINE = re.compile(r"^@progress (\d+)/(\d+) ?(.*)$")
WIDTH = 28


class Bar:
    """One step with a title; `show` may be called as often as one likes."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._quarter = -1
        self._terminal = sys.stderr.isatty()
        self._drawn = False

    def show(self, done: int, total: int, what: str = "") -> None:
        """Draw `done` of `total` (any unit)."""
        share = min(done / total, 1.0) if total else 1.0
        if self._terminal:
            filled = round(share * WIDTH)
            bar = "█" * filled + "░" * (WIDTH - filled)
            sys.stderr.write(f"\r  {self.title:<24} {bar} {share:4.0%}  {what[:36]:<36}")
            sys.stderr.flush()
            self._drawn = True
        elif int(share * 4) > self._quarter:
            self._quarter = int(share * 4)
            print(f"  {self.title}: {share:.0%}", flush=True, file=sys.stderr)

    def close(self) -> None:
        """End the line of the bar."""
        if self._drawn:
            print(flush=True, file=sys.stderr)


def run(title: str, command: Sequence[str | Path], environment: Mapping[str, str]) -> str:
    """Run a child to its end under a bar; returns what it printed besides progress. Raises RuntimeRefusal."""
    bar = Bar(title)
    bar.show(0, 1)
    kept: list[str] = []
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if match := LINE.match(line):
                bar.show(int(match[1]), int(match[2]), match[3])
            else:
                kept.append(line)
    if child.returncode:
        bar.close()
        raise RuntimeRefusal(f"{title} failed:\n{''.join(kept)[-4000:]}")
    bar.show(1, 1)
    bar.close()
    return "".join(kept)
