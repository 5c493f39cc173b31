"""What a column can mean: the codes stored in a mapping, with their names for people.

A code may carry an argument: "weight:kg", "tier:50", "option:Colour", "attribute:material", "pack:CARTON:size:cm".
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog.files import numbers
from sourcebridge.catalog.files.headers import bracketed

IGNORE = "ignore"
FIXED: dict[str, str | Promise] = {
    "handle": _("Item number (rows with the same one are one product)"),
    "sku": _("Article number of the variant"),
    "title_zh": _("Name in Chinese"),
    "title_en": _("Name in English"),
    "description_zh": _("Description in Chinese"),
    "description_en": _("Description in English"),
    "category": _("Category"),
    "unit": _("Unit"),
    "price": _("Price"),
    "ladder": _("Price ladder in one cell"),
    "moq": _("MOQ"),
    "batch": _("Batch multiple"),
    "sell_unit": _("Name of the batch"),
    "currency": _("Currency"),
    "dispatch:days": _("Dispatch promise in days"),
    "dispatch:hours": _("Dispatch promise in hours"),
    "options": _("Variant in one cell"),
    "stock": _("Stock"),
    "barcode": _("Barcode"),
    "weight:g": _("Weight in grams"),
    "weight:kg": _("Weight in kilograms"),
    "weight:lb": _("Weight in pounds"),
    "weight:oz": _("Weight in ounces"),
    "weight_unit": _("Unit of the weight"),
    "picture": _("Picture address"),
    "sku_picture": _("Picture address of the variant"),
    "state": _("On sale or not"),
    "sku_state": _("Variant on sale or not"),
    "pack:CARTON:holds": _("Number in a carton"),
    "pack:CARTON:size:cm": _("Carton size in cm (L×W×H)"),
    "pack:CARTON:size:mm": _("Carton size in mm (L×W×H)"),
    "pack:CARTON:length:cm": _("Carton length in cm"),
    "pack:CARTON:width:cm": _("Carton width in cm"),
    "pack:CARTON:height:cm": _("Carton height in cm"),
    "pack:CARTON:gross:kg": _("Gross weight of a carton in kg"),
    "pack:CARTON:gross:g": _("Gross weight of a carton in grams"),
    "pack:CARTON:net:kg": _("Net weight of a carton in kg"),
    "pack:CARTON:net:g": _("Net weight of a carton in grams"),
    "pack:INNER:holds": _("Number in an inner pack"),
    "pack:PIECE:size:cm": _("Size of a piece in cm (L×W×H)"),
    "pack:PIECE:size:mm": _("Size of a piece in mm (L×W×H)"),
    "sample_price": _("Price of a sample"),
    "sample_most": _("Most samples"),
    "audience": _("Who sees the price"),
    "language": _("Original language"),
    "deduct_on": _("When stock is taken"),
}
_NUMBERED = {
    "tier_qty_": _("Ladder step %(n)s: from quantity"),
    "tier_price_": _("Ladder step %(n)s: price"),
    "option_name_": _("Option %(n)s: name"),
    "option_value_": _("Option %(n)s: value"),
}
STEPS, OPTIONS = 6, 3
_PACKS = {"carton": "CARTON:holds", "inner": "INNER:holds", "carton_size": "CARTON:size", "piece_size": "PIECE:size",
          "carton_length": "CARTON:length", "carton_width": "CARTON:width", "carton_height": "CARTON:height",
          "carton_gross": "CARTON:gross", "carton_net": "CARTON:net"}  # fmt: skip
_WEIGHTS = {Decimal(1): "g", Decimal(1000): "kg", Decimal("453.592"): "lb", Decimal("28.3495"): "oz"}
_LENGTHS = {Decimal(1): "mm", Decimal(10): "cm", Decimal(1000): "m", Decimal("25.4"): "in"}
GRAMS = {"g": Decimal(1), "kg": Decimal(1000), "lb": Decimal("453.592"), "oz": Decimal("28.3495"), "t": Decimal(10**6)}
MILLIMETRES = {"mm": Decimal(1), "cm": Decimal(10), "m": Decimal(1000), "in": Decimal("25.4")}


def label(target: str) -> str:
    """A target's name in the reader's language."""
    if target in FIXED:
        return str(FIXED[target])
    for start, words in _NUMBERED.items():
        if target.startswith(start):
            return str(words) % {"n": target.removeprefix(start)}
    kind, _colon, argument = target.partition(":")
    if kind == "tier":
        return str(_("Price from %(quantity)s")) % {"quantity": argument}
    if kind == "option":
        return str(_("Option “%(name)s”")) % {"name": argument}
    if kind == "attribute":
        return str(_("Attribute “%(name)s”")) % {"name": argument}
    if kind == "pack":
        return str(_("Packing: %(name)s")) % {"name": argument.replace(":", " ").lower()}
    return str(_("Leave out"))


def choices(columns: Sequence[tuple[str, str]], attributes: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """All targets a person may choose for a file: (code, name); `columns` are (header, present target)."""
    found = {IGNORE: str(_("Leave out"))} | {code: str(words) for code, words in FIXED.items()}
    for start, words in _NUMBERED.items():
        most = OPTIONS if start.startswith("option") else STEPS
        found |= {f"{start}{n}": str(words) % {"n": n} for n in range(1, most + 1)}
    for header, target in columns:
        name = " ".join(header.split())[:40]
        if name:
            found.setdefault(f"option:{name}", str(_("Option “%(name)s”")) % {"name": name})
        if target and not target.startswith("attribute:"):
            found.setdefault(target, label(target))
    found |= {f"attribute:{code}": str(_("Attribute “%(name)s”")) % {"name": name} for code, name in attributes}
    return list(found.items())


def is_target(code: str) -> bool:
    """Whether a stored or posted code means something."""
    if code in FIXED or code == IGNORE:
        return True
    for start in _NUMBERED:
        if code.startswith(start):
            return code.removeprefix(start).isdigit() and 1 <= int(code.removeprefix(start)) <= 12
    kind, colon, argument = code.partition(":")
    if kind == "tier":
        return numbers.number(argument) is not None
    if kind == "pack":
        level, _colon, figure = argument.partition(":")
        return level in {"PIECE", "INNER", "CARTON", "PALLET"} and figure.partition(":")[0] in {
            "holds", "size", "length", "width", "height", "gross", "net",
        }  # fmt: skip
    return bool(colon) and kind in {"option", "attribute"} and 0 < len(argument) <= 60


def settled(raw: str, header: str, cells: Sequence[str]) -> str:
    """A guessed target with its unit: from the header's brackets, the cells, or what such numbers usually are."""
    inside = f"{bracketed(header)} {header}"
    if raw == "dispatch":
        hours = any(word in inside.casefold() for word in ("hour", "小时", "时效(h", "(h)"))
        if not hours and not any(word in inside.casefold() for word in ("day", "天", "日")):
            figures = [figure for cell in cells[:50] if (figure := numbers.number(cell)) is not None]
            hours = bool(figures) and min(figures) >= 24 and all(figure % 24 == 0 for figure in figures)
        return "dispatch:hours" if hours else "dispatch:days"
    if raw == "weight":
        told = _told(numbers.grams_per(bracketed(header)) or numbers.grams_per(header), _WEIGHTS)
        return f"weight:{told or _usual_weight(cells)}"
    if raw in _PACKS:
        where = _PACKS[raw]
        if where.endswith((":gross", ":net")):
            told = _told(numbers.grams_per(bracketed(header)) or numbers.grams_per(header), _WEIGHTS)
            return f"pack:{where}:{told or 'kg'}"
        if where.endswith(":holds"):
            return f"pack:{where}"
        return f"pack:{where}:{_told(numbers.millimetres_per(bracketed(header)), _LENGTHS) or 'cm'}"
    return raw


def _told(factor: Decimal | None, names: dict[Decimal, str]) -> str:
    return names.get(factor, "") if factor is not None else ""


def _usual_weight(cells: Sequence[str]) -> str:
    figures = [figure for cell in cells[:100] if (figure := numbers.number(cell)) is not None]
    small = bool(figures) and max(figures) < 60 and any(figure != int(figure) for figure in figures)
    return "kg" if small else "g"
