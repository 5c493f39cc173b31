"""Drawings of a loaded container in millimetres: from the side, from above, at an angle from the door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sourcebridge.loading.answer import Step, Told, letter
from sourcebridge.loading.cargo import Container

Point = tuple[int, int]
Corner = tuple[int, int, int]
COLOURS, PATTERNS = 8, 6
MARGIN = 60
LETTER, LEAST_LETTER = 300, 90


@dataclass(frozen=True, slots=True)
class Shape:
    """A face of a block: its corners, the lines between its cartons, its line's number; `shade` darkens a side."""

    points: str
    grid: str
    line: int
    shade: int = 0
    letter_at: Point | None = None
    letter_size: int = LETTER

    @property
    def letter(self) -> str:
        """What the line is called; empty where there is no room for it."""
        return letter(self.line) if self.letter_at and self.letter_size >= LEAST_LETTER else ""

    @property
    def colour(self) -> int:
        """One of the colours."""
        return self.line % COLOURS

    @property
    def pattern(self) -> int:
        """One of the patterns, so that the lines differ in black and white."""
        return self.line % PATTERNS


@dataclass(frozen=True, slots=True)
class View:
    """A drawing: its name ("side", "top", "angle"), its box, the container's own lines and the faces in order."""

    name: str
    box: str
    walls: str
    shapes: tuple[Shape, ...]


def views(told: Told) -> tuple[View, ...]:
    """The three drawings of a container."""
    box = told.load.container
    return (_flat("side", told.steps, box), _flat("top", told.steps, box), _angle(told.steps, box))


def _flat(name: str, steps: Sequence[Step], box: Container) -> View:
    """Seen straight, from the left wall or from above: what is nearer covers the rest. The back wall is at the left."""
    across = 2 if name == "side" else 1
    high = box.height_mm if name == "side" else box.width_mm
    nearer: Callable[[Step], int] = (lambda one: -one.start[1]) if name == "side" else (lambda one: one.start[2])

    def spot(x: int, other: int) -> Point:
        return x, high - other

    shapes = []
    for one in sorted(steps, key=nearer):
        x, x2, o, o2 = one.start[0], one.end[0], one.start[across], one.end[across]
        corners = (spot(x, o), spot(x2, o), spot(x2, o2), spot(x, o2))
        deep, other = one.sides[0], one.sides[across]
        lines = [(spot(at, o), spot(at, o2)) for at in range(x + deep, x2, deep)]
        lines += [(spot(x, at), spot(x2, at)) for at in range(o + other, o2, other)]
        size = min(LETTER, (x2 - x) * 3 // 4, (o2 - o) * 3 // 4)
        middle = spot((x + x2) // 2, (o + o2) // 2)
        shapes.append(
            Shape(_points(corners), _path(lines), one.line, letter_at=(middle[0], middle[1] + size // 3),
                  letter_size=size)
        )  # fmt: skip
    frame = ((0, 0), (box.length_mm, 0), (box.length_mm, high), (0, high))
    extent = f"{-MARGIN} {-MARGIN} {box.length_mm + 2 * MARGIN} {high + 2 * MARGIN}"
    return View(name, extent, _points(frame), tuple(shapes))


def _seen(corner: Corner) -> Point:
    """A corner on the paper, looked at from the door, the left wall and above."""
    x, y, z = corner
    return (950 * x + 550 * y) // 1000, (180 * x - 350 * y) // 1000 - z


def _angle(steps: Sequence[Step], box: Container) -> View:
    shapes = [shape for one in _far_to_near(steps) for shape in _faces(one)]
    ends = [(x, y, z) for x in (0, box.length_mm) for y in (0, box.width_mm) for z in (0, box.height_mm)]
    seen = [_seen(corner) for corner in ends]
    left, top = min(x for x, _y in seen) - MARGIN, min(y for _x, y in seen) - MARGIN
    width, height = max(x for x, _y in seen) + MARGIN - left, max(y for _x, y in seen) + MARGIN - top
    edges = [
        (_seen(a), _seen(b))
        for number, a in enumerate(ends)
        for b in ends[number + 1 :]
        if sum(i != j for i, j in zip(a, b, strict=True)) == 1
        and (a[0] == b[0] == 0 or a[2] == b[2] == 0 or a[1] == b[1] == box.width_mm)
    ]
    return View("angle", f"{left} {top} {width} {height}", _path(edges), tuple(shapes))


def _before(a: Step, b: Step) -> bool:
    """Whether some side of a ends before b begins, on the way from the far corner to the eye."""
    return a.end[0] <= b.start[0] or a.start[1] >= b.end[1] or a.end[2] <= b.start[2]


def _behind(a: Step, b: Step) -> bool:
    """Whether b may cover a but never the other way round."""
    return _before(a, b) and not _before(b, a)


def _far_to_near(steps: Sequence[Step]) -> list[Step]:
    """In an order in which each block may be painted over those before it."""
    waiting = list(steps)
    ordered: list[Step] = []
    while waiting:
        free = next(
            (one for one in waiting if not any(_behind(other, one) for other in waiting if other is not one)),
            waiting[0],
        )
        waiting.remove(free)
        ordered.append(free)
    return ordered


def _faces(one: Step) -> Iterable[Shape]:
    (x, y, z), (x2, y2, z2), (a, b, c) = one.start, one.end, one.sides
    side = [((at, y, z), (at, y, z2)) for at in range(x + a, x2, a)]
    side += [((x, y, at), (x2, y, at)) for at in range(z + c, z2, c)]
    door = [((x2, at, z), (x2, at, z2)) for at in range(y + b, y2, b)]
    door += [((x2, y, at), (x2, y2, at)) for at in range(z + c, z2, c)]
    roof = [((at, y, z2), (at, y2, z2)) for at in range(x + a, x2, a)]
    roof += [((x, at, z2), (x2, at, z2)) for at in range(y + b, y2, b)]
    size = min(LETTER, (x2 - x) * 3 // 4, (z2 - z) * 3 // 4)
    middle = _seen(((x + x2) // 2, y, (z + z2) // 2))
    yield _face(one, ((x, y, z2), (x2, y, z2), (x2, y2, z2), (x, y2, z2)), roof, 0)
    yield _face(one, ((x2, y, z), (x2, y2, z), (x2, y2, z2), (x2, y, z2)), door, 2)
    found = _face(one, ((x, y, z), (x2, y, z), (x2, y, z2), (x, y, z2)), side, 1)
    yield Shape(found.points, found.grid, found.line, found.shade, (middle[0], middle[1] + size // 3), size)


def _face(one: Step, corners: Sequence[Corner], lines: Sequence[tuple[Corner, Corner]], shade: int) -> Shape:
    grid = [(_seen(start), _seen(end)) for start, end in lines]
    return Shape(_points([_seen(corner) for corner in corners]), _path(grid), one.line, shade)


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _path(lines: Iterable[tuple[Point, Point]]) -> str:
    return "".join(f"M{a[0]} {a[1]}L{b[0]} {b[1]}" for a, b in lines)
