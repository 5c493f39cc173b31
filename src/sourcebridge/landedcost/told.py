"""A sheet as plain data: what pages, calls and kept quotes show. Figures are strings, words the reader's language.

Shape: see `told`. Amounts are [low, high] in the sheet's currency unless a currency stands beside them; a gap is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sourcebridge.freight import promise as promises
from sourcebridge.freight.cards import Card, Mode
from sourcebridge.freight.errors import CalendarEnds
from sourcebridge.kit.boxes import cubic_metres, grams
from sourcebridge.kit.charges import Source, Span
from sourcebridge.landedcost.asked import Asked, Known
from sourcebridge.landedcost.incoterms import RULES, Step
from sourcebridge.landedcost.reckon import Offer, Offers
from sourcebridge.landedcost.sheet import Exchange, Line, Sheet

Told = dict[str, Any]
MODES = {
    Mode.EXPRESS: gettext_lazy("Express parcels"), Mode.CARGO: gettext_lazy("Heavy parcels by air"),
    Mode.AIR_LINE: gettext_lazy("Air line"), Mode.SEA_PARCEL: gettext_lazy("Parcels by sea"),
    Mode.LCL: gettext_lazy("Sea, part of a container"), Mode.FCL: gettext_lazy("Sea, a whole container"),
    Mode.RAIL: gettext_lazy("Rail"),
}  # fmt: skip
REGIMES = {
    "HOME_USE": gettext_lazy("home use"), "BONDED": gettext_lazy("bonded, for export goods"),
    "IOSS": gettext_lazy("import one-stop shop (IOSS)"),
}  # fmt: skip


def service(card: Card) -> Told:
    """A card's names in the reader's language."""
    chinese = (get_language() or "").startswith("zh")
    carrier = card.carrier if chinese or not card.carrier_en else card.carrier_en
    name = card.service if chinese or not card.service_en else card.service_en
    return {"code": card.code, "ref": card.ref, "carrier": carrier, "service": name, "mode": str(card.mode),
            "mode_name": str(MODES.get(Mode(card.mode), card.mode))}  # fmt: skip


def brief(offer: Offer) -> Told:
    """One row of a comparison."""
    whole = offer.sheet
    return {
        **service(offer.card), "total": span(whole.total), "per_unit": [str(end) for end in whole.per_unit],
        "days": list(whole.days or (0, 0)), "gaps": len(whole.gaps), "exact": whole.is_exact,
        "chargeable_kg": [f"{Decimal(end) / 1000:f}" for end in offer.chargeable_g], "currency": whole.currency,
    }  # fmt: skip


def span(found: Span | None) -> list[str] | None:
    """[low, high] as text."""
    return None if found is None else [str(found.low.amount), str(found.high.amount)]


def told(offer: Offer, asked: Asked, known: Known) -> Told:
    """All of a sheet: question, service, groups of lines by step, total, cost per unit, the price under each rule."""
    whole = offer.sheet
    gateway = known.gateways.get(offer.gateway)
    return {
        "asked": _asked(asked), "on": known.on.isoformat(), "currency": whole.currency, "service": service(offer.card),
        "days": list(whole.days or (0, 0)), "arrives": _arrives(offer, asked, known), "regime": offer.regime,
        "regime_name": str(REGIMES.get(offer.regime, offer.regime)),
        "gateway": {"code": gateway.code, "name": gateway.name} if gateway else None,
        "chargeable_kg": [f"{Decimal(end) / 1000:f}" for end in offer.chargeable_g],
        "quantity": whole.quantity.as_json(), "total": span(whole.total), "exact": whole.is_exact,
        "per_unit": [str(end) for end in whole.per_unit], "groups": list(_groups(whole)),
        "value_for_customs": _with_currency(offer.value_for_customs), "rungs": [*_rungs(whole, asked.rule)],
        "said": list(whole.said), "gaps": [_name(line) for line in whole.gaps],
    }  # fmt: skip


def _arrives(offer: Offer, asked: Asked, known: Known) -> Told:
    """The day promised for goods handed over when the sheet is made, by the main service's cut-off and calendars."""
    days = offer.sheet.days or (0, 0)
    try:
        found = promises.promised_by(offer.card, days[1], asked.to, known.at, known.calendars)
    except CalendarEnds as why:
        return {"leaves": None, "day": None, "zone": "", "calendars": "", "why": why.text}
    return {"leaves": found.leaves.isoformat(), "day": found.day.isoformat(), "zone": found.zone_name,
            "calendars": found.calendars, "why": ""}  # fmt: skip


