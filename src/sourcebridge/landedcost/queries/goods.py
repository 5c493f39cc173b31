"""Goods of the catalogue as items of a question: price at a quantity, cartons, HS code, what carriers ask about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sourcebridge.catalog import pricing
from sourcebridge.catalog.models import AttributeValue, Audience, PriceTier, Product
from sourcebridge.catalog.offers import Offer, SellableSku
from sourcebridge.catalog.states import ProductState
from sourcebridge.customs import queries as customs
from sourcebridge.kit.days import business_day
from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost.asked import Item
from sourcebridge.landedcost.errors import NoPriceThere, PricesHidden
from sourcebridge.loading import queries as loading
from sourcebridge.loading.cartons import CartonType, Goods, cartons_of

TRAITS: Mapping[tuple[str, str], str] = {
    **{("battery", kind): "battery" for kind in ("aa", "aaa", "button", "rechargeable", "one", "two")},
    **{("power-source", kind): "battery" for kind in ("battery", "rechargeable", "solar")},
    ("features", "magnetic"): "magnet",
}
CONFIRMED = "CONFIRMED"


def traits(answers: Iterable[tuple[str, str]]) -> frozenset[str]:
    """What carriers ask about, from (attribute, option) codes: "battery", "magnet"."""
    return frozenset(TRAITS[answer] for answer in answers if answer in TRAITS)


def sku_of(offer: Offer, sku_id: UUID | None) -> SellableSku | None:
    """The variant asked for, else the first one for sale."""
    return next((sku for sku in offer.skus if sku.sku_id == sku_id), None) or next(iter(offer.skus), None)


def price_of(offer: Offer, quantity: Quantity, sku_id: UUID | None = None) -> UnitPrice:
    """This reader's price of a unit at a quantity. Raises PricesHidden, NoPriceThere."""
    if offer.price_hidden:
        raise PricesHidden
    sku = sku_of(offer, sku_id)
    tiers = sku.tiers if sku else offer.tiers
    tier = pricing.tier_for(tiers, quantity)
    if tier is None or quantity < offer.moq:
        least = max((offer.moq, *(tier.minimum for tier in tiers[:1])), key=lambda one: one.amount)
        raise NoPriceThere(least=least.text)
    return tier.price


def item(*, offer: Offer, quantity: Quantity, at: datetime, sku_id: UUID | None = None) -> Item:
    """Goods as this reader is told of them. Four statements. Raises PricesHidden, NoPriceThere."""
    on = business_day(at)
    packed = loading.goods([offer.product_id], on=on).get(offer.product_id, Goods())
    return made(offer, quantity, packed, loading.carton_types(on=on), customs.classified([offer.product_id]), sku_id)


def made(
    offer: Offer, quantity: Quantity, packed: Goods, kinds: Sequence[CartonType],
    codes: Mapping[UUID, customs.Classified], sku_id: UUID | None = None,
) -> Item:  # fmt: skip
    """An item from facts already read."""
    price = price_of(offer, quantity, sku_id)
    sku = sku_of(offer, sku_id)
    found = codes.get(offer.product_id)
    weight = sku.weight_g if sku else None
    return Item(
        name=offer.title.text, quantity=quantity, goods=price * quantity,
        cartons=cartons_of(packed, quantity.amount, kinds), how=f"{quantity.text} x {price.text}",
        code=found.code if found else "", assumed="" if found is None or found.status == CONFIRMED else found.status,
        origin=found.origin if found else "CN", national=found.national if found else {},
        flags=traits((answer.code, code) for answer in offer.attributes for code in answer.codes),
        weight_g=int(weight * quantity.amount) if weight else None, product_id=offer.product_id,
    )  # fmt: skip


def listed(product_ids: Sequence[UUID], *, on: date) -> list[Item]:
    """The least orders of goods for sale whose prices everybody sees. Six statements for any number."""
    products = {
        row.id: row
        for row in Product.objects.filter(
            pk__in=product_ids, state=ProductState.PUBLISHED, audience=Audience.PUBLIC
        ).only("id", "unit", "currency", "moq")
    }
    prices: dict[UUID, tuple[Decimal, Decimal]] = {}
    for product_id, sku_id, least, price in PriceTier.objects.filter(product_id__in=products).values_list(
        "product_id", "sku_id", "min_quantity", "unit_price"
    ):
        held = prices.get(product_id)
        if least <= products[product_id].moq and (held is None or _nearer(least, price, held, whole=sku_id is None)):
            prices[product_id] = (least, price)
    answers: dict[UUID, set[tuple[str, str]]] = {}
    for product_id, code, option in AttributeValue.objects.filter(
        product_id__in=prices, attribute__code__in={code for code, _option in TRAITS}, option__isnull=False
    ).values_list("product_id", "attribute__code", "option__code"):
        answers.setdefault(product_id, set()).add((code, option))
    packed, kinds = loading.goods(list(prices), on=on), loading.carton_types(on=on)
    codes = customs.classified(list(prices))
    found: list[Item] = []
    for product_id, (_least, price) in prices.items():
        row = products[product_id]
        quantity = Quantity(row.moq, row.unit)
        amount = Money.rounded(price * row.moq, row.currency)
        named = codes.get(product_id)
        found.append(
            Item(
                name=str(product_id), quantity=quantity, goods=amount,
                cartons=cartons_of(packed.get(product_id, Goods()), row.moq, kinds), code=named.code if named else "",
                origin=named.origin if named else "CN", flags=traits(answers.get(product_id, ())),
                product_id=product_id, national=named.national if named else {},
            )
        )  # fmt: skip
    return found


def _nearer(least: Decimal, price: Decimal, held: tuple[Decimal, Decimal], *, whole: bool) -> bool:
    """Whether a tier says better what the least order costs: a higher minimum, then the product's own or cheaper."""
    return least > held[0] or (least == held[0] and (whole or price < held[1]))
