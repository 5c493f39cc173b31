"""What belongs to a set of goods, read once, and the read models made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from sourcebridge.catalog import colours, pictured, pricing
from sourcebridge.catalog.models import (
    AgreedPrice,
    ApprovedBuyer,
    Audience,
    Packaging,
    PackagingLevel,
    Picture,
    PictureState,
    PriceTier,
    Product,
    Sku,
    Translation,
)
from sourcebridge.catalog.offers import Pack, SellableSku
from sourcebridge.catalog.pricing import Tier
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.queries.words import Words
from sourcebridge.catalog.states import ApprovalState, ProductState
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.kit.rows import made


@dataclass
class Goods:
    """What belongs to a set of products, read once."""

    public: dict[tuple[UUID, UUID | None], list[Tier]] = field(default_factory=lambda: defaultdict(list))
    agreed: dict[tuple[UUID, UUID | None], list[Tier]] = field(default_factory=lambda: defaultdict(list))
    pictures: dict[UUID, list[Picture]] = field(default_factory=lambda: defaultdict(list))
    words: Words = field(default_factory=lambda: Words([]))
    hidden: set[UUID] = field(default_factory=set)
    packaging: dict[UUID, list[Packaging]] = field(default_factory=lambda: defaultdict(list))

    def add_tiers(self, rows: Iterable[PriceTier], products: Mapping[UUID, Product]) -> None:
        """Public steps, by rising quantity."""
        for row in rows:
            step = tier(row.unit_price, row.min_quantity, products[row.product_id])
            self.public[row.product_id, row.sku_id].append(step)

    def add_agreed(self, rows: Iterable[AgreedPrice], products: Mapping[UUID, Product]) -> None:
        """This buyer's promises in force, by their beginning: for one quantity the latest holds."""
        latest: dict[tuple[UUID, UUID | None, Decimal], AgreedPrice] = {}
        for row in rows:
            latest[row.product_id, row.sku_id, row.min_quantity] = row
        for row in sorted(latest.values(), key=lambda promise: promise.min_quantity):
            step = tier(row.unit_price, row.min_quantity, products[row.product_id])
            self.agreed[row.product_id, row.sku_id].append(step)

    def ladder(self, product: Product, sku: Sku | None) -> tuple[tuple[Tier, ...], list[Tier], bool]:
        """(this buyer's tiers, the agreed ones among them, whether tiers go by the product's sum)."""
        if product.id in self.hidden:
            return (), [], True
        own = self.public.get((product.id, sku.id), []) if sku else []
        public = own or self.public.get((product.id, None), [])
        agreed = (self.agreed.get((product.id, sku.id), []) if sku else []) or self.agreed.get((product.id, None), [])
        return pricing.merged(public, agreed), agreed, not own


def picture_url(picture: Picture) -> str:
    """The address of a stored picture; it holds the content's hash, so it may be cached for ever."""
    return pictured.stored(picture.id, picture.sha256)


def drawn_url(product: Product, sku: Sku | None = None) -> str:
    """The address of the drawn picture used where no photograph is stored."""
    return pictured.drawn(sku.id if sku else product.id, product.revision)


def tier(amount: Decimal, minimum: Decimal, product: Product) -> Tier:
    return Tier(Quantity(minimum, product.unit), UnitPrice(amount, product.currency, product.unit))


def gather(
    products: dict[UUID, Product], *, buyer_company_id: UUID | None, at: datetime, fields: Sequence[str] = ("title",)
) -> Goods:
    goods = Goods(words=words.words_of(products, fields))
    goods.add_tiers(PriceTier.objects.filter(product_id__in=products).order_by("min_quantity"), products)
    if buyer_company_id is not None:
        promised = AgreedPrice.objects.filter(
            Q(valid_until=None) | Q(valid_until__gt=at),
            product_id__in=products,
            buyer_company_id=buyer_company_id,
            valid_from__lte=at,
        )
        goods.add_agreed(promised.order_by("valid_from", "id"), products)
    goods.hidden = hidden(products.values(), buyer_company_id)
    for pack in Packaging.objects.filter(product_id__in=products).order_by("level"):
        goods.packaging[pack.product_id].append(pack)
    stored = Picture.objects.filter(product_id__in=products, state=PictureState.STORED)
    for picture in stored.order_by("position", "id"):
        goods.pictures[picture.product_id].append(picture)
    return goods


