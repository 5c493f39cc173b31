"""Quotes and calculations of a company, and estimates for lists."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from sourcebridge.catalog.models import Product
from sourcebridge.kit.errors import NotFound
from sourcebridge.landedcost.models import Estimate, FrozenQuote, Scenario
from sourcebridge.parties.member import Member

MOST_LISTED = 200


def visible_to(member: Member) -> QuerySet[FrozenQuote]:
    """The quotes of the member's company."""
    found = FrozenQuote.objects.order_by("-made_at", "-id")
    return found.none() if member.company_id is None else found.filter(company_id=member.company_id)


def quotes(member: Member) -> list[FrozenQuote]:
    """The newest quotes of the member's company."""
    return list(visible_to(member).defer("told", "asked")[:MOST_LISTED])


def quote(quote_id: UUID, *, member: Member) -> FrozenQuote:
    """A quote of the member's company; raises NotFound."""
    found = visible_to(member).filter(pk=quote_id).first()
    if found is None:
        raise NotFound
    return found


def scenarios(member: Member) -> list[Scenario]:
    """The calculations of the member's company, the latest first."""
    if member.company_id is None:
        return []
    return list(Scenario.objects.filter(company_id=member.company_id).order_by("-changed_at", "-id")[:MOST_LISTED])


def scenario(scenario_id: UUID, *, member: Member) -> Scenario:
    """A calculation of the member's company; raises NotFound."""
    found = next((row for row in scenarios(member) if row.id == scenario_id), None)
    if found is None:
        raise NotFound
    return found


def estimates(product_ids: Collection[UUID], *, country: str) -> dict[UUID, Estimate]:
    """What a unit of these goods costs at the door, where it was reckoned. One statement."""
    if not product_ids:
        return {}
    return {row.product_id: row for row in Estimate.objects.filter(product_id__in=product_ids, country=country)}


def others(product_id: UUID, *, country: str, most: int = 5) -> list[tuple[Estimate, Product]]:
    """Goods of other shops in the same category, the cheapest at the door first. One statement."""
    mine = Product.objects.filter(pk=product_id)
    rows = (
        Estimate.objects.filter(
            country=country, product__category=mine.values("category")[:1], product__unit=mine.values("unit")[:1]
        )
        .exclude(product__shop=mine.values("shop")[:1])
        .select_related("product__shop__company")
        .order_by("gaps", "high", "product_id")[:most]
    )
    return [(row, row.product) for row in rows]
