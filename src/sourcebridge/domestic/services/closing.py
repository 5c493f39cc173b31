"""Close an order: before payment at once, after payment through a refund before shipping."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.deals import services as deals
from sourcebridge.domestic import events
from sourcebridge.domestic.errors import TooSoonToClose, UrgedAlready
from sourcebridge.domestic.models import CloseReason, SpotOrder
from sourcebridge.domestic.services import base
from sourcebridge.domestic.states import DISPATCH_DUE, ORDER, REFUND_ANSWER, OrderState
from sourcebridge.inventory import services as inventory
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.errors import IllegalMove, Malformed, NotAllowed
from sourcebridge.parameters import queries as parameters
from sourcebridge.payments import services as payments

PROVIDER = By(Actor.PROVIDER, name="payments")


def _reason(value: str) -> str:
    if value not in CloseReason.values:
        raise Malformed(fields={"reason": value})
    return value


@transaction.atomic
def cancel(*, deal_id: UUID, reason: str = CloseReason.BUYER_CHANGED_MIND, by: By, now: datetime) -> SpotOrder:
    """The buyer cancels before payment, not within the first seconds (domain.md A6). Announces OrderCancelled."""
    order, _deal = base.held(deal_id)
    ORDER.check(order.state, "cancel", by.actor)
    earliest = order.placed_at + parameters.span("order.close_after_seconds", at=now)
    if now < earliest:
        raise TooSoonToClose(seconds=int((earliest - now).total_seconds()) + 1)
    return _close(order, "cancel", _reason(reason), by, now)


@transaction.atomic
def decline(*, deal_id: UUID, reason: str = CloseReason.SUPPLIER_LACKS_GOODS, by: By, now: datetime) -> SpotOrder:
    """The supplier declines: before payment the order is closed, before dispatch the money goes back."""
    order, _deal = base.held(deal_id)
    if order.state == OrderState.AWAITING_DISPATCH:
        return _refund(order, "decline_paid", _reason(reason), by, now)
    return _close(order, "decline", _reason(reason), by, now)


@transaction.atomic
def lapse(*, deal_id: UUID, now: datetime) -> SpotOrder | None:
    """The payment is due and did not come; None when the order moved on."""
    order, _deal = base.held(deal_id)
    if order.state not in ORDER.named("lapse").sources:
        return None
    return _close(order, "lapse", CloseReason.NOT_PAID, SYSTEM, now)


def _close(order: SpotOrder, name: str, reason: str, by: By, now: datetime) -> SpotOrder:
    deal = order.deal
    ORDER.check(order.state, name, by.actor)
    payments.close_intents(deal_id=deal.id, now=now, why="CLOSED")
    inventory.release(deal_id=deal.id, now=now, by=by)
    base.withdraw_deadlines(order)
    order.closed_at, order.closed_by, order.close_reason = now, by.actor, reason
    audit.move(
        row=order, table=ORDER, name=name, by=by, at=now, deal_id=deal.id,
        save=("closed_at", "closed_by", "close_reason"),
        fact=events.OrderCancelled(at=now, deal_id=deal.id, number=deal.number, by_side=by.actor, reason=reason),
        reason=reason,
    )  # fmt: skip
    return order


@transaction.atomic
def ask_refund(*, deal_id: UUID, reason: str, note: str = "", by: By, now: datetime) -> SpotOrder:
    """Before dispatch the buyer asks for the money back; silence counts as yes. Announces RefundAsked."""
    order, deal = base.held(deal_id)
    order.close_reason, order.refund_note = _reason(reason), note.strip()[:300]
    order.refund_answer_by = now + parameters.span("order.refund_answer_days", at=now)
    audit.move(
        row=order, table=ORDER, name="ask_refund", by=by, at=now, deal_id=deal.id,
        save=("close_reason", "refund_note", "refund_answer_by"),
        fact=events.RefundAsked(at=now, deal_id=deal.id, number=deal.number, reason=order.close_reason),
        reason=order.close_reason, note=order.refund_note,
    )  # fmt: skip
    clock.withdraw(kind=DISPATCH_DUE, subject_id=deal.id)
    clock.set_deadline(kind=REFUND_ANSWER, subject_id=deal.id, due_at=order.refund_answer_by)
    return order


@transaction.atomic
def withdraw_refund(*, deal_id: UUID, by: By, now: datetime) -> SpotOrder:
    """The buyer wants the goods after all. Announces RefundWithdrawn."""
    order, deal = base.held(deal_id)
    return _back_to_dispatch(
        order, "withdraw_refund", by, now, events.RefundWithdrawn(at=now, deal_id=deal.id, number=deal.number)
    )


@transaction.atomic
def refuse_refund(*, deal_id: UUID, note: str, by: By, now: datetime) -> SpotOrder:
    """The supplier refuses with a reason and ships. Announces RefundRefused."""
    order, deal = base.held(deal_id)
    said = note.strip()[:300]
    if not said:
        raise Malformed(fields={"note": ""})
    order.refund_note = said
    return _back_to_dispatch(
        order, "refuse_refund", by, now, events.RefundRefused(at=now, deal_id=deal.id, number=deal.number, reason=said)
    )


def _back_to_dispatch(order: SpotOrder, name: str, by: By, now: datetime, fact: events.OrderFact) -> SpotOrder:
    order.close_reason, order.refund_answer_by = "", None
    audit.move(
        row=order, table=ORDER, name=name, by=by, at=now, deal_id=order.deal_id, fact=fact,
        save=("close_reason", "refund_note", "refund_answer_by"), note=order.refund_note,
    )  # fmt: skip
    base.withdraw_deadlines(order, REFUND_ANSWER)
    if order.dispatch_due_at is not None and order.dispatch_due_at > now:
        clock.set_deadline(kind=DISPATCH_DUE, subject_id=order.deal_id, due_at=order.dispatch_due_at)
    return order


@transaction.atomic
def accept_refund(*, deal_id: UUID, by: By, now: datetime) -> SpotOrder:
    """The supplier agrees: stock free again, money back where it came from. Announces OrderRefunding."""
    order, _deal = base.held(deal_id)
    return _refund(order, "accept_refund", order.close_reason, by, now)


@transaction.atomic
def refund_by_silence(*, deal_id: UUID, now: datetime) -> SpotOrder | None:
    """The supplier did not answer in time; None when the order moved on."""
    order, _deal = base.held(deal_id)
    if order.state not in ORDER.named("refund_by_silence").sources:
        return None
    return _refund(order, "refund_by_silence", order.close_reason, SYSTEM, now)


def _refund(order: SpotOrder, name: str, reason: str, by: By, now: datetime) -> SpotOrder:
    deal = order.deal
    order.close_reason, order.closed_by = reason or CloseReason.OTHER, by.actor
    audit.move(
        row=order, table=ORDER, name=name, by=by, at=now, deal_id=deal.id, save=("close_reason", "closed_by"),
        fact=events.OrderRefunding(
            at=now, deal_id=deal.id, number=deal.number, by_side=by.actor, reason=order.close_reason
        ),
        reason=order.close_reason,
    )  # fmt: skip
    base.withdraw_deadlines(order)
    inventory.release(deal_id=deal.id, now=now, by=by)
    payments.refund(deal_id=deal.id, amount=order.total, reason=order.close_reason, by=by, now=now)
    return base.held(deal.id)[0]


@transaction.atomic
def finish_refund(*, deal_id: UUID, now: datetime) -> SpotOrder | None:
    """The provider sent the money back; None when the order is not waiting for that."""
    order, deal = base.held(deal_id)
    if order.state not in ORDER.named("finish_refund").sources:
        return None
    order.closed_at = now
    audit.move(
        row=order, table=ORDER, name="finish_refund", by=PROVIDER, at=now, deal_id=deal.id, save=("closed_at",),
        fact=events.OrderTerminated(at=now, deal_id=deal.id, number=deal.number),
    )  # fmt: skip
    deals.mark_milestone(deal_id=deal.id, moment="refunded_at", now=now)
    return order


@transaction.atomic
def urge(*, deal_id: UUID, by: By, now: datetime) -> SpotOrder:
    """The buyer asks to hurry, once in 24 hours, while goods are open (domain.md A6). Raises UrgedAlready."""
    order, deal = base.held(deal_id)
    if by.actor != Actor.BUYER:
        raise NotAllowed
    if order.state not in {OrderState.AWAITING_DISPATCH, OrderState.PARTLY_DISPATCHED}:
        raise IllegalMove(move=str(_("Ask the supplier to hurry")), state=str(OrderState(order.state).label))
    if order.urged_at is not None and now < order.urged_at + timedelta(hours=24):
        raise UrgedAlready
    order.urged_at = now
    order.save(update_fields=["urged_at"])
    audit.record(verb="domestic.order.urge", subject=order, by=by, at=now, deal_id=deal.id)
    return order
