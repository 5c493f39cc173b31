"""The worker process: runs jobs, executes due deadlines, steps a moving clock, takes stalled jobs up again."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from sourcebridge.clock import queries as clock_queries
from sourcebridge.clock import services as clock
from sourcebridge.console import services as console

logger = logging.getLogger(__name__)
PAUSE = 0.5
STALLED_SECONDS = 30


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


def _turn() -> bool:
    close_old_connections()
    executed = clock.run_due()
    moving = clock.step(idle=jobs_idle)
    return bool(executed) or moving


class Command(BaseCommand):
    """`manage worker`."""

    help = "Run jobs and deadlines until stopped."

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
                for job in await worker_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
                    await worker_app.job_manager.retry_job(job)
            except Exception:
                logger.exception("stalled-job sweep failed")
            await asyncio.sleep(10)
