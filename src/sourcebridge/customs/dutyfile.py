"""A file of duty rows: a header, then one row a line. Read without the database; every wrong line is named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from sourcebridge.customs.rules import Duty, Join, Kind, Mode, Regime, Status
from sourcebridge.kit.currency import EXPONENTS

HEADER = (
    "country", "kind", "prefix", "origin", "regime", "mode", "percent_low", "percent_high", "per_low", "per_high",
    "unit", "join", "least", "most", "currency", "not_on", "taxed", "status", "valid_from", "valid_until", "source",
    "url", "source_on",
)  # fmt: skip
MOST_LINES = 20_000
HIGHEST = Decimal(10) ** 9
Choice = TypeVar("Choice", bound=StrEnum)
TAXED = {"": True, "yes": True, "no": False, "open": None}


class Lines(Protocol):
    """Rows of cells, and the line of the file the last one ended in."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be taken, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says; `ref` of its rows is the line."""

    rows: tuple[Duty, ...]
    wrong: tuple[Wrong, ...]


def read(text: str) -> Reading:
    """Read rows by the header's names (columns may be left out or stand in any order)."""
    table = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        return _table(table)
    except csv.Error:
        broken = _("This is no CSV table from here on; a quotation mark may be missing.")
        return Reading((), (Wrong(table.line_num, broken),))


def _table(table: Lines) -> Reading:
    header = [cell.strip().lower() for cell in next(table, [])]
    needed = {"country", "kind", "valid_from", "source"} - set(header)
    foreign = set(header) - set(HEADER) - {""}
    if needed or foreign or len(header) != len(set(header)):
        names = ", ".join(sorted(needed or foreign))
        return Reading((), (Wrong(1, _("The header does not fit: %(names)s.") % {"names": names}),))
    rows: list[Duty] = []
    wrong: list[Wrong] = []
    seen: dict[tuple[object, ...], int] = {}
    for cells in table:
        number = table.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if number > MOST_LINES:
            wrong.append(Wrong(number, _("The file is too long; split it.")))
            break
        try:
            said = row({name: cell.strip() for name, cell in zip(header, cells, strict=False)}, number)
        except ValueError as why:
            wrong.append(Wrong(number, str(why)))
            continue
        before = seen.setdefault(key(said), number)
        if before != number:
            wrong.append(Wrong(number, _("The same rate stands in line %(line)d already.") % {"line": before}))
            continue
        rows.append(said)
    return Reading(tuple(rows), tuple(wrong))


def key(row: Duty) -> tuple[object, ...]:
    """What makes two rows the same rate; another row with it is a correction."""
    return (row.country, row.kind, row.prefix, row.origin, row.regime, row.mode, row.valid_from)


def twice(row: Duty) -> str:
    """What to say of a row whose rate was given before."""
    return _("The same rate is given twice: %(kind)s %(prefix)s.") % {"kind": row.kind, "prefix": row.prefix or "*"}


def row(cells: Mapping[str, str], number: int = 1) -> Duty:
    """One row from cells named as in the header; raises ValueError with a sentence when it cannot be taken."""
    low = _number(cells, "percent_low") / 100
    per_low = _number(cells, "per_low")
    said = Duty(
        ref=str(number),
        country=_letters(cells, "country", required=True),
        kind=_choice(cells, "kind", Kind),
        prefix=_digits(cells.get("prefix", "")),
        origin=_letters(cells, "origin"),
        regime=_choice(cells, "regime", Regime) if cells.get("regime") else "",
        mode=_choice(cells, "mode", Mode) if cells.get("mode") else "",
        low=low,
        high=_number(cells, "percent_high") / 100 if cells.get("percent_high") else low,
        per_low=per_low,
        per_high=_number(cells, "per_high") if cells.get("per_high") else per_low,
        unit=cells.get("unit", "").upper(),
        join=_choice(cells, "join", Join) if cells.get("join") else Join.SUM,
        least=_number(cells, "least") if cells.get("least") else None,
        most=_number(cells, "most") if cells.get("most") else None,
        currency=cells.get("currency", "").upper(),
        not_on=frozenset(_kind(word) for word in cells.get("not_on", "").split()),
        taxed=_taxed(cells.get("taxed", "")),
        status=_choice(cells, "status", Status) if cells.get("status") else Status.ESTABLISHED,
        valid_from=_day(cells, "valid_from"),
        valid_until=_day(cells, "valid_until") if cells.get("valid_until") else None,
        source=cells.get("source", ""),
        url=cells.get("url", ""),
        source_on=_day(cells, "source_on") if cells.get("source_on") else None,
    )
    consistent(said)
    return said


