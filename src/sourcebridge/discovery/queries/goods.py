"""Gather what is indexed of published goods, a fixed number of statements per batch."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from sourcebridge.catalog.models import AttributeValue, Audience, Category, PriceTier, Product, Sku, Translation
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.states import ProductState
from sourcebridge.discovery.analysis.units import plain
from sourcebridge.discovery.indexing import Answer, Goods
from sourcebridge.parties.models import Licence, LicenceKind
from sourcebridge.parties.states import LicenceState
from sourcebridge.places import queries as places

_TAGS = re.compile(r"<[^>]*>|&[a-z]+;")
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_VARIANTS = 60


def goods_of(product_ids: Collection[UUID], *, now: datetime) -> dict[UUID, Goods]:
    """The published ones of these products, ready to be indexed (nine statements)."""
    found = {
        product.id: product
        for product in Product.objects.filter(pk__in=product_ids, state=ProductState.PUBLISHED)
        .exclude(published_at=None)
        .select_related("shop__company")
    }
    tree = _tree()
    texts = _texts(found)
    companies = {product.shop.company_id for product in found.values()}
    goods = {}
    for product in found.values():
        category = str(product.category_id)
        path, names = tree.get(category, ((category,), ()))
        goods[product.id] = Goods(
            product_id=product.id,
            shop_id=product.shop_id,
            company_id=product.shop.company_id,
            handle=product.handle,
            category=category,
            path=path,
            category_names=names,
            titles=texts[product.id]["title"],
            descriptions=tuple(_TAGS.sub(" ", text) for text in texts[product.id]["description"].values()),
            shop_slug=product.shop.slug,
            shop_names=(product.shop.name, product.shop.name_en),
            unit=product.unit,
            currency=product.currency,
            moq=product.moq,
            dispatch_hours=product.dispatch_hours,
            published_at=product.published_at or now,
            public=product.audience == Audience.PUBLIC,
            sample=product.sample_price is not None,
            variants=[str(name) for name in product.option_names],
        )
    _answers(goods)
    _variants(goods)
    _prices(goods)
    _suppliers(goods, companies, now)
    return goods


def _tree() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    rows = {row[0]: row for row in Category.objects.values_list("code", "parent_id", "name_zh", "name_en")}
    tree: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for code in rows:
        path, names = [code], [rows[code][2], rows[code][3]]
        at: str | None = rows[code][1]
        while at is not None:
            path.insert(0, at)
            names += [rows[at][2], rows[at][3]]
            at = rows[at][1]
        tree[code] = (tuple(path), tuple(names))
    return tree


def _texts(product_ids: Collection[UUID]) -> dict[UUID, dict[str, dict[str, str]]]:
    found: dict[UUID, dict[str, dict[str, str]]] = defaultdict(lambda: {"title": {}, "description": {}})
    rows = Translation.objects.filter(
        object_type=words.PRODUCT, object_id__in=list(product_ids), field__in=("title", "description")
    )
    for object_id, name, language, text in rows.values_list("object_id", "field", "language", "text"):
        found[object_id][name][language] = text
    return found


def _answers(goods: dict[UUID, Goods]) -> None:
    rows = AttributeValue.objects.filter(product_id__in=list(goods)).values_list(
        "product_id", "attribute__code", "attribute__name_zh", "attribute__name_en", "attribute__unit",
        "option__code", "option__name_zh", "option__name_en", "number", "text", "flag",
    )  # fmt: skip
    for product_id, code, zh, en, unit, option, option_zh, option_en, number, text, flag in rows:
        goods[product_id].answers.append(
            _answer(code, (zh, en), unit, (option, option_zh, option_en), number, text, flag)
        )


def _answer(
    code: str, names: tuple[str, str], unit: str, option: tuple[str | None, str | None, str | None],
    number: Decimal | None, text: str, flag: bool | None,
) -> Answer:  # fmt: skip
    if option[0] is not None:
        return Answer(code, names, (option[1] or "", option[2] or ""), option[0])
    if number is not None:
        return Answer(code, names, (), plain(number), number, unit)
    if flag is not None:
        return Answer(code, names, names if flag else (), "yes" if flag else "no")
    return Answer(code, names, (text,), "")


def _variants(goods: dict[UUID, Goods]) -> None:
    rows = Sku.objects.filter(product_id__in=list(goods), active=True).order_by("position", "id")
    for product_id, code, options in rows.values_list("product_id", "code", "options"):
        one = goods[product_id]
        if len(one.codes) < _VARIANTS:
            one.codes.append(code)
            one.variants += [value for _name, value in options if value not in one.variants]


def _prices(goods: dict[UUID, Goods]) -> None:
    active = Q(sku=None) | Q(sku__active=True)
    ladders: dict[UUID, dict[UUID | None, list[tuple[Decimal, Decimal]]]] = defaultdict(lambda: defaultdict(list))
    rows = PriceTier.objects.filter(active, product_id__in=list(goods)).order_by("min_quantity")
    for product_id, sku_id, least, price in rows.values_list("product_id", "sku_id", "min_quantity", "unit_price"):
        ladders[product_id][sku_id].append((least, price))
    for product_id, found in ladders.items():
        one = goods[product_id]
        firsts = [_at(tiers, one.moq) for tiers in found.values()]
        one.price_low = min(firsts)
        one.price_best = min(price for tiers in found.values() for _least, price in tiers)


def _at(tiers: list[tuple[Decimal, Decimal]], quantity: Decimal) -> Decimal:
    reached = [price for least, price in tiers if least <= quantity]
    return reached[-1] if reached else tiers[0][1]


def _suppliers(goods: dict[UUID, Goods], companies: Collection[UUID], now: datetime) -> None:
    verified = verified_companies(companies, now=now)
    belts = places.belt_of(companies)
    stalls = places.stalls_of(companies)
    for one in goods.values():
        one.verified = one.company_id in verified
        belt = belts.get(one.company_id)
        if belt is not None:
            one.belt, one.province = belt.code, belt.province
            one.belt_names = (belt.name_zh, belt.name_en, belt.city_zh, belt.city_en)
            one.belt_categories = tuple(belt.categories)
        stall = next(iter(stalls.get(one.company_id, [])), None)
        if stall is not None:
            market = stall.hall.market
            one.market = market.code
            one.market_names = (market.name_zh, market.name_en, market.city_zh, market.city_en, stall.number)
            one.province = one.province or market.province


def verified_companies(companies: Collection[UUID], *, now: datetime) -> set[UUID]:
    """Those with a business licence that an operator confirmed and that is still valid at `now`."""
    valid = Q(valid_until=None) | Q(valid_until__gte=now.astimezone(_SHANGHAI).date())
    return set(
        Licence.objects.filter(
            valid, company_id__in=companies, kind=LicenceKind.BUSINESS_LICENCE, state=LicenceState.APPROVED
        ).values_list("company_id", flat=True)
    )
