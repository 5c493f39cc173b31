"""Payments expected and received, and money that matched nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models

from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import queries as books
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments.models import BankLine, PaymentIntent, Purpose, TransferSlip, UnmatchedFund
from sourcebridge.payments.states import OPEN_INTENT, FundState, IntentState, Provider


def intents_visible_to(member: Member) -> models.QuerySet[PaymentIntent]:
    """Payments this member may see: those its company pays; all of them for the platform's money desk."""
    rows = PaymentIntent.objects.select_related("payer_company", "payee_company")
    if member.is_platform:
        return rows if member.may(Permission.PAYMENT_MATCH) or member.may(Permission.ORDER_OVERSEE) else rows.none()
    if member.company_id is None:
        return rows.none()
    return rows.filter(payer_company_id=member.company_id)


def intent(intent_id: UUID, *, member: Member) -> PaymentIntent:
    """One payment this member may see; raises NotFound."""
    found = intents_visible_to(member).filter(pk=intent_id).first()
    if found is None:
        raise NotFound
    return found


def intents_of_deal(deal_id: UUID) -> models.QuerySet[PaymentIntent]:
    """Every payment ever expected for a deal, oldest first."""
    return PaymentIntent.objects.filter(deal_id=deal_id).order_by("id")


def open_intent_of(deal_id: UUID) -> PaymentIntent | None:
    """The payment now expected for a deal."""
    return PaymentIntent.objects.filter(deal_id=deal_id, state__in=OPEN_INTENT).first()


def settled_intent_of(deal_id: UUID) -> PaymentIntent | None:
    """The payment that paid a deal."""
    return PaymentIntent.objects.filter(deal_id=deal_id, state=IntentState.SETTLED).first()


def top_ups(company_id: UUID) -> models.QuerySet[PaymentIntent]:
    """A company's top-ups, newest first."""
    return PaymentIntent.objects.filter(payer_company_id=company_id, purpose=Purpose.TOP_UP).order_by("-id")


def balance_of(company_id: UUID, currency: str = "CNY") -> Money:
    """A company's prepaid balance now."""
    return books.balance(accounts.balance(company_id, currency))


def payable_of(company_id: UUID, currency: str = "CNY", *, at: datetime | None = None) -> Money:
    """What a supplier may ask to be paid out."""
    return books.balance(accounts.payable(company_id, currency), at)


def pending_transfers() -> models.QuerySet[PaymentIntent]:
    """Payments expected by bank transfer, oldest first, with their slips."""
    rows = PaymentIntent.objects.filter(state=IntentState.PENDING, provider=Provider.BANK_TRANSFER)
    return rows.select_related("payer_company").prefetch_related("slips").order_by("id")


def slip(slip_id: UUID, *, member: Member) -> TransferSlip:
    """One transfer slip this member may see; raises NotFound."""
    found = TransferSlip.objects.filter(pk=slip_id, intent__in=intents_visible_to(member)).first()
    if found is None:
        raise NotFound
    return found


def bank_lines() -> models.QuerySet[BankLine]:
    """Entered statement lines, newest first."""
    return BankLine.objects.select_related("intent", "fund").order_by("-id")


def unmatched_funds() -> models.QuerySet[UnmatchedFund]:
    """Money waiting for a decision, oldest first."""
    rows = UnmatchedFund.objects.filter(state=FundState.OPEN)
    return rows.select_related("intent", "intent__payer_company").order_by("id")


def funds_visible_to(member: Member) -> models.QuerySet[UnmatchedFund]:
    """Unmatched money: all for the money desk, else what was sent for the company's own payments."""
    rows = UnmatchedFund.objects.select_related("intent")
    if member.is_platform:
        return rows if member.may(Permission.UNMATCHED_RESOLVE) else rows.none()
    if member.company_id is None or not member.may(Permission.BALANCE_VIEW):
        return rows.none()
    return rows.filter(intent__payer_company_id=member.company_id)


def fund(fund_id: UUID, *, member: Member) -> UnmatchedFund:
    """One item of unmatched money this member may see; raises NotFound."""
    found = funds_visible_to(member).filter(pk=fund_id).first()
    if found is None:
        raise NotFound
    return found


def suggestions(item: UnmatchedFund, *, limit: int = 10) -> list[PaymentIntent]:
    """Open payments of exactly this amount; those of the same deal and payer first."""
    rows = PaymentIntent.objects.filter(
        state__in=OPEN_INTENT, amount=item.amount, currency=item.currency
    ).select_related("payer_company")
    near = item.intent
    found = list(rows.order_by("-id")[:100])
    if near is not None:
        found.sort(key=lambda row: (row.deal_id != near.deal_id, row.payer_company_id != near.payer_company_id))
    return found[:limit]
