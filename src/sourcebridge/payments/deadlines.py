"""What payments do when time passes: ask a silent provider again."""

from datetime import datetime
from uuid import UUID

from sourcebridge.clock.services import executes
from sourcebridge.payments import services


@executes(services.ASK_PAYMENT)
def ask_payment(subject_id: UUID, now: datetime) -> None:
    """Ask about an open payment."""
    services.ask_payment(intent_id=subject_id, now=now)


@executes(services.ASK_REFUND)
def ask_refund(subject_id: UUID, now: datetime) -> None:
    """Ask about a refund on its way."""
    services.ask_refund(refund_id=subject_id, now=now)
