"""From a card and a load to lines of charges: pure, exact, each line rounded once.

Source: domain.md B3. Chargeable weight is the higher of actual and volume weight, rounded up to the card's step;
by sea the higher of m3 and tonnes, at least one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from sourcebridge.freight.cards import Block, Card, Load, Model, Per, Place, Rate, Surcharge, Zone
from sourcebridge.freight.errors import CardExpired, CardNotYet
from sourcebridge.kit.boxes import Box, cubic_metres, grams
from sourcebridge.kit.charges import Charge, Span, total
from sourcebridge.kit.money import Money

GRAMS_PER_KG = 1000
GRAMS_PER_TONNE = 10**6


@dataclass(frozen=True, slots=True)
class Priced:
    """What one card asks; `chargeable_g` is what it weighs for the carrier (one W/M counts as a tonne)."""

    card: Card
    charges: tuple[Charge, ...]
    chargeable_g: int
    transit_days: tuple[int, int]

    @property
    def total(self) -> Money:
        """Sum of the lines."""
        return total(self.charges, self.card.currency).high


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a card does not price a load, and what to do instead."""

    card: Card
    code: str
    sentence: str


def _up(amount: int, step: int) -> int:
    return -(-amount // step) * step


def _volume_g(boxes: Iterable[Box], divisor: int) -> int:
    """Volume weight in g, rounded up to whole grams: 1 cm3 is 1,000 mm3 and 1 kg is `divisor` cm3."""
    mm3 = sum(box.mm3 * box.count for box in boxes)
    return -(-mm3 // divisor)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a load weighs for a card in g: on the scales, by its room, and as charged after least and step."""

    actual_g: int
    volume_g: int
    chargeable_g: int


def weighed(card: Card, load: Load) -> Weighed:
    """The weights behind a price; for W/M one cubic metre counts as one tonne, with a minimum of one."""
    actual = grams(load.boxes)
    if card.model is Model.WEIGHT_OR_MEASURE:
        measured = int((cubic_metres(load.boxes) * GRAMS_PER_TONNE).to_integral_value(rounding="ROUND_CEILING"))
        return Weighed(actual, measured, _up(max(actual, measured, GRAMS_PER_TONNE), card.step_g))
    volume = _volume_g(load.boxes, card.divisor) if card.divisor else 0
    return Weighed(actual, volume, _up(max(actual, volume, card.least_g), card.step_g))


def chargeable_g(card: Card, load: Load) -> int:
    """Chargeable weight in g, see `weighed`."""
    return weighed(card, load).chargeable_g


def _kg(weight: int) -> Decimal:
    return Decimal(weight) / GRAMS_PER_KG


def _first_next(rate: Rate, weight: int) -> tuple[Decimal, str]:
    over = max(weight - rate.first_g, 0)
    steps = -(-over // rate.next_g) if over and rate.next_g else 0
    return rate.first_fee + rate.next_fee * steps, f"{rate.first_fee} + {steps} x {rate.next_fee}"


def _per_kg(rate: Rate, weight: int) -> tuple[Decimal, str]:
    return rate.unit_price * _kg(weight), f"{_kg(weight)} kg x {rate.unit_price}"


def _unit_and_step(rate: Rate, weight: int) -> tuple[Decimal, str]:
    """The step's total and the unit price together; a row may have either alone."""
    amount, how = _per_kg(rate, weight)
    if not rate.unit_price:
        return rate.total, f"{rate.total}"
    return rate.total + amount, f"{rate.total} + {how}" if rate.total else how


def _per_wm(rate: Rate, weight: int) -> tuple[Decimal, str]:
    units = Decimal(weight) / GRAMS_PER_TONNE
    return rate.unit_price * units, f"{units} W/M x {rate.unit_price}"


_OF_ROW: dict[Model, Callable[[Rate, int], tuple[Decimal, str]]] = {
    Model.FIRST_NEXT: _first_next,
    Model.STEPPED_FIRST_NEXT: _first_next,
    Model.STEP_PRICE: _per_kg,
    Model.UNIT_AND_STEP: _unit_and_step,
    Model.WEIGHT_OR_MEASURE: _per_wm,
}


def _multi_next(rows: list[Rate], weight: int) -> tuple[Decimal, str] | None:
    """First weight of the lowest row, then each band's own next fee for the part of the weight within it."""
    lowest, *_others = rows
    amount, words = lowest.first_fee, [str(lowest.first_fee)]
    reached = lowest.first_g
    for row in rows:
        top = weight if row.to_g is None else min(weight, row.to_g)
        if top > reached and row.next_g:
            steps = -(-(top - reached) // row.next_g)
            amount += row.next_fee * steps
            words.append(f"{steps} x {row.next_fee}")
            reached = top
    return (amount, " + ".join(words)) if reached >= weight else None


def main_at(card: Card, rows: list[Rate], weight: int) -> tuple[Decimal, str] | None:
    """Main carriage for a weight in g by the rows of one zone (lowest first), and how; None where no row holds it."""
    if card.model is Model.MULTI_NEXT:
        return _multi_next(rows, weight)
    row = next((row for row in rows if row.holds(weight)), None)
    return None if row is None else _OF_ROW[card.model](row, weight)


def _main(card: Card, zone: Zone, weight: int) -> tuple[Decimal, str] | None:
    """Main carriage, or None when no row holds the weight; a card that allows it may be paid for more weight."""
    rows = sorted((rate for rate in card.rates if rate.zone == zone.code), key=lambda rate: rate.from_g)
    if not rows:
        return None
    tries = [weight]
    if card.may_round_up:
        tries += [lifted for row in rows if (lifted := _up(row.from_g + 1, card.step_g)) > weight]
    found = [main for main in (main_at(card, rows, tried) for tried in tries) if main is not None]
    if main_at(card, rows, weight) is None:
        return None
    return min(found, key=lambda main: main[0])


def zone_of(card: Card, to: Place) -> Zone | None:
    """The zone of an address: the longest postcode prefix wins, then the whole country."""
    fits = [
        (max((len(prefix) for prefix in zone.prefixes if to.postcode.startswith(prefix)), default=-1), zone)
        for zone in card.zones
        if zone.country == to.country
    ]
    named = [(length, zone) for length, zone in fits if length >= 0]
    if named:
        return max(named, key=lambda fit: fit[0])[1]
    return next((zone for _length, zone in fits if not zone.prefixes), None)


def _hit(rule: Surcharge | Block, load: Load) -> list[Box]:
    """The boxes a rule speaks of: all of them when it names no side or weight."""
    if rule.flag and rule.flag not in load.flags:
        return []
    return [
        box
        for box in load.boxes
        if (rule.side_above_mm is None or box.sides[0] > rule.side_above_mm)
        and (rule.box_above_g is None or box.gross_g > rule.box_above_g)
    ]


def _surcharge(card: Card, rule: Surcharge, load: Load, to: Place, at: date, base: Money, weight: int) -> Charge | None:
    boxes = _hit(rule, load)
    early = rule.valid_from is not None and at < rule.valid_from
    late = rule.valid_until is not None and at > rule.valid_until
    elsewhere = rule.prefixes and not to.postcode.startswith(rule.prefixes)
    if not boxes or early or late or elsewhere:
        return None
    number = sum(box.count for box in boxes)
    amounts = {
        Per.ORDER: (rule.amount, f"{rule.amount}"),
        Per.BOX: (rule.amount * number, f"{number} x {rule.amount}"),
        Per.KG: (rule.amount * _kg(weight), f"{_kg(weight)} kg x {rule.amount}"),
        Per.PERCENT: (base.amount * rule.amount / 100, f"{rule.amount} % x {base}"),
    }
    amount, how = amounts[rule.per]
    return Charge(
        code=f"freight.surcharge.{rule.code}",
        name=_("Surcharge: %(code)s") % {"code": rule.code},
        span=Span.exact(Money.rounded(amount, card.currency)),
        how=how,
        rate=str(rule.amount),
        base=Span.exact(base) if rule.per is Per.PERCENT else None,
        source=card.source,
    )


def _surcharges(card: Card, load: Load, to: Place, at: date, base: Money, weight: int) -> list[Charge]:
    """All that apply, each; of a group the highest alone."""
    alone: list[Charge] = []
    grouped: dict[str, Charge] = {}
    for rule in card.surcharges:
        charge = _surcharge(card, rule, load, to, at, base, weight)
        if charge is None or charge.span is None:
            continue
        held = grouped.get(rule.group)
        if not rule.group:
            alone.append(charge)
        elif held is None or held.span is None or charge.span.high > held.span.high:
            grouped[rule.group] = charge
    return [*alone, *grouped.values()]


def _refusal(card: Card, load: Load, at: date) -> Refused | None:
    if card.valid_until is not None and at > card.valid_until:
        return Refused(card, "card_expired", CardExpired(card=card.ref, date=card.valid_until.isoformat()).text)
    if at < card.valid_from:
        return Refused(card, "card_not_yet", CardNotYet(card=card.ref, date=card.valid_from.isoformat()).text)
    for block in card.blocks:
        if _hit(block, load):
            words = {"code": block.code, "instead": block.instead}
            sentence = _("This line does not take these goods (%(code)s). Instead: %(instead)s.") % words
            return Refused(card, "goods_blocked", sentence)
    return None


def price(card: Card, load: Load, to: Place, at: date) -> Priced | Refused:
    """What the card asks for the load on the day, or why it does not."""
    refused = _refusal(card, load, at)
    if refused is not None:
        return refused
    zone = zone_of(card, to)
    if zone is None:
        sentence = _("This line does not reach the address. Choose another line.")
        return Refused(card, "place_not_served", sentence)
    weight = chargeable_g(card, load)
    main = None if card.most_g is not None and weight > card.most_g else _main(card, zone, weight)
    if main is None:
        sentence = _("This line has no price for %(kg)s kg. Split the load or choose another line.") % {
            "kg": _kg(weight)
        }
        return Refused(card, "weight_not_priced", sentence)
    amount, how = main
    if amount < card.least_charge:
        amount, how = card.least_charge, f"{how} < {card.least_charge}"
    base = Money.rounded(amount, card.currency)
    line = Charge("freight.main", _("Main carriage"), Span.exact(base), how=how, source=card.source)
    charges = (line, *_surcharges(card, load, to, at, base, weight))
    return Priced(card, charges, weight, zone.transit_days or card.transit_days)
