"""From goods and a door to one sheet a service, and which of them is cheapest, fastest or best by both. Pure.

Money that is owed to carriers and for fees is changed at the rate with the operator's margin; what is owed to customs
is paid in the country's own currency and changed at the bare reference rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from sourcebridge.customs.structures import Value, structure_of
from sourcebridge.freight.cards import Card
from sourcebridge.freight.pricing import Refused
from sourcebridge.fx.rates import Table
from sourcebridge.kit.charges import Charge, Source, Span
from sourcebridge.kit.money import Money
from sourcebridge.landedcost import border, sheet, way
from sourcebridge.landedcost.asked import Asked, Known
from sourcebridge.landedcost.border import Worth
from sourcebridge.landedcost.errors import NothingMeasured, NoWay
from sourcebridge.landedcost.fees import VALUE, FeeRate, Measured, charged
from sourcebridge.landedcost.incoterms import RULES, Step
from sourcebridge.landedcost.ladder import converted
from sourcebridge.landedcost.sheet import Exchange, Line, Sheet
from sourcebridge.landedcost.way import Carried, HomeLeg

BEFORE_THE_BORDER = frozenset({None, Step.INLAND, Step.EXPORT_CLEARANCE, Step.ORIGIN_CHARGES})
TO_CUSTOMS = frozenset({Step.DUTY, Step.IMPORT_TAX})
INSURANCE = "insurance"
MAIN = "freight.main"


@dataclass(frozen=True, slots=True)
class Offer:
    """One service's answer. `gateway` is where the goods are handed over; `regime` the procedure at the border."""

    card: Card
    sheet: Sheet
    regime: str
    chargeable_g: tuple[int, int]
    gateway: str
    value_for_customs: Span | None

    @property
    def days(self) -> int:
        """The longest it takes, in days from the first handing over."""
        return self.sheet.days[1] if self.sheet.days else 0


@dataclass(frozen=True, slots=True)
class Offers:
    """Every service that takes the load, cheapest first, and those that do not with their sentences.

    `best` is what has the least product of cost and days: twice as fast is worth twice the cost. The cheapest and the
    best are looked for among those with the fewest unknown lines, since what is unknown is not free.
    """

    offers: tuple[Offer, ...]
    refused: tuple[Refused, ...]
    cheapest: Offer
    fastest: Offer
    best: Offer

    def of(self, card: str) -> Offer | None:
        """The offer of a service by the code of its card."""
        return next((offer for offer in self.offers if offer.card.code == card), None)


def offers(asked: Asked, known: Known) -> Offers:
    """Every service asked once. Raises NothingMeasured, NoWay; RateMissing and RateStale for a currency."""
    _measured(asked)
    kept: dict[str, HomeLeg] = {}
    found: list[Offer] = []
    refused: list[Refused] = []
    for card in known.cards:
        if asked.card and card.code != asked.card:
            continue
        one = _offer(card, asked, known, kept)
        if isinstance(one, Offer):
            found.append(one)
        else:
            refused.append(one)
    if not found:
        raise NoWay(country=asked.to.country, why=_why(refused))
    return ranked(found, refused)


def ranked(found: Iterable[Offer], refused: Iterable[Refused] = ()) -> Offers:
    """Offers in order; one without gaps comes before one with, since what is unknown is not free."""
    cheapest = sorted(found, key=lambda one: (len(one.sheet.gaps), one.sheet.total.high, one.days, one.card.ref))
    whole = [one for one in cheapest if len(one.sheet.gaps) == len(cheapest[0].sheet.gaps)]
    fastest = min(cheapest, key=lambda one: (one.days, one.sheet.total.high, one.card.ref))
    best = min(whole, key=lambda one: (one.sheet.total.high.amount * max(one.days, 1), one.card.ref))
    return Offers(tuple(cheapest), tuple(refused), cheapest[0], fastest, best)


def _why(refused: Sequence[Refused]) -> str:
    said = dict.fromkeys(one.sentence for one in refused)
    return " ".join(said) or _("No rate card reaches the country. The operator must add one.")


def _measured(asked: Asked) -> None:
    for item in asked.items:
        if item.cartons is None:
            raise NothingMeasured(name=item.name)


def one(asked: Asked, known: Known, card: Card) -> Offer | Refused:
    """The sheet of a single service. Raises NothingMeasured, RateMissing, RateStale."""
    _measured(asked)
    return _offer(card, asked, known, {})


