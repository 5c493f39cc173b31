"""Entries worked by hand: worked.csv says the working, rates.csv the rows it uses."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from sourcebridge.customs import dutyfile
from sourcebridge.customs.entry import Entry, Line
from sourcebridge.customs.rules import Mode, Regime, Rules
from sourcebridge.customs.structures import structure_of, territory
from sourcebridge.kit.charges import Charge, Span
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity

HERE = Path(__file__).parent
RATES = (HERE / "rates.csv").read_text("utf-8")


def rules(country: str, on: date) -> Rules:
    """The test's rows of a country and its union."""
    rows = tuple(row for row in dutyfile.read(RATES).rows if row.country in (country, territory(country)))
    return Rules(country, on, rows)


def cases() -> Iterator[dict[str, str]]:
    """One row a case."""
    with (HERE / "worked.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def line(text: str, currency: str) -> Line:
    """ "code origin goods [grams]"."""
    code, origin, goods, *grams = text.split()
    weight = int(grams[0]) if grams else None
    return Line(code, origin, Money.of(goods, currency), Quantity(Decimal(100), "C62"), weight)


def entry(case: dict[str, str]) -> Entry:
    """The entry of a case."""
    structure = structure_of(case["to"])
    assert structure is not None
    currency = structure.currency
    freight, insurance, inland = (
        Span.exact(Money.of(case[name], currency)) for name in ("freight", "insurance", "inland")
    )
    return Entry(
        tuple(line(text, currency) for text in case["lines"].split("|")), case["to"], Mode(case["mode"]), freight,
        insurance, inland, date.fromisoformat(case["on"]), Regime(case["regime"]), to_consumer=case["regime"] == "IOSS",
    )  # fmt: skip


def said(charge: Charge) -> str:
    """A charge as worked.csv writes it."""
    kind = charge.code.removeprefix("duty.")
    if charge.span is None:
        return f"{kind} ?"
    low, high = charge.span.low.amount, charge.span.high.amount
    return f"{kind} {low}" if low == high else f"{kind} {low}-{high}"
