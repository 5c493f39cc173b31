"""Make, edit, publish and withdraw goods."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.catalog import drafts, events
from sourcebridge.catalog.drafts import ProductDraft, SkuDraft
from sourcebridge.catalog.errors import HandleTaken, NotReady, UnitFixed
from sourcebridge.catalog.models import PriceTier, Product, Sku
from sourcebridge.catalog.queries import drafts as stored
from sourcebridge.catalog.services import details, shops, versions, words
from sourcebridge.catalog.states import PRODUCT
from sourcebridge.kit import locks
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.ids import uuid7
from sourcebridge.parameters import queries as parameters

_STORED = (
    "category_id", "language", "unit", "currency", "moq", "batch_multiple", "dispatch_hours", "deduct_on", "sell_unit",
    "sample_price", "sample_most", "audience",
)  # fmt: skip


@transaction.atomic
def create_product(*, company_id: UUID, draft: ProductDraft, by: By, now: datetime) -> Product:
    """Make a draft product in the company's shop; announces catalog.product.created.

    Raises NotASeller, HandleTaken, Malformed, LadderBroken, LadderTooLong, StepMismatch, OptionsRepeat and the
    refusals of units and currencies.
    """
    shop = shops.open_shop(company_id=company_id, by=by, now=now)
    draft = replace(draft, handle=draft.handle or drafts.handle_from(draft.titles.get(draft.language, "")))
    draft = _checked(draft, now)
    locks.hold("shop", shop.id)
    if Product.objects.filter(shop=shop, handle=draft.handle).exists():
        raise HandleTaken(handle=draft.handle)
    product = Product(shop=shop, handle=draft.handle, created_at=now, changed_at=now)
    _take(product, draft)
    product.save()
    words.write(product, draft)
    _write_skus(product, draft)
    details.write(product, draft)
    versions.keep(product, draft, by=by, now=now, changed=[])
    audit.record(
        verb="catalog.product.create", subject=product, by=by, at=now, after=product.state, handle=draft.handle
    )
    audit.publish(events.ProductCreated(at=now, product_id=product.id, shop_id=shop.id, company_id=shop.company_id))
    return product


@transaction.atomic
def edit_product(*, company_id: UUID, product_id: UUID, draft: ProductDraft, by: By, now: datetime) -> Product:
    """Bring a product to a draft's form; nothing is written when nothing differs. The handle stays.

    SKUs the draft leaves out are retired, never deleted. Announces catalog.product.changed with the changed fields.
    Raises what `create_product` raises, UnitFixed, NotFound.
    """
    product = _own(company_id, product_id)
    draft = _checked(replace(draft, handle=product.handle), now)
    before = stored.draft_of(product)
    draft = _with_retired(draft, before)
    changed = drafts.changes(before.flat(), draft.flat())
    if not changed:
        return product
    if product.published_at and (product.unit, product.currency) != (draft.unit, draft.currency):
        raise UnitFixed
    _take(product, draft)
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
            company_id=company_id,
            fields=[change["field"] for change in changed],
        ),
        save=(*(name.removesuffix("_id") for name in _STORED), "option_names", "revision", "changed_at"),
        changes=changed,
    )
    return product


@transaction.atomic
def publish(*, company_id: UUID, product_id: UUID, by: By, now: datetime) -> Product:
    """Offer a product for sale; raises NotReady naming what is missing, IllegalMove, NotAllowed, NotFound."""
    product = _own(company_id, product_id)
    PRODUCT.check(product.state, "publish", by.actor)
    missing = _missing(product)
    if missing:
        raise NotReady(missing=", ".join(missing))
    product.published_at = now
    product.changed_at = now
    audit.move(
        row=product,
        table=PRODUCT,
        name="publish",
        by=by,
        at=now,
        fact=events.ProductPublished(at=now, product_id=product.id, shop_id=product.shop_id, company_id=company_id),
        save=("published_at", "changed_at"),
    )
    return product


@transaction.atomic
def withdraw(*, company_id: UUID, product_id: UUID, by: By, now: datetime) -> Product:
    """Take a product off sale; orders already placed stay. Raises IllegalMove, NotAllowed, NotFound."""
    product = _own(company_id, product_id)
    product.changed_at = now
    audit.move(
        row=product,
        table=PRODUCT,
        name="withdraw",
        by=by,
        at=now,
        fact=events.ProductWithdrawn(at=now, product_id=product.id, shop_id=product.shop_id, company_id=company_id),
        save=("changed_at",),
    )
    return product


def _own(company_id: UUID, product_id: UUID) -> Product:
    product = locks.locked(Product, product_id)
    if product.shop.company_id != company_id:
        raise NotFound
    return product


def _checked(draft: ProductDraft, now: datetime) -> ProductDraft:
    details.check_category(draft.category)
    return draft.checked(most_tiers=int(parameters.value("price_ladder.tiers", at=now)))


def _take(product: Product, draft: ProductDraft) -> None:
    for name in _STORED:
        setattr(product, name, getattr(draft, "category" if name == "category_id" else name))
    product.option_names = list(draft.option_names)


def _missing(product: Product) -> list[str]:
    """What stands between a product and its sale, in words."""
    draft = stored.draft_of(product)
    active = [sku for sku in draft.skus if sku.active]
    missing = []
    if not draft.titles.get(draft.language):
        missing.append(_("a name"))
    if not active:
        missing.append(_("a variant on sale"))
    if not draft.tiers and any(not sku.tiers for sku in active):
        missing.append(_("a price"))
    return missing


def _with_retired(draft: ProductDraft, before: ProductDraft) -> ProductDraft:
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
