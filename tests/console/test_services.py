"""Stuck jobs and deadlines are taken up by the operator only, once, with an audit row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from sourcebridge.audit.models import AuditEntry
from sourcebridge.clock import queries as clock
from sourcebridge.clock import services as clock_services
from sourcebridge.clock.models import Deadline, DeadlineState
from sourcebridge.console import queries, services
from sourcebridge.console.errors import NotStuck
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed
from sourcebridge.kit.ids import uuid7

pytestmark = pytest.mark.django_db
OPERATOR = By(Actor.OPERATOR, name="Operator")


def failed_job() -> int:
    job_id: int = jobs.configure_task("audit.deliver", queue="events").defer(event_id=str(uuid7()))
    ProcrastinateJob.objects.filter(pk=job_id).update(status="failed", attempts=5)
    return job_id


class TestJobs:
    def test_cause_and_retry(self) -> None:
        job_id, now = failed_job(), clock.now()
        services.note_failure(job_id=job_id, task="audit.deliver", error=ValueError("broken"), now=now)
        (row,) = queries.stuck_jobs()
        assert (row.id, row.error, row.at) == (job_id, "ValueError: broken", now)
        services.retry_job(job_id=job_id, by=OPERATOR, now=now)
        assert ProcrastinateJob.objects.get(pk=job_id).status == "todo"
        assert AuditEntry.objects.filter(verb="console.job.retried", subject_id=str(job_id)).count() == 1
        with pytest.raises(NotStuck):
            services.retry_job(job_id=job_id, by=OPERATOR, now=now)

    def test_dismissed_jobs_never_run(self) -> None:
        job_id = failed_job()
        services.dismiss_job(job_id=job_id, by=OPERATOR, now=clock.now())
        assert ProcrastinateJob.objects.get(pk=job_id).status == "cancelled"
        assert queries.stuck_jobs() == []

    def test_only_the_operator(self) -> None:
        job_id = failed_job()
        with pytest.raises(NotAllowed):
            services.retry_job(job_id=job_id, by=By(Actor.SUPPLIER), now=clock.now())
        assert ProcrastinateJob.objects.get(pk=job_id).status == "failed"


class TestDeadlines:
    def test_resume(self) -> None:
        now = timezone.now()
        deadline = clock_services.set_deadline(kind="test.none", subject_id=uuid7(), due_at=now - timedelta(hours=1))
        Deadline.objects.filter(pk=deadline.pk).update(state=DeadlineState.PARKED, error="boom")
        services.resume_deadline(deadline_id=deadline.pk, by=OPERATOR, now=now)
        assert Deadline.objects.get(pk=deadline.pk).state == DeadlineState.WAITING
        with pytest.raises(NotStuck):
            services.resume_deadline(deadline_id=deadline.pk, by=OPERATOR, now=now)
