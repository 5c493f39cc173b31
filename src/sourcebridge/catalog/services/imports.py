"""A file's way into a shop: upload, read, ask, preview, apply in chunks, report. Long steps are jobs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from sourcebridge.audit import services as audit
from sourcebridge.catalog import events, reasons
from sourcebridge.catalog.errors import ColumnsWrong, FileUnreadable
from sourcebridge.catalog.files import kinds, targets
from sourcebridge.catalog.files.faults import Unreadable
from sourcebridge.catalog.intake import Answers
from sourcebridge.catalog.models import FileKind, ImportItem, ImportMapping, ImportRow, ImportRun, Verdict
from sourcebridge.catalog.queries import intake as intake_queries
from sourcebridge.catalog.services import intake_files, intake_items, intake_reading
from sourcebridge.catalog.services.shops import open_shop
from sourcebridge.catalog.states import IMPORT_RUN, ImportState
from sourcebridge.kit import locks
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.kit.uploads import Readable

CHUNK = 100
AHEAD = 5
LARGEST_FILE = max(kinds.LARGEST.values())
AT_ONCE_BYTES, AT_ONCE_ROWS = 1024 * 1024, 500
READ, PREVIEW, APPLY = "catalog.read_import", "catalog.preview_import", "catalog.apply_import"
JOBS = {ImportState.UPLOADED: READ, ImportState.PREVIEWING: PREVIEW, ImportState.APPLYING: APPLY}
AGAIN = {
    ImportState.UPLOADED: "read_again",
    ImportState.PREVIEWING: "preview_again",
    ImportState.APPLYING: "resume",
}


def upload(
    *, company_id: UUID, file_name: str, by: By, now: datetime, content: bytes = b"", file: Readable | None = None
) -> ImportRun:
    """Keep a CSV (500 MB) or Excel file (100 MB) and have it read; nothing of the shop changes yet.

    `file` is read block by block to the disk, `content` is for small ones. A small CSV is read at once; a larger file
    and a workbook by a job. Raises FileUnreadable (nothing is stored), NotASeller, NotAllowed.
    """
    if by.actor != Actor.SUPPLIER:
        raise NotAllowed
    kept = intake_files.keep(file or io.BytesIO(content))
    try:
        return _uploaded(company_id, file_name, kept, by, now)
    except Unreadable as fault:
        intake_files.drop(kept.path)
        raise FileUnreadable(why=reasons.file_words(fault.reason, fault.facts), reason=fault.reason) from None
    except BaseException:
        intake_files.drop(kept.path)
        raise


@transaction.atomic
def _uploaded(company_id: UUID, file_name: str, kept: intake_files.Kept, by: By, now: datetime) -> ImportRun:
    shop = open_shop(company_id=company_id, by=by, now=now)
    kind = kinds.kind_of(intake_files.place(kept.path))
    run = ImportRun.objects.create(
        shop=shop,
        file_name=file_name[-200:],
        file_sha256=kept.sha256,
        format=kind,
        path=kept.path,
        size=kept.size,
        uploaded_at=now,
        phase_at=now,
        started_by_id=by.user_id,
        started_by_name=by.name,
    )
    audit.record(
        verb="catalog.import.uploaded", subject=run, by=by, at=now, file=run.file_name, sha256=run.file_sha256,
        bytes=run.size,
    )  # fmt: skip
    if kind == kinds.CSV and run.size <= AT_ONCE_BYTES:
        intake_reading.read_at_once(run, now)
        transaction.on_commit(lambda: intake_files.drop(kept.path))
    else:
        _defer(run)
    return run


def _defer(run: ImportRun) -> None:
    task = JOBS[ImportState(run.state)]
    jobs.configure_task(task, lock=f"import:{run.id}", queue="imports", priority=AHEAD).defer(run_id=str(run.id))


@transaction.atomic
def answer(
    *, company_id: UUID, run_id: UUID, answers: Answers, by: By, now: datetime, columns: Sequence[str] | None = None
) -> ImportRun:
    """Say what the file cannot, and what its columns mean; have worked out what it would do. May be repeated.

    `columns` has a target for each column of a foreign file ("" leaves it out); what was said is offered again when a
    file with the same header comes. Raises Malformed with the wrong answers, ColumnsWrong, IllegalMove, NotAllowed,
    NotFound.
    """
    run = _own(company_id, run_id)
    IMPORT_RUN.check(run.state, "answer", by.actor)
    run.answers = answers.checked().as_json()
    if columns is not None and run.kind != FileKind.SHOPIFY:
        _remap(run, columns)
    if run.kind == FileKind.FOREIGN:
        _refuse_without_essentials(run)
        ImportMapping.objects.update_or_create(
            shop_id=run.shop_id,
            signature=run.signature,
            defaults={"columns": run.columns, "answers": run.answers, "used_at": now},
        )
    run.phase, run.phase_at, run.ended_at = ImportState.PREVIEWING, now, None
    run.step = intake_items.RESET if ImportItem.objects.filter(run=run).exists() else intake_items.GROUP
    fact = events.ImportAnswered(at=now, import_run_id=run.id, company_id=company_id)
    audit.move(
        row=run, table=IMPORT_RUN, name="answer", by=by, at=now, fact=fact,
        save=("answers", "columns", "phase", "phase_at", "ended_at", "step"), answers=run.answers,
    )  # fmt: skip
    if run.rows <= AT_ONCE_ROWS:
        while preview_chunk(run_id=run.id, now=now):
            pass
        run.refresh_from_db()
    else:
        _defer(run)
    return run


def _remap(run: ImportRun, columns: Sequence[str]) -> None:
    told = [*columns, *[""] * len(run.header)][: len(run.header)]
    for guess, target in zip(run.columns, told, strict=True):
        target = target if targets.is_target(target) else targets.IGNORE
        if target != (guess["target"] or targets.IGNORE):
            guess.update(target=target, sure=1.0, by="person")
        elif guess["by"] != "person":
            guess.update(target=target)


def _refuse_without_essentials(run: ImportRun) -> None:
    given = {column["target"].partition(":")[0] for column in run.columns}
    missing = []
    if not given & {"title_zh", "title_en"}:
        missing.append(targets.label("title_zh"))
    if not given & {"price", "ladder", "tier"} and not any(name.startswith("tier_price_") for name in given):
        missing.append(targets.label("price"))
    if missing:
        raise ColumnsWrong(missing=", ".join(missing))


@transaction.atomic
def preview_chunk(*, run_id: UUID, now: datetime) -> bool:
    """Work out the next part of a preview; returns whether there may be more.

    A chunk is one transaction, so after a crash the preview goes on behind the last whole one. When all products have
    their verdict the preview is ready and announced.
    """
    run = locks.locked(ImportRun, run_id)
    if run.state != ImportState.PREVIEWING:
        return False
    if intake_items.preview_step(run, now):
        return True
    fact = events.ImportPreviewed(at=now, import_run_id=run.id, company_id=run.shop.company_id)
    run.ended_at = now
    audit.move(row=run, table=IMPORT_RUN, name="show", by=SYSTEM, at=now, fact=fact, save=("ended_at",))
    return False


@transaction.atomic
def start(*, company_id: UUID, run_id: UUID, by: By, now: datetime) -> ImportRun:
    """Let the previewed file be applied by the job. Raises IllegalMove, NotAllowed, NotFound."""
    run = _own(company_id, run_id)
    IMPORT_RUN.check(run.state, "apply", by.actor)
    run.phase = ImportState.APPLYING
    run.started_at = run.started_at or now
    return _go_on(run, "apply", by, now, events.ImportStarted(at=now, import_run_id=run.id, company_id=company_id))


@transaction.atomic
def resume(*, company_id: UUID, run_id: UUID, by: By, now: datetime) -> ImportRun:
    """Take up a failed run where it stopped, in whatever step. Raises IllegalMove, NotAllowed, NotFound."""
    run = _own(company_id, run_id)
    name = AGAIN.get(ImportState(run.phase), "resume")
    IMPORT_RUN.check(run.state, name, by.actor)
    kind = events.ImportStarted if name == "resume" else events.ImportResumed
    if name == "resume":
        run.started_at = run.started_at or now
    return _go_on(run, name, by, now, kind(at=now, import_run_id=run.id, company_id=company_id))


def _go_on(
    run: ImportRun, name: str, by: By, now: datetime, fact: events.ImportStarted | events.ImportResumed
) -> ImportRun:
    run.ended_at, run.problem, run.problem_facts, run.phase_at = None, "", {}, now
    run.started_by_id, run.started_by_name = by.user_id, by.name
    audit.move(
        row=run,
        table=IMPORT_RUN,
        name=name,
        by=by,
        at=now,
        fact=fact,
        save=(
            "started_at", "ended_at", "problem", "problem_facts", "started_by_id", "started_by_name", "phase",
            "phase_at",
        ),
    )  # fmt: skip
    _defer(run)
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
    """Stop a run; products already applied stay whole, no further one is begun.

    Waits for the chunk that is being written. Raises IllegalMove, NotAllowed, NotFound.
    """
    run = _own(company_id, run_id)
    path, run.path = run.path, ""
    run.ended_at = now
    fact = events.ImportCancelled(at=now, import_run_id=run.id, company_id=company_id)
    audit.move(row=run, table=IMPORT_RUN, name="cancel", by=by, at=now, fact=fact, save=("ended_at", "path"))
    transaction.on_commit(lambda: intake_files.drop(path))
    return run


@transaction.atomic
def fail(*, run_id: UUID, reason: str, now: datetime) -> None:
    """The job gave up; what was applied stays, the rest can be taken up again. Nothing happens to an ended run."""
    run = locks.locked(ImportRun, run_id)
    if run.state not in JOBS:
        return
    run.ended_at, run.problem = now, reason[:300]
    fact = events.ImportFailed(at=now, import_run_id=run.id, company_id=run.shop.company_id)
    audit.move(row=run, table=IMPORT_RUN, name="fail", by=SYSTEM, at=now, fact=fact, save=("ended_at", "problem"))


@transaction.atomic
def sweep(*, run_id: UUID, most: int = 20_000) -> bool:
    """Forget the stored rows of an ended run but those of failed products; returns whether there are more."""
    run = locks.locked(ImportRun, run_id)
    if run.state not in {ImportState.DONE, ImportState.CANCELLED, ImportState.REFUSED}:
        return False
    rows = ImportRow.objects.filter(run=run, number__gte=run.data_row)
    if run.state == ImportState.DONE:
        blamed = ImportItem.objects.filter(run=run).exclude(problems=[]).values("handle")
        rows = rows.exclude(key__in=blamed)
    gone = list(rows.values_list("id", flat=True)[:most])
    ImportRow.objects.filter(id__in=gone).delete()
    return len(gone) == most


def _own(company_id: UUID, run_id: UUID) -> ImportRun:
    run = locks.locked(ImportRun, run_id)
    if run.shop.company_id != company_id:
        raise NotFound
    return run
