"""The sheet: goods, way, duties and fees line by line in one currency, its sum and what a unit costs at the door. Pure.

Every line keeps its own currency and amount, the rate it was changed at and the rounded result; the total is the sum of
the rounded results, so that the page can be added up by hand. A gap has no amount and is listed, never counted as zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from sourcebridge.kit.charges import Charge, Source, Span
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost.incoterms import RULES, Rule, Step, warnings
from sourcebridge.landedcost.ladder import Rung, converted, premium, rungs

PER_UNIT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Exchange:
    """1 `base` = `rate` `quote`, margin included; as of `on`."""

    base: str
    quote: str
    rate: Decimal
    margin: Decimal
    on: date
    source: Source


Into = Callable[[str], Exchange]


@dataclass(frozen=True, slots=True)
class Line:
    """A charge of a step (None: the goods themselves), in its own currency and in the sheet's."""

    step: Step | None
    charge: Charge
    span: Span | None
    exchange: Exchange | None


@dataclass(frozen=True)
class Sheet:
    """What it costs to have `quantity` at the door.

    `costs` holds the sum of each step (None when a line in it is a gap), `days` the transit from the first hand-over,
    `said` unwise choices as sentences. `given` is the rule the goods' price is under, `within` the lines it holds.
    """

    currency: str
    quantity: Quantity
    lines: tuple[Line, ...]
    goods: Span
    total: Span
    per_unit: tuple[Decimal, Decimal]
    costs: Mapping[Step, Span | None]
    days: tuple[int, int] | None
    said: tuple[str, ...]
    given: str = "EXW"
    within: tuple[Line, ...] = ()
    premium_rate: Decimal = Decimal(0)

    @cached_property
    def rungs(self) -> tuple[Rung, ...]:
        """The price under each rule; what the goods' price holds already comes off under a lesser one."""
        ladder = rungs(self.goods, self.costs)
        if not RULES[self.given].seller:
            return tuple(ladder)
        steps = {one.step for one in self.within if one.step is not None}
        held = {step: whole([one.span for one in self.within if one.step is step], self.currency) for step in steps}
        costs = {**self.costs, **held}
        return tuple(
            _restated(rung, self.goods, self.total, RULES[self.given], costs, self.premium_rate) for rung in ladder
        )

    @property
    def gaps(self) -> list[Line]:
        """The lines nobody knows the amount of."""
        return [line for line in self.lines if line.charge.is_gap]

    @property
    def is_exact(self) -> bool:
        """Whether no line is a span or a gap."""
        return self.total.is_exact and not self.gaps


def changed(span: Span, exchange: Exchange | None) -> Span:
    """A span in another currency, each end rounded half up once."""
    if exchange is None:
        return span
    return Span(_into(span.low, exchange), _into(span.high, exchange))


def _into(amount: Money, exchange: Exchange) -> Money:
    return Money.rounded(amount.amount * exchange.rate, exchange.quote)


def line(step: Step | None, charge: Charge, into: Into, currency: str) -> Line:
    """A charge as a line of a sheet in `currency`."""
    if charge.span is None:
        return Line(step, charge, None, None)
    exchange = None if charge.span.currency == currency else into(charge.span.currency)
    return Line(step, charge, changed(charge.span, exchange), exchange)


def insured(lines: Iterable[Line], currency: str, *, rate: Decimal, source: Source, name: str) -> Line:
    """The premium for goods and way up to the main carriage: 110 % of their insured price (Incoterms 2020, A5).

    A gap before it leaves the premium a gap too: nobody can insure an unknown freight.
    """
    before = {None, Step.INLAND, Step.EXPORT_CLEARANCE, Step.ORIGIN_CHARGES, Step.MAIN_CARRIAGE}
    carried, known = Span.zero(currency), True
    for one in lines:
        if one.step in before:
            known = known and one.span is not None
            carried = carried + one.span if one.span is not None else carried
    shown = f"{(rate * 100).normalize():f} %"
    if not known:
        return Line(Step.INSURANCE, Charge("insurance.cargo", name, None, rate=shown, source=source,
                                           why="freight_unknown"), None, None)  # fmt: skip
    span = premium(carried, rate)
    how = f"{carried.high} / (1 - 1.1 x {rate.normalize():f}) - {carried.high}"
    return Line(Step.INSURANCE, Charge("insurance.cargo", name, span, how, shown, carried, source), span, None)


def composed(
    lines: Sequence[Line], *, currency: str, quantity: Quantity, mode: str, rule: str, days: tuple[int, int] | None,
    given: str = "EXW", within: Sequence[Line] = (), premium_rate: Decimal = Decimal(0),
) -> Sheet:  # fmt: skip
    """The sheet of these lines; `rule` is the Incoterm the buyer looks at, `mode` the way of the main carriage.

    `given` is the rule the goods' price is under: what lies before it is in the price. `within` holds those lines, so
    that the price under a lesser rule can be found by taking them off; insurance comes off by `premium_rate`.
    """
    order = {step: place for place, step in enumerate(Step, start=1)}
    ordered = tuple(sorted(lines, key=lambda one: 0 if one.step is None else order[one.step]))
    total = summed((one.span for one in ordered if one.span is not None), currency)
    goods = summed((one.span for one in ordered if one.step is None and one.span is not None), currency)
    costs = {
        step: whole([one.span for one in ordered if one.step is step], currency)
        for step in Step
        if any(one.step is step for one in ordered)
    }
    said = tuple(str(sentence) for sentence in warnings(RULES[rule], mode)) if rule else ()
    per_unit = (_each(total.low, quantity), _each(total.high, quantity))
    return Sheet(
        currency, quantity, ordered, goods, total, per_unit, costs, days, said, given, tuple(within), premium_rate
    )


def _restated(
    rung: Rung, goods: Span, total: Span, given: Rule, costs: Mapping[Step, Span | None], rate: Decimal
) -> Rung:  # fmt: skip
    """The rung of goods priced under another rule than EXW; what is left to pay is the rest of the whole."""
    price = converted(goods, given, rung.rule, costs, rate=rate)
    missing = tuple(
        step
        for step in Step
        if step in costs and costs[step] is None and (step in rung.rule.seller) != (step in given.seller)
    )
    left = None if price is None or any(cost is None for cost in costs.values()) else _rest(total, price)
    return Rung(rung.rule, price, left, missing)


def _rest(total: Span, price: Span) -> Span:
    ends = (total.low - price.low, total.high - price.high)
    return Span(min(ends), max(ends))


def summed(spans: Iterable[Span], currency: str) -> Span:
    """The sum of spans of one currency."""
    total = Span.zero(currency)
    for span in spans:
        total = total + span
    return total


def whole(spans: Sequence[Span | None], currency: str) -> Span | None:
    """The sum, or None when one of them is not known."""
    known = [span for span in spans if span is not None]
    return summed(known, currency) if len(known) == len(spans) else None


def _each(amount: Money, quantity: Quantity) -> Decimal:
    return (amount.amount / quantity.amount).quantize(PER_UNIT)
