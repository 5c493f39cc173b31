"""Jobs of dead workers are taken up one by one, five times at most."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.retry import RetryStrategy

from sourcebridge.config.management.commands import worker
from sourcebridge.console import queries as console

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def abandoned(name: str = "audit.deliver", *, attempts: int = 0, queueing_lock: str | None = None) -> int:
    job: int = app.configure_task(name, queue="events", queueing_lock=queueing_lock).defer(event_id="x")
    ProcrastinateJob.objects.filter(pk=job).update(status="doing", attempts=attempts)
    return job


def take_up(*ids: int) -> None:
    """Also where a browser of an earlier test keeps its event loop in this thread."""
    listed = [next(iter(app.job_manager.list_jobs(id=number))) for number in ids]
    shared = connections["default"]
    shared.inc_thread_sharing()

    def run() -> None:
        connections["default"] = shared
        async_to_sync(worker.take_up)(app.job_manager, listed, now=NOW)

    try:
        with ThreadPoolExecutor(1) as other:
            other.submit(run).result()
    finally:
        shared.dec_thread_sharing()


def row(job: int) -> tuple[str, int, datetime | None]:
    found = ProcrastinateJob.objects.get(pk=job)
    return found.status, found.attempts, found.scheduled_at


class TestTakeUp:
    def test_jobs_of_one_dead_worker_start_apart(self) -> None:
        first, second = abandoned(), abandoned(attempts=3)
        take_up(first, second)
        assert row(first) == ("todo", 1, NOW)
        assert row(second) == ("todo", 4, NOW + timedelta(seconds=worker.APART + 8))

    def test_the_fifth_death_parks_a_job_and_says_why(self) -> None:
        job, other = abandoned(attempts=4), abandoned()
        take_up(job, other)
        assert row(job)[0] == "failed"
        assert row(other)[0] == "todo"
        (stuck,) = console.stuck_jobs()
        assert (stuck.id, stuck.error) == (job, "WorkerDied: the worker died 5 times while this job ran")

    def test_a_job_that_is_queued_anew_hinders_no_other(self) -> None:
        old = abandoned(queueing_lock="seal")
        app.configure_task("audit.deliver", queue="events", queueing_lock="seal").defer(event_id="y")
        other = abandoned()
        take_up(old, other)
        assert not ProcrastinateJob.objects.filter(pk=old).exists()
        assert row(other)[0] == "todo"


def test_every_job_that_is_tried_again_has_five_tries_in_all() -> None:
    found = {name: task.retry_strategy for name, task in app.tasks.items() if task.retry_strategy is not None}
    assert len(found) >= 6
    assert {
        name for name, strategy in found.items() if isinstance(strategy, RetryStrategy) and strategy.max_attempts != 4
    } == {"messaging.send"}
