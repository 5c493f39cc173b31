"""One line of what a trade costs: how it was reckoned, from which rate, on whose word, and how sure it is.

Freight, customs and landed cost all speak in these lines, so that every figure on a sheet can be worked out by hand
from what the sheet shows. An amount is a span from `low` to `high`; they are equal when it is exact. A charge whose
rate nobody knows is a gap: it has no amount and is never counted as zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sourcebridge.kit.money import Money


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so, and from when until when (inclusive, None is open); `ref` names the row and its version."""

    text: str
    ref: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`, both included, of one currency."""

    low: Money
    high: Money

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("a span runs upwards")

    @classmethod
    def exact(cls, amount: Money) -> Span:
        """A span of one amount."""
        return cls(amount, amount)

    @classmethod
    def zero(cls, currency: str) -> Span:
        """Nothing, exactly."""
        return cls.exact(Money.zero(currency))

    @property
    def is_exact(self) -> bool:
        """Whether both ends are the same."""
        return self.low == self.high

    @property
    def currency(self) -> str:
        """The currency of both ends."""
        return self.low.currency

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high)

    def share(self, rate: Decimal) -> Span:
        """A rate (not below zero) of both ends, each rounded half up once."""
        return Span(self.low.share(rate), self.high.share(rate))


@dataclass(frozen=True, slots=True)
class Charge:
    """A line. `code` is its kind within its domain (e.g. "freight.main", "duty.section301"), `name` its words.

    `how` says in figures how the amount came about ("24 kg x 38.00", "6.5 % of 10,000.00"); `rate` is the rate as
    text; `base` what it was applied to. `span` is None for a gap; then `why` says what is missing and who can tell.
    """

    code: str
    name: str
    span: Span | None
    how: str = ""
    rate: str = ""
    base: Span | None = None
    source: Source | None = None
    why: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether nobody knows the amount."""
        return self.span is None

    def said(self, span: Span | None) -> Charge:
        """The same line with another amount."""
        return replace(self, span=span)


def total(charges: Iterable[Charge], currency: str) -> Span:
    """Sum of the lines that have an amount; ask `gaps` what it leaves out."""
    summed = Span.zero(currency)
    for charge in charges:
        if charge.span is not None:
            summed = summed + charge.span
    return summed


def gaps(charges: Iterable[Charge]) -> list[Charge]:
    """The lines without an amount."""
    return [charge for charge in charges if charge.is_gap]
