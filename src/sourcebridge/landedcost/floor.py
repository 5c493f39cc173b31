"""What an export price may not go below, and when a domestic price undercuts it (domain.md D, C10). Pure.

Floor of a unit = (domestic price without VAT + VAT that is not refunded + inland + documents) / FX. It is reckoned for
the quantity of a tier: each line rounded half up once, the unit rounded up at six decimals, so that nobody who keeps to
it loses by rounding. A line nobody knows is a gap, then there is no floor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog.pricing import Tier, tier_for
from sourcebridge.kit.charges import Charge, Source, Span, gaps, total
from sourcebridge.kit.money import UNIT_PRICE_STEP, Money, UnitPrice
from sourcebridge.kit.quantity import Quantity

HOME = "CNY"
AT_THE_DOOR = "EXW"
RATE_STEP = Decimal("0.00000001")
SUGGESTED_STEP = Decimal("0.01")
BELOW_FLOOR, UNDERCUT = "BELOW_FLOOR", "UNDERCUT"
NAMES = {
    "floor.net": _("Domestic price without VAT"),
    "floor.vat_gap": _("VAT that is not refunded"),
    "floor.inland": _("To the port or carrier in China"),
    "floor.documents": _("Export documents"),
    "floor.domestic": _("Domestic price"),
}
WHYS = {
    "no_code": _("The goods have no HS code. Give them one, then the rebate rate is known."),
    "no_rebate": _("No rebate rate is known for this HS code. The operator must add one."),
    "rebate_ended": _("The rebate rate for this HS code has ended. The operator must renew it."),
    "no_terms": _("You have not said what carriage to the port and export documents cost you. Fill in your costs."),
    "other_currency": _("The domestic price is not in yuan. The floor is reckoned from prices in yuan."),
}


@dataclass(frozen=True, slots=True)
class Rebate:
    """What the state takes and gives back for an HS prefix: 0.13 is 13 %. The rest of the levy becomes cost."""

    ref: str
    prefix: str
    levy: Decimal
    rebate: Decimal
    text: str
    valid_from: date
    valid_until: date | None = None

    @property
    def source(self) -> Source:
        """The row as a source."""
        return Source(self.text, self.ref, self.valid_from, self.valid_until)


@dataclass(frozen=True, slots=True)
class Costs:
    """A supplier's own costs in CNY: `inland` per unit or per shipment, `documents` per shipment, `margin` as share."""

    inland: Decimal
    inland_per_unit: bool
    documents: Decimal
    margin: Decimal
    vat_included: bool = True
    ref: str = ""

    def carriage(self, quantity: Quantity) -> tuple[Money, str]:
        """Inland carriage of a quantity, and how it came about."""
        if not self.inland_per_unit:
            return Money.rounded(self.inland, HOME), ""
        return Money.rounded(self.inland * quantity.amount, HOME), f"{quantity.text} x {plain(self.inland)}"


@dataclass(frozen=True, slots=True)
class Exchange:
    """1 `currency` = `rate` CNY; `brings` is what is left of it after the operator's margin."""

    currency: str
    rate: Decimal
    margin: Decimal
    on: date
    source: Source

    @property
    def brings(self) -> Decimal:
        """CNY for one of the currency, margin taken off, eight decimals."""
        return (self.rate / (1 + self.margin)).quantize(RATE_STEP)


@dataclass(frozen=True, slots=True)
class Floor:
    """The floor of a unit in the export currency (None while a line is a gap), with every line that leads to it.

    `least` is the sum in CNY for `quantity`, `suggested` the floor with the supplier's margin on top, to the cent.
    """

    quantity: Quantity
    lines: tuple[Charge, ...]
    least: Money
    exchange: Exchange
    per_unit: UnitPrice | None
    suggested: UnitPrice | None

    @property
    def missing(self) -> list[Charge]:
        """The lines nobody knows."""
        return gaps(self.lines)


@dataclass(frozen=True, slots=True)
class Carried:
    """The goods bought at the domestic tier and brought to the port, against the export price of the same quantity."""

    lines: tuple[Charge, ...]
    costs: Money
    asked: Money

    @property
    def undercuts(self) -> bool:
        """Whether a buyer abroad pays less this way."""
        return self.costs < self.asked