def cheapest(asked: Asked, known: Known) -> Offer:
    """The first of `offers` without drawing up the others: a service whose carriage alone costs more is left out.

    Raises NothingMeasured, NoWay, RateMissing, RateStale.
    """
    _measured(asked)
    kept: dict[str, HomeLeg] = {}
    refused: list[Refused] = []
    answers: list[tuple[Money, Carried]] = []
    for card in known.cards:
        main = way.carried(card, asked.loads, asked.to, known)
        if isinstance(main, Refused):
            refused.append(main)
            continue
        span = main.span
        used = exchange(known.rates, span.currency, asked.currency, Step.MAIN_CARRIAGE)
        answers.append((Money.rounded(span.high.amount * used.rate, asked.currency), main))
    found: list[Offer] = []
    for least, main in sorted(answers, key=lambda answer: (answer[0], answer[1].card.ref)):
        if any(not one.sheet.gaps and one.sheet.total.high < least for one in found):
            break
        offer = _offer(main.card, asked, known, kept, main)
        if isinstance(offer, Offer):
            found.append(offer)
    if not found:
        raise NoWay(country=asked.to.country, why=_why(refused))
    return ranked(found).cheapest


def _offer(
    card: Card, asked: Asked, known: Known, kept: dict[str, HomeLeg], main: Carried | Refused | None = None
) -> Offer | Refused:  # fmt: skip
    main = main or way.carried(card, asked.loads, asked.to, known)
    if isinstance(main, Refused):
        return main
    leg = way.home_leg(card, asked, known, kept)
    lines = _goods(asked, known)
    lines += _way(asked, known, main, leg)
    goods = Span.zero(asked.currency)
    for line in lines:
        if line.step is None and line.span is not None:
            goods = goods + line.span
    measured = Measured(way.volume(asked.loads), way.weight(asked.loads), _headings(asked), goods)
    fees = way.fees_of(known.fees, country=asked.to.country, mode=card.mode)
    lines += [
        _line(fee.step, charged(fee, measured, on=known.on), known, asked)
        for fee in fees
        if fee.code != INSURANCE and fee.step not in asked.price_rule.seller
    ]
    if Step.INSURANCE not in asked.price_rule.seller:
        lines.append(_insured(lines, asked, fees))
    within = _within(asked, known, main, leg, fees, measured)
    worth = _worth(asked, known, lines, within, _premium_rate(fees))
    crossing = border.crossed(asked, known, card.mode, worth, paid=card.ref if card.duty_included else "")
    lines += [_line(step, charge, known, asked) for step, charge in crossing.charges]
    whole = sheet.composed(
        lines, currency=asked.currency, quantity=asked.quantity, mode=card.mode, rule=asked.rule, given=asked.given,
        days=(leg.days[0] + main.days[0], leg.days[1] + main.days[1]),
        within=within, premium_rate=_premium_rate(fees),
    )  # fmt: skip
    gateway = leg.gateway.code if leg.gateway else ""
    return Offer(card, whole, crossing.regime, main.chargeable_g, gateway, crossing.value)


def _within(
    asked: Asked, known: Known, main: Carried, leg: HomeLeg, fees: Sequence[FeeRate], measured: Measured
) -> list[Line]:  # fmt: skip
    """What the steps cost that the goods' price holds already, insurance apart: for the price under lesser rules."""
    held = asked.price_rule.seller
    if not held:
        return []
    bare = replace(asked, given="EXW")
    found = [line for line in _way(bare, known, main, leg) if line.step in held]
    return found + [
        _line(fee.step, charged(fee, measured, on=known.on), known, asked)
        for fee in fees
        if fee.code != INSURANCE and fee.step in held
    ]


def _premium_rate(fees: Iterable[FeeRate]) -> Decimal:
    return next((fee.high for fee in fees if fee.code == INSURANCE and fee.basis == VALUE), Decimal(0))


def _headings(asked: Asked) -> int:
    return len({item.code or item.name for item in asked.items})


def _goods(asked: Asked, known: Known) -> list[Line]:
    return [
        _line(None, Charge("goods", item.name, Span.exact(item.goods), item.how), known, asked) for item in asked.items
    ]


def _way(asked: Asked, known: Known, main: Carried, leg: HomeLeg) -> list[Line]:
    included = asked.price_rule.seller
    found: list[Line] = []
    if Step.INLAND not in included:
        if leg.carried is not None:
            found += [_line(Step.INLAND, _home(charge), known, asked) for charge in leg.carried.charges]
        elif leg.why:
            found.append(_line(Step.INLAND, Charge("freight.inland", _("Way within China"), None, why=leg.why),
                               known, asked))  # fmt: skip
    if Step.MAIN_CARRIAGE not in included:
        found += [_line(Step.MAIN_CARRIAGE, charge, known, asked) for charge in main.charges]
    return found


