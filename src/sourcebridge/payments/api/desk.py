"""The operator's money desk as calls."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments import queries, services
from sourcebridge.payments.api import shapes
from sourcebridge.payments.models import PayoutAccount
from sourcebridge.payments.schemas import (
    AccountOut,
    BankLineIn,
    BankLineOut,
    BatchIn,
    BatchOut,
    BooksOut,
    CreditIn,
    FileOut,
    FundOut,
    IntentOut,
    MatchIn,
    PaymentReasonIn,
    PayoutOut,
    RefundOut,
    SettledOut,
    StatementOut,
)

router = Router()
_BOOKS = Permission.PLATFORM_STATEMENT_VIEW


def _by(request: HttpRequest) -> By:
    return access.member_of(request).by(Actor.OPERATOR)


@access.operation(router, "GET", "/desk/transfers", Permission.PAYMENT_MATCH, response=Page[IntentOut])
def transfers(request: HttpRequest, cursor: str = "", limit: int = 20) -> dict[str, Any]:
    """List payments expected by bank transfer, newest first."""
    return shapes.page(queries.pending_transfers(), shapes.intent, cursor=cursor, limit=limit)


@access.operation(router, "GET", "/desk/bank-lines", Permission.PAYMENT_MATCH, response=Page[BankLineOut])
def bank_lines(request: HttpRequest, cursor: str = "", limit: int = 20) -> dict[str, Any]:
    """List entered statement lines, newest first."""
    return shapes.page(queries.bank_lines(), shapes.bank_line, cursor=cursor, limit=limit)


@access.operation(
    router, "POST", "/desk/bank-lines", Permission.PAYMENT_MATCH, response=BankLineOut, status=201, binds=True
)
def record_bank_line(request: HttpRequest, body: BankLineIn) -> dict[str, Any]:
    """Enter a line of the bank's statement: it pays the payment it names exactly, or becomes unmatched funds."""
    done = services.record_bank_line(
        bank_ref=body.bank_ref, amount=body.amount.money(), payer_name=body.payer_name,
        payer_account=body.payer_account, payer_bank=body.payer_bank, text=body.text, value_date=body.value_date,
        by=_by(request), now=clock.now(),
    )  # fmt: skip
    return shapes.bank_line(done.line)


@access.operation(router, "GET", "/desk/unmatched-funds", Permission.UNMATCHED_RESOLVE, response=Page[FundOut])
def unmatched_funds(request: HttpRequest, state: str = "OPEN", cursor: str = "", limit: int = 20) -> dict[str, Any]:
    """List unmatched money, newest first; `state` empty for all."""
    rows = queries.funds_visible_to(access.member_of(request))
    return shapes.page(rows.filter(state=state) if state else rows, shapes.fund, cursor=cursor, limit=limit)


@access.operation(
    router, "POST", "/desk/unmatched-funds/{fund_id}/match", Permission.UNMATCHED_RESOLVE, response=IntentOut,
    binds=True,
)  # fmt: skip
def match_fund(request: HttpRequest, fund_id: UUID, body: MatchIn) -> dict[str, Any]:
    """Pay an open payment of exactly this amount."""
    return shapes.intent(
        services.match_fund(fund_id=fund_id, intent_id=body.payment_id, by=_by(request), now=clock.now())
    )


@access.operation(
    router, "POST", "/desk/unmatched-funds/{fund_id}/return", Permission.UNMATCHED_RESOLVE, response=RefundOut,
    binds=True,
)  # fmt: skip
def return_fund(request: HttpRequest, fund_id: UUID, body: PaymentReasonIn) -> dict[str, Any]:
    """Send it back to where it came from."""
    return shapes.refund(services.return_fund(fund_id=fund_id, reason=body.reason, by=_by(request), now=clock.now()))


