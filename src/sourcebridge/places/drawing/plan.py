"""The plan of a hall: its stalls as cells, floor by floor, with an aisle after every second row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sourcebridge.places.models import Stall

WIDTH, LABEL = 360, 34
CELL_W, CELL_H, GAP, AISLE = 13, 11, 3, 8
IN_ROW = (WIDTH - LABEL) // (CELL_W + GAP)
_FLOOR = re.compile(r"[A-Za-z]?(?P<floor>B?\d{1,2})[-–F]")


def floor_of(number: str) -> str:
    """The floor a painted number begins with: "F3-12345" and "3-128" are on "3F", "B1-20" on "B1"; else nothing."""
    found = _FLOOR.match(number.strip())
    if found is None:
        return ""
    floor = found["floor"]
    if number.strip()[:1] in "Bb":
        return f"B{floor}"
    return f"{floor}F"


def floors(stalls: Sequence[Stall]) -> list[tuple[str, list[Stall]]]:
    """The stalls by floor, the lowest first; numbers without a floor come last under an empty label."""
    found: dict[str, list[Stall]] = defaultdict(list)
    for stall in sorted(stalls, key=lambda row: _natural(row.number)):
        found[floor_of(stall.number)].append(stall)
    return sorted(found.items(), key=lambda item: (item[0] == "", not item[0].startswith("B"), _natural(item[0])))


def _natural(number: str) -> list[tuple[int, int, str]]:
    return [(0, int(piece), "") if piece.isdigit() else (1, 0, piece) for piece in re.findall(r"\d+|\D+", number)]


@dataclass(frozen=True, slots=True)
class Cell:
    """One stall on the plan."""

    stall: Stall
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A hall as it is set: cells, floor labels with their height, and the size."""

    cells: tuple[Cell, ...]
    labels: tuple[tuple[str, int], ...]
    width: int
    height: int
    cell_width: int = CELL_W
    cell_height: int = CELL_H


def plan(stalls: Sequence[Stall]) -> Plan:
    """The plan of one hall."""
    cells: list[Cell] = []
    labels: list[tuple[str, int]] = []
    y = GAP
    for label, rows in floors(stalls):
        labels.append((label, y + CELL_H - 2))
        for start in range(0, len(rows), IN_ROW):
            for place, stall in enumerate(rows[start : start + IN_ROW]):
                cells.append(Cell(stall, LABEL + place * (CELL_W + GAP), y))
            second = (start // IN_ROW) % 2 == 1
            y += CELL_H + (AISLE if second else GAP)
        y += AISLE
    return Plan(cells=tuple(cells), labels=tuple(labels), width=WIDTH, height=max(y, CELL_H + 2 * GAP))
