"""Read the books: balances at any instant, the lines of a deal, statements, the trial balance."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q, Sum

from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger.accounts import AccountRef
from sourcebridge.ledger.models import Account, Balance, Entry, Kind, Leg, Why

CREDIT_KINDS = frozenset({Kind.LIABILITY, Kind.REVENUE, Kind.EQUITY})


@dataclass(frozen=True, slots=True)
class DealLine:
    """One leg of a deal's entries. `amount` is above zero; `side` is DEBIT or CREDIT; `pot` names the account's family
    (escrow, payable, custodian, commission, refund, balance, unmatched)."""

    entry_id: uuid.UUID
    why: Why
    at: datetime
    pot: str
    account: str
    kind: Kind
    side: str
    amount: Money
    subject: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement of an account: `change` as its owner sees it (above zero: more), `running` after it."""

    entry_id: uuid.UUID
    why: Why
    at: datetime
    change: Money
    running: Money
    deal_id: uuid.UUID | None
    subject: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """An account over a half-open period: opening and closing balance and every movement between them."""

    account: AccountRef
    start: datetime
    end: datetime
    opening: Money
    closing: Money
    lines: list[StatementLine]


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One account's sums: debits, credits, and the balance in its natural direction."""

    account: AccountRef
    debits: Money
    credits: Money
    balance: Money


def balance(account: AccountRef, at: datetime | None = None, *, known_at: datetime | None = None) -> Money:
    """The balance in the account's natural direction (a liability is above zero when we owe).

    `at` counts entries whose business time (UTC) is not after it, `known_at` those booked by then in real time;
    without both it is the present balance. An account nobody has used is zero.
    """
    if at is None and known_at is None and account.floored:
        kept = Balance.objects.filter(account_id=account.id).values_list("minor", flat=True).first()
        return Money.from_minor(kept or 0, account.currency)
    total = _until(Leg.objects.filter(account_id=account.id), at, known_at).aggregate(total=Sum("minor"))["total"]
    return _natural(int(total or 0), account.kind, account.currency)


def balances(wanted: Iterable[AccountRef]) -> dict[str, Money]:
    """The present balances of several floored accounts by code, in one statement."""
    refs = list(wanted)
    kept = dict(Balance.objects.filter(account__in=[ref.id for ref in refs]).values_list("account_id", "minor"))
    return {ref.code: Money.from_minor(kept.get(ref.id, 0), ref.currency) for ref in refs}


def held(deal_id: uuid.UUID, currency: str) -> Money:
    """What escrow holds for a deal now."""
    return balance(accounts.escrow(deal_id, currency))


def find(entry_id: uuid.UUID) -> Entry | None:
    """The entry booked under a key, if any."""
    return Entry.objects.filter(pk=entry_id).first()


def deal_lines(deal_id: uuid.UUID) -> list[DealLine]:
    """Every leg of a deal's entries in the order they happened, for the money box; one statement."""
    legs = (
        Leg.objects.filter(entry__deal_id=deal_id)
        .select_related("entry", "account")
        .order_by("entry__at", "entry__posted_at", "entry_id", "position")
    )
    return [
        DealLine(
            entry_id=leg.entry_id,
            why=Why(leg.entry.why),
            at=leg.entry.at,
            pot=leg.account.code.split(":", 1)[0],
            account=leg.account.code,
            kind=Kind(leg.account.kind),
            side="DEBIT" if leg.minor > 0 else "CREDIT",
            amount=Money.from_minor(abs(leg.minor), leg.currency),
            subject=leg.entry.subject,
            facts=leg.entry.facts,
        )
        for leg in legs
    ]


def statement(*, account: AccountRef, start: datetime, end: datetime) -> Statement:
    """An account's movements in the half-open period [start, end) of business time (UTC), with running balance."""
    legs = Leg.objects.filter(account_id=account.id)
    before = legs.filter(entry__at__lt=start).aggregate(total=Sum("minor"))["total"]
    running = opening = _natural(int(before or 0), account.kind, account.currency)
    lines: list[StatementLine] = []
    inside = legs.filter(entry__at__gte=start, entry__at__lt=end).select_related("entry")
    for leg in inside.order_by("entry__at", "entry__posted_at", "entry_id", "position"):
        change = _natural(leg.minor, account.kind, account.currency)
        running = running + change
        lines.append(
            StatementLine(
                entry_id=leg.entry_id,
                why=Why(leg.entry.why),
                at=leg.entry.at,
                change=change,
                running=running,
                deal_id=leg.entry.deal_id,
                subject=leg.entry.subject,
                facts=leg.entry.facts,
            )
        )
    return Statement(account=account, start=start, end=end, opening=opening, closing=running, lines=lines)


def accounts_of(owner: str) -> list[AccountRef]:
    """The accounts of an owner reference such as "company:<uuid>", by code."""
    return [_ref(row) for row in Account.objects.filter(owner=owner).order_by("code")]


def trial_balance(at: datetime | None = None, *, known_at: datetime | None = None) -> list[TrialRow]:
    """Every account with its debits and credits up to an instant; per currency the two columns are equal."""
    rows = (
        _until(Leg.objects.all(), at, known_at)
        .values("account__code", "account__kind", "account__currency", "account__owner")
        .annotate(debits=Sum("minor", filter=Q(minor__gt=0)), credits=Sum("minor", filter=Q(minor__lt=0)))
        .order_by("account__code")
    )
    found: list[TrialRow] = []
    for row in rows:
        currency = row["account__currency"]
        kind = Kind(row["account__kind"])
        up, down = int(row["debits"] or 0), int(row["credits"] or 0)
        found.append(
            TrialRow(
                account=AccountRef(row["account__code"], kind, currency, row["account__owner"]),
                debits=Money.from_minor(up, currency),
                credits=Money.from_minor(-down, currency),
                balance=_natural(up + down, kind, currency),
            )
        )
    return found


def _until(legs: models.QuerySet[Leg], at: datetime | None, known_at: datetime | None) -> models.QuerySet[Leg]:
    if at is not None:
        legs = legs.filter(entry__at__lte=at)
    if known_at is not None:
        legs = legs.filter(entry__posted_at__lte=known_at)
    return legs


def _natural(minor: int, kind: Kind | str, currency: str) -> Money:
    return Money.from_minor(-minor if kind in CREDIT_KINDS else minor, currency)


def _ref(row: Account) -> AccountRef:
    return AccountRef(row.code, Kind(row.kind), row.currency, row.owner)
