"""Jobs: index a company's goods anew; count terms and measure prices every night; follow new weights."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sourcebridge.clock import queries as clock
from sourcebridge.discovery import services

RETRIES = 4  # the first try is not counted: five in all
RETRY = RetryStrategy(max_attempts=RETRIES, exponential_wait=2)


@app.task(name="discovery.refresh", queue="search", retry=RETRY)
def refresh(
    *, company_id: str = "", product_ids: list[str] | None = None, place: str = "", category: str = "", **_later: Any
) -> None:
    """Index anew: a company's goods, these goods, or those of a place or a category."""
    now = clock.now()
    if company_id:
        services.refresh_company(company_id=UUID(company_id), now=now)
    if place or category:
        services.refresh_where(place=place, category=category, now=now)
    if product_ids:
        services.refresh([UUID(product_id) for product_id in product_ids], now=now)


@app.periodic(cron="17 19 * * *")
@app.task(name="discovery.nightly", queue="search", retry=RETRY)
def nightly(timestamp: int = 0, **_later: Any) -> None:
    """Count how many listings hold each term, measure every category's prices and standings again."""
    services.measure(now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="discovery.keep_up", queue="search", queueing_lock="discovery.keep_up", retry=RETRY)
def keep_up(timestamp: int = 0, **_later: Any) -> None:
    """Lists follow weights that came into force; until then they are measured as a whole."""
    services.keep_up(now=clock.now())
