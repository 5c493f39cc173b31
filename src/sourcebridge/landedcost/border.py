"""The border: from what the goods and their way cost to the duties and taxes of the country, as lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from sourcebridge.customs import assess as customs
from sourcebridge.customs.entry import Assessment, Entry, Line
from sourcebridge.customs.errors import IossNotOpen
from sourcebridge.customs.rules import Kind, Mode, Regime
from sourcebridge.customs.structures import structure_of
from sourcebridge.freight import cards
from sourcebridge.kit.charges import Charge, Span
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.money import Money
from sourcebridge.landedcost.asked import AUTOMATIC, Asked, Known
from sourcebridge.landedcost.incoterms import Step
from sourcebridge.landedcost.way import merged

ARRIVES = {
    cards.Mode.EXPRESS: Mode.EXPRESS, cards.Mode.CARGO: Mode.EXPRESS, cards.Mode.AIR_LINE: Mode.AIR,
    cards.Mode.SEA_PARCEL: Mode.SEA, cards.Mode.LCL: Mode.SEA, cards.Mode.FCL: Mode.SEA, cards.Mode.RAIL: Mode.RAIL,
}  # fmt: skip
TAXES = frozenset(f"duty.{kind.lower()}" for kind in (Kind.VAT, Kind.AT, Kind.AIT))
CLEARANCE = frozenset(f"duty.{kind.lower()}" for kind in (Kind.MPF, Kind.HMF, Kind.FEE))


@dataclass(frozen=True, slots=True)
class Border:
    """Charges with the step each belongs to, the procedure they were reckoned by, and the value for customs."""

    charges: tuple[tuple[Step, Charge], ...]
    regime: str
    value: Span | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """What customs asks for, in the country's currency: each item free on board, freight, insurance, way to the door.

    `whole` is False when a part of it is not known, so that no duty can be reckoned.
    """

    goods: tuple[Span, ...]
    freight: Span
    insurance: Span
    inland: Span
    whole: bool


def step_of(code: str) -> Step:
    """Where a charge of customs stands on the way."""
    if code in TAXES:
        return Step.IMPORT_TAX
    return Step.IMPORT_CLEARANCE if code in CLEARANCE else Step.DUTY


def crossed(asked: Asked, known: Known, mode: str, worth: Worth | None, *, paid: str = "") -> Border:
    """All charges at the border; `paid` names the service whose freight holds them already."""
    if paid:
        nothing = Span.zero(asked.currency)
        how = _("in the freight of %(card)s") % {"card": paid}
        return Border(
            ((Step.DUTY, Charge("duty.included", _("Duties"), nothing, how)),
             (Step.IMPORT_TAX, Charge("tax.included", _("Import taxes"), nothing, how))),
            Regime.HOME_USE,
        )  # fmt: skip
    why = _missing(asked, known, worth)
    if why or worth is None or known.rules is None:
        return Border(
            ((Step.DUTY, Charge("duty.unknown", _("Duties"), None, why=why)),
             (Step.IMPORT_TAX, Charge("tax.unknown", _("Import taxes"), None, why=why))),
            asked.regime,
        )  # fmt: skip
    try:
        return _assessed(asked, known, mode, worth)
    except Refusal as refusal:
        return Border(((Step.DUTY, Charge("duty.unknown", _("Duties"), None, why=refusal.text)),), asked.regime)


def _missing(asked: Asked, known: Known, worth: Worth | None) -> str:
    if known.rules is None or structure_of(asked.to.country) is None:
        return _("How %(country)s charges imports is not known here. A customs broker can tell.") % {
            "country": asked.to.country
        }
    nameless = [item.name for item in asked.items if not item.code]
    if nameless:
        return _("The HS code of “%(name)s” is not known. The supplier or a customs broker can tell.") % {
            "name": nameless[0]
        }
    if worth is None or not worth.whole:
        return _("It is charged on the way too, of which a part is not known.")
    return ""


def _assessed(asked: Asked, known: Known, mode: str, worth: Worth) -> Border:
    regimes = [asked.regime] if asked.regime != AUTOMATIC else _tried(asked)
    for place, regime in enumerate(regimes):
        try:
            low = _once(asked, known, mode, worth, regime, [span.low for span in worth.goods])
            high = low
            if any(not span.is_exact for span in worth.goods):
                high = _once(asked, known, mode, worth, regime, [span.high for span in worth.goods])
        except IossNotOpen:
            if place == len(regimes) - 1:
                raise
            continue
        return Border(tuple(_lines(low, high)), regime, _value(low, high))
    raise AssertionError


def _tried(asked: Asked) -> list[str]:
    return [Regime.IOSS, Regime.HOME_USE] if asked.to_consumer else [Regime.HOME_USE]


def _once(asked: Asked, known: Known, mode: str, worth: Worth, regime: str, goods: Sequence[Money]) -> Assessment:
    assert known.rules is not None
    lines = tuple(
        Line(item.code_in(asked.to.country), item.origin, amount, item.quantity, item.weight_g)
        for item, amount in zip(asked.items, goods, strict=True)
    )
    entry = Entry(
        lines, asked.to.country, ARRIVES[cards.Mode(mode)], worth.freight, worth.insurance, worth.inland, known.on,
        Regime(regime), asked.to_consumer,
    )  # fmt: skip
    return customs.assess(entry, known.rules)


def _lines(low: Assessment, high: Assessment) -> list[tuple[Step, Charge]]:
    currency = low.value_for_customs.currency
    several = len(low.lines) > 1
    found: list[tuple[Step, Charge]] = []
    for one, other in zip(low.lines, high.lines, strict=True):
        for charge in merged(one.charges, other.charges, currency) if high is not low else one.charges:
            shown = replace(charge, name=f"{charge.name} · {one.line.code}") if several else charge
            found.append((step_of(charge.code), shown))
    shared = merged(low.shared, high.shared, currency) if high is not low else low.shared
    return [*found, *((step_of(charge.code), charge) for charge in shared)]


def _value(low: Assessment, high: Assessment) -> Span:
    ends = (low.value_for_customs, high.value_for_customs)
    return Span(min(one.low for one in ends), max(one.high for one in ends))