def _asked(asked: Asked) -> Told:
    least, most = asked.loads
    return {
        "items": [
            {"name": item.name, "quantity": item.quantity.as_json(), "goods": item.goods.as_json(), "how": item.how,
             "code": item.code, "assumed": item.assumed, "origin": item.origin, "flags": sorted(item.flags),
             "estimated": item.cartons.source if item.cartons and not item.cartons.is_exact else ""}
            for item in asked.items
        ],
        "to": {"country": asked.to.country, "postcode": asked.to.postcode}, "given": asked.given, "rule": asked.rule,
        "to_consumer": asked.to_consumer,
        "boxes": [sum(box.count for box in load.boxes) for load in (least, most)],
        "cbm": [f"{cubic_metres(load.boxes).quantize(Decimal('0.001')):f}" for load in (least, most)],
        "kg": [f"{Decimal(grams(load.boxes)) / 1000:f}" for load in (least, most)],
    }  # fmt: skip


def _groups(whole: Sheet) -> Iterable[Told]:
    for step in (None, *Step):
        lines = [line for line in whole.lines if line.step is step]
        if not lines:
            continue
        known = [line.span for line in lines if line.span is not None]
        summed = Span.zero(whole.currency)
        for one in known:
            summed = summed + one
        yield {
            "step": step.value if step else "GOODS", "name": str(step.label) if step else _("Goods"),
            "sum": span(summed) if known else None, "open": len(known) < len(lines),
            "lines": [_line(line, whole.currency) for line in lines],
        }  # fmt: skip


def _name(line: Line) -> str:
    return str(line.charge.name)


def _line(line: Line, currency: str) -> Told:
    charge = line.charge
    return {
        "code": charge.code, "name": _name(line), "how": charge.how, "rate": charge.rate,
        "base": _with_currency(charge.base), "own": _with_currency(charge.span), "amount": span(line.span),
        "exchange": _exchange(line.exchange), "source": _source(charge.source), "why": charge.why,
    }  # fmt: skip


def _with_currency(found: Span | None) -> Told | None:
    return None if found is None else {"amount": span(found), "currency": found.currency}


def _exchange(used: Exchange | None) -> Told | None:
    if used is None:
        return None
    return {
        "base": used.base, "quote": used.quote, "rate": f"{used.rate:f}", "margin": f"{used.margin.normalize():f}",
        "on": used.on.isoformat(), "source": used.source.text, "ref": used.source.ref,
    }  # fmt: skip


def _source(said: Source | None) -> Told | None:
    if said is None:
        return None
    return {
        "text": said.text, "ref": said.ref, "url": said.url,
        "from": said.valid_from.isoformat() if said.valid_from else None,
        "until": said.valid_until.isoformat() if said.valid_until else None,
    }  # fmt: skip


def _rungs(whole: Sheet, chosen: str) -> Iterable[Told]:
    for rung in whole.rungs:
        rule = rung.rule
        yield {
            "rule": rule.code, "name": str(rule.name), "chosen": rule.code == chosen, "price": span(rung.price),
            "buyer_pays": span(rung.buyer_pays), "risk": str(rule.risk), "place": str(rule.place),
            "insurance": rule.insurance, "sea_only": rule.sea_only,
            "missing": [str(step.label) for step in rung.missing],
            "seller": [str(step.label) for step in Step if step in rule.seller and step in whole.costs],
            "buyer": [str(step.label) for step in Step if step not in rule.seller and step in whole.costs],
        }  # fmt: skip


def compared(found: Offers) -> Told:
    """All services beside each other, the marked ones, and those that refuse with their sentences."""
    marks: Mapping[str, Offer] = {"cheapest": found.cheapest, "fastest": found.fastest, "best": found.best}
    return {
        "services": [
            {**brief(offer), "marks": [name for name, marked in marks.items() if marked is offer]}
            for offer in found.offers
        ],
        "refused": [{**service(one.card), "why": one.sentence} for one in found.refused],
    }  # fmt: skip


def rules() -> list[Told]:
    """The eleven rules for a choice."""
    return [{"code": rule.code, "name": str(rule.name)} for rule in RULES.values()]
