"""Jobs: read, preview and apply an import part by part, fetch the pictures a file names."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.adapters import web_pictures
from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import SYSTEM

logger = logging.getLogger(__name__)
ATTEMPTS = 5
RETRY = RetryStrategy(max_attempts=ATTEMPTS - 1, exponential_wait=2)  # the first try is not counted


@contextmanager
def _told(context: JobContext, run_id: str) -> Iterator[None]:
    """The last failure of a job is told on its run."""
    try:
        yield
    except Exception as error:
        if context.job is not None and context.job.attempts + 1 >= ATTEMPTS:
            services.fail(run_id=UUID(run_id), reason=type(error).__name__, now=clock.now())
        raise


@app.task(name="catalog.read_import", queue="imports", retry=RETRY, pass_context=True)
def read_import(context: JobContext, /, *, run_id: str, **_later: Any) -> None:
    """Read an uploaded file; a killed job goes on behind the last stored rows."""
    with _told(context, run_id):
        services.read(run_id=UUID(run_id), clock=clock.now)


@app.task(name="catalog.preview_import", queue="imports", retry=RETRY, pass_context=True)
def preview_import(context: JobContext, /, *, run_id: str, **_later: Any) -> None:
    """Work out what a file would do; a killed job goes on behind the last whole chunk."""
    with _told(context, run_id):
        while services.preview_chunk(run_id=UUID(run_id), now=clock.now()):
            pass


@app.task(name="catalog.apply_import", queue="imports", retry=RETRY, pass_context=True)
def apply_import(context: JobContext, /, *, run_id: str, **_later: Any) -> None:
    """Apply a run to its end; a killed job goes on behind the last whole chunk, the last failure is told."""
    with _told(context, run_id):
        while services.apply_chunk(run_id=UUID(run_id), now=clock.now()):
            pass
    while services.sweep(run_id=UUID(run_id)):
        pass


@app.task(name="catalog.fetch_picture", queue="pictures")
def fetch_picture(*, picture_id: str, **_later: Any) -> None:
    """Ask one picture's address, once; what gives no picture is noted and the drawn one stays."""
    picture = queries.waiting_picture(UUID(picture_id))
    if picture is None:
        return
    try:
        content = web_pictures.fetch(picture.source_url)
    except web_pictures.Missed as missed:
        services.mark_unreachable(picture_id=picture.id, reason=missed.reason)
    else:
        services.keep_fetched(picture_id=picture.id, content=content)


@app.task(name="catalog.work_bulk", queue="imports", retry=RETRY)
def work_bulk(*, run_id: str, **_later: Any) -> None:
    """Make, or put back, a change of many goods; a killed job goes on behind the last whole chunk."""
    while services.work_bulk(run_id=UUID(run_id), now=clock.now()):
        pass


@app.task(name="catalog.draft_texts", queue="translations")
def draft_texts(*, product_id: str, **_later: Any) -> None:
    """Compose drafts of what published goods say in one language only."""
    services.draft_missing(product_ids=[UUID(product_id)], by=SYSTEM, now=clock.now())
