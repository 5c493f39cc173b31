"""English words reduced to their stems."""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from typing import Any

from sourcebridge.kit import stemming

STOP = frozenset({"a", "an", "and", "are", "at", "by", "for", "from", "in", "is", "it", "of", "on", "or", "that",
                  "the", "this", "to", "with", "your", "you", "be", "as", "can"})  # fmt: skip
_KEPT = {"jeans": "jean", "glasses": "glass", "clothes": "cloth", "socks": "sock"}

_POLARIZED, _COLOUR = (
    re.compile(r"(?<=\w{3})iz(?=(?:e|ed|es|ing|er|ers|ation)$)"),
    re.compile(r"(?<=\w{3})our(?=s?$|ed$)"),
)


_own = threading.local()


def _stemmer() -> Any:
    """One for each thread: a stemmer keeps the word it works on in itself."""
    if not hasattr(_own, "stemmer"):
        _own.stemmer = stemming.english()
    return _own.stemmer


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case word, British and American alike; what is no plain word (numbers, codes) stays."""
    if not word.isascii() or not word.isalpha():
        return word
    word = _COLOUR.sub("or", _POLARIZED.sub("is", word))
    return _KEPT.get(word) or str(_stemmer().stemWord(word))
