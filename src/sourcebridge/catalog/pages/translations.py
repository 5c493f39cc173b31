"""The supplier's texts: each original beside its translation, one after the other; the table for translators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.catalog import services
from sourcebridge.catalog.files import texts as tables
from sourcebridge.catalog.models import Language
from sourcebridge.catalog.queries import translations
from sourcebridge.catalog.queries.translations import CONDITIONS, MACHINE, MISSING, REVIEWED, STALE, Pair
from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Malformed, Refusal
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

PAGE = 30
TONES: dict[str, parts.Tone] = {MISSING: "harm", STALE: "due", MACHINE: "neutral", REVIEWED: "good"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _conditions() -> dict[str, str]:
    return {MISSING: _("Missing"), STALE: _("Stale"), MACHINE: _("By machine"), REVIEWED: _("Reviewed")}


def _fields() -> dict[str, str]:
    return {"title": _("Name"), "description": _("Description"), "about": _("About the shop")}


@access.page(Permission.TRANSLATION_EDIT)
def queue(request: HttpRequest) -> HttpResponseBase:
    """One text in focus, the rest of the queue below; accepting leads to the next."""
    acting = access.member_of(request)
    counts = translations.counts_of(acting.company)
    asked = request.GET.get("state", "")
    state = asked if asked in CONDITIONS else next((c for c in CONDITIONS if counts[c]), MISSING)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return redirect(_act(request, acting, state))
        except Refusal as refused:
            refusal = refused
    found = translations.pairs_of(acting.company, condition=state).order_by()
    rows, following = paging.page_of(found, cursor=request.GET.get("cursor", ""), limit=PAGE)
    pairs = [translations.pair(row) for row in rows]
    focus = _focus(request, acting, pairs)
    labels = _conditions()
    context: dict[str, Any] = {
        "pairs": [pair for pair in pairs if focus is None or pair.id != focus.id],
        "focus": focus,
        "typed": request.POST.get("text") if refusal else None,
        "refusal": refusal,
        "fields": _fields(),
        "labels": labels,
        "languages": dict(Language.choices),
        "tones": TONES,
        "state": state,
        "total": sum(counts.values()),
        "tabs": [
            parts.NavItem(
                labels[c], f"{reverse('catalog:translations')}?{urlencode({'state': c})}", c == state, counts[c]
            )
            for c in CONDITIONS
        ],
        "next_url": f"?{urlencode({'state': state, 'cursor': following})}" if following else "",
    }
    return render(request, "catalog/translations.html", context, status=422 if refusal else 200)


def _focus(request: HttpRequest, acting: Member, pairs: list[Pair]) -> Pair | None:
    text = request.GET.get("at", "") or request.POST.get("pair", "")
    if text:
        try:
            return translations.pair_of(acting.company, UUID(text))
        except (ValueError, Refusal):
            pass
    return pairs[0] if pairs else None


def _act(request: HttpRequest, acting: Member, state: str) -> str:
    """Carry out what was asked and give the address of the next text."""
    by, now = acting.by(Actor.SUPPLIER), clock.now()
    try:
        pair = translations.pair_of(acting.company, UUID(request.POST.get("pair", "")))
    except ValueError:
        raise Malformed from None
    here = reverse("catalog:translations")
    if request.POST.get("act") == "draft":
        row = services.draft_text(company_id=acting.company, pair_id=pair.id, by=by, now=now)
        if row is None:
            messages.info(request, _("The glossary knows none of these words: translate it by hand."))
        else:
            messages.info(request, _("This is a draft made of single words. Read it before you accept it."))
        return f"{here}?{urlencode({'state': state, 'at': str(pair.id)})}"
    following = translations.pairs_of(acting.company, condition=state).exclude(pk=pair.id)
    after = following.filter(pk__lt=pair.id).order_by("-pk").first() or following.order_by("-pk").first()
    if request.POST.get("act") == "accept":
        services.review_text(
            company_id=acting.company,
            pair_id=pair.id,
            text=request.POST.get("text", ""),
            digest=request.POST.get("digest", ""),
            by=by,
            now=now,
        )
        messages.success(request, _("Accepted."))
    elif request.POST.get("act") != "skip":
        raise Malformed
    return f"{here}?{urlencode({'state': state, **({'at': str(after.pk)} if after else {})})}"


@require_GET
@access.page(Permission.TRANSLATION_EDIT)
def table(request: HttpRequest) -> HttpResponseBase:
    """All texts, or those of one condition, as an Excel workbook for translators."""
    acting = access.member_of(request)
    rows = translations.pairs_of(acting.company, condition=request.GET.get("state", "")).order_by("object_id", "field")
    answer = HttpResponse(tables.written(translations.pair(row) for row in rows.iterator()), content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, "texts.xlsx") or ""
    return answer


@require_POST
@access.page(Permission.TRANSLATION_EDIT)
def take(request: HttpRequest) -> HttpResponseBase:
    """The table coming back from the translator; what it did is told row by row."""
    acting = access.member_of(request)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Malformed(fields={"file": _("Choose the file first.")})
    rows = [services.TextRow(*cells) for cells in tables.read(file)]
    done = services.take_table(company_id=acting.company, rows=rows, by=acting.by(Actor.SUPPLIER), now=clock.now())
    said = ngettext("%(count)d text taken.", "%(count)d texts taken.", done.changed) % {"count": done.changed}
    unchanged = ngettext("%(count)d unchanged.", "%(count)d unchanged.", done.unchanged) % {"count": done.unchanged}
    messages.success(request, f"{said} {unchanged}")
    for number, sentence in done.refused[:20]:
        messages.warning(request, _("Row %(number)s: %(sentence)s") % {"number": number, "sentence": sentence})
    if len(done.refused) > 20:
        messages.warning(request, _("%(count)s rows in all were left out.") % {"count": len(done.refused)})
    return redirect("catalog:translations")
