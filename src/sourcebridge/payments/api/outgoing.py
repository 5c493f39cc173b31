"""The supplier's money as calls."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router

from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments import queries, services
from sourcebridge.payments.api import shapes
from sourcebridge.payments.schemas import AccountIn, AccountOut, OwedOut, PayoutIn, PayoutOut, StatementOut

router = Router()


@access.operation(router, "GET", "/payable", Permission.PAYOUT_ASK, response=OwedOut)
def payable(request: HttpRequest) -> dict[str, Any]:
    """Show what the company may ask to be paid out (CNY), and where to."""
    company = access.member_of(request).company
    account = queries.payout_account(company)
    return {
        "payable": queries.payable_of(company),
        "account": shapes.account(account) if account else None,
    }


@access.operation(
    router, "POST", "/payout-account", Permission.PAYOUT_ACCOUNT_EDIT, response=AccountOut, status=201, binds=True
)
def claim_account(request: HttpRequest, body: AccountIn) -> dict[str, Any]:
    """Enter or change the payout account; a change waits before money goes there."""
    member = access.member_of(request)
    return shapes.account(
        services.claim_account(
            company_id=member.company,
            holder=body.holder,
            bank=body.bank,
            number=body.number,
            by=member.by(Actor.SUPPLIER),
            now=clock.now(),
        )
    )


@access.operation(router, "GET", "/payouts", Permission.PAYOUT_ASK, response=Page[PayoutOut])
def payouts(request: HttpRequest, state: str = "", cursor: str = "", limit: int = 20) -> dict[str, Any]:
    """List the own payouts, newest first."""
    rows = queries.payouts_visible_to(access.member_of(request))
    return shapes.page(rows.filter(state=state) if state else rows, shapes.payout, cursor=cursor, limit=limit)


@access.operation(router, "POST", "/payouts", Permission.PAYOUT_ASK, response=PayoutOut, status=201, binds=True)
def ask_payout(request: HttpRequest, body: PayoutIn) -> dict[str, Any]:
    """Ask for a payout to the verified account."""
    member = access.member_of(request)
    return shapes.payout(
        services.ask_payout(
            company_id=member.company, amount=body.amount.money(), by=member.by(Actor.SUPPLIER), now=clock.now()
        )
    )


@access.operation(router, "GET", "/statements/supplier", Permission.STATEMENT_VIEW, response=list[StatementOut])
def supplier_statement(request: HttpRequest, start: date | None = None, end: date | None = None) -> Any:
    """What was owed and paid out over whole days (Asia/Shanghai, both included)."""
    company, span = access.member_of(request).company, shapes.period(start, end)
    return shapes.statements([queries.payable_statement(company_id=company, start=span.start, end=span.end)])
