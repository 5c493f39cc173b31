"""Make, edit, publish and withdraw goods."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from sourcebridge.audit import services as audit
from sourcebridge.catalog import drafts, events, frozen
from sourcebridge.catalog.drafts import ProductDraft, SkuDraft
from sourcebridge.catalog.errors import HandleTaken, NotReady, UnitFixed, VersionUnknown
from sourcebridge.catalog.models import Language, Product
from sourcebridge.catalog.queries import drafts as stored
from sourcebridge.catalog.queries import review as reviewed
from sourcebridge.catalog.services import details, review, shops, writing
from sourcebridge.catalog.states import PRODUCT
from sourcebridge.kit import locks
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import NotFound
from sourcebridge.parameters import queries as parameters

DRAFT_TEXTS = "catalog.draft_texts"


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
    writing.first(product, draft, by=by, now=now)
    audit.record(
        verb="catalog.product.create", subject=product, by=by, at=now, after=product.state, handle=draft.handle
    )
    audit.publish(events.ProductCreated(at=now, product_id=product.id, shop_id=shop.id, company_id=shop.company_id))
    return product


@transaction.atomic
def edit_product(
    *, company_id: UUID, product_id: UUID, draft: ProductDraft, by: By, now: datetime, whole: bool = False
) -> Product:
    """Bring a product to a draft's form; nothing is written when nothing differs. The handle stays.

    SKUs the draft leaves out are retired, never deleted. Announces catalog.product.changed with the changed fields.
    A material edit of goods that were ever on sale waits for the platform instead: the goods stay as they are, see
    `queries.waiting_change`, and catalog.change.asked is announced. `whole` says that the draft is all its author
    wants, as a form does that showed the waiting edit: one that still waits is taken back.
    Raises what `create_product` raises, UnitFixed, NotFound.
    """
    product = _own(company_id, product_id)
    draft = _checked(replace(draft, handle=product.handle), now)
    before = stored.draft_of(product)
    draft = writing.with_retired(draft, before)
    changed = drafts.changes(before.flat(), draft.flat())
    if not changed:
        if whole:
            review.take_back(product, by=by, now=now)
        return product
    if product.published_at and (product.unit, product.currency) != (draft.unit, draft.currency):
        raise UnitFixed
    reasons = review.reasons(product, before, draft, now=now)
    if reasons:
        review.ask(product, draft, changed, by=by, now=now)
        return product
    if whole:
        review.take_back(product, by=by, now=now)
    return writing.apply(product, draft, changed, by=by, now=now)


@transaction.atomic
def restore_version(*, company_id: UUID, product_id: UUID, revision: int, by: By, now: datetime) -> Product:
    """Edit a product back to what it was at a revision; an edit like any other, so a material one waits for review.

    Raises VersionUnknown when its variants cannot be told apart today, NotFound and what `edit_product` raises.
    """
    product = _own(company_id, product_id)
    version = reviewed.version(product.id, revision)
    present = stored.draft_of(product)
    try:
        draft = frozen.of_facts(version.facts, handle=product.handle, known=present.skus)
    except VersionUnknown:
        raise VersionUnknown(revision=revision) from None
    return edit_product(company_id=company_id, product_id=product_id, draft=draft, by=by, now=now)


@transaction.atomic
def copy_product(*, company_id: UUID, product_id: UUID, by: By, now: datetime) -> Product:
    """Make a new draft with everything a product says, under an address of its own; pictures are not copied.

    Raises NotFound and what `create_product` raises.
    """
    product = _own(company_id, product_id)
    draft = stored.draft_of(product)
    taken = set(Product.objects.filter(shop=product.shop).values_list("handle", flat=True))
    handle = next(name for n in range(2, len(taken) + 3) if (name := f"{product.handle[:110]}-{n}") not in taken)
    skus = tuple(replace(sku, id=None, code="") for sku in draft.skus if sku.active) or (SkuDraft(),)
    keys = {sku.key for sku in skus}
    packaging = tuple(pack for pack in draft.packaging if not pack.sku_key or pack.sku_key in keys)
    draft = replace(draft, handle=handle, skus=skus, packaging=packaging)
    return create_product(company_id=company_id, draft=draft, by=by, now=now)


@transaction.atomic
def publish(*, company_id: UUID, product_id: UUID, by: By, now: datetime, complete: bool = False) -> Product:
    """Offer a product for sale; `complete` asks for the attributes its category requires too.

    Files of other systems cannot know our attributes, so they are published without; the desk lists what is missing.
    Raises NotReady naming what is missing, IllegalMove, NotAllowed, NotFound.
    """
    product = _own(company_id, product_id)
    PRODUCT.check(product.state, "publish", by.actor)
    draft = stored.draft_of(product)
    missing = _missing(draft)
    lacking = details.lacking(draft) if complete else {}
    if missing or lacking:
        raise NotReady(fields=lacking, missing=", ".join((*missing, *lacking.values())))
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
    if any(not draft.titles.get(language) for language in Language.values):
        jobs.configure_task(DRAFT_TEXTS, queue="translations").defer(product_id=str(product.id))
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


def _missing(draft: ProductDraft) -> list[str]:
    """What stands between a product and its sale, in words."""
    active = [sku for sku in draft.skus if sku.active]
    missing = []
    if not draft.titles.get(draft.language):
        missing.append(_("a name"))
    if not active:
        missing.append(_("a variant on sale"))
    if not draft.tiers and any(not sku.tiers for sku in active):
        missing.append(_("a price"))
    return missing
