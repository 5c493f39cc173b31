"""Rendered text kept by what it was rendered from: the same facts in the same language and zone give the same text.

Nothing is ever stale, because the key holds every fact the text shows; a changed fact is another key. What differs
from request to request without being a fact (the form token, the present address, what was typed into the search) is
left as a hole and filled in afterwards. Bounded, per process. What is a company's own (agreed prices, its names, the
number in its cart) is drawn anew each time and never kept.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from hashlib import blake2b
from threading import Lock
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

LARGEST = 8 * 1024 * 1024
HOLES = {name: f"hole{secrets.token_hex(12)}" for name in ("csrf_token", "here", "query", "why")}


class Shelf:
    """Texts by key, the least lately asked for given up first, up to `largest` characters in all."""

    def __init__(self, largest: int) -> None:
        self.largest, self.size = largest, 0
        self._kept: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> str | None:
        """The text kept under a key."""
        with self._lock:
            text = self._kept.get(key)
            if text is not None:
                self._kept.move_to_end(key)
            return text

    def put(self, key: Hashable, text: str) -> None:
        """Keep a text; one larger than an eighth of the shelf is not kept."""
        if len(text) * 8 > self.largest:
            return
        with self._lock:
            self.size += len(text) - len(self._kept.pop(key, ""))
            self._kept[key] = text
            while self.size > self.largest:
                _key, given_up = self._kept.popitem(last=False)
                self.size -= len(given_up)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self.size = 0


SHELF = Shelf(LARGEST)


def digest(*texts: str) -> bytes:
    """A short name for long facts."""
    summed = blake2b(digest_size=20)
    for text in texts:
        summed.update(text.encode())
        summed.update(b"\0")
    return summed.digest()


def remembered(key: Hashable, make: Callable[[], str]) -> str:
    """The text of a key, made when it is not kept; its holes are still open."""
    text = SHELF.get(key)
    if text is None:
        text = str(make())
        SHELF.put(key, text)
    return text


def filled(text: str, given: Mapping[str, Any]) -> SafeString:
    """The text with its holes filled, each value escaped."""
    for name, hole in HOLES.items():
        if hole in text:
            text = text.replace(hole, str(conditional_escape(given.get(name) or "")))
    return mark_safe(text)  # noqa: S308 - rendered by templates, holes escaped
