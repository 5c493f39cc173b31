"""Mixed batch 混批 (domain.md A2): a seller's terms on which an order need not reach each MOQ. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sourcebridge.catalog.models import MixRule
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True)
class MixTerms:
    """From `amount` (goods without freight) or `number` (units of any goods) on; None is not asked for.

    `rule` BOTH asks for amount and number where the seller set both.
    """

    amount: Money | None
    number: Decimal | None
    rule: str = MixRule.EITHER


@dataclass(frozen=True, slots=True)
class Mix:
    """An order held against the seller's terms: what it reaches and what is still missing (None: nothing)."""

    terms: MixTerms
    met: bool
    more_money: Money | None
    more_number: Decimal | None


def reached(terms: MixTerms, goods: Money, quantities: Iterable[Quantity]) -> Mix:
    """Whether goods of this value and these quantities make a mixed batch. Raises UnlikeCurrencies for another one."""
    number = sum((quantity.amount for quantity in quantities), Decimal(0))
    more_money = terms.amount - goods if terms.amount is not None and goods < terms.amount else None
    more_number = terms.number - number if terms.number is not None and number < terms.number else None
    asked = [more is None for more, limit in ((more_money, terms.amount), (more_number, terms.number)) if limit]
    met = bool(asked) and (all(asked) if terms.rule == MixRule.BOTH else any(asked))
    return Mix(terms, met, more_money, more_number)
