"""The big demo: suppliers of the belts with their goods, in batches, the same for the same seed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.models import LEAF, Attribute, Category, Product, SectionItem, ShopSection
from sourcebridge.demo.bulk import Sink
from sourcebridge.demo.compose import Leaf, Spec, goods
from sourcebridge.demo.houses import Houses, Supplier
from sourcebridge.demo.people import PAPER, House
from sourcebridge.demo.recipes import Recipe, all_recipes
from sourcebridge.demo.shelves import Shelves
from sourcebridge.demo.traders import traders
from sourcebridge.kit import uploads
from sourcebridge.places.models import Belt

SEED = 20261122
BATCH = 500
HISTORY_DAYS = 90


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is: supplying houses, goods, and past orders."""

    houses: int
    goods: int
    orders: int


SIZES = {"small": Size(0, 0, 0), "standard": Size(300, 6_000, 80), "large": Size(900, 100_000, 120)}
_SHELVES = (("本周新品", "New this week"), ("热销现货", "Bestsellers in stock"), ("小单快返", "Small repeat orders"))


@dataclass(frozen=True, slots=True)
class Stocked:
    """A supplier with the goods it was given."""

    supplier: Supplier
    products: tuple[UUID, ...]


def suppliers(size: Size, *, operator: House, now: datetime) -> list[Supplier]:
    """The houses with their people, papers, shops, belts and stalls."""
    dice = Random(SEED)
    cities = {belt.code: (belt.city_zh, belt.city_en) for belt in Belt.objects.all()}
    paper = uploads.accept_document(io.BytesIO(PAPER))
    began = now - timedelta(days=HISTORY_DAYS + 32)
    houses = Houses(operator=operator, paper=paper, began=began, now=now, dice=dice)
    return houses.found(traders(size.houses, dice, cities))


def stock(
    size: Size, houses: list[Supplier], *, now: datetime, tell: Callable[[int, int, str], None]
) -> Iterator[Stocked]:
    """Give every house its goods, written in batches of a few hundred; yields a house once its goods are written."""
    leaves = leaves_known()
    belts = {belt.code: tuple(belt.categories) for belt in Belt.objects.all()}
    shelves = Shelves(now=now)
    sections = Sink(ShopSection, SectionItem)
    made, waiting, pending = 0, 0, list[Stocked]()
    for place, supplier in enumerate(houses):
        count = size.goods * (place + 1) // len(houses) - size.goods * place // len(houses)
        products = goods_of(supplier, count, leaves, belts[supplier.trader.place.belt], shelves, now)
        _sections(sections, supplier, products)
        pending.append(Stocked(supplier, tuple(product.id for product in products)))
        made, waiting = made + count, waiting + count
        if waiting >= BATCH or place == len(houses) - 1:
            shelves.flush()
            sections.flush()
            tell(made, size.goods, "goods")
            yield from pending
            pending, waiting = [], 0


def leaves_known() -> dict[str, Leaf]:
    """The leaves with recipes and what each asks of its goods."""
    parents = dict(Category.objects.values_list("code", "parent_id"))
    rows: dict[str, list[Attribute]] = {}
    for attribute in Attribute.objects.filter(active=True).prefetch_related("options").order_by("position", "code"):
        rows.setdefault(attribute.category_id, []).append(attribute)
    found: dict[str, Leaf] = {}
    for leaf in Category.objects.filter(level=LEAF, active=True, code__in=all_recipes()):
        specs: dict[str, Spec] = {}
        at: str | None = leaf.code
        while at is not None:
            for attribute in rows.get(at, ()):
                specs.setdefault(attribute.code, _spec(attribute))
            at = parents[at]
        found[leaf.code] = Leaf(leaf.code, leaf.kind, leaf.unit, specs)
    return found


def _spec(row: Attribute) -> Spec:
    options = {option.code: (option.name_zh, option.name_en) for option in row.options.all()}
    return Spec(row.code, (row.name_zh, row.name_en), row.kind, row.unit, row.is_required, options)


def goods_of(
    supplier: Supplier, count: int, leaves: dict[str, Leaf], known: tuple[str, ...], shelves: Shelves, now: datetime
) -> list[Product]:
    """Put the goods of one house on the shelves, no two of one title; the same each time."""
    trader = supplier.trader
    dice = Random(SEED * 1_000 + trader.number)
    recipes = _line(known, leaves, dice)
    dearness = Decimal(str(round(dice.uniform(0.86, 1.2), 2)))
    guarded = dice.random() < 0.06
    earliest = max(supplier.shop.opened_at, now - timedelta(days=HISTORY_DAYS + 20))
    minutes = int((now - timedelta(hours=3) - earliest).total_seconds() // 60)
    titles: set[str] = set()
    products = []
    for number in range(1, count + 1):
        recipe = dice.choice(recipes)
        for _try in range(6):
            made = goods(
                recipe, leaves[recipe.leaf], dice, number=number, dearness=dearness,
                guarded=guarded and dice.random() < 0.5,
            )  # fmt: skip
            if made.draft.titles["zh-hans"] not in titles:
                break
        titles.add(made.draft.titles["zh-hans"])
        at = earliest + timedelta(minutes=dice.randint(0, minutes))
        products.append(shelves.put(made, shop=supplier.shop, site=supplier.site, by=supplier.by, at=at))
    return products


def _line(known: tuple[str, ...], leaves: dict[str, Leaf], dice: Random) -> list[Recipe]:
    """The two to five leaves a house works in, the first of them most."""
    possible = sorted(code for code in leaves if any(code == one or code.startswith(f"{one}-") for one in known))
    chosen = dice.sample(possible, min(len(possible), dice.choice((2, 3, 3, 4, 5))))
    recipes = all_recipes()
    return [recipes[chosen[0]], *(recipes[code] for code in chosen)]


def _sections(sink: Sink, supplier: Supplier, products: list[Product]) -> None:
    for position, (name, name_en) in enumerate(_SHELVES, start=1):
        chosen = products[position - 1 :: len(_SHELVES)][:8]
        if chosen:
            section = ShopSection(shop=supplier.shop, name=name, name_en=name_en, position=position)
            sink.add(
                section, *(SectionItem(section=section, product=row, position=i) for i, row in enumerate(chosen, 1))
            )
            sink.note(
                "catalog.section.saved", section, supplier.by, supplier.shop.opened_at, name=name, goods=len(chosen)
            )


def close_some(houses: list[Supplier], *, now: datetime) -> None:
    """A few shops on holiday, one of them from next week on."""
    for place, supplier in enumerate(houses[40::70]):
        starts = now + timedelta(days=-2 if place else 6)
        catalog.set_closure(
            company_id=supplier.house.company.id, starts_at=starts, ends_at=starts + timedelta(days=9),
            note="厂休盘点, 节后按付款顺序发货", by=supplier.by, now=now - timedelta(days=3),
        )  # fmt: skip
