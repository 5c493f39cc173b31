"""Cells that a spreadsheet would take for formulas: an apostrophe in front on the way out, taken off on the way in."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DANGEROUS = re.compile(r"'*\s*[=+\-@＝＋－＠\t\r\n]", re.ASCII)
_GUARDED = re.compile(r"'+\s*[=+\-@＝＋－＠\t\r\n]", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


def guarded(text: str) -> str:
    """The text as it may stand in a CSV file; `unguarded` gives it back exactly."""
    return f"'{text}" if _DANGEROUS.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that kept a spreadsheet from computing it."""
    return text[1:] if _GUARDED.match(text) else text


def row(cells: Iterable[str]) -> list[str]:
    """A whole row, guarded."""
    return [guarded(cell) for cell in cells]
