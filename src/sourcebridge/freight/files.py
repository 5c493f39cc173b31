"""A rate card as a CSV file: one file, one card. Read without the database; every wrong line is named.

A line starts with its kind (card, zone, rate, surcharge, block). A line that starts with "#" and a kind names the
columns of that kind, which may stand in any order and be left out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from sourcebridge.freight import checks
from sourcebridge.freight.cards import Block, Card, Model, Per, Rate, Surcharge, Zone
from sourcebridge.kit import csvfile, digits
from sourcebridge.kit.charges import Source

MOST_LINES = 5_000
HIGHEST = 10**12
DECIMALS = 6  # as many as the tables keep
DAYS = ("transit_least", "transit_most")
Called = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be taken, and why; `columns` are the cells at fault, where it is known."""

    line: int
    why: str
    columns: tuple[str, ...] = ()


class WrongCells(ValueError):
    """What stands, or does not stand, in some columns of a line."""

    def __init__(self, why: str, *columns: str) -> None:
        super().__init__(why)
        self.columns = columns


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says; `card` is None when something in it is wrong."""

    card: Card | None
    wrong: tuple[Wrong, ...]


def _whole(text: str) -> int:
    found = digits.whole(text, most=HIGHEST)
    if found is None:
        raise ValueError(_("“%(text)s” is not a whole number.") % {"text": text[:40]})
    return found


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not -HIGHEST <= number <= HIGHEST or number != round(number, DECIMALS):
        raise ValueError(_("“%(text)s” is not a number.") % {"text": text[:40]})
    return Decimal(f"{number.normalize():f}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("Write the date as year-month-day, for example 2026-03-31.")) from None


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ValueError(_("Write the time as hours:minutes, for example 16:00.")) from None


def _yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(_("Write yes or no."))
    return text == "yes"


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _one(kind: type[Model] | type[Per]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return kind(text)
        except ValueError:
            words = {"text": text[:40], "choices": ", ".join(kind)}
            raise ValueError(_("“%(text)s” is not one of %(choices)s.") % words) from None

    return read


_LIMITS: dict[str, Callable[[str], Any]] = {"side_above_mm": _whole, "box_above_g": _whole}
_SPAN: dict[str, Callable[[str], Any]] = {"valid_from": _day, "valid_until": _day}
_TRANSIT: dict[str, Callable[[str], Any]] = {"transit_least": _whole, "transit_most": _whole}
COLUMNS: dict[str, dict[str, Callable[[str], Any]]] = {
    "card": {
        "code": str, "carrier": str, "carrier_en": str, "service": str, "service_en": str, "mode": str,
        "currency": str, "model": _one(Model), "divisor": _whole, "step_g": _whole, "least_g": _whole,
        "most_g": _whole, "least_charge": _number, "may_round_up": _yes, "duty_included": _yes, "from_places": _list,
        **_TRANSIT, "cut_off": _hour, "zone_name": str, "calendar": str, **_SPAN, "source": str, "url": str,
    },
    "zone": {"code": str, "country": str, "prefixes": _list, **_TRANSIT},
    "rate": {
        "zone": str, "from_g": _whole, "to_g": _whole, "first_g": _whole, "first_fee": _number, "next_g": _whole,
        "next_fee": _number, "unit_price": _number, "total": _number,
    },
    "surcharge": {
        "code": str, "per": _one(Per), "amount": _number, "group": str, "flag": str, "prefixes": _list, **_LIMITS,
        **_SPAN,
    },
    "block": {"code": str, "instead": str, "flag": str, **_LIMITS},
}  # fmt: skip
KINDS: dict[str, type[Any]] = {"card": Card, "zone": Zone, "rate": Rate, "surcharge": Surcharge, "block": Block}


def _values(kind: str, names: list[str], cells: list[str], called: Called) -> dict[str, Any]:
    said = {}
    for name, cell in zip(names, cells, strict=False):
        if not name or not cell:
            continue
        try:
            said[name] = COLUMNS[kind][name](cell)
        except ValueError as why:
            raise WrongCells(f"{called(name)}: {why}", name) from None
    days = (said.pop(DAYS[0], None), said.pop(DAYS[1], None))
    if days != (None, None):
        if None in days:
            raise WrongCells(_("Give both transit days, the least and the most."), *DAYS)
        said["transit_days"] = days
    if kind == "card":
        said.update(version=1, zones=(), rates=(), valid_until=said.get("valid_until"))
        first, last = said.get("valid_from"), said["valid_until"]
        said["source"] = Source(said.pop("source", ""), "", first, last, said.pop("url", ""))
    needed = {one.name for one in fields(KINDS[kind]) if one.default is MISSING} - {"to_g"}
    missing = sorted(needed - set(said))
    if "transit_days" in missing:
        missing = [name for name in missing if name != "transit_days"] + list(DAYS)
    if missing:
        named = ", ".join(called(name) for name in missing)
        raise WrongCells(_("Missing: %(names)s.") % {"names": named}, *missing)
    if kind == "rate":
        said.setdefault("to_g", None)
    return said


def _cell(text: str) -> str:
    text = text.strip()
    bare = text.removeprefix("'")
    return bare if csvfile.guarded([bare])[0] == text else text


def read(text: str, *, called: Called = str) -> Reading:
    """Read a file into a card (its version is 1 until it is published) with the checks of publishing.

    `called` gives a column the name its reader knows it by.
    """
    names: dict[str, list[str]] = {}
    found: dict[str, list[tuple[int, Any]]] = {kind: [] for kind in KINDS}
    heads: list[tuple[int, dict[str, Any]]] = []
    wrong: list[Wrong] = []
    table = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        for cells in table:
            line, parts = table.line_num, [_cell(cell) for cell in cells]
            if line > MOST_LINES:
                wrong.append(Wrong(line, _("The file is too long; split it.")))
                break
            if not any(parts):
                continue
            kind = parts[0].removeprefix("#")
            try:
                if kind not in KINDS:
                    raise ValueError(_("A line starts with card, zone, rate, surcharge or block."))
                if parts[0].startswith("#"):
                    names[kind] = _columns(kind, parts[1:])
                elif kind not in names:
                    raise ValueError(_("A line “#%(kind)s” with the columns must come first.") % {"kind": kind})
                elif kind == "card":
                    heads.append((line, _values(kind, names[kind], parts[1:], called)))
                else:
                    values = _values(kind, names[kind], parts[1:], called)
                    found[kind].append((line, KINDS[kind](**values)))
            except ValueError as why:
                wrong.append(Wrong(line, str(why), why.columns if isinstance(why, WrongCells) else ()))
    except csv.Error:
        wrong.append(Wrong(table.line_num, _("This is no CSV table from here on; a quotation mark may be missing.")))
    return _whole_card(heads, found, wrong)


def _columns(kind: str, names: list[str]) -> list[str]:
    foreign = [name for name in names if name and name not in COLUMNS[kind]]
    filled = [name for name in names if name]
    if foreign or len(filled) != len(set(filled)):
        raise ValueError(_("The header does not fit: %(names)s.") % {"names": ", ".join(foreign or filled)})
    return names


def _whole_card(
    heads: list[tuple[int, dict[str, Any]]], found: dict[str, list[tuple[int, Any]]], wrong: list[Wrong]
) -> Reading:
    if len(heads) != 1 and not wrong:
        wrong.append(Wrong(heads[1][0] if heads else 1, _("A file holds exactly one line “card”.")))
    if wrong:
        return Reading(None, tuple(wrong))
    line, head = heads[0]
    parts = {f"{kind}s": tuple(row for _line, row in rows) for kind, rows in found.items() if kind != "card"}
    card = Card(**{**head, **parts})
    lines = {(kind, number): at for kind, rows in found.items() for number, (at, _row) in enumerate(rows, start=1)}
    faults = [Wrong(lines.get((one.kind, one.number), line), f"{one.row}: {one.why}") for one in checks.faults(card)]
    return Reading(None if faults else card, tuple(sorted(faults, key=lambda one: one.line)))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat("minutes") if isinstance(value, time) else str(value)


def said(kind: str, row: Any, name: str) -> str:
    """A field of a row as the file writes it."""
    if name in DAYS:
        return "" if row.transit_days is None else str(row.transit_days[DAYS.index(name)])
    if kind == "card" and name in ("source", "url"):
        return str(row.source.text if name == "source" else row.source.url)
    return _text(getattr(row, name))


def document(card: Card) -> bytes:
    """The card as a file that `read` takes."""
    rows: list[list[str]] = []
    of_kind = (("zone", card.zones), ("rate", card.rates), ("surcharge", card.surcharges), ("block", card.blocks))
    for kind, many in (("card", (card,)), *of_kind):
        if many:
            rows.append([f"#{kind}", *COLUMNS[kind]])
            rows += [[kind, *(said(kind, row, name) for name in COLUMNS[kind])] for row in many]
    return csvfile.document(rows[0], rows[1:])
