"""Facts that move the ranking: stock levels, sales, suppliers' figures, the means and scales they are measured by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Sum

from sourcebridge.catalog.models import Product, Sku
from sourcebridge.discovery import ranking
from sourcebridge.discovery.models import Availability, Listing, SupplierFacts
from sourcebridge.discovery.services import seats
from sourcebridge.discovery.states import Level
from sourcebridge.inventory.models import Pool
from sourcebridge.parameters import queries as parameters

PRIOR = "rank.prior_orders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A supplier's counts as the door that knows its orders hands them down; shares are made of two counts each."""

    ship_due: int = 0
    shipped_in_time: int = 0
    paid_orders: int = 0
    within_48h: int = 0
    buyers: int = 0
    repeat_buyers: int = 0
    completed: int = 0
    disputed: int = 0
    paid: int = 0
    refunded: int = 0
    asked: int | None = None
    answered: int | None = None
    goods: int = 0


@dataclass(frozen=True, slots=True)
class Sales:
    """Paid orders of a product in the last 7 and 30 days."""

    last_7: int
    last_30: int


def note_supplier(*, company_id: UUID, facts: Figures, now: datetime) -> SupplierFacts:
    """Keep a supplier's counted figures and let its standing follow in every category it sells in."""
    with transaction.atomic():
        kept, _made = SupplierFacts.objects.update_or_create(
            company_id=company_id, defaults={**asdict(facts), "as_of": now}
        )
        categories = set(Listing.objects.filter(company_id=company_id).values_list("category", flat=True))
        restand(categories, now=now)
        seats.reseat(categories=categories, now=now)
    return kept


_STAND = """
WITH pair AS (
    SELECT DISTINCT category, company_id FROM discovery_listing WHERE %(all)s OR category = ANY(%(categories)s)
), overall AS (
    SELECT {ship48h} AS ship48h, {repeat} AS repeat, {dispute} AS dispute FROM discovery_supplierfacts f
), mean AS (
    SELECT pair.category, {mean_ship48h} AS ship48h, {mean_repeat} AS repeat, {mean_dispute} AS dispute
    FROM pair CROSS JOIN overall o LEFT JOIN discovery_supplierfacts f USING (company_id)
    GROUP BY pair.category, o.ship48h, o.repeat, o.dispute
), stood AS (
    SELECT pair.category, pair.company_id, round(10000 * {own_ship48h}) AS ship48h,
        round(10000 * {own_repeat}) AS repeat, round(10000 * {own_dispute}) AS dispute
    FROM pair JOIN mean m USING (category) LEFT JOIN discovery_supplierfacts f USING (company_id)
), gone AS (
    DELETE FROM discovery_standing s WHERE (%(all)s OR s.category = ANY(%(categories)s))
        AND NOT EXISTS (SELECT 1 FROM pair WHERE pair.category = s.category AND pair.company_id = s.company_id)
)
INSERT INTO discovery_standing AS s (id, category, company_id, ship48h, repeat, dispute)
SELECT gen_random_uuid(), category, company_id, least(ship48h, 10000), least(repeat, 10000), least(dispute, 10000)
FROM stood
ON CONFLICT (category, company_id) DO UPDATE
SET ship48h = excluded.ship48h, repeat = excluded.repeat, dispute = excluded.dispute
WHERE (s.ship48h, s.repeat, s.dispute) IS DISTINCT FROM (excluded.ship48h, excluded.repeat, excluded.dispute)
"""
_SHARES = {
    "ship48h": ("within_48h", "paid_orders"),
    "repeat": ("repeat_buyers", "buyers"),
    "dispute": ("disputed", "paid"),
}


def _share(count: str, total: str, mean: str) -> str:
    """(count + prior * mean) / (total + prior) in SQL; the mean when both are nothing."""
    return (
        f"coalesce((coalesce({count}, 0) + %(prior)s::numeric * {mean}) "
        f"/ nullif(coalesce({total}, 0) + %(prior)s::numeric, 0), {mean})"
    )


def _stand() -> str:
    filled = {}
    for name, (count, total) in _SHARES.items():
        filled[name] = _share(f"sum(f.{count})", f"sum(f.{total})", "0.5")
        filled[f"mean_{name}"] = _share(f"sum(f.{count})", f"sum(f.{total})", f"o.{name}")
        filled[f"own_{name}"] = _share(f"f.{count}", f"f.{total}", f"m.{name}")
    return _STAND.format(**filled)


STAND = _stand()


