"""The job that gathers a person's data."""

from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sourcebridge.clock import queries as clock
from sourcebridge.privacy import services


@app.task(name=services.MAKE, queue="imports", retry=RetryStrategy(max_attempts=4, exponential_wait=2))
def make_export(*, export_id: str, **_later: Any) -> None:
    """Gather one person's data."""
    services.make_export(export_id=UUID(export_id), now=clock.now())
