"""A program of the harness: the worker with three jobs more; one kills it, one fails, one does nothing."""

import os
import signal
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from procrastinate.contrib.django import app  # noqa: E402

from sourcebridge.audit.tasks import RETRY  # noqa: E402
from sourcebridge.config.management.commands import worker  # noqa: E402

worker.HEARTBEAT, worker.STALLED_SECONDS, worker.SWEEP, worker.APART = 0.5, 2.0, 0.5, 1.0
if "--never-park" in sys.argv:
    worker.TRIES = 1000


@app.task(name="chaos.dies", queue="events")
def dies() -> None:
    """End the process as the kernel would."""
    os.kill(os.getpid(), signal.SIGKILL)


@app.task(name="chaos.fails", queue="events", retry=RETRY)
def fails() -> None:
    """Fail, every time."""
    raise RuntimeError("poison")


@app.task(name="chaos.works", queue="events")
def works(number: int) -> None:
    """Succeed."""


call_command("worker")
