"""The job that sends a mail."""

from typing import Any
from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

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
