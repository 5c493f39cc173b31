"""Refunds, payouts, payout accounts and bank files."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments.models import Payout, PayoutAccount, PayoutBatch, Refund
from sourcebridge.payments.states import AccountState, RefundState


def refunds_of_deal(deal_id: UUID) -> models.QuerySet[Refund]:
    """A deal's refunds, oldest first."""
    return Refund.objects.filter(deal_id=deal_id).order_by("id")


def refunds_visible_to(member: Member) -> models.QuerySet[Refund]:
    """Refunds of the company's own payments; all of them for the platform's people who oversee orders."""
    if member.is_platform:
        return Refund.objects.all() if member.may(Permission.ORDER_OVERSEE) else Refund.objects.none()
    if member.company_id is None:
        return Refund.objects.none()
    return Refund.objects.filter(intent__payer_company_id=member.company_id)


def stuck_refunds() -> models.QuerySet[Refund]:
    """Refunds a provider refused or does not answer about, oldest first."""
    rows = Refund.objects.filter(state__in=[RefundState.FAILED, RefundState.UNKNOWN])
    return rows.select_related("intent", "fund").order_by("id")


def payout_account(company_id: UUID) -> PayoutAccount | None:
    """The payout account a company claims or has verified now."""
    return PayoutAccount.objects.filter(
        company_id=company_id, state__in=[AccountState.CLAIMED, AccountState.VERIFIED]
    ).first()


def account_queue() -> models.QuerySet[PayoutAccount]:
    """Payout accounts waiting to be verified, oldest first."""
    return PayoutAccount.objects.filter(state=AccountState.CLAIMED).select_related("company").order_by("id")


def payouts() -> models.QuerySet[Payout]:
    """All transfers out, newest first."""
    return Payout.objects.select_related("company", "batch", "refund").order_by("-id")


def payouts_visible_to(member: Member) -> models.QuerySet[Payout]:
    """A company's own payouts; all of them for the platform's money desk."""
    rows = Payout.objects.select_related("company", "batch", "refund")
    if member.is_platform:
        allowed = member.may(Permission.PAYOUT_FILE) or member.may(Permission.PAYOUT_SETTLE)
        return rows if allowed else rows.none()
    if member.company_id is None or not member.may(Permission.PAYOUT_ASK):
        return rows.none()
    return rows.filter(company_id=member.company_id, kind="SUPPLIER")


def batches() -> models.QuerySet[PayoutBatch]:
    """Bank files, newest first, with their payouts."""
    return PayoutBatch.objects.prefetch_related("payouts", "payouts__company").order_by("-id")


def batches_visible_to(member: Member) -> models.QuerySet[PayoutBatch]:
    """Bank files are the platform's own."""
    allowed = member.is_platform and (member.may(Permission.PAYOUT_FILE) or member.may(Permission.PAYOUT_SETTLE))
    return PayoutBatch.objects.all() if allowed else PayoutBatch.objects.none()