@dataclass(frozen=True, slots=True)
class Step:
    """One quantity: what the domestic ladder asks, what the export ladder asks, the floor between them."""

    quantity: Quantity
    domestic: UnitPrice
    cheapest: UnitPrice
    asked: UnitPrice | None
    floor: Floor
    carried: Carried | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is wrong with it: BELOW_FLOOR, UNDERCUT."""
        found: list[str] = []
        if (
            self.asked is not None
            and self.floor.per_unit is not None
            and self.asked.amount < self.floor.per_unit.amount
        ):
            found.append(BELOW_FLOOR)
        if self.carried is not None and self.carried.undercuts:
            found.append(UNDERCUT)
        return tuple(found)


def plain(number: Decimal) -> str:
    """A number without idle zeros."""
    return f"{number.normalize():f}"


def percent(share: Decimal) -> str:
    """A share as people say it."""
    return f"{plain(share * 100)} %"


def _line(code: str, amount: Money | None, how: str = "", *, why: str = "", **more: object) -> Charge:
    span = None if amount is None else Span.exact(amount)
    said = str(WHYS[why]) if why else ""
    return Charge(code, str(NAMES[code]), span, how, why=said, **more)  # type: ignore[arg-type]


def floor(
    *, price: UnitPrice, quantity: Quantity, rebate: Rebate | None, costs: Costs | None, exchange: Exchange,
    rule: str = "FOB", why: str = "no_rebate",
) -> Floor:  # fmt: skip
    """The floor of goods sold at home for `price` a unit, for a tier of `quantity`, under EXW, FCA, FAS or FOB.

    `why` says what is missing when `rebate` is None. Worked: 11.30 CNY with 13 % VAT, rebate 13 %, costs of 0.50 a
    unit, 7.00 CNY for a dollar: 10.00 + 0.00 + 0.50 = 10.50, 1.50 USD (domain.md D).
    """
    lines = [*_taxed(price, quantity, rebate, costs, why)]
    if rule != AT_THE_DOOR:
        lines += _outward(quantity, costs)
    least = total(lines, HOME).low
    per_unit = suggested = None
    if not gaps(lines):
        each = least.amount / exchange.brings / quantity.amount
        per_unit = UnitPrice(each.quantize(UNIT_PRICE_STEP, ROUND_CEILING), exchange.currency, quantity.unit)
        margin = costs.margin if costs else Decimal(0)
        wanted = (per_unit.amount * (1 + margin)).quantize(SUGGESTED_STEP, ROUND_CEILING)
        suggested = UnitPrice(wanted, exchange.currency, quantity.unit)
    return Floor(quantity, tuple(lines), least, exchange, per_unit, suggested)


def _taxed(
    price: UnitPrice, quantity: Quantity, rebate: Rebate | None, costs: Costs | None, why: str
) -> tuple[Charge, Charge]:
    if price.currency != HOME:
        return _line("floor.net", None, why="other_currency"), _line("floor.vat_gap", None, why="other_currency")
    if rebate is None:
        return _line("floor.net", None, why=why), _line("floor.vat_gap", None, why=why)
    asked = price * quantity
    how = f"{quantity.text} x {price.text}"
    net = asked
    if costs is None or costs.vat_included:
        net = Money.rounded(asked.amount / (1 + rebate.levy), HOME)
        how = f"{how} / (1 + {percent(rebate.levy)})"
    lost = rebate.levy - rebate.rebate
    return (
        _line("floor.net", net, how, rate=percent(rebate.levy), base=Span.exact(asked), source=rebate.source),
        _line("floor.vat_gap", net.share(lost), f"{net.amount} x ({percent(rebate.levy)} - {percent(rebate.rebate)})",
              rate=percent(lost), base=Span.exact(net), source=rebate.source),
    )  # fmt: skip


def _outward(quantity: Quantity, costs: Costs | None) -> list[Charge]:
    if costs is None:
        return [_line("floor.inland", None, why="no_terms"), _line("floor.documents", None, why="no_terms")]
    own = Source("", costs.ref)
    inland, how = costs.carriage(quantity)
    return [
        _line("floor.inland", inland, how, source=own),
        _line("floor.documents", Money.rounded(costs.documents, HOME), source=own),
    ]


def carried(
    *, price: UnitPrice, quantity: Quantity, asked: UnitPrice, costs: Costs, exchange: Exchange, rule: str = "FOB"
) -> Carried:
    """Buying at the domestic price (with its VAT, none of it refunded) and carrying to the port, against the export
    price of the same quantity at the rate without margin: what a buyer abroad compares (domain.md D).
    """
    bought = price * quantity
    lines = [_line("floor.domestic", bought, f"{quantity.text} x {price.text}")]
    if rule != AT_THE_DOOR:
        inland, how = costs.carriage(quantity)
        lines.append(_line("floor.inland", inland, how, source=Source("", costs.ref)))
    abroad = asked * quantity
    return Carried(tuple(lines), total(lines, HOME).low, Money.rounded(abroad.amount * exchange.rate, HOME))


def price_at(ladder: Sequence[Tier], quantity: Quantity) -> UnitPrice:
    """The price of a quantity; that of the first step for less."""
    return (tier_for(ladder, quantity) or ladder[0]).price


def steps(
    *, ladders: Sequence[Sequence[Tier]], export: Sequence[Tier], rebate: Rebate | None, costs: Costs | None,
    exchange: Exchange, rule: str = "FOB", why: str = "no_rebate",
) -> list[Step]:  # fmt: skip
    """Every quantity at which a ladder turns, from the first export tier on; without one, every domestic quantity.

    `ladders` are those of the variants: the floor goes by the dearest of them, undercutting by the cheapest.
    """
    first = export[0].minimum if export else None
    turning = {tier.minimum for ladder in (*ladders, export) for tier in ladder}
    found: list[Step] = []
    for quantity in sorted(one for one in turning if first is None or one >= first):
        prices = [price_at(ladder, quantity) for ladder in ladders]
        dearest, cheapest = max(prices, key=_amount), min(prices, key=_amount)
        asked = price_at(export, quantity) if export else None
        way = None
        if asked is not None and costs is not None and cheapest.currency == HOME:
            way = carried(price=cheapest, quantity=quantity, asked=asked, costs=costs, exchange=exchange, rule=rule)
        least = floor(
            price=dearest, quantity=quantity, rebate=rebate, costs=costs, exchange=exchange, rule=rule, why=why
        )
        found.append(Step(quantity, dearest, cheapest, asked, least, way))
    return found


def _amount(price: UnitPrice) -> Decimal:
    return price.amount