def consistent(row: Duty) -> None:
    """Raise ValueError with a sentence when the row contradicts itself."""
    if not row.source:
        raise ValueError(_("Name the source."))
    if row.url and not row.url.startswith("https://"):
        raise ValueError(_("The address of the source starts with https://."))
    if row.valid_until is not None and row.valid_until < row.valid_from:
        raise ValueError(_("The row ends before it starts."))
    if row.high < row.low or row.per_high < row.per_low:
        raise ValueError(_("The higher rate is below the lower one."))
    if row.least is not None and row.most is not None and row.most < row.least:
        raise ValueError(_("The most is below the least."))
    spread = row.low != row.high or row.per_low != row.per_high
    if spread != (row.status is Status.RANGE):
        raise ValueError(_("Two different rates are a RANGE, and a RANGE has two different rates."))
    if row.status is Status.UNKNOWN and (row.high or row.per_high):
        raise ValueError(_("An UNKNOWN row has no rate; write RANGE or ESTABLISHED."))
    if (row.per_high or row.least is not None or row.most is not None) and row.currency not in EXPONENTS:
        raise ValueError(_("Name the currency of the amounts."))


def _number(cells: Mapping[str, str], name: str) -> Decimal:
    text = cells.get(name, "")
    if not text:
        return Decimal(0)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(_("%(name)s is not a number.") % {"name": name}) from None
    if not number.is_finite() or not 0 <= number <= HIGHEST or number != round(number, 8):
        raise ValueError(_("%(name)s is not a number.") % {"name": name})
    return number


def _day(cells: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(cells.get(name, ""))
    except ValueError:
        raise ValueError(_("%(name)s is not a day like 2026-07-01.") % {"name": name}) from None


def _digits(text: str) -> str:
    digits = text.replace(".", "").replace(" ", "")
    if digits and not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 12):
        raise ValueError(_("A code has 2 to 12 digits."))
    return digits


def _letters(cells: Mapping[str, str], name: str, *, required: bool = False) -> str:
    text = cells.get(name, "").upper()
    if (text or required) and not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise ValueError(_("%(name)s is a code of two letters.") % {"name": name})
    return text


def _choice(cells: Mapping[str, str], name: str, choices: type[Choice]) -> Choice:
    try:
        return choices(cells.get(name, "").upper())
    except ValueError:
        facts = {"name": name, "choices": ", ".join(choices)}
        raise ValueError(_("%(name)s is one of %(choices)s.") % facts) from None


def _kind(word: str) -> Kind:
    return _choice({"not_on": word}, "not_on", Kind)


def _taxed(word: str) -> bool | None:
    if word.lower() not in TAXED:
        raise ValueError(_("taxed is yes, no or open."))
    return TAXED[word.lower()]


def lines(rows: Iterable[Duty]) -> Iterator[list[str]]:
    """Rows as the cells of a file this module reads."""
    for row in rows:
        yield [
            row.country, row.kind, row.prefix, row.origin, row.regime, row.mode, _share(row.low), _share(row.high),
            _text(row.per_low), _text(row.per_high), row.unit, row.join, _text(row.least), _text(row.most),
            row.currency, " ".join(sorted(row.not_on)), _TAXED_TEXT[row.taxed], row.status,
            row.valid_from.isoformat(), row.valid_until.isoformat() if row.valid_until else "", row.source, row.url,
            row.source_on.isoformat() if row.source_on else "",
        ]  # fmt: skip


_TAXED_TEXT = {True: "yes", False: "no", None: "open"}


def _text(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _share(number: Decimal) -> str:
    return _text(number * 100)
