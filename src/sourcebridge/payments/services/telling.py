"""Mails about money, to the people of a company whose role concerns it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sourcebridge.messaging import services as messaging
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments.models import PaymentIntent, Payout, PayoutAccount, Reason, UnmatchedFund
from sourcebridge.payments.states import FundState


def _tell(
    company_id: UUID | None, permission: Permission, subject: Any, template: str, context: dict[str, Any], now: datetime
) -> None:
    if company_id is not None:
        messaging.notify(
            company_id=company_id, permission=permission, subject=subject,
            template=f"payments_{template}", context=context, now=now,
        )  # fmt: skip


def funds_unmatched(fund: UnmatchedFund, intent: PaymentIntent, *, now: datetime) -> None:
    """Tell buyer and supplier that money came which does not pay the order."""
    context = {
        "received": str(fund.money),
        "expected": str(intent.money),
        "number": intent.number,
        "reference": intent.reference or intent.number,
        "reason": Reason(fund.reason).label,
        "path": intent.return_path,
    }
    subject = _("Money received that does not match: %(reference)s")
    _tell(intent.payer_company_id, Permission.BALANCE_VIEW, subject, "funds_unmatched_buyer", context, now)
    _tell(intent.payee_company_id, Permission.ORDER_VIEW, subject, "funds_unmatched_supplier", context, now)


def funds_resolved(fund: UnmatchedFund, company_id: UUID | None, *, now: datetime) -> None:
    """Tell the payer what was decided about unmatched money."""
    _tell(
        company_id, Permission.BALANCE_VIEW, _("Decided about your money: %(received)s"),
        "funds_resolved", {"received": str(fund.money), "outcome": FundState(fund.state).label, "note": fund.note}, now,
    )  # fmt: skip


def account_claimed(account: PayoutAccount, *, changed: bool, now: datetime) -> None:
    """Tell everyone who may edit the payout account that it was entered or changed, and from when it counts."""
    context = {
        "holder": account.holder, "bank": account.bank, "number": account.masked, "by": account.claimed_by,
        "usable_from": account.usable_from, "changed": changed,
    }  # fmt: skip
    subject = _("Payout account changed") if changed else _("Payout account entered")
    _tell(account.company_id, Permission.PAYOUT_ACCOUNT_EDIT, subject, "account_claimed", context, now)


def account_decided(account: PayoutAccount, *, now: datetime) -> None:
    """Tell the company whether its payout account was verified."""
    context = {"number": account.masked, "verified": account.verified_at is not None, "note": account.note}
    _tell(
        account.company_id, Permission.PAYOUT_ACCOUNT_EDIT, _("Payout account checked"), "account_decided", context, now
    )


def payout_done(payout: Payout, *, now: datetime) -> None:
    """Tell the supplier that a payout was settled or came back."""
    context = {
        "number": payout.number, "amount": str(payout.money), "account": payout.masked, "state": payout.state,
        "failure": payout.failure,
    }  # fmt: skip
    _tell(payout.company_id, Permission.PAYOUT_ASK, _("Payout %(number)s"), "payout", context, now)
