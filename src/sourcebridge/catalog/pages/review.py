"""The platform's second look at material edits of goods on sale."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog import naming, queries, services
from sourcebridge.catalog.forms.shop import ReasonForm
from sourcebridge.catalog.queries import categories
from sourcebridge.catalog.states import CHANGE, ChangeState
from sourcebridge.clock import queries as clock
from sourcebridge.kit import digits, paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Malformed, Refusal
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

TONES: dict[str, parts.Tone] = {"WAITING": "due", "CONFIRMED": "good", "REJECTED": "harm", "WITHDRAWN": "neutral"}


@access.page(Permission.PRODUCT_REVIEW)
def changes(request: HttpRequest) -> HttpResponseBase:
    """The edits that wait, the longest waiting first; decided ones under their own tabs."""
    state = request.GET.get("state", ChangeState.WAITING.value)
    state = state if state in ChangeState.values else ChangeState.WAITING.value
    rows, following = paging.page_of(
        queries.changes(state=state).order_by(), cursor=request.GET.get("cursor", ""), limit=50
    )
    tabs = [
        parts.NavItem(words, f"{reverse('catalog:changes')}?{urlencode({'state': value})}", state == value)
        for value, words in ((str(v), str(w)) for v, w in ChangeState.choices)
    ]
    context = {
        "rows": queries.queue_rows(rows, language=get_language(), now=clock.now()),
        "tabs": tabs,
        "tones": TONES,
        "next_url": f"?{urlencode({'state': state, 'cursor': following})}" if following else "",
    }
    return render(request, "catalog/changes.html", context)


@access.page(Permission.PRODUCT_REVIEW)
def change(request: HttpRequest, change_id: UUID) -> HttpResponseBase:
    """One edit: old and new side by side, with confirm and reject."""
    acting = access.member_of(request)
    row = queries.change(change_id)
    form = ReasonForm(request.POST or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        by, now = acting.by(Actor.OPERATOR), clock.now()
        try:
            if request.POST.get("act") == "confirm":
                seen = digits.whole(request.POST.get("revision", ""))
                if seen is None:
                    raise Malformed
                services.confirm_change(change_id=row.id, seen_revision=seen, by=by, now=now)
                messages.success(request, _("The edit is in force; the supplier is told."))
            else:
                services.reject_change(change_id=row.id, reason=form.cleaned_data["reason"], by=by, now=now)
                messages.success(request, _("The edit was rejected; the supplier reads your reason."))
            return redirect("catalog:changes")
        except Refusal as refused:
            refusal = refused
            if refused.fields:
                form.blame(refused)
            row = queries.change(change_id)
    tree = categories.whole()
    context = {
        "row": queries.queue_rows([row], language=get_language(), now=clock.now())[0],
        "differences": naming.named(queries.difference(row), tree),
        "form": form,
        "refusal": refusal,
        "tones": TONES,
        "open": bool(CHANGE.open_moves(row.state, Actor.OPERATOR)),
        "path": tree.path(str(row.product.category_id), get_language()),
        "earlier": queries.changes_of(row.product_id).exclude(pk=row.id)[:10],
    }
    return render(request, "catalog/change.html", context, status=422 if refusal else 200)
