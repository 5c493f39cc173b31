"""Work out and carry out what single products of a file mean."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction
from procrastinate.contrib.django import app as jobs

from sourcebridge.audit import services as audit
from sourcebridge.catalog import drafts, events, intake
from sourcebridge.catalog.drafts import ProductDraft
from sourcebridge.catalog.intake import Answers, CannotTake
from sourcebridge.catalog.models import ImportItem, ImportRun, Picture, PictureState, Product, Verdict
from sourcebridge.catalog.queries import drafts as stored
from sourcebridge.catalog.services import goods, pictures
from sourcebridge.catalog.states import ProductState
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import Refusal
from sourcebridge.parameters import queries as parameters

logger = logging.getLogger(__name__)
FETCH = "catalog.fetch_picture"


@dataclass
class _Plan:
    """What an item would do: `draft` None leaves the product's facts, `move` publishes or withdraws it."""

    verdict: str
    draft: ProductDraft | None = None
    move: str = ""
    pictures: bool = False
    changes: list[dict[str, Any]] | None = None


def preview(run: ImportRun, answers: Answers, now: datetime) -> None:
    """Give each readable item its verdict and the changes it would make; writes only the run's own items."""
    items = list(ImportItem.objects.filter(run=run).exclude(said={}))
    products = _existing(run, items)
    most_tiers = int(parameters.value("price_ladder.tiers", at=now))
    for item in items:
        item.problems = [problem for problem in item.problems if "preview" not in problem]
        try:
            plan = _plan(item, products.get(item.handle), answers)
            if plan.draft is not None:
                plan.draft.checked(most_tiers=most_tiers)
            item.verdict, item.changes = plan.verdict, plan.changes or []
        except (CannotTake, Refusal) as fault:
            item.verdict, item.changes = Verdict.FAILED, []
            item.problems = [*item.problems, {**_blame(item, fault), "preview": True}]
    ImportItem.objects.bulk_update(items, ["verdict", "changes", "problems"], batch_size=200)


def apply(run: ImportRun, items: Sequence[ImportItem], by: By, now: datetime) -> None:
    """Carry the items out, each in a savepoint of its own."""
    answers = Answers.restored(run.answers)
    products = _existing(run, items)
    for item in items:
        item.problems = [problem for problem in item.problems if "preview" not in problem]
        try:
            with transaction.atomic():
                _carry_out(run, item, products.get(item.handle), answers, by, now)
        except (CannotTake, Refusal) as fault:
            item.verdict, item.changes = Verdict.FAILED, []
            item.problems = [*item.problems, _blame(item, fault)]
        except OperationalError:
            raise
        except Exception:
            logger.exception("import %s failed at %s", run.id, item.handle)
            item.verdict, item.changes = Verdict.FAILED, []
            item.problems = [*item.problems, {"row": item.first_row, "field": "", "value": "", "reason": "unexpected"}]
        item.applied = True
    ImportItem.objects.bulk_update(items, ["verdict", "changes", "problems", "product", "applied"])


def _existing(run: ImportRun, items: Sequence[ImportItem]) -> dict[str, Product]:
    handles = [item.handle for item in items]
    return {product.handle: product for product in Product.objects.filter(shop=run.shop, handle__in=handles)}


def _blame(item: ImportItem, fault: CannotTake | Refusal) -> dict[str, Any]:
    if isinstance(fault, CannotTake):
        return {"row": item.first_row, "field": fault.field, "value": fault.value, "reason": fault.reason}
    field, said = next(iter(fault.fields.items()), ("", fault.text))
    return {"row": item.first_row, "field": field, "value": "", "reason": said}


