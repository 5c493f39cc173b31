"""Quantity: an exact count of one unit. Codes are UNECE Recommendation 20/21."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import total_ordering
from typing import cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.kit.errors import Refusal

STEP = Decimal("0.001")
LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of sale: its code, its names, and the finest step it is counted in."""

    code: str
    sign: str | Promise
    name: str | Promise
    step: Decimal


UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("C62", pgettext_lazy("unit sign", "pc"), _("piece"), Decimal(1)),
        Unit("MTR", pgettext_lazy("unit sign", "m"), _("metre"), Decimal("0.1")),
        Unit("KGM", pgettext_lazy("unit sign", "kg"), _("kilogram"), Decimal("0.001")),
        Unit("SET", pgettext_lazy("unit sign", "set"), _("set"), Decimal(1)),
        Unit("PR", pgettext_lazy("unit sign", "pair"), _("pair"), Decimal(1)),
        Unit("RO", pgettext_lazy("unit sign", "roll"), _("roll"), Decimal(1)),
        Unit("BX", pgettext_lazy("unit sign", "box"), _("box"), Decimal(1)),
        Unit("DZN", pgettext_lazy("unit sign", "dozen"), _("dozen"), Decimal(1)),
        Unit("MTK", pgettext_lazy("unit sign", "m²"), _("square metre"), Decimal("0.01")),
    )
}


class UnknownUnit(Refusal):
    """The unit code is not in the table."""

    code = "unknown_unit"
    status = 422
    sentence = _("“%(unit)s” is not a unit we count in. Choose one of the listed units.")


class InexactQuantity(Refusal):
    """The quantity is not a number, is out of range, or is finer than the unit is counted in."""

    code = "inexact_quantity"
    status = 422
    sentence = _("“%(amount)s” is not a quantity in this unit. Use steps of %(step)s.")


class UnlikeUnits(Refusal):
    """Two units cannot be added or compared."""

    code = "unlike_units"
    status = 422
    sentence = _("%(left)s and %(right)s cannot be mixed in one sum.")


def unit_of(code: str) -> Unit:
    """The unit of a code; raises UnknownUnit."""
    try:
        return UNITS[code]
    except KeyError:
        raise UnknownUnit(unit=code) from None


@total_ordering
@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact amount of one unit, e.g. Quantity(Decimal("200"), "MTR")."""

    amount: Decimal
    unit: str

    def __post_init__(self) -> None:
        unit = unit_of(self.unit)
        if isinstance(cast(object, self.amount), float | bool):
            raise TypeError("a float or bool is never a quantity")
        try:
            number = Decimal(self.amount)
        except InvalidOperation:
            raise InexactQuantity(amount=str(self.amount), step=str(unit.step)) from None
        if (
            not number.is_finite()
            or number.copy_abs() > LARGEST
            or number.quantize(STEP) != number
            or number % unit.step
        ):
            raise InexactQuantity(amount=str(self.amount), step=str(unit.step))
        object.__setattr__(self, "amount", number.quantize(STEP) or Decimal("0.000"))

    @classmethod
    def of(cls, amount: Decimal | int | str, unit: str) -> Quantity:
        """Read a quantity written exactly; raises InexactQuantity or UnknownUnit."""
        return cls(amount, unit)  # type: ignore[arg-type]

    def _same(self, other: Quantity) -> None:
        if self.unit != other.unit:
            raise UnlikeUnits(left=self.unit, right=other.unit)

    def __add__(self, other: Quantity) -> Quantity:
        self._same(other)
        return Quantity(self.amount + other.amount, self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        self._same(other)
        return Quantity(self.amount - other.amount, self.unit)

    def __neg__(self) -> Quantity:
        return Quantity(-self.amount, self.unit)

    def __lt__(self, other: Quantity) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __bool__(self) -> bool:
        return self.amount != 0

    @property
    def text(self) -> str:
        """The number without idle zeros: "200", "1.5"."""
        shown = f"{self.amount:f}"
        return shown.rstrip("0").rstrip(".") if "." in shown else shown

    def as_json(self) -> dict[str, str]:
        """Strings only: {"amount": "200", "unit": "MTR"}."""
        return {"amount": self.text, "unit": self.unit}

    def __str__(self) -> str:
        return f"{self.text} {self.unit}"
