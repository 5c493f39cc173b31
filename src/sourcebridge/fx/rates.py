"""Rates as figures: crossing through the euro, age, margin, and the one rounding of a conversion. No database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from sourcebridge.fx.errors import RateMissing, RateStale
from sourcebridge.kit.charges import Source, Span
from sourcebridge.kit.currency import exponent
from sourcebridge.kit.money import Money, UnlikeCurrencies

EURO = "EUR"
FIGURES = Context(prec=12)


@dataclass(frozen=True, slots=True)
class Known:
    """A row: units of the currency for one euro on a day."""

    rate: Decimal
    on: date
    source: str
    ref: str


@dataclass(frozen=True, slots=True)
class Rate:
    """`value` units of `quote` for one of `base`, twelve figures; `margin` is the operator's share on top (0.01 = 1 %).

    `charged` is the rate somebody pays who owes an amount in `base` and pays it in `quote`.
    """

    base: str
    quote: str
    value: Decimal
    on: date
    source: Source
    margin: Decimal

    @property
    def charged(self) -> Decimal:
        """The rate with the margin, twelve figures."""
        return FIGURES.multiply(self.value, 1 + self.margin)


def convert(amount: Money, rate: Rate, *, with_margin: bool = False) -> Money:
    """The amount in the rate's other currency, rounded half up once to its exponent. Raises UnlikeCurrencies."""
    if amount.currency != rate.base:
        raise UnlikeCurrencies(left=amount.currency, right=rate.base)
    return Money.rounded(amount.amount * (rate.charged if with_margin else rate.value), rate.quote)


def convert_span(amount: Span, rate: Rate, *, with_margin: bool = False) -> Span:
    """Both ends converted, each rounded once."""
    return Span(convert(amount.low, rate, with_margin=with_margin), convert(amount.high, rate, with_margin=with_margin))


@dataclass(frozen=True, slots=True)
class Table:
    """The newest row of every currency on or before `on`, the margin and how old a row may be in days."""

    on: date
    margin: Decimal
    stale_days: int
    rows: Mapping[str, Known]

    def known(self, currency: str) -> Known | None:
        """The row of a currency that is young enough; None for the euro itself. Raises RateMissing, RateStale."""
        exponent(currency)
        if currency == EURO:
            return None
        found = self.rows.get(currency)
        if found is None:
            raise RateMissing(currency=currency, on=self.on.isoformat())
        if (self.on - found.on).days > self.stale_days:
            raise RateStale(currency=currency, on=self.on.isoformat(), last=found.on.isoformat())
        return found

    def rate(self, base: str, quote: str) -> Rate:
        """Units of `quote` for one of `base`, crossed through the euro.

        One currency into itself is 1 without margin. Raises RateMissing, RateStale, UnknownCurrency.
        """
        if base == quote:
            exponent(base)
            return Rate(base, quote, Decimal(1), self.on, Source(""), Decimal(0))
        left, right = self.known(base), self.known(quote)
        used = [row for row in (left, right) if row is not None]
        over, under = right.rate if right else Decimal(1), left.rate if left else Decimal(1)
        source = Source(
            "; ".join(dict.fromkeys(row.source for row in used)),
            ref=" ".join(row.ref for row in used),
            valid_from=min(row.on for row in used),
        )
        return Rate(base, quote, FIGURES.divide(over, under), min(row.on for row in used), source, self.margin)
