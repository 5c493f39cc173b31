"""Jobs: estimates and export floors of a batch of goods; all anew when a rate changed, and every night."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sourcebridge.clock import queries as clock
from sourcebridge.landedcost import services

RETRY = RetryStrategy(max_attempts=4, exponential_wait=2)  # the first try is not counted: five in all


@app.task(name="landedcost.estimate", queue="search", retry=RETRY)
def estimate(*, product_ids: list[str], **_later: Any) -> None:
    """Reckon these goods for every country."""
    services.estimate([UUID(product_id) for product_id in product_ids], now=clock.now())


@app.task(name="landedcost.refresh", queue="search", retry=RETRY)
def refresh(**_later: Any) -> None:
    """Leave all goods to jobs of their own."""
    services.refresh(now=clock.now())


@app.periodic(cron="47 20 * * *")
@app.task(name="landedcost.nightly", queue="search", retry=RETRY)
def nightly(timestamp: int = 0, **_later: Any) -> None:
    """A new day has new rates."""
    services.refresh(now=clock.now())


@app.task(name="landedcost.floors", queue="search", retry=RETRY)
def floors(*, product_ids: list[str], **_later: Any) -> None:
    """Raise and clear the alarms of these goods."""
    services.check([UUID(product_id) for product_id in product_ids], now=clock.now())


@app.task(name="landedcost.floors_all", queue="search", retry=RETRY)
def floors_all(**_later: Any) -> None:
    """Leave all that is listed abroad to jobs of their own."""
    services.check_all(now=clock.now())


@app.periodic(cron="17 21 * * *")
@app.task(name="landedcost.floors_nightly", queue="search", retry=RETRY)
def floors_nightly(timestamp: int = 0, **_later: Any) -> None:
    """A new day has other rates, and listings end."""
    services.check_all(now=clock.now())
