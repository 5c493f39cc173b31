"""Suggestions while typing: words, categories, shops, what others searched; by Chinese, pinyin, initials, English."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection

from sourcebridge.discovery import analysis
from sourcebridge.discovery.results import Suggestion
from sourcebridge.discovery.states import TermKind

_POPULAR_DAYS = 30
_BEGINNING = """
SELECT kind, shown, ref, goods, length(text) AS size FROM (
    (SELECT kind, shown, ref, goods, text FROM discovery_term WHERE text LIKE %(start)s AND goods > 0
        ORDER BY goods DESC, text LIMIT %(most)s)
    UNION
    (SELECT kind, shown, ref, goods, text FROM discovery_term
        WHERE %(latin)s AND pinyin <> '' AND pinyin LIKE %(start)s AND goods > 0
        ORDER BY goods DESC, text LIMIT %(most)s)
    UNION
    (SELECT kind, shown, ref, goods, text FROM discovery_term
        WHERE %(latin)s AND initials <> '' AND initials LIKE %(start)s AND goods > 0
        ORDER BY goods DESC, text LIMIT %(most)s)
    UNION
    (SELECT 'SEARCH', text, '', count(*)::int, text FROM discovery_searchnote
        WHERE text LIKE %(start)s AND day >= %(since)s AND found > 0
        GROUP BY text HAVING count(*) > 2 ORDER BY count(*) DESC, text LIMIT %(most)s)
) AS found
ORDER BY kind = 'SHOP', goods DESC, size, shown LIMIT %(most)s * 2
"""
_KINDS = {
    TermKind.WORD.value: "word",
    TermKind.CATEGORY.value: "category",
    TermKind.SHOP.value: "shop",
    "SEARCH": "word",
}


def suggest(q: str, language: str | None = None, limit: int = 8, *, now: datetime | None = None) -> list[Suggestion]:
    """Up to `limit` ways to finish what is typed (one statement, two when only the last word can be finished).

    `url_query` is the search's address query; a category's narrows to it, a shop's to the shop.
    """
    said = analysis.normalise(q)[:60]
    if not said:
        return []
    rows = _rows(said, limit, now)
    head, _space, last = said.rpartition(" ")
    if not rows and head and last:
        rows, said = [row for row in _rows(last, limit, now) if row[0] == TermKind.WORD.value], head
    else:
        head = ""
    found: dict[str, Suggestion] = {}
    for kind, shown, ref, goods, _size in rows:
        text = f"{head} {shown}" if head else shown
        found.setdefault(
            f"{kind == 'SHOP'}{text}",
            Suggestion(text, _KINDS[kind], _query(kind, text, ref), None if head else _count(kind, goods)),
        )
    return list(found.values())[:limit]


def _count(kind: str, goods: int) -> int | None:
    return None if kind == "SEARCH" else goods


def _query(kind: str, text: str, ref: str) -> str:
    if kind == TermKind.CATEGORY:
        return urlencode({"category": ref})
    if kind == TermKind.SHOP:
        return urlencode({"shop": ref})
    return urlencode({"q": text})


def _rows(said: str, limit: int, now: datetime | None) -> list[Any]:
    escaped = said.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    since = (now - timedelta(days=_POPULAR_DAYS)).date() if now else None
    given: dict[str, Any] = {"start": f"{escaped}%", "most": limit, "latin": said.isascii(), "since": since}
    with connection.cursor() as cursor:
        cursor.execute(_BEGINNING, given)
        return list(cursor.fetchall())
