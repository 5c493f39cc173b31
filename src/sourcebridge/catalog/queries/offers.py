"""Assemble the read models in a fixed number of statements, whatever the number of goods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sourcebridge.catalog.models import (
    Product,
    Sku,
    Translation,
)
from sourcebridge.catalog.offers import Listed, SellableSku
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.queries.gathering import drawn_url, gather, picture_url, sellable
from sourcebridge.catalog.states import ProductState
from sourcebridge.clock import queries as clock
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties.member import Member


def visible_to(member: Member | None) -> QuerySet[Product]:
    """Goods this member may see: all that are for sale, and everything of their own company's shop."""
    published = Q(state=ProductState.PUBLISHED)
    own = Q(shop__company_id=member.company_id) if member and member.company_id else Q(pk=None)
    return Product.objects.filter(published | own).select_related("shop__company")


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
    goods = gather(products, buyer_company_id=buyer_company_id, at=at or clock.now())
    return {sku.id: sellable(sku, products[sku.product_id], goods) for sku in skus}


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
    goods = gather(products, buyer_company_id=buyer_company_id, at=at)
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
