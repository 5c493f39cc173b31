"""Assemble the read models in a fixed number of statements, whatever the number of goods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sourcebridge.catalog import colours, pricing
from sourcebridge.catalog.drafts import plain
from sourcebridge.catalog.models import (
    AgreedPrice,
    ApprovedBuyer,
    AttributeValue,
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
from sourcebridge.catalog.offers import Answer, Listed, Offer, Pack, SellableSku
from sourcebridge.catalog.pricing import Tier
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.queries.words import Words
from sourcebridge.catalog.states import ApprovalState, ProductState
from sourcebridge.clock import queries as clock
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties.member import Member
from sourcebridge.shell import parts


@dataclass
class _Goods:
    """What belongs to a set of products, read once."""

    public: dict[tuple[UUID, UUID | None], list[Tier]] = field(default_factory=lambda: defaultdict(list))
    agreed: dict[tuple[UUID, UUID | None], list[Tier]] = field(default_factory=lambda: defaultdict(list))
    pictures: dict[UUID, list[Picture]] = field(default_factory=lambda: defaultdict(list))
    words: Words = field(default_factory=lambda: Words([]))
    hidden: set[UUID] = field(default_factory=set)
    packaging: dict[UUID, list[Packaging]] = field(default_factory=lambda: defaultdict(list))

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
    return reverse("catalog:picture", args=[picture.id, picture.sha256[:16]])


def drawn_url(product: Product, sku: Sku | None = None) -> str:
    """The address of the drawn picture used where no photograph is stored."""
    return reverse("catalog:drawn", args=[sku.id if sku else product.id]) + f"?v={product.revision}"


def visible_to(member: Member | None) -> QuerySet[Product]:
    """Goods this member may see: all that are for sale, and everything of their own company's shop."""
    published = Q(state=ProductState.PUBLISHED)
    own = Q(shop__company_id=member.company_id) if member and member.company_id else Q(pk=None)
    return Product.objects.filter(published | own).select_related("shop__company")


def _tier(amount: Decimal, minimum: Decimal, product: Product) -> Tier:
    return Tier(Quantity(minimum, product.unit), UnitPrice(amount, product.currency, product.unit))


def _gather(
    products: dict[UUID, Product], *, buyer_company_id: UUID | None, at: datetime, fields: Sequence[str] = ("title",)
) -> _Goods:
    goods = _Goods(words=words.words_of(products, fields))
    for row in PriceTier.objects.filter(product_id__in=products).order_by("min_quantity"):
        goods.public[row.product_id, row.sku_id].append(
            _tier(row.unit_price, row.min_quantity, products[row.product_id])
        )
    if buyer_company_id is not None:
        promised = AgreedPrice.objects.filter(
            Q(valid_until=None) | Q(valid_until__gt=at),
            product_id__in=products,
            buyer_company_id=buyer_company_id,
            valid_from__lte=at,
        )
        latest: dict[tuple[UUID, UUID | None, Decimal], AgreedPrice] = {}
        for agreed in promised.order_by("valid_from", "id"):
            latest[agreed.product_id, agreed.sku_id, agreed.min_quantity] = agreed
        for agreed in sorted(latest.values(), key=lambda a: a.min_quantity):
            goods.agreed[agreed.product_id, agreed.sku_id].append(
                _tier(agreed.unit_price, agreed.min_quantity, products[agreed.product_id])
            )
    goods.hidden = _hidden(products.values(), buyer_company_id)
    for pack in Packaging.objects.filter(product_id__in=products).order_by("level"):
        goods.packaging[pack.product_id].append(pack)
    stored = Picture.objects.filter(product_id__in=products, state=PictureState.STORED)
    for picture in stored.order_by("position", "id"):
        goods.pictures[picture.product_id].append(picture)
    return goods


def _hidden(products: Iterable[Product], buyer_company_id: UUID | None) -> set[UUID]:
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
    return {
        product.id
        for product in guarded
        if product.shop_id not in open_shops and product.shop.company_id != buyer_company_id
    }


def _packs(product: Product, rows: Iterable[Packaging]) -> tuple[Pack, ...]:
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


