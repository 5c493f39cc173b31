"""The freight formula, pure (domain.md A9 [S1])."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity


class FreightUnknown(Refusal):
    """No template of the supplier serves the province."""

    code = "freight_unknown"
    status = 409
    sentence = _("The supplier has no freight price to %(province)s. Ask the supplier, or choose another address.")


class WeightUnknown(Refusal):
    """The template charges by weight and a product's weight is not known: unknown is never zero."""

    code = "weight_unknown"
    status = 409
    sentence = _("The weight of “%(goods)s” is not known, so freight by weight cannot be reckoned. Ask the supplier.")


@dataclass(frozen=True, slots=True)
class FreightLine:
    """One line to carry: its quantity and the weight of one unit in grams (None when unknown)."""

    quantity: Quantity
    weight_g: Decimal | None
    goods: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """First unit and fee, next unit and fee, least fee; units in grams or pieces."""

    first_unit: Decimal
    first_fee: Decimal
    next_unit: Decimal
    next_fee: Decimal
    least_fee: Decimal


@dataclass(frozen=True, slots=True)
class FreightQuote:
    """What a carrier costs for these lines; `explained` holds the figures of the working, as strings."""

    template_id: UUID
    carrier: str
    fee: Money
    transit_days: int
    explained: dict[str, str]


def fee(rate: Rate, amount: Decimal, currency: str) -> Money:
    """fee = max(least, first + ceil((amount - first_unit) / next_unit) * next); amount in the rate's unit."""
    beyond = max(amount - rate.first_unit, Decimal(0))
    steps = (beyond / rate.next_unit).to_integral_value(rounding=ROUND_CEILING)
    return Money.rounded(max(rate.least_fee, rate.first_fee + steps * rate.next_fee), currency)


def weight(lines: Sequence[FreightLine]) -> Decimal:
    """Total weight in grams; raises WeightUnknown rather than counting an unknown weight as zero."""
    total = Decimal(0)
    for line in lines:
        if line.weight_g is None:
            raise WeightUnknown(goods=line.goods)
        total += line.weight_g * line.quantity.amount
    return total


def pieces(lines: Sequence[FreightLine]) -> Decimal:
    """Total of the quantities, whatever their unit: the template's "piece" is the unit of sale."""
    return sum((line.quantity.amount for line in lines), Decimal(0))
