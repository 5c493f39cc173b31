"""What sells: every product's viewers, orders and refunds of some days, and what people searched for in vain.

Counted from event rows: an order counts on the day it was paid, a refund belongs to the order it ended. A viewer is a
signed-in person who looked last within these days; conversion is the share of viewers whose company paid an order for
the product within them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from sourcebridge.catalog import guessing
from sourcebridge.catalog.models import OTHER_GOODS
from sourcebridge.catalog.offers import Text
from sourcebridge.catalog.queries import categories, words, worklist
from sourcebridge.discovery import queries as discovery
from sourcebridge.discovery.queries.looks import Missed
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity

DAYS = (7, 30, 90)
SORTS = ("amount", "orders", "quantity", "viewers", "refunds", "conversion")
LEAST_SEARCHES = 2
_LOOKED_AT = 300
_COUNTED = """
WITH paid AS (
    SELECT line.product_id, line.deal_id, d.buyer_id, sum(line.quantity) AS quantity, sum(line.amount) AS amount,
        EXISTS (SELECT 1 FROM audit_eventrecord r WHERE r.deal_id = d.id AND r.name = 'domestic.order.terminated')
            AS refunded
    FROM audit_eventrecord e
    JOIN deals_deal d ON d.id = e.deal_id
    JOIN deals_dealline line ON line.deal_id = d.id
    WHERE e.name = 'domestic.order.paid' AND d.supplier_id = %(company)s AND e.at > %(since)s AND e.at <= %(now)s
    GROUP BY line.product_id, line.deal_id, d.id
), sold AS (
    SELECT product_id, count(*) AS orders, sum(quantity) AS quantity, sum(amount) AS amount,
        count(*) FILTER (WHERE refunded) AS refunds
    FROM paid GROUP BY product_id
), looked AS (
    SELECT seen.product_id, count(*) AS viewers, count(*) FILTER (WHERE EXISTS (
        SELECT 1 FROM parties_membership m JOIN paid ON paid.buyer_id = m.company_id
        WHERE m.user_id = seen.user_id AND paid.product_id = seen.product_id)) AS buyers
    FROM discovery_seen seen
    JOIN catalog_product g ON g.id = seen.product_id
    JOIN catalog_shop shop ON shop.id = g.shop_id
    WHERE shop.company_id = %(company)s AND seen.at > %(since)s AND seen.at <= %(now)s
    GROUP BY seen.product_id
)
SELECT g.id, g.handle, g.unit, g.currency, coalesce(looked.viewers, 0), coalesce(looked.buyers, 0),
    coalesce(sold.orders, 0), coalesce(sold.quantity, 0), coalesce(sold.amount, 0), coalesce(sold.refunds, 0)
FROM catalog_product g
JOIN catalog_shop shop ON shop.id = g.shop_id
LEFT JOIN sold ON sold.product_id = g.id
LEFT JOIN looked ON looked.product_id = g.id
WHERE shop.company_id = %(company)s AND (sold.orders > 0 OR looked.viewers > 0)
"""


@dataclass(frozen=True, slots=True)
class Sold:
    """One product's figures of some days; `conversion` is a share, None without viewers."""

    product_id: UUID
    handle: str
    title: Text
    viewers: int
    buyers: int
    orders: int
    quantity: Quantity
    amount: Money
    refunds: int

    @property
    def conversion(self) -> Decimal | None:
        """Viewers whose company bought, of all viewers."""
        return Decimal(self.buyers) / self.viewers if self.viewers else None


def sold(company_id: UUID, *, days: int, sort: str = "amount", language: str | None, now: datetime) -> list[Sold]:
    """The company's goods that were looked at or bought in the last days, the most first (two statements)."""
    given: dict[str, Any] = {"company": company_id, "since": now - timedelta(days=days), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, given)
        found = cursor.fetchall()
    texts = words.words_of([row[0] for row in found])
    rows = [
        Sold(
            product_id=product,
            handle=handle,
            title=texts.text(product, "title", language),
            viewers=viewers,
            buyers=buyers,
            orders=orders,
            quantity=Quantity(quantity, unit),
            amount=Money.rounded(amount, currency),
            refunds=refunds,
        )
        for product, handle, unit, currency, viewers, buyers, orders, quantity, amount, refunds in found
    ]
    return sorted(rows, key=lambda row: (-_measure(row, sort), str(row.title)))


def _measure(row: Sold, sort: str) -> Decimal:
    measures = {
        "amount": row.amount.amount, "orders": Decimal(row.orders), "quantity": row.quantity.amount,
        "viewers": Decimal(row.viewers), "refunds": Decimal(row.refunds), "conversion": row.conversion or Decimal(0),
    }  # fmt: skip
    return measures[sort]


@dataclass(frozen=True, slots=True)
class Wish:
    """Words searched in vain, and the category they seem to mean; `own` when the company sells near it."""

    missed: Missed
    category: str
    path: Sequence[str]
    own: bool


def wishes(company_id: UUID, *, days: int, language: str | None, now: datetime) -> list[Wish]:
    """What was searched on the platform at least twice and not found, near the company's own goods first.

    Words and counts only: nobody is told who searched. Words whose category cannot be guessed come last.
    """
    tree = categories.whole()
    used = worklist.used_categories(company_id) - {OTHER_GOODS}
    near = {tree.chain(code)[0].code for code in used if tree.chain(code)}
    found = []
    for row in discovery.missed(now=now, days=days, limit=_LOOKED_AT):
        if row.times < LEAST_SEARCHES:
            continue
        code = guessing.guess_category(row.text)
        known = code != OTHER_GOODS and all(node.active for node in tree.chain(code))
        path = tree.path(code, language) if known else []
        found.append(Wish(row, code if path else "", [name for _code, name in path], bool(path) and path[0][0] in near))
    return sorted(found, key=lambda wish: (not wish.own, not wish.path, -wish.missed.times, wish.missed.text))
