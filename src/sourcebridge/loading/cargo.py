"""What is loaded and into what: whole millimetres and grams. x runs from the back wall to the door, z upwards."""

from __future__ import annotations

from dataclasses import dataclass

SUPPORT_PERCENT = 75


@dataclass(frozen=True, slots=True)
class Item:
    """`count` equal cartons. `stack_g` is what may rest on one, None is no limit; `upright` keeps its height up."""

    key: str
    length_mm: int
    width_mm: int
    height_mm: int
    gross_g: int
    count: int = 1
    fragile: bool = False
    stack_g: int | None = None
    upright: bool = False

    def __post_init__(self) -> None:
        if min(self.length_mm, self.width_mm, self.height_mm, self.gross_g, self.count) <= 0:
            raise ValueError("a carton has sides, a weight and a number above zero")

    @property
    def mm3(self) -> int:
        """Volume of one."""
        return self.length_mm * self.width_mm * self.height_mm

    def turned(self) -> tuple[tuple[int, int, int], ...]:
        """The ways it may stand, as (length, width, height), each once."""
        a, b, c = self.length_mm, self.width_mm, self.height_mm
        ways = [(a, b, c), (b, a, c)]
        if not self.upright:
            ways += [(a, c, b), (c, a, b), (b, c, a), (c, b, a)]
        return tuple(dict.fromkeys(ways))


@dataclass(frozen=True, slots=True)
class Container:
    """Inner sides and door in mm, payload in g; `cost` compares sets of containers, 0 goes by volume."""

    code: str
    length_mm: int
    width_mm: int
    height_mm: int
    door_width_mm: int
    door_height_mm: int
    payload_g: int
    cost: int = 0

    @property
    def mm3(self) -> int:
        """Inner volume."""
        return self.length_mm * self.width_mm * self.height_mm


@dataclass(frozen=True, slots=True)
class Placed:
    """One carton at its corner nearest to the back wall's left lower corner."""

    key: str
    x: int
    y: int
    z: int
    length: int
    width: int
    height: int
    gross_g: int


@dataclass(frozen=True, slots=True)
class Load:
    """A container with its cartons in the order in which they are loaded.

    `blocks` are how many of them, one after the other, stand as one block of equal cartons.
    """

    container: Container
    placed: tuple[Placed, ...]
    blocks: tuple[int, ...] = ()

    @property
    def filled_mm3(self) -> int:
        """Volume of the cartons."""
        return sum(one.length * one.width * one.height for one in self.placed)

    @property
    def gross_g(self) -> int:
        """Weight of the cartons."""
        return sum(one.gross_g for one in self.placed)


@dataclass(frozen=True, slots=True)
class Plan:
    """The containers of a shipment; `left` are cartons not loaded, by key; `cut` when not every way was tried."""

    loads: tuple[Load, ...]
    left: dict[str, int]
    cut: bool = False
