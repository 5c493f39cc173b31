"""Provider notices: verify first, keep what is fit to be kept, act at most once."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import ProviderError
from sourcebridge.payments.adapters.contract import ForgedNotice, Notice, NoticeKind
from sourcebridge.payments.models import CallKind, InboundNotice, PaymentIntent, Refund
from sourcebridge.payments.services import base, calls, performing, receiving
from sourcebridge.payments.states import OPEN_INTENT, RefundState


class Verdict(StrEnum):
    """What became of a notice."""

    ACTED = "ACTED"
    KNOWN = "KNOWN"
    FORGED = "FORGED"
    UNREADABLE = "UNREADABLE"


@transaction.atomic
def receive_notice(*, provider: str, body: bytes, now: datetime) -> Verdict:
    """Take one notice of a provider as it came over the wire.

    Forged: nothing is booked, a security row is written. Known: nothing happens. Genuine and new: a payment is settled
    or set aside (`received`), a closed trade or a refund makes us ask the provider, whatever the order of arrival.
    """
    digest = hashlib.sha256(body).hexdigest()
    chosen = base.provider(provider)
    try:
        notice = chosen.parse_notice(body, now=now)
    except ForgedNotice as forged:
        _keep_bad(provider, f"forged:{digest}", digest, str(forged), now, verb="payments.security.forged_notice")
        return Verdict.FORGED
    except ProviderError as unreadable:
        _keep_bad(provider, f"unreadable:{digest}", digest, str(unreadable), now, verb="payments.notice.unreadable")
        return Verdict.UNREADABLE
    if not _keep(provider, notice, digest, now):
        return Verdict.KNOWN
    _act(provider, notice, now)
    return Verdict.ACTED


def _keep_bad(provider: str, notice_id: str, digest: str, cause: str, now: datetime, *, verb: str) -> None:
    row, fresh = InboundNotice.objects.get_or_create(
        provider=provider,
        notice_id=notice_id,
        defaults={"genuine": False, "digest": digest, "received_at": now, "fields": {"cause": cause[:200]}},
    )
    if fresh:
        audit.record(
            verb=verb, subject=row, by=By(Actor.PROVIDER, name=str(provider)), at=now,
            cause=cause[:200],
        )  # fmt: skip


def _keep(provider: str, notice: Notice, digest: str, now: datetime) -> bool:
    details = {
        "genuine": True, "number": notice.number[:64], "status": notice.status[:30], "fields": dict(notice.kept),
        "digest": digest, "received_at": now,
    }  # fmt: skip
    row, fresh = InboundNotice.objects.get_or_create(
        provider=provider, notice_id=notice.notice_id[:60], defaults=details
    )
    if not fresh and row.digest != digest:
        _row, fresh = InboundNotice.objects.get_or_create(
            provider=provider, notice_id=f"{notice.notice_id[:60]}:{digest[:16]}", defaults=details
        )
    return fresh


def _act(provider: str, notice: Notice, now: datetime) -> None:
    if notice.kind in {NoticeKind.PAID, NoticeKind.REFUNDED} and notice.amount is not None:
        receiving.received(
            provider=provider, number=notice.number, amount=notice.amount, provider_ref=notice.provider_ref,
            payee_is_us=notice.payee_is_us, now=now,
        )  # fmt: skip
    if notice.kind == NoticeKind.REFUNDED:
        pending = Refund.objects.filter(
            provider=provider, state__in=[RefundState.SENT, RefundState.UNKNOWN], intent__number=notice.number
        )
        for refund_id in list(pending.values_list("id", flat=True)):
            performing.ask_refund(refund_id=refund_id, now=now)
    if notice.kind == NoticeKind.CLOSED:
        intent = PaymentIntent.objects.filter(number=notice.number, state__in=OPEN_INTENT, online=provider).first()
        if intent is not None:
            calls.queue(kind=CallKind.QUERY, provider=provider, intent=intent, key=intent.number, now=now)
