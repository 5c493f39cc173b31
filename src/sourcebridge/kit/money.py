"""Money, UnitPrice and their arithmetic: Decimal at the currency's exponent, never a float.

Source: architecture decision 2. A UnitPrice (six decimals per unit) becomes Money only through
a Quantity, rounded half up once, at the line total; splits use the largest remainder.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import total_ordering
from typing import Any

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.currency import exponent
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.quantity import Quantity, UnlikeUnits

UNIT_PRICE_STEP = Decimal("0.000001")
LARGEST_MINOR = 10**15
LARGEST_UNIT_PRICE = 10**12


class InexactMoney(Refusal):
    """The amount has more decimals than its currency, is not a number, or is out of range."""

    code = "inexact_money"
    status = 422
    sentence = _("“%(amount)s” is not an amount in %(currency)s. Write it with at most %(places)s decimals.")


class UnlikeCurrencies(Refusal):
    """Two currencies cannot be added or compared; conversion happens only at named moments."""

    code = "unlike_currencies"
    status = 422
    sentence = _("%(left)s and %(right)s cannot be mixed in one sum.")


def decimal_from(value: Decimal | int | str) -> Decimal:
    """Read a finite decimal from text or an exact number; floats are refused with TypeError."""
    if isinstance(value, float | bool):
        raise TypeError("a float or bool is never an amount")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise InexactMoney(amount=str(value), currency="?", places=0) from None
    if not number.is_finite():
        raise InexactMoney(amount=str(value), currency="?", places=0)
    return number


def _positive_zero(number: Decimal) -> Decimal:
    return number or number.copy_abs()


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount of one currency, e.g. Money(Decimal("9.80"), "CNY")."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        places = exponent(self.currency)
        try:
            number = decimal_from(self.amount)
        except InexactMoney:
            raise InexactMoney(amount=str(self.amount), currency=self.currency, places=places) from None
        step = Decimal(1).scaleb(-places)
        if number.copy_abs() > LARGEST_MINOR * step or number.quantize(step) != number:
            raise InexactMoney(amount=str(self.amount), currency=self.currency, places=places)
        object.__setattr__(self, "amount", _positive_zero(number.quantize(step)))

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """Read an amount written exactly, e.g. Money.of("9.80", "CNY"); raises InexactMoney."""
        return cls(amount, currency)  # type: ignore[arg-type]

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in a currency."""
        return cls(Decimal(0), currency)

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """From the smallest unit: 980 fen is 9.80 CNY, 980 yen is 980 JPY."""
        return cls(Decimal(minor).scaleb(-exponent(currency)), currency)

    @classmethod
    def rounded(cls, amount: Decimal, currency: str) -> Money:
        """Round half up to the currency's exponent; the one place where money is rounded."""
        places = exponent(currency)
        step = Decimal(1).scaleb(-places)
        if not amount.copy_abs() <= LARGEST_MINOR * step:
            raise InexactMoney(amount=str(amount), currency=currency, places=places)
        return cls(amount.quantize(step, rounding=ROUND_HALF_UP), currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """Sum of amounts of one currency, zero when there are none."""
        result = cls.zero(currency)
        for amount in amounts:
            result = result + amount
        return result

    @property
    def minor(self) -> int:
        """The amount in the smallest unit of its currency."""
        return int(self.amount.scaleb(exponent(self.currency)))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise UnlikeCurrencies(left=self.currency, right=other.currency)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __mul__(self, times: int) -> Money:
        if not isinstance(times, int) or isinstance(times, bool):
            raise TypeError("Money multiplies by whole numbers only; use `share` for rates")
        return Money(self.amount * times, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __bool__(self) -> bool:
        return self.amount != 0

    def share(self, rate: Decimal) -> Money:
        """A rate of the amount (0.006 is 0.6 %), rounded half up once."""
        return Money.rounded(self.amount * decimal_from(rate), self.currency)

    def split(self, weights: Sequence[int | Decimal]) -> list[Money]:
        """Divide by weights so that the parts sum to the whole (largest remainder, ties to the first)."""
        total = sum((Fraction(w) for w in weights), Fraction(0))
        if not weights or total <= 0 or any(w < 0 for w in weights):
            raise ValueError("weights must be non-negative and not all zero")
        sign = -1 if self.minor < 0 else 1
        whole = abs(self.minor)
        exact = [whole * Fraction(w) / total for w in weights]
        floors = [int(share) for share in exact]
        by_remainder = sorted(range(len(weights)), key=lambda i: (floors[i] - exact[i], i))
        for index in by_remainder[: whole - sum(floors)]:
            floors[index] += 1
        return [Money.from_minor(sign * part, self.currency) for part in floors]

    def as_json(self) -> dict[str, str]:
        """Strings only: {"amount": "9.80", "currency": "CNY"}."""
        return {"amount": str(self.amount), "currency": self.currency}

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """A price per unit with six decimals, e.g. 9.80 CNY per metre."""

    amount: Decimal
    currency: str
    unit: str

    def __post_init__(self) -> None:
        exponent(self.currency)
        number = decimal_from(self.amount)
        if number < 0 or number > LARGEST_UNIT_PRICE or number.quantize(UNIT_PRICE_STEP) != number:
            raise InexactMoney(amount=str(self.amount), currency=self.currency, places=6)
        object.__setattr__(self, "amount", _positive_zero(number.quantize(UNIT_PRICE_STEP)))

    def __mul__(self, quantity: Quantity) -> Money:
        if quantity.unit != self.unit:
            raise UnlikeUnits(left=self.unit, right=quantity.unit)
        return Money.rounded(self.amount * quantity.amount, self.currency)

    def as_json(self) -> dict[str, str]:
        """Strings only, trailing zeros beyond the currency's exponent dropped."""
        return {"amount": self.text, "currency": self.currency, "unit": self.unit}

    @property
    def text(self) -> str:
        """The amount with at least the currency's decimals and no idle zeros beyond."""
        places = exponent(self.currency)
        shown = self.amount.normalize()
        digits = -int(shown.as_tuple().exponent) if isinstance(shown.as_tuple().exponent, int) else 0
        return f"{self.amount:.{max(places, digits)}f}"

    def __str__(self) -> str:
        return f"{self.text} {self.currency}/{self.unit}"


def money_json(value: Any) -> Any:
    """JSON default hook: Money, UnitPrice, Quantity and Decimal become strings."""
    if hasattr(value, "as_json"):
        return value.as_json()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")
