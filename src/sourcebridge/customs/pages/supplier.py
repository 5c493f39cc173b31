"""A supplier's goods and their codes: confirm many by one click, or search for one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sourcebridge.clock import queries as clock
from sourcebridge.customs import goods, queries, services
from sourcebridge.customs.forms import CodeForm
from sourcebridge.customs.models import Said
from sourcebridge.customs.pages.shown import line
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

EDIT = Permission.PRODUCT_EDIT


def _labels() -> dict[str, str]:
    return {
        goods.OPEN: _("Without a code"), Said.SUGGESTED.value: _("Suggested"), Said.CONFIRMED.value: _("Confirmed"),
    }  # fmt: skip


@access.page(EDIT, binds=True)
def codes(request: HttpRequest) -> HttpResponse:
    """My goods by what is known of their codes; those that wait can be confirmed together."""
    acting = access.member_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            count = _confirm(request)
        except Refusal as refused:
            refusal = refused
        else:
            told = ngettext("%(count)d code confirmed.", "%(count)d codes confirmed.", count) % {"count": count}
            messages.success(request, told)
            return redirect(request.get_full_path())
    counts = goods.counts(acting)
    asked = request.GET.get("state", "")
    state = asked if asked in goods.CONDITIONS else next((one for one in goods.CONDITIONS if counts[one]), goods.OPEN)
    language = get_language()
    rows, following = goods.page_of(acting, condition=state, cursor=request.GET.get("cursor", ""), language=language)
    labels = _labels()
    context = {
        "rows": [(row, [line(hit, language) for hit in row.guesses]) for row in rows],
        "tabs": [
            parts.NavItem(labels[one], f"?{urlencode({'state': one})}", one == state, counts[one])
            for one in goods.CONDITIONS
        ],
        "state": state, "refusal": refusal, "total": sum(counts.values()),
        "next_url": f"?{urlencode({'state': state, 'cursor': following})}" if following else "",
    }  # fmt: skip
    return render(request, "customs/codes.html", context, status=refusal.status if refusal else 200)


@transaction.atomic
def _confirm(request: HttpRequest) -> int:
    acting, now = access.member_of(request), clock.now()
    chosen = request.POST.getlist("product_ids")[:100]
    for product_id in chosen:
        try:
            known = UUID(product_id)
        except ValueError:
            raise NotFound from None
        code = request.POST.get(f"code-{product_id}", "")
        services.classify(product_id=known, code=code, by=acting.by(), now=now)
    return len(chosen)


@access.page(EDIT, binds=True)
def code(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """One product: guesses, a search, and what the supplier says."""
    acting, language = access.member_of(request), get_language()
    good = goods.good(product_id, member=acting, language=language)
    known = good.classified
    q = request.GET.get("q", "").strip()[:100]
    chosen = "".join(one for one in request.GET.get("code", "") if one.isascii() and one.isdigit())[:6]
    form = CodeForm(request.POST or None, initial=_initial(good, chosen))
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.classify(product_id=product_id, by=acting.by(), now=clock.now(), **form.cleaned_data)
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("The code is confirmed."))
            return redirect("customs:codes")
    found = [line(hit, language) for hit in queries.headings(q, limit=12, level=6)] if q else []
    context: dict[str, Any] = {
        "good": good, "known": known, "q": q, "form": form, "refusal": refusal, "chosen": chosen,
        "found": found, "guesses": [line(hit, language) for hit in good.guesses],
        "path": [line(hit, language) for hit in _path(chosen or (known.code if known else ""))],
        "here": reverse("customs:code", args=[product_id]),
    }  # fmt: skip
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "customs/code.html", context, status=status)


def _path(code: str) -> list[Any]:
    try:
        return list(queries.path(code)) if code else []
    except NotFound:
        return []


def _initial(good: goods.Good, chosen: str) -> dict[str, str]:
    known = good.classified
    lines = known.national.items() if known else ()
    return {
        "code": chosen or good.first,
        "origin": known.origin if known else queries.HOME,
        "national": "\n".join(f"{land} {one}" for land, one in lines),
    }
