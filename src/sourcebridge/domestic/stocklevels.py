"""How long the stock of goods lasts: what is free beside what was sold in the last 30 days, or the supplier's own mark.

A variant runs low when what is free lasts less than `stock.low_days` days at the pace of the paid orders of the last
30 days, or lies below the number its supplier set. Goods off sale never run low.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from sourcebridge.catalog.ports import Left
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parameters import queries as parameters

_SKUS = """
WITH sku AS (
    SELECT s.id, s.product_id, g.unit, g.state, m.number AS mark,
        coalesce((SELECT sum(p.on_hand - p.reserved) FROM inventory_pool p WHERE p.sku_id = s.id), 0) AS free
    FROM catalog_sku s
    JOIN catalog_product g ON g.id = s.product_id
    LEFT JOIN inventory_lowmark m ON m.sku_id = s.id
    WHERE s.active AND {where}
), sold AS (
    SELECT line.sku_id, sum(line.quantity) AS quantity
    FROM audit_eventrecord e JOIN deals_dealline line ON line.deal_id = e.deal_id
    WHERE e.name = 'domestic.order.paid' AND e.at > %(now)s - interval '30 days' AND e.at <= %(now)s
        AND line.product_id IN (SELECT product_id FROM sku)
    GROUP BY line.sku_id
), stand AS (
    SELECT sku.*, coalesce(sold.quantity, 0) AS sold,
        sku.state = 'PUBLISHED' AND (
            sku.free < sku.mark OR sku.free < sold.quantity * %(days)s / 30
        ) IS TRUE AS low
    FROM sku LEFT JOIN sold ON sold.sku_id = sku.id
)
"""
_EACH = "SELECT id, low, sold FROM stand"
_GOODS = """
SELECT product_id, min(unit), sum(free), CASE
    WHEN min(state) <> 'PUBLISHED' THEN 'ENOUGH'
    WHEN max(free) <= 0 THEN 'SOLD_OUT'
    WHEN bool_or(low) THEN 'LOW'
    ELSE 'ENOUGH' END
FROM stand GROUP BY product_id
"""


def of_goods(product_ids: Collection[UUID], *, now: datetime) -> dict[UUID, Left]:
    """What is free of each product with a variant on sale, and how it stands (one statement)."""
    rows = _asked(_SKUS.format(where="s.product_id = ANY(%(products)s)") + _GOODS, now, products=list(product_ids))
    return {product: Left(Quantity(max(free, Decimal(0)), unit), level) for product, unit, free, level in rows}


def levels(company_id: UUID, *, now: datetime) -> dict[UUID, str]:
    """How each of the company's goods with a variant on sale stands (one statement)."""
    where = "g.shop_id = (SELECT id FROM catalog_shop WHERE company_id = %(company)s)"
    rows = _asked(_SKUS.format(where=where) + _GOODS, now, company=company_id)
    return {row[0]: row[3] for row in rows}


def low_skus(sku_ids: Collection[UUID], *, now: datetime) -> dict[UUID, tuple[bool, Decimal]]:
    """Of each variant whether it runs low, and how much of it was sold in the last 30 days (one statement)."""
    rows = _asked(_SKUS.format(where="s.id = ANY(%(skus)s)") + _EACH, now, skus=list(sku_ids))
    return {row[0]: (row[1], row[2]) for row in rows}


def _asked(statement: str, now: datetime, **values: Any) -> list[tuple[Any, ...]]:
    days = parameters.value("stock.low_days", at=now)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"now": now, "days": days, **values})
        return list(cursor.fetchall())


class Desk:
    """The answers as the catalogue's desk asks for them."""

    of_goods = staticmethod(of_goods)
    levels = staticmethod(levels)
