"""The shared strings of a workbook: in memory while they are few, in a file behind an index when they are many."""

from __future__ import annotations

import tempfile
from array import array
from functools import lru_cache
from typing import IO

IN_MEMORY = 16 * 1024 * 1024
MOST_IN_MEMORY = 150_000


class Strings:
    """Append in order, ask by number."""

    def __init__(self) -> None:
        self._list: list[str] = []
        self._bytes = 0
        self._file: IO[bytes] | None = None
        self._ends = array("Q")
        self._spooled = lru_cache(maxsize=20_000)(self._read)

    def append(self, text: str) -> None:
        """Keep the next string."""
        if self._file is None:
            self._list.append(text)
            self._bytes += len(text)
            if self._bytes > IN_MEMORY or len(self._list) > MOST_IN_MEMORY:
                self._spool()
            return
        self._write(text)

    def _spool(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=1024 * 1024)  # noqa: SIM115 - lives as long as the strings
        self._bytes = 0
        for text in self._list:
            self._write(text)
        self._list = []

    def _write(self, text: str) -> None:
        assert self._file is not None
        self._bytes += self._file.write(text.encode("utf-8", "surrogatepass"))
        self._ends.append(self._bytes)

    def _read(self, index: int) -> str:
        assert self._file is not None
        start = self._ends[index - 1] if index else 0
        self._file.seek(start)
        return self._file.read(self._ends[index] - start).decode("utf-8", "surrogatepass")

    def __getitem__(self, index: int) -> str:
        """The string of a number; IndexError when there is none."""
        if index < 0:
            raise IndexError(index)
        return self._list[index] if self._file is None else self._spooled(index)

    def __len__(self) -> int:
        return len(self._list) if self._file is None else len(self._ends)
