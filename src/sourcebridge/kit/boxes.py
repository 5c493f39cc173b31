"""Boxes as carriers see them: whole millimetres and grams, counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

MM3_PER_CBM = 10**9


@dataclass(frozen=True, slots=True)
class Box:
    """`count` equal boxes: outer sides in mm, gross weight in g each.

    `estimated` names what was not known but estimated ("sides", "weight"); a box is never silently made up.
    """

    length_mm: int
    width_mm: int
    height_mm: int
    gross_g: int
    count: int = 1
    estimated: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if min(self.length_mm, self.width_mm, self.height_mm, self.gross_g, self.count) <= 0:
            raise ValueError("a box has sides, a weight and a number above zero")

    @property
    def mm3(self) -> int:
        """Volume of one box in cubic millimetres."""
        return self.length_mm * self.width_mm * self.height_mm

    @property
    def sides(self) -> tuple[int, int, int]:
        """Longest, middle and shortest side in mm."""
        long, middle, short = sorted((self.length_mm, self.width_mm, self.height_mm), reverse=True)
        return long, middle, short


def cubic_metres(boxes: Iterable[Box]) -> Decimal:
    """Volume of all boxes in m3, exact."""
    return Decimal(sum(box.mm3 * box.count for box in boxes)) / MM3_PER_CBM


def grams(boxes: Iterable[Box]) -> int:
    """Gross weight of all boxes in g."""
    return sum(box.gross_g * box.count for box in boxes)
