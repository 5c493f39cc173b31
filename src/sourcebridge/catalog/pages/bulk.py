"""One change of many goods: what it would do, how far it is, what came of it, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sourcebridge.catalog import naming, queries, services
from sourcebridge.catalog.models import BulkAct, BulkItem, BulkRun, Outcome
from sourcebridge.catalog.queries import bulk as read
from sourcebridge.catalog.queries import categories
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.catalog.states import BULK_RUN, BulkState
from sourcebridge.catalog.tree import Tree
from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

TONES: dict[str, parts.Tone] = {
    "ASKED": "due", "RUNNING": "accent", "DONE": "good", "UNDOING": "accent", "UNDONE": "neutral", "DROPPED": "neutral",
}  # fmt: skip
OUTCOME_TONES: dict[str, parts.Tone] = {
    "PENDING": "neutral", "CHANGED": "good", "UNCHANGED": "neutral", "WAITING": "due", "REFUSED": "harm",
}  # fmt: skip
PAGE = 50
VERBS: dict[str, Callable[..., BulkRun]] = {
    "start": services.start_bulk, "drop": services.drop_bulk, "stop": services.stop_bulk, "undo": services.undo_bulk,
}  # fmt: skip


@access.page(Permission.PRODUCT_EDIT)
@require_GET
def runs(request: HttpRequest) -> HttpResponseBase:
    """The changes of many goods so far."""
    found = queries.bulk_runs(access.member_of(request).company).order_by()
    rows, following = paging.page_of(found, cursor=request.GET.get("cursor", ""))
    tree = categories.whole()
    context = {
        "rows": [(row, title(row.act, row.value, tree)) for row in rows],
        "tones": TONES,
        "now": clock.now(),
        "next_url": f"?cursor={following}" if following else "",
    }
    return render(request, "catalog/bulks.html", context)


@access.page(Permission.PRODUCT_EDIT)
def run(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """One change of many goods, at whatever step it stands; the address keeps the filter of the list."""
    acting = access.member_of(request)
    found = queries.bulk_run(acting.company, run_id)
    kept = Filter.read(request.GET.dict()).query()
    if request.method == "POST":
        verb = VERBS.get(request.POST.get("move", ""))
        if verb is not None:
            verb(company_id=acting.company, run_id=found.id, by=acting.by(Actor.SUPPLIER), now=clock.now())
            if verb is services.drop_bulk:
                messages.info(request, _("The goods stay as they are."))
                return redirect(f"{reverse('catalog:desk')}?{kept}".rstrip("?"))
        return redirect(request.get_full_path())
    return render(request, "catalog/bulk.html", _context(request, found, kept))


def _context(request: HttpRequest, found: BulkRun, kept: str) -> dict[str, Any]:
    now, language, tree = clock.now(), get_language(), categories.whole()
    outcome = request.GET.get("outcome", "")
    page: Page[BulkItem] = Paginator(queries.bulk_items(found, outcome=outcome), PAGE).get_page(request.GET.get("page"))
    tally, undone = read.tally(found), read.undone_tally(found)
    rows = read.bulk_rows(found, list(page.object_list), language=language)
    moves = {move.act for move in BULK_RUN.open_moves(found.state, Actor.SUPPLIER)}
    if found.undo_until is None or found.undo_until <= now:
        moves.discard("undo")

    def address(**more: str) -> str:
        return f"?{kept}&{urlencode({key: text for key, text in more.items() if text})}".replace("?&", "?")

    return {
        "run": found,
        "title": title(found.act, found.value, tree),
        "rows": [(row, naming.named(row.changes, tree)) for row in rows],
        "count": sum(tally.values()),
        "stats": [
            parts.Stat(label, tally[value], tone=OUTCOME_TONES[value], url=address(outcome=value))
            for value, label in Outcome.choices
            if tally[value] and found.state != BulkState.ASKED
        ],
        "undone": undone,
        "stuck": undone["REFUSED"],
        "job": _job(found, tally.total() if found.state == BulkState.RUNNING else tally["CHANGED"] + tally["WAITING"],
                    tally["PENDING"], undone.total(), now),
        "moves": moves,
        "tones": TONES,
        "outcome_tones": OUTCOME_TONES,
        "outcome": outcome,
        "back": f"{reverse('catalog:desk')}?{kept}".rstrip("?"),
        "here": address(),
        "next_url": address(outcome=outcome, page=str(page.next_page_number())) if page.has_next() else "",
        "previous_url": address(outcome=outcome, page=str(page.previous_page_number())) if page.has_previous() else "",
    }  # fmt: skip


def _job(found: BulkRun, total: int, pending: int, undone: int, now: datetime) -> parts.Job | None:
    if found.state not in {BulkState.RUNNING, BulkState.UNDOING}:
        return None
    done = total - pending if found.state == BulkState.RUNNING else undone
    seconds = (now - found.started_at).total_seconds() if found.started_at else 0
    rate = Decimal(str(round(done / seconds, 1))) if seconds >= 1 and done else None
    return parts.Job(
        title=_("Changing goods") if found.state == BulkState.RUNNING else _("Putting goods back"),
        state="running",
        done=done,
        total=total,
        per_second=rate,
        seconds_left=int((total - done) / rate) if rate else None,
        poll_url=reverse("catalog:bulk_progress", args=[found.id]),
        note=_("You may leave this page; the work goes on."),
    )


@require_GET
@access.page(Permission.PRODUCT_EDIT)
def progress(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """The progress alone, asked again every second; when the work is over the page moves on."""
    found = queries.bulk_run(access.member_of(request).company, run_id)
    tally, undone = read.tally(found), read.undone_tally(found)
    total = tally.total() if found.state == BulkState.RUNNING else tally["CHANGED"] + tally["WAITING"]
    job = _job(found, total, tally["PENDING"], undone.total(), clock.now())
    response = render(request, "catalog/parts/import_progress.html", {"job": job})
    if job is None:
        response["HX-Refresh"] = "true"
    return response


def title(act: str, value: dict[str, Any], tree: Tree) -> str:
    """What a change does, in the reader's words."""
    match BulkAct(act):
        case BulkAct.PRICE:
            step = str(value["step"])
            signed = step if step.startswith("-") else f"+{step}"
            return _("Prices %(step)s") % {"step": f"{signed} %" if value["by"] == "PERCENT" else signed}
        case BulkAct.PUBLISH | BulkAct.WITHDRAW:
            return str(BulkAct(act).label)
    [(name, said)] = value.items()
    return pgettext("bulk", "%(fact)s: %(value)s") % {
        "fact": naming.label(name, tree), "value": naming.value(name, said, tree),
    }  # fmt: skip
