"""The way: home leg, main carriage and the fees along it as lines of a sheet. Pure.

A load that is only estimated is priced at its least and at its most; a line runs from the one to the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from sourcebridge.freight import pricing
from sourcebridge.freight.cards import Card, Load, Mode, Place
from sourcebridge.freight.pricing import Priced, Refused
from sourcebridge.kit.boxes import cubic_metres, grams
from sourcebridge.kit.charges import Charge, Span
from sourcebridge.kit.money import Money
from sourcebridge.landedcost.asked import Asked, Gateway, Known
from sourcebridge.landedcost.fees import ANY, FeeRate, Range
from sourcebridge.landedcost.incoterms import Step

HOME = "CN"
TO_THE_DOOR = frozenset({Mode.EXPRESS, Mode.CARGO, Mode.AIR_LINE, Mode.SEA_PARCEL})


@dataclass(frozen=True, slots=True)
class Carried:
    """What one service asks; weights in g as the carrier counts them, days from its handing over."""

    card: Card
    charges: tuple[Charge, ...]
    chargeable_g: tuple[int, int]
    days: tuple[int, int]

    @property
    def span(self) -> Span:
        """Sum of the lines, in the card's currency."""
        summed = Span.zero(self.card.currency)
        for charge in self.charges:
            if charge.span is not None:
                summed = summed + charge.span
        return summed


def carried(card: Card, loads: tuple[Load, Load], to: Place, known: Known) -> Carried | Refused:
    """The card's price of a load from its least to its most; refused when either is."""
    least, most = loads
    low = pricing.price(card, least, to, known.on)
    if isinstance(low, Refused) or most is least:
        return low if isinstance(low, Refused) else _exactly(low)
    high = pricing.price(card, most, to, known.on)
    if isinstance(high, Refused):
        return high
    weights = (min(low.chargeable_g, high.chargeable_g), max(low.chargeable_g, high.chargeable_g))
    return Carried(card, merged(low.charges, high.charges, card.currency), weights, high.transit_days)


def _exactly(found: Priced) -> Carried:
    return Carried(found.card, found.charges, (found.chargeable_g, found.chargeable_g), found.transit_days)


def merged(low: Iterable[Charge], high: Iterable[Charge], currency: str) -> tuple[Charge, ...]:
    """Two reckonings of the same lines as one from the lesser to the greater; a line of one alone starts at nothing."""
    lesser = {charge.code: charge for charge in low}
    found = [_between(lesser.pop(charge.code, None), charge, currency) for charge in high]
    return (*found, *(_between(None, charge, currency) for charge in lesser.values()))


def _between(low: Charge | None, high: Charge, currency: str) -> Charge:
    if high.span is None or (low is not None and low.span is None):
        return high.said(None)
    nothing = Money.zero(currency)
    least = nothing if low is None or low.span is None else low.span.low
    span = Span(min(least, high.span.low), max(least, high.span.high))
    if low is None or low == high:
        return high.said(span)
    how = high.how if low.how == high.how else f"{low.how} … {high.how}"
    base = high.base if low.base is None or high.base is None else Span(
        min(low.base.low, high.base.low), max(low.base.high, high.base.high)
    )  # fmt: skip
    return Charge(high.code, high.name, span, how, high.rate, base, high.source, high.why)


@dataclass(frozen=True, slots=True)
class HomeLeg:
    """The way to the place of handing over; `carried` is None where no home card goes there, `why` says so."""

    gateway: Gateway | None
    carried: Carried | None
    why: str = ""

    @property
    def days(self) -> tuple[int, int]:
        """Days of the home leg."""
        return self.carried.days if self.carried else (0, 0)


def home_leg(card: Card, asked: Asked, known: Known, kept: dict[str, HomeLeg]) -> HomeLeg:
    """The cheapest way to a place where the card takes goods over; none is needed where its carrier collects.

    `kept` holds the legs reckoned before for the same load, by place.
    """
    if not card.from_places:
        return HomeLeg(None, None)
    codes = [code for code in card.from_places if code in known.gateways]
    wanted = [asked.gateway] if asked.gateway in codes else codes
    if not wanted:
        why = _("Where %(card)s takes goods over is not in the list of gateways. The operator must add it.")
        return HomeLeg(None, None, why % {"card": card.ref})
    for code in wanted:
        if code not in kept:
            kept[code] = _leg(known.gateways[code], asked, known)
    legs = [kept[code] for code in wanted]
    return min(legs, key=lambda leg: (leg.carried is None, leg.carried.span.high.amount if leg.carried else Decimal(0)))


def _leg(gateway: Gateway, asked: Asked, known: Known) -> HomeLeg:
    to = Place(HOME, postcode=gateway.postcode)
    answers = [carried(card, asked.loads, to, known) for card in known.home]
    fitting = [one for one in answers if isinstance(one, Carried)]
    if not fitting:
        refused = next((one.sentence for one in answers if isinstance(one, Refused)), "")
        return HomeLeg(gateway, None, refused or _("No card for the way within China. The operator must add one."))
    return HomeLeg(gateway, min(fitting, key=lambda one: (one.span.high.amount, one.card.code)))


def volume(loads: tuple[Load, Load]) -> Range:
    """Cubic metres of the load, by started hundredth."""
    return _range(*(cubic_metres(load.boxes).quantize(Decimal("0.01"), rounding="ROUND_CEILING") for load in loads))


def weight(loads: tuple[Load, Load]) -> Range:
    """Kilograms of the load, by started kilogram."""
    return _range(*(Decimal(-(-grams(load.boxes) // 1000)) for load in loads))


def _range(one: Decimal, other: Decimal) -> Range:
    return Range(min(one, other), max(one, other))


def fees_of(fees: Iterable[FeeRate], *, country: str, mode: str) -> list[FeeRate]:
    """Of each kind of fee the row that fits best: the country's before one for all, the mode's likewise."""
    best: dict[str, FeeRate] = {}
    for fee in fees:
        if fee.country not in (ANY, country) or fee.mode not in (ANY, mode):
            continue
        held = best.get(fee.code)
        if held is None or _fit(fee) > _fit(held):
            best[fee.code] = fee
    return list(best.values())


def _fit(fee: FeeRate) -> tuple[bool, bool, str]:
    return (fee.country != ANY, fee.mode != ANY, fee.valid_from.isoformat())


AT_HOME = (Step.EXPORT_CLEARANCE, Step.ORIGIN_CHARGES)
