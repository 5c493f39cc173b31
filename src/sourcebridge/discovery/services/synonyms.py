"""The operator says which words mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.discovery import analysis, events
from sourcebridge.discovery.errors import SynonymAlone
from sourcebridge.discovery.models import Synonym, Wordbook
from sourcebridge.discovery.services import terms
from sourcebridge.kit.actors import By
from sourcebridge.kit.ids import uuid7
from sourcebridge.kit.locks import locked

MOST = 40


def put_synonym(
    *, word: str, same_as: Sequence[str], by: By, now: datetime, language: str = "zh-hans", active: bool = True,
    topic: str = "",
) -> Synonym:  # fmt: skip
    """Let a word and these others find each other's goods, from the next search on; raises SynonymAlone.

    A row of the same word and language is replaced.
    """
    own = analysis.normalise(word)[:80]
    others = [text for text in dict.fromkeys(analysis.normalise(text)[:80] for text in same_as) if text and text != own]
    if not own or not others:
        raise SynonymAlone(fields={"word" if not own else "same_as": str(SynonymAlone.sentence)})
    with transaction.atomic():
        row, made = Synonym.objects.update_or_create(
            word=own,
            language=language,
            defaults={
                "same_as": others[:MOST],
                "active": active,
                "topic": topic[:40],
                "changed_at": now,
                "changed_by_name": by.name,
            },
        )
        _turn_page()
        terms.learn_synonyms()
        audit.record(verb="discovery.synonym.put", subject=row, by=by, at=now, made=made, same_as=row.same_as)
        audit.publish(events.SynonymsChanged(at=now, word=own))
    return row


def drop_synonym(*, synonym_id: UUID, by: By, now: datetime) -> None:
    """The words no longer find each other's goods; raises NotFound."""
    with transaction.atomic():
        row = locked(Synonym, synonym_id)
        audit.record(verb="discovery.synonym.dropped", subject=row, by=by, at=now, word=row.word)
        row.delete()
        _turn_page()
        audit.publish(events.SynonymsChanged(at=now, word=row.word))


def _turn_page() -> None:
    Wordbook.objects.filter(number=1).update(edition=uuid7())
