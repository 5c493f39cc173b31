"""The operator's synonyms, held in the process; the search's own statement says when they are out of date."""

from __future__ import annotations

from uuid import UUID

from sourcebridge.discovery import matching
from sourcebridge.discovery.matching import Book
from sourcebridge.discovery.models import Synonym, Wordbook

_KEPT = 4
_books: dict[UUID, Book] = {}


def latest() -> tuple[UUID | None, Book]:
    """The edition held last (None when none is), with its words; no statement unless the process is new."""
    if not _books:
        edition = Wordbook.objects.values_list("edition", flat=True).first()
        return (edition, of(edition)) if edition else (None, {})
    edition = next(reversed(_books))
    return edition, _books[edition]


def of(edition: UUID) -> Book:
    """The words of an edition that the database has just named (one statement when it is new)."""
    if edition in _books:
        _books[edition] = _books.pop(edition)
        return _books[edition]
    rows = Synonym.objects.filter(active=True).values_list("word", "same_as")
    _books[edition] = matching.book_of([word, *same_as] for word, same_as in rows)
    while len(_books) > _KEPT:
        _books.pop(next(iter(_books)))
    return _books[edition]
