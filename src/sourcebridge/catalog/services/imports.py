"""A file's way into a shop: read, ask, preview, apply in chunks, report."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from sourcebridge.audit import services as audit
from sourcebridge.catalog import events, reasons
from sourcebridge.catalog.adapters import shopify
from sourcebridge.catalog.errors import FileUnreadable
from sourcebridge.catalog.intake import Answers
from sourcebridge.catalog.models import ImportItem, ImportRun, Verdict
from sourcebridge.catalog.queries import intake as intake_queries
from sourcebridge.catalog.services import intake_items
from sourcebridge.catalog.services.shops import open_shop
from sourcebridge.catalog.states import IMPORT_RUN, ImportState
from sourcebridge.kit import locks
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.kit.ids import uuid7

CHUNK = 20
LARGEST_FILE = 15 * 1024 * 1024
APPLY = "catalog.apply_import"


@transaction.atomic
def upload(*, company_id: UUID, file_name: str, content: bytes, by: By, now: datetime) -> ImportRun:
    """Read a Shopify product file into a run with one item per handle; nothing of the shop changes yet.

    Raises FileUnreadable (nothing is stored), NotASeller, NotAllowed.
    """
    if by.actor != Actor.SUPPLIER:
        raise NotAllowed
    shop = open_shop(company_id=company_id, by=by, now=now)
    if len(content) > LARGEST_FILE:
        raise FileUnreadable(why=str(reasons.FILE["too_long"]) % {"rows": shopify.MOST_ROWS})
    try:
        parsed = shopify.parse(content)
    except shopify.Unreadable as fault:
        raise FileUnreadable(why=str(reasons.FILE[fault.reason]) % fault.facts) from None
    run = ImportRun.objects.create(
        shop=shop,
        file_name=file_name[-200:],
        file_sha256=hashlib.sha256(content).hexdigest(),
        encoding=parsed.encoding,
        rows=parsed.rows,
        notes=parsed.ignored_columns,
        uploaded_at=now,
    )
    ImportItem.objects.bulk_create(
        [
            ImportItem(
                id=item_id,
                run=run,
                first_row=item.first_row,
                handle=item.handle[:255],
                said=item.said or {},
                problems=item.problems,
                verdict=Verdict.UNKNOWN if item.said else Verdict.FAILED,
                applied=item.said is None,
            )
            for item_id, item in zip(sorted(uuid7() for _item in parsed.items), parsed.items, strict=True)
        ],
        batch_size=500,
    )
    audit.record(verb="catalog.import.uploaded", subject=run, by=by, at=now, file=run.file_name, sha256=run.file_sha256)
    asked = events.ImportAsked(at=now, import_run_id=run.id, company_id=company_id)
    audit.move(row=run, table=IMPORT_RUN, name="ask", by=SYSTEM, at=now, fact=asked)
    return run


@transaction.atomic
def answer(*, company_id: UUID, run_id: UUID, answers: Answers, by: By, now: datetime) -> ImportRun:
    """Say what the file cannot, and work out what it would do; the shop stays as it is. May be repeated.

    Raises Malformed with the wrong answers, IllegalMove, NotAllowed, NotFound.
    """
    run = _own(company_id, run_id)
    IMPORT_RUN.check(run.state, "answer", by.actor)
    run.answers = answers.checked().as_json()
    intake_items.preview(run, answers, now)
    fact = events.ImportPreviewed(at=now, import_run_id=run.id, company_id=company_id)
    audit.move(
        row=run, table=IMPORT_RUN, name="answer", by=by, at=now, fact=fact, save=("answers",), answers=run.answers
    )
    return run


@transaction.atomic
def start(*, company_id: UUID, run_id: UUID, by: By, now: datetime) -> ImportRun:
    """Let the previewed file be applied by the job. Raises IllegalMove, NotAllowed, NotFound."""
    return _start(_own(company_id, run_id), "apply", by, now)


@transaction.atomic
def resume(*, company_id: UUID, run_id: UUID, by: By, now: datetime) -> ImportRun:
    """Take up a failed run where it stopped. Raises IllegalMove, NotAllowed, NotFound."""
    return _start(_own(company_id, run_id), "resume", by, now)


def _start(run: ImportRun, name: str, by: By, now: datetime) -> ImportRun:
    run.started_at = run.started_at or now
    run.ended_at, run.problem = None, ""
    run.started_by_id, run.started_by_name = by.user_id, by.name
    audit.move(
        row=run,
        table=IMPORT_RUN,
        name=name,
        by=by,
        at=now,
        fact=events.ImportStarted(at=now, import_run_id=run.id, company_id=run.shop.company_id),
        save=("started_at", "ended_at", "problem", "started_by_id", "started_by_name"),
    )
    jobs.configure_task(APPLY, lock=f"import:{run.id}", queue="imports").defer(run_id=str(run.id))
    return run


@transaction.atomic
def apply_chunk(*, run_id: UUID, now: datetime, size: int = CHUNK) -> bool:
    """Apply the next products of a run; returns whether there may be more.

    A chunk is one transaction, so after a crash the run goes on behind the last whole chunk. A refused product is
    noted with its reason and does not stop the others. When none is left the run is done and announced.
    """
    run = locks.locked(ImportRun, run_id)
    if run.state != ImportState.APPLYING:
        return False
    company_id = run.shop.company_id
    acting = By(Actor.SUPPLIER, run.started_by_id, company_id, run.started_by_name)
    waiting = list(ImportItem.objects.filter(run=run, applied=False).order_by("first_row")[:size])
    intake_items.apply(run, waiting, acting, now)
    if len(waiting) == size:
        return True
    run.ended_at = now
    tally = intake_queries.tally(run.id)
    fact = events.ImportApplied(
        at=now,
        import_run_id=run.id,
        company_id=company_id,
        created=tally[Verdict.CREATED],
        changed=tally[Verdict.CHANGED],
        unchanged=tally[Verdict.UNCHANGED],
        failed=tally[Verdict.FAILED],
    )
    audit.move(row=run, table=IMPORT_RUN, name="finish", by=SYSTEM, at=now, fact=fact, save=("ended_at",), tally=tally)
    return False


@transaction.atomic
def cancel(*, company_id: UUID, run_id: UUID, by: By, now: datetime) -> ImportRun:
    """Stop a run; products already applied stay. Raises IllegalMove, NotAllowed, NotFound."""
    run = _own(company_id, run_id)
    run.ended_at = now
    fact = events.ImportCancelled(at=now, import_run_id=run.id, company_id=company_id)
    audit.move(row=run, table=IMPORT_RUN, name="cancel", by=by, at=now, fact=fact, save=("ended_at",))
    return run


@transaction.atomic
def fail(*, run_id: UUID, reason: str, now: datetime) -> None:
    """The job gave up; what was applied stays, the rest can be taken up again. Nothing happens to an ended run."""
    run = locks.locked(ImportRun, run_id)
    if run.state != ImportState.APPLYING:
        return
    run.ended_at, run.problem = now, reason[:300]
    fact = events.ImportFailed(at=now, import_run_id=run.id, company_id=run.shop.company_id)
    audit.move(row=run, table=IMPORT_RUN, name="fail", by=SYSTEM, at=now, fact=fact, save=("ended_at", "problem"))


def _own(company_id: UUID, run_id: UUID) -> ImportRun:
    run = locks.locked(ImportRun, run_id)
    if run.shop.company_id != company_id:
        raise NotFound
    return run
