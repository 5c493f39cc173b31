"""The job that delivers a stored event to its handlers."""

from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sourcebridge.audit import services

RETRIES = 4  # the first try is not counted: five in all
RETRY = RetryStrategy(max_attempts=RETRIES, exponential_wait=2)


@app.task(name=services.DELIVER, queue="events", retry=RETRY)
def deliver(*, event_id: str, **_later: Any) -> None:
    """Deliver one event; after five failures the job is parked for the operator."""
    services.deliver(event_id=UUID(event_id))
