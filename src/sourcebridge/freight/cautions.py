"""What a sound card may still have got wrong: told before it is published, and no reason to refuse it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from sourcebridge.freight.cards import Card, Model
from sourcebridge.freight.checks import named
from sourcebridge.freight.pricing import main_at


def cautions(card: Card, *, on: date) -> list[str]:
    """Sentences about steps, zones and days (business days of China) that look unmeant."""
    return [*_days(card, on), *_zones(card), *_steps(card)]


def _days(card: Card, on: date) -> Iterator[str]:
    if card.valid_until is None:
        yield _("The card has no last day; nobody will be reminded to renew it.")
    elif card.valid_until < on:
        yield _("The card ended on %(date)s; it will refuse to price.") % {"date": card.valid_until.isoformat()}


def _zones(card: Card) -> Iterator[str]:
    for country in sorted(card.countries):
        zones = [zone for zone in card.zones if zone.country == country]
        if all(zone.prefixes for zone in zones):
            yield _("%(country)s has only zones with postcodes: addresses outside them have no price.") % {
                "country": country
            }


def _steps(card: Card) -> Iterator[str]:
    for code in dict.fromkeys(rate.zone for rate in card.rates):
        rows = sorted((rate for rate in card.rates if rate.zone == code), key=lambda rate: rate.from_g)
        top = rows[-1].to_g
        if top is not None and card.most_g is not None and top < card.most_g:
            words = {"zone": code, "top": f"{top / 1000:g}", "most": f"{card.most_g / 1000:g}"}
            yield _("Zone %(zone)s has prices up to %(top)s kg, but the card says it carries %(most)s kg.") % words
        if card.may_round_up or card.model is Model.MULTI_NEXT:
            continue
        for before, after in pairwise(rows):
            full = before.to_g or before.from_g
            last, more = main_at(card, rows, full), main_at(card, rows, after.from_g + card.step_g)
            if last and more and last[0] > more[0]:
                words = {"row": named(before), "last": str(last[0]), "next": str(more[0])}
                yield _("%(row)s: its top costs %(last)s, a little more weight only %(next)s.") % words
