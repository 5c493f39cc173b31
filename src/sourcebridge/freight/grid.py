"""A rate card as a grid to edit in the browser: the cells of its file, row by row, under the names people read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sourcebridge.freight import files, words
from sourcebridge.freight.cards import Card, Mode, Model, Per
from sourcebridge.kit.currency import EXPONENTS

MOST_ROWS = 300
SPARE = 2
KINDS: dict[str, Promise] = {
    "card": _("The card"), "zone": _("Zones"), "rate": _("Prices"), "surcharge": _("Surcharges"),
    "block": _("Does not take"),
}  # fmt: skip
NAMES: dict[str, Promise] = {
    "code": _("Code"), "carrier": _("Carrier"), "carrier_en": _("Carrier in English"), "service": _("Service"),
    "service_en": _("Service in English"), "mode": _("Mode"), "currency": _("Currency"), "model": _("Price model"),
    "divisor": _("Volume divisor"), "step_g": _("Weight step (g)"), "least_g": _("Least weight (g)"),
    "most_g": _("Most weight (g)"), "least_charge": _("Least charge"), "may_round_up": _("Heavier step allowed"),
    "duty_included": _("Duty included"), "from_places": _("Handed over in (UN/LOCODE)"),
    "transit_least": _("Days, least"), "transit_most": _("Days, most"), "cut_off": _("Cut-off"),
    "zone_name": _("Time zone"), "calendar": _("Working days of"), "valid_from": _("Valid from"),
    "valid_until": _("Valid until"), "source": _("Source"), "url": _("Address of the source"),
    "country": _("Country"), "prefixes": _("Beginnings"), "zone": _("Zone"), "from_g": _("above g"),
    "to_g": _("to g"), "first_g": _("First weight (g)"), "first_fee": _("First price"),
    "next_g": _("Each next (g)"), "next_fee": _("Price of each next"), "unit_price": _("per kg or W/M"),
    "total": _("for the step"), "per": _("counted"), "amount": _("Amount"), "group": _("Only the highest of"),
    "flag": _("Goods with"), "side_above_mm": _("side above mm"), "box_above_g": _("box above g"),
    "instead": _("Instead"),
}  # fmt: skip
CHOICES: dict[str, tuple[tuple[str, Promise | str], ...]] = {
    "mode": tuple((mode.value, words.MODES[mode]) for mode in Mode),
    "model": tuple((model.value, words.MODELS[model]) for model in Model),
    "per": tuple((per.value, words.PERS[per]) for per in Per),
    "flag": words.FLAGS,
    "currency": tuple((code, code) for code in sorted(EXPONENTS)),
    "may_round_up": (("no", _("no")), ("yes", _("yes"))),
    "duty_included": (("no", _("no")), ("yes", _("yes"))),
}
DAYS = {"valid_from", "valid_until"}
TEXTS = {"code", "carrier", "carrier_en", "service", "service_en", "from_places", "zone_name", "calendar", "source",
         "url", "country", "prefixes", "zone", "group", "instead"}  # fmt: skip
Rows = dict[str, list[list[str]]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One input: its name in the form, its column, and what stands in it."""

    name: str
    column: str
    value: str
    wrong: bool = False

    @property
    def label(self) -> Promise:
        """What it is, to read."""
        return NAMES[self.column]

    @property
    def kind(self) -> str:
        """How it is entered."""
        if self.column in CHOICES:
            return "choice"
        if self.column in DAYS:
            return "date"
        return "time" if self.column == "cut_off" else "text" if self.column in TEXTS else "decimal"

    @property
    def choices(self) -> list[tuple[str, Promise | str, bool]]:
        """Value, name, whether it stands there; one that a file brought and is none of ours stays to be seen."""
        found = [(code, name, code == self.value) for code, name in (("", "–"), *CHOICES[self.column])]
        if not any(chosen for _code, _name, chosen in found):
            found.append((self.value, self.value, True))
        return found


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a kind."""

    kind: str
    name: Promise
    heads: tuple[Promise, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row of a table (the first is 1), and in which columns where it is known."""

    kind: str
    row: int
    why: str
    columns: tuple[str, ...]

    @property
    def table(self) -> Promise:
        """The table's name."""
        return KINDS[self.kind]


def of_card(card: Card | None, *, on: date) -> Rows:
    """The rows of a card by kind, cells in the order of the file; what comes next begins on a day or later."""
    if card is None:
        return {kind: [] for kind in KINDS}
    many = {"card": (card,), "zone": card.zones, "rate": card.rates, "surcharge": card.surcharges,
            "block": card.blocks}  # fmt: skip
    found: Rows = {
        kind: [[files.said(kind, row, name) for name in files.COLUMNS[kind]] for row in rows]
        for kind, rows in many.items()
    }
    starts = list(files.COLUMNS["card"]).index("valid_from")
    found["card"][0][starts] = max(card.valid_from, on).isoformat()
    return found


def of_form(data: QueryDict) -> Rows:
    """The rows a form sent, without those that are empty or ticked as gone."""
    gone = set(data.getlist("gone"))
    found: Rows = {}
    for kind in KINDS:
        columns = [data.getlist(f"{kind}.{name}")[:MOST_ROWS] for name in files.COLUMNS[kind]]
        rows = [[cell.strip() for cell in row] for row in zip(*columns, strict=False)]
        found[kind] = [row for at, row in enumerate(rows) if any(row) and f"{kind}.{at}" not in gone]
    return found


def tables(rows: Rows, wrong: Iterable[Fault] = ()) -> list[Table]:
    """Every kind with its rows and some empty ones, cells at fault marked; the card itself has one row."""
    marked = {(one.kind, one.row, column) for one in wrong for column in one.columns}
    return [
        Table(
            kind, name, tuple(NAMES[column] for column in files.COLUMNS[kind]),
            tuple(
                tuple(Cell(f"{kind}.{column}", column, value, (kind, number, column) in marked)
                      for column, value in zip(files.COLUMNS[kind], cells, strict=True))
                for number, cells in enumerate(_with_spare(kind, rows[kind]), 1)
            ),
        )
        for kind, name in KINDS.items()
    ]  # fmt: skip


def _with_spare(kind: str, rows: list[list[str]]) -> list[list[str]]:
    empty = [""] * len(files.COLUMNS[kind])
    return (rows or [empty])[:1] if kind == "card" else [*rows, *[list(empty)] * SPARE]


def text(rows: Rows) -> str:
    """The rows as the file that `files.read` takes."""
    out = io.StringIO()
    writer = csv.writer(out)
    for kind, held in rows.items():
        if held:
            writer.writerow([f"#{kind}", *files.COLUMNS[kind]])
            writer.writerows([kind, *row] for row in held)
    return out.getvalue()


def called(column: str) -> str:
    """A column under the name people read."""
    return str(NAMES[column])


def places(rows: Rows, wrong: Iterable[files.Wrong]) -> list[Fault]:
    """What is wrong, by table and row instead of by line of the file."""
    at: dict[int, tuple[str, int]] = {}
    line = 0
    for kind, held in rows.items():
        line += 1 if held else 0
        for number in range(1, len(held) + 1):
            line += 1
            at[line] = kind, number
    return [Fault(*at.get(one.line, ("card", 1)), one.why, one.columns) for one in wrong]
