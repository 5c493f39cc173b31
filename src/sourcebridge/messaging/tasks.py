"""The jobs that send a mail and forget old signals."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from sourcebridge.clock import queries as clock
from sourcebridge.messaging import services

ATTEMPTS = 8


@app.task(
    name=services.SEND,
    queue="mail",
    retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4),
    pass_context=True,
)
def send(context: JobContext, /, *, mail_id: str, **_later: Any) -> None:
    """Send one mail; after eight failures it is marked failed and the job parked."""
    try:
        services.send(mail_id=UUID(mail_id))
    except OSError:
        if context.job is not None and context.job.attempts >= ATTEMPTS:
            services.give_up(mail_id=UUID(mail_id))
        raise


@app.periodic(cron="37 * * * *")
@app.task(name="messaging.forget_signals", queue="mail")
def forget_signals(timestamp: int = 0, **_later: Any) -> None:
    """Once an hour: what was told a day ago is wanted by no stream any more."""
    services.forget_signals(before=clock.now() - timedelta(days=1))
