"""Make many new products of a file in few statements: the same rows, history and facts as the single verbs write.

`goods.create_product` and `goods.publish` are what this must equal; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from procrastinate.contrib.django import app as jobs

from sourcebridge.audit import services as audit
from sourcebridge.catalog import events, intake
from sourcebridge.catalog.drafts import ProductDraft, TierDraft
from sourcebridge.catalog.intake import Answers
from sourcebridge.catalog.models import (
    AttributeValue,
    ImportItem,
    ImportRun,
    Packaging,
    Picture,
    PriceTier,
    Product,
    ProductVersion,
    Sku,
    TextStatus,
    Translation,
)
from sourcebridge.catalog.queries.words import PRODUCT, source_hash
from sourcebridge.catalog.services import details, intake_write, versions, writing
from sourcebridge.catalog.states import PRODUCT as LIFE
from sourcebridge.catalog.states import ProductState
from sourcebridge.kit import locks
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.ids import uuid7
from sourcebridge.parameters import queries as parameters

if TYPE_CHECKING:
    from sourcebridge.catalog.services.intake_items import Plan


@dataclass
class _New:
    """One product on its way, with the rows that hang on it."""

    item: ImportItem
    plan: Plan
    draft: ProductDraft
    product: Product
    skus: list[Sku]
    values: list[AttributeValue]
    packaging: list[Packaging]

    @property
    def by_key(self) -> dict[str, UUID]:
        """The SKUs' ids by the normal form of their options."""
        return {sku.options_key: sku.id for sku in self.skus}


def create(
    run: ImportRun, plans: Sequence[tuple[ImportItem, Plan]], answers: Answers, by: By, now: datetime
) -> set[UUID]:
    """Write the products of these plans, published where the plan says so; returns the ids of the items written.

    A plan that cannot be followed is left out, for the single verb to refuse it in words.
    """
    if not plans:
        return set()
    locks.hold("shop", run.shop_id)
    LIFE.check(ProductState.DRAFT, "publish", by.actor)
    taken = set(
        Product.objects.filter(shop=run.shop, handle__in=[item.handle for item, _plan in plans]).values_list(
            "handle", flat=True
        )
    )
    attributes = details.Known()
    most_tiers = int(parameters.value("price_ladder.tiers", at=now))
    news: list[_New] = []
    for item, plan in plans:
        if item.handle in taken:
            continue
        try:
            news.append(_made(run, item, plan, attributes, most_tiers, now))
        except Refusal:
            continue
    _write(news)
    _remember(run, news, answers, by, now)
    for new in news:
        new.item.product = new.product
        new.item.verdict, new.item.changes = new.plan.verdict, []
    return {new.item.id for new in news}


def _made(
    run: ImportRun, item: ImportItem, plan: Plan, attributes: details.Known, most_tiers: int, now: datetime
) -> _New:
    assert plan.draft is not None
    attributes.leaf(plan.draft.category)
    draft = plan.draft.checked(most_tiers=most_tiers)
    product = Product(shop=run.shop, handle=draft.handle, created_at=now, changed_at=now)
    writing.take(product, draft)
    product.imported = intake.flat(item.said)
    if plan.move == "publish" and draft.titles.get(draft.language) and any(sku.active for sku in draft.skus):
        product.state, product.published_at = ProductState.PUBLISHED, now
    skus = [
        Sku(
            id=uuid7(),
            product=product,
            position=position,
            code=sku.code,
            options=[list(pair) for pair in sku.options],
            options_key=sku.key,
            weight_g=sku.weight_g,
            barcode=sku.barcode,
            active=sku.active,
        )
        for position, sku in enumerate(draft.skus, start=1)
    ]
    values = details.values_of(product, draft, attributes.of(draft.category))
    packaging = [details.packed(product, pack, {sku.options_key: sku for sku in skus}) for pack in draft.packaging]
    return _New(item, plan, draft, product, skus, values, packaging)


