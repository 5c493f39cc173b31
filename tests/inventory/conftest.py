"""What holds after every test of stock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sourcebridge.inventory import queries


@pytest.fixture(autouse=True)
def _books_agree(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pools, reservations and the journal tell the same, wherever a test touched the database."""
    yield
    if "db" in request.fixturenames:
        assert queries.reconcile() == []
