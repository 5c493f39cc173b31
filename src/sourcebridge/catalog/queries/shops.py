"""What a shop says about itself, its shelves and its holidays, as its owner edits them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from sourcebridge.catalog.models import Closure, Product, Shop, ShopSection
from sourcebridge.catalog.offers import Text
from sourcebridge.catalog.queries import words
from sourcebridge.kit.errors import NotFound


def about(shop_id: UUID, language: str | None) -> Text:
    """The shop's text about itself in the reader's language; empty when it says nothing."""
    return words.words_of([shop_id], ("about",), kind=words.SHOP).text(shop_id, "about", language)


def sections_of(shop: Shop) -> QuerySet[ShopSection]:
    """The shelves in their order, each with `goods`: how many stand on it."""
    return ShopSection.objects.filter(shop=shop).annotate(goods=Count("items")).order_by("position", "id")


def section(company_id: UUID, section_id: UUID) -> ShopSection:
    """A shelf of the company's own shop; raises NotFound."""
    row = ShopSection.objects.filter(shop__company_id=company_id, pk=section_id).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class ShelfGood:
    """One product that may stand on a shelf."""

    product_id: UUID
    title: str
    state: str


def shelf_goods(shop: Shop, *, language: str | None, most: int = 500) -> list[ShelfGood]:
    """The shop's goods to choose from, those on sale first."""
    rows = list(Product.objects.filter(shop=shop).order_by("-state", "-changed_at", "-id")[:most])
    texts = words.words_of([row.id for row in rows])
    return [ShelfGood(row.id, str(texts.text(row.id, "title", language)) or row.handle, row.state) for row in rows]


def on_shelf(section_id: UUID) -> list[UUID]:
    """The goods of a shelf in their order."""
    rows = ShopSection.objects.get(pk=section_id).items.order_by("position")
    return list(rows.values_list("product_id", flat=True))


def all_closures(shop: Shop) -> QuerySet[Closure]:
    """The holidays of a shop, the latest first."""
    return Closure.objects.filter(shop=shop).order_by("-starts_at", "-id")
