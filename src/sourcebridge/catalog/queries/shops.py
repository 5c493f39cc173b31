"""What a shop says about itself, its shelves and its holidays, as its owner edits them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from sourcebridge.catalog.models import Closure, Product, SectionItem, Shop, ShopSection
from sourcebridge.catalog.offers import Text
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.states import ProductState
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


def public(slug: str) -> Shop:
    """A shop by its address, with its company; raises NotFound."""
    found = Shop.objects.select_related("company").filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def shelves_of(shop_id: UUID, *, most: int) -> list[tuple[ShopSection, list[UUID]]]:
    """The shelves in their order with their first goods for sale; empty ones are left out (one statement)."""
    found: dict[UUID, tuple[ShopSection, list[UUID]]] = {}
    rows = SectionItem.objects.filter(section__shop_id=shop_id, product__state=ProductState.PUBLISHED)
    for row in rows.select_related("section").order_by("section__position", "section_id", "position", "id"):
        _section, ids = found.setdefault(row.section_id, (row.section, []))
        if len(ids) < most:
            ids.append(row.product_id)
    return list(found.values())


def by_slug(slug: str) -> Shop:
    """The shop at an address, with its company; raises NotFound."""
    shop = Shop.objects.filter(slug=slug).select_related("company").first()
    if shop is None:
        raise NotFound
    return shop


def shelves(shop: Shop) -> list[tuple[ShopSection, list[UUID]]]:
    """The shelves in their order with their goods on sale in theirs; empty ones left out (two statements)."""
    sections = list(ShopSection.objects.filter(shop=shop).order_by("position", "id"))
    found: dict[UUID, list[UUID]] = {}
    rows = SectionItem.objects.filter(section__in=sections, product__state=ProductState.PUBLISHED)
    for section_id, product_id in rows.order_by("position", "id").values_list("section_id", "product_id"):
        found.setdefault(section_id, []).append(product_id)
    return [(row, found[row.id]) for row in sections if row.id in found]
