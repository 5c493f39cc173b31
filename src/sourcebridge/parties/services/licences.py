"""Documents are claims until an operator has read them (domain.md A1): submit, review, approve, reject, expire."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.kit.locks import hold, locked
from sourcebridge.kit.uploads import StoredFile, safe_name
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties.errors import LicenceOutdated, LicenceWaiting, NumberMissing, ReasonMissing
from sourcebridge.parties.events import (
    LicenceApproved,
    LicenceExpired,
    LicenceRejected,
    LicenceReviewOverdue,
    LicenceReviewStarted,
    LicenceSubmitted,
    LicenceWithdrawn,
)
from sourcebridge.parties.models import Company, Licence, LicenceKind
from sourcebridge.parties.services.companies import checked_credit_code, person_of
from sourcebridge.parties.states import LICENCE, LICENCE_EXPIRES, LICENCE_REVIEW_DUE, LicenceState

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WAITING = (LicenceState.SUBMITTED, LicenceState.IN_REVIEW)


def _today(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()


@transaction.atomic
def submit_licence(
    *,
    company_id: UUID,
    kind: str,
    claimed_name: str,
    claimed_number: str,
    document: StoredFile,
    file_name: str = "",
    claimed_until: date | None = None,
    by: By,
    now: datetime,
) -> Licence:
    """Put a document before the operator, who promises to read it within parameter licence.review_days.

    A Chinese business licence carries a unified social credit code, whose check character is verified at once.
    Announces parties.licence.submitted. Raises NumberMissing, CreditCodeWrong, LicenceOutdated, LicenceWaiting,
    NotAllowed (not the own company).
    """
    if by.company_id != company_id or by.actor != Actor.PERSON:
        raise NotAllowed
    name, number = claimed_name.strip(), claimed_number.strip()
    if not name or not number:
        raise NumberMissing(fields={"claimed_number": str(NumberMissing.sentence)})
    hold("company", company_id)
    company = locked(Company, company_id)
    if kind == LicenceKind.BUSINESS_LICENCE and company.country == "CN":
        number = checked_credit_code(number)
    if claimed_until is not None and claimed_until < _today(now):
        raise LicenceOutdated(fields={"claimed_until": claimed_until.isoformat()}, date=claimed_until.isoformat())
    if kind in _ONE_AT_A_TIME and company.licences.filter(kind=kind, state__in=_WAITING).exists():
        raise LicenceWaiting
    row = Licence.objects.create(
        company=company,
        kind=LicenceKind(kind),
        claimed_name=name,
        claimed_number=number,
        claimed_until=claimed_until,
        path=document.path,
        file_name=safe_name(file_name),
        sha256=document.sha256,
        media_type=document.media_type,
        size=document.size,
        submitted_by_id=person_of(by),
        submitted_at=now,
        review_due_at=now + parameters.span("licence.review_days", at=now),
    )
    clock.set_deadline(kind=LICENCE_REVIEW_DUE, subject_id=row.id, due_at=row.review_due_at)
    audit.record(
        verb="parties.licence.submitted", subject=row, by=by, at=now, after=row.state, kind=row.kind, number=number,
        sha256=row.sha256,
    )  # fmt: skip
    audit.publish(LicenceSubmitted(at=now, licence_id=row.id, company_id=company_id))
    return row


_ONE_AT_A_TIME = (LicenceKind.BUSINESS_LICENCE, LicenceKind.BANK_PERMIT, LicenceKind.EXPORT_FILING)


@transaction.atomic
def withdraw_licence(*, licence_id: UUID, by: By, now: datetime) -> Licence:
    """Take a document back before anybody reviews it. Raises NotFound, IllegalMove, NotAllowed."""
    row = locked(Licence, licence_id)
    if row.company_id != by.company_id:
        raise NotFound
    row.closed_at = now
    fact = LicenceWithdrawn(at=now, licence_id=row.id, company_id=row.company_id)
    audit.move(row=row, table=LICENCE, name="withdraw", by=by, at=now, fact=fact, save=("closed_at",))
    clock.withdraw(kind=LICENCE_REVIEW_DUE, subject_id=row.id)
    return row


@transaction.atomic
def start_review(*, licence_id: UUID, by: By, now: datetime) -> Licence:
    """An operator takes a document up. Raises NotFound, IllegalMove, NotAllowed."""
    row = locked(Licence, licence_id)
    row.reviewer_id = by.user_id
    fact = LicenceReviewStarted(at=now, licence_id=row.id, company_id=row.company_id)
    audit.move(row=row, table=LICENCE, name="start_review", by=by, at=now, fact=fact, save=("reviewer",))
    return row


@transaction.atomic
def approve(
    *,
    licence_id: UUID,
    valid_until: date | None,
    verified_name: str = "",
    verified_number: str = "",
    by: By,
    now: datetime,
) -> Licence:
    """Confirm what stands on the document: name, number, last valid day (Shanghai; None = no end), by whom, when, hash.

    Empty name and number mean "as claimed". Raises LicenceOutdated, CreditCodeWrong, NotFound, IllegalMove, NotAllowed.
    """
    row = locked(Licence, licence_id)
    LICENCE.check(row.state, "approve", by.actor)
    if valid_until is not None and valid_until < _today(now):
        raise LicenceOutdated(fields={"valid_until": valid_until.isoformat()}, date=valid_until.isoformat())
    number = verified_number.strip() or row.claimed_number
    if row.kind == LicenceKind.BUSINESS_LICENCE and row.company.country == "CN":
        number = checked_credit_code(number)
    row.verified_name, row.verified_number = verified_name.strip() or row.claimed_name, number
    row.verified_by_id, row.verified_at, row.verified_sha256 = by.user_id, now, row.sha256
    row.valid_until = valid_until
    audit.move(
        row=row,
        table=LICENCE,
        name="approve",
        by=by,
        at=now,
        fact=LicenceApproved(at=now, licence_id=row.id, company_id=row.company_id),
        save=("verified_name", "verified_number", "verified_by", "verified_at", "verified_sha256", "valid_until"),
        sha256=row.sha256,
        number=number,
        valid_until=valid_until.isoformat() if valid_until else "",
    )
    clock.withdraw(kind=LICENCE_REVIEW_DUE, subject_id=row.id)
    if valid_until is not None:
        ends = datetime.combine(valid_until + timedelta(days=1), time.min, tzinfo=SHANGHAI)
        clock.set_deadline(kind=LICENCE_EXPIRES, subject_id=row.id, due_at=ends)
    return row


@transaction.atomic
def reject(*, licence_id: UUID, reason: str, by: By, now: datetime) -> Licence:
    """Refuse a document with a reason the company reads. Raises ReasonMissing, NotFound, IllegalMove, NotAllowed."""
    row = locked(Licence, licence_id)
    LICENCE.check(row.state, "reject", by.actor)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": str(ReasonMissing.sentence)})
    row.reason, row.closed_at = reason.strip()[:500], now
    fact = LicenceRejected(at=now, licence_id=row.id, company_id=row.company_id)
    audit.move(
        row=row, table=LICENCE, name="reject", by=by, at=now, fact=fact, save=("reason", "closed_at"), reason=row.reason
    )
    clock.withdraw(kind=LICENCE_REVIEW_DUE, subject_id=row.id)
    return row


@transaction.atomic
def remind_reviewers(*, licence_id: UUID, now: datetime) -> None:
    """The promised review time has passed: tell the reviewers; the document keeps waiting."""
    row = locked(Licence, licence_id)
    if row.state in _WAITING:
        fact = LicenceReviewOverdue(at=now, licence_id=row.id, company_id=row.company_id)
        audit.move(row=row, table=LICENCE, name="remind", by=SYSTEM, at=now, fact=fact)


@transaction.atomic
def expire(*, licence_id: UUID, now: datetime) -> None:
    """The last valid day has passed; a licence that is closed already stays as it is."""
    row = locked(Licence, licence_id)
    if row.state == LicenceState.APPROVED:
        row.closed_at = now
        fact = LicenceExpired(at=now, licence_id=row.id, company_id=row.company_id)
        audit.move(row=row, table=LICENCE, name="expire", by=SYSTEM, at=now, fact=fact, save=("closed_at",))
