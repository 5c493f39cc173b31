"""Work out and carry out what the products of a file mean, a part of the file at a time."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils.translation import get_language

from sourcebridge.catalog import drafts, guessing, intake
from sourcebridge.catalog.adapters import shopify
from sourcebridge.catalog.drafts import ProductDraft
from sourcebridge.catalog.files import build
from sourcebridge.catalog.intake import Answers, CannotTake
from sourcebridge.catalog.models import FileKind, ImportItem, ImportRow, ImportRun, Product, Verdict
from sourcebridge.catalog.queries import drafts as stored
from sourcebridge.catalog.queries import tree
from sourcebridge.catalog.services import intake_bulk, intake_write
from sourcebridge.catalog.states import ProductState
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.ids import uuid7
from sourcebridge.parameters import queries as parameters

logger = logging.getLogger(__name__)
RESET, GROUP, JUDGE = "RESET", "GROUP", "JUDGE"
ROWS, ITEMS = 5_000, 400


@dataclass
class Plan:
    """What an item would do: `draft` None leaves the product's facts, `move` publishes or withdraws it."""

    verdict: str
    draft: ProductDraft | None = None
    move: str = ""
    pictures: bool = False
    changes: list[dict[str, Any]] | None = None


def preview_step(run: ImportRun, now: datetime) -> bool:
    """The next part of a preview: forget the last one, gather rows into products, judge them. False at the end."""
    steps = {RESET: _reset, GROUP: _group}
    step = steps.get(run.step)
    if step is None:
        return _judge(run, now)
    if not step(run):
        run.step = GROUP if run.step == RESET else JUDGE
        run.save(update_fields=["step"])
    return True


def _reset(run: ImportRun) -> bool:
    gone = list(ImportItem.objects.filter(run=run).values_list("id", flat=True)[:ROWS])
    if gone:
        ImportItem.objects.filter(id__in=gone).delete()
        return True
    keyed = list(ImportRow.objects.filter(run=run).exclude(key=None).values_list("id", flat=True)[: ROWS * 4])
    ImportRow.objects.filter(id__in=keyed).update(key=None)
    return bool(keyed)


def _columns(run: ImportRun) -> build.Columns:
    return build.Columns(
        header=run.header,
        targets=[column["target"] for column in run.columns],
        tree=tree.tree(),
        guess_category=lambda words, fallback: guessing.guess_category(words, fallback=fallback),
        strict=run.kind == FileKind.TEMPLATE,
        chinese=(get_language() or "zh").startswith("zh"),
    )


def _group(run: ImportRun) -> bool:
    """Give the next rows the handle of their product, and new handles an item."""
    waiting = ImportRow.objects.filter(run=run, key=None, number__gte=run.data_row).order_by("number")
    rows = list(waiting.values_list("id", "number", "cells")[:ROWS])
    if not rows:
        return False
    if run.kind == FileKind.SHOPIFY:
        keys = [shopify.key_of(run.header, number, cells) for _id, number, cells in rows]
    else:
        columns = _columns(run)
        keys = [build.key_of(columns, number, cells)[:255] for _id, number, cells in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_importrow SET key = told.key "
            "FROM unnest(%s::uuid[], %s::text[]) AS told(id, key) WHERE catalog_importrow.id = told.id",
            [[row[0] for row in rows], keys],
        )
    first: dict[str, int] = {}
    for (_id, number, _cells), key in zip(rows, keys, strict=True):
        first.setdefault(key, number)
    ids = sorted(uuid7() for _key in first)
    ImportItem.objects.bulk_create(
        [
            ImportItem(id=item_id, run=run, first_row=number, handle=key, said={})
            for item_id, (key, number) in zip(ids, first.items(), strict=True)
        ],
        ignore_conflicts=True,
    )
    return True


def _judge(run: ImportRun, now: datetime) -> bool:
    """Give the next items their verdict and the changes they would make; writes only the run's own items."""
    items = list(ImportItem.objects.filter(run=run, verdict=Verdict.UNKNOWN).order_by("first_row")[:ITEMS])
    if not items:
        return False
    _read(run, items)
    answers = Answers.restored(run.answers)
    products, before = existing(run, items)
    most_tiers = int(parameters.value("price_ladder.tiers", at=now))
    for item in items:
        if not item.said:
            if item.verdict == Verdict.UNKNOWN:
                item.verdict, item.applied = Verdict.FAILED, True
            continue
        try:
            plan = planned(item, products.get(item.handle), before, answers)
            if plan.draft is not None:
                plan.draft.checked(most_tiers=most_tiers)
            item.verdict, item.changes = plan.verdict, plan.changes or []
        except (CannotTake, Refusal) as fault:
            item.verdict, item.changes = Verdict.FAILED, []
            item.problems = [*item.problems, {**blamed(item, fault), "preview": True}]
    keep(items)
    return True


def _read(run: ImportRun, items: Sequence[ImportItem]) -> None:
    """What the rows of these items say."""
    rows: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    found = ImportRow.objects.filter(run=run, key__in=[item.handle for item in items]).order_by("number")
    for key, number, cells in found.values_list("key", "number", "cells"):
        rows[key or ""].append((number, cells))
    columns = None if run.kind == FileKind.SHOPIFY else _columns(run)
    for item in items:
        if columns is None:
            told = shopify.product(run.header, item.handle, rows[item.handle])
        else:
            told = build.product(columns, item.handle, rows[item.handle])
        item.said, item.problems = told.said or {}, told.problems
        if not told.said and told.problems and all(problem.get("note") for problem in told.problems):
            item.verdict, item.applied = Verdict.UNCHANGED, True


