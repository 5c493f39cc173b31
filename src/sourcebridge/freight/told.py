"""Answers of cards in words and strings, the same for pages and calls."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sourcebridge.freight import models, pricing, words
from sourcebridge.freight.cards import Card, Load, Model
from sourcebridge.freight.comparing import Quotes
from sourcebridge.freight.errors import CalendarEnds
from sourcebridge.freight.pricing import Priced, Refused
from sourcebridge.freight.promise import Calendar, Promised
from sourcebridge.freight.queries import Compared, Lane
from sourcebridge.kit.money import Money


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def kg(grams: int) -> str:
    """Grams as kg."""
    return _plain(Decimal(grams) / 1000)


def money(amount: Money) -> dict[str, str]:
    """An amount as strings."""
    return {"amount": f"{amount.amount:f}", "currency": amount.currency}


def weight(card: Card, load: Load) -> str:
    """How the chargeable weight came about, to be followed by hand."""
    found = pricing.weighed(card, load)
    said = {"actual": kg(found.actual_g), "volume": kg(found.volume_g), "divisor": card.divisor,
            "least": kg(card.least_g), "step": kg(card.step_g), "asked": kg(found.chargeable_g)}  # fmt: skip
    if card.model is Model.WEIGHT_OR_MEASURE:
        said |= {"volume": _plain(Decimal(found.volume_g) / 10**6), "actual": _plain(Decimal(found.actual_g) / 10**6),
                 "asked": _plain(Decimal(found.chargeable_g) / 10**6)}  # fmt: skip
        return _("%(actual)s t or %(volume)s m³, the higher, at least 1: %(asked)s W/M") % said
    if card.divisor:
        words_ = _("scales %(actual)s kg, volume / %(divisor)s = %(volume)s kg; the higher, at least %(least)s kg, "
                   "in steps of %(step)s kg: %(asked)s kg")  # fmt: skip
        return words_ % said
    return _("scales %(actual)s kg, at least %(least)s kg, in steps of %(step)s kg: %(asked)s kg") % said


def card_brief(card: Card) -> dict[str, Any]:
    """What lists show of a card."""
    return {
        "ref": card.ref, "code": card.code, "version": card.version, "name": words.card_name(card),
        "mode": str(card.mode), "mode_name": str(words.MODES[card.mode]), "model": card.model.value,
        "model_name": str(words.MODELS[card.model]), "currency": card.currency, "countries": sorted(card.countries),
        "from_places": list(card.from_places), "transit_days": list(card.transit_days),
        "duty_included": card.duty_included, "valid_from": card.valid_from, "valid_until": card.valid_until,
        "source": card.source.text,
    }  # fmt: skip


def _line(charge: Any) -> dict[str, Any]:
    return {"code": charge.code, "name": charge.name, "how": charge.how, "amount": money(charge.span.high)}


def _promise(found: Promised | CalendarEnds) -> dict[str, Any]:
    if isinstance(found, CalendarEnds):
        return {"promised_day": None, "promise_zone": "", "promise_why": found.text}
    return {"promised_day": found.day, "promise_zone": found.zone_name, "promise_why": ""}


def priced(one: Priced, load: Load, found: Quotes, promise: Promised | CalendarEnds) -> dict[str, Any]:
    """A price line by line; `marks` says in what it is best among those compared in the same currency."""
    at = found.amounts[one.card.ref]
    marks = [
        name
        for name, rows in (("cheapest", found.cheapest), ("fastest", found.quickest), ("front", found.front))
        if one in rows
    ]
    return {
        "card": card_brief(one.card), "total": money(one.total), "compared": money(at),
        "days": list(one.transit_days), "weight": weight(one.card, load), "chargeable_kg": kg(one.chargeable_g),
        "lines": [_line(charge) for charge in one.charges], "marks": marks,
        **_promise(promise),
    }  # fmt: skip


def refused(one: Refused) -> dict[str, Any]:
    """Why a card does not price."""
    return {"card": card_brief(one.card), "code": one.code, "sentence": one.sentence}


def answers(compared: Compared, load: Load) -> dict[str, Any]:
    """All answers, cheapest first, with the days promised for goods handed over at the instant asked for."""
    found, apart = compared.quotes, compared.apart
    return {
        "priced": [priced(one, load, found, compared.promises[one.card.ref]) for one in found.priced],
        "refused": [refused(one) for one in found.refused],
        "apart": apart if len(found.currencies) > 1 else "",
    }


def lane(one: Lane) -> dict[str, Any]:
    """A lane's promises."""
    rate = one.hit_rate
    return {
        "origin": one.origin, "country": one.country, "zone": one.zone, "mode": one.mode, "kept": one.kept,
        "late": one.late, "overdue": one.overdue, "open": one.open,
        "hit_rate": None if rate is None else f"{rate:.4f}",
    }  # fmt: skip


def waiting(row: models.Promise, now: datetime) -> dict[str, Any]:
    """A promise whose goods have not come, as it stands at an instant (UTC)."""
    names = (
        "subject", "card", "calendars", "country", "zone", "zone_name", "promised_day", "due_at", "kept_at", "kept",
        "handed_over_at",
    )  # fmt: skip
    return {**{name: getattr(row, name) for name in names}, "overdue": row.due_at <= now}


def calendar(known: Calendar, source: str, url: str) -> dict[str, Any]:
    """A country's working days with their source."""
    return {
        "ref": known.ref, "country": known.country, "version": known.version, "zone_name": known.zone_name,
        "zones": [{"prefix": prefix, "zone_name": zone} for prefix, zone in known.zones],
        "covers_from": known.covers_from, "covers_until": known.covers_until, "weekend": sorted(known.weekend),
        "holidays": sorted(known.holidays), "workdays": sorted(known.workdays), "source": source, "url": url,
    }  # fmt: skip
