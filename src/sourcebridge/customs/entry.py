"""What is declared and what comes of it: plain data, amounts in the destination's own currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sourcebridge.customs.rules import Mode, Regime
from sourcebridge.kit.charges import Charge, Span
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Line:
    """Goods of one code and origin; `code` digits only, `weight_g` net in g or None when nobody knows."""

    code: str
    origin: str
    goods: Money
    quantity: Quantity
    weight_g: int | None = None
    preferential: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything declared together on a day. `goods` of the lines are free on board at the port of loading.

    `freight` and `insurance` run to the destination's border, `inland` from there to the door.
    """

    lines: tuple[Line, ...]
    destination: str
    mode: Mode
    freight: Span
    insurance: Span
    inland: Span
    on: date
    regime: Regime = Regime.HOME_USE
    to_consumer: bool = False


@dataclass(frozen=True, slots=True)
class LineAssessment:
    """A line's value for customs and its charges, in the structure's order."""

    line: Line
    value: Span
    charges: tuple[Charge, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """All of an entry: by line, and what is charged once."""

    lines: tuple[LineAssessment, ...]
    shared: tuple[Charge, ...]
    value_for_customs: Span

    @property
    def charges(self) -> tuple[Charge, ...]:
        """Every charge, lines first."""
        return (*(charge for line in self.lines for charge in line.charges), *self.shared)
