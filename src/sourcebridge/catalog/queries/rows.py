"""Rows as the supplier's tables show them, and the subject of a drawn picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sourcebridge.catalog import colours, ports
from sourcebridge.catalog.drawing import Subject
from sourcebridge.catalog.models import AgreedPrice, Picture, PictureState, PriceTier, Product, Sku
from sourcebridge.catalog.offers import Text
from sourcebridge.catalog.ports import Left
from sourcebridge.catalog.queries import categories, desk, words, worklist
from sourcebridge.catalog.queries.gathering import drawn_url, picture_url
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One product in the supplier's list."""

    product: Product
    title: Text
    sku_count: int
    first_price: UnitPrice | None
    best_price: UnitPrice | None
    moq: Quantity
    picture_url: str
    unreachable: int
    category: str
    left: Left | None
    marks: worklist.Marks


def desk_rows(products: Sequence[Product], *, language: str | None, now: datetime) -> list[DeskRow]:
    """The rows of a page of products, in their order (the same number of statements however many)."""
    ids = [product.id for product in products]
    texts = words.words_of(ids)
    prices: dict[UUID, list[PriceTier]] = defaultdict(list)
    for tier in PriceTier.objects.filter(product_id__in=ids).order_by("min_quantity", "unit_price"):
        prices[tier.product_id].append(tier)
    counts: dict[UUID, int] = defaultdict(int)
    for product_id in Sku.objects.filter(product_id__in=ids, active=True).values_list("product_id", flat=True):
        counts[product_id] += 1
    pictures: dict[UUID, list[Picture]] = defaultdict(list)
    for picture in Picture.objects.filter(product_id__in=ids).order_by("position", "id"):
        pictures[picture.product_id].append(picture)
    marks, names = worklist.marks_of(ids), categories.labels(language)
    stock = ports.stock()
    left = stock.of_goods(ids, now=now) if stock and ids else {}
    rows = []
    for product in products:
        tiers = prices[product.id]
        amounts = [tier.unit_price for tier in tiers]
        stored = [p for p in pictures[product.id] if p.state == PictureState.STORED]
        rows.append(
            DeskRow(
                product=product,
                title=texts.text(product.id, "title", language),
                sku_count=counts[product.id],
                first_price=UnitPrice(tiers[0].unit_price, product.currency, product.unit) if tiers else None,
                best_price=UnitPrice(min(amounts), product.currency, product.unit) if len(set(amounts)) > 1 else None,
                moq=Quantity(product.moq, product.unit),
                picture_url=picture_url(stored[0]) if stored else drawn_url(product),
                unreachable=sum(p.state == PictureState.UNREACHABLE for p in pictures[product.id]),
                category=names.get(str(product.category_id), ""),
                left=left.get(product.id),
                marks=marks[product.id],
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One picture in the editing form; `url` is empty while it is not stored here."""

    picture: Picture
    url: str


def pictures_of(product_id: UUID) -> list[PictureRow]:
    """The pictures of a product, the missing ones too."""
    found = Picture.objects.filter(product_id=product_id).exclude(state=PictureState.REMOVED)
    return [PictureRow(row, picture_url(row) if row.sha256 else "") for row in found.order_by("position", "id")]


@dataclass(frozen=True, slots=True)
class AgreedRow:
    """One promise in the supplier's list."""

    row: AgreedPrice
    buyer: str
    options: str
    least: Quantity
    price: UnitPrice
    state: str


def agreed_rows(product: Product, *, now: datetime) -> list[AgreedRow]:
    """The promises on a product with whether each is COMING, IN_FORCE or OVER at `now`."""
    return [
        AgreedRow(
            row=row,
            buyer=row.buyer_company.name,
            options=" / ".join(value for _name, value in row.sku.options) if row.sku else "",
            least=Quantity(row.min_quantity, product.unit),
            price=UnitPrice(row.unit_price, product.currency, product.unit),
            state="OVER"
            if row.valid_until and row.valid_until <= now
            else "COMING"
            if row.valid_from > now
            else "IN_FORCE",
        )
        for row in desk.agreed_prices_of(product.id)
    ]


def drawn_subject(subject_id: UUID) -> Subject:
    """What the drawn picture of a product or SKU shows; raises NotFound. Drafts have one too: ids are not guessed."""
    sku = Sku.objects.filter(pk=subject_id).select_related("product__category").first()
    product = sku.product if sku else Product.objects.filter(pk=subject_id).select_related("category").first()
    if product is None:
        raise NotFound
    texts = words.words_of([product.id], ("title", "description"))
    title, description = texts.both(product.id, "title"), texts.both(product.id, "description")
    branch = [product.category.name_zh, product.category.name_en]
    said = " ".join(dict.fromkeys([title["zh"], title["en"], *branch, description["zh"], description["en"]]))
    colour = colours.of_options(sku.options) if sku else ""
    if not colour and sku is None:
        options = product.skus.filter(active=True).order_by("position").values_list("options", flat=True).first()
        colour = colours.of_options(options or [])
    return Subject(product.category.kind, said[:600], colour, str(product.id))
