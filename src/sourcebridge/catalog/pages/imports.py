"""The import wizard: file, questions, preview, progress, report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from sourcebridge.catalog import queries, reasons, services
from sourcebridge.catalog.forms import AnswersForm, UploadForm
from sourcebridge.catalog.models import ImportRun, Verdict
from sourcebridge.catalog.queries import intake as intake_queries
from sourcebridge.catalog.states import IMPORT_RUN, ImportState
from sourcebridge.clock import queries as clock
from sourcebridge.kit import csvfile, paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Refusal
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

TONES: dict[str, parts.Tone] = {
    "ASKED": "due", "PREVIEWED": "due", "APPLYING": "accent", "DONE": "good", "FAILED": "harm",
}  # fmt: skip
VERDICT_TONES: dict[str, parts.Tone] = {
    "CREATED": "good",
    "CHANGED": "accent",
    "UNCHANGED": "neutral",
    "FAILED": "harm",
}
SHOWN = 100


@access.page(Permission.IMPORT_RUN)
def imports(request: HttpRequest) -> HttpResponseBase:
    """Earlier imports, and a field for the next file."""
    acting = access.member_of(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = services.upload(
                company_id=acting.company,
                file_name=file.name,
                file=file,
                by=acting.by(Actor.SUPPLIER),
                now=clock.now(),
            )
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("catalog:import", run.id)
    rows, following = paging.page_of(
        queries.imports_of(acting.company).order_by(), cursor=request.GET.get("cursor", "")
    )
    context = {
        "form": form, "refusal": refusal, "runs": rows, "tones": TONES,
        "steps": parts.Steps(labels=_step_names(), current=1),
        "next_url": f"?cursor={following}" if following else "",
    }  # fmt: skip
    return render(request, "catalog/imports.html", context, status=422 if refusal or form.errors else 200)


def _step_names() -> list[str]:
    return [
        pgettext("import step", "File"), pgettext("import step", "Questions"), pgettext("import step", "Preview"),
        pgettext("import step", "Apply"), pgettext("import step", "Report"),
    ]  # fmt: skip


@access.page(Permission.IMPORT_RUN)
def run(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """One import, at whatever step it stands."""
    acting = access.member_of(request)
    found = queries.import_run(acting.company, run_id)
    form = AnswersForm(initial=intake_queries.suggested(found))
    if request.method == "POST":
        if request.POST.get("move") == "answer":
            form = AnswersForm(request.POST)
            if form.is_valid():
                services.answer(
                    company_id=acting.company,
                    run_id=found.id,
                    answers=form.answers(),
                    by=acting.by(Actor.SUPPLIER),
                    now=clock.now(),
                )
                return redirect("catalog:import", found.id)
        else:
            return _move(request, acting, found)
    return render(request, "catalog/import.html", _context(request, found, form), status=422 if form.errors else 200)


def _move(request: HttpRequest, acting: Member, found: ImportRun) -> HttpResponseBase:
    verbs: dict[str, Callable[..., ImportRun]] = {
        "apply": services.start, "resume": services.resume, "cancel": services.cancel,
    }  # fmt: skip
    verb = verbs.get(request.POST.get("move", ""))
    if verb is not None:
        verb(company_id=acting.company, run_id=found.id, by=acting.by(Actor.SUPPLIER), now=clock.now())
        if verb is services.cancel:
            messages.info(request, _("The import was cancelled; what was applied stays."))
    return redirect("catalog:import", found.id)


def _context(request: HttpRequest, found: ImportRun, form: AnswersForm) -> dict[str, Any]:
    verdict = request.GET.get("verdict", "")
    verdict = verdict if verdict in Verdict.values else ""
    rows, following = paging.page_of(
        queries.import_items(found.id, verdict=verdict).order_by(),
        cursor=request.GET.get("cursor", ""),
        limit=SHOWN,
        oldest_first=True,
    )
    tally = intake_queries.tally(found.id)
    asking = found.state == ImportState.ASKED or (
        found.state == ImportState.PREVIEWED and bool(form.errors or "again" in request.GET)
    )
    step = {"ASKED": 2, "PREVIEWED": 2 if asking else 3, "APPLYING": 4, "FAILED": 4}.get(found.state, 5)
    return {
        "run": found,
        "form": form,
        "asking": asking,
        "steps": parts.Steps(labels=_step_names(), current=step),
        "job": _job(found, clock.now()) if found.started_at else None,
        "stats": [
            parts.Stat(label, tally[value], tone=VERDICT_TONES.get(value, "neutral"), url=f"?verdict={value}")
            for value, label in Verdict.choices
            if value != "UNKNOWN"
        ],
        "rows": rows,
        "tones": TONES,
        "verdict_tones": VERDICT_TONES,
        "moves": {move.name for move in IMPORT_RUN.open_moves(found.state, Actor.SUPPLIER)},
        "next_url": f"?verdict={verdict}&cursor={following}" if following else "",
        "missing_pictures": intake_queries.missing_pictures(found.id),
        "waiting_pictures": intake_queries.waiting_pictures(found.id),
    }


def _job(found: ImportRun, now: datetime) -> parts.Job:
    done, total, failed = intake_queries.progress(found.id)
    states = {"APPLYING": "running", "DONE": "done", "FAILED": "failed", "CANCELLED": "cancelled"}
    seconds = ((found.ended_at or now) - found.started_at).total_seconds() if found.started_at else 0
    rate = Decimal(str(round(done / seconds, 1))) if seconds >= 1 else None
    return parts.Job(
        title=_("Import of %(file)s") % {"file": found.file_name},
        state=states.get(found.state, "waiting"),  # type: ignore[arg-type]
        done=done,
        total=total,
        failed=failed,
        per_second=rate,
        seconds_left=int((total - done) / rate) if rate else None,
        poll_url=reverse("catalog:import_progress", args=[found.id]),
        failures_url=reverse("catalog:import_failures", args=[found.id]) if failed else "",
        result=parts.Link(_("See the report"), reverse("catalog:import", args=[found.id]))
        if found.state == "DONE"
        else None,
        note=_("You may leave this page; the import goes on.") if found.state == "APPLYING" else "",
    )


@require_GET
@access.page(Permission.IMPORT_RUN)
def progress(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """The progress alone, asked again every second."""
    found = queries.import_run(access.member_of(request).company, run_id)
    return render(request, "catalog/parts/import_progress.html", {"job": _job(found, clock.now())})


@require_GET
@access.page(Permission.IMPORT_RUN)
def failures(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """What was left out, with row, field and reason, as CSV."""
    found = queries.import_run(access.member_of(request).company, run_id)
    header = [_("Row"), _("Handle"), _("Field"), _("Value"), _("Reason")]
    return csvfile.download(f"import-{found.id.hex[-6:]}-failures.csv", header, (
        [problem["row"], item.handle, problem["field"], problem["value"], reasons.words(problem)]
        for item in queries.import_items(found.id)
        for problem in item.problems
    ))  # fmt: skip