@access.operation(
    router, "POST", "/desk/unmatched-funds/{fund_id}/credit", Permission.UNMATCHED_RESOLVE, response=FundOut,
    binds=True,
)  # fmt: skip
def credit_fund(request: HttpRequest, fund_id: UUID, body: CreditIn) -> dict[str, Any]:
    """Credit it to a company's prepaid balance."""
    return shapes.fund(
        services.credit_fund(fund_id=fund_id, company_id=body.company_id, by=_by(request), now=clock.now())
    )


@access.operation(
    router, "POST", "/desk/unmatched-funds/{fund_id}/dismiss", Permission.UNMATCHED_RESOLVE, response=FundOut,
    binds=True,
)  # fmt: skip
def dismiss_fund(request: HttpRequest, fund_id: UUID, body: PaymentReasonIn) -> dict[str, Any]:
    """Close the report of a payment to another payee."""
    return shapes.fund(services.dismiss_fund(fund_id=fund_id, reason=body.reason, by=_by(request), now=clock.now()))


@access.operation(
    router, "POST", "/desk/refunds/{refund_id}/retry", Permission.UNMATCHED_RESOLVE, response=RefundOut, binds=True
)
def retry_refund(request: HttpRequest, refund_id: UUID) -> dict[str, Any]:
    """Send a refused refund once more, under the same key."""
    return shapes.refund(services.retry_refund(refund_id=refund_id, by=_by(request), now=clock.now()))


@access.operation(
    router, "POST", "/desk/refunds/{refund_id}/credit", Permission.UNMATCHED_RESOLVE, response=RefundOut, binds=True
)
def credit_refund(request: HttpRequest, refund_id: UUID) -> dict[str, Any]:
    """Credit a refused refund to the payer's balance."""
    return shapes.refund(services.credit_refund(refund_id=refund_id, by=_by(request), now=clock.now()))


def _whole_account(row: PayoutAccount) -> dict[str, Any]:
    return shapes.account(row, whole=True)


@access.operation(router, "GET", "/desk/payout-accounts", Permission.PAYOUT_FILE, response=Page[AccountOut])
def account_queue(request: HttpRequest, cursor: str = "", limit: int = 20) -> dict[str, Any]:
    """List payout accounts waiting to be verified, newest first."""
    return shapes.page(queries.account_queue(), _whole_account, cursor=cursor, limit=limit)


@access.operation(
    router, "POST", "/desk/payout-accounts/{account_id}/verify", Permission.PAYOUT_FILE, response=AccountOut,
    binds=True,
)  # fmt: skip
def verify_account(request: HttpRequest, account_id: UUID) -> dict[str, Any]:
    """Mark a payout account as verified."""
    return shapes.account(services.verify_account(account_id=account_id, by=_by(request), now=clock.now()), whole=True)


@access.operation(
    router, "POST", "/desk/payout-accounts/{account_id}/refuse", Permission.PAYOUT_FILE, response=AccountOut,
    binds=True,
)  # fmt: skip
def refuse_account(request: HttpRequest, account_id: UUID, body: PaymentReasonIn) -> dict[str, Any]:
    """Refuse a payout account with a reason."""
    return shapes.account(
        services.refuse_account(account_id=account_id, reason=body.reason, by=_by(request), now=clock.now()), whole=True
    )


@access.operation(
    router,
    "GET",
    "/desk/payouts",
    Permission.PAYOUT_SETTLE,
    response=Page[PayoutOut],
    operation_id="payments_desk_payouts",
)
def payouts(request: HttpRequest, state: str = "", cursor: str = "", limit: int = 20) -> dict[str, Any]:
    """List all payouts, newest first."""
    rows = queries.payouts_visible_to(access.member_of(request))
    return shapes.page(rows.filter(state=state) if state else rows, shapes.payout, cursor=cursor, limit=limit)


@access.operation(router, "GET", "/desk/payout-files", Permission.PAYOUT_SETTLE, response=Page[BatchOut])
def files(request: HttpRequest, cursor: str = "", limit: int = 20) -> dict[str, Any]:
    """List bank files, newest first."""
    rows = queries.batches_visible_to(access.member_of(request))
    return shapes.page(rows, shapes.batch, cursor=cursor, limit=limit)


