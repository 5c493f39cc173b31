"""Money back to where it came from: out of escrow at once, to the source by intent, job and result."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.kit import locks
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.errors import ProviderError
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import services as ledger
from sourcebridge.ledger.accounts import AccountRef
from sourcebridge.ledger.models import Why
from sourcebridge.payments import events
from sourcebridge.payments.adapters.contract import RefundRequest, RefundStanding, Report
from sourcebridge.payments.errors import AmountNotPositive, NothingPaid, RefundTooLarge, SourceUnknown
from sourcebridge.payments.models import BankLine, CallKind, PaymentIntent, Payout, PayoutKind, Refund, UnmatchedFund
from sourcebridge.payments.services import base, calls
from sourcebridge.payments.states import REFUND, IntentState, Provider, RefundState


@transaction.atomic
def refund(*, deal_id: UUID, amount: Money, reason: str, by: By, now: datetime) -> Refund:
    """Take an amount out of a deal's escrow and send it back to its source; `amount` in the currency paid.

    From a balance it is back at once (state COMPLETED on return); otherwise RefundCompleted follows. Announces
    RefundRequested, then RefundSent or RefundCompleted. Raises NothingPaid, RefundTooLarge, AmountNotPositive,
    InsufficientFunds (already released).
    """
    if amount.minor <= 0:
        raise AmountNotPositive
    locks.hold("deal", deal_id)
    intent = PaymentIntent.objects.filter(deal_id=deal_id, state=IntentState.SETTLED).select_for_update().first()
    if intent is None:
        raise NothingPaid
    earlier = Refund.objects.filter(intent=intent).aggregate(total=Sum("amount"))["total"] or Decimal(0)
    available = intent.money - Money(earlier, intent.currency)
    if amount > available:
        raise RefundTooLarge(available=str(available.amount), currency=available.currency)
    row = _create(amount=amount, provider=intent.provider, reason=reason, by=by, now=now, intent=intent)
    ledger.transfer(
        entry_id=ledger.entry_id("refund.requested", row.id), why=Why.REFUND,
        debit=accounts.escrow(deal_id, amount.currency), credit=accounts.refund(row.id, amount.currency),
        amount=amount, at=now, deal_id=deal_id, subject=f"refund:{row.id}", facts=_facts(row),
    )  # fmt: skip
    dispatch(row, now=now)
    return row


def of_fund(fund: UnmatchedFund, *, reason: str, by: By, now: datetime) -> Refund:
    """Send unmatched money back to its sender (the fund is locked and its own state moved by the caller)."""
    row = _create(amount=fund.money, provider=fund.provider, reason=reason, by=by, now=now, fund=fund)
    ledger.transfer(
        entry_id=ledger.entry_id("refund.requested", row.id), why=Why.RETURNED,
        debit=accounts.unmatched(fund.currency), credit=accounts.refund(row.id, fund.currency),
        amount=fund.money, at=now, subject=f"refund:{row.id}", facts=_facts(row),
    )  # fmt: skip
    dispatch(row, now=now)
    return row


def _create(
    *,
    amount: Money,
    provider: str,
    reason: str,
    by: By,
    now: datetime,
    intent: PaymentIntent | None = None,
    fund: UnmatchedFund | None = None,
) -> Refund:
    row = Refund.objects.create(
        number=base.next_number("refund"), intent=intent, fund=fund, deal_id=intent.deal_id if intent else None,
        amount=amount.amount, currency=amount.currency, provider=provider, reason=reason[:200],
        requested_by=by.name, requested_at=now,
    )  # fmt: skip
    audit.record(
        verb="payments.refund.request", subject=row, by=by, at=now, deal_id=row.deal_id, after=row.state,
        number=row.number, reason=row.reason, **amount.as_json(),
    )  # fmt: skip
    audit.publish(_fact(events.RefundRequested, row, now))
    return row


def _facts(row: Refund) -> dict[str, str]:
    reference = row.intent.reference if row.intent else row.fund.number if row.fund else ""
    return {"number": row.number, "reference": reference, "provider": row.provider}


def _fact(kind: type[events.RefundFact], row: Refund, at: datetime) -> events.RefundFact:
    return kind(at=at, deal_id=row.deal_id, refund_id=row.id, amount=row.money.amount, currency=row.currency)


def dispatch(row: Refund, *, now: datetime) -> None:
    """Hand a requested refund to its source: the balance, the bank file, or a provider's job."""
    if row.provider == Provider.BALANCE:
        complete(row, now=now)
    elif row.provider == Provider.BANK_TRANSFER:
        _by_bank(row, now)
    else:
        calls.queue(kind=CallKind.REFUND, provider=row.provider, refund=row, key=row.number, now=now)
        calls.ask_refund_later(row, now=now)


