"""A file of rates: lines of date, currency, units for one euro, source. Read without the database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from sourcebridge.kit.currency import EXPONENTS

HEADER = ("date", "currency", "rate", "source")
MOST = 50_000
STEP = Decimal("0.00000001")
HIGHEST = Decimal(10) ** 11


@dataclass(frozen=True, slots=True)
class Given:
    """One rate as somebody gives it: units of the currency for one euro."""

    on: date
    currency: str
    rate: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be taken, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says."""

    rates: tuple[Given, ...]
    wrong: tuple[Wrong, ...]


def read(text: str, *, today: date) -> Reading:
    """Read the lines; the first may be the header. Every line that cannot be taken is named with its reason."""
    rates: list[Given] = []
    wrong: list[Wrong] = []
    seen: dict[tuple[date, str], int] = {}
    table = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        for number, cells in enumerate(table, start=1):
            parts = [cell.strip().removeprefix("'") for cell in cells]
            if not any(parts) or (number == 1 and tuple(part.lower() for part in parts[:4]) == HEADER):
                continue
            if number > MOST:
                wrong.append(Wrong(number, _("The file is too long; split it.")))
                break
            try:
                given = _line(parts, today)
            except ValueError as why:
                wrong.append(Wrong(number, str(why)))
                continue
            before = seen.setdefault((given.on, given.currency), number)
            if before != number:
                why_text = _("The same day and currency stand in line %(line)d already.") % {"line": before}
                wrong.append(Wrong(number, why_text))
                continue
            rates.append(given)
    except csv.Error:
        wrong.append(Wrong(table.line_num, _("This is no CSV table from here on; a quotation mark may be missing.")))
    return Reading(tuple(rates), tuple(wrong))


def _line(parts: list[str], today: date) -> Given:
    if len(parts) < 4:
        raise ValueError(_("Give four columns: date, currency, rate, source."))
    try:
        on = date.fromisoformat(parts[0])
    except ValueError:
        raise ValueError(_("Write the date as year-month-day, for example 2026-03-31.")) from None
    if on > today:
        raise ValueError(_("The date lies in the future."))
    currency = parts[1].upper()
    if currency not in EXPONENTS or currency == "EUR":
        raise ValueError(_("This is not a currency we keep rates of."))
    try:
        rate = Decimal(parts[2])
    except InvalidOperation:
        raise ValueError(_("The rate is not a number.")) from None
    if not rate.is_finite() or not 0 < rate < HIGHEST or rate.quantize(STEP) != rate:
        raise ValueError(_("The rate must be above zero, with at most eight decimals."))
    if not parts[3] or len(parts[3]) > 200:
        raise ValueError(_("Name the source, in at most 200 characters."))
    return Given(on, currency, rate, parts[3])


def lines(rates: Iterable[Given]) -> list[tuple[str, str, str, str]]:
    """The same rates as lines of a file."""
    return [(rate.on.isoformat(), rate.currency, format(rate.rate, "f"), rate.source) for rate in rates]
