"""Write texts: the original, and translations that remember which original they render."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sourcebridge.catalog.drafts import ProductDraft
from sourcebridge.catalog.models import Product, TextStatus, Translation
from sourcebridge.catalog.queries.words import PRODUCT, source_hash


def write(product: Product, draft: ProductDraft) -> None:
    """Bring the stored texts to the draft's; a translation whose words stay keeps its hash, so it turns stale."""
    for field, texts in (("title", draft.titles), ("description", draft.descriptions)):
        write_field(kind=PRODUCT, object_id=product.id, field=field, texts=texts, original=draft.language)


def write_field(*, kind: str, object_id: UUID, field: str, texts: Mapping[str, str], original: str) -> None:
    """Bring one field's texts to `texts` (by language code); those left out are removed."""
    rows = {row.language: row for row in Translation.objects.filter(object_type=kind, object_id=object_id, field=field)}
    digest = source_hash(texts.get(original, ""))
    wanted = {language: text for language, text in texts.items() if text}
    Translation.objects.filter(id__in=[row.id for language, row in rows.items() if language not in wanted]).delete()
    for language in sorted(wanted, key=lambda code: code == original):
        text, row = wanted[language], rows.get(language)
        status = TextStatus.ORIGINAL if language == original else TextStatus.REVIEWED
        if row is None:
            Translation.objects.create(
                object_type=kind,
                object_id=object_id,
                field=field,
                language=language,
                text=text,
                status=status,
                source_hash=digest,
            )
            continue
        same_words = row.text == text and (row.status == TextStatus.ORIGINAL) == (status == TextStatus.ORIGINAL)
        if same_words and status != TextStatus.ORIGINAL:
            continue
        if same_words and row.source_hash == digest:
            continue
        row.text, row.status, row.source_hash = text, status, digest
        row.save(update_fields=["text", "status", "source_hash"])
