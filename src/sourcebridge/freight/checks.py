"""Whether a card can be counted with: every row that cannot is named with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sourcebridge.freight.cards import Card, Mode, Model, Rate
from sourcebridge.kit.currency import EXPONENTS

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,39}")
COUNTRY = re.compile(r"[A-Z]{2}")
PLACE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
STEP = Decimal("0.000001")
HIGHEST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind` and `number` (from 1) of the row at fault; number 0 is the card itself."""

    kind: str
    number: int
    row: str
    why: str


def faults(card: Card) -> list[Fault]:
    """Everything that keeps the card from being published, in the order of its rows."""
    return [*_head(card), *_zones(card), *_rates(card), *_extras(card)]


def _head(card: Card) -> Iterator[Fault]:
    def fault(why: str) -> Fault:
        return Fault("card", 0, card.code, why)

    if not CODE.fullmatch(card.code):
        yield fault(_("The code is made of capital letters, digits and hyphens."))
    if not card.carrier or not card.source.text:
        yield fault(_("Name the carrier and the source of the prices."))
    if card.mode not in set(Mode) or card.currency not in EXPONENTS:
        yield fault(_("The mode or the currency is not known here."))
    if card.step_g <= 0 or (card.divisor is not None and card.divisor <= 0):
        yield fault(_("Weight step and divisor must be above zero."))
    if card.valid_until is not None and card.valid_until < card.valid_from:
        yield fault(_("The card ends before it starts."))
    if not 0 <= card.transit_days[0] <= card.transit_days[1]:
        yield fault(_("The transit days must run upwards."))
    if card.least_charge < 0 or (card.most_g is not None and card.most_g < card.least_g):
        yield fault(_("The least and the most do not fit together."))
    if any(not PLACE.fullmatch(place) for place in card.from_places):
        yield fault(_("Write places as UN/LOCODE, for example CNSHA."))
    try:
        ZoneInfo(card.zone_name)
    except (KeyError, ValueError, OSError):
        yield fault(_("The time zone is not known."))
    if not card.zones or not card.rates:
        yield fault(_("A card needs at least one zone and one rate."))


def _zones(card: Card) -> Iterator[Fault]:
    codes: set[str] = set()
    areas: set[tuple[str, str]] = set()
    for number, zone in enumerate(card.zones, start=1):
        row = _("Zone %(zone)s") % {"zone": zone.code}
        named = {(zone.country, prefix) for prefix in zone.prefixes or ("",)}
        if zone.code in codes or named & areas:
            yield Fault("zone", number, row, _("Another zone has the same code or the same postcodes."))
        if not COUNTRY.fullmatch(zone.country):
            yield Fault("zone", number, row, _("Write the country as two capital letters."))
        if zone.transit_days is not None and not 0 <= zone.transit_days[0] <= zone.transit_days[1]:
            yield Fault("zone", number, row, _("The transit days must run upwards."))
        if not any(rate.zone == zone.code for rate in card.rates):
            yield Fault("zone", number, row, _("The zone has no rate."))
        codes.add(zone.code)
        areas |= named


def named(rate: Rate) -> str:
    """A rate row in words: its zone and weights in kg."""
    top = "…" if rate.to_g is None else f"{Decimal(rate.to_g) / 1000:f}"
    words = {"zone": rate.zone, "from": f"{Decimal(rate.from_g) / 1000:f}", "to": top}
    return _("Rate of zone %(zone)s, %(from)s to %(to)s kg") % words


def _sound(model: Model, rate: Rate, *, lowest: bool) -> bool:
    """Whether the row says a price above zero under the card's model."""
    if model in (Model.STEP_PRICE, Model.WEIGHT_OR_MEASURE):
        return rate.unit_price > 0
    if model is Model.UNIT_AND_STEP:
        return rate.unit_price > 0 or rate.total > 0
    nexts = rate.next_g > 0 and rate.next_fee > 0
    if model is Model.MULTI_NEXT and not lowest:
        return nexts
    alone = rate.to_g is not None and rate.to_g <= rate.first_g
    return rate.first_g > 0 and rate.first_fee > 0 and (nexts or alone)


def _rates(card: Card) -> Iterator[Fault]:
    numbers = {id(rate): number for number, rate in enumerate(card.rates, start=1)}
    zones = {zone.code for zone in card.zones}
    for code in dict.fromkeys(rate.zone for rate in card.rates):
        rows = sorted((rate for rate in card.rates if rate.zone == code), key=lambda rate: rate.from_g)
        for rate in rows:
            number = numbers[id(rate)]
            if code not in zones:
                yield Fault("rate", number, named(rate), _("The card has no such zone."))
            if rate.from_g < 0 or (rate.to_g is not None and rate.to_g <= rate.from_g):
                yield Fault("rate", number, named(rate), _("The weights must run upwards."))
            if not _sound(card.model, rate, lowest=rate is rows[0]):
                yield Fault("rate", number, named(rate), _("The row gives no price above zero for this kind of card."))
            if not all(_amount(one) for one in (rate.first_fee, rate.next_fee, rate.unit_price, rate.total)):
                yield Fault("rate", number, named(rate), _("An amount has at most six decimals and is not below zero."))
        if rows[0].from_g > 0:
            yield Fault("rate", numbers[id(rows[0])], named(rows[0]), _("The first row of a zone starts at 0."))
        for before, after in pairwise(rows):
            words = {"row": named(before)}
            if before.to_g is None or before.to_g > after.from_g:
                yield Fault("rate", numbers[id(after)], named(after), _("It overlaps another row: %(row)s.") % words)
            elif before.to_g < after.from_g:
                yield Fault("rate", numbers[id(after)], named(after), _("It leaves a hole after %(row)s.") % words)


def _amount(amount: Decimal) -> bool:
    return amount.is_finite() and 0 <= amount < HIGHEST and amount.quantize(STEP) == amount


def _extras(card: Card) -> Iterator[Fault]:
    for number, rule in enumerate(card.surcharges, start=1):
        row = _("Surcharge: %(code)s") % {"code": rule.code}
        if not rule.code or not _amount(rule.amount) or rule.amount <= 0:
            yield Fault("surcharge", number, row, _("A surcharge has a code and an amount above zero."))
        if rule.valid_from and rule.valid_until and rule.valid_until < rule.valid_from:
            yield Fault("surcharge", number, row, _("The surcharge ends before it starts."))
    for number, block in enumerate(card.blocks, start=1):
        row = _("Block %(code)s") % {"code": block.code}
        if not block.code or not block.instead:
            yield Fault("block", number, row, _("A block has a code and says what to choose instead."))
        if not block.flag and block.side_above_mm is None and block.box_above_g is None:
            yield Fault("block", number, row, _("A block names a trait, a side or a weight."))
