"""The worker process: runs jobs, executes due deadlines, steps a moving clock, takes stalled jobs up again."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from sourcebridge.clock import queries as clock_queries
from sourcebridge.clock import services as clock
from sourcebridge.console import services as console

logger = logging.getLogger(__name__)
PAUSE = 0.5
HEARTBEAT = 5.0
STALLED_SECONDS = 20.0
SWEEP = 5.0
APART = 3.0
TRIES = 5
FIRST = 10


class WorkerDied(Exception):
    """The process that ran the job ended without a word."""


def jobs_idle() -> bool:
    """Whether no job is running or ready to run now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status = 'doing' OR "
            "(status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())))"
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def _note(job_id: int, task: str, error: BaseException) -> None:
    close_old_connections()
    console.note_failure(job_id=job_id, task=task, error=error, now=clock_queries.now())


async def keep_cause(run: Any, context: Any, _worker: Any) -> Any:
    """Around every job: when an attempt fails, its cause is kept for the operator's page."""
    try:
        return await run()
    except Exception as error:
        try:
            await sync_to_async(_note, thread_sensitive=False)(context.job.id, context.job.task_name, error)
        except Exception:
            logger.exception("the cause of job %s could not be kept", context.job.id)
        raise


async def take_up(manager: Any, jobs: list[Any], *, now: datetime) -> None:
    """Let jobs of dead workers run again, before all others, each on its own: one may be what killed the worker.

    They start some seconds apart, so that the guilty one takes no neighbour with it, and after growing pauses, so that
    the others get their turn between two deaths. At the fifth death a job is parked for the operator like one that
    failed five times. Where the same job is queued anew, the old one ends.
    """
    for place, job in enumerate(jobs):
        try:
            if await _queued_anew(manager, job):
                await manager.finish_job_by_id_async(job.id, Status.ABORTED, delete_job=True)
            elif job.attempts + 1 >= TRIES:
                await manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=False)
                error = WorkerDied(f"the worker died {TRIES} times while this job ran")
                await sync_to_async(_note, thread_sensitive=False)(job.id, job.task_name, error)
            else:
                pause = timedelta(seconds=APART * place + (2**job.attempts if job.attempts else 0))
                await manager.retry_job(job, retry_at=now + pause, priority=FIRST)
        except ConnectorException:
            logger.exception("job %s cannot be taken up", job.id)


async def _queued_anew(manager: Any, job: Any) -> bool:
    if not job.queueing_lock:
        return False
    return bool(list(await manager.list_jobs_async(queueing_lock=job.queueing_lock, status=Status.TODO.value)))


def _turn() -> bool:
    close_old_connections()
    executed = clock.run_due()
    moving = clock.step(idle=jobs_idle)
    return bool(executed) or moving


class Command(BaseCommand):
    """`manage worker`."""

    help = "Run jobs and deadlines until stopped."
    requires_system_checks = ()  # they would load every page and call: twice the start and the memory of a worker

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        connector = cast(DjangoConnector, app.connector)
        worker_app = app.with_connector(connector.get_worker_connector())
        async with worker_app.open_async():
            side = [asyncio.create_task(self._deadlines()), asyncio.create_task(self._stalled(worker_app))]
            try:
                await worker_app.run_worker_async(
                    concurrency=2, fetch_job_polling_interval=1.0, delete_jobs="successful",
                    shutdown_graceful_timeout=5, worker_middleware=[keep_cause],
                    update_heartbeat_interval=HEARTBEAT, stalled_worker_timeout=STALLED_SECONDS,
                )  # fmt: skip
            finally:
                for task in side:
                    task.cancel()

    async def _deadlines(self) -> None:
        while True:
            try:
                busy = await sync_to_async(_turn, thread_sensitive=False)()
            except Exception:
                logger.exception("deadline turn failed")
                busy = False
            await asyncio.sleep(0.05 if busy else PAUSE)

    async def _stalled(self, worker_app: Any) -> None:
        while True:
            try:
                manager = worker_app.job_manager
                stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS)
                await take_up(manager, list(stalled), now=datetime.now(UTC))
            except Exception:
                logger.exception("stalled-job sweep failed")
            await asyncio.sleep(SWEEP)
