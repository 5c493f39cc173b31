"""Rows of a CSV file, one at a time, with the place in the file they end at."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sourcebridge.catalog.files.faults import Unreadable

DELIMITERS = ",;\t|"
MOST_COLUMNS = 500
LONGEST_CELL = 200_000
LONGEST_ROW = 1_000_000
_SAMPLE = 64 * 1024
Row = tuple[int, list[str]]


class CsvFile:
    """A CSV file whose encoding is known; `position` is how many bytes were read so far."""

    def __init__(self, path: Path, encoding: str, delimiter: str = "") -> None:
        self.path, self.encoding = path, encoding
        self.delimiter = delimiter or delimiter_of(path, encoding)
        self._file: IO[str] | None = None

    @property
    def position(self) -> int:
        """How many bytes were read so far."""
        return self._file.buffer.tell() if self._file is not None and not self._file.closed else 0  # type: ignore[attr-defined]

    def __iter__(self) -> Iterator[Row]:
        """Row number from 1 and cells without outer blanks; empty rows are left out. Raises Unreadable."""
        csv.field_size_limit(LONGEST_CELL)
        number = 0
        errors = "replace" if self.encoding == "cp1252" else "strict"
        with self.path.open(encoding=self.encoding, errors=errors, newline="") as file:
            self._file = file
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=self.delimiter, strict=False)
            try:
                for number, cells in enumerate(reader, start=1):
                    lines.room = LONGEST_ROW
                    tidy = [cell.replace("\xa0", " ").strip() for cell in cells]
                    if not any(tidy):
                        continue
                    if len(tidy) > MOST_COLUMNS:
                        raise_for_columns(tidy)
                    yield number, tidy
            except csv.Error:
                raise Unreadable("quote_open", row=str(number + 1)) from None


class _Lines:
    """The lines of a file, refusing a row that is a bomb before it is split into cells."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.room = LONGEST_ROW

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(self.room + 1):
            self.room -= len(line)
            if self.room < 0:
                raise Unreadable("too_many_columns", most=str(MOST_COLUMNS))
            yield line


def raise_for_columns(cells: list[str]) -> None:
    """Trailing empty cells do no harm; more filled columns than any goods need are a bomb or a mistake."""
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise Unreadable("too_many_columns", most=str(MOST_COLUMNS))


def delimiter_of(path: Path, encoding: str) -> str:
    """The sign between cells: the one that divides the first lines most evenly; a comma when none does."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
    lines = _outside_quotes(sample).splitlines()[:40]
    best, most = ",", 0.0
    for sign in DELIMITERS:
        counts = Counter(line.count(sign) for line in lines if line.strip())
        counts.pop(0, None)
        score = max((times * min(count, 20) for count, times in counts.items()), default=0)
        if score > most:
            best, most = sign, score
    return best


def _outside_quotes(text: str) -> str:
    """The text without what stands in quotation marks, where signs divide nothing."""
    return "".join(part for index, part in enumerate(text.split('"')) if index % 2 == 0)
