"""Chinese cut into words, with the words of the trade added to the dictionary."""

from __future__ import annotations

from functools import cache
from typing import Any

from sourcebridge.discovery import reference

SUFFIXED = 2


@cache
def _cutter() -> Any:
    import rjieba

    words: Any = rjieba.cut
    cutter = words.__self__  # made by the import; a second one would hold the dictionary's 24 MB twice
    for word in reference.trade_words():
        cutter.add_word(word, None, None)
    return cutter


def cut(run: str) -> list[str]:
    """A run of Chinese signs as words, each sign in exactly one of them."""
    return list(_cutter().cut(run))


def is_word(text: str) -> bool:
    """Whether the dictionary knows a Chinese word of two signs or more: then it is no misspelling."""
    return len(text) >= SUFFIXED and not text.isascii() and bool(_cutter().has_word(text))


def inside(word: str) -> list[str]:
    """The shorter words a word is made of: 灯芯绒 has 灯芯, and 绒, the sign it ends with.

    A word the dictionary does not know was only guessed to be one, so each of its signs may be what is meant.
    """
    if len(word) < SUFFIXED:
        return []
    found = [part for part in _cutter().cut_for_search(word) if part != word and len(part) > 1]
    signs = word[-1] if is_word(word) else word
    return list(dict.fromkeys([*found, *signs]))


def halves(word: str) -> list[str]:
    """Words that cover a longer word, to look for when nobody wrote it in one: 斜纹布 as 斜纹 and 布."""
    parts = [part for part in _cutter().cut_for_search(word) if part != word and len(part) > 1]
    best: list[str] = []
    at = 0
    while at < len(word):
        fitting = [part for part in parts if word.startswith(part, at)]
        chosen = max(fitting, key=len) if fitting else word[at]
        best.append(chosen)
        at += len(chosen)
    return best if 1 < len(best) < len(word) or (len(best) > 1 and not is_word(word)) else []
