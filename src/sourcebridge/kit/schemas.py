"""Shapes every API document shares: amounts and quantities as strings, lists with a cursor."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Generic, Self, TypeVar

from ninja import Schema
from pydantic import ConfigDict, model_validator

from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity


class Input(Schema):
    """What a caller sends: a field that nobody asked for is refused, so that nothing is set behind a rule's back."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def _in_utc(self) -> Self:
        """Moments in UTC: the database takes no offset beyond 16 hours, the calendar ends at the year 9999."""
        for name, value in self.__dict__.items():
            if isinstance(value, datetime) and value.tzinfo is not None:
                try:
                    self.__dict__[name] = value.astimezone(UTC)
                except OverflowError as error:
                    raise ValueError(f"{name} is outside the calendar") from error
        return self


class Amount(Input):
    """An exact amount: {"amount": "9.80", "currency": "CNY"}."""

    amount: str
    currency: str

    @model_validator(mode="before")
    @classmethod
    def _from_money(cls, value: Any) -> Any:
        value = getattr(value, "_obj", value)  # ninja wraps what it reads attributes from
        return value.as_json() if isinstance(value, Money) else value

    def money(self) -> Money:
        """The typed value; raises InexactMoney or UnknownCurrency."""
        return Money.of(self.amount, self.currency)


class Price(Input):
    """A price per unit: {"amount": "9.80", "currency": "CNY", "unit": "MTR"}."""

    amount: str
    currency: str
    unit: str

    @model_validator(mode="before")
    @classmethod
    def _from_price(cls, value: Any) -> Any:
        value = getattr(value, "_obj", value)  # ninja wraps what it reads attributes from
        return value.as_json() if isinstance(value, UnitPrice) else value


class Count(Input):
    """A quantity with its unit (UNECE Rec 20): {"amount": "200", "unit": "MTR"}."""

    amount: str
    unit: str

    @model_validator(mode="before")
    @classmethod
    def _from_quantity(cls, value: Any) -> Any:
        value = getattr(value, "_obj", value)  # ninja wraps what it reads attributes from
        return value.as_json() if isinstance(value, Quantity) else value

    def quantity(self) -> Quantity:
        """The typed value; raises InexactQuantity or UnknownUnit."""
        return Quantity.of(self.amount, self.unit)


T = TypeVar("T")


class Page(Schema, Generic[T]):
    """One page of a list; `next_cursor` asks for the next, null at the end."""

    items: list[T]
    next_cursor: str | None = None


def plain(number: Decimal) -> str:
    """A decimal as text without idle zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
