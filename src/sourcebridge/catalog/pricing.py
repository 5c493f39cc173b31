"""The price of a quantity, and which quantities may be ordered (domain.md A2). Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from sourcebridge.catalog.errors import BelowFirstTier, LadderBroken
from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity, unit_of

_THOUSAND = Decimal(1000)


class Tier(NamedTuple):
    """From `minimum` on, `price` per unit."""

    minimum: Quantity
    price: UnitPrice


@dataclass(frozen=True, slots=True)
class Hint:
    """What reaching the next tier takes: `add` more units, `extra` more money in all (negative: it costs less)."""

    add: Quantity
    tier: Tier
    extra: Money
    cheaper: bool


def check_ladder(tiers: Sequence[Tier]) -> None:
    """Raises LadderBroken unless quantities strictly rise and prices never do; UnlikeUnits for mixed units."""
    if not tiers:
        raise LadderBroken(quantity="1")
    for lower, upper in pairwise(tiers):
        if not lower.minimum < upper.minimum or upper.price.amount > lower.price.amount:
            raise LadderBroken(quantity=upper.minimum.text)


def tier_for(tiers: Sequence[Tier], quantity: Quantity) -> Tier | None:
    """The last tier whose minimum is reached; None below the first: there is no price."""
    reached = [tier for tier in tiers if tier.minimum <= quantity]
    return reached[-1] if reached else None


def line_price(tiers: Sequence[Tier], quantity: Quantity) -> Money:
    """The quantity at its tier's price, rounded once; raises BelowFirstTier."""
    tier = tier_for(tiers, quantity)
    if tier is None:
        raise BelowFirstTier(least=str(tiers[0].minimum) if tiers else "-")
    return tier.price * quantity


def next_tier_hint(tiers: Sequence[Tier], quantity: Quantity) -> Hint | None:
    """What the next tier would take; None on the last tier, or below the first (see `line_price`)."""
    present = tier_for(tiers, quantity)
    following = next((tier for tier in tiers if tier.minimum > quantity), None)
    if present is None or following is None:
        return None
    extra = following.price * following.minimum - present.price * quantity
    return Hint(following.minimum - quantity, following, extra, extra.amount < 0)


def merged(public: Sequence[Tier], agreed: Sequence[Tier]) -> tuple[Tier, ...]:
    """A buyer's ladder: agreed prices from their first minimum on, the public ones below it."""
    if not agreed:
        return tuple(public)
    return (*(tier for tier in public if tier.minimum < agreed[0].minimum), *agreed)


def order_step(batch_multiple: Quantity) -> Quantity:
    """The smallest amount by which orders of these goods can differ: batch multiple and unit step together."""
    step = unit_of(batch_multiple.unit).step
    whole = lcm(int(batch_multiple.amount * _THOUSAND), int(step * _THOUSAND))
    return Quantity(Decimal(whole) / _THOUSAND, batch_multiple.unit)


def is_valid(quantity: Quantity, moq: Quantity, batch_multiple: Quantity) -> bool:
    """Whether the quantity reaches the MOQ in whole batches."""
    return quantity >= moq and quantity.amount % order_step(batch_multiple).amount == 0


def nearest_valid(
    quantity: Quantity, moq: Quantity, batch_multiple: Quantity, step: Decimal | None = None
) -> tuple[Quantity | None, Quantity]:
    """The largest valid quantity not above and the smallest not below; lower None when all valid ones lie above.

    Batch 12 and 30 asked give (24, 36). `step` is the unit's finest step when it differs from the unit table.
    """
    multiple = order_step(batch_multiple).amount
    if step is not None:
        multiple = Decimal(lcm(int(multiple * _THOUSAND), int(step * _THOUSAND))) / _THOUSAND
    first = _up_to(moq.amount, multiple)
    below = quantity.amount // multiple * multiple
    above = _up_to(quantity.amount, multiple)
    lower = Quantity(below, quantity.unit) if below >= first else None
    return lower, Quantity(max(above, first), quantity.unit)


def _up_to(amount: Decimal, multiple: Decimal) -> Decimal:
    return (amount / multiple).to_integral_value(rounding=ROUND_CEILING) * multiple
