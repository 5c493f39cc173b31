"""The job that delivers a stored event to its handlers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from sourcebridge.audit import services

RETRIES = 4  # the first try is not counted: five in all
RETRY = RetryStrategy(max_attempts=RETRIES, exponential_wait=2)


@app.task(name=services.DELIVER, queue="events", retry=RETRY, pass_context=True)
def deliver(context: JobContext, /, *, event_id: str = "", event_ids: Sequence[str] = (), **_later: Any) -> None:
    """Deliver one event or those of one verb; after five failures the job is parked for the operator.

    Every second try goes backwards: an event whose handler kills the worker then stands in nobody's way.
    """
    wanted = [UUID(one) for one in (event_id, *event_ids) if one]
    services.deliver_each(event_ids=wanted[::-1] if context.job.attempts % 2 else wanted)
