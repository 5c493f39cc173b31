"""Jobs of the domestic door."""

from typing import Any

from procrastinate.contrib.django import app

from sourcebridge.clock import queries as clock
from sourcebridge.domestic import counting


@app.periodic(cron="17 * * * *")
@app.task(name="domestic.recount", queue="figures")
def recount(timestamp: int, **_later: Any) -> None:
    """Once an hour: orders that leave the window leave the figures."""
    counting.recount_all(now=clock.now())
