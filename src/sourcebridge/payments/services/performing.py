"""Make a queued call: mark it sent, call out with no transaction open, book the answer. Also: ask again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.kit import locks
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import ProviderError
from sourcebridge.payments import events
from sourcebridge.payments.adapters import contract
from sourcebridge.payments.adapters.contract import RefundRequest, RefundStanding, Report, Standing
from sourcebridge.payments.models import CallKind, PaymentIntent, ProviderCall, Refund
from sourcebridge.payments.services import base, calls, intents, receiving, refunds
from sourcebridge.payments.states import CALL, PAYMENT, CallState, IntentState, RefundState

Answer = Report | RefundStanding | ProviderError


def perform(*, call_id: UUID, clock: Callable[[], datetime]) -> CallState:
    """Make one call to a provider; safe to repeat after any crash.

    `clock` gives business time (UTC) for each of the two transactions. A refund that may have been sent before is
    asked about first and sent again only under its key. Returns the state of the call afterwards.
    """
    with transaction.atomic():
        call = _locked(call_id)
        if call.state in CALL.final:
            return CallState(call.state)
        again = call.state != CallState.QUEUED
        _advance(call, "send", Actor.SYSTEM)
        call.attempts += 1
        call.save(update_fields=["state", "attempts"])
        if call.refund_id is not None:
            refunds.mark_sent(call.refund_id, now=clock())
    answer = _call(call, again=again)
    with transaction.atomic():
        return _book(call_id, answer, now=clock())


def _locked(call_id: UUID) -> ProviderCall:
    cause = ProviderCall.objects.select_related("intent", "refund").get(pk=call_id)
    subject = cause.intent or cause.refund
    if subject is not None:
        base.hold_for(subject.deal_id, subject.id)
    return locks.locked(ProviderCall, call_id)


def _advance(call: ProviderCall, name: str, actor: Actor) -> None:
    edge = CALL.check(call.state, name, actor)
    call.state = edge.result(call.state)


def _call(call: ProviderCall, *, again: bool) -> Answer:
    try:
        provider = base.provider(call.provider)
        if call.refund_id is not None:
            request = refunds.request_of(Refund.objects.select_related("intent", "fund").get(pk=call.refund_id))
            return _refund(provider, request, again=again)
        assert call.intent_id is not None
        charge = base.charge_of(PaymentIntent.objects.get(pk=call.intent_id))
        return provider.close(charge) if call.kind == CallKind.CLOSE else provider.query(charge)
    except ProviderError as error:
        return error


def _refund(provider: contract.Provider, request: RefundRequest, *, again: bool) -> RefundStanding:
    if again:
        standing = provider.query_refund(request)
        if standing != RefundStanding.ABSENT:
            return standing
    return provider.refund(request)


def _book(call_id: UUID, answer: Answer, *, now: datetime) -> CallState:
    call = _locked(call_id)
    if call.state in CALL.final:
        return CallState(call.state)
    if isinstance(answer, ProviderError):
        _advance(call, "refuse" if answer.permanent else "lose", Actor.PROVIDER)
        call.error = str(answer)[:300]
    else:
        _advance(call, "answer", Actor.PROVIDER)
        call.answer = {"standing": str(answer.standing if isinstance(answer, Report) else answer)}
        call.error = ""
    call.answered_at = now
    call.save(update_fields=["state", "error", "answer", "answered_at"])
    if call.refund_id is not None:
        refunds.take_answer(call.refund_id, answer, now=now)
    elif call.intent_id is not None and call.kind == CallKind.QUERY:
        _payment_answer(call, call.intent_id, answer, now)
    elif isinstance(answer, Report) and answer.standing == Standing.PAID:
        _paid(call, answer, now)
    return CallState(call.state)


def _payment_answer(call: ProviderCall, intent_id: UUID, answer: Answer, now: datetime) -> None:
    if isinstance(answer, Report) and answer.standing == Standing.PAID:
        _paid(call, answer, now)
        return
    intent = base.locked_intent(intent_id)
    if not intent.is_open:
        return
    by = By(Actor.PROVIDER, name=call.provider)
    if not isinstance(answer, Report):
        if intent.state == IntentState.PENDING:
            intent.asked_times = 0
            _move(intent, "lose_sight", events.PaymentUnknown, by, now)
        calls.ask_payment_later(intent, now=now)
    elif answer.standing == Standing.CLOSED:
        _trade_closed(intent, by, now)
    elif intent.state == IntentState.UNKNOWN:
        _move(intent, "find", events.PaymentFound, by, now)


def _move(intent: PaymentIntent, name: str, kind: type[events.PaymentFact], by: By, now: datetime) -> None:
    audit.move(
        row=intent, table=PAYMENT, name=name, by=by, at=now, deal_id=intent.deal_id, save=("asked_times",),
        fact=base.fact(kind, intent, at=now), number=intent.number,
    )  # fmt: skip


def _trade_closed(intent: PaymentIntent, by: By, now: datetime) -> None:
    if intent.provider != intent.online and intent.state == IntentState.PENDING:
        intent.online = ""
        intent.save(update_fields=["online"])
        return
    _move(intent, "fail", events.PaymentFailed, by, now)
    intents.reopen(intent, by=by, now=now)


def _paid(call: ProviderCall, report: Report, now: datetime) -> None:
    if report.amount is None or call.intent is None:
        return
    receiving.received(
        provider=call.provider, number=call.intent.number, amount=report.amount, provider_ref=report.provider_ref,
        payee_is_us=report.payee_is_us, now=now,
    )  # fmt: skip


@transaction.atomic
def ask_payment(*, intent_id: UUID, now: datetime) -> bool:
    """Let a job ask the online provider about an open payment, and set when to ask next. False when nothing is open."""
    intent = base.locked_intent(intent_id)
    if not intent.is_open or not intent.online:
        return False
    calls.queue(kind=CallKind.QUERY, provider=intent.online, intent=intent, key=intent.number, now=now)
    intent.asked_times += 1
    intent.save(update_fields=["asked_times"])
    calls.ask_payment_later(intent, now=now)
    return True


@transaction.atomic
def ask_refund(*, refund_id: UUID, now: datetime) -> bool:
    """Let a job ask the provider about a refund that was sent, and set when to ask next. False when it is decided."""
    deal_id = Refund.objects.filter(pk=refund_id).values_list("deal_id", flat=True).first()
    base.hold_for(deal_id, refund_id)
    refund = locks.locked(Refund, refund_id)
    if refund.state not in {RefundState.REQUESTED, RefundState.SENT, RefundState.UNKNOWN}:
        return False
    calls.queue(kind=CallKind.REFUND, provider=refund.provider, refund=refund, key=refund.number, now=now)
    refund.asked_times += 1
    refund.save(update_fields=["asked_times"])
    calls.ask_refund_later(refund, now=now)
    return True
