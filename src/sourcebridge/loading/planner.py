"""Loading plans: blocks of equal cartons, each into a free space, the rest of the space cut into three.

A block stands wholly on the floor or on the block below, so everything is fully supported. A space on top of cartons
that bear only so much carries an allowance shared by all that is put there. Several ways of choosing are tried and
the fullest is kept.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from sourcebridge.loading.cargo import Container, Item, Load, Placed, Plan

MOST_BLOCKS = 4000
PATIENCE = 120_000
LIMIT = 400_000


class TooMuchWork(Exception):
    """The cargo is too varied to be planned in reasonable time."""


@dataclass(slots=True)
class Effort:
    """How often a kind of carton was tried in a free space. Past PATIENCE no further ways are tried, past LIMIT all
    ends: about one and four seconds of work.
    """

    spent: int = 0

    @property
    def is_out(self) -> bool:
        """Whether nothing more than a first plan may be tried."""
        return self.spent > PATIENCE

    def spend(self, tries: int) -> None:
        """Raises TooMuchWork."""
        self.spent += tries
        if self.spent > LIMIT:
            raise TooMuchWork


@dataclass(slots=True)
class _Allowance:
    grams: int


@dataclass(frozen=True, slots=True)
class _Space:
    x: int
    y: int
    z: int
    length: int
    width: int
    height: int
    bears: tuple[_Allowance, ...] = ()

    def allowed(self, most: int) -> int:
        return min([most, *(one.grams for one in self.bears)])


@dataclass(frozen=True, slots=True)
class _Block:
    item: Item
    sides: tuple[int, int, int]
    times: tuple[int, int, int]

    @property
    def size(self) -> tuple[int, int, int]:
        (a, b, c), (i, j, k) = self.sides, self.times
        return a * i, b * j, c * k

    @property
    def count(self) -> int:
        i, j, k = self.times
        return i * j * k


@dataclass(frozen=True, slots=True)
class _Way:
    """How to choose: by what a block is judged, which free space comes first, whether blocks may grow upwards only."""

    judge: str
    order: str
    cut: str


WAYS = tuple(_Way(*way) for way in product(("volume", "fit"), ("deep", "low"), ("large", "side")))


def _layers(item: Item, room: int, height: int) -> int:
    most = room // height
    if item.fragile:
        return min(most, 1)
    if item.stack_g is not None:
        return min(most, 1 + item.stack_g // item.gross_g)
    return most


def _blocks(item: Item, left: int, space: _Space, allowed_g: int, door: tuple[int, int]) -> Iterable[_Block]:
    bearable = min(left, allowed_g // item.gross_g)
    if bearable <= 0:
        return
    for sides in item.turned():
        a, b, c = sides
        if b > door[0] or c > door[1]:
            continue
        deep, wide, high = space.length // a, space.width // b, _layers(item, space.height, c)
        if not (deep and wide and high):
            continue
        high = min(high, bearable)
        wide_full = min(wide, bearable // high)
        deep_full = min(deep, bearable // (high * wide_full))
        yield _Block(item, sides, (deep_full, wide_full, high))
        if wide_full > 1 or deep_full > 1:
            yield _Block(item, sides, (1, wide_full, high))
            yield _Block(item, sides, (min(deep, bearable // high), 1, high))
            flat = min(wide, bearable)
            yield _Block(item, sides, (min(deep, bearable // flat), flat, 1))


def _score(block: _Block, space: _Space, way: _Way) -> tuple[int, int, int]:
    length, width, height = block.size
    volume = length * width * height
    slack = min(space.length - length, space.width - width) + (space.height - height)
    firm = 0 if block.item.fragile else 1
    return (volume, firm, -slack) if way.judge == "volume" else (-slack * 1000 + volume // 10**6, firm, volume)


def _cut(space: _Space, block: _Block, way: _Way) -> list[_Space]:
    length, width, height = block.size
    item = block.item
    front, side = space.length - length, space.width - width
    rests: list[_Space] = []
    if not item.fragile and space.height > height:
        bears = space.bears
        if item.stack_g is not None:
            bears = (*bears, _Allowance(item.stack_g - (block.times[2] - 1) * item.gross_g))
        rests.append(_Space(space.x, space.y, space.z + height, length, width, space.height - height, bears))
    wide_front = way.cut == "side" or front * space.width >= side * space.length
    front_width, side_length = (space.width, length) if wide_front else (width, space.length)
    if front:
        rests.append(_Space(space.x + length, space.y, space.z, front, front_width, space.height, space.bears))
    if side:
        rests.append(_Space(space.x, space.y + width, space.z, side_length, side, space.height, space.bears))
    return rests


def _rank(space: _Space, way: _Way) -> tuple[int, int, int]:
    return (space.x, space.z, space.y) if way.order == "deep" else (space.z, space.x, space.y)


def _fill(
    items: Sequence[Item], counts: dict[str, int], container: Container, way: _Way, effort: Effort
) -> tuple[list[tuple[_Space, _Block]], dict[str, int]]:
    left, payload = dict(counts), container.payload_g
    door = (container.door_width_mm, container.door_height_mm)
    first = _Space(0, 0, 0, container.length_mm, container.width_mm, container.height_mm)
    queue: list[tuple[tuple[int, int, int], int, _Space]] = [(_rank(first, way), 0, first)]
    done: list[tuple[_Space, _Block]] = []
    number = 0
    while queue and len(done) < MOST_BLOCKS:
        space = heapq.heappop(queue)[2]
        allowed = space.allowed(payload)
        waiting = [item for item in items if left[item.key]]
        effort.spend(len(waiting))
        found = [block for item in waiting for block in _blocks(item, left[item.key], space, allowed, door)]
        if not found:
            continue
        best = max(found, key=lambda block: _score(block, space, way))
        weight = best.count * best.item.gross_g
        left[best.item.key] -= best.count
        payload -= weight
        for bearer in space.bears:
            bearer.grams -= weight
        done.append((space, best))
        for rest in _cut(space, best, way):
            number += 1
            heapq.heappush(queue, (_rank(rest, way), number, rest))
    return done, left


def _volume(blocks: Iterable[tuple[_Space, _Block]]) -> int:
    return sum(block.count * block.item.mm3 for _space, block in blocks)


def _cartons(space: _Space, block: _Block) -> list[Placed]:
    (a, b, c), (deep, wide, high) = block.sides, block.times
    return [
        Placed(block.item.key, space.x + i * a, space.y + j * b, space.z + k * c, a, b, c, block.item.gross_g)
        for i in range(deep)
        for j in range(wide)
        for k in range(high)
    ]


def _in_order(blocks: list[tuple[_Space, _Block]]) -> list[tuple[_Space, _Block]]:
    """From the back wall to the door, what bears before what rests on it (a block rests on one made before it)."""
    below: list[int | None] = []
    for number, (space, _block) in enumerate(blocks):
        found = None
        for earlier in range(number):
            base, bearer = blocks[earlier]
            length, width, height = bearer.size
            if (
                base.z + height == space.z
                and base.x <= space.x < base.x + length
                and base.y <= space.y < base.y + width
            ):
                found = earlier
        below.append(found)
    waiting: dict[int, list[int]] = {}
    ready: list[tuple[int, int, int, int]] = []
    for number, bearer_of in enumerate(below):
        if bearer_of is None:
            heapq.heappush(ready, (blocks[number][0].x, 0, blocks[number][0].y, number))
        else:
            waiting.setdefault(bearer_of, []).append(number)
    ordered = []
    while ready:
        number = heapq.heappop(ready)[3]
        ordered.append(blocks[number])
        for above in waiting.get(number, ()):
            space = blocks[above][0]
            heapq.heappush(ready, (space.x, space.z, space.y, above))
    return ordered


def fill(items: Sequence[Item], container: Container, effort: Effort | None = None) -> tuple[Load, dict[str, int]]:
    """One container as full as we can make it, and how many of each key stay behind. Raises TooMuchWork."""
    effort = effort or Effort()
    counts = {item.key: item.count for item in items}
    best: tuple[list[tuple[_Space, _Block]], dict[str, int]] | None = None
    for way in WAYS:
        if best is not None and (effort.is_out or not any(best[1].values())):
            break
        found = _fill(items, counts, container, way, effort)
        if best is None or _volume(found[0]) > _volume(best[0]):
            best = found
    assert best is not None
    ordered = _in_order(best[0])
    placed = tuple(one for space, block in ordered for one in _cartons(space, block))
    return Load(container, placed, tuple(block.count for _space, block in ordered)), best[1]


def _rest(items: Sequence[Item], left: dict[str, int]) -> list[Item]:
    return [
        Item(one.key, one.length_mm, one.width_mm, one.height_mm, one.gross_g, left[one.key], one.fragile,
             one.stack_g, one.upright)
        for one in items
        if left[one.key]
    ]  # fmt: skip


def _price(loads: Sequence[Load]) -> tuple[int, int]:
    return sum(load.container.cost or load.container.mm3 for load in loads), len(loads)


def plan(items: Sequence[Item], containers: Sequence[Container], *, most: int = 20) -> Plan:
    """The cheapest set of containers (by `cost`, else by volume) that takes all; at most `most` of them.

    For each kind: as many of it as needed, the last one changed for the cheapest that takes the rest. Keys are unique.
    The largest kind is planned first, so that there is a plan when the work has to be cut. Raises TooMuchWork.
    """
    if not containers or len({item.key for item in items}) != len(items):
        raise ValueError("containers to choose from, and each key once")
    kinds = sorted(containers, key=lambda one: (one.cost or one.mm3, one.code))
    effort, best = Effort(), None
    for kind in sorted(containers, key=lambda one: (-one.mm3, one.code)):
        if best is not None and effort.is_out:
            break
        try:
            made = _with(kind, items, kinds, most, effort)
        except TooMuchWork:
            if best is None:
                raise
            break
        if best is None or _worth(made) < _worth(best):
            best = made
    assert best is not None
    return Plan(best.loads, best.left, effort.is_out)


def _with(kind: Container, items: Sequence[Item], kinds: Sequence[Container], most: int, effort: Effort) -> Plan:
    loads: list[Load] = []
    rest = list(items)
    while rest and len(loads) < most:
        found, left = fill(rest, kind, effort)
        if not found.placed:
            break
        if not any(left.values()) and not effort.is_out:
            cheaper = (fill(rest, less, effort) for less in kinds if less != kind)
            found = _least([found, *(load for load, over in cheaper if not any(over.values()))])
        loads.append(found)
        rest = _rest(rest, left)
    return Plan(tuple(loads), {one.key: one.count for one in rest})


def _least(loads: Sequence[Load]) -> Load:
    return min(loads, key=lambda load: (load.container.cost or load.container.mm3, load.container.code))


def _worth(made: Plan) -> tuple[int, tuple[int, int]]:
    return sum(made.left.values()), _price(made.loads)