def _answers(product: Product, language: str | None) -> tuple[Answer, ...]:
    """What the goods are, in the reader's words, in the attributes' order (one statement)."""
    found: dict[str, list[AttributeValue]] = defaultdict(list)
    rows = AttributeValue.objects.filter(product=product).select_related("attribute", "option")
    for row in rows.order_by("attribute__position", "attribute__code", "option__position"):
        found[row.attribute.code].append(row)
    return tuple(
        Answer(
            code=code,
            name=values[0].attribute.name(language),
            text=", ".join(_said(value, language) for value in values),
            codes=tuple(value.option.code for value in values if value.option),
        )
        for code, values in found.items()
    )


def _said(value: AttributeValue, language: str | None) -> str:
    if value.option is not None:
        return value.option.name(language)
    if value.number is not None:
        return f"{plain(value.number)} {value.attribute.unit}".strip()
    if value.flag is not None:
        return _("yes") if value.flag else _("no")
    return value.text


def _sample(product: Product) -> tuple[UnitPrice | None, Quantity | None]:
    if product.sample_price is None or product.sample_most is None:
        return None, None
    price = UnitPrice(product.sample_price, product.currency, product.unit)
    return price, Quantity(product.sample_most, product.unit)


def _path(product: Product, language: str | None) -> tuple[tuple[str, str], ...]:
    leaf = product.category
    rows = (leaf.parent and leaf.parent.parent, leaf.parent, leaf)
    return tuple((row.code, row.name(language)) for row in rows if row)


def _sellable(sku: Sku, product: Product, goods: _Goods) -> SellableSku:
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
        sample_price=_sample(product)[0],
        sample_most=_sample(product)[1],
        packaging=_packs(product, (p for p in goods.packaging[product.id] if p.sku_id in (None, sku.id))),
    )


def lines_for(
    sku_ids: Iterable[UUID], *, buyer_company_id: UUID | None, at: datetime | None = None
) -> dict[UUID, SellableSku]:
    """The SKUs as this buyer may buy them at business time `at` (now when None); unknown ids are left out.

    Agreed prices in force replace the public ladder from their minimum on. Five statements for any number of SKUs.
    """
    skus = list(Sku.objects.filter(id__in=list(sku_ids)).select_related("product__shop"))
    if not skus:
        return {}
    products = {sku.product_id: sku.product for sku in skus}
    goods = _gather(products, buyer_company_id=buyer_company_id, at=at or clock.now())
    return {sku.id: _sellable(sku, products[sku.product_id], goods) for sku in skus}


def offer(
    *,
    product_id: UUID | None = None,
    shop: str = "",
    handle: str = "",
    member: Member | None = None,
    buyer_company_id: UUID | None = None,
    language: str | None = None,
    at: datetime | None = None,
) -> Offer:
    """A product as its page shows it, found by id or by shop slug and handle; raises NotFound when not visible.

    `member` may preview the goods of their own shop in any state. Six statements.
    """
    visible = visible_to(member)
    visible = visible.select_related("category__parent__parent")
    found = visible.filter(pk=product_id) if product_id else visible.filter(shop__slug=shop, handle=handle)
    product = found.first()
    if product is None:
        raise NotFound
    products = {product.id: product}
    goods = _gather(products, buyer_company_id=buyer_company_id, at=at or clock.now(), fields=("title", "description"))
    skus = tuple(
        _sellable(sku, product, goods)
        for sku in Sku.objects.filter(product=product, active=True).order_by("position", "id")
    )
    shared, agreed, _per_product = goods.ladder(product, None)
    if any(not sku.per_product for sku in skus):
        shared = skus[0].tiers if len({sku.tiers for sku in skus}) == 1 else ()
    title = goods.words.text(product.id, "title", language)
    pictures = [
        parts.Picture(url=picture_url(p), alt=p.alt or title.text) for p in goods.pictures.get(product.id, [])
    ] or [parts.Picture(url=drawn_url(product), alt=title.text)]
    company = product.shop.company
    return Offer(
        product_id=product.id,
        shop_id=product.shop_id,
        shop_slug=product.shop.slug,
        shop_name=product.shop.name_en if words.known(language) == "en" and product.shop.name_en else product.shop.name,
        supplier_company_id=company.id,
        supplier_name=company.name_en if words.known(language) == "en" and company.name_en else company.name,
        region=company.region,
        freight_note=product.shop.freight_note,
        handle=product.handle,
        category=product.category_id,
        state=product.state,
        revision=product.revision,
        title=title,
        description=goods.words.text(product.id, "description", language),
        option_names=tuple(product.option_names),
        unit=product.unit,
        currency=product.currency,
        moq=Quantity(product.moq, product.unit),
        batch_multiple=Quantity(product.batch_multiple, product.unit),
        dispatch_hours=product.dispatch_hours,
        deduct_on=product.deduct_on,
        tiers=shared,
        public_tiers=tuple(goods.public.get((product.id, None), [])),
        agreed=bool(agreed) or any(sku.agreed for sku in skus),
        skus=skus,
        pictures=tuple(pictures),
        published_at=product.published_at,
        path=_path(product, language),
        attributes=_answers(product, language),
        packaging=_packs(product, (p for p in goods.packaging[product.id] if p.sku_id is None)),
        audience=product.audience,
        price_hidden=product.id in goods.hidden,
        sell_unit=product.sell_unit,
        sample_price=_sample(product)[0],
        sample_most=_sample(product)[1],
    )


