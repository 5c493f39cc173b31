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
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sourcebridge.catalog import queries, reasons, services
from sourcebridge.catalog.files import mapping, targets
from sourcebridge.catalog.forms import AnswersForm, UploadForm
from sourcebridge.catalog.models import FileKind, ImportRun, Verdict
from sourcebridge.catalog.queries import intake as intake_queries
from sourcebridge.catalog.queries import tree
from sourcebridge.catalog.states import IMPORT_RUN, ImportState
from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Refusal
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

TONES: dict[str, parts.Tone] = {
    "UPLOADED": "accent", "ASKED": "due", "PREVIEWING": "accent", "PREVIEWED": "due", "APPLYING": "accent",
    "DONE": "good", "FAILED": "harm", "REFUSED": "harm",
}  # fmt: skip
VERDICT_TONES: dict[str, parts.Tone] = {
    "CREATED": "good",
    "CHANGED": "accent",
    "UNCHANGED": "neutral",
    "FAILED": "harm",
}
STEPS = {"UPLOADED": 1, "ASKED": 2, "PREVIEWING": 3, "APPLYING": 4, "FAILED": 4, "REFUSED": 1}
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
    refusal: Refusal | None = None
    if request.method == "POST":
        if request.POST.get("move") != "answer":
            return _move(request, acting, found)
        form = AnswersForm(request.POST)
        try:
            if form.is_valid():
                services.answer(
                    company_id=acting.company,
                    run_id=found.id,
                    answers=form.answers(),
                    columns=request.POST.getlist("column") or None,
                    by=acting.by(Actor.SUPPLIER),
                    now=clock.now(),
                )
                return redirect("catalog:import", found.id)
        except Refusal as refused:
            refusal = refused
    status = 422 if refusal or form.errors else 200
    return render(request, "catalog/import.html", _context(request, found, form, refusal), status=status)


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


def _context(request: HttpRequest, found: ImportRun, form: AnswersForm, refusal: Refusal | None) -> dict[str, Any]:
    asking = found.state == ImportState.ASKED or (
        found.state == ImportState.PREVIEWED and bool(refusal or form.errors or "again" in request.GET)
    )
    step = STEPS.get(found.state, 5)
    if found.state == ImportState.PREVIEWED:
        step = 2 if asking else 3
    context: dict[str, Any] = {
        "run": found,
        "form": form,
        "refusal": refusal,
        "asking": asking,
        "steps": parts.Steps(labels=_step_names(), current=step),
        "job": _job(found, clock.now()),
        "tones": TONES,
        "verdict_tones": VERDICT_TONES,
        "moves": {move.act for move in IMPORT_RUN.open_moves(found.state, Actor.SUPPLIER)},
        "problem": reasons.file_words(found.problem, found.problem_facts) if found.state == ImportState.REFUSED else "",
    }
    if asking and found.kind == FileKind.FOREIGN:
        context |= {"columns": _columns(request, found)}
    if found.state in {ImportState.PREVIEWED, ImportState.APPLYING, ImportState.DONE, ImportState.CANCELLED, "FAILED"}:
        context |= _items(request, found)
    return context


def _columns(request: HttpRequest, found: ImportRun) -> list[dict[str, Any]]:
    """Each column with its header, three of its values, the guess and how sure it is."""
    english = not (get_language() or "zh").startswith("zh")
    names: dict[str, dict[str, None]] = {}
    for code, name_zh, name_en in tree.tree().known():
        names.setdefault(code, {})[name_en if english else name_zh] = None
    known = {code: " / ".join(list(told)[:2]) for code, told in names.items()}
    told = [(column["header"], column["target"]) for column in found.columns]
    choices = targets.choices(told, sorted(known.items(), key=lambda pair: pair[1]))
    posted = request.POST.getlist("column")
    samples = intake_queries.samples(found)
    rows = []
    for index, column in enumerate(found.columns):
        chosen = posted[index] if index < len(posted) else column["target"] or targets.IGNORE
        sure = column["sure"]
        rows.append({
            "header": column["header"],
            "samples": samples[index][:3],
            "chosen": chosen,
            "choices": choices,
            "by": column["by"],
            "tone": "good" if sure >= mapping.SURE else "accent" if sure >= mapping.LEAST else "due",
        })  # fmt: skip
    return rows


def _items(request: HttpRequest, found: ImportRun) -> dict[str, Any]:
    verdict = request.GET.get("verdict", "")
    verdict = verdict if verdict in Verdict.values else ""
    rows, following = paging.page_of(
        queries.import_items(found.id, verdict=verdict).order_by(),
        cursor=request.GET.get("cursor", ""),
        limit=SHOWN,
        oldest_first=True,
    )
    tally = intake_queries.tally(found.id)
    return {
        "stats": [
            parts.Stat(label, tally[value], tone=VERDICT_TONES.get(value, "neutral"), url=f"?verdict={value}")
            for value, label in Verdict.choices
            if value != "UNKNOWN"
        ],
        "rows": rows,
        "next_url": f"?verdict={verdict}&cursor={following}" if following else "",
        "missing_pictures": intake_queries.missing_pictures(found.id),
        "waiting_pictures": intake_queries.waiting_pictures(found.id),
        "failed": tally["FAILED"],
    }


def _job(found: ImportRun, now: datetime) -> parts.Job | None:
    """The long step the run is in, or was last in."""
    working = found.state in {ImportState.UPLOADED, ImportState.PREVIEWING, ImportState.APPLYING}
    if not working and found.phase != ImportState.APPLYING and found.state not in {"FAILED", "REFUSED"}:
        return None
    done, total, failed = intake_queries.work(found)
    seconds = ((found.ended_at or now) - found.phase_at).total_seconds() if found.phase_at else 0
    rate = Decimal(str(round(done / seconds, 1))) if seconds >= 1 and done else None
    ended = {"DONE": "done", "FAILED": "failed", "CANCELLED": "cancelled", "REFUSED": "failed"}
    left = int((total - done) / rate) if working and rate and total else None
    titles = {
        ImportState.UPLOADED: _("Reading %(file)s"),
        ImportState.PREVIEWING: _("Preview of %(file)s"),
        ImportState.APPLYING: _("Import of %(file)s"),
    }
    phase = ImportState(found.state) if working else ImportState(found.phase)
    return parts.Job(
        title=titles.get(phase, _("Import of %(file)s")) % {"file": found.file_name},
        state="running" if working else ended.get(found.state, "waiting"),  # type: ignore[arg-type]
        done=done,
        total=total,
        failed=failed,
        per_second=rate,
        seconds_left=left,
        poll_url=reverse("catalog:import_progress", args=[found.id]),
        failures_url=reverse("catalog:import_failures", args=[found.id]) if failed else "",
        note=_("You may leave this page; the import goes on.") if working else "",
    )


@require_GET
@access.page(Permission.IMPORT_RUN)
def progress(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """The progress alone, asked again every second; when the step is over the page moves on."""
    found = queries.import_run(access.member_of(request).company, run_id)
    job = _job(found, clock.now())
    response = render(request, "catalog/parts/import_progress.html", {"job": job, "run": found})
    if job is None or job.state != "running":
        response["HX-Refresh"] = "true"
    return response
