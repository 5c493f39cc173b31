"""Reconcile the books with the rows: custodians, debts, money in flight. Source: threats.md 5.8, 5.9."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.money import Money
from sourcebridge.ledger import queries as books
from sourcebridge.ledger.models import Kind
from sourcebridge.ledger.queries import TrialRow
from sourcebridge.payments.models import BankLine, PaymentIntent, Payout, PayoutKind, Reason, Refund, UnmatchedFund
from sourcebridge.payments.states import FundState, IntentState, PayoutState, Provider, RefundState


@dataclass(frozen=True, slots=True)
class Check:
    """One equation: what the books say, what the rows say."""

    name: str | Promise
    books: Money
    rows: Money

    @property
    def difference(self) -> Money:
        """Zero when all is well."""
        return self.books - self.rows

    @property
    def holds(self) -> bool:
        """Whether both sides are equal."""
        return not self.difference


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All equations of one currency at an instant of business time (UTC)."""

    currency: str
    at: datetime
    checks: list[Check]
    trial: list[TrialRow]

    @property
    def holds(self) -> bool:
        """Whether every equation holds."""
        return all(check.holds for check in self.checks)


def reconcile(*, at: datetime, currency: str = "CNY") -> Reconciliation:
    """The daily reconciliation: custodians against received and sent, clearing accounts against open items.

    Money in `currency` as booked up to `at`. Reads only; a difference is for people to explain.
    """
    trial = [row for row in books.trial_balance(at) if row.account.currency == currency]
    assets = _sum(trial, currency, kinds={Kind.ASSET, Kind.EXPENSE})
    owed = _sum(trial, currency, kinds={Kind.LIABILITY, Kind.REVENUE, Kind.EQUITY})
    checks = [
        Check(_("Held by custodians = owed and earned"), assets, owed),
        Check(_("Bank: received − sent"), _pot(trial, currency, "custodian:bank"), _bank(at, currency)),
        Check(_("Alipay: received − sent"), _pot(trial, currency, "custodian:alipay"), _alipay(at, currency)),
        Check(_("Unmatched funds = items to decide"), _pot(trial, currency, "unmatched"), _unmatched(at, currency)),
        Check(_("Refunds on their way"), _pot(trial, currency, "refund"), _refunds(at, currency)),
        Check(_("Payouts on their way"), _pot(trial, currency, "payout"), _payouts(at, currency)),
    ]
    return Reconciliation(currency, at, checks, trial)


def _sum(trial: list[TrialRow], currency: str, *, kinds: set[Kind]) -> Money:
    return Money.total((row.balance for row in trial if row.account.kind in kinds), currency)


def _pot(trial: list[TrialRow], currency: str, family: str) -> Money:
    return Money.total((row.balance for row in trial if row.account.code.startswith(f"{family}:")), currency)


def _total(rows: models.QuerySet[Any], currency: str) -> Money:
    found = rows.filter(currency=currency).aggregate(total=Sum("amount"))["total"]
    return Money(found or Decimal(0), currency)


def _sent_back(at: datetime, currency: str, provider: str) -> Money:
    gone = Refund.objects.filter(provider=provider, state=RefundState.COMPLETED, completed_at__lte=at)
    return _total(gone.exclude(credited=True), currency)


def _bank(at: datetime, currency: str) -> Money:
    lines = _total(BankLine.objects.filter(entered_at__lte=at), currency)
    bounced = _total(UnmatchedFund.objects.filter(reason=Reason.BOUNCED, booked=True, received_at__lte=at), currency)
    paid = Payout.objects.filter(kind=PayoutKind.SUPPLIER, settled_at__lte=at)
    back = _total(paid.filter(state=PayoutState.FAILED, failed_at__lte=at), currency)
    return lines + bounced - _total(paid, currency) + back - _sent_back(at, currency, Provider.BANK_TRANSFER)


def _alipay(at: datetime, currency: str) -> Money:
    settled = PaymentIntent.objects.filter(
        provider=Provider.ALIPAY, state=IntentState.SETTLED, settled_at__lte=at
    ).exclude(id__in=UnmatchedFund.objects.filter(matched_intent__isnull=False).values("matched_intent"))
    parked = UnmatchedFund.objects.filter(provider=Provider.ALIPAY, booked=True, received_at__lte=at)
    return _total(settled, currency) + _total(parked, currency) - _sent_back(at, currency, Provider.ALIPAY)


def _unmatched(at: datetime, currency: str) -> Money:
    booked = UnmatchedFund.objects.filter(booked=True, received_at__lte=at)
    decided = booked.exclude(state=FundState.OPEN).filter(decided_at__lte=at)
    return _total(booked, currency) - _total(decided, currency)


def _refunds(at: datetime, currency: str) -> Money:
    asked = Refund.objects.filter(requested_at__lte=at)
    return _total(asked, currency) - _total(asked.filter(completed_at__lte=at), currency)


def _payouts(at: datetime, currency: str) -> Money:
    asked = Payout.objects.filter(kind=PayoutKind.SUPPLIER, asked_at__lte=at)
    gone = asked.filter(models.Q(settled_at__lte=at) | models.Q(settled_at=None, failed_at__lte=at))
    return _total(asked, currency) - _total(gone, currency)
