"""The payment arrived: make the goods firm and start the dispatch promise, or send the money back at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.catalog import queries as catalog
from sourcebridge.clock import services as clock
from sourcebridge.deals import queries as deal_queries
from sourcebridge.deals import services as deals
from sourcebridge.domestic import events
from sourcebridge.domestic.models import CloseReason, SpotOrder
from sourcebridge.domestic.services import base
from sourcebridge.domestic.states import DISPATCH_DUE, ORDER, PAYMENT_DUE
from sourcebridge.inventory import services as inventory
from sourcebridge.inventory.errors import OutOfStock
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.payments import services as payments
from sourcebridge.payments.models import PaymentIntent
from sourcebridge.payments.states import OPEN_INTENT

PROVIDER = By(Actor.PROVIDER, name="payments")


@transaction.atomic
def settle_payment(*, deal_id: UUID, now: datetime) -> SpotOrder:
    """In the transaction that booked the money: reserve firmly and wait for dispatch, or refund if the goods are gone.

    Announces OrderPaid, or OrderOutOfStock. The dispatch promise counts from now,
    or from the end of the holidays the shop is in.
    """
    order, deal = base.held(deal_id)
    deals.mark_milestone(deal_id=deal.id, moment="paid_at", now=now)
    order.paid_at = now
    base.withdraw_deadlines(order, PAYMENT_DUE)
    lines = base.reserve_lines(deal_queries.lines(deal_id=deal.id))
    try:
        inventory.secure(lines=lines, deal_id=deal.id, company_id=deal.buyer_id, now=now)
    except OutOfStock:
        return _send_back(order, now)
    starts = catalog.dispatch_from(company_id=deal.supplier_id, at=now)
    order.dispatch_due_at = starts + timedelta(hours=order.dispatch_hours)
    clock.set_deadline(kind=DISPATCH_DUE, subject_id=deal.id, due_at=order.dispatch_due_at)
    audit.move(
        row=order, table=ORDER, name="settle_payment", by=PROVIDER, at=now, deal_id=deal.id,
        save=("paid_at", "dispatch_due_at"),
        fact=events.OrderPaid(
            at=now, deal_id=deal.id, number=deal.number, dispatch_due_at=order.dispatch_due_at
        ),
        **order.total.as_json(),
    )  # fmt: skip
    return order


def _send_back(order: SpotOrder, now: datetime) -> SpotOrder:
    deal = order.deal
    inventory.release(deal_id=deal.id, now=now)
    order.close_reason, order.closed_by = CloseReason.OUT_OF_STOCK, Actor.SYSTEM
    audit.move(
        row=order, table=ORDER, name="settle_without_stock", by=PROVIDER, at=now, deal_id=deal.id,
        save=("paid_at", "close_reason", "closed_by"),
        fact=events.OrderOutOfStock(at=now, deal_id=deal.id, number=deal.number),
    )  # fmt: skip
    payments.refund(deal_id=deal.id, amount=order.total, reason=str(order.close_reason), by=SYSTEM, now=now)
    return order


@transaction.atomic
def pay_from_balance(*, deal_id: UUID, by: By, now: datetime) -> SpotOrder:
    """Pay the order's open payment from the buyer's prepaid balance, at once. Raises what payments raises."""
    order, deal = base.held(deal_id)
    intent = PaymentIntent.objects.filter(deal_id=deal.id, state__in=OPEN_INTENT).order_by("-opened_at").first()
    ORDER.check(order.state, "settle_payment", Actor.PROVIDER)
    assert intent is not None
    with audit.together():
        payments.pay_from_balance(intent_id=intent.id, by=by, now=now)
    order.refresh_from_db()
    return order
