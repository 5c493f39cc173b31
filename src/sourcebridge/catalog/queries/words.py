"""Texts of goods in the reader's language, with what to say when there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from sourcebridge.catalog.models import Language, TextStatus, Translation
from sourcebridge.catalog.offers import Text

PRODUCT = "product"
SHOP = "shop"
SHORT = {Language.ZH.value: "zh", Language.EN.value: "en"}


def source_hash(text: str) -> str:
    """What a translation remembers of its original."""
    return hashlib.sha256(text.encode()).hexdigest()


def known(language: str | None) -> str:
    """The nearest language goods are described in: everything Chinese is zh-hans, all else English."""
    return Language.ZH.value if (language or "").lower().startswith("zh") else Language.EN.value


class Words:
    """The texts of some objects, read in one statement."""

    def __init__(self, rows: Iterable[Translation]) -> None:
        self._rows: dict[tuple[UUID, str], dict[str, Translation]] = {}
        for row in rows:
            self._rows.setdefault((row.object_id, row.field), {})[row.language] = row

    def text(self, object_id: UUID, field: str, language: str | None) -> Text:
        """The text in a language; else the original, marked as not translated; empty when there is none."""
        rows = self._rows.get((object_id, field), {})
        original = next((row for row in rows.values() if row.status == TextStatus.ORIGINAL), None)
        row = rows.get(known(language))
        if row is None or not row.text:
            if original is None:
                return Text("", known(language))
            return Text(original.text, original.language, translated=False)
        stale = original is not None and row is not original and row.source_hash != source_hash(original.text)
        return Text(row.text, row.language, stale=stale, machine=row.status == TextStatus.MACHINE)

    def original_language(self, object_id: UUID, field: str) -> str:
        """The language the text was written in; empty when there is none."""
        rows = self._rows.get((object_id, field), {})
        return next((row.language for row in rows.values() if row.status == TextStatus.ORIGINAL), "")

    def both(self, object_id: UUID, field: str) -> dict[str, str]:
        """{"zh": ..., "en": ...}, each falling back to the original."""
        return {short: self.text(object_id, field, language).text for language, short in SHORT.items()}

    def exact(self, object_id: UUID, field: str, language: str) -> str:
        """The text written in this very language, or nothing: what an editing form shows."""
        row = self._rows.get((object_id, field), {}).get(language)
        return row.text if row else ""


def words_of(object_ids: Iterable[UUID], fields: Sequence[str] = ("title",), kind: str = PRODUCT) -> Words:
    """All texts of the named fields of these objects (one statement)."""
    return Words(Translation.objects.filter(object_type=kind, object_id__in=list(object_ids), field__in=fields))
