"""From goods to cartons: what the packaging says, else the best carton for the piece, else the category's range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from sourcebridge.kit.boxes import Box


@dataclass(frozen=True, slots=True)
class Level:
    """One level of packing: `holds` base units, sides in mm, gross weight in g; what is unknown is None."""

    holds: Decimal | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    gross_g: Decimal | None

    @property
    def sides(self) -> tuple[int, int, int] | None:
        """The three sides when all are known."""
        if self.length_mm is None or self.width_mm is None or self.height_mm is None:
            return None
        return self.length_mm, self.width_mm, self.height_mm


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one base unit of a category weighs (g) and takes (mm3), from low to high, and who says so.

    `category` is the code of the category it was made for, empty when it is for any goods.
    """

    low_g: int
    high_g: int
    low_mm3: int
    high_mm3: int
    source: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class CartonType:
    """An empty carton: outer sides in mm, its own weight and the most it may weigh full, in g."""

    code: str
    length_mm: int
    width_mm: int
    height_mm: int
    tare_g: int
    most_g: int


@dataclass(frozen=True, slots=True)
class Goods:
    """What is known of how goods are packed; `piece` holds one base unit when it does not say otherwise."""

    piece: Level | None = None
    carton: Level | None = None
    inner: Level | None = None
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Cartons:
    """The boxes of a quantity at the least and at the most; equal when nothing is estimated."""

    low: tuple[Box, ...]
    high: tuple[Box, ...]
    source: str = ""
    category: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether nothing is estimated."""
        return self.low == self.high


def _whole(number: Decimal) -> int:
    return max(1, int(number.to_integral_value(ROUND_CEILING)))


def _by_chain(goods: Goods, quantity: Decimal, kinds: Sequence[CartonType]) -> tuple[Box, ...] | None:
    """Full cartons, and the rest in what takes least room: a carton partly filled, inner packs, or pieces repacked."""
    carton = goods.carton
    if carton is None or carton.sides is None or carton.gross_g is None or not carton.holds:
        return None
    full, rest = divmod(quantity, carton.holds)
    boxes = [Box(*carton.sides, _whole(carton.gross_g), int(full))] if full else []
    if rest:
        ways = [_partly(goods, carton, rest), _inner(goods, rest), _repacked(goods, rest, kinds)]
        known = [way for way in ways if way is not None]
        boxes += min(known, key=lambda way: sum(box.mm3 * box.count for box in way))
    return tuple(boxes)


def _each(goods: Goods) -> tuple[Decimal, Decimal | None]:
    """What a piece holds, and what a base unit weighs in g when a piece was weighed."""
    piece = goods.piece
    each = piece.holds if piece and piece.holds else Decimal(1)
    return each, piece.gross_g / each if piece and piece.gross_g is not None else None


def _partly(goods: Goods, carton: Level, rest: Decimal) -> tuple[Box, ...] | None:
    if carton.sides is None or carton.gross_g is None or not carton.holds:
        return None
    missing = (carton.holds - rest) * (_each(goods)[1] or carton.gross_g / carton.holds)
    weight = max(carton.gross_g - missing, carton.gross_g * rest / carton.holds)
    return (Box(*carton.sides, _whole(weight)),)


def _inner(goods: Goods, rest: Decimal) -> tuple[Box, ...] | None:
    inner = goods.inner
    if inner is None or inner.sides is None or inner.gross_g is None or not inner.holds:
        return None
    full, loose = divmod(rest, inner.holds)
    boxes = (Box(*inner.sides, _whole(inner.gross_g), int(full)),) if full else ()
    return (*boxes, *(_partly(goods, inner, loose) or ())) if loose else boxes


def _repacked(goods: Goods, rest: Decimal, kinds: Sequence[CartonType]) -> tuple[Box, ...] | None:
    piece = goods.piece
    if piece is None or piece.sides is None or piece.gross_g is None:
        return None
    return _by_piece(piece.sides, piece.gross_g, _whole(rest / _each(goods)[0]), kinds)


def _in_type(sides: tuple[int, int, int], piece_g: Decimal, kind: CartonType) -> int:
    """How many pieces one carton takes, the best of the six ways they all may lie."""
    room = (kind.length_mm, kind.width_mm, kind.height_mm)
    a, b, c = sides
    ways = ((a, b, c), (a, c, b), (b, a, c), (b, c, a), (c, a, b), (c, b, a))
    most = max((room[0] // i) * (room[1] // j) * (room[2] // k) for i, j, k in ways)
    return min(most, int((kind.most_g - kind.tare_g) // piece_g))


def _by_piece(
    sides: tuple[int, int, int], piece_g: Decimal, pieces: int, kinds: Sequence[CartonType]
) -> tuple[Box, ...]:
    found = [(kind, count) for kind in kinds if (count := _in_type(sides, piece_g, kind)) > 0]
    if not found:
        return (Box(*sides, _whole(piece_g), pieces),)
    kind, count = min(found, key=lambda one: (-(-pieces // one[1]) * _mm3(one[0]), one[0].code))
    full, rest = divmod(pieces, count)
    outer = (kind.length_mm, kind.width_mm, kind.height_mm)
    boxes = [Box(*outer, _whole(kind.tare_g + piece_g * count), full)] if full else []
    if rest:
        boxes.append(Box(*outer, _whole(kind.tare_g + piece_g * rest)))
    return tuple(boxes)


def _mm3(kind: CartonType) -> int:
    return kind.length_mm * kind.width_mm * kind.height_mm


def _estimated(grams: Decimal, mm3: Decimal, what: frozenset[str], kinds: Sequence[CartonType]) -> tuple[Box, ...]:
    fitting = [kind for kind in kinds if kind.most_g > kind.tare_g]
    if not fitting:
        raise ValueError("an estimate needs at least one carton type")

    def number(kind: CartonType) -> int:
        return max(_whole(mm3 / _mm3(kind)), _whole(grams / (kind.most_g - kind.tare_g)))

    kind = min(fitting, key=lambda one: (number(one) * _mm3(one), one.code))
    count = number(kind)
    weight = _whole(kind.tare_g + grams / count)
    return (Box(kind.length_mm, kind.width_mm, kind.height_mm, weight, count, what),)


def cartons_of(goods: Goods, quantity: Decimal, kinds: Sequence[CartonType]) -> Cartons | None:
    """The boxes of `quantity` base units; None when neither packaging nor an estimate says anything.

    Known cartons come first; what fills none goes into inner packs, pieces repacked, or a carton partly filled,
    whichever takes least room. Then known pieces in the best carton type, then the estimate, marked in `Box.estimated`,
    as the least and the most.
    """
    if quantity <= 0:
        raise ValueError("a quantity above zero")
    piece = goods.piece
    each = piece.holds if piece and piece.holds else Decimal(1)
    piece_g = piece.gross_g if piece else None
    found = _by_chain(goods, quantity, kinds)
    if found is not None:
        return Cartons(found, found)
    if piece is not None and piece.sides is not None and piece_g is not None:
        boxes = _by_piece(piece.sides, piece_g, _whole(quantity / each), kinds)
        return Cartons(boxes, boxes)
    if goods.estimate is None:
        return None
    low_g, high_g = Decimal(goods.estimate.low_g), Decimal(goods.estimate.high_g)
    low_mm3, high_mm3 = Decimal(goods.estimate.low_mm3), Decimal(goods.estimate.high_mm3)
    what = {"sides", "weight"}
    if piece_g is not None:
        low_g = high_g = piece_g / each
        what.discard("weight")
    if piece is not None and piece.sides is not None:
        a, b, c = piece.sides
        low_mm3 = high_mm3 = Decimal(a * b * c) / each
        what.discard("sides")
    marked = frozenset(what)
    return Cartons(
        _estimated(low_g * quantity, low_mm3 * quantity, marked, kinds),
        _estimated(high_g * quantity, high_mm3 * quantity, marked, kinds),
        goods.estimate.source,
        goods.estimate.category,
    )
