"""Statements: opening balance, every movement, closing balance, over a half-open period of business time (UTC)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import queries as books
from sourcebridge.ledger.accounts import AccountRef
from sourcebridge.ledger.models import Leg, Why
from sourcebridge.payments.models import PaymentIntent


@dataclass(frozen=True, slots=True)
class Line:
    """One movement as the account's owner sees it; `detail` explains a sum (gross and commission)."""

    at: datetime
    why: Why
    reference: str
    change: Money
    running: Money
    detail: str = ""

    @property
    def text(self) -> str | Promise:
        """The reason in the reader's language."""
        return self.why.label


@dataclass(frozen=True, slots=True)
class Statement:
    """One pot over a period; `opening` + the changes = `closing`."""

    title: str | Promise
    start: datetime
    end: datetime
    opening: Money
    closing: Money
    lines: list[Line]

    @property
    def came(self) -> Money:
        """All that came in."""
        return Money.total((line.change for line in self.lines if line.change.minor > 0), self.opening.currency)

    @property
    def went(self) -> Money:
        """All that went out, above zero."""
        return -Money.total((line.change for line in self.lines if line.change.minor < 0), self.opening.currency)


def _of(account: AccountRef, title: str | Promise, start: datetime, end: datetime) -> Statement:
    found = books.statement(account=account, start=start, end=end)
    numbers = _references(line.deal_id for line in found.lines)
    lines = [
        Line(
            at=line.at,
            why=line.why,
            reference=_reference(line.facts, line.deal_id, numbers),
            change=line.change,
            running=line.running,
            detail=_detail(line.facts),
        )
        for line in found.lines
    ]
    return Statement(title, start, end, found.opening, found.closing, lines)


def _references(deal_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {deal_id for deal_id in deal_ids if deal_id is not None}
    rows = PaymentIntent.objects.filter(deal_id__in=wanted).exclude(reference="")
    return {deal_id: text for deal_id, text in rows.values_list("deal_id", "reference") if deal_id is not None}


def _reference(facts: dict[str, object], deal_id: UUID | None, numbers: dict[UUID, str]) -> str:
    known = numbers.get(deal_id, "") if deal_id else ""
    return str(facts.get("reference") or known or facts.get("number") or "")


def _detail(facts: dict[str, object]) -> str:
    return f"{facts['gross']} − {facts['commission']}" if "commission" in facts else ""


def balance_statement(*, company_id: UUID, start: datetime, end: datetime, currency: str = "CNY") -> Statement:
    """A buyer's prepaid balance."""
    return _of(accounts.balance(company_id, currency), _("Prepaid balance"), start, end)


def payable_statement(*, company_id: UUID, start: datetime, end: datetime, currency: str = "CNY") -> Statement:
    """What a supplier is owed: releases (net of commission), payouts, payouts that came back."""
    return _of(accounts.payable(company_id, currency), _("Owed to you"), start, end)


def commission_statement(*, start: datetime, end: datetime, currency: str = "CNY") -> Statement:
    """The platform's commission."""
    return _of(accounts.commission(currency), _("Commission"), start, end)


def custodian_statements(*, start: datetime, end: datetime, currency: str = "CNY") -> list[Statement]:
    """What each custodian holds for us, to be laid beside the custodian's own statement."""
    return [
        _of(accounts.custodian("bank", currency), _("Held at the bank"), start, end),
        _of(accounts.custodian("alipay", currency), _("Held at Alipay"), start, end),
    ]


def _escrows(company_id: UUID, currency: str) -> list[AccountRef]:
    paid = PaymentIntent.objects.filter(payer_company_id=company_id, deal_id__isnull=False, currency=currency)
    deals = set(paid.values_list("deal_id", flat=True))
    return [accounts.escrow(deal_id, currency) for deal_id in deals if deal_id is not None]


def held_for(*, company_id: UUID, currency: str = "CNY") -> Money:
    """What escrow holds now for all of a buyer's orders."""
    return Money.total(books.balances(_escrows(company_id, currency)).values(), currency)


def escrow_statement(*, company_id: UUID, start: datetime, end: datetime, currency: str = "CNY") -> Statement:
    """All escrow held for a buyer's orders as one pot: paid in by any provider, released, refunded."""
    legs = Leg.objects.filter(account_id__in=[pot.id for pot in _escrows(company_id, currency)])
    before = legs.filter(entry__at__lt=start).aggregate(total=Sum("minor"))["total"]
    opening = running = Money.from_minor(-int(before or 0), currency)
    inside = legs.filter(entry__at__gte=start, entry__at__lt=end).select_related("entry")
    found = list(inside.order_by("entry__at", "entry__posted_at", "entry_id", "position"))
    numbers = _references(leg.entry.deal_id for leg in found)
    lines = []
    for leg in found:
        change = Money.from_minor(-leg.minor, currency)
        running = running + change
        reference = _reference(leg.entry.facts, leg.entry.deal_id, numbers)
        lines.append(Line(leg.entry.at, Why(leg.entry.why), reference, change, running))
    return Statement(_("Held for your orders"), start, end, opening, running, lines)
