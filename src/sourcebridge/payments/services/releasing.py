"""Escrow to the supplier, less the commission."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.kit import locks
from sourcebridge.kit.actors import SYSTEM, By
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import queries as books
from sourcebridge.ledger import services as ledger
from sourcebridge.ledger.models import Entry, Why
from sourcebridge.payments import events
from sourcebridge.payments.errors import AmountNotPositive
from sourcebridge.payments.models import PaymentIntent
from sourcebridge.payments.states import IntentState


@transaction.atomic
def release(
    *,
    deal_id: UUID,
    supplier_company_id: UUID,
    gross: Money,
    commission: Money,
    at: datetime,
    key: str,
    by: By = SYSTEM,
) -> Entry:
    """Release `gross` from a deal's escrow: the supplier may be paid out `gross - commission`, the rest is revenue.

    `key` names the release within the deal (a milestone): the same key releases once, for ever. The caller has checked
    that the condition for the release exists. Announces FundsReleased. Raises InsufficientFunds, AmountNotPositive,
    EntryIdReused (same key, other amounts).
    """
    if gross.minor <= 0 or commission.minor < 0 or commission > gross:
        raise AmountNotPositive
    locks.hold("deal", deal_id)
    entry_id = ledger.entry_id("escrow.release", deal_id, key)
    fresh = books.find(entry_id) is None
    paid = PaymentIntent.objects.filter(deal_id=deal_id, state=IntentState.SETTLED).first()
    entry = ledger.post(
        entry_id=entry_id,
        why=Why.RELEASE,
        lines=[
            ledger.debit(accounts.escrow(deal_id, gross.currency), gross),
            ledger.credit(accounts.payable(supplier_company_id, gross.currency), gross - commission),
            ledger.credit(accounts.commission(gross.currency), commission),
        ],
        at=at,
        deal_id=deal_id,
        subject=f"release:{deal_id}",
        facts={
            "reference": paid.reference if paid else "",
            "gross": str(gross.amount),
            "commission": str(commission.amount),
        },
    )
    if fresh:
        audit.record(
            verb="payments.escrow.release", subject=entry, by=by, at=at, deal_id=deal_id,
            gross=str(gross.amount), commission=str(commission.amount), currency=gross.currency,
        )  # fmt: skip
        audit.publish(
            events.FundsReleased(
                at=at, deal_id=deal_id, supplier_company_id=supplier_company_id, gross=gross.amount,
                commission=commission.amount, currency=gross.currency,
            )
        )  # fmt: skip
    return entry