@access.operation(
    router, "POST", "/desk/payout-files", Permission.PAYOUT_FILE, response=BatchOut, status=201, binds=True
)
def make_file(request: HttpRequest, body: BatchIn) -> dict[str, Any]:
    """Put the waiting payouts into a bank file (first person)."""
    return shapes.batch(
        services.make_batch(by=_by(request), now=clock.now(), currency=body.currency, encoding=body.encoding)
    )


@access.operation(router, "GET", "/desk/payout-files/{file_id}/content", Permission.PAYOUT_SETTLE, response=FileOut)
def file_content(request: HttpRequest, file_id: UUID) -> dict[str, Any]:
    """Download the bank file's text, proved against its hash."""
    batch, _content = services.file_content(batch_id=file_id, by=_by(request), now=clock.now())
    return {
        "number": batch.number, "encoding": batch.encoding, "sha256": batch.sha256, "content": batch.content
    }  # fmt: skip


@access.operation(
    router, "POST", "/desk/payout-files/{file_id}/settle", Permission.PAYOUT_SETTLE, response=SettledOut, binds=True
)
def settle_file(request: HttpRequest, file_id: UUID) -> dict[str, Any]:
    """Confirm that the bank paid the whole file (second person)."""
    return {"settled": services.settle_batch(batch_id=file_id, by=_by(request), now=clock.now())}


@access.operation(
    router, "POST", "/desk/payouts/{payout_id}/settle", Permission.PAYOUT_SETTLE, response=PayoutOut, binds=True
)
def settle_payout(request: HttpRequest, payout_id: UUID) -> dict[str, Any]:
    """Confirm that the bank paid one payout (second person)."""
    return shapes.payout(services.settle_payout(payout_id=payout_id, by=_by(request), now=clock.now()))


@access.operation(
    router, "POST", "/desk/payouts/{payout_id}/fail", Permission.PAYOUT_SETTLE, response=PayoutOut, binds=True
)
def fail_payout(request: HttpRequest, payout_id: UUID, body: PaymentReasonIn) -> dict[str, Any]:
    """The bank refused a payout (second person)."""
    return shapes.payout(
        services.fail_payout(payout_id=payout_id, reason=body.reason, by=_by(request), now=clock.now())
    )


@access.operation(
    router, "POST", "/desk/payouts/{payout_id}/bounce", Permission.PAYOUT_SETTLE, response=PayoutOut, binds=True
)
def bounce_payout(request: HttpRequest, payout_id: UUID, body: PaymentReasonIn) -> dict[str, Any]:
    """A settled payout came back (second person)."""
    return shapes.payout(
        services.bounce_payout(payout_id=payout_id, reason=body.reason, by=_by(request), now=clock.now())
    )


@access.operation(router, "GET", "/statements/platform", _BOOKS, response=list[StatementOut])
def platform_statement(request: HttpRequest, start: date | None = None, end: date | None = None) -> Any:
    """Commission and custodians over whole days (Asia/Shanghai, both included)."""
    span = shapes.period(start, end)
    return shapes.statements(
        [
            queries.commission_statement(start=span.start, end=span.end),
            *queries.custodian_statements(start=span.start, end=span.end),
        ]
    )


@access.operation(router, "GET", "/books", _BOOKS, response=BooksOut)
def books(request: HttpRequest, currency: str = "CNY") -> dict[str, Any]:
    """Reconciliation and trial balance now."""
    report = queries.reconcile(at=clock.now(), currency=currency)
    return {
        "at": report.at, "currency": report.currency, "holds": report.holds,
        "checks": [
            {"name": str(check.name), "books": check.books, "items": check.rows, "difference": check.difference,
             "holds": check.holds}
            for check in report.checks
        ],
        "trial_balance": [
            {"account": row.account.code, "kind": row.account.kind, "debits": row.debits, "credits": row.credits,
             "balance": row.balance}
            for row in report.trial
        ],
    }  # fmt: skip
