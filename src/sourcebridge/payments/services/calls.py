"""Queue calls to providers in the transaction of their cause, and set when a silent provider is asked again."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from procrastinate.contrib.django import app as jobs

from sourcebridge.clock import services as clock
from sourcebridge.parameters import queries as parameters
from sourcebridge.payments.models import CallKind, PaymentIntent, ProviderCall, Refund
from sourcebridge.payments.states import CallState

CALL_PROVIDER = "payments.call_provider"
ASK_PAYMENT = "payments.ask_payment"
ASK_REFUND = "payments.ask_refund"
LONGEST_PAUSE = timedelta(days=1)
OPEN_CALL = (CallState.QUEUED, CallState.SENT, CallState.UNKNOWN)


def queue(
    *,
    kind: CallKind,
    provider: str,
    key: str,
    now: datetime,
    intent: PaymentIntent | None = None,
    refund: Refund | None = None,
) -> ProviderCall:
    """Write down a call to make and defer the job that makes it; a call of the kind still open is taken up again."""
    call = ProviderCall.objects.filter(intent=intent, refund=refund, kind=kind, state__in=OPEN_CALL).first()
    if call is None:
        call = ProviderCall.objects.create(
            kind=kind, provider=provider, intent=intent, refund=refund, key=key, queued_at=now
        )
    _defer(call.id, str(intent.id if intent else refund.id if refund else call.id))
    return call


def _defer(call_id: UUID, subject: str) -> None:
    jobs.configure_task(CALL_PROVIDER, lock=f"provider:{subject}", queue="providers").defer(call_id=str(call_id))


def ask_payment_later(intent: PaymentIntent, *, now: datetime) -> None:
    """Set when the provider is asked about a payment: parameter payment.unknown_minutes, doubling up to a day."""
    clock.set_deadline(kind=ASK_PAYMENT, subject_id=intent.id, due_at=now + _pause(intent.asked_times, now))


def ask_refund_later(refund: Refund, *, now: datetime) -> None:
    """Set when the provider is asked about a refund, at growing intervals."""
    clock.set_deadline(kind=ASK_REFUND, subject_id=refund.id, due_at=now + _pause(refund.asked_times, now))


def _pause(times: int, now: datetime) -> timedelta:
    first = parameters.span("payment.unknown_minutes", at=now)
    doubled: timedelta = first * (1 << min(times, 12))
    return min(doubled, LONGEST_PAUSE)
