"""A person decides about money that matched nothing: match, send back, credit, or dismiss what never reached us."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.kit import locks
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import NotFound
from sourcebridge.ledger import accounts
from sourcebridge.ledger import services as ledger
from sourcebridge.ledger.models import Why
from sourcebridge.parties.models import Company
from sourcebridge.payments import events
from sourcebridge.payments.errors import AmountsDiffer, NotHeld, PaymentNotOpen, StillHeld
from sourcebridge.payments.models import PaymentIntent, Refund, UnmatchedFund
from sourcebridge.payments.services import base, intents, refunds, telling
from sourcebridge.payments.states import FUND


@transaction.atomic
def match_fund(*, fund_id: UUID, intent_id: UUID, by: By, now: datetime) -> PaymentIntent:
    """Pay an open payment with unmatched money of exactly its amount and currency. Operator only.

    Announces FundsResolved and PaymentSettled. Raises AmountsDiffer, PaymentNotOpen, NotHeld, IllegalMove, NotFound.
    """
    intent = base.locked_intent(intent_id)
    fund = locks.locked(UnmatchedFund, fund_id)
    FUND.check(fund.state, "match", by.actor)
    _held(fund)
    if not intent.is_open:
        raise PaymentNotOpen
    if fund.money.currency != intent.currency or fund.money != intent.money:
        raise AmountsDiffer(received=str(fund.money), expected=str(intent.money))
    fund.matched_intent = intent
    _decide(fund, "match", by, now, "matched_intent", deal_id=intent.deal_id)
    intents.settle(
        intent, move="match", provider=fund.provider, provider_ref=fund.provider_ref, provider_number=fund.number,
        source=accounts.unmatched(fund.currency), by=by, now=now,
    )  # fmt: skip
    telling.funds_resolved(fund, intent.payer_company_id, now=now)
    return intent


@transaction.atomic
def return_fund(*, fund_id: UUID, reason: str, by: By, now: datetime) -> Refund:
    """Send unmatched money back to its sender through the refund machine. Operator only. Announces FundsResolved.

    Raises NotHeld, SourceUnknown (a transfer without the sender's account), IllegalMove, NotFound.
    """
    fund = locks.locked(UnmatchedFund, fund_id)
    FUND.check(fund.state, "return", by.actor)
    _held(fund)
    fund.note = reason[:300]
    _decide(fund, "return", by, now, "note")
    row = refunds.of_fund(fund, reason=reason, by=by, now=now)
    telling.funds_resolved(fund, fund.intent.payer_company_id if fund.intent else None, now=now)
    return row


@transaction.atomic
def credit_fund(*, fund_id: UUID, company_id: UUID, by: By, now: datetime) -> UnmatchedFund:
    """Credit unmatched money to a company's prepaid balance. Operator only. Announces FundsResolved.

    Raises NotHeld, IllegalMove, NotFound.
    """
    fund = locks.locked(UnmatchedFund, fund_id)
    FUND.check(fund.state, "credit", by.actor)
    _held(fund)
    if not Company.objects.filter(pk=company_id, is_platform=False).exists():
        raise NotFound
    fund.credited_company_id = company_id
    _decide(fund, "credit", by, now, "credited_company")
    ledger.transfer(
        entry_id=ledger.entry_id("funds.credited", fund.id), why=Why.MATCHED,
        debit=accounts.unmatched(fund.currency), credit=accounts.balance(company_id, fund.currency),
        amount=fund.money, at=now, subject=f"fund:{fund.id}", facts={"number": fund.number},
    )  # fmt: skip
    telling.funds_resolved(fund, company_id, now=now)
    return fund


@transaction.atomic
def dismiss_fund(*, fund_id: UUID, reason: str, by: By, now: datetime) -> UnmatchedFund:
    """Close a report of money that was addressed to another payee and never booked. Operator only.

    Raises StillHeld when the money is in our custody, IllegalMove, NotFound.
    """
    fund = locks.locked(UnmatchedFund, fund_id)
    FUND.check(fund.state, "dismiss", by.actor)
    if fund.booked:
        raise StillHeld
    fund.note = reason[:300]
    _decide(fund, "dismiss", by, now, "note")
    return fund


def _held(fund: UnmatchedFund) -> None:
    if not fund.booked:
        raise NotHeld


def _decide(fund: UnmatchedFund, name: str, by: By, now: datetime, *save: str, deal_id: UUID | None = None) -> None:
    fund.decided_at, fund.decided_by = now, by.name
    outcome = FUND.named(name).result(fund.state)
    subject_deal = deal_id or (fund.intent.deal_id if fund.intent else None)
    audit.move(
        row=fund, table=FUND, name=name, by=by, at=now, deal_id=subject_deal,
        fact=events.FundsResolved(
            at=now, deal_id=subject_deal, fund_id=fund.id, amount=fund.money.amount, currency=fund.currency,
            outcome=outcome,
        ),
        save=("decided_at", "decided_by", *save), note=fund.note, **fund.money.as_json(),
    )  # fmt: skip
