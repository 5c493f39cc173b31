"""The supplier's list of goods: filter, bulk acts, export; the shop's name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.states import ProductState
from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Refusal
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

TONES: dict[str, parts.Tone] = {"DRAFT": "neutral", "PUBLISHED": "good", "WITHDRAWN": "due"}
PAGE = 50


@access.page(Permission.PRODUCT_EDIT)
def desk(request: HttpRequest) -> HttpResponseBase:
    """The company's goods in every state."""
    acting = access.member_of(request)
    if request.method == "POST":
        return _bulk(request, acting)
    state, q = _filter(request)
    found = queries.products_of(acting.company, state=state, q=q).order_by()
    rows, following = paging.page_of(found, cursor=request.GET.get("cursor", ""), limit=PAGE)
    tabs = [
        parts.NavItem(
            label, reverse("catalog:desk") + (f"?{urlencode({'state': value})}" if value else ""), state == value
        )
        for value, label in [("", _("All")), *((str(v), str(words)) for v, words in ProductState.choices)]
    ]
    context: dict[str, Any] = {
        "rows": queries.desk_rows(rows, language=get_language()),
        "tabs": tabs,
        "q": q,
        "state": state,
        "tones": TONES,
        "shop": queries.shop_of(acting.company),
        "next_url": f"?{urlencode({'state': state, 'q': q, 'cursor': following})}" if following else "",
        "query": urlencode({"state": state, "q": q}),
    }
    return render(request, "catalog/desk.html", context)


def _filter(request: HttpRequest) -> tuple[str, str]:
    state = request.GET.get("state", "")
    return state if state in ProductState.values else "", request.GET.get("q", "").strip()[:80]


def _bulk(request: HttpRequest, acting: Member) -> HttpResponseBase:
    verb = services.publish if request.POST.get("act") == "publish" else services.withdraw
    done = 0
    for text in request.POST.getlist("chosen")[:PAGE]:
        try:
            verb(company_id=acting.company, product_id=UUID(text), by=acting.by(Actor.SUPPLIER), now=clock.now())
            done += 1
        except ValueError:
            continue
        except Refusal as refusal:
            messages.warning(request, refusal.text)
    if done:
        messages.success(
            request, ngettext("%(count)d product changed.", "%(count)d products changed.", done) % {"count": done}
        )
    return redirect(request.get_full_path())
