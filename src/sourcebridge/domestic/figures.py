"""A supplier's figures on this door, counted from the event rows of the last `figures.days` days (domain.md C12).

Each share is two counts, so that pages show the formula: dispatched in time of dispatches due, dispatched within 48
hours of orders paid, buyers who paid twice of buyers, refunds asked of orders paid, refunds made of orders paid.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from sourcebridge.parameters import queries as parameters

COUNTED = """
WITH deal AS (
    SELECT d.supplier_id, d.buyer_id, d.id,
        min(e.at) FILTER (WHERE e.name = 'domestic.order.paid') AS paid,
        min((e.payload->>'dispatch_due_at')::timestamptz) FILTER (WHERE e.name = 'domestic.order.paid') AS due,
        min(e.at) FILTER (WHERE e.name = 'domestic.order.dispatched') AS first_parcel,
        min(e.at) FILTER (WHERE e.name = 'domestic.order.dispatched' AND (e.payload->>'complete')::bool) AS gone,
        bool_or(e.name = 'domestic.order.dispatch_late') AS late,
        bool_or(e.name = 'domestic.order.completed') AS completed,
        bool_or(e.name = 'domestic.order.refund_asked') AS disputed,
        bool_or(e.name = 'domestic.order.terminated') AS refunded
    FROM audit_eventrecord e JOIN deals_deal d ON d.id = e.deal_id
    WHERE d.supplier_id = ANY(%(suppliers)s) AND e.name LIKE 'domestic.order.%%'
    GROUP BY d.id
    HAVING min(e.at) FILTER (WHERE e.name = 'domestic.order.paid') > %(since)s
), buyer AS (
    SELECT supplier_id, count(*) AS buyers, count(*) FILTER (WHERE orders > 1) AS repeat_buyers
    FROM (SELECT supplier_id, buyer_id, count(*) AS orders FROM deal GROUP BY supplier_id, buyer_id) AS pair
    GROUP BY supplier_id
)
SELECT supplier_id,
    count(*) FILTER (WHERE gone IS NOT NULL OR late) AS ship_due,
    count(*) FILTER (WHERE gone <= due) AS shipped_in_time,
    count(*) AS paid_orders,
    count(*) FILTER (WHERE first_parcel <= paid + interval '48 hours') AS within_48h,
    max(buyers), max(repeat_buyers),
    count(*) FILTER (WHERE completed) AS completed,
    count(*) FILTER (WHERE disputed) AS disputed,
    count(*) AS paid,
    count(*) FILTER (WHERE refunded) AS refunded
FROM deal JOIN buyer USING (supplier_id) GROUP BY supplier_id
"""
NAMES = (
    "ship_due", "shipped_in_time", "paid_orders", "within_48h", "buyers", "repeat_buyers", "completed", "disputed",
    "paid", "refunded",
)  # fmt: skip


SOLD = """
SELECT line.product_id, count(DISTINCT line.deal_id) FILTER (WHERE e.at > %(now)s - interval '7 days'),
    count(DISTINCT line.deal_id)
FROM audit_eventrecord e JOIN deals_dealline line ON line.deal_id = e.deal_id
WHERE e.name = 'domestic.order.paid' AND e.at > %(now)s - interval '30 days' AND e.at <= %(now)s
    AND (%(products)s::uuid[] IS NULL OR line.product_id = ANY(%(products)s))
GROUP BY line.product_id
"""


def sales_of(product_ids: Collection[UUID] | None, *, now: datetime) -> dict[UUID, tuple[int, int]]:
    """How many orders of each product were paid in the last 7 and 30 days (all products when None; one statement)."""
    products = None if product_ids is None else list(product_ids)
    with connection.cursor() as cursor:
        cursor.execute(SOLD, {"now": now, "products": products})
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}


def of_all(company_ids: Collection[UUID], *, now: datetime) -> dict[UUID, dict[str, int]]:
    """The counts of several suppliers by name, zeros for those without paid orders (one statement)."""
    since = now - parameters.span("figures.days", at=now)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"suppliers": list(company_ids), "since": since})
        rows = {row[0]: dict(zip(NAMES, row[1:], strict=True)) for row in cursor.fetchall()}
    return {company_id: rows.get(company_id, dict.fromkeys(NAMES, 0)) for company_id in company_ids}


def of(company_id: UUID, *, now: datetime) -> dict[str, int]:
    """The counts of one supplier."""
    return of_all([company_id], now=now)[company_id]