def _by_bank(row: Refund, now: datetime) -> None:
    line = BankLine.objects.filter(intent=row.intent).first() if row.intent else None
    source = line or row.fund
    if source is None or not source.payer_account:
        raise SourceUnknown
    Payout.objects.create(
        number=base.next_number("payout"), kind=PayoutKind.REFUND, refund=row, amount=row.amount,
        currency=row.currency, holder=source.payer_name, bank=source.payer_bank, account_number=source.payer_account,
        company=row.intent.payer_company if row.intent else None, asked_by=row.requested_by, asked_at=now,
    )  # fmt: skip
    _move(row, "send", SYSTEM, events.RefundSent, now)


def _move(row: Refund, name: str, by: By, kind: type[events.RefundFact], now: datetime, *save: str) -> None:
    audit.move(
        row=row, table=REFUND, name=name, by=by, at=now, deal_id=row.deal_id, fact=_fact(kind, row, now), save=save,
        number=row.number, **row.money.as_json(),
    )  # fmt: skip


def mark_sent(refund_id: UUID, *, now: datetime) -> None:
    """The job is about to call the provider; the deal is held here."""
    row = _locked(refund_id)
    if row.state in {RefundState.REQUESTED, RefundState.UNKNOWN}:
        _move(row, "send", SYSTEM, events.RefundSent, now)


def _locked(refund_id: UUID) -> Refund:
    found = Refund.objects.filter(pk=refund_id).values_list("deal_id", flat=True).first()
    base.hold_for(found, refund_id)
    return locks.locked(Refund, refund_id)


def request_of(row: Refund) -> RefundRequest:
    """The refund as a provider needs it; its number is the key."""
    if row.intent is not None:
        number, provider_ref = row.intent.provider_number, row.intent.provider_ref
    else:
        assert row.fund is not None
        number, provider_ref = row.fund.number, row.fund.provider_ref
    return RefundRequest(key=row.number, number=number, provider_ref=provider_ref, amount=row.money, reason=row.reason)


def take_answer(refund_id: UUID, answer: Report | RefundStanding | ProviderError, *, now: datetime) -> None:
    """Book a provider's answer about a refund: done, refused for good, or not known yet (asked again later)."""
    row = _locked(refund_id)
    if row.state not in {RefundState.SENT, RefundState.UNKNOWN}:
        return
    if answer == RefundStanding.DONE:
        complete(row, now=now)
    elif isinstance(answer, ProviderError) and answer.permanent:
        fail(row, str(answer), now=now)
    elif isinstance(answer, ProviderError) and row.state == RefundState.SENT:
        _move(row, "lose_sight", _provider_by(row), events.RefundUnknown, now)
        calls.ask_refund_later(row, now=now)
    else:
        calls.ask_refund_later(row, now=now)


def _provider_by(row: Refund) -> By:
    return By(Actor.PROVIDER, name=str(row.provider))


def fail(row: Refund, cause: str, *, now: datetime) -> None:
    """The source refused the refund: the money waits in its own account for an operator's decision."""
    row.failure = cause[:300]
    clock.withdraw(kind=calls.ASK_REFUND, subject_id=row.id)
    _move(row, "refuse", _provider_by(row), events.RefundFailed, now, "failure")


def complete(row: Refund, *, now: datetime, move: str = "complete", by: By | None = None) -> None:
    """The money is back at its source (or, by an operator's decision, on the payer's balance): book it."""
    acting = by or _provider_by(row)
    REFUND.check(row.state, move, acting.actor)
    to_balance = row.provider == Provider.BALANCE or move == "credit"
    ledger.transfer(
        entry_id=ledger.entry_id("refund.completed", row.id), why=Why.REFUND_SENT,
        debit=accounts.refund(row.id, row.currency),
        credit=_balance_of(row) if to_balance else base.custodian(row.provider, row.currency),
        amount=row.money, at=now, deal_id=row.deal_id, subject=f"refund:{row.id}", facts=_facts(row),
    )  # fmt: skip
    row.completed_at, row.credited = now, move == "credit"
    clock.withdraw(kind=calls.ASK_REFUND, subject_id=row.id)
    _move(row, move, acting, events.RefundCompleted, now, "completed_at", "credited")


def _balance_of(row: Refund) -> AccountRef:
    intent = row.intent or (row.fund.intent if row.fund else None)
    if intent is None:
        raise SourceUnknown
    return accounts.balance(intent.payer_company_id, row.currency)


@transaction.atomic
def retry_refund(*, refund_id: UUID, by: By, now: datetime) -> Refund:
    """Send a refused refund once more, under the same key. Operator only. Raises IllegalMove, NotFound."""
    row = _locked(refund_id)
    _move(row, "retry", by, events.RefundRequested, now)
    dispatch(row, now=now)
    return row


@transaction.atomic
def credit_refund(*, refund_id: UUID, by: By, now: datetime) -> Refund:
    """Credit a refused refund to the payer's balance instead. Operator only. Raises IllegalMove, SourceUnknown."""
    row = _locked(refund_id)
    complete(row, now=now, move="credit", by=by)
    return row
