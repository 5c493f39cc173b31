"""The operator's wordbook, and what was searched for and not found."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.clock import edge as clock
from sourcebridge.discovery import queries, services
from sourcebridge.discovery.forms import SynonymForm
from sourcebridge.discovery.models import Synonym
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

PAGE = 100
_DAYS = 30


def _tabs(here: str) -> list[parts.NavItem]:
    tabs = [(_("Synonyms"), "discovery:synonyms"), (_("Searched and not found"), "discovery:missed")]
    return [parts.NavItem(label, reverse(name), active=name == here) for label, name in tabs]


@access.page(Permission.SYNONYM_EDIT)
@require_GET
def synonyms(request: HttpRequest) -> HttpResponseBase:
    """All words with their equals, found by any of them."""
    q = request.GET.get("q", "").strip()[:80]
    page = Paginator(queries.synonyms(q), PAGE).get_page(request.GET.get("page"))

    def address(number: int) -> str:
        kept = {"q": q} if q else {}
        return f"{reverse('discovery:synonyms')}?{urlencode({**kept, 'page': str(number)})}"

    context = {
        "rows": page.object_list,
        "q": q,
        "count": page.paginator.count,
        "next_url": address(page.next_page_number()) if page.has_next() else "",
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "tabs": _tabs("discovery:synonyms"),
    }
    return render(request, "discovery/synonyms.html", context)


@access.page(Permission.SYNONYM_EDIT, binds=True)
def edit(request: HttpRequest, synonym_id: UUID | None = None) -> HttpResponseBase:
    """One word with its equals, or a new one (`?word=` begins it)."""
    row = _row(synonym_id) if synonym_id else None
    first = (
        {"word": row.word, "language": row.language, "same_as": "\n".join(row.same_as), "topic": row.topic,
         "active": row.active}
        if row
        else {"word": request.GET.get("word", "")[:80], "active": True}
    )  # fmt: skip
    form = SynonymForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and _saved(request, form, row):
        messages.success(request, _("Saved; the next search knows it."))
        return redirect("discovery:synonyms")
    status = 422 if request.method == "POST" else 200
    return render(request, "discovery/synonym.html", {"form": form, "row": row}, status=status)


def _saved(request: HttpRequest, form: SynonymForm, row: Synonym | None) -> bool:
    by, now, data = access.member_of(request).by(), clock.now(request), form.cleaned_data
    try:
        kept = services.put_synonym(
            word=data["word"], same_as=form.words(), language=data["language"], active=data["active"],
            topic=data["topic"], by=by, now=now,
        )  # fmt: skip
        if row is not None and row.id != kept.id:
            services.drop_synonym(synonym_id=row.id, by=by, now=now)
    except Refusal as refusal:
        for name, text in (refusal.fields or {"word": refusal.text}).items():
            form.add_error(name if name in form.fields else None, text)
        return False
    return True


def _row(synonym_id: UUID) -> Synonym:
    row = queries.synonyms().filter(pk=synonym_id).first()
    if row is None:
        raise NotFound
    return row


@access.page(Permission.SYNONYM_EDIT, binds=True)
@require_POST
def drop(request: HttpRequest, synonym_id: UUID) -> HttpResponseBase:
    """The words no longer find each other's goods."""
    services.drop_synonym(synonym_id=synonym_id, by=access.member_of(request).by(), now=clock.now(request))
    messages.success(request, _("The words no longer find each other's goods."))
    return redirect("discovery:synonyms")


@access.page(Permission.SYNONYM_EDIT)
@require_GET
def missed(request: HttpRequest) -> HttpResponseBase:
    """What was searched and not found in the last 30 days, the most wanted first; nobody's name."""
    rows = queries.missed(now=clock.now(request), days=_DAYS, limit=PAGE)
    context = {
        "rows": [(row, f"{reverse('discovery:new_synonym')}?{urlencode({'word': row.text})}") for row in rows],
        "days": _DAYS,
        "tabs": _tabs("discovery:missed"),
    }
    return render(request, "discovery/missed.html", context)
