"""Rows as the API shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from django.db import models

from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.payments.models import (
    BankLine,
    PaymentIntent,
    Payout,
    PayoutAccount,
    PayoutBatch,
    Refund,
    UnmatchedFund,
)
from sourcebridge.payments.period import Period, period_of
from sourcebridge.payments.queries import Statement

M = TypeVar("M", bound=models.Model)


def page(rows: models.QuerySet[M], shape: Callable[[M], dict[str, Any]], *, cursor: str, limit: int) -> dict[str, Any]:
    """One page of a list, newest first."""
    found, following = paging.page_of(rows, cursor=cursor, limit=limit)
    return {"items": [shape(row) for row in found], "next_cursor": following}


def period(start: date | None, end: date | None) -> Period:
    """Whole days of Asia/Shanghai; the month so far by default. Raises PeriodUnclear."""
    return period_of(first=start, last=end, now=clock.now())


def intent(row: PaymentIntent) -> dict[str, Any]:
    """A payment."""
    return {
        "id": row.id, "number": row.number, "purpose": row.purpose, "deal_id": row.deal_id, "reference": row.reference,
        "title": row.title, "amount": row.money, "provider": row.provider, "state": row.state,
        "opened_at": row.opened_at, "expires_at": row.expires_at, "settled_at": row.settled_at,
    }  # fmt: skip


def refund(row: Refund) -> dict[str, Any]:
    """A refund."""
    return {
        "id": row.id, "number": row.number, "deal_id": row.deal_id, "amount": row.money, "provider": row.provider,
        "reason": row.reason, "state": row.state, "failure": row.failure, "requested_at": row.requested_at,
        "completed_at": row.completed_at,
    }  # fmt: skip


def account(row: PayoutAccount, *, whole: bool = False) -> dict[str, Any]:
    """A payout account, its number masked unless `whole`."""
    return {
        "id": row.id, "company_id": row.company_id, "holder": row.holder, "bank": row.bank,
        "number": row.number if whole else row.masked, "state": row.state, "usable_from": row.usable_from,
        "verified_at": row.verified_at, "note": row.note,
    }  # fmt: skip


def payout(row: Payout) -> dict[str, Any]:
    """A transfer out."""
    return {
        "id": row.id, "number": row.number, "kind": row.kind, "company_id": row.company_id, "amount": row.money,
        "holder": row.holder, "bank": row.bank, "account": row.masked, "state": row.state,
        "batch": row.batch.number if row.batch else "", "asked_at": row.asked_at, "settled_at": row.settled_at,
        "failure": row.failure,
    }  # fmt: skip


def batch(row: PayoutBatch) -> dict[str, Any]:
    """A bank file."""
    return {
        "id": row.id, "number": row.number, "total": row.money, "rows": row.rows, "encoding": row.encoding,
        "sha256": row.sha256, "made_by": row.made_by, "made_at": row.made_at,
    }  # fmt: skip


def fund(row: UnmatchedFund) -> dict[str, Any]:
    """Unmatched money."""
    return {
        "id": row.id, "amount": row.money, "provider": row.provider, "provider_ref": row.provider_ref,
        "reason": row.reason, "booked": row.booked, "number": row.number, "payment_id": row.intent_id,
        "payer_name": row.payer_name, "state": row.state, "received_at": row.received_at, "note": row.note,
    }  # fmt: skip


def bank_line(row: BankLine) -> dict[str, Any]:
    """A statement line."""
    return {
        "id": row.id, "bank_ref": row.bank_ref, "amount": row.money, "state": row.state,
        "payment": intent(row.intent) if row.intent else None, "fund": fund(row.fund) if row.fund else None,
    }  # fmt: skip


def statements(found: Iterable[Statement]) -> list[dict[str, Any]]:
    """Statements."""
    return [
        {
            "title": str(item.title), "start": item.start, "end": item.end, "opening": item.opening,
            "closing": item.closing,
            "lines": [
                {"at": line.at, "reason": line.why, "text": str(line.text), "reference": line.reference,
                 "change": line.change, "balance": line.running}
                for line in item.lines
            ],
        }
        for item in found
    ]  # fmt: skip
