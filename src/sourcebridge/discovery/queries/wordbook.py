"""The operator's synonyms, held in the process; the search's own statement says when they are out of date."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.db import connection

from sourcebridge.discovery import matching
from sourcebridge.discovery.matching import Book, Group
from sourcebridge.discovery.models import Synonym, Wordbook

_KEPT = 4
_books: dict[str, dict[UUID, Book]] = {}


def latest() -> tuple[UUID | None, Book]:
    """The edition held last (None when none is), with its words; no statement unless process or database is new."""
    held = _held()
    if not held:
        edition = Wordbook.objects.values_list("edition", flat=True).first()
        return (edition, of(edition)) if edition else (None, {})
    edition = next(reversed(held))
    return edition, held[edition]


def of(edition: UUID) -> Book:
    """The words of an edition that the database has just named (one statement when it is new)."""
    held = _held()
    if edition in held:
        held[edition] = held.pop(edition)
        return held[edition]
    rows = Synonym.objects.filter(active=True).values_list("word", "same_as")
    held[edition] = matching.book_of([word, *same_as] for word, same_as in rows)
    while len(held) > _KEPT:
        held.pop(next(iter(held)))
    return held[edition]


def groups(query: str, edition: UUID | None) -> tuple[Group, ...]:
    """The groups of a query by the words of an edition, kept for what is asked often."""
    book = _Unseen(of(edition) if edition else {})
    return _groups(query, str(connection.settings_dict["NAME"]), edition, book)


@dataclass(frozen=True, slots=True)
class _Unseen:
    """The words of an edition, which names them."""

    book: Book = field(hash=False, compare=False)


@lru_cache(maxsize=500)
def _groups(query: str, _database: str, _edition: UUID | None, words: _Unseen) -> tuple[Group, ...]:
    return tuple(matching.groups(query, words.book))


def _held() -> dict[UUID, Book]:
    """The editions of this database: another one, in the same process, has words of its own."""
    return _books.setdefault(str(connection.settings_dict["NAME"]), {})
