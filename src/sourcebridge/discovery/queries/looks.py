"""Saved searches, recently seen goods, similar goods, and what was searched for in vain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Avg, Count, Max, QuerySet

from sourcebridge.catalog.states import ProductState
from sourcebridge.discovery import analysis, matching
from sourcebridge.discovery.models import Listing, SavedSearch, SearchNote, Seen, SupplierFacts, Synonym
from sourcebridge.discovery.queries import filters, wordbook
from sourcebridge.discovery.states import Door
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.kit.errors import NotFound

_COUNTED_NEW = 100
_WORDS = 12
_SIMILAR = """
SELECT l.product_id FROM discovery_listing l LEFT JOIN discovery_availability a ON a.product_id = l.product_id,
    (SELECT * FROM discovery_listing WHERE product_id = %(product)s AND door = %(door)s) AS own
WHERE l.door = %(door)s AND l.product_id <> own.product_id
    AND (l.category = own.category OR (%(words)s <> '' AND l.words @@ %(words)s::tsquery))
ORDER BY (l.category = own.category)::int * 4
    + coalesce(cardinality(ARRAY(SELECT unnest(l.facets) INTERSECT SELECT unnest(own.facets))), 0) * 2
    + CASE WHEN %(words)s <> '' THEN 8 * ts_rank('{0, 0, 0.3, 1}', l.words, %(words)s::tsquery) ELSE 0 END
    + (l.shop_id <> own.shop_id)::int * 2 + coalesce(a.level, 0) * 0.5 DESC, l.product_id
LIMIT %(most)s
"""


def similar(product_id: UUID, limit: int = 10, *, door: str = Door.DOMESTIC.value) -> list[UUID]:
    """Goods of the same category, attributes and words, those of other shops first; none for unlisted goods."""
    own = Listing.objects.filter(product_id=product_id, door=door).values_list("title_zh", "title_en").first()
    if own is None:
        return []
    pieces = [piece.text for title in own for piece in analysis.pieces(title, most=_WORDS)]
    words = " | ".join(matching.Group(text, ((text,),)).tsquery() for text in dict.fromkeys(pieces))
    with connection.cursor() as cursor:
        cursor.execute(_SIMILAR, {"product": product_id, "door": door, "words": words, "most": limit})
        return [row[0] for row in cursor.fetchall()]


def seen(user_id: UUID, limit: int = 20, *, without: UUID | None = None) -> list[UUID]:
    """Goods the person looked at and that are still for sale, the latest first."""
    rows = Seen.objects.filter(user_id=user_id, product__state=ProductState.PUBLISHED)
    if without is not None:
        rows = rows.exclude(product_id=without)
    return list(rows.order_by("-at", "-id").values_list("product_id", flat=True)[:limit])


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search with how many goods were published since the person last looked (at most 100)."""

    row: SavedSearch
    wanted: Wanted
    fresh: int


def saved(*, user_id: UUID, company_id: UUID) -> list[Saved]:
    """A person's saved searches in this company, newest first, with what is new in each (two statements)."""
    rows = list(SavedSearch.objects.filter(user_id=user_id, company_id=company_id).order_by("-saved_at", "-id"))
    if not rows:
        return []
    _edition, book = wordbook.latest()
    columns, given = [], []
    for row in rows:
        wanted = Wanted.read(row.query)
        where, values = filters.joined(filters.conditions(wanted))
        groups = matching.groups(wanted.q, book)
        if groups:
            where += " AND l.words @@ %s::tsquery"
            values.append(matching.every(groups))
        columns.append(filters.counting(f"{where} AND l.published_at > %s", most=_COUNTED_NEW))
        given += [*values, row.last_seen_at]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(columns), given)
        counts = cursor.fetchone() or ()
    return [Saved(row, Wanted.read(row.query), fresh) for row, fresh in zip(rows, counts, strict=True)]


def saved_search(*, saved_id: UUID, user_id: UUID, company_id: UUID) -> SavedSearch:
    """One saved search of the person in this company; raises NotFound."""
    row = SavedSearch.objects.filter(pk=saved_id, user_id=user_id, company_id=company_id).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Missed:
    """Words that found nothing or little: how often they were searched, how much was found, when last."""

    text: str
    times: int
    found: float
    last_at: datetime


def missed(*, now: datetime, days: int = 30, most_found: int = 0, limit: int = 50) -> list[Missed]:
    """What was searched and not found lately, the most wanted first; words only, nobody's name."""
    rows = (
        SearchNote.objects.filter(day__gte=(now - timedelta(days=days)).date(), found__lte=most_found)
        .values("text")
        .annotate(times=Count("id"), found_on_average=Avg("found"), last_at=Max("at"))
        .order_by("-times", "text")[:limit]
    )
    return [Missed(row["text"], row["times"], float(row["found_on_average"]), row["last_at"]) for row in rows]


def popular(*, now: datetime, days: int = 7, limit: int = 10) -> list[str]:
    """What is searched for and found, the most wanted first."""
    rows = SearchNote.objects.filter(day__gte=(now - timedelta(days=days)).date(), found__gt=0).values("text")
    return [row["text"] for row in rows.annotate(times=Count("id")).order_by("-times", "text")[:limit]]


def notes_of(company_id: UUID) -> QuerySet[SearchNote]:
    """A company's own searches, newest first."""
    return SearchNote.objects.filter(company_id=company_id).order_by("-at", "-id")


def synonyms(q: str = "", *, topic: str = "") -> QuerySet[Synonym]:
    """The operator's synonyms by word; `q` looks into the word and what it equals."""
    rows = Synonym.objects.order_by("word", "id")
    if topic:
        rows = rows.filter(topic=topic)
    if q:
        text = analysis.normalise(q)
        rows = rows.filter(word__contains=text) | rows.filter(same_as__contains=[text])
    return rows


def supplier_facts(company_id: UUID) -> SupplierFacts | None:
    """A supplier's counted figures; None while nothing was counted."""
    return SupplierFacts.objects.filter(company_id=company_id).first()