def restand(categories: Collection[str] | None, *, now: datetime) -> None:
    """Shrink every supplier's shares to the mean of each category again (all categories when None; domain.md A3).

    share = (count + prior * mean) / (total + prior), the prior from parameter rank.prior_orders; the category's mean is
    drawn to the platform's in the same way, and that one to one half, so that the first orders prove nothing.
    """
    if categories is not None and not categories:
        return
    given: dict[str, Any] = {
        "all": categories is None,
        "categories": sorted(categories or ()),
        "prior": parameters.value(PRIOR, at=now),
    }
    with connection.cursor() as cursor:
        cursor.execute(STAND, given)


_SCALE = """
WITH priced AS (
    SELECT category, unit, currency, price_low, ntile(%(marks)s) OVER w AS mark, row_number() OVER w AS place,
        count(*) OVER (PARTITION BY category, unit, currency) AS goods
    FROM discovery_listing
    WHERE price_low IS NOT NULL AND (%(all)s OR category = ANY(%(categories)s))
    WINDOW w AS (PARTITION BY category, unit, currency ORDER BY price_low)
), marked AS (
    SELECT category, unit, currency, min(price_low) AS price FROM priced GROUP BY category, unit, currency, mark
    UNION SELECT category, unit, currency, max(price_low) FROM priced GROUP BY category, unit, currency
), gone AS (
    DELETE FROM discovery_scale s WHERE (%(all)s OR s.category = ANY(%(categories)s)) AND NOT EXISTS (
        SELECT 1 FROM marked m WHERE (m.category, m.unit, m.currency) = (s.category, s.unit, s.currency))
)
INSERT INTO discovery_scale AS s (id, category, unit, currency, marks)
SELECT gen_random_uuid(), category, unit, currency, array_agg(price ORDER BY price)
FROM marked GROUP BY category, unit, currency
ON CONFLICT (category, unit, currency) DO UPDATE SET marks = excluded.marks
WHERE s.marks IS DISTINCT FROM excluded.marks
"""
_MARKS = 50


def rescale(categories: Collection[str] | None) -> None:
    """Measure each category's public prices again: up to 50 rising marks per unit and currency (all when None)."""
    if categories is not None and not categories:
        return
    given: dict[str, Any] = {"all": categories is None, "categories": sorted(categories or ()), "marks": _MARKS}
    with connection.cursor() as cursor:
        cursor.execute(_SCALE, given)


@transaction.atomic
def note_stock(*, product_ids: Collection[UUID], now: datetime) -> int:
    """Look at what is free of these goods; writes only those whose level changed, and returns how many did."""
    changed = count_stock(product_ids)
    if changed:
        seats.reseat(products=changed, now=now)
    return len(changed)


def count_stock(product_ids: Collection[UUID]) -> list[UUID]:
    """`note_stock` without what the lists make of it; returns the goods whose level changed."""
    free: dict[UUID, dict[UUID, Decimal]] = defaultdict(dict)
    rows = Pool.objects.filter(sku__product_id__in=product_ids, sku__active=True).order_by()
    for product_id, sku_id, left in rows.values_list("sku__product_id", "sku_id").annotate(
        left=Sum(F("on_hand") - F("reserved"))
    ):
        free[product_id][sku_id] = left
    variants: dict[UUID, int] = defaultdict(int)
    for product_id in Sku.objects.filter(product_id__in=product_ids, active=True).values_list("product_id", flat=True):
        variants[product_id] += 1
    known = dict(Availability.objects.filter(product_id__in=product_ids).values_list("product_id", "level"))
    changed = []
    for product_id, least in Product.objects.filter(pk__in=product_ids).order_by("pk").values_list("pk", "moq"):
        level = _level(free[product_id], variants[product_id], least)
        if known.get(product_id) != level:
            changed.append(Availability(product_id=product_id, level=level, in_stock=level > Level.NONE))
    Availability.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["product_id"], update_fields=["level", "in_stock"]
    )
    return [row.product_id for row in changed]


def _level(free: Mapping[UUID, Decimal], variants: int, least: Decimal) -> Level:
    if sum(free.values()) < least or not free:
        return Level.NONE
    return Level.ALL if sum(1 for left in free.values() if left > 0) >= variants else Level.SOME


@transaction.atomic
def note_sales(*, sales: Mapping[UUID, Sales], now: datetime) -> int:
    """Keep how often goods were ordered lately, for the trend and the order by sales; returns how many are listed."""
    rows = [
        Availability(
            product_id=product_id, sold_7=one.last_7, sold_30=one.last_30, trend=ranking.trend(one.last_7, one.last_30)
        )
        for product_id, one in sorted(sales.items())
    ]
    listed = set(Availability.objects.filter(product_id__in=sales).values_list("product_id", flat=True))
    kept = [row for row in rows if row.product_id in listed]
    Availability.objects.bulk_update(kept, ["sold_7", "sold_30", "trend"], batch_size=1000)
    seats.reseat(products=[row.product_id for row in kept], now=now)
    return len(kept)
