"""Bring listings up to what the catalogue says, in batches, writing only rows that differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from procrastinate.contrib.django import app as jobs

from sourcebridge.catalog.models import Product
from sourcebridge.catalog.states import ProductState
from sourcebridge.discovery import indexing
from sourcebridge.discovery.models import Availability, Listing
from sourcebridge.discovery.queries import goods as reading
from sourcebridge.discovery.services import facts, seats, terms
from sourcebridge.discovery.states import Door
from sourcebridge.kit.ids import uuid7

BATCH = 500
REFRESH = "discovery.refresh"
_COLUMNS = (
    ("door", "text"), ("product_id", "uuid"), ("shop_id", "uuid"), ("company_id", "uuid"), ("category", "text"),
    ("categories", "text[]"), ("title_zh", "text"), ("title_en", "text"), ("words", "tsvector"), ("facets", "text[]"),
    ("unit", "text"), ("currency", "text"), ("price_low", "numeric"), ("price_best", "numeric"), ("moq", "numeric"),
    ("dispatch_hours", "smallint"), ("sample", "boolean"), ("verified", "boolean"), ("belt", "text"),
    ("belt_known", "boolean"), ("market", "text"), ("province", "text"), ("published_at", "timestamptz"),
)  # fmt: skip
_NAMES = ", ".join(name for name, _type in _COLUMNS)
_PUT = f"""
INSERT INTO discovery_listing AS l (id, {_NAMES})
SELECT r.id, {", ".join("r.words::tsvector" if name == "words" else f"r.{name}" for name, _type in _COLUMNS)}
FROM jsonb_to_recordset(%s::jsonb)
    AS r(id uuid, {", ".join(f"{name} {'text' if name == 'words' else kind}" for name, kind in _COLUMNS)})
ON CONFLICT (product_id, door) DO UPDATE
SET ({_NAMES}) = ROW({", ".join(f"excluded.{name}" for name, _type in _COLUMNS)})
WHERE ({", ".join(f"l.{name}" for name, _type in _COLUMNS)})
    IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name, _type in _COLUMNS)})
"""  # noqa: S608 - names are constants


def refresh(product_ids: Iterable[UUID], *, now: datetime, progress: Callable[[int], None] | None = None) -> int:
    """Index these products anew: listings of published ones are written, those of the others removed.

    Also their stock level, the price scales and standings of the categories touched, and new terms. Each batch of 500
    is a transaction of its own unless one is open. Returns how many are listed now.
    """
    wanted = list(dict.fromkeys(product_ids))
    listed = 0
    touched: set[str] = set()
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        with transaction.atomic():
            number, categories = _index(batch, now=now)
        listed += number
        touched |= categories
        if progress is not None:
            progress(len(batch))
    with transaction.atomic():
        terms.learn_synonyms()
        facts.rescale(touched)
        facts.restand(touched, now=now)
        if len(wanted) >= BATCH:
            terms.count_terms()
        seats.reseat(categories=touched, now=now)
    return listed


def _index(product_ids: Collection[UUID], *, now: datetime) -> tuple[int, set[str]]:
    goods = reading.goods_of(product_ids, now=now)
    gone = [product_id for product_id in product_ids if product_id not in goods]
    before = Listing.objects.filter(product_id__in=product_ids)
    touched = set(before.values_list("category", flat=True)) | {one.category for one in goods.values()}
    if gone:
        Listing.objects.filter(product_id__in=gone).delete()
        Availability.objects.filter(product_id__in=gone).delete()
        seats.unseat(gone)
    if goods:
        rows = [{"id": str(uuid7()), **indexing.row(one, Door.DOMESTIC.value)} for one in goods.values()]
        with connection.cursor() as cursor:
            cursor.execute(_PUT, [json.dumps(rows)])
        terms.learn(word for one in goods.values() for word in indexing.words(one))
        facts.count_stock(list(goods))
    return len(goods), touched


def refresh_company(*, company_id: UUID, now: datetime) -> int:
    """Index all goods of a company anew: its shop, verification, belt or stall changed."""
    return refresh(Product.objects.filter(shop__company_id=company_id).values_list("id", flat=True), now=now)


def refresh_later(*, company_id: UUID) -> None:
    """Leave a company's goods to the worker; in the caller's transaction."""
    jobs.configure_task(REFRESH, queue="search", lock=f"refresh:{company_id}").defer(company_id=str(company_id))


def refresh_where(*, place: str = "", category: str = "", now: datetime) -> int:
    """Index the goods of a belt, a market or a branch of the tree anew: its names changed. Codes; one of them."""
    listed = Listing.objects.filter(categories__contains=[category]) if category else Listing.objects.all()
    if place:
        listed = listed.filter(Q(belt=place) | Q(market=place))
    return refresh(listed.order_by("product_id").values_list("product_id", flat=True), now=now)


def refresh_where_later(*, place: str = "", category: str = "") -> None:
    """Leave that to the worker; in the caller's transaction."""
    if place or category:
        jobs.configure_task(REFRESH, queue="search", lock=f"refresh:{place}{category}").defer(
            place=place, category=category
        )


def rebuild(*, now: datetime, progress: Callable[[int], None] | None = None) -> int:
    """Index everything published, drop what is not, and count terms; returns how many are listed."""
    stale = Listing.objects.exclude(product__state=ProductState.PUBLISHED)
    stale.delete()
    published = Product.objects.filter(state=ProductState.PUBLISHED).order_by("id").values_list("id", flat=True)
    listed = refresh(published.iterator(chunk_size=5000), now=now, progress=progress)
    measure(now=now)
    return listed


def measure(*, now: datetime) -> None:
    """Measure what depends on all goods: price scales, standings, how many listings hold each term, every seat."""
    with transaction.atomic():
        facts.rescale(None)
        facts.restand(None, now=now)
        terms.count_terms()
        seats.reseat_all(now=now)