def _plan(item: ImportItem, product: Product | None, answers: Answers) -> _Plan:
    wants_sale = item.said["published"]
    if product is None:
        draft = intake.new_draft(item.said, item.handle, answers)
        publish = wants_sale and answers.publish == intake.PUBLISH_AS_FILE
        return _Plan(Verdict.CREATED, draft, "publish" if publish else "", pictures=True)
    fields = intake.touched(product.imported, item.said)
    if not fields:
        return _Plan(Verdict.UNCHANGED)
    before = stored.draft_of(product)
    draft = intake.edited(before, item.said, fields, answers)
    changed = drafts.changes(before.flat(), draft.flat())
    move = _sale_move(product, wants_sale) if product.imported and "published" in fields else ""
    if move:
        changed.append({"field": "state", "before": product.state, "after": move})
    pictures = "pictures" in fields or any(name.startswith("sku.picture.") for name in fields)
    if pictures:
        before_sources = product.imported.get("pictures", [])
        now_sources = [picture["src"] for picture in item.said["pictures"]]
        pictures = before_sources != now_sources or "pictures" not in fields
        if before_sources != now_sources:
            changed.append({"field": "pictures", "before": len(before_sources), "after": len(now_sources)})
    return _Plan(Verdict.CHANGED if changed else Verdict.UNCHANGED, draft, move, pictures, changed)


def _sale_move(product: Product, wants_sale: bool) -> str:
    if wants_sale and product.state != ProductState.PUBLISHED:
        return "publish"
    if not wants_sale and product.state == ProductState.PUBLISHED:
        return "withdraw"
    return ""


def _carry_out(
    run: ImportRun, item: ImportItem, product: Product | None, answers: Answers, by: By, now: datetime
) -> None:
    company_id = run.shop.company_id
    plan = _plan(item, product, answers)
    item.verdict, item.changes = plan.verdict, plan.changes or []
    if plan.draft is None:
        item.product = product
        return
    known = set(product.skus.values_list("options_key", flat=True)) if product else set()
    if product is None:
        product = goods.create_product(company_id=company_id, draft=plan.draft, by=by, now=now)
    else:
        product = goods.edit_product(company_id=company_id, product_id=product.id, draft=plan.draft, by=by, now=now)
    if plan.pictures:
        _take_pictures(product, item, now)
    product.imported = intake.flat(item.said)
    product.save(update_fields=["imported"])
    if answers.stock == intake.STOCK_NEW:
        _announce_counts(run, product, item, known, now)
    if plan.move == "publish":
        product = goods.publish(company_id=company_id, product_id=product.id, by=by, now=now)
    elif plan.move == "withdraw":
        product = goods.withdraw(company_id=company_id, product_id=product.id, by=by, now=now)
    item.product = product


def _announce_counts(run: ImportRun, product: Product, item: ImportItem, known: set[str], now: datetime) -> None:
    named = intake.counts(item.said)
    fresh = {
        str(sku_id): str(named[key])
        for sku_id, key in product.skus.values_list("id", "options_key")
        if key in named and key not in known
    }
    if fresh:
        audit.publish(
            events.StockCounted(
                at=now,
                product_id=product.id,
                shop_id=run.shop_id,
                company_id=run.shop.company_id,
                counts=fresh,
                unit=product.unit,
                import_run_id=run.id,
            )
        )


def _take_pictures(product: Product, item: ImportItem, now: datetime) -> None:
    """Bring the pictures that come from files to the file's list; new addresses are fetched by a job."""
    wanted = {picture["src"]: picture for picture in item.said["pictures"]}
    of_variant = {sku["picture"]: drafts.options_key(sku["options"]) for sku in item.said["skus"] if sku["picture"]}
    skus = dict(product.skus.values_list("options_key", "id"))
    on_page = product.pictures.exclude(source_url="").exclude(state=PictureState.REMOVED)
    current = {picture.source_url: picture for picture in on_page}
    for source, row in current.items():
        if source not in wanted:
            pictures.retire(row)
    for position, (source, picture) in enumerate(wanted.items(), start=1):
        sku_id = skus.get(of_variant.get(source, "-"))
        if source in current:
            row = current[source]
            row.position, row.sku_id, row.alt = position, sku_id, picture["alt"]
            row.save(update_fields=["position", "sku_id", "alt"])
            continue
        row = Picture.objects.create(
            product=product,
            sku_id=sku_id,
            position=position,
            alt=picture["alt"],
            source_url=source,
            state=PictureState.WAITING,
            added_at=now,
        )
        jobs.configure_task(FETCH, queue="pictures").defer(picture_id=str(row.id))
