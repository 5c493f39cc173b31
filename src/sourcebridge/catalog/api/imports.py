"""Imports of product files and exports of goods: upload, answer, apply, look at the report, take tables away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import File, Query, Router
from ninja.files import UploadedFile

from sourcebridge.catalog import downloads, queries, reasons, services
from sourcebridge.catalog.files import targets
from sourcebridge.catalog.models import ImportItem, ImportRun
from sourcebridge.catalog.queries import intake, tree
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.catalog.schemas import AnswersIn, ImportItemOut, ImportOut, TargetOut
from sourcebridge.catalog.schemas_desk import GoodsFilterIn
from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()


def _out(run: ImportRun) -> dict[str, Any]:
    done, total, failed = intake.progress(run.id)
    working, working_total, _failed = intake.work(run)
    return {
        "id": run.id,
        "file_name": run.file_name,
        "kind": run.kind,
        "format": run.format,
        "sha256": run.file_sha256,
        "columns": run.columns,
        "working": working,
        "working_total": working_total,
        "state": run.state,
        "encoding": run.encoding,
        "rows": run.rows,
        "ignored_columns": run.notes,
        "answers": run.answers,
        "tally": intake.tally(run.id),
        "done": done,
        "total": total,
        "failed": failed,
        "missing_pictures": [picture.source_url for picture in intake.missing_pictures(run.id)],
        "problem": reasons.file_words(run.problem, run.problem_facts),
    }


def _item(item: ImportItem) -> dict[str, Any]:
    shown = {name: getattr(item, name) for name in ImportItemOut.model_fields}
    problems = [
        {"row": p["row"], "field": p["field"], "value": p["value"], "code": p["reason"], "reason": reasons.words(p)}
        for p in item.problems
    ]
    return shown | {"problems": problems}


@access.operation(router, "GET", "/imports", Permission.IMPORT_RUN, response=Page[ImportOut])
def list_imports(request: HttpRequest, cursor: str = "", limit: int = 20) -> Any:
    """The company's imports, newest first."""
    found = queries.imports_of(access.member_of(request).company).order_by()
    rows, following = paging.page_of(found, cursor=cursor, limit=limit)
    return {"items": [_out(row) for row in rows], "next_cursor": following}


@access.operation(router, "POST", "/imports", Permission.IMPORT_RUN, response=ImportOut, status=201)
def upload_import(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Upload a CSV (500 MB) or Excel file (100 MB) of goods; nothing of the shop changes yet.

    Larger files and workbooks are read in the background: ask again until the state is ASKED.
    """
    acting = access.member_of(request)
    run = services.upload(
        company_id=acting.company,
        file_name=file.name or "products.csv",
        file=file,
        by=acting.by(Actor.SUPPLIER),
        now=clock.now(),
    )
    return _out(run)


@access.operation(router, "GET", "/imports/targets", Permission.IMPORT_RUN, response=list[TargetOut])
def list_targets(request: HttpRequest) -> Any:
    """What the columns of a file can mean."""
    english = not (get_language() or "zh").startswith("zh")
    known = [(code, name_en if english else name_zh) for code, name_zh, name_en in tree.tree().known()]
    return [{"code": code, "name": name} for code, name in targets.choices([], known)]


@access.operation(router, "GET", "/imports/template.{kind}", Permission.IMPORT_RUN, response=bytes)
def read_template(request: HttpRequest, kind: str) -> Any:
    """Our template with an example and drop-downs: `xlsx` or `csv`."""
    return downloads.template(kind)


@access.operation(router, "GET", "/goods-export.{kind}", Permission.PRODUCT_VIEW, response=bytes)
def export_goods(request: HttpRequest, kind: str, wanted: Query[GoodsFilterIn]) -> Any:
    """The company's goods under a filter in our template, `csv` or `xlsx`; imported again they change nothing."""
    return downloads.exported(access.member_of(request).company, kind, Filter.read(wanted.dict()))


@access.operation(router, "GET", "/imports/{run_id}/failures", Permission.IMPORT_RUN, response=bytes)
def read_failures(request: HttpRequest, run_id: UUID) -> Any:
    """The failed rows as they came, with row, field, reason and what to do, in the file's own format."""
    return downloads.failed(access.member_of(request).company, run_id)


@access.operation(router, "GET", "/imports/{run_id}", Permission.IMPORT_RUN, response=ImportOut)
def read_import(request: HttpRequest, run_id: UUID) -> Any:
    """One import with its progress."""
    return _out(queries.import_run(access.member_of(request).company, run_id))


@access.operation(router, "GET", "/imports/{run_id}/items", Permission.IMPORT_RUN, response=Page[ImportItemOut])
def list_import_items(request: HttpRequest, run_id: UUID, verdict: str = "", cursor: str = "", limit: int = 50) -> Any:
    """The products of the file with what becomes of them and why."""
    run = queries.import_run(access.member_of(request).company, run_id)
    found = queries.import_items(run.id, verdict=verdict).order_by()
    rows, following = paging.page_of(found, cursor=cursor, limit=limit, oldest_first=True)
    return {"items": [_item(row) for row in rows], "next_cursor": following}


@access.operation(router, "POST", "/imports/{run_id}/answer", Permission.IMPORT_RUN, response=ImportOut)
def answer_import(request: HttpRequest, run_id: UUID, body: AnswersIn) -> Any:
    """Say what the file cannot, and get the preview."""
    acting = access.member_of(request)
    run = services.answer(
        company_id=acting.company,
        run_id=run_id,
        answers=body.answers(),
        columns=body.columns,
        by=acting.by(Actor.SUPPLIER),
        now=clock.now(),
    )
    return _out(run)


def _move(request: HttpRequest, run_id: UUID, verb: Callable[..., ImportRun]) -> dict[str, Any]:
    acting = access.member_of(request)
    return _out(verb(company_id=acting.company, run_id=run_id, by=acting.by(Actor.SUPPLIER), now=clock.now()))


@access.operation(router, "POST", "/imports/{run_id}/apply", Permission.IMPORT_RUN, response=ImportOut)
def apply_import(request: HttpRequest, run_id: UUID) -> Any:
    """Apply the previewed file in the background."""
    return _move(request, run_id, services.start)


@access.operation(router, "POST", "/imports/{run_id}/resume", Permission.IMPORT_RUN, response=ImportOut)
def resume_import(request: HttpRequest, run_id: UUID) -> Any:
    """Take up a failed import where it stopped."""
    return _move(request, run_id, services.resume)


@access.operation(router, "POST", "/imports/{run_id}/cancel", Permission.IMPORT_RUN, response=ImportOut)
def cancel_import(request: HttpRequest, run_id: UUID) -> Any:
    """Stop an import; what was applied stays."""
    return _move(request, run_id, services.cancel)
