"""Material edits of live goods wait for the platform: ask, confirm, reject, take back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.catalog import drafts, events, frozen, weighing
from sourcebridge.catalog.drafts import ProductDraft
from sourcebridge.catalog.errors import ChangeMoved
from sourcebridge.catalog.models import Product, ProductChange, TextStatus, Translation
from sourcebridge.catalog.queries import drafts as stored
from sourcebridge.catalog.queries import review as reviewed
from sourcebridge.catalog.queries.words import PRODUCT
from sourcebridge.catalog.services import details, writing
from sourcebridge.catalog.states import CHANGE
from sourcebridge.kit import locks
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotFound
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties.errors import ReasonMissing


def reasons(product: Product, before: ProductDraft, after: ProductDraft, *, now: datetime) -> list[str]:
    """The facts that make an edit wait; empty for small edits and for goods that never were on sale."""
    if product.published_at is None:
        return []
    limits = weighing.Limits(
        price_change=parameters.value("review.price_change", at=now),
        title_similarity=parameters.value("review.title_similarity", at=now),
    )
    found = weighing.material(before, after, limits)
    return [name for name in found if not (name.startswith("title.") and _is_draft(product, name))]


def _is_draft(product: Product, name: str) -> bool:
    """A title made by machine may be put right at once."""
    rows = Translation.objects.filter(object_type=PRODUCT, object_id=product.id, field="title")
    return rows.filter(language=name.removeprefix("title."), status=TextStatus.MACHINE).exists()


def ask(
    product: Product, draft: ProductDraft, changed: list[dict[str, Any]], *, by: By, now: datetime
) -> ProductChange:
    """Keep the draft as a wish; a later wish takes the place of the one that waits, the same one changes nothing.

    Announces catalog.change.asked.
    """
    details.check(draft)
    wish = frozen.frozen(draft)
    row = reviewed.waiting_change(product.id)
    if row is not None:
        if row.draft == wish and row.base_revision == product.revision:
            return row
        _close(row, product, "withdraw", by=by, now=now)
    row = ProductChange.objects.create(
        product=product,
        base_revision=product.revision,
        draft=wish,
        changes=changed,
        asked_at=now,
        asked_by_id=by.user_id,
        asked_by_name=by.name,
    )
    audit.record(
        verb="catalog.change.ask", subject=row, by=by, at=now, after=row.state, product=str(product.id), changes=changed
    )
    audit.publish(_fact(events.ChangeAsked, row, product, now))
    return row


def take_back(product: Product, *, by: By, now: datetime) -> None:
    """Close the edit of the locked product that waits, if one does, because its author wants something else."""
    row = reviewed.waiting_change(product.id)
    if row is not None:
        _close(row, product, "withdraw", by=by, now=now)


@transaction.atomic
def confirm_change(*, change_id: UUID, seen_revision: int, by: By, now: datetime) -> ProductChange:
    """Put a waiting edit in force: what its author changed, upon the goods as they are now.

    `seen_revision` is the product's revision the reviewer compared with. Announces catalog.change.confirmed and, in
    the author's name, catalog.product.changed. Raises ChangeMoved, NotFound, IllegalMove, NotAllowed and what
    `edit_product` raises.
    """
    row, product = _locked(change_id)
    CHANGE.check(row.state, "confirm", by.actor)
    if product.revision != seen_revision:
        raise ChangeMoved
    before = stored.draft_of(product)
    details.check_category(row.draft["category"])
    wish = reviewed.wish(row, product, before).checked(most_tiers=int(parameters.value("price_ladder.tiers", at=now)))
    wish = writing.with_retired(wish, before)
    changed = drafts.changes(before.flat(), wish.flat())
    if changed:
        author = By(Actor.SUPPLIER, row.asked_by_id, product.shop.company_id, row.asked_by_name)
        writing.apply(product, wish, changed, by=author, now=now)
    row.changes = changed
    _decide(row, product, "confirm", events.ChangeConfirmed, by=by, now=now, save=("changes",))
    return row


@transaction.atomic
def reject_change(*, change_id: UUID, reason: str, by: By, now: datetime) -> ProductChange:
    """Leave the goods as they are and tell the author why. Announces catalog.change.rejected.

    Raises ReasonMissing, NotFound, IllegalMove, NotAllowed.
    """
    row, product = _locked(change_id)
    CHANGE.check(row.state, "reject", by.actor)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": str(ReasonMissing.sentence)})
    row.reason = reason.strip()[:300]
    _decide(row, product, "reject", events.ChangeRejected, by=by, now=now, save=("reason",))
    return row


@transaction.atomic
def withdraw_change(*, company_id: UUID, change_id: UUID, by: By, now: datetime) -> ProductChange:
    """Take a waiting edit back; the goods stay as they are. Announces catalog.change.withdrawn.

    Raises NotFound, IllegalMove, NotAllowed.
    """
    row, product = _locked(change_id)
    if product.shop.company_id != company_id:
        raise NotFound
    _close(row, product, "withdraw", by=by, now=now)
    return row


def _locked(change_id: UUID) -> tuple[ProductChange, Product]:
    found = ProductChange.objects.filter(pk=change_id).first()
    if found is None:
        raise NotFound
    product = locks.locked(Product, found.product_id)
    return locks.locked(ProductChange, change_id), product


def _close(row: ProductChange, product: Product, name: str, *, by: By, now: datetime) -> None:
    _decide(row, product, name, events.ChangeWithdrawn, by=by, now=now)


_Fact = type[events.ChangeAsked | events.ChangeConfirmed | events.ChangeRejected | events.ChangeWithdrawn]


def _decide(
    row: ProductChange, product: Product, name: str, kind: _Fact, *, by: By, now: datetime, save: tuple[str, ...] = ()
) -> None:
    row.decided_at, row.decided_by_id, row.decided_by_name = now, by.user_id, by.name
    fact = _fact(kind, row, product, now)
    decided = ("decided_at", "decided_by_id", "decided_by_name")
    audit.move(
        row=row, table=CHANGE, name=name, by=by, at=now, fact=fact, save=(*decided, *save), product=str(product.id)
    )


def _fact(
    kind: _Fact, row: ProductChange, product: Product, now: datetime
) -> events.ChangeAsked | events.ChangeConfirmed | events.ChangeRejected | events.ChangeWithdrawn:
    return kind(
        at=now,
        change_id=row.id,
        product_id=product.id,
        shop_id=product.shop_id,
        company_id=product.shop.company_id,
    )
