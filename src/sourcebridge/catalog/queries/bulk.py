"""Changes of many goods: how they stand, what they would do, what came of each product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from sourcebridge.catalog import bulk, drafts
from sourcebridge.catalog.models import BulkItem, BulkRun, Outcome
from sourcebridge.catalog.offers import Text
from sourcebridge.catalog.queries import drafts as stored
from sourcebridge.catalog.queries import words
from sourcebridge.kit.errors import NotFound, Refusal


def bulk_runs(company_id: UUID) -> QuerySet[BulkRun]:
    """A company's bulk changes, newest first."""
    return BulkRun.objects.filter(shop__company_id=company_id).select_related("shop").order_by("-id")


def bulk_run(company_id: UUID, run_id: UUID) -> BulkRun:
    """One bulk change of the company; raises NotFound."""
    run = bulk_runs(company_id).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    return run


def bulk_items(run: BulkRun, *, outcome: str = "") -> QuerySet[BulkItem]:
    """The goods of a bulk change in the order they were chosen."""
    found = BulkItem.objects.filter(run=run).select_related("product").order_by("position")
    return found.filter(outcome=outcome) if outcome in Outcome.values else found


def to_do(run: BulkRun) -> QuerySet[BulkItem]:
    """The goods a run has not reached yet."""
    return BulkItem.objects.filter(run=run, outcome=Outcome.PENDING).order_by("position")


def to_undo(run: BulkRun) -> QuerySet[BulkItem]:
    """The goods an undoing has not reached yet, the last changed first."""
    touched = [Outcome.CHANGED, Outcome.WAITING]
    return BulkItem.objects.filter(run=run, outcome__in=touched, undone="").order_by("-position")


def tally(run: BulkRun) -> Counter[str]:
    """How many goods came to which outcome."""
    rows = BulkItem.objects.filter(run=run).order_by().values_list("outcome").annotate(Count("id"))
    return Counter(dict(rows))


def undone_tally(run: BulkRun) -> Counter[str]:
    """What came of undoing."""
    rows = BulkItem.objects.filter(run=run).exclude(undone="").order_by().values_list("undone").annotate(Count("id"))
    return Counter(dict(rows))


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One product of a bulk change: what it changes, or why it cannot."""

    item: BulkItem
    title: Text
    changes: list[dict[str, Any]]
    problem: str


def bulk_rows(run: BulkRun, items: Sequence[BulkItem], *, language: str | None) -> list[BulkRow]:
    """The rows of a page; of goods still to do, what the act would change (six statements)."""
    texts = words.words_of([item.product_id for item in items])
    ahead = [item.product for item in items if item.outcome == Outcome.PENDING]
    present = stored.drafts_of(ahead) if ahead else {}
    rows = []
    for item in items:
        changes, problem = [], item.reason
        draft = present.get(item.product_id)
        if draft is not None:
            try:
                changes = drafts.changes(draft.flat(), bulk.changed(draft, run.act, run.value).flat())
            except Refusal as refusal:
                problem = refusal.text
        rows.append(BulkRow(item, texts.text(item.product_id, "title", language), changes, problem))
    return rows
