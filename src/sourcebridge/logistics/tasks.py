"""The job that asks kuaidi100 to push a waybill's events."""

from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sourcebridge.logistics import services

RETRIES = 4  # the first try is not counted: five in all


@app.task(name=services.SUBSCRIBE, queue="providers", retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=3))
def subscribe(*, subscription_id: str, **_later: Any) -> None:
    """Subscribe once; asking again for the same waybill is harmless at the provider."""
    services.subscribe(subscription_id=UUID(subscription_id))
