"""Whole numbers in what people and programs send: only plain digits count, and not more of them than fit."""

from __future__ import annotations

INTEGER = 2**31 - 1
BIGINT = 2**63 - 1


def whole(text: str, *, least: int = 0, most: int = INTEGER) -> int | None:
    """The number written in ASCII digits, between `least` and `most`, else None.

    `str.isdigit` also holds for "²", which `int` refuses, and `int` refuses thousands of digits.
    """
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(BIGINT)):
        return None
    found = int(text)
    return found if least <= found <= most else None