def keep(items: Sequence[ImportItem]) -> None:
    """Write the items back in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_importitem SET said = told.said, verdict = told.verdict, changes = told.changes, "
            "problems = told.problems, product_id = told.product_id, applied = told.applied "
            "FROM unnest(%s::uuid[], %s::jsonb[], %s::text[], %s::jsonb[], %s::jsonb[], %s::uuid[], %s::bool[]) "
            "AS told(id, said, verdict, changes, problems, product_id, applied) WHERE catalog_importitem.id = told.id",
            [
                [item.id for item in items],
                [_json(item.said) for item in items],
                [str(item.verdict) for item in items],
                [_json(item.changes) for item in items],
                [_json(item.problems) for item in items],
                [item.product_id for item in items],
                [item.applied for item in items],
            ],
        )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def existing(run: ImportRun, items: Sequence[ImportItem]) -> tuple[dict[str, Product], dict[Any, ProductDraft]]:
    """The shop's products of these handles, and how they stand."""
    handles = [item.handle for item in items]
    found = list(Product.objects.filter(shop=run.shop, handle__in=handles).select_related("shop"))
    return {product.handle: product for product in found}, stored.drafts_of(found)


def blamed(item: ImportItem, fault: CannotTake | Refusal) -> dict[str, Any]:
    """A refusal as a problem of the item's first row."""
    if isinstance(fault, CannotTake):
        return {"row": item.first_row, "field": fault.field, "value": fault.value, "reason": fault.reason}
    field, said = next(iter(fault.fields.items()), ("", fault.text))
    return {"row": item.first_row, "field": field, "value": "", "reason": said}


def planned(item: ImportItem, product: Product | None, before: dict[Any, ProductDraft], answers: Answers) -> Plan:
    """What an item means for the product as it stands; raises CannotTake."""
    wants_sale = item.said.get("published")
    if product is None:
        draft = intake.new_draft(item.said, item.handle, answers)
        publish = wants_sale is not False and answers.publish == intake.PUBLISH_AS_FILE
        return Plan(Verdict.CREATED, draft, "publish" if publish else "", pictures=bool(item.said.get("pictures")))
    fields = intake.touched(product.imported, item.said)
    if not fields:
        return Plan(Verdict.UNCHANGED)
    current = before[product.id]
    draft = intake.edited(current, item.said, fields, answers)
    changed = drafts.changes(current.flat(), draft.flat())
    move = ""
    if "published" in fields and (product.imported or "titles" in item.said):
        move = _sale_move(product, bool(wants_sale))
    if move:
        changed.append({"field": "state", "before": product.state, "after": move})
    pictures = "pictures" in fields or any(name.startswith("sku.picture.") for name in fields)
    if pictures:
        pictures, told = intake_write.pictures_differ(product, item.said)
        changed += told
    return Plan(Verdict.CHANGED if changed else Verdict.UNCHANGED, draft, move, pictures, changed)


def _sale_move(product: Product, wants_sale: bool) -> str:
    if wants_sale and product.state != ProductState.PUBLISHED:
        return "publish"
    if not wants_sale and product.state == ProductState.PUBLISHED:
        return "withdraw"
    return ""


def apply(run: ImportRun, items: Sequence[ImportItem], by: By, now: datetime) -> None:
    """Carry the items out: new products together, others each in a savepoint of its own."""
    if not items:
        return
    answers = Answers.restored(run.answers)
    products, before = existing(run, items)
    for item in items:
        item.problems = [problem for problem in item.problems if "preview" not in problem]
    fresh = [item for item in items if item.handle not in products]
    written = _apply_together(run, fresh, answers, by, now)
    for item in items:
        if item.id not in written:
            _apply_alone(run, item, products.get(item.handle), before, answers, by, now)
        item.applied = True
    keep(items)


def _apply_together(run: ImportRun, fresh: Sequence[ImportItem], answers: Answers, by: By, now: datetime) -> set[Any]:
    """Make the new products in few statements; those it could not are left to be tried alone."""
    plans = []
    for item in fresh:
        try:
            plans.append((item, planned(item, None, {}, answers)))
        except (CannotTake, Refusal):
            continue
    try:
        with transaction.atomic():
            return intake_bulk.create(run, plans, answers, by, now)
    except OperationalError:
        raise
    except (DatabaseError, Refusal):
        logger.exception("import %s: products together failed, trying them one by one", run.id)
        return set()


def _apply_alone(
    run: ImportRun, item: ImportItem, product: Product | None, before: dict[Any, ProductDraft], answers: Answers,
    by: By, now: datetime,
) -> None:  # fmt: skip
    try:
        with transaction.atomic():
            plan = planned(item, product, before, answers)
            item.verdict, item.changes = plan.verdict, plan.changes or []
            intake_write.carry_out(run, item, product, plan, answers, by, now)
    except (CannotTake, Refusal) as fault:
        item.verdict, item.changes = Verdict.FAILED, []
        item.problems = [*item.problems, blamed(item, fault)]
    except OperationalError:
        raise
    except Exception:
        logger.exception("import %s failed at %s", run.id, item.handle)
        item.verdict, item.changes = Verdict.FAILED, []
        item.problems = [*item.problems, {"row": item.first_row, "field": "", "value": "", "reason": "unexpected"}]
