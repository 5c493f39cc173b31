"""Names people read: modes, models, traits of goods, places of handing over, countries."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sourcebridge.freight.cards import Card, Mode, Model, Per
from sourcebridge.kit.boxes import Box

MODES: dict[str, Promise] = {
    Mode.EXPRESS: _("International express"), Mode.CARGO: _("Heavy parcels by air"), Mode.AIR_LINE: _("Air line"),
    Mode.SEA_PARCEL: _("Sea and truck"), Mode.LCL: _("Shared container (LCL)"), Mode.FCL: _("Full container (FCL)"),
    Mode.RAIL: _("Rail"), Mode.INLAND_EXPRESS: _("Express within the country"),
    Mode.INLAND_CARGO: _("Cargo within the country"),
}  # fmt: skip
MODELS: dict[str, Promise] = {
    Model.FIRST_NEXT: _("first weight and each next"), Model.STEP_PRICE: _("price per kg by steps"),
    Model.UNIT_AND_STEP: _("step total and price per kg"), Model.MULTI_NEXT: _("first weight, next by bands"),
    Model.STEPPED_FIRST_NEXT: _("first and next by steps"), Model.WEIGHT_OR_MEASURE: _("by weight or measure (W/M)"),
}  # fmt: skip
PERS: dict[str, Promise] = {
    Per.ORDER: _("per shipment"), Per.BOX: _("per box"), Per.KG: _("per kg"), Per.PERCENT: _("% of main carriage"),
}  # fmt: skip
FLAGS: tuple[tuple[str, Promise], ...] = (
    ("battery", _("battery")), ("liquid", _("liquid")), ("magnet", _("magnet")), ("brand", _("brand goods")),
)  # fmt: skip
PLACES: dict[str, Promise] = {
    "CNSHA": _("Shanghai"), "CNNGB": _("Ningbo"), "CNCAN": _("Guangzhou"), "CNYIW": _("Yiwu"), "CNSZX": _("Shenzhen"),
}  # fmt: skip


@cache
def _names(chinese: bool) -> dict[str, str]:
    from babel import Locale  # its data is read when the first name is asked for, not at the start

    return dict(Locale.parse("zh_Hans" if chinese else "en").territories)


def reads_chinese() -> bool:
    """Whether the reader's language is Chinese."""
    return (get_language() or "").startswith("zh")


def country_name(code: str) -> str:
    """A country in the reader's language; its code where it has no name."""
    return _names(reads_chinese()).get(code, code)


def countries(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Countries by name."""
    return sorted(((code, country_name(code)) for code in set(codes)), key=lambda pair: pair[1])


def place_name(code: str) -> str:
    """A UN/LOCODE with its name where we have one."""
    return f"{PLACES[code]} ({code})" if code in PLACES else code


def card_name(card: Card) -> str:
    """Carrier and service in the reader's language."""
    if reads_chinese():
        return f"{card.carrier} {card.service}".strip()
    return f"{card.carrier_en or card.carrier} {card.service_en or card.service}".strip()


def boxes_text(boxes: Iterable[Box]) -> str:
    """Boxes in cm and kg."""
    rows = []
    for box in boxes:
        sides = " x ".join(f"{side / 10:g}" for side in (box.length_mm, box.width_mm, box.height_mm))
        rows.append(f"{box.count} x {sides} cm, {box.gross_g / 1000:g} kg")
    return "; ".join(rows)
