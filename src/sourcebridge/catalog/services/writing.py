"""Bring stored goods to a draft: rows, texts, details, version, audit. The verbs decide whether it may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sourcebridge.audit import services as audit
from sourcebridge.catalog import drafts, events
from sourcebridge.catalog.drafts import ProductDraft, SkuDraft
from sourcebridge.catalog.models import PriceTier, Product, Sku
from sourcebridge.catalog.services import details, versions, words
from sourcebridge.catalog.states import PRODUCT
from sourcebridge.kit.actors import By
from sourcebridge.kit.ids import uuid7

_STORED = (
    "category_id", "language", "unit", "currency", "moq", "batch_multiple", "dispatch_hours", "deduct_on", "sell_unit",
    "sample_price", "sample_most", "audience",
)  # fmt: skip


def first(product: Product, draft: ProductDraft, *, by: By, now: datetime) -> None:
    """Write a product that is not stored yet."""
    take(product, draft)
    product.save()
    words.write(product, draft)
    _write_skus(product, draft)
    details.write(product, draft)
    versions.keep(product, draft, by=by, now=now, changed=[])


def apply(product: Product, draft: ProductDraft, changed: list[dict[str, Any]], *, by: By, now: datetime) -> Product:
    """Write a checked draft over the locked product as its next revision; announces catalog.product.changed."""
    take(product, draft)
    product.revision += 1
    product.changed_at = now
    _write_skus(product, draft)
    words.write(product, draft)
    details.write(product, draft)
    versions.keep(product, draft, by=by, now=now, changed=changed)
    audit.move(
        row=product,
        table=PRODUCT,
        name="edit",
        by=by,
        at=now,
        fact=events.ProductChanged(
            at=now,
            product_id=product.id,
            shop_id=product.shop_id,
            company_id=product.shop.company_id,
            fields=[change["field"] for change in changed],
        ),
        save=(*(name.removesuffix("_id") for name in _STORED), "option_names", "revision", "changed_at"),
        changes=changed,
    )
    return product


def with_retired(draft: ProductDraft, before: ProductDraft) -> ProductDraft:
    """Name the stored SKUs by id, and keep those the draft leaves out as retired."""
    by_id = {sku.id: sku for sku in before.skus}
    by_key = {sku.key: sku for sku in before.skus}
    kept: list[SkuDraft] = []
    for sku in draft.skus:
        same = by_id.get(sku.id) or by_key.get(sku.key)
        kept.append(replace(sku, id=same.id if same else None))
    known = {sku.id for sku in kept if sku.id}
    taken = {sku.key for sku in kept}
    retired = [replace(sku, active=False) for sku in before.skus if sku.id not in known and sku.key not in taken]
    return replace(draft, skus=(*kept, *retired))


def take(product: Product, draft: ProductDraft) -> None:
    """Set the product's own columns to the draft's, not yet written."""
    for name in _STORED:
        setattr(product, name, getattr(draft, "category" if name == "category_id" else name))
    product.option_names = list(draft.option_names)


def _write_skus(product: Product, draft: ProductDraft) -> None:
    rows = {row.id: row for row in product.skus.all()}
    ladders: list[tuple[UUID | None, tuple[drafts.TierDraft, ...]]] = [(None, draft.tiers)]
    fresh: list[Sku] = []
    for position, sku in enumerate(draft.skus, start=1):
        row = rows.get(sku.id) if sku.id else None
        known = row is not None
        row = row or Sku(id=uuid7(), product=product)
        wanted = (
            position,
            sku.code,
            [list(pair) for pair in sku.options],
            sku.key,
            sku.weight_g,
            sku.barcode,
            sku.active,
        )
        current = (row.position, row.code, row.options, row.options_key, row.weight_g, row.barcode, row.active)
        if not known or wanted != current:
            (row.position, row.code, row.options, row.options_key, row.weight_g, row.barcode, row.active) = wanted
            if known:
                row.save()
            else:
                fresh.append(row)
        ladders.append((row.id, sku.tiers))
    Sku.objects.bulk_create(fresh)
    _write_tiers(product, ladders)


def _write_tiers(product: Product, ladders: list[tuple[UUID | None, tuple[drafts.TierDraft, ...]]]) -> None:
    wanted = {(sku_id, least): price for sku_id, tiers in ladders for least, price in tiers}
    current: dict[tuple[UUID | None, Decimal], PriceTier] = {
        (row.sku_id, row.min_quantity): row for row in PriceTier.objects.filter(product=product)
    }
    gone = [row.id for key, row in current.items() if wanted.get(key) != row.unit_price]
    PriceTier.objects.filter(id__in=gone).delete()
    PriceTier.objects.bulk_create(
        PriceTier(product=product, sku_id=sku_id, min_quantity=least, unit_price=price)
        for (sku_id, least), price in wanted.items()
        if (sku_id, least) not in current or current[sku_id, least].id in gone
    )
