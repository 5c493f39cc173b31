"""Shelves of the home page: always asked while that is quick, kept for a while when it takes long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from sourcebridge.discovery import queries as discovery
from sourcebridge.discovery.results import Hit, Results
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.domestic import shelves

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Search:
    """A search that takes so many seconds of the test's own clock and finds other goods each time."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.at, self.asked = seconds, 100.0, 0

    def clock(self) -> float:
        return self.at

    def search(self, **_given: object) -> Results:
        self.at += self.seconds
        self.asked += 1
        return Results(rows=[Hit(uuid4(), 1, (), (), ())], total=1, about=False, page=1, pages=1, at=NOW)


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    shelves._kept.clear()
    yield
    shelves._kept.clear()


def standing(search: Search, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    monkeypatch.setattr(discovery, "search", search.search)
    return shelves.standing(Wanted(sort="newest"), now=NOW, clock=search.clock)


def test_a_small_catalogue_is_always_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    search = Search(0.01)
    assert standing(search, monkeypatch) != standing(search, monkeypatch)


def test_a_large_one_after_a_hundred_times_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    search = Search(0.4)
    first = standing(search, monkeypatch)
    search.at += 39
    assert standing(search, monkeypatch) == first
    search.at += 2
    assert standing(search, monkeypatch) != first
    assert search.asked == 2


def test_never_longer_than_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    search = Search(5)
    first = standing(search, monkeypatch)
    search.at += 61
    assert standing(search, monkeypatch) != first