def composed(
    found: Mapping[str, Any],
    products: dict[UUID, Product],
    *,
    open_shops: Collection[UUID],
    buyer_company_id: UUID | None,
) -> Goods:
    """`gather` from the JSON rows of one composed statement: texts, tiers, agreed, packaging and pictures.

    `open_shops` are those that approved this buyer; every product knows its shop.
    """
    goods = Goods(words=Words(made(Translation, row) for row in found["texts"] or ()))
    goods.add_tiers((made(PriceTier, row) for row in found["tiers"] or ()), products)
    goods.add_agreed((made(AgreedPrice, row) for row in found["agreed"] or ()), products)
    for pack in (made(Packaging, row) for row in found["packaging"] or ()):
        goods.packaging[pack.product_id].append(pack)
    for picture in (made(Picture, row) for row in found["pictures"] or ()):
        goods.pictures[picture.product_id].append(picture)
    guarded = [product for product in products.values() if product.audience == Audience.APPROVED]
    goods.hidden = _closed_to(guarded, open_shops, buyer_company_id)
    return goods


def _closed_to(guarded: Iterable[Product], open_shops: Collection[UUID], buyer_company_id: UUID | None) -> set[UUID]:
    return {
        product.id
        for product in guarded
        if product.shop_id not in open_shops and product.shop.company_id != buyer_company_id
    }


def hidden(products: Iterable[Product], buyer_company_id: UUID | None) -> set[UUID]:
    """The goods whose prices this buyer may not see; asks nothing while all prices are public."""
    guarded = [product for product in products if product.audience == Audience.APPROVED]
    if not guarded:
        return set()
    approved = ApprovedBuyer.objects.filter(
        shop_id__in={product.shop_id for product in guarded},
        buyer_company_id=buyer_company_id,
        state=ApprovalState.APPROVED,
    )
    open_shops = set(approved.values_list("shop_id", flat=True)) if buyer_company_id else set()
    return _closed_to(guarded, open_shops, buyer_company_id)


def packs(product: Product, rows: Iterable[Packaging]) -> tuple[Pack, ...]:
    order = {level: place for place, level in enumerate(PackagingLevel.values)}
    return tuple(
        Pack(
            level=row.level,
            holds=None if row.holds is None else Quantity(row.holds, product.unit),
            net_weight_g=row.net_weight_g,
            gross_weight_g=row.gross_weight_g,
            sides_mm=(row.length_mm, row.width_mm, row.height_mm)
            if row.length_mm and row.width_mm and row.height_mm
            else None,
        )
        for row in sorted(rows, key=lambda row: order[row.level])
    )


def sample(product: Product) -> tuple[UnitPrice | None, Quantity | None]:
    if product.sample_price is None or product.sample_most is None:
        return None, None
    price = UnitPrice(product.sample_price, product.currency, product.unit)
    return price, Quantity(product.sample_most, product.unit)


def sellable(sku: Sku, product: Product, goods: Goods) -> SellableSku:
    tiers, agreed, per_product = goods.ladder(product, sku)
    pictures = goods.pictures.get(product.id, [])
    shown = next((p for p in pictures if p.sku_id == sku.id), pictures[0] if pictures else None)
    return SellableSku(
        sku_id=sku.id,
        product_id=product.id,
        shop_id=product.shop_id,
        supplier_company_id=product.shop.company_id,
        shop_slug=product.shop.slug,
        handle=product.handle,
        code=sku.code,
        title=goods.words.both(product.id, "title"),
        options=dict(sku.options),
        unit=product.unit,
        currency=product.currency,
        moq=Quantity(product.moq, product.unit),
        batch_multiple=Quantity(product.batch_multiple, product.unit),
        dispatch_hours=product.dispatch_hours,
        deduct_on=product.deduct_on,
        tiers=tiers,
        per_product=per_product,
        agreed=bool(agreed),
        agreed_from=agreed[0].minimum if agreed else None,
        weight_g=sku.weight_g,
        picture_url=picture_url(shown) if shown else drawn_url(product, sku),
        colour=colours.of_options(sku.options),
        active=sku.active and product.state == ProductState.PUBLISHED,
        price_hidden=product.id in goods.hidden,
        sell_unit=product.sell_unit,
        sample_price=sample(product)[0],
        sample_most=sample(product)[1],
        packaging=packs(product, (p for p in goods.packaging[product.id] if p.sku_id in (None, sku.id))),
    )
