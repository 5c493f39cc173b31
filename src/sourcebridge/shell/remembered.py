"""Rendered text kept by what it was rendered from: the same facts in the same language and zone give the same text.

Nothing is ever stale, because the key holds every fact the text shows; a changed fact is another key. What differs
from request to request without being a fact (the form token, the present address, what was typed into the search) is
left as a hole and filled in afterwards; so is what is a company's own (agreed prices, its names, the number in its
cart), which is drawn anew each time and never kept. Bounded, per process.
"""

from __future__ import annotations

import re
import secrets
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from hashlib import blake2b
from threading import Lock
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

LARGEST = 6 * 1024 * 1024
_SECRET = secrets.token_hex(12)
_LONG, _LEVEL = 2000, 3  # characters; a page of goods packs to a sixth in less time than a statement takes
_BETWEEN = "\0"  # which no text of the database holds
_HOLE = re.compile(f"hole{_SECRET}-([a-z_]+)-")


def hole(name: str) -> str:
    """What a template writes where something is filled in afterwards; nobody outside this process can write it."""
    return f"hole{_SECRET}-{name}-"


HOLES = {name: hole(name) for name in ("csrf_token", "here", "query", "why", "prices")}


class Drawn:
    """A text with holes: its pieces are text, the name of a hole, text, and so on; kept as bytes, a long one packed."""

    __slots__ = ("_is_packed", "_kept", "size")

    def __init__(self, text: str) -> None:
        kept = _BETWEEN.join(_HOLE.split(str(text))).encode()
        self._is_packed = len(text) > _LONG
        self._kept = zlib.compress(kept, _LEVEL) if self._is_packed else kept
        self.size = len(self._kept)

    @property
    def pieces(self) -> list[str]:
        """Text, the name of a hole, text, and so on; a list of the caller's own."""
        kept = zlib.decompress(self._kept) if self._is_packed else self._kept
        return kept.decode().split(_BETWEEN)

    def filled(self, given: Mapping[str, Any]) -> SafeString:
        """The text with its holes filled, each value escaped."""
        pieces = self.pieces
        for place in range(1, len(pieces), 2):
            value = given.get(pieces[place])
            pieces[place] = "" if value is None else conditional_escape(value)
        return mark_safe("".join(pieces))  # noqa: S308 - rendered by templates, holes escaped


class Shelf:
    """Drawn texts by key, the least lately asked for given up first; `largest` bytes in all."""

    def __init__(self, largest: int) -> None:
        self.largest, self.size = largest, 0
        self._kept: OrderedDict[Hashable, Drawn] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Drawn | None:
        """The text kept under a key."""
        with self._lock:
            drawn = self._kept.get(key)
            if drawn is not None:
                self._kept.move_to_end(key)
            return drawn

    def put(self, key: Hashable, drawn: Drawn) -> None:
        """Keep a text; one larger than an eighth of the shelf is not kept."""
        if drawn.size * 8 > self.largest:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self.size += drawn.size - (before.size if before else 0)
            self._kept[key] = drawn
            while self.size > self.largest:
                _key, given_up = self._kept.popitem(last=False)
                self.size -= given_up.size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self.size = 0

    @property
    def texts(self) -> list[str]:
        """All that is kept, for tests that look for what must not be."""
        return [piece for drawn in self._kept.values() for piece in drawn.pieces[::2]]


SHELF = Shelf(LARGEST)


def digest(*texts: str) -> bytes:
    """A short name for long facts."""
    summed = blake2b(digest_size=20)
    for text in texts:
        summed.update(text.encode())
        summed.update(b"\0")
    return summed.digest()


def remembered(key: Hashable, make: Callable[[], str], shelf: Shelf = SHELF) -> Drawn:
    """The text of a key, made when it is not kept."""
    drawn = shelf.get(key)
    if drawn is None:
        drawn = Drawn(make())
        shelf.put(key, drawn)
    return drawn
