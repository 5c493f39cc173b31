"""Spans of a sheet, which holds figures as text: "$1.57 – 1.72", "about" where the ends lie apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.dateparse import parse_date

from sourcebridge.kit.currency import SYMBOLS, exponent
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost.lands import country_name
from sourcebridge.shell import figures

register = template.Library()


@register.filter
def spanned(ends: Sequence[str] | None, currency: str) -> str:
    """[low, high] as an amount of the currency; one figure when they are equal."""
    return "" if ends is None else _said(ends, currency, exponent(currency))


@register.filter
def each(ends: Sequence[str], currency: str) -> str:
    """The same for a price per unit: two to four decimals."""
    places = max(exponent(currency), *(len(f"{Decimal(end).normalize():f}".partition(".")[2]) for end in ends))
    return _said(ends, currency, places)


def _said(ends: Sequence[str], currency: str, places: int) -> str:
    symbol = SYMBOLS.get(currency, currency)
    gap = figures.HARD if symbol.isalpha() else ""
    low, high = (figures.number(Decimal(end), places) for end in ends)
    return f"{symbol}{gap}{low}" if low == high else f"{symbol}{gap}{low} – {high}"


@register.filter
def own(found: Mapping[str, Any] | None) -> str:
    """An amount that says its own currency."""
    return "" if found is None else spanned(found["amount"], found["currency"])


@register.filter
def ranged(ends: Sequence[str | int]) -> str:
    """Two plain numbers: "6 – 9", "36"."""
    low, high = (figures.number(Decimal(str(end)).normalize()) for end in ends)
    return low if low == high else f"{low} – {high}"


@register.filter
def counted(found: Mapping[str, str]) -> str:
    """{"amount", "unit"} with its sign."""
    return figures.quantity_text(Quantity.of(found["amount"], found["unit"]))


@register.filter
def percent(share: str) -> str:
    """0.01 as "1 %"."""
    return f"{(Decimal(share) * 100).normalize():f} %"


@register.filter
def land(code: str) -> str:
    """A country's name."""
    return country_name(code)


@register.filter
def day(text: str | None) -> date | None:
    """A day kept as text."""
    return parse_date(text) if text else None


@register.filter
def worked(how: str) -> str:
    """The working with proper signs."""
    return how.replace(" x ", " × ").replace(" - ", " − ")


@register.filter
def short(ref: str) -> str:
    """A row's reference for reading: cards and versions whole, other rows by the end of their key."""
    kind, _colon, key = ref.partition(":")
    return key if "@" in key or not key else f"{kind}:…{key[-8:]}"