def _home(charge: Charge) -> Charge:
    return replace(charge, name=_("Way within China")) if charge.code == MAIN else charge


def _insured(lines: Sequence[Line], asked: Asked, fees: Iterable[FeeRate]) -> Line:
    fee = next((fee for fee in fees if fee.code == INSURANCE and fee.basis == VALUE), None)
    if fee is None:
        why = _("No rate of cargo insurance. The operator must add one.")
        return Line(Step.INSURANCE, Charge("insurance.cargo", _("Cargo insurance"), None, why=why), None, None)
    source = Source(fee.source, fee.ref, fee.valid_from, fee.valid_until)
    return sheet.insured(lines, asked.currency, rate=fee.high, source=source, name=fee.name)


def _on_board(asked: Asked, lines: Sequence[Line], within: Sequence[Line], rate: Decimal) -> list[Line]:
    """The goods' lines without the main carriage and insurance that their price holds, shared by value."""
    goods = [line for line in lines if line.step is None]
    if Step.MAIN_CARRIAGE not in asked.price_rule.seller or any(line.span is None for line in goods):
        return goods
    whole = sheet.summed((line.span for line in goods if line.span is not None), asked.currency)
    costs = {step: sheet.whole([line.span for line in within if line.step is step], asked.currency)
             for step in {line.step for line in within if line.step is not None}}  # fmt: skip
    bare = converted(whole, asked.price_rule, RULES["FOB"], costs, rate=rate)
    if bare is None:
        return goods
    weights = [line.span.high.amount if line.span else Decimal(0) for line in goods]
    if not any(weights):
        return goods
    lows, highs = bare.low.split(weights), bare.high.split(weights)
    return [
        Line(None, line.charge.said(Span(min(low, high), max(low, high))), Span(min(low, high), max(low, high)), None)
        for line, low, high in zip(goods, lows, highs, strict=True)
    ]


def _worth(
    asked: Asked, known: Known, lines: Sequence[Line], within: Sequence[Line], rate: Decimal
) -> Worth | None:  # fmt: skip
    structure = structure_of(asked.to.country)
    if structure is None:
        return None

    def summed(steps: Iterable[Step | None]) -> tuple[Span, bool]:
        chosen = [line for line in lines if line.step in steps]
        spans = [_bare(line, known, structure.currency) for line in chosen]
        whole = Span.zero(structure.currency)
        for span in spans:
            whole = whole + span if span is not None else whole
        return whole, all(span is not None for span in spans)

    before, sure = summed(BEFORE_THE_BORDER - {None})
    freight, sailed = summed({Step.MAIN_CARRIAGE})
    insurance, covered = summed({Step.INSURANCE})
    inland, _delivered = summed({Step.DESTINATION_CHARGES, Step.ON_CARRIAGE})
    of_goods = [line for line in lines if line.step is None]
    if structure.value is Value.FOB:
        of_goods = _on_board(asked, lines, within, rate)
    goods = [_bare(line, known, structure.currency) for line in of_goods]
    priced = [span for span in goods if span is not None]
    return Worth(tuple(_shared(priced, before)), freight, insurance, inland, sure and sailed and covered)


def _shared(goods: Sequence[Span], before: Span) -> list[Span]:
    """Each item's price with its share, by value, of what it costs to bring the goods on board."""
    if before == Span.zero(before.currency):
        return list(goods)
    weights: list[int | Decimal] = [span.high.amount for span in goods]
    if not any(weights):
        weights = [1] * len(goods)
    lows, highs = before.low.split(weights), before.high.split(weights)
    return [
        Span(span.low + low, span.high + max(low, high)) for span, low, high in zip(goods, lows, highs, strict=True)
    ]


def _bare(line: Line, known: Known, currency: str) -> Span | None:
    """A line in the currency of customs, from its own amount at the reference rate."""
    span = line.charge.span
    if span is None or span.currency == currency:
        return span
    rate = known.rates.rate(span.currency, currency)
    return Span(Money.rounded(span.low.amount * rate.value, currency),
                Money.rounded(span.high.amount * rate.value, currency))  # fmt: skip


def _line(step: Step | None, charge: Charge, known: Known, asked: Asked) -> Line:
    return sheet.line(step, charge, lambda base: exchange(known.rates, base, asked.currency, step), asked.currency)


def exchange(rates: Table, base: str, quote: str, step: Step | None) -> Exchange:
    """The rate of a line: with the operator's margin, but for what is paid to customs."""
    rate = rates.rate(base, quote)
    bare = step in TO_CUSTOMS
    margin = Decimal(0) if bare else rate.margin
    return Exchange(base, quote, rate.value if bare else rate.charged, margin, rate.on, rate.source)