def _write(news: Sequence[_New]) -> None:
    Product.objects.bulk_create(new.product for new in news)
    Sku.objects.bulk_create((sku for new in news for sku in new.skus), batch_size=2_000)
    PriceTier.objects.bulk_create((tier for new in news for tier in _tiers(new)), batch_size=2_000)
    Translation.objects.bulk_create((text for new in news for text in _texts(new)), batch_size=2_000)
    AttributeValue.objects.bulk_create((value for new in news for value in new.values), batch_size=2_000)
    Packaging.objects.bulk_create((pack for new in news for pack in new.packaging), batch_size=2_000)


def _tiers(new: _New) -> list[PriceTier]:
    ladders: list[tuple[UUID | None, Sequence[TierDraft]]] = [(None, new.draft.tiers)]
    ladders += [(row.id, sku.tiers) for row, sku in zip(new.skus, new.draft.skus, strict=True)]
    return [
        PriceTier(product=new.product, sku_id=sku_id, min_quantity=least, unit_price=price)
        for sku_id, tiers in ladders
        for least, price in tiers
    ]


def _texts(new: _New) -> list[Translation]:
    found = []
    for field, texts in (("title", new.draft.titles), ("description", new.draft.descriptions)):
        digest = source_hash(texts.get(new.draft.language, ""))
        found += [
            Translation(
                object_type=PRODUCT,
                object_id=new.product.id,
                field=field,
                language=language,
                text=text,
                status=TextStatus.ORIGINAL if language == new.draft.language else TextStatus.REVIEWED,
                source_hash=digest,
            )
            for language, text in texts.items()
            if text
        ]
    return found


def _remember(run: ImportRun, news: Sequence[_New], answers: Answers, by: By, now: datetime) -> None:
    """History, audit, pictures to fetch and facts of the new products."""
    ProductVersion.objects.bulk_create(
        versions.version(new.product, new.draft, by=by, now=now, changed=[]) for new in news
    )
    audit.record_all(
        verb="catalog.product.create", by=by, at=now, after=ProductState.DRAFT,
        rows=[(new.product, {"handle": new.draft.handle}) for new in news],
    )  # fmt: skip
    published = [new for new in news if new.product.state == ProductState.PUBLISHED]
    audit.record_all(
        verb=f"{LIFE.name}.publish", by=by, at=now, before=ProductState.DRAFT, after=ProductState.PUBLISHED,
        rows=[(new.product, {}) for new in published],
    )  # fmt: skip
    _fetch_pictures(news, now)
    facts: list[Any] = []
    for new in news:
        of: dict[str, Any] = {
            "at": now, "product_id": new.product.id, "shop_id": run.shop_id, "company_id": run.shop.company_id,
        }  # fmt: skip
        facts.append(events.ProductCreated(**of))
        if answers.stock == intake.STOCK_NEW:
            stock = intake_write.counted(run, new.product, new.item.said, new.by_key, now)
            facts += [stock] if stock else []
        if new.product.state == ProductState.PUBLISHED:
            facts.append(events.ProductPublished(**of))
    audit.publish_all(facts)


def _fetch_pictures(news: Sequence[_New], now: datetime) -> None:
    rows: list[Picture] = []
    for new in news:
        shown = intake_write.variants_shown(new.item.said)
        skus = new.by_key
        for position, picture in enumerate(new.item.said.get("pictures") or (), start=1):
            sku_id = skus.get(shown.get(picture["src"], "-"))
            rows.append(intake_write.waiting(new.product, picture["src"], picture["alt"], position, sku_id, now))
    if rows:
        Picture.objects.bulk_create(rows, batch_size=2_000)
        waiting: list[Any] = [{"picture_id": str(row.id)} for row in rows]
        jobs.configure_task(intake_write.FETCH, queue="pictures", priority=audit.BEHIND).batch_defer(*waiting)
