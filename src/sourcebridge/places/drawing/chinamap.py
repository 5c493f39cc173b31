"""The map of the belts: land, a dot for each belt, and labels beside the land whose leaders do not cross.

Albers' equal-area conic with the parallels usual for China (25° and 47°, centre 105° E 35° N).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from sourcebridge.places.drawing.outline import LANDS

WIDTH, HEIGHT, LAND_WIDTH = 1240, 770, 940
SCALE, LEFT_EDGE, TOP_EDGE = 1160.0, 20.0, 415.0
ROW = 25.0
COLUMNS = {"right": 985.0, "left": 345.0}
RIGHT_ROWS, FOOT = 18, 30.0
_FIRST, _SECOND, _MIDDLE = math.radians(25), math.radians(47), math.radians(35)
_N = (math.sin(_FIRST) + math.sin(_SECOND)) / 2
_C = math.cos(_FIRST) ** 2 + 2 * _N * math.sin(_FIRST)
_RHO = math.sqrt(_C - 2 * _N * math.sin(_MIDDLE)) / _N
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """What is to be marked: an address, its words, its position in degrees, how many suppliers it has."""

    url: str
    label: str
    note: str
    lon: Decimal
    lat: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot as it is set: dot, leader and label; coordinates as text."""

    spot: Spot
    x: str
    y: str
    r: str
    leader: str
    label_x: str
    label_y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Map:
    """Everything the template sets."""

    width: int
    height: int
    land: tuple[str, ...]
    marks: tuple[Mark, ...]


def project(lon: float, lat: float) -> Point:
    """Degrees to the map's own units."""
    rho = math.sqrt(_C - 2 * _N * math.sin(math.radians(lat))) / _N
    theta = _N * math.radians(lon - 105)
    x, y = rho * math.sin(theta), _RHO - rho * math.cos(theta)
    return LEFT_EDGE + SCALE * (x + 0.44), TOP_EDGE - SCALE * y


@cache
def land() -> tuple[str, ...]:
    """The outlines as SVG path data."""
    paths = []
    for ring in LANDS:
        points = [project(lon, lat) for lon, lat in ring]
        paths.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return tuple(paths)


def draw(spots: Sequence[Spot]) -> Map:
    """The map of these spots; the larger dots lie below, so that none is hidden."""
    points = [project(float(spot.lon), float(spot.lat)) for spot in spots]
    places = _label_places(points)
    marks = [
        Mark(
            spot=spot,
            x=f"{x:.1f}",
            y=f"{y:.1f}",
            r=f"{radius(spot.count):.1f}",
            leader=f"M{x:.1f} {y:.1f}L{label_x + (8 if anchor == 'end' else -8):.1f} {label_y:.1f}",
            label_x=f"{label_x:.1f}",
            label_y=f"{label_y:.1f}",
            anchor=anchor,
        )
        for spot, (x, y), (label_x, label_y, anchor) in zip(spots, points, places, strict=True)
    ]
    marks.sort(key=lambda mark: (-mark.spot.count, mark.spot.url))
    return Map(width=WIDTH, height=HEIGHT, land=land(), marks=tuple(marks))


def locate(lon: Decimal, lat: Decimal) -> Map:
    """The map with one dot and no words, for a corner of a page."""
    x, y = project(float(lon), float(lat))
    spot = Spot(url="", label="", note="", lon=lon, lat=lat, count=0)
    mark = Mark(spot, f"{x:.1f}", f"{y:.1f}", "22", leader="", label_x="", label_y="", anchor="")
    return Map(width=LAND_WIDTH, height=HEIGHT, land=land(), marks=(mark,))


def radius(count: int) -> float:
    """The dot's radius: its area grows with the suppliers."""
    return min(5.0 + 1.2 * math.sqrt(count), 14.0)


def _label_places(points: Sequence[Point]) -> list[tuple[float, float, str]]:
    """For each point a place of its own in the sea (right) or in the west (left): least total length of leaders."""
    order = sorted(range(len(points)), key=lambda index: -points[index][0])
    right = max(RIGHT_ROWS, len(points) - 24) if len(points) > RIGHT_ROWS else len(points)
    found: list[tuple[float, float, str]] = [(0.0, 0.0, "")] * len(points)
    for side, group in (("right", order[:right]), ("left", order[right:])):
        x = COLUMNS[side]
        rows = _rows([points[index][1] for index in group])
        slots = _uncrossed([points[index] for index in group], [(x, y) for y in rows])
        for index, (slot_x, slot_y) in zip(group, slots, strict=True):
            found[index] = (slot_x, slot_y, "start" if side == "right" else "end")
    return found


def _rows(heights: Sequence[float]) -> list[float]:
    """As many rows as heights, as near to them as the spacing lets, inside the picture."""
    if not heights:
        return []
    rows = sorted(heights)
    for _turn in range(60):
        for index in range(1, len(rows)):
            gap = rows[index] - rows[index - 1]
            if gap < ROW:
                rows[index - 1] -= (ROW - gap) / 2
                rows[index] += (ROW - gap) / 2
    shift = max(0.0, rows[-1] - (HEIGHT - FOOT))
    rows = [row - shift for row in rows]
    for index in range(len(rows) - 2, -1, -1):
        rows[index] = min(rows[index], rows[index + 1] - ROW)
    return rows


def _uncrossed(points: Sequence[Point], slots: Sequence[Point]) -> list[Point]:
    """The slot of each point; shortest in total, which also means that no two leaders cross."""
    taken = [slot for _point, slot in sorted(zip(sorted(points, key=lambda p: p[1]), slots, strict=True))]
    order = sorted(range(len(points)), key=lambda index: points[index])
    chosen: list[Point] = [(0.0, 0.0)] * len(points)
    for index, slot in zip(order, taken, strict=True):
        chosen[index] = slot
    better = True
    while better:
        better = False
        for a in range(len(points)):
            for b in range(a + 1, len(points)):
                now = math.dist(points[a], chosen[a]) + math.dist(points[b], chosen[b])
                swapped = math.dist(points[a], chosen[b]) + math.dist(points[b], chosen[a])
                if swapped < now - 1e-9:
                    chosen[a], chosen[b] = chosen[b], chosen[a]
                    better = True
    return chosen
