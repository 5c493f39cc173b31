"""What is answered to lines of cartons: the plan, its check, and each different container told in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

from sourcebridge.kit.boxes import Box, grams
from sourcebridge.loading import planner, verifier
from sourcebridge.loading.cargo import Container, Item, Load, Placed, Plan
from sourcebridge.loading.errors import NothingToLoad, TooManyCartons, TooManyLines, TooVaried

MOST_CONTAINERS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """Cartons of one kind of goods: `boxes` at the most, `least` at the least (the same when nothing is estimated).

    `bears` is how many like it may rest on one, None is no limit; `estimated` names what the sizes were estimated by.
    """

    name: str
    boxes: tuple[Box, ...]
    fragile: bool = False
    bears: int | None = None
    upright: bool = False
    least: tuple[Box, ...] = ()
    estimated: str = ""

    @property
    def count(self) -> int:
        """Cartons at the most."""
        return sum(box.count for box in self.boxes)

    @property
    def least_count(self) -> int:
        """Cartons at the least."""
        return sum(box.count for box in self.least or self.boxes)


@dataclass(frozen=True, slots=True)
class Step:
    """One block of equal cartons: where it begins and ends (mm), how each lies, how many deep, wide and high."""

    number: int
    line: int
    count: int
    start: tuple[int, int, int]
    end: tuple[int, int, int]
    sides: tuple[int, int, int]
    times: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Told:
    """Containers loaded alike, by their numbers. Shares in thousandths, the centre of weight in mm.

    `deep_share` is the weight in the half at the back wall, the rest lies in the half at the door.
    """

    numbers: tuple[int, ...]
    load: Load
    steps: tuple[Step, ...]
    per_line: tuple[tuple[int, int], ...]
    filled: int
    weighted: int
    centre: tuple[int, int, int]
    deep_share: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan for the cartons at the most, its check, and the least number of containers when sizes are estimated.

    `left` are (line, cartons, whether they fit into no container at all).
    """

    lines: tuple[Line, ...]
    plan: Plan
    check: verifier.Check
    told: tuple[Told, ...]
    left: tuple[tuple[int, int, bool], ...] = ()
    least: Plan | None = None
    kinds: tuple[tuple[str, int], ...] = field(default=())

    @property
    def is_exact(self) -> bool:
        """Whether nothing is estimated."""
        return self.least is None

    def volume(self, *, least: bool = False) -> int:
        """All cartons in mm3."""
        return sum(box.mm3 * box.count for line in self.lines for box in _boxes(line, least=least))

    def weight(self, *, least: bool = False) -> int:
        """All cartons in g."""
        return sum(grams(_boxes(line, least=least)) for line in self.lines)

    def count(self, *, least: bool = False) -> int:
        """All cartons."""
        return sum(line.least_count if least else line.count for line in self.lines)


def letter(number: int) -> str:
    """A, B, ... Z, AA: how a line is called in drawings and lists."""
    first, last = divmod(number, len(ascii_uppercase))
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last]


def _boxes(line: Line, *, least: bool) -> tuple[Box, ...]:
    return line.least if least and line.least else line.boxes


def items(lines: Sequence[Line], *, least: bool = False) -> list[Item]:
    """The cartons to load; a key is the line's number and the box's, as "0.1"."""
    return [
        Item(
            f"{number}.{part}", box.length_mm, box.width_mm, box.height_mm, box.gross_g, box.count, line.fragile,
            None if line.bears is None else line.bears * box.gross_g, line.upright,
        )
        for number, line in enumerate(lines)
        for part, box in enumerate(_boxes(line, least=least))
    ]  # fmt: skip


def line_of(key: str) -> int:
    """The number of the line a carton belongs to."""
    return int(key.partition(".")[0])


def answer(lines: Sequence[Line], containers: Sequence[Container], *, most_cartons: int, most_lines: int) -> Answer:
    """Plan all lines. Raises NothingToLoad, TooManyLines, TooManyCartons, TooVaried."""
    if not lines:
        raise NothingToLoad
    if len(lines) > most_lines:
        raise TooManyLines(count=len(lines), most=most_lines)
    count = sum(line.count for line in lines)
    if count > most_cartons:
        raise TooManyCartons(count=count, most=most_cartons)
    wanted = items(lines)
    try:
        plan = planner.plan(wanted, containers, most=MOST_CONTAINERS)
        estimated = any(line.estimated for line in lines)
        least = planner.plan(items(lines, least=True), containers, most=MOST_CONTAINERS) if estimated else None
    except planner.TooMuchWork:
        raise TooVaried from None
    return Answer(
        lines=tuple(lines), plan=plan, check=verifier.check(plan, wanted), told=_told(plan), least=least,
        left=_left(plan, {one.key: one for one in wanted}, containers),
        kinds=tuple(Counter(load.container.code for load in plan.loads).items()),
    )  # fmt: skip


def _left(plan: Plan, wanted: dict[str, Item], containers: Sequence[Container]) -> tuple[tuple[int, int, bool], ...]:
    found: Counter[tuple[int, bool]] = Counter()
    for key, count in plan.left.items():
        fits = any(_passes(wanted[key], box) for box in containers)
        found[line_of(key), not fits] += count
    return tuple((line, count, never) for (line, never), count in sorted(found.items()) if count)


def _passes(item: Item, box: Container) -> bool:
    return item.gross_g <= box.payload_g and any(
        a <= box.length_mm and b <= min(box.width_mm, box.door_width_mm) and c <= min(box.height_mm, box.door_height_mm)
        for a, b, c in item.turned()
    )


def _told(plan: Plan) -> tuple[Told, ...]:
    """Each different load once, in the order of the first container loaded so."""
    alike: dict[Load, list[int]] = {}
    for number, load in enumerate(plan.loads, start=1):
        alike.setdefault(load, []).append(number)
    return tuple(_one(load, tuple(numbers)) for load, numbers in alike.items())


def _one(load: Load, numbers: tuple[int, ...]) -> Told:
    steps: list[Step] = []
    at = 0
    for count in load.blocks:
        steps.append(_step(len(steps) + 1, load.placed[at : at + count]))
        at += count
    per_line = Counter(line_of(one.key) for one in load.placed)
    weight = load.gross_g
    centre = tuple(
        sum(one.gross_g * (2 * getattr(one, at) + getattr(one, side)) for one in load.placed) // (2 * weight)
        for at, side in (("x", "length"), ("y", "width"), ("z", "height"))
    )
    return Told(
        numbers=numbers, load=load, steps=tuple(steps), per_line=tuple(sorted(per_line.items())),
        filled=load.filled_mm3 * 1000 // load.container.mm3, weighted=weight * 1000 // load.container.payload_g,
        centre=(centre[0], centre[1], centre[2]), deep_share=_deep_share(load),
    )  # fmt: skip


def _deep_share(load: Load) -> int:
    half = load.container.length_mm // 2
    deep = sum(one.gross_g * max(0, min(half - one.x, one.length)) // one.length for one in load.placed)
    return deep * 1000 // load.gross_g


def _step(number: int, cartons: Sequence[Placed]) -> Step:
    one = cartons[0]
    sides = (one.length, one.width, one.height)
    start = (min(c.x for c in cartons), min(c.y for c in cartons), min(c.z for c in cartons))
    end = (
        max(c.x + c.length for c in cartons), max(c.y + c.width for c in cartons), max(c.z + c.height for c in cartons),
    )  # fmt: skip
    deep, wide, high = ((end[axis] - start[axis]) // sides[axis] for axis in range(3))
    return Step(number, line_of(one.key), len(cartons), start, end, sides, (deep, wide, high))
