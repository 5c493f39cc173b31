"""Shapes of listings for buyers abroad; figures as strings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sourcebridge.catalog.exporting import LONGEST_LEAD, MOST_TIERS, ExportTerms
from sourcebridge.kit.schemas import Input


class ExportTierIn(Input):
    """From a quantity on, a price per unit."""

    from_quantity: Decimal = Field(gt=0, max_digits=15, decimal_places=3)
    unit_price: Decimal = Field(gt=0, max_digits=18, decimal_places=6)


class ExportListingIn(Input):
    """Terms for buyers abroad: rule EXW, FCA, FAS or FOB, place as UN/LOCODE, lead time in days."""

    rule: str = Field(max_length=3)
    place: str = Field(min_length=5, max_length=5)
    currency: str = Field(min_length=3, max_length=3)
    moq: Decimal = Field(gt=0, max_digits=15, decimal_places=3)
    lead_from: int = Field(ge=1, le=LONGEST_LEAD)
    lead_until: int = Field(ge=1, le=LONGEST_LEAD)
    valid_from: date
    valid_until: date | None = None
    tiers: list[ExportTierIn] = Field(min_length=1, max_length=MOST_TIERS)

    def terms(self) -> ExportTerms:
        """As the service takes them."""
        said = self.model_dump(exclude={"tiers"})
        return ExportTerms(**said, tiers=tuple((tier.from_quantity, tier.unit_price) for tier in self.tiers))


class ExportTierOut(Schema):
    """A step of the ladder."""

    from_quantity: str
    unit_price: str


class ExportListingOut(Schema):
    """The listing that stands; `edition` counts the supplier's changes."""

    listing_id: UUID
    product_id: UUID
    edition: int
    rule: str
    place: str
    currency: str
    moq: str
    unit: str
    lead_from: int
    lead_until: int
    valid_from: date
    valid_until: date | None
    tiers: list[ExportTierOut]
