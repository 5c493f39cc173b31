"""A buyer asks to see guarded prices; the shop approves, refuses, and may hide them again (domain.md A2 priceAuth)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.catalog import events
from sourcebridge.catalog.errors import AlreadyAsked, NotASeller, PricesOpen
from sourcebridge.catalog.models import ApprovedBuyer, Shop
from sourcebridge.catalog.states import APPROVAL, ApprovalState
from sourcebridge.kit import locks
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.parties.models import Company

_FACTS: dict[str, type[events.ApprovalGiven | events.ApprovalRefused | events.ApprovalEnded]] = {
    "approve": events.ApprovalGiven,
    "refuse": events.ApprovalRefused,
    "end": events.ApprovalEnded,
}


@transaction.atomic
def ask_prices(*, shop_id: UUID, buyer_company_id: UUID, note: str = "", by: By, now: datetime) -> ApprovedBuyer:
    """Ask a shop to show its guarded prices to a buyer company; a refused or ended wish may be said again.

    Announces catalog.approval.asked. Raises AlreadyAsked, PricesOpen (own shop, or approved already), NotFound,
    NotAllowed.
    """
    if by.actor != Actor.BUYER or by.company_id != buyer_company_id:
        raise NotAllowed
    locks.hold("shop", shop_id)
    shop = Shop.objects.filter(pk=shop_id).first()
    if shop is None or not Company.objects.filter(pk=buyer_company_id).exists():
        raise NotFound
    row = ApprovedBuyer.objects.select_for_update().filter(shop=shop, buyer_company_id=buyer_company_id).first()
    if shop.company_id == buyer_company_id or (row and row.state == ApprovalState.APPROVED):
        raise PricesOpen
    if row is not None and row.state == ApprovalState.ASKED:
        raise AlreadyAsked
    fact = events.ApprovalAsked(at=now, shop_id=shop.id, company_id=shop.company_id, buyer_company_id=buyer_company_id)
    if row is not None:
        row.note, row.asked_at, row.decided_at = note.strip()[:300], now, None
        changed = ("note", "asked_at", "decided_at")
        audit.move(row=row, table=APPROVAL, name="ask_again", by=by, at=now, fact=fact, save=changed)
        return row
    row = ApprovedBuyer.objects.create(
        shop=shop, buyer_company_id=buyer_company_id, note=note.strip()[:300], asked_at=now
    )
    audit.record(verb="catalog.approval.ask", subject=row, by=by, at=now, after=row.state, shop=str(shop.id))
    audit.publish(fact)
    return row


@transaction.atomic
def invite_buyer(*, company_id: UUID, buyer_company_id: UUID, by: By, now: datetime) -> ApprovedBuyer:
    """Show a buyer company the prices without being asked. Announces catalog.approval.approved.

    Raises NotASeller, PricesOpen (own company, or approved already), NotFound, NotAllowed.
    """
    if by.actor != Actor.SUPPLIER:
        raise NotAllowed
    shop = Shop.objects.filter(company_id=company_id).first()
    if shop is None:
        raise NotASeller
    if not Company.objects.filter(pk=buyer_company_id).exists():
        raise NotFound
    if company_id == buyer_company_id:
        raise PricesOpen
    locks.hold("shop", shop.id)
    row, _made = ApprovedBuyer.objects.get_or_create(
        shop=shop, buyer_company_id=buyer_company_id, defaults={"asked_at": now}
    )
    if row.state == ApprovalState.APPROVED:
        raise PricesOpen
    return _decide(company_id, row.id, "approve", by, now)


@transaction.atomic
def approve_buyer(*, company_id: UUID, approval_id: UUID, by: By, now: datetime) -> ApprovedBuyer:
    """Show a buyer the prices from now on. Announces catalog.approval.approved. Raises NotFound, IllegalMove."""
    return _decide(company_id, approval_id, "approve", by, now)


@transaction.atomic
def refuse_buyer(*, company_id: UUID, approval_id: UUID, by: By, now: datetime) -> ApprovedBuyer:
    """Do not show a buyer the prices. Announces catalog.approval.refused. Raises NotFound, IllegalMove, NotAllowed."""
    return _decide(company_id, approval_id, "refuse", by, now)


@transaction.atomic
def end_buyer(*, company_id: UUID, approval_id: UUID, by: By, now: datetime) -> ApprovedBuyer:
    """Hide the prices from a buyer again; orders placed stay. Announces catalog.approval.ended.

    Raises NotFound, IllegalMove, NotAllowed.
    """
    return _decide(company_id, approval_id, "end", by, now)


def _decide(company_id: UUID, approval_id: UUID, name: str, by: By, now: datetime) -> ApprovedBuyer:
    row = locks.locked(ApprovedBuyer, approval_id)
    if row.shop.company_id != company_id:
        raise NotFound
    row.decided_at = now
    fact = _FACTS[name](
        at=now, shop_id=row.shop_id, company_id=row.shop.company_id, buyer_company_id=row.buyer_company_id
    )
    audit.move(row=row, table=APPROVAL, name=name, by=by, at=now, fact=fact, save=("decided_at",))
    return row
