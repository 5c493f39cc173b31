"""One change made to many goods: ask, start, work in chunks, stop, undo. Each product changes whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from procrastinate.contrib.django import app as jobs

from sourcebridge.audit import services as audit
from sourcebridge.catalog import bulk, drafts, events
from sourcebridge.catalog.errors import ChangedSince, NothingChosen, UndoOver
from sourcebridge.catalog.models import BulkAct, BulkItem, BulkRun, Outcome, Product
from sourcebridge.catalog.queries import bulk as read
from sourcebridge.catalog.queries import drafts as stored
from sourcebridge.catalog.queries import review as reviewed
from sourcebridge.catalog.services import details, goods, review, shops, writing
from sourcebridge.catalog.states import BULK_RUN, PRODUCT, BulkState, ProductState
from sourcebridge.kit import locks
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.parameters import queries as parameters

TASK = "catalog.work_bulk"
CHUNK = 20
AT_ONCE = 40
_COUNTED = {
    Outcome.CHANGED: "changed", Outcome.UNCHANGED: "unchanged", Outcome.WAITING: "waiting", Outcome.REFUSED: "refused",
}  # fmt: skip


@transaction.atomic
def ask_bulk(
    *, company_id: UUID, act: str, value: dict[str, Any], product_ids: Sequence[UUID], by: By, now: datetime
) -> BulkRun:
    """Write down an act upon these goods of the company (others are left out) without doing it yet.

    `value` is what `bulk.checked` takes. Raises BulkValueWrong, NothingChosen, Malformed (category), NotASeller.
    """
    value = bulk.checked(act, value)
    if act == BulkAct.CATEGORY:
        details.check_category(value["category"])
    shop = shops.open_shop(company_id=company_id, by=by, now=now)
    own = set(Product.objects.filter(shop=shop, id__in=list(product_ids)).values_list("id", flat=True))
    chosen = [product_id for product_id in dict.fromkeys(product_ids) if product_id in own]
    if not chosen:
        raise NothingChosen
    run = BulkRun.objects.create(
        shop=shop,
        act=act,
        value=value,
        language=translation.get_language() or "zh-hans",
        asked_at=now,
        asked_by_id=by.user_id,
        asked_by_name=by.name,
    )
    BulkItem.objects.bulk_create(
        [
            BulkItem(run=run, product_id=product_id, position=position)
            for position, product_id in enumerate(chosen, start=1)
        ],
        batch_size=1000,
    )
    audit.record(verb="catalog.bulk.ask", subject=run, by=by, at=now, act=act, value=value, goods=len(chosen))
    return run


@transaction.atomic
def start_bulk(*, company_id: UUID, run_id: UUID, by: By, now: datetime) -> BulkRun:
    """Let it happen: a few goods at once, more by a job that goes on after a crash. Announces catalog.bulk.started.

    Raises NotFound, IllegalMove, NotAllowed.
    """
    run = _own(company_id, run_id)
    fact = events.BulkStarted(at=now, bulk_run_id=run.id, company_id=company_id)
    run.started_at = now
    audit.move(row=run, table=BULK_RUN, name="start", by=by, at=now, fact=fact, save=("started_at",))
    _go(run, now)
    return run


@transaction.atomic
def drop_bulk(*, company_id: UUID, run_id: UUID, by: By, now: datetime) -> BulkRun:
    """Leave the goods as they are. Announces catalog.bulk.dropped. Raises NotFound, IllegalMove, NotAllowed."""
    run = _own(company_id, run_id)
    fact = events.BulkDropped(at=now, bulk_run_id=run.id, company_id=company_id)
    run.ended_at = now
    audit.move(row=run, table=BULK_RUN, name="drop", by=by, at=now, fact=fact, save=("ended_at",))
    return run


@transaction.atomic
def stop_bulk(*, company_id: UUID, run_id: UUID, by: By, now: datetime) -> BulkRun:
    """Leave the goods not reached yet as they are; the changed ones stay changed and can be undone.

    Announces catalog.bulk.done. Raises NotFound, IllegalMove, NotAllowed.
    """
    run = _own(company_id, run_id)
    _end(run, "stop", by=by, now=now)
    return run


@transaction.atomic
def undo_bulk(*, company_id: UUID, run_id: UUID, by: By, now: datetime) -> BulkRun:
    """Put back what was changed, wherever nothing else changed since. Announces catalog.bulk.undoing.

    What is put back was on sale within the last hours, so it needs no second look. Raises UndoOver, NotFound,
    IllegalMove, NotAllowed.
    """
    run = _own(company_id, run_id)
    BULK_RUN.check(run.state, "undo", by.actor)
    if run.undo_until is None or run.undo_until <= now:
        until = timezone.localtime(run.undo_until or now)
        raise UndoOver(until=f"{until:%Y-%m-%d %H:%M}")
    fact = events.BulkUndoing(at=now, bulk_run_id=run.id, company_id=company_id)
    run.started_at = now
    audit.move(row=run, table=BULK_RUN, name="undo", by=by, at=now, fact=fact, save=("started_at",))
    _go(run, now)
    return run


def _go(run: BulkRun, now: datetime) -> None:
    if BulkItem.objects.filter(run=run).count() > AT_ONCE:
        jobs.configure_task(TASK, lock=f"bulk:{run.id}", queue="imports").defer(run_id=str(run.id))
        return
    while work_bulk(run_id=run.id, now=now):
        pass
    run.refresh_from_db()


@transaction.atomic
def work_bulk(*, run_id: UUID, now: datetime) -> bool:
    """Do, or put back, the next goods of a run; returns whether there may be more.

    A chunk is one transaction and each product a savepoint in it, so a killed job goes on where it stopped.
    """
    run = locks.locked(BulkRun, run_id)
    if run.state not in {BulkState.RUNNING, BulkState.UNDOING}:
        return False
    doing = run.state == BulkState.RUNNING
    waiting = read.to_do(run) if doing else read.to_undo(run)
    items = list(waiting[:CHUNK])
    by = By(Actor.SUPPLIER, run.asked_by_id, run.shop.company_id, run.asked_by_name)
    with translation.override(run.language):
        for item in items:
            _one(run, item, _do if doing else _undo, field="outcome" if doing else "undone", by=by, now=now)
    if len(items) == CHUNK:
        return True
    if doing:
        _end(run, "finish", by=SYSTEM, now=now)
    else:
        run.ended_at = now
        fact = events.BulkUndone(at=now, bulk_run_id=run.id, company_id=run.shop.company_id)
        audit.move(row=run, table=BULK_RUN, name="finish_undo", by=SYSTEM, at=now, fact=fact, save=("ended_at",))
    return False


_Verb = Callable[..., Outcome]


def _one(run: BulkRun, item: BulkItem, verb: _Verb, *, field: str, by: By, now: datetime) -> None:
    try:
        with transaction.atomic():
            setattr(item, field, verb(run, item, by=by, now=now))
            item.reason = ""
    except Refusal as refusal:
        setattr(item, field, Outcome.REFUSED)
        item.reason = "; ".join([refusal.text, *refusal.fields.values()])[:500]
    item.save(update_fields=[field, "reason", "revision", "back"])


def _do(run: BulkRun, item: BulkItem, *, by: By, now: datetime) -> Outcome:
    own: dict[str, Any] = {"company_id": run.shop.company_id, "product_id": item.product_id, "by": by, "now": now}
    product = locks.locked(Product, item.product_id)
    if run.act in (BulkAct.PUBLISH, BulkAct.WITHDRAW):
        wanted = ProductState.PUBLISHED if run.act == BulkAct.PUBLISH else ProductState.WITHDRAWN
        if product.state == wanted or (run.act == BulkAct.WITHDRAW and product.state == ProductState.DRAFT):
            return Outcome.UNCHANGED
        item.back = {"state": product.state}
        verb = goods.publish if run.act == BulkAct.PUBLISH else goods.withdraw
        item.revision = verb(**own).revision
        return Outcome.CHANGED
    before = stored.draft_of(product)
    after = bulk.changed(before, run.act, run.value)
    if not drafts.changes(before.flat(), after.flat()):
        return Outcome.UNCHANGED
    item.back = bulk.back_of(before, run.act)
    edited = goods.edit_product(draft=after, **own)
    item.revision = edited.revision
    if edited.revision != product.revision:
        return Outcome.CHANGED
    change = reviewed.waiting_change(product.id)
    item.back = {"change": str(change.id)} if change else {}
    return Outcome.WAITING


def _undo(run: BulkRun, item: BulkItem, *, by: By, now: datetime) -> Outcome:
    company_id, product = run.shop.company_id, locks.locked(Product, item.product_id)
    if "change" in item.back:
        change = reviewed.waiting_change(product.id)
        if change is None or str(change.id) != item.back["change"]:
            raise ChangedSince
        review.withdraw_change(company_id=company_id, change_id=change.id, by=by, now=now)
        return Outcome.CHANGED
    if product.revision != item.revision:
        raise ChangedSince
    if "state" in item.back:
        _undo_state(run, product, by=by, now=now)
        return Outcome.CHANGED
    before = stored.draft_of(product)
    after = replace(bulk.put_back(before, item.back), handle=product.handle)
    after = after.checked(most_tiers=int(parameters.value("price_ladder.tiers", at=now)))
    details.check_category(after.category)
    changed = drafts.changes(before.flat(), after.flat())
    if not changed:
        return Outcome.UNCHANGED
    PRODUCT.check(product.state, "edit", by.actor)
    writing.apply(product, after, changed, by=by, now=now)
    return Outcome.CHANGED


def _undo_state(run: BulkRun, product: Product, *, by: By, now: datetime) -> None:
    done = ProductState.PUBLISHED if run.act == BulkAct.PUBLISH else ProductState.WITHDRAWN
    if product.state != done:
        raise ChangedSince
    verb = goods.withdraw if run.act == BulkAct.PUBLISH else goods.publish
    verb(company_id=run.shop.company_id, product_id=product.id, by=by, now=now)


def _end(run: BulkRun, name: str, *, by: By, now: datetime) -> None:
    tally = read.tally(run)
    run.ended_at = now
    run.undo_until = now + parameters.span("bulk.undo_hours", at=now)
    counts: dict[str, Any] = {label: tally[outcome] for outcome, label in _COUNTED.items()}
    fact = events.BulkDone(at=now, bulk_run_id=run.id, company_id=run.shop.company_id, **counts)
    audit.move(row=run, table=BULK_RUN, name=name, by=by, at=now, fact=fact, save=("ended_at", "undo_until"), **counts)


def _own(company_id: UUID, run_id: UUID) -> BulkRun:
    run = locks.locked(BulkRun, run_id)
    if run.shop.company_id != company_id:
        raise NotFound
    return run
