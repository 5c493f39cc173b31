"""Hand what this door counted down to the search: suppliers' figures and how often goods sell."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sourcebridge.deals.models import Deal
from sourcebridge.discovery import services as discovery
from sourcebridge.domestic import figures


def recount(*, company_ids: Collection[UUID], product_ids: Collection[UUID] | None, now: datetime) -> None:
    """Count these suppliers and these products again (all products when None) and pass the figures on."""
    for company_id, counts in figures.of_all(company_ids, now=now).items():
        discovery.note_supplier(company_id=company_id, facts=discovery.Figures(**counts), now=now)
    sold = {product: discovery.Sales(*counts) for product, counts in figures.sales_of(product_ids, now=now).items()}
    discovery.note_sales(sales=sold, now=now)


def recount_all(*, now: datetime) -> int:
    """Count every supplier that ever had an order; returns how many."""
    company_ids = list(Deal.objects.order_by("supplier_id").values_list("supplier_id", flat=True).distinct())
    recount(company_ids=company_ids, product_ids=None, now=now)
    return len(company_ids)
