"""Listings for buyers abroad."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sourcebridge.catalog.exporting import Exported
from sourcebridge.catalog.models import ExportTier
from sourcebridge.catalog.pricing import Tier
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity


def exported(product_ids: Collection[UUID]) -> dict[UUID, Exported]:
    """The listing that stands of each product that has one, whatever its days. One statement.

    Nothing in it is private: it is what the supplier offers to everybody.
    """
    rows = (
        ExportTier.objects.filter(listing__product_id__in=product_ids, listing__ended_at=None)
        .select_related("listing", "listing__product")
        .order_by("listing_id", "from_quantity")
    )
    found: dict[UUID, Exported] = {}
    ladders: dict[UUID, list[Tier]] = {}
    last: dict[UUID, ExportTier] = {}
    for row in rows:
        listing, unit = row.listing, row.listing.product.unit
        last[listing.product_id] = row
        ladders.setdefault(listing.product_id, []).append(
            Tier(Quantity(row.from_quantity, unit), UnitPrice(row.unit_price, listing.currency, unit))
        )
    for product_id, row in last.items():
        one = row.listing
        found[product_id] = Exported(
            one.id, product_id, one.edition, one.rule, one.place, one.currency, Quantity(one.moq, one.product.unit),
            (one.lead_from, one.lead_until), one.valid_from, one.valid_until, tuple(ladders[product_id]),
        )  # fmt: skip
    return found
