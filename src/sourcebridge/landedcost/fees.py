"""Fees of the way that no carrier's card and no customs tariff names: clearance, terminals, delivery. Pure.

A fee's amount may be a span where the trade knows only a range. Basis SHIPMENT counts once, CBM and TONNE by started
hundredth and kilogram, WM by the greater of both with at least one, LINE once a heading, VALUE is a rate of the goods.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sourcebridge.kit.charges import Charge, Source, Span
from sourcebridge.kit.money import Money
from sourcebridge.landedcost.incoterms import Step

ANY = ""
SHIPMENT, CBM, TONNE, WM, LINE, VALUE = "SHIPMENT", "CBM", "TONNE", "WM", "LINE", "VALUE"
BASES = (SHIPMENT, CBM, TONNE, WM, LINE, VALUE)


@dataclass(frozen=True, slots=True)
class FeeRate:
    """One row in force. Empty `country`, `mode` hold everywhere; `low` and `high` per unit of the basis."""

    ref: str
    code: str
    step: Step
    country: str
    mode: str
    basis: str
    low: Decimal
    high: Decimal
    least: Decimal
    currency: str
    name: str
    source: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Range:
    """A plain number from `low` to `high`."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Measured:
    """What fees count: volume in m3, weight in kg, headings, and the goods' value."""

    cbm: Range
    kg: Range
    headings: int
    value: Span


def charged(fee: FeeRate, measured: Measured, *, on: date) -> Charge:
    """The fee as a line; a gap when the row has ended, saying who must act."""
    source = Source(fee.source, fee.ref, fee.valid_from, fee.valid_until)
    code = f"fee.{fee.code}"
    if fee.valid_until is not None and fee.valid_until < on:
        return Charge(code, fee.name, None, source=source, why="fee_ended")
    if fee.basis == VALUE:
        span = measured.value.share(fee.low) if fee.low == fee.high else _share(fee, measured.value)
        return Charge(code, fee.name, _least(span, fee), f"{_percent(fee)} x {measured.value.high}", _percent(fee),
                      measured.value, source)  # fmt: skip
    units = _units(fee.basis, measured)
    low = Money.rounded(max(fee.low * units.low, fee.least), fee.currency)
    high = Money.rounded(max(fee.high * units.high, fee.least), fee.currency)
    rate = str(fee.low) if fee.low == fee.high else f"{fee.low} - {fee.high}"
    counted = str(units.low) if units.low == units.high else f"{units.low} - {units.high}"
    return Charge(code, fee.name, Span(low, high), f"{counted} x {rate}", f"{rate} {fee.currency}", None, source)


def _units(basis: str, measured: Measured) -> Range:
    if basis == CBM:
        return measured.cbm
    if basis == TONNE:
        return Range(measured.kg.low / 1000, measured.kg.high / 1000)
    if basis == WM:
        return Range(
            max(measured.cbm.low, measured.kg.low / 1000, Decimal(1)),
            max(measured.cbm.high, measured.kg.high / 1000, Decimal(1)),
        )
    count = Decimal(measured.headings if basis == LINE else 1)
    return Range(count, count)


def _share(fee: FeeRate, value: Span) -> Span:
    return Span(value.low.share(fee.low), value.high.share(fee.high))


def _least(span: Span, fee: FeeRate) -> Span:
    if fee.currency != span.currency:
        return span
    least = Money.rounded(fee.least, fee.currency)
    return Span(max(span.low, least), max(span.high, least))


def _percent(fee: FeeRate) -> str:
    low, high = (f"{(rate * 100).normalize():f}" for rate in (fee.low, fee.high))
    return f"{low} %" if low == high else f"{low} - {high} %"
