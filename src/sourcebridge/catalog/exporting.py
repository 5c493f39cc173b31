"""Terms of an export listing as said and as told. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from sourcebridge.catalog import pricing
from sourcebridge.catalog.pricing import Tier
from sourcebridge.kit.currency import exponent
from sourcebridge.kit.errors import Malformed
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity

RULES = ("EXW", "FCA", "FAS", "FOB")
LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
MOST_TIERS, LONGEST_LEAD = 12, 365


@dataclass(frozen=True, slots=True)
class ExportTerms:
    """What a supplier asks of buyers abroad: quantities in the product's unit, prices per unit, days in China.

    `place` is a UN/LOCODE, lead time in days; each tier is (from quantity, unit price in `currency`).
    """

    rule: str
    place: str
    currency: str
    moq: Decimal
    lead_from: int
    lead_until: int
    valid_from: date
    tiers: tuple[tuple[Decimal, Decimal], ...]
    valid_until: date | None = None

    def ladder(self, unit: str) -> tuple[Tier, ...]:
        """The tiers in a unit; raises InexactMoney, UnknownCurrency, InexactQuantity."""
        return tuple(Tier(Quantity(least, unit), UnitPrice(price, self.currency, unit)) for least, price in self.tiers)


@dataclass(frozen=True, slots=True)
class Exported:
    """A listing that stands, as others read it. `edition` names it in quotes."""

    listing_id: UUID
    product_id: UUID
    edition: int
    rule: str
    place: str
    currency: str
    moq: Quantity
    lead: tuple[int, int]
    valid_from: date
    valid_until: date | None
    tiers: tuple[Tier, ...]

    def in_force(self, on: date) -> bool:
        """Whether the listing holds on a day in China."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


def check(terms: ExportTerms, unit: str) -> Sequence[Tier]:
    """The ladder of terms that hold together. Raises Malformed naming fields, LadderBroken, UnknownCurrency."""
    exponent(terms.currency)
    wrong: dict[str, str] = {}
    if terms.rule not in RULES:
        wrong["rule"] = _("Choose EXW, FCA, FAS or FOB.")
    if not LOCODE.fullmatch(terms.place):
        wrong["place"] = _("Name the place by its UN/LOCODE, such as CNSHA for Shanghai.")
    if not 1 <= terms.lead_from <= terms.lead_until <= LONGEST_LEAD:
        wrong["lead_until"] = _("The lead time runs from 1 day upwards, at most 365 days.")
    if terms.valid_until is not None and terms.valid_until < terms.valid_from:
        wrong["valid_until"] = _("The last day lies before the first. Correct the period.")
    if not terms.tiers or len(terms.tiers) > MOST_TIERS:
        wrong["tiers"] = _("Give 1 to %(most)d price steps.") % {"most": MOST_TIERS}
    elif any(least <= 0 or price <= 0 for least, price in terms.tiers):
        wrong["tiers"] = _("Quantities and prices are more than nothing.")
    elif terms.moq < terms.tiers[0][0]:
        wrong["moq"] = _("The least order lies below the first price step: it would have no price.")
    if wrong:
        raise Malformed(fields=wrong)
    Quantity(terms.moq, unit)
    ladder = terms.ladder(unit)
    pricing.check_ladder(ladder)
    return ladder
