"""Paying, the balance and statements as calls."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Router
from ninja.files import UploadedFile

from sourcebridge.clock import queries as clock
from sourcebridge.kit import uploads
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments import queries, services
from sourcebridge.payments.adapters.contract import Redirect
from sourcebridge.payments.api import shapes
from sourcebridge.payments.schemas import (
    BalanceOut,
    IntentOut,
    RefundOut,
    SlipOut,
    StartIn,
    StartOut,
    StatementOut,
    TopUpIn,
)

router = Router()


@access.operation(router, "GET", "/payments", Permission.ORDER_PAY, response=Page[IntentOut])
def payments(
    request: HttpRequest, deal_id: UUID | None = None, state: str = "", cursor: str = "", limit: int = 20
) -> dict[str, Any]:
    """List payments, newest first."""
    rows = queries.intents_visible_to(access.member_of(request))
    if deal_id is not None:
        rows = rows.filter(deal_id=deal_id)
    if state:
        rows = rows.filter(state=state)
    return shapes.page(rows, shapes.intent, cursor=cursor, limit=limit)


@access.operation(router, "GET", "/payments/{payment_id}", Permission.ORDER_PAY, response=IntentOut)
def payment(request: HttpRequest, payment_id: UUID) -> dict[str, Any]:
    """Show one payment."""
    return shapes.intent(queries.intent(payment_id, member=access.member_of(request)))


@access.operation(router, "POST", "/payments/{payment_id}/start", Permission.ORDER_PAY, response=StartOut, binds=True)
def start(request: HttpRequest, payment_id: UUID, body: StartIn) -> dict[str, Any]:
    """Start paying by Alipay (redirect) or bank transfer (instructions)."""
    member = access.member_of(request)
    found = queries.intent(payment_id, member=member)
    told = services.start(intent_id=found.id, provider=body.provider, by=member.by(Actor.BUYER), now=clock.now())
    found.refresh_from_db()
    if isinstance(told, Redirect):
        return {"payment": shapes.intent(found), "redirect_url": told.url}
    return {"payment": shapes.intent(found), "instructions": told}


@access.operation(
    router, "POST", "/payments/{payment_id}/pay-from-balance", Permission.ORDER_PAY, response=IntentOut, binds=True
)
def pay_from_balance(request: HttpRequest, payment_id: UUID) -> dict[str, Any]:
    """Pay from the prepaid balance, at once."""
    member = access.member_of(request)
    found = queries.intent(payment_id, member=member)
    return shapes.intent(services.pay_from_balance(intent_id=found.id, by=member.by(Actor.BUYER), now=clock.now()))


@access.operation(router, "POST", "/payments/{payment_id}/ask", Permission.ORDER_PAY, response=IntentOut, binds=True)
def ask(request: HttpRequest, payment_id: UUID) -> dict[str, Any]:
    """Ask the online provider now where the payment stands; the answer comes by a job."""
    found = queries.intent(payment_id, member=access.member_of(request))
    services.ask_payment(intent_id=found.id, now=clock.now())
    found.refresh_from_db()
    return shapes.intent(found)


@access.operation(router, "POST", "/payments/{payment_id}/slips", Permission.ORDER_PAY, response=SlipOut, status=201)
def upload_slip(request: HttpRequest, payment_id: UUID, slip: File[UploadedFile]) -> Any:
    """Show the slip of a bank transfer (PDF or picture); it does not count as payment."""
    member = access.member_of(request)
    found = queries.intent(payment_id, member=member)
    stored = uploads.accept_document(slip)
    return services.upload_slip(intent_id=found.id, file=stored, by=member.by(Actor.BUYER), now=clock.now())


@access.operation(router, "GET", "/balance", Permission.BALANCE_VIEW, response=BalanceOut)
def balance(request: HttpRequest) -> dict[str, Any]:
    """Show the prepaid balance and what is held for orders (CNY)."""
    company = access.member_of(request).company
    return {"balance": queries.balance_of(company), "held": queries.held_for(company_id=company)}


@access.operation(router, "POST", "/top-ups", Permission.BALANCE_TOP_UP, response=IntentOut, status=201, binds=True)
def top_up(request: HttpRequest, body: TopUpIn) -> dict[str, Any]:
    """Open a top-up of the prepaid balance; start it like any payment."""
    member = access.member_of(request)
    return shapes.intent(
        services.open_top_up(
            company_id=member.company,
            amount=body.amount.money(),
            provider=body.provider,
            title=_("Top-up of the prepaid balance"),
            by=member.by(Actor.BUYER),
            now=clock.now(),
        )
    )


@access.operation(router, "GET", "/refunds", Permission.ORDER_VIEW, response=Page[RefundOut])
def refunds(request: HttpRequest, deal_id: UUID | None = None, cursor: str = "", limit: int = 20) -> dict[str, Any]:
    """List refunds to the own company (the platform: all), newest first."""
    rows = queries.refunds_visible_to(access.member_of(request))
    if deal_id is not None:
        rows = rows.filter(deal_id=deal_id)
    return shapes.page(rows, shapes.refund, cursor=cursor, limit=limit)


@access.operation(router, "GET", "/statements/buyer", Permission.STATEMENT_VIEW, response=list[StatementOut])
def buyer_statement(request: HttpRequest, start: date | None = None, end: date | None = None) -> Any:
    """Balance and escrow over whole days (Asia/Shanghai, both included)."""
    company, span = access.member_of(request).company, shapes.period(start, end)
    return shapes.statements(
        [
            queries.balance_statement(company_id=company, start=span.start, end=span.end),
            queries.escrow_statement(company_id=company, start=span.start, end=span.end),
        ]
    )
