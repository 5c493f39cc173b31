"""Expect a payment, start it, pay it from the balance, close it, settle it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.kit import locks, writing
from sourcebridge.kit.actors import SYSTEM, By
from sourcebridge.kit.events import prepare
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import services as ledger
from sourcebridge.ledger.accounts import AccountRef
from sourcebridge.ledger.models import Why
from sourcebridge.payments import events
from sourcebridge.payments.adapters.contract import Instructions, Redirect
from sourcebridge.payments.errors import (
    AmountNotPositive,
    PaymentAlreadyReceived,
    PaymentBeingChecked,
    PaymentNotOpen,
    ProviderNotOffered,
)
from sourcebridge.payments.models import CallKind, PaymentIntent, Purpose
from sourcebridge.payments.services import base, calls
from sourcebridge.payments.states import OPEN_INTENT, PAYMENT, IntentState, Provider


@transaction.atomic
def open_intent(
    *,
    deal_id: UUID,
    payer_company_id: UUID,
    amount: Money,
    provider: str = Provider.BALANCE,
    title: str,
    by: By,
    now: datetime,
    payee_company_id: UUID | None = None,
    reference: str = "",
    return_path: str = "",
    expires_at: datetime | None = None,
    number: str = "",
) -> PaymentIntent:
    """Expect a deal's payment; earlier open intents of the deal are superseded (late money to them is unmatched).

    `amount` is in the deal's currency, `provider` the way first proposed, `reference` the deal's number, `return_path`
    where the payer goes afterwards. A `number` drawn by the caller says that the deal was opened in this transaction
    and has no earlier intents. Announces PaymentOpened. Raises PaymentAlreadyReceived, AmountNotPositive.
    """
    if amount.minor <= 0:
        raise AmountNotPositive
    if not number:
        close_intents(deal_id=deal_id, now=now, why="SUPERSEDED")
    return _open(
        number=number, purpose=Purpose.DEAL, deal_id=deal_id, payer_company_id=payer_company_id,
        payee_company_id=payee_company_id, amount=amount, provider=provider, title=title, reference=reference,
        return_path=return_path, expires_at=expires_at, by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def open_top_up(*, company_id: UUID, amount: Money, provider: str, title: str, by: By, now: datetime) -> PaymentIntent:
    """Expect a top-up of a company's prepaid balance by bank transfer or Alipay. Announces PaymentOpened.

    Raises AmountNotPositive, ProviderNotOffered (a balance is not topped up from itself).
    """
    if amount.minor <= 0:
        raise AmountNotPositive
    if provider not in {Provider.BANK_TRANSFER, Provider.ALIPAY}:
        raise ProviderNotOffered
    if not base.offered(provider).takes(amount):
        raise ProviderNotOffered
    return _open(
        purpose=Purpose.TOP_UP, deal_id=None, payer_company_id=company_id, payee_company_id=None, amount=amount,
        provider=provider, title=title, reference="", return_path="", expires_at=None, by=by, now=now,
    )  # fmt: skip


def _open(*, by: By, now: datetime, **known: Any) -> PaymentIntent:
    intent = _opened(by=by, now=now, **known)
    writing.add(intent)
    return intent


def _opened(
    *,
    amount: Money,
    title: str,
    by: By,
    now: datetime,
    number: str = "",
    expires_at: datetime | None = None,
    **known: Any,
) -> PaymentIntent:
    intent = PaymentIntent(
        number=number or base.next_number("intent"), title=title[:200], amount=amount.amount, currency=amount.currency,
        opened_at=now, expires_at=expires_at, **known,
    )  # fmt: skip
    audit.record(
        verb="payments.intent.open", subject=intent, by=by, at=now, deal_id=intent.deal_id, after=intent.state,
        number=intent.number, **amount.as_json(),
    )  # fmt: skip
    audit.publish(base.fact(events.PaymentOpened, intent, at=now))
    return intent


@transaction.atomic
def start(*, intent_id: UUID, provider: str, by: By, now: datetime) -> Redirect | Instructions:
    """The payer chose a provider: returns the redirect or the transfer instructions. Marks nothing as paid.

    May be repeated, also with another provider. An online provider is asked from now on at growing intervals. Announces
    PaymentStarted. Raises PaymentNotOpen, PaymentBeingChecked, ProviderNotOffered, NotFound.
    """
    intent = base.locked_intent(intent_id)
    _payable(intent)
    if provider not in {Provider.BANK_TRANSFER, Provider.ALIPAY}:
        raise ProviderNotOffered
    chosen = base.offered(provider)
    if not chosen.takes(intent.money):
        raise ProviderNotOffered
    PAYMENT.check(intent.state, "start", by.actor)
    answer = chosen.start(base.charge_of(intent, now=now))
    intent.provider = chosen.code
    if chosen.online:
        intent.online = chosen.code
        intent.asked_times = 0
        calls.ask_payment_later(intent, now=now)
    audit.move(
        row=intent, table=PAYMENT, name="start", by=by, at=now, deal_id=intent.deal_id,
        fact=base.fact(events.PaymentStarted, intent, at=now), save=("provider", "online", "asked_times"),
        provider=chosen.code,
    )  # fmt: skip
    return answer


def instructions(*, intent: PaymentIntent) -> Instructions:
    """The transfer instructions of a payment; reads only."""
    told = base.provider(Provider.BANK_TRANSFER).start(base.charge_of(intent))
    assert isinstance(told, Instructions)
    return told


@transaction.atomic
def pay_from_balance(*, intent_id: UUID, by: By, now: datetime) -> PaymentIntent:
    """Pay from the payer's prepaid balance into escrow, at once. Announces PaymentSettled inline.

    Raises InsufficientFunds, PaymentNotOpen, PaymentBeingChecked, ProviderNotOffered (top-ups), NotFound.
    """
    intent = base.locked_intent(intent_id)
    _payable(intent)
    if intent.purpose != Purpose.DEAL:
        raise ProviderNotOffered
    source = accounts.balance(intent.payer_company_id, intent.currency)
    settle(
        intent, move="pay_from_balance", provider=Provider.BALANCE, provider_ref="", provider_number="", source=source,
        by=by, now=now,
    )  # fmt: skip
    return intent


def pay_at_once(
    *,
    deal_id: UUID,
    payer_company_id: UUID,
    payee_company_id: UUID,
    amount: Money,
    number: str,
    title: str,
    reference: str,
    return_path: str,
    expires_at: datetime,
    by: By,
    now: datetime,
) -> PaymentIntent:
    """Open the payment of a deal made in this transaction and pay it from the payer's balance: one row, settled.

    What `open_intent` and `pay_from_balance` do one after the other. The caller does what the inline listeners of
    PaymentSettled would, and takes the stock before. The money moves when the surrounding `writing.closing` ends, and
    InsufficientFunds is raised there. Announces PaymentOpened, PaymentSettled. Raises AmountNotPositive.
    """
    if amount.minor <= 0:
        raise AmountNotPositive
    intent = _opened(
        purpose=Purpose.DEAL, number=number, deal_id=deal_id, payer_company_id=payer_company_id,
        payee_company_id=payee_company_id, amount=amount, provider=Provider.BALANCE, title=title, reference=reference,
        return_path=return_path, expires_at=expires_at, by=by, now=now,
    )  # fmt: skip
    intent.settled_at = now
    move = PAYMENT.check(intent.state, "pay_from_balance", by.actor)
    before, intent.state = intent.state, move.result(intent.state)
    source = accounts.balance(payer_company_id, amount.currency)
    writing.last(partial(_book, intent, source=source, provider=Provider.BALANCE, now=now))
    writing.add(intent)
    audit.record(
        verb=f"{PAYMENT.name}.{move.name}", subject=intent, by=by, at=now, deal_id=deal_id, before=before,
        after=intent.state, number=number, provider=str(Provider.BALANCE), **amount.as_json(),
    )  # fmt: skip
    audit.publish(base.fact(events.PaymentSettled, intent, at=now), inline=False)
    return intent


def _payable(intent: PaymentIntent) -> None:
    if intent.state == IntentState.UNKNOWN:
        raise PaymentBeingChecked
    if not intent.is_open:
        raise PaymentNotOpen


def settle(
    intent: PaymentIntent,
    *,
    move: str,
    provider: str,
    provider_ref: str,
    provider_number: str,
    source: AccountRef,
    by: By,
    now: datetime,
) -> None:
    """Book the exact amount of a locked, open intent from `source` and announce it inline; the deal is held.

    Escrow for a deal, the payer's balance for a top-up. A trade still open at an online provider is closed by a job.
    """
    PAYMENT.check(intent.state, move, by.actor)
    prepare(base.fact(events.PaymentArriving, intent, at=now))
    is_deal = intent.deal_id is not None
    _book(intent, source=source, provider=provider, now=now)
    open_elsewhere = intent.online if intent.online and intent.online != provider else ""
    intent.provider, intent.provider_ref, intent.settled_at = provider, provider_ref, now
    intent.provider_number = provider_number
    clock.withdraw(kind=calls.ASK_PAYMENT, subject_id=intent.id)
    if open_elsewhere:
        calls.queue(kind=CallKind.CLOSE, provider=open_elsewhere, intent=intent, key=intent.number, now=now)
    audit.move(
        row=intent, table=PAYMENT, name=move, by=by, at=now, deal_id=intent.deal_id,
        fact=base.fact(events.PaymentSettled, intent, at=now),
        save=("provider", "provider_ref", "provider_number", "settled_at"),
        number=intent.number, provider=str(provider), **intent.money.as_json(),
    )  # fmt: skip
    if not is_deal:
        audit.publish(base.fact(events.BalanceToppedUp, intent, at=now))


def _book(intent: PaymentIntent, *, source: AccountRef, provider: str, now: datetime) -> None:
    """Move the amount from `source` into the deal's escrow, or the payer's balance for a top-up; the ledger is last."""
    target = (
        accounts.escrow(intent.deal_id, intent.currency)
        if intent.deal_id is not None
        else accounts.balance(intent.payer_company_id, intent.currency)
    )
    ledger.transfer(
        entry_id=ledger.entry_id("payment.settled", intent.id),
        why=Why.PAYMENT if intent.deal_id is not None else Why.TOP_UP,
        debit=source,
        credit=target,
        amount=intent.money,
        at=now,
        deal_id=intent.deal_id,
        subject=f"payment:{intent.id}",
        facts={"number": intent.number, "reference": intent.reference, "provider": str(provider)},
    )


@transaction.atomic
def close_intents(*, deal_id: UUID, now: datetime, why: str = "CLOSED") -> int:
    """Expect no more money for a deal; returns how many were closed. Money that still comes is unmatched.

    Announces PaymentClosed for each. Raises PaymentAlreadyReceived when one is settled, or when nobody knows yet.
    """
    locks.hold("deal", deal_id)
    rows = locks.locked_all(
        PaymentIntent.objects.filter(deal_id=deal_id, state__in=[*OPEN_INTENT, IntentState.SETTLED])
    )
    if any(row.state in {IntentState.SETTLED, IntentState.UNKNOWN} for row in rows):
        raise PaymentAlreadyReceived
    for intent in rows:
        close(intent, why=why, now=now)
    return len(rows)


def close(intent: PaymentIntent, *, why: str, now: datetime) -> None:
    """Close one locked, open intent; an online provider is told by a job."""
    intent.why_closed = why
    clock.withdraw(kind=calls.ASK_PAYMENT, subject_id=intent.id)
    if intent.online:
        calls.queue(kind=CallKind.CLOSE, provider=intent.online, intent=intent, key=intent.number, now=now)
    audit.move(
        row=intent, table=PAYMENT, name="close", by=SYSTEM, at=now, deal_id=intent.deal_id,
        fact=base.fact(events.PaymentClosed, intent, at=now), save=("why_closed",), why=why,
    )  # fmt: skip


def reopen(intent: PaymentIntent, *, by: By, now: datetime) -> PaymentIntent | None:
    """A provider closed the trade unpaid: the deal's payment is still expected, under a new number."""
    if intent.deal_id is None:
        return None
    return _open(
        purpose=Purpose.DEAL, deal_id=intent.deal_id, payer_company_id=intent.payer_company_id,
        payee_company_id=intent.payee_company_id, amount=intent.money, provider=intent.provider, title=intent.title,
        reference=intent.reference, return_path=intent.return_path, expires_at=intent.expires_at, by=by, now=now,
    )  # fmt: skip
