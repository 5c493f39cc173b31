"""The job that calls a provider."""

from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sourcebridge.clock import queries as clock
from sourcebridge.payments import services

RETRIES = 4  # the first try is not counted: five in all
RETRY = RetryStrategy(max_attempts=RETRIES, exponential_wait=2)


@app.task(name=services.CALL_PROVIDER, queue="providers", retry=RETRY)
def call_provider(*, call_id: str, **_later: Any) -> None:
    """Make one queued call; what the provider does not answer is asked again by a deadline."""
    services.perform(call_id=UUID(call_id), clock=clock.now)
