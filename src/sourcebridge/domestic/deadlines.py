"""What falls due on an order."""

from datetime import datetime
from uuid import UUID

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.domestic import events, notices, services
from sourcebridge.domestic.services import base
from sourcebridge.domestic.states import AUTO_CONFIRM, DISPATCH_DUE, PAYMENT_DUE, REFUND_ANSWER
from sourcebridge.kit.actors import SYSTEM


@clock.executes(PAYMENT_DUE)
def payment_due(subject_id: UUID, now: datetime) -> None:
    """Not paid in time: the order is cancelled."""
    services.lapse(deal_id=subject_id, now=now)


@clock.executes(AUTO_CONFIRM)
def auto_confirm(subject_id: UUID, now: datetime) -> None:
    """Days after delivery receipt counts as confirmed."""
    services.auto_confirm(deal_id=subject_id, now=now)


@clock.executes(REFUND_ANSWER)
def refund_answer(subject_id: UUID, now: datetime) -> None:
    """The supplier's silence counts as agreement."""
    services.refund_by_silence(deal_id=subject_id, now=now)


@clock.executes(DISPATCH_DUE)
def dispatch_due(subject_id: UUID, now: datetime) -> None:
    """The dispatch promise is broken: it is recorded, and both are told."""
    order, deal = base.held(subject_id)
    if order.dispatched_at is None and order.state in {"AWAITING_DISPATCH", "PARTLY_DISPATCHED"}:
        audit.record(verb="domestic.order.dispatch_late", subject=order, by=SYSTEM, at=now, deal_id=deal.id)
        audit.publish(events.DispatchLate(at=now, deal_id=deal.id, number=deal.number))
        notices.tell_late(deal, now)
