"""The wordbook in the process belongs to the database it was read from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sourcebridge.discovery import services
from sourcebridge.discovery.models import Wordbook
from sourcebridge.discovery.queries import wordbook
from sourcebridge.kit.actors import SYSTEM
from sourcebridge.runtime.roles import Access
from tests.conftest import _use

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


class TestTwoDatabases:
    def test_each_has_words_of_its_own(
        self, committed_db: Access, worker_database: Access, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(wordbook, "_books", {})  # editions of tests that were rolled back
        services.put_synonym(word="格物", same_as=["gewu cloth"], by=SYSTEM, now=NOW)
        edition = Wordbook.objects.get(number=1).edition
        said = wordbook.of(edition)
        assert wordbook.latest() == (edition, said)
        _use(worker_database)
        other, words = wordbook.latest()
        assert other == Wordbook.objects.get(number=1).edition != edition
        assert words != said
        assert len(words) < len(said)
        _use(committed_db)
        assert wordbook.latest() == (edition, said)
