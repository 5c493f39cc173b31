"""Seeded cargoes, and the greedy way of loading that a plan must beat."""

from __future__ import annotations

from random import Random

from sourcebridge.loading.cargo import SUPPORT_PERCENT, Container, Item, Load, Placed

SMALL = Container("20GP", 5898, 2352, 2393, 2340, 2280, 28_000_000)
LARGE = Container("40GP", 12032, 2352, 2393, 2340, 2280, 26_500_000)
HIGH = Container("40HQ", 12032, 2352, 2698, 2340, 2585, 26_300_000)


def cargo(seed: int) -> list[Item]:
    """More than a 20GP holds, of six to twelve kinds, some fragile, some that bear little, some to keep upright."""
    dice = Random(seed)
    items: list[Item] = []
    volume, kinds = 0, dice.randint(6, 12)
    for number in range(kinds):
        length, width, height = (dice.randrange(350, 1200, 10) for _side in range(3))
        grams = max(1000, length * width * height * dice.randint(80, 250) // 10**6)
        count = max(1, 45 * 10**9 // kinds // (length * width * height))
        fragile = dice.random() < 0.1
        bears = None if dice.random() < 0.7 else grams * dice.randint(1, 4)
        items.append(
            Item(f"k{number}", length, width, height, grams, count, fragile, bears, upright=dice.random() < 0.3)
        )
        volume += items[-1].mm3 * count
    return items


def greedy(items: list[Item], container: Container) -> Load:
    """First fit: each carton as given, unturned, at the first corner where it can stand."""
    placed: list[Placed] = []
    kinds: list[Item] = []
    corners = [(0, 0, 0)]
    left = container.payload_g
    for item in items:
        for _one in range(item.count):
            if item.gross_g > left:
                break
            spot = next((corner for corner in corners if _stands(item, corner, container, placed, kinds)), None)
            if spot is None:
                break
            x, y, z = spot
            length, width, height = item.length_mm, item.width_mm, item.height_mm
            placed.append(Placed(item.key, x, y, z, length, width, height, item.gross_g))
            kinds.append(item)
            left -= item.gross_g
            corners.remove(spot)
            corners += [(x + length, y, z), (x, y + width, z), (x, y, z + height)]
            corners.sort(key=lambda at: (at[0], at[2], at[1]))
    return Load(container, tuple(placed))


def _stands(item: Item, at: tuple[int, int, int], box: Container, placed: list[Placed], kinds: list[Item]) -> bool:
    x, y, z = at
    to_x, to_y, to_z = x + item.length_mm, y + item.width_mm, z + item.height_mm
    if to_x > box.length_mm or to_y > box.width_mm or to_z > box.height_mm:
        return False
    borne = 0
    for one, kind in zip(placed, kinds, strict=True):
        along = min(to_x, one.x + one.length) - max(x, one.x)
        across = min(to_y, one.y + one.width) - max(y, one.y)
        if along <= 0 or across <= 0:
            continue
        if z < one.z + one.height and one.z < to_z:
            return False
        if one.z + one.height == z:
            if kind.fragile or (kind.stack_g is not None and kind.stack_g < item.gross_g):
                return False
            borne += along * across
    return z == 0 or borne * 100 >= SUPPORT_PERCENT * item.length_mm * item.width_mm
