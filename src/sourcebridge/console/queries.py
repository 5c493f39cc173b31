"""What waits for the operator, and what is stuck."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from sourcebridge.clock import queries as clock
from sourcebridge.clock.models import Deadline, DeadlineState
from sourcebridge.console.models import JobFailure
from sourcebridge.domestic import queries as domestic
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.domestic.states import OrderState
from sourcebridge.freight import queries as freight
from sourcebridge.freight.models import Card
from sourcebridge.kit.days import business_day
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties import queries as parties
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments import queries as payments
from sourcebridge.payments.states import PayoutState


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of waiting work: how much, since when (UTC, business time), the page's url name."""

    code: str
    label: str | Promise
    count: int
    oldest: datetime | None
    page: str


@dataclass(frozen=True, slots=True)
class StuckJob:
    """A job that failed its last attempt; `error` and `at` are None when nobody noted the cause."""

    id: int
    task: str
    queue: str
    attempts: int
    args: dict[str, Any]
    error: str
    at: datetime | None


def failed_jobs() -> models.QuerySet[ProcrastinateJob]:
    """Jobs that used up their attempts."""
    return ProcrastinateJob.objects.filter(status="failed").order_by("id")


def parked_deadlines() -> models.QuerySet[Deadline]:
    """Deadlines whose executor failed five times, earliest first."""
    return Deadline.objects.filter(state=DeadlineState.PARKED).order_by("due_at")


def stuck_jobs(*, limit: int = 200) -> list[StuckJob]:
    """Failed jobs with their latest cause, oldest first."""
    rows = list(failed_jobs()[:limit])
    causes = {}
    for failure in JobFailure.objects.filter(job_id__in=[row.id for row in rows]).order_by("id"):
        causes[failure.job_id] = failure
    return [
        StuckJob(
            id=row.id,
            task=row.task_name,
            queue=row.queue_name,
            attempts=row.attempts,
            args=row.args,
            error=causes[row.id].error if row.id in causes else "",
            at=causes[row.id].at if row.id in causes else None,
        )
        for row in rows
    ]


def _oldest_failure() -> datetime | None:
    ids = list(failed_jobs().values_list("id", flat=True)[:1000])
    moment: datetime | None = JobFailure.objects.filter(job_id__in=ids).aggregate(oldest=models.Min("at"))["oldest"]
    return moment


def queues(member: Member) -> list[Queue]:
    """Every queue this member may work on, with its size and its oldest item."""
    waiting = payments.payouts().filter(state__in=[PayoutState.ASKED, PayoutState.FILED])
    counted: list[tuple[str, str | Promise, Permission, models.QuerySet[Any], str, str]] = [
        ("licences", _("Licences to review"), Permission.LICENCE_REVIEW, parties.licence_queue(), "submitted_at",
         "parties:licence_queue"),
        ("transfers", _("Transfers expected"), Permission.PAYMENT_MATCH, payments.pending_transfers(), "opened_at",
         "payments:transfers"),
        ("unmatched", _("Unmatched funds"), Permission.UNMATCHED_RESOLVE, payments.unmatched_funds(), "received_at",
         "payments:unmatched"),
        ("refunds", _("Refunds that are stuck"), Permission.UNMATCHED_RESOLVE, payments.stuck_refunds(),
         "requested_at", "payments:unmatched"),
        ("accounts", _("Payout accounts to verify"), Permission.PAYOUT_FILE, payments.account_queue(), "claimed_at",
         "payments:payouts"),
        ("payouts", _("Payouts on their way"), Permission.PAYOUT_FILE, waiting, "asked_at", "payments:payouts"),
        ("cards", _("Rate cards to renew"), Permission.RATE_CARD_EDIT, _cards_to_renew(), "recorded_at",
         "freight:desk"),
        ("deadlines", _("Deadlines that failed"), Permission.QUEUE_VIEW, parked_deadlines(), "due_at",
         "console:jobs"),
    ]  # fmt: skip
    found = [
        Queue(code, label, *_size(rows, instant), page)
        for code, label, right, rows, instant, page in counted
        if member.may(right)
    ]
    if member.may(Permission.QUEUE_VIEW):
        found.append(Queue("jobs", _("Stuck jobs"), failed_jobs().count(), _oldest_failure(), "console:jobs"))
    return found


def _cards_to_renew() -> models.QuerySet[Card]:
    now = clock.now()
    days = int(parameters.value("freight.ending_days", at=now))
    return freight.ending(on=business_day(now), days=days)


def _size(rows: models.QuerySet[Any], instant: str) -> tuple[int, datetime | None]:
    summed = rows.order_by().aggregate(count=models.Count("pk"), oldest=models.Min(instant))
    return summed["count"], summed["oldest"]


def orders(
    member: Member, *, state: str = "", q: str = "", company_id: UUID | None = None
) -> models.QuerySet[SpotOrder]:
    """Orders the member oversees, narrowed by state, part of the number and either company."""
    rows = domestic.visible_to(member)
    if state:
        rows = rows.filter(state=state)
    if q.strip():
        word = q.strip()
        rows = rows.filter(
            models.Q(deal__number__icontains=word)
            | models.Q(deal__buyer__name__icontains=word)
            | models.Q(deal__supplier__name__icontains=word)
        )
    if company_id is not None:
        rows = rows.filter(models.Q(deal__buyer_id=company_id) | models.Q(deal__supplier_id=company_id))
    return rows


def order_counts(member: Member) -> list[tuple[str, str, int]]:
    """(state, its name, how many) of the orders the member oversees, states without orders left out."""
    counts = dict(domestic.visible_to(member).order_by().values_list("state").annotate(n=models.Count("pk")))
    return [(value, str(label), counts[value]) for value, label in OrderState.choices if value in counts]
