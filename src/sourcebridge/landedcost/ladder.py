"""What the same goods cost under each rule on one route, and from one rule to any other (domain.md C8). Pure.

FOB = EXW + inland + origin charges + clearance; CFR = FOB + freight; CIF = CFR / (1 - 1.1 r), with r the rate of the
premium and 1.1 the cover of 110 % (Incoterms 2020, CIF and CIP A5). Rounded once per rung at the currency's exponent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sourcebridge.kit.charges import Span
from sourcebridge.kit.money import Money
from sourcebridge.landedcost.incoterms import RULES, Rule, Step

COVER = Decimal("1.1")
Costs = Mapping[Step, Span | None]


@dataclass(frozen=True, slots=True)
class Rung:
    """The price under a rule (None when a step in it is unknown) and what this rule adds to the one before it."""

    rule: Rule
    price: Span | None
    buyer_pays: Span | None
    missing: tuple[Step, ...]


def premium(carried: Span, rate: Decimal) -> Span:
    """The premium for goods worth `carried` (cost and freight) at `rate` of 110 % of their insured price."""
    return Span(_premium(carried.low, rate), _premium(carried.high, rate))


def _premium(carried: Money, rate: Decimal) -> Money:
    return Money.rounded(carried.amount / (1 - COVER * rate), carried.currency) - carried


def rungs(goods: Span, costs: Costs) -> list[Rung]:
    """Every rule's price for goods that cost `goods` at the seller's door, and what then is left for the buyer to pay.

    A step that `costs` does not hold costs nothing on this route; one that it holds as None is unknown.
    """
    return [_rung(rule, goods, costs) for rule in RULES.values()]


def _rung(rule: Rule, goods: Span, costs: Costs) -> Rung:
    theirs = [step for step in Step if step not in rule.seller]
    return Rung(
        rule,
        _summed(goods, costs, rule.seller),
        _summed(Span.zero(goods.currency), costs, theirs),
        tuple(step for step in Step if step in rule.seller and step in costs and costs[step] is None),
    )


def _summed(start: Span, costs: Costs, steps: Iterable[Step]) -> Span | None:
    summed = start
    for step in steps:
        if step not in costs:
            continue
        cost = costs[step]
        if cost is None:
            return None
        summed = summed + cost
    return summed


def converted(price: Span, given: Rule, wanted: Rule, costs: Costs, *, rate: Decimal) -> Span | None:
    """A price under one rule as the price of the same goods under another; None when a step between them is unknown.

    Insurance is taken out and put in by the formula of the premium, all other steps by their cost. The ends of a span
    stay on the safe side: what is taken off is taken off at its dearest from the low end, its cheapest from the high.
    """
    bare = _uninsured(price, rate) if given.insurance else price
    less = _summed(Span.zero(price.currency), costs, (given.seller - wanted.seller) - {Step.INSURANCE})
    more = _summed(Span.zero(price.currency), costs, (wanted.seller - given.seller) - {Step.INSURANCE})
    if less is None or more is None:
        return None
    moved = Span(bare.low - less.high + more.low, bare.high - less.low + more.high)
    return moved + premium(moved, rate) if wanted.insurance else moved


def _uninsured(price: Span, rate: Decimal) -> Span:
    share = 1 - COVER * rate
    return Span(price.low.share(share), price.high.share(share))
