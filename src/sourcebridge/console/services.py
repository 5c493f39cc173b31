"""Take up what is stuck, keep why it got stuck."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.clock.models import Deadline, DeadlineState
from sourcebridge.console.errors import NotStuck
from sourcebridge.console.models import JobFailure
from sourcebridge.kit import locks
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed


@transaction.atomic
def note_failure(*, job_id: int, task: str, error: BaseException, now: datetime) -> JobFailure:
    """Keep the cause of a failed attempt; called by the worker."""
    text = f"{type(error).__name__}: {error}"[:4000]
    return JobFailure.objects.create(job_id=job_id, task=task, error=text, at=now)


def _stuck(job_id: int, by: By) -> ProcrastinateJob:
    if by.actor != Actor.OPERATOR:
        raise NotAllowed
    locks.hold("job", str(job_id))
    found: ProcrastinateJob | None = ProcrastinateJob.objects.filter(pk=job_id, status="failed").first()
    if found is None:
        raise NotStuck
    return found


@transaction.atomic
def retry_job(*, job_id: int, by: By, now: datetime) -> None:
    """Let a failed job run once more, at once. Raises NotStuck, NotAllowed."""
    job = _stuck(job_id, by)
    jobs.job_manager.retry_job_by_id(job_id, retry_at=timezone.now())
    audit.record(verb="console.job.retried", subject=job, by=by, at=now, task=job.task_name)


@transaction.atomic
def dismiss_job(*, job_id: int, by: By, now: datetime) -> None:
    """Give a failed job up: it never runs again. Raises NotStuck, NotAllowed."""
    job = _stuck(job_id, by)
    jobs.job_manager.retry_job_by_id(job_id, retry_at=timezone.now())
    jobs.job_manager.cancel_job_by_id(job_id)
    audit.record(verb="console.job.dismissed", subject=job, by=by, at=now, task=job.task_name)


@transaction.atomic
def resume_deadline(*, deadline_id: UUID, by: By, now: datetime) -> None:
    """Let a parked deadline run again. Raises NotStuck, NotAllowed."""
    if by.actor != Actor.OPERATOR:
        raise NotAllowed
    deadline = Deadline.objects.select_for_update().filter(pk=deadline_id, state=DeadlineState.PARKED).first()
    if deadline is None:
        raise NotStuck
    clock.resume(deadline_id=deadline_id)
    audit.record(verb="console.deadline.resumed", subject=deadline, by=by, at=now, kind=deadline.kind)
