"""One row on one base: the amount, and in figures how it came about. Pure, rounded once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sourcebridge.customs import words
from sourcebridge.customs.entry import Line
from sourcebridge.customs.rules import Duty, Join, Kind, Status
from sourcebridge.kit.charges import Charge, Span
from sourcebridge.kit.money import Money

GRAMS_PER_KG = 1000
HEADING, ENTRY, KILOGRAM = "HEADING", "ENTRY", "KGM"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many units a row charges; None with a sentence when the goods do not say."""

    units: Decimal | None
    why: str = ""


def counted(row: Duty, line: Line | None) -> Counted:
    """The units of a line (or of the entry) that the row counts."""
    if row.unit in ("", HEADING, ENTRY):
        return Counted(Decimal(1))
    if line is None:
        return Counted(None, words.why_unit(row.unit))
    if row.unit == KILOGRAM and line.weight_g is not None:
        return Counted(Decimal(line.weight_g) / GRAMS_PER_KG)
    if line.quantity.unit == row.unit:
        return Counted(line.quantity.amount)
    return Counted(None, words.why_unweighed() if row.unit == KILOGRAM else words.why_unit(row.unit))


def charge(kind: Kind, row: Duty, base: Span, *, country: str, line: Line | None = None) -> Charge:
    """The row's charge on a base in the same currency; a gap when the row or the goods do not say enough."""
    code, name = words.code(kind), words.name(kind)
    if row.status is Status.UNKNOWN:
        return Charge(code, name, None, source=row.told, base=base, why=words.why_unknown(kind, country=country))
    units = counted(row, line)
    if units.units is None:
        return Charge(code, name, None, source=row.told, base=base, why=units.why)
    low = _amount(row, base.low, row.low, row.per_low * units.units)
    high = _amount(row, base.high, row.high, row.per_high * units.units)
    return Charge(code, name, Span(low, high), _how(row, base, units.units), rate_text(row), base, row.told)


def _amount(row: Duty, base: Money, share: Decimal, per: Decimal) -> Money:
    value = base.amount * share
    joined = {Join.SUM: value + per, Join.LESSER: min(value, per), Join.GREATER: max(value, per)}[row.join]
    if row.least is not None:
        joined = max(joined, row.least)
    if row.most is not None:
        joined = min(joined, row.most)
    return Money.rounded(joined, base.currency)


def plain(number: Decimal) -> str:
    """A number without idle zeros or an exponent."""
    return f"{number.normalize():f}"


def _between(low: Decimal, high: Decimal) -> str:
    return plain(low) if low == high else f"{plain(low)} - {plain(high)}"


def _percent(row: Duty) -> str:
    return f"{_between(row.low * 100, row.high * 100)} %"


def _per(row: Duty) -> str:
    unit = f"/{row.unit}" if row.unit else ""
    return f"{_between(row.per_low, row.per_high)} {row.currency}{unit}"


def rate_text(row: Duty) -> str:
    """The row's rate as its tariff would write it: "6.5 %", "0.48 USD/KGM", "min(6.5 %, 3 EUR/HEADING)"."""
    parts = [_percent(row)] if row.high or not row.per_high else []
    if row.per_high:
        parts.append(_per(row))
    text = (" + " if row.join is Join.SUM else ", ").join(parts)
    wrap = {Join.SUM: "", Join.LESSER: "min", Join.GREATER: "max"}[row.join]
    text = f"{wrap}({text})" if wrap else text
    bounds = [f">= {row.least}"] if row.least is not None else []
    bounds += [f"<= {row.most}"] if row.most is not None else []
    return f"{text} ({', '.join(bounds)} {row.currency})" if bounds else text


def _how(row: Duty, base: Span, units: Decimal) -> str:
    parts = [f"{_percent(row)} x {_between(base.low.amount, base.high.amount)}"] if row.high or not row.per_high else []
    if row.per_high:
        parts.append(f"{plain(units)} x {_per(row)}")
    return (" + " if row.join is Join.SUM else " / ").join(parts)
