"""Read the business clock and what waits for it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import models

from sourcebridge.clock.models import ClockOffset, Deadline, DeadlineState
from sourcebridge.kit import rows


def now() -> datetime:
    """Business time in UTC: the transaction's database time plus the offset."""
    row = rows.text(
        "SELECT now() + coalesce((SELECT \"offset\" FROM clock_clockoffset WHERE id = 1), '0'::interval)", {}
    )
    assert row is not None
    moment: datetime = row[0]
    return moment


def offset() -> timedelta:
    """How far business time runs ahead of the database's clock."""
    row = ClockOffset.objects.first()
    return row.offset if row else timedelta()


def target() -> datetime | None:
    """Where a running tick is heading, in UTC; None when the clock stands in real pace."""
    row = ClockOffset.objects.first()
    return row.target_at if row else None


def next_due() -> datetime | None:
    """The earliest due instant of a waiting deadline."""
    return (
        Deadline.objects.filter(state=DeadlineState.WAITING).order_by("due_at").values_list("due_at", flat=True).first()
    )


def of_subject(*, subject_id: UUID) -> models.QuerySet[Deadline]:
    """The deadlines of one object, earliest first."""
    return Deadline.objects.filter(subject_id=subject_id).order_by("due_at")


def waiting(*, subject_id: UUID, kind: str) -> Deadline | None:
    """The waiting deadline of a kind, if any."""
    return Deadline.objects.filter(subject_id=subject_id, kind=kind, state=DeadlineState.WAITING).first()
