"""Edits that wait for a second look, and what goods were at each revision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sourcebridge.catalog import drafts, frozen
from sourcebridge.catalog.drafts import ProductDraft
from sourcebridge.catalog.models import Product, ProductChange, ProductVersion
from sourcebridge.catalog.offers import Text
from sourcebridge.catalog.queries import drafts as stored
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.states import ChangeState
from sourcebridge.kit.errors import NotFound
from sourcebridge.parameters import queries as parameters


def waiting_change(product_id: UUID) -> ProductChange | None:
    """The edit of a product that waits for the platform."""
    return ProductChange.objects.filter(product_id=product_id, state=ChangeState.WAITING).first()


def changes_of(product_id: UUID) -> QuerySet[ProductChange]:
    """Every edit of a product that was asked for, newest first."""
    return ProductChange.objects.filter(product_id=product_id).order_by("-asked_at", "-id")


def changes(*, state: str = "") -> QuerySet[ProductChange]:
    """The platform's queue, the longest waiting first."""
    rows = ProductChange.objects.select_related("product__shop__company")
    return rows.filter(state=state).order_by("asked_at", "id") if state else rows.order_by("-asked_at", "-id")


def change(change_id: UUID) -> ProductChange:
    """One asked edit; raises NotFound."""
    row = changes().filter(pk=change_id).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An asked edit in the platform's queue; `due_at` is when the platform should have answered."""

    change: ProductChange
    title: Text
    due_at: datetime
    overdue: bool
    count: int


def queue_rows(rows: list[ProductChange], *, language: str | None, now: datetime) -> list[QueueRow]:
    """The rows of a page of the queue in the reader's language."""
    texts = words.words_of([row.product_id for row in rows])
    found = []
    for row in rows:
        due = answer_due(row, now=now)
        late = row.state == ChangeState.WAITING and due <= now
        found.append(QueueRow(row, texts.text(row.product_id, "title", language), due, late, len(row.changes)))
    return found


def answer_due(row: ProductChange, *, now: datetime) -> datetime:
    """When the platform should have answered (parameter review.change_hours)."""
    return row.asked_at + parameters.span("review.change_hours", at=now)


def wish(row: ProductChange, product: Product, present: ProductDraft) -> ProductDraft:
    """What the goods would be: the author's draft, laid upon the present goods when they moved on meanwhile."""
    draft = frozen.thawed(row.draft)
    if row.base_revision == product.revision:
        return draft
    base = ProductVersion.objects.filter(product=product, revision=row.base_revision).first()
    if base is None:
        return draft
    facts = frozen.merged(base.facts, draft.flat(), present.flat())
    laid = frozen.of_facts(facts, handle=product.handle, known=(*present.skus, *draft.skus))
    order = {sku.key: place for place, sku in enumerate(draft.skus)}
    return replace(laid, skus=tuple(sorted(laid.skus, key=lambda sku: order.get(sku.key, len(order)))))


def difference(row: ProductChange) -> list[dict[str, Any]]:
    """What confirming would change now: [{"field", "before", "after"}]; of a decided edit, what it was."""
    if row.state != ChangeState.WAITING:
        return list(row.changes)
    present = stored.draft_of(row.product)
    return drafts.changes(present.flat(), wish(row, row.product, present).flat())


def versions_of(product_id: UUID) -> QuerySet[ProductVersion]:
    """What a product was at each revision, newest first."""
    return ProductVersion.objects.filter(product_id=product_id).order_by("-revision")


def version(product_id: UUID, revision: int) -> ProductVersion:
    """A product at one revision; raises NotFound."""
    row = ProductVersion.objects.filter(product_id=product_id, revision=revision).first()
    if row is None:
        raise NotFound
    return row


def between(product_id: UUID, older: int, newer: int) -> list[dict[str, Any]]:
    """The facts that differ between two revisions; raises NotFound."""
    return drafts.changes(version(product_id, older).facts, version(product_id, newer).facts)
