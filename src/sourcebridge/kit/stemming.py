"""The stems of English words, without the tables of thirty other languages: 8.5 MB in every process that searches."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any

LIBRARY = "snowballstemmer"


@cache
def _english() -> Any:
    """The library's class for English. Its package, which reads every language when it is run, is not run for it."""
    found = find_spec(LIBRARY)
    assert found is not None
    unread = module_from_spec(found)
    package = sys.modules.setdefault(LIBRARY, unread)
    try:
        return import_module(f"{LIBRARY}.english_stemmer").EnglishStemmer
    finally:
        if package is unread:
            sys.modules.pop(LIBRARY, None)


def english() -> Any:
    """A new stemmer of lower-case English words (`stemWord`). Not for two threads: it keeps the word it works on."""
    return _english()()