def listing(
    *,
    q: str = "",
    cursor: str = "",
    limit: int = 24,
    language: str | None = None,
    buyer_company_id: UUID | None = None,
    shop: str = "",
    company_ids: Collection[UUID] | None = None,
    at: datetime | None = None,
) -> tuple[list[Listed], str | None]:
    """Goods for sale, newest first, whose titles (either language) hold every word of `q`; and the next cursor.

    `company_ids` keeps only goods of these suppliers.
    The cursor is opaque; a wrong one starts at the beginning. Six statements for any page.
    """
    found = Product.objects.filter(state=ProductState.PUBLISHED).select_related("shop__company")
    if shop:
        found = found.filter(shop__slug=shop)
    if company_ids is not None:
        found = found.filter(shop__company_id__in=company_ids)
    for word in q.split()[:8]:
        found = found.filter(
            Exists(
                Translation.objects.filter(
                    object_type=words.PRODUCT, object_id=OuterRef("pk"), field="title", text__icontains=word[:60]
                )
            )
        )
    after = _read_cursor(cursor)
    if after is not None:
        found = found.filter(Q(published_at__lt=after[0]) | Q(published_at=after[0], id__lt=after[1]))
    limit = max(1, min(limit, 100))
    rows = list(found.order_by("-published_at", "-id")[: limit + 1])
    further = len(rows) > limit
    rows = rows[:limit]
    following = f"{rows[-1].published_at.isoformat()}_{rows[-1].id}" if further and rows[-1].published_at else None
    return _listed(rows, language=language, buyer_company_id=buyer_company_id, at=at or clock.now()), following


def _read_cursor(cursor: str) -> tuple[datetime, UUID] | None:
    moment, _line, last = cursor.rpartition("_")
    try:
        return datetime.fromisoformat(moment), UUID(last)
    except ValueError:
        return None


def _listed(rows: list[Product], *, language: str | None, buyer_company_id: UUID | None, at: datetime) -> list[Listed]:
    products = {product.id: product for product in rows}
    goods = _gather(products, buyer_company_id=buyer_company_id, at=at)
    skus: dict[UUID, list[Sku]] = defaultdict(list)
    for sku in Sku.objects.filter(product_id__in=products, active=True).order_by("position", "id"):
        skus[sku.product_id].append(sku)
    listed = []
    for product in rows:
        ladders = [goods.ladder(product, sku) for sku in skus[product.id]] or [goods.ladder(product, None)]
        tiers = [tier for ladder, _agreed, _sum in ladders for tier in ladder]
        if not tiers and product.id not in goods.hidden:
            continue
        pictures = goods.pictures.get(product.id, [])
        listed.append(
            Listed(
                product_id=product.id,
                shop_slug=product.shop.slug,
                handle=product.handle,
                title=goods.words.text(product.id, "title", language),
                unit=product.unit,
                moq=Quantity(product.moq, product.unit),
                first=min(tiers, key=lambda t: (t.minimum, t.price.amount), default=None),
                best=min(tiers, key=lambda t: (t.price.amount, t.minimum), default=None),
                agreed=any(agreed for _ladder, agreed, _sum in ladders),
                dispatch_hours=product.dispatch_hours,
                region=product.shop.company.region,
                supplier_company_id=product.shop.company_id,
                picture_url=picture_url(pictures[0]) if pictures else drawn_url(product),
                sku_ids=tuple(sku.id for sku in skus[product.id]),
            )
        )
    return listed
