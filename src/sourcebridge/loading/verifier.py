"""Checks a loading plan from nothing but its figures; shares no code with what made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sourcebridge.loading.cargo import SUPPORT_PERCENT, Item, Load, Placed, Plan


@dataclass(slots=True)
class Check:
    """What was looked at: cartons, pairs that share ground, the least supported share of a raised carton's base."""

    faults: list[str] = field(default_factory=list)
    cartons: int = 0
    pairs: int = 0
    least_support_percent: int = 100


def _common(a: Placed, b: Placed) -> int:
    """Area in mm2 that two cartons share seen from above."""
    along = min(a.x + a.length, b.x + b.length) - max(a.x, b.x)
    across = min(a.y + a.width, b.y + b.width) - max(a.y, b.y)
    return max(along, 0) * max(across, 0)


def _walls(load: Load) -> list[str]:
    box = load.container
    faults = [
        f"carton {number} leaves the container"
        for number, one in enumerate(load.placed)
        if min(one.x, one.y, one.z) < 0
        or one.x + one.length > box.length_mm
        or one.y + one.width > box.width_mm
        or one.z + one.height > box.height_mm
    ]
    faults += [
        f"carton {number} does not pass the door"
        for number, one in enumerate(load.placed)
        if one.width > box.door_width_mm or one.height > box.door_height_mm
    ]
    if sum(one.gross_g for one in load.placed) > box.payload_g:
        faults.append("the load is heavier than the payload")
    return faults


def _kinds(load: Load, known: dict[str, Item]) -> list[str]:
    faults = []
    for number, one in enumerate(load.placed):
        item = known.get(one.key)
        if item is None:
            faults.append(f"carton {number} is of no kind")
            continue
        given = (item.length_mm, item.width_mm, item.height_mm)
        if sorted(given) != sorted((one.length, one.width, one.height)) or one.gross_g != item.gross_g:
            faults.append(f"carton {number} is not as given")
        elif item.upright and one.height != item.height_mm:
            faults.append(f"carton {number} must stay upright")
    return faults


def _resting(load: Load, known: dict[str, Item], told: Check) -> list[str]:
    """Overlap, support, and what rests on what, in one sweep along the container."""
    faults: list[str] = []
    under: dict[int, list[tuple[int, int]]] = {}
    active: list[int] = []
    for number in sorted(range(len(load.placed)), key=lambda at: load.placed[at].x):
        one = load.placed[number]
        active = [other for other in active if load.placed[other].x + load.placed[other].length > one.x]
        for other in active:
            two = load.placed[other]
            area = _common(one, two)
            if not area:
                continue
            told.pairs += 1
            if one.z < two.z + two.height and two.z < one.z + one.height:
                faults.append(f"cartons {other} and {number} overlap")
            elif one.z == two.z + two.height:
                under.setdefault(number, []).append((other, area))
            elif two.z == one.z + one.height:
                under.setdefault(other, []).append((number, area))
        active.append(number)
    return faults + _borne(load, known, under, told) + _pressure(load, known, under)


def _borne(load: Load, known: dict[str, Item], under: dict[int, list[tuple[int, int]]], told: Check) -> list[str]:
    faults: list[str] = []
    for number, one in enumerate(load.placed):
        borne = sum(area for _below, area in under.get(number, ()))
        if one.z > 0:
            told.least_support_percent = min(told.least_support_percent, borne * 100 // (one.length * one.width))
        if one.z > 0 and borne * 100 < SUPPORT_PERCENT * one.length * one.width:
            faults.append(f"carton {number} is not supported")
        for below, _area in under.get(number, ()):
            item = known.get(load.placed[below].key)
            if item is not None and item.fragile:
                faults.append(f"carton {number} stands on the fragile carton {below}")
            if below > number:
                faults.append(f"carton {number} is loaded before carton {below} below it")
    return faults


def _pressure(load: Load, known: dict[str, Item], under: dict[int, list[tuple[int, int]]]) -> list[str]:
    if all(item.stack_g is None for item in known.values()):
        return []
    on_top: dict[int, Fraction] = {}
    for number in sorted(range(len(load.placed)), key=lambda at: -load.placed[at].z):
        pushes = load.placed[number].gross_g + on_top.get(number, Fraction(0))
        bearers = under.get(number, [])
        whole = sum(area for _below, area in bearers)
        for below, area in bearers:
            on_top[below] = on_top.get(below, Fraction(0)) + pushes * area / whole
    return [
        f"carton {number} bears more than it can"
        for number, weight in on_top.items()
        if (item := known.get(load.placed[number].key)) is not None
        and item.stack_g is not None
        and weight > item.stack_g
    ]


def verify(plan: Plan, items: Sequence[Item]) -> list[str]:
    """What is wrong with a plan for these cartons; nothing when it can be loaded as drawn."""
    return check(plan, items).faults


def check(plan: Plan, items: Sequence[Item]) -> Check:
    """The faults of a plan for these cartons, and how much was looked at."""
    known = {item.key: item for item in items}
    told = Check(cartons=sum(len(load.placed) for load in plan.loads))
    told.faults = [
        f"container {number}: {fault}"
        for number, load in enumerate(plan.loads, start=1)
        for fault in (*_walls(load), *_kinds(load, known), *_resting(load, known, told))
    ]
    seen = Counter(one.key for load in plan.loads for one in load.placed)
    told.faults += [
        f"{item.key}: {seen[item.key]} loaded and {plan.left.get(item.key, 0)} left of {item.count}"
        for item in items
        if seen[item.key] + plan.left.get(item.key, 0) != item.count
    ]
    return told
