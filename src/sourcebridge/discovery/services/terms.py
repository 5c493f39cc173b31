"""Learn the words goods are found by, with pinyin, for suggestions and corrections."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from django.db import connection

from sourcebridge.discovery import analysis, indexing
from sourcebridge.discovery.indexing import Word
from sourcebridge.discovery.models import Synonym, Wordbook
from sourcebridge.kit.ids import uuid7

_LEARN = """
INSERT INTO discovery_term AS t (id, kind, text, shown, lexeme, ref, language, pinyin, initials, grams, goods)
SELECT r.id, r.kind, r.text, r.shown, r.lexeme, r.ref, r.language, r.pinyin, r.initials, r.grams, %s
FROM jsonb_to_recordset(%s::jsonb) AS r(id uuid, kind text, text text, shown text, lexeme text, ref text, language text,
    pinyin text, initials text, grams text[])
ON CONFLICT (kind, text, ref) DO UPDATE SET goods = excluded.goods WHERE t.goods < excluded.goods
"""
_COUNT = """
WITH counted AS (
    SELECT word, ndoc FROM ts_stat('SELECT words FROM discovery_listing')
), categories AS (
    SELECT category AS ref, count(*) AS ndoc FROM discovery_listing GROUP BY category
), shops AS (
    SELECT s.slug AS ref, count(*) AS ndoc FROM discovery_listing l JOIN catalog_shop s ON s.id = l.shop_id
    GROUP BY s.slug
), fresh AS (
    SELECT t.id, CASE t.kind WHEN 'WORD' THEN coalesce(c.ndoc, 0) WHEN 'CATEGORY' THEN coalesce(k.ndoc, 0)
        ELSE coalesce(s.ndoc, 0) END AS goods
    FROM discovery_term t
    LEFT JOIN counted c ON t.kind = 'WORD' AND c.word = t.lexeme
    LEFT JOIN categories k ON t.kind = 'CATEGORY' AND k.ref = t.ref
    LEFT JOIN shops s ON t.kind = 'SHOP' AND s.ref = t.ref
)
UPDATE discovery_term t SET goods = fresh.goods FROM fresh WHERE fresh.id = t.id AND t.goods <> fresh.goods
"""


@lru_cache(maxsize=100_000)
def _pinyin(text: str) -> tuple[str, str]:
    if text.isascii():
        return "", ""
    from pypinyin import lazy_pinyin  # 50 MB, so only where goods are indexed

    syllables = [part for part in lazy_pinyin(text) if part.strip()]
    return "".join(syllables)[:200], "".join(part[0] for part in syllables)[:40]


def learn(words: Iterable[Word], *, goods: int = 1) -> int:
    """Store terms not known yet, each on at least `goods` listings until `count_terms`; returns how many."""
    rows = []
    for word in sorted(set(words), key=lambda one: (one.kind, one.text, one.ref)):
        pinyin, initials = _pinyin(word.text)
        rows.append(
            {
                "id": str(uuid7()),
                "kind": word.kind,
                "text": word.text,
                "shown": word.shown,
                "lexeme": word.lexeme,
                "ref": word.ref,
                "language": "en" if word.text.isascii() else "zh-hans",
                "pinyin": pinyin,
                "initials": initials,
                "grams": analysis.grams(word.text)[:80],
            }
        )
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_LEARN, [goods, json.dumps(rows)])
    return len(rows)


def learn_synonyms() -> None:
    """Make terms of the synonyms' words once per edition, so that pinyin and misspellings reach them."""
    book = Wordbook.objects.get(number=1)
    if book.learned == book.edition:
        return
    said = [text for row in Synonym.objects.filter(active=True) for text in (row.word, *row.same_as)]
    learn((word for text in said for word in indexing.words_of(text)), goods=0)
    Wordbook.objects.filter(pk=book.pk).update(learned=book.edition)


def count_terms() -> int:
    """Count anew how many listings hold each term; returns how many counts changed."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
        return int(cursor.rowcount)
