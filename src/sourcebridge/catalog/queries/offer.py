"""One product as its page shows it, in one statement (offer.sql)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sourcebridge.catalog.drafts import plain
from sourcebridge.catalog.models import (
    Attribute,
    AttributeOption,
    AttributeValue,
    Category,
    Product,
    Shop,
    Sku,
)
from sourcebridge.catalog.offers import Answer, Offer
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.queries.gathering import composed, drawn_url, packs, picture_url, sample, sellable
from sourcebridge.kit import rows
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.quantity import Quantity
from sourcebridge.kit.rows import made
from sourcebridge.parties.member import Member
from sourcebridge.parties.models import Company
from sourcebridge.shell import parts

STATEMENT = Path(__file__).with_name("offer.sql")


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

    `member` may preview the goods of their own shop in any state. Agreed prices are those in force at `at` (business
    time, now when None). One statement.
    """
    found = told(
        product_id=product_id, shop=shop, handle=handle, member=member, buyer_company_id=buyer_company_id, at=at
    )
    return found.offer(buyer_company_id=buyer_company_id, language=language)


@dataclass(frozen=True, slots=True)
class Told:
    """What the database says of a product, as text: equal texts make equal offers.

    `text` is what every buyer is told; `agreed` are the prices promised to one, `approved` says that the shop shows
    this one what it guards.
    """

    product_id: UUID
    text: str
    agreed: str | None
    approved: bool

    @property
    def public(self) -> Told:
        """The same without what is one buyer's own."""
        return replace(self, agreed=None, approved=False)

    def offer(self, *, buyer_company_id: UUID | None, language: str | None) -> Offer:
        """The offer this tells, for the buyer it was told to."""
        agreed = rows.parsed(self.agreed) if self.agreed else None
        found = rows.parsed(self.text) | {"agreed": agreed, "approved": self.approved}
        return _assembled(found, buyer_company_id, language)


def told(
    *,
    product_id: UUID | None = None,
    shop: str = "",
    handle: str = "",
    member: Member | None = None,
    buyer_company_id: UUID | None = None,
    at: datetime | None = None,
) -> Told:
    """What `offer` is made of, unread; same parameters and refusals, one statement."""
    given = _given(product_id, shop, handle, member, buyer_company_id, at)
    return _told(rows.text(rows.statement(STATEMENT), given))[0]


def told_beside(
    beside: str,
    values: Mapping[str, Any],
    *,
    shop: str,
    handle: str,
    member: Member | None,
    buyer_company_id: UUID | None,
    at: datetime,
) -> tuple[Told, tuple[Any, ...]]:
    """`told`, and the row that `beside` answers for the same product, in one statement.

    `beside` is a query of one row that calls the product `offer.id`; its values may be named like those of `offer`
    only where they mean the same.
    """
    given = {**values, **_given(None, shop, handle, member, buyer_company_id, at)}
    return _told(rows.text(_joined(rows.statement(STATEMENT), beside), given))


@cache
def _joined(offer_query: str, beside: str) -> str:
    return (
        f"WITH offer(told, id, agreed, approved) AS MATERIALIZED ({offer_query}) "  # noqa: S608 - two .sql files
        f"SELECT offer.*, beside.* FROM offer CROSS JOIN LATERAL ({beside}) AS beside"
    )


def _given(
    product_id: UUID | None, shop: str, handle: str, member: Member | None, buyer: UUID | None, at: datetime | None
) -> dict[str, Any]:
    return {
        "product": product_id, "shop": shop, "handle": handle, "member": member.company_id if member else None,
        "buyer": buyer, "at": at,
    }  # fmt: skip


def _told(found: tuple[Any, ...] | None) -> tuple[Told, tuple[Any, ...]]:
    if found is None:
        raise NotFound
    text, product_id, agreed, approved, *more = found
    return Told(product_id, text, agreed, approved), tuple(more)


def _product(found: dict[str, Any]) -> Product:
    product = made(Product, found["product"])
    product.shop = made(Shop, found["shop"])
    product.shop.company = made(Company, found["company"])
    above: Category | None = None
    for row in filter(None, found["path"]):
        branch = made(Category, row)
        if above is not None:
            branch.parent = above
        above = branch
    assert above is not None
    product.category = above
    return product


def _assembled(found: dict[str, Any], buyer_company_id: UUID | None, language: str | None) -> Offer:
    product = _product(found)
    open_shops = {product.shop_id} if found["approved"] else set()
    goods = composed(found, {product.id: product}, open_shops=open_shops, buyer_company_id=buyer_company_id)
    skus = tuple(sellable(made(Sku, row), product, goods) for row in found["skus"] or ())
    shared, agreed, _per_product = goods.ladder(product, None)
    if any(not sku.per_product for sku in skus):
        shared = skus[0].tiers if len({sku.tiers for sku in skus}) == 1 else ()
    title = goods.words.text(product.id, "title", language)
    pictures = [
        parts.Picture(url=picture_url(p), alt=p.alt or title.text) for p in goods.pictures.get(product.id, [])
    ] or [parts.Picture(url=drawn_url(product), alt=title.text)]
    company, english = product.shop.company, words.known(language) == "en"
    hidden = product.id in goods.hidden
    return Offer(
        product_id=product.id,
        shop_id=product.shop_id,
        shop_slug=product.shop.slug,
        shop_name=(english and product.shop.name_en) or product.shop.name,
        supplier_company_id=company.id,
        supplier_name=(english and company.name_en) or company.name,
        region=company.region,
        freight_note=product.shop.freight_note,
        handle=product.handle,
        category=product.category.code,
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
        public_tiers=() if hidden else tuple(goods.public.get((product.id, None), [])),
        agreed=bool(agreed) or any(sku.agreed for sku in skus),
        skus=skus,
        pictures=tuple(pictures),
        published_at=product.published_at,
        path=tuple((row["code"], made(Category, row).name(language)) for row in filter(None, found["path"])),
        attributes=_answers(found["answers"] or (), language),
        packaging=packs(product, (p for p in goods.packaging[product.id] if p.sku_id is None)),
        audience=product.audience,
        price_hidden=hidden,
        sell_unit=product.sell_unit,
        sample_price=sample(product)[0],
        sample_most=sample(product)[1],
        mix_amount=product.shop.mix_amount,
        mix_number=product.shop.mix_number,
        mix_rule=product.shop.mix_rule,
    )


def _answers(given: Iterable[dict[str, Any]], language: str | None) -> tuple[Answer, ...]:
    """What the goods are, in the reader's words, in the attributes' order."""
    found: dict[str, list[AttributeValue]] = defaultdict(list)
    for row in given:
        value = made(AttributeValue, row["value"])
        value.attribute = made(Attribute, row["attribute"])
        if row["option"] is not None:
            value.option = made(AttributeOption, row["option"])
        found[value.attribute.code].append(value)
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
