"""Money arrived: settle the payment it was meant for if everything is equal, else set it aside as unmatched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sourcebridge.audit import services as audit
from sourcebridge.kit import locks
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import services as ledger
from sourcebridge.ledger.models import Why
from sourcebridge.payments import events
from sourcebridge.payments.models import PaymentIntent, Reason, UnmatchedFund
from sourcebridge.payments.services import base, intents, telling
from sourcebridge.payments.states import IntentState


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent the money, as far as the custodian tells."""

    name: str = ""
    account: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a received payment; `fresh` is false when it had been booked before."""

    intent: PaymentIntent | None
    fund: UnmatchedFund | None
    fresh: bool


def received(
    *,
    provider: str,
    number: str,
    amount: Money,
    provider_ref: str,
    now: datetime,
    payee_is_us: bool = True,
    sender: Sender | None = None,
) -> Outcome:
    """Book one verified incoming payment at most once, for ever, by (provider, provider_ref).

    It settles the open intent with this number only when amount, currency and payee are equal; otherwise it becomes
    an UnmatchedFund and both sides are told. The deal is held before the intent is locked. threats.md rows 11-13.
    """
    found = PaymentIntent.objects.filter(number=number).values_list("id", flat=True).first()
    intent = base.locked_intent(found) if found else None
    locks.hold("received", f"{provider}:{provider_ref}")
    settled = PaymentIntent.objects.filter(provider=provider, provider_ref=provider_ref).first()
    if settled is not None:
        return Outcome(settled, None, fresh=False)
    parked = UnmatchedFund.objects.filter(provider=provider, provider_ref=provider_ref).first()
    if parked is not None:
        return Outcome(parked.intent, parked, fresh=False)
    reason = why_not(intent, amount=amount, payee_is_us=payee_is_us)
    if intent is not None and reason is None:
        intents.settle(
            intent, move="settle", provider=provider, provider_ref=provider_ref, provider_number=number,
            source=base.custodian(provider, amount.currency), by=By(Actor.PROVIDER, name=str(provider)), now=now,
        )  # fmt: skip
        return Outcome(intent, None, fresh=True)
    fund = park(
        provider=provider, provider_ref=provider_ref, amount=amount, reason=reason or Reason.NO_PAYMENT, number=number,
        intent=intent, sender=sender or Sender(), now=now, booked=payee_is_us and amount.minor > 0,
    )  # fmt: skip
    return Outcome(intent, fund, fresh=True)


def why_not(intent: PaymentIntent | None, *, amount: Money, payee_is_us: bool) -> Reason | None:
    """Why an incoming payment cannot settle an intent; None when everything is equal and the intent is open."""
    if not payee_is_us:
        return Reason.OTHER_PAYEE
    if intent is None:
        return Reason.NO_PAYMENT
    if amount.currency != intent.currency:
        return Reason.OTHER_CURRENCY
    if intent.state == IntentState.SETTLED:
        return Reason.PAID_TWICE
    if not intent.is_open:
        return Reason.CLOSED
    return None if amount == intent.money else Reason.OTHER_AMOUNT


def park(
    *,
    provider: str,
    provider_ref: str,
    amount: Money,
    reason: Reason,
    number: str,
    intent: PaymentIntent | None,
    sender: Sender,
    now: datetime,
    booked: bool,
) -> UnmatchedFund:
    """Set received money aside: custodian against unmatched funds, a row for the operator, both sides told."""
    fund = UnmatchedFund.objects.create(
        provider=provider, provider_ref=provider_ref, amount=amount.amount, currency=amount.currency, reason=reason,
        booked=booked, number=number[:64], intent=intent, payer_name=sender.name, payer_account=sender.account,
        payer_bank=sender.bank, received_at=now,
    )  # fmt: skip
    deal_id = intent.deal_id if intent else None
    if booked:
        ledger.transfer(
            entry_id=ledger.entry_id("funds.unmatched", fund.id),
            why=Why.UNMATCHED,
            debit=base.custodian(provider, amount.currency),
            credit=accounts.unmatched(amount.currency),
            amount=amount,
            at=now,
            subject=f"fund:{fund.id}",
            facts={"number": fund.number, "reason": str(reason), "provider": str(provider)},
        )
    audit.record(
        verb="payments.unmatched_fund.receive", subject=fund, by=By(Actor.PROVIDER, name=str(provider)), at=now,
        deal_id=deal_id, after=fund.state, reason=str(reason), provider=str(provider), **amount.as_json(),
    )  # fmt: skip
    audit.publish(
        events.FundsUnmatched(
            at=now, deal_id=deal_id, fund_id=fund.id, amount=amount.amount, currency=amount.currency, reason=str(reason)
        )
    )
    if intent is not None:
        telling.funds_unmatched(fund, intent, now=now)
    return fund
