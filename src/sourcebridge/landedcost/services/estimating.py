"""What a unit costs at the door of each country, reckoned ahead for lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from sourcebridge.catalog.models import Product
from sourcebridge.catalog.states import ProductState
from sourcebridge.customs.structures import structure_of
from sourcebridge.freight.cards import Place
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import Refusal
from sourcebridge.landedcost import queries, reckon
from sourcebridge.landedcost.asked import Asked, Item, Known
from sourcebridge.landedcost.models import Estimate
from sourcebridge.landedcost.queries.goods import listed

BATCH = 200
ESTIMATE, REFRESH = "landedcost.estimate", "landedcost.refresh"
BEHIND = -10
_FIELDS = ["currency", "quantity", "low", "high", "days", "card", "gaps", "on"]


def estimate(
    product_ids: Iterable[UUID], *, now: datetime, progress: Callable[[int], None] | None = None
) -> int:  # fmt: skip
    """Reckon these goods anew for every country a card and a tariff reach; what has no answer any more is removed.

    Each batch of 200 is a transaction of its own unless one is open. Returns how many rows stand.
    """
    wanted = list(dict.fromkeys(product_ids))
    known = [queries.known(country=country, at=now) for country in reached(now)]
    standing = 0
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        standing += _batch(batch, known, now)
        if progress is not None:
            progress(len(batch))
    return standing


def reached(now: datetime) -> list[str]:
    """The countries that a card reaches and whose charges are known, by code."""
    return [country for country in queries.countries(at=now) if structure_of(country) is not None]


@transaction.atomic
def _batch(product_ids: Sequence[UUID], known: Sequence[Known], now: datetime) -> int:
    items = listed(product_ids, on=business_day(now))
    countries = reached(now)
    rows = [
        row
        for country, facts in zip(countries, known, strict=True)
        for item in items
        if (row := _row(item, country, facts)) is not None
    ]
    kept = {(row.product_id, row.country) for row in rows}
    before = Estimate.objects.filter(product_id__in=product_ids).values_list("id", "product_id", "country")
    gone = [row_id for row_id, product_id, country in before if (product_id, country) not in kept]
    Estimate.objects.filter(pk__in=gone).delete()
    Estimate.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["product", "country"], update_fields=_FIELDS, batch_size=1000
    )
    return len(rows)


def _row(item: Item, country: str, known: Known) -> Estimate | None:
    structure = structure_of(country)
    assert structure is not None
    asked = Asked((item,), Place(country), structure.currency)
    try:
        offer = reckon.cheapest(asked, known)
    except Refusal:
        return None
    low, high = offer.sheet.per_unit
    assert item.product_id is not None
    return Estimate(
        product_id=item.product_id, country=country, currency=structure.currency, quantity=item.quantity.amount,
        low=low, high=high, days=min(offer.days, 999), card=offer.card.ref, gaps=len(offer.sheet.gaps), on=known.on,
    )  # fmt: skip


def forget(product_ids: Iterable[UUID]) -> None:
    """Goods are no longer for sale: their estimates go."""
    Estimate.objects.filter(product_id__in=list(product_ids)).delete()


def refresh(*, now: datetime) -> int:
    """Leave all goods for sale to the worker, batch by batch, behind other work; returns the number of batches."""
    ids = list(Product.objects.filter(state=ProductState.PUBLISHED).order_by("id").values_list("id", flat=True))
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    waiting: list[dict[str, Any]] = [{"product_ids": [str(one) for one in batch]} for batch in batches]
    if waiting:
        jobs.configure_task(ESTIMATE, queue="search", priority=BEHIND).batch_defer(*waiting)
    return len(waiting)


def refresh_later() -> None:
    """A rate changed: reckon all anew, once, however many rates change meanwhile. In the caller's transaction."""
    try:
        with transaction.atomic():
            jobs.configure_task(REFRESH, queue="search", priority=BEHIND, queueing_lock="landedcost.refresh").defer()
    except AlreadyEnqueued:
        return
