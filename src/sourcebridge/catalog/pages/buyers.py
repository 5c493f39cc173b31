"""Buyers who may see guarded prices: the shop's queue, and the buyer's question."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.errors import UnknownBuyer
from sourcebridge.catalog.forms.shop import AskForm, InviteForm
from sourcebridge.catalog.queries import approvals
from sourcebridge.catalog.states import APPROVAL, ApprovalState
from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Malformed, Refusal
from sourcebridge.parties import access
from sourcebridge.parties import queries as parties
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

TONES: dict[str, parts.Tone] = {"ASKED": "due", "APPROVED": "good", "REFUSED": "neutral", "ENDED": "neutral"}
VERBS = {"approve": services.approve_buyer, "refuse": services.refuse_buyer, "end": services.end_buyer}


@access.page(Permission.BUYER_APPROVE)
def buyers(request: HttpRequest) -> HttpResponseBase:
    """Who asked, who sees the prices; those who wait stand first."""
    acting = access.member_of(request)
    by, now = acting.by(Actor.SUPPLIER), clock.now()
    form = InviteForm(request.POST if "invite" in request.POST else None)
    if request.method == "POST" and "invite" not in request.POST:
        name, _colon, text = request.POST.get("decide", "").partition(":")
        try:
            verb, approval_id = VERBS[name], UUID(text)
        except (KeyError, ValueError):
            raise Malformed from None
        verb(company_id=acting.company, approval_id=approval_id, by=by, now=now)
        messages.success(request, _("The buyer is told."))
        return redirect("catalog:buyers")
    if form.is_bound and form.is_valid():
        try:
            company = parties.find_company(form.cleaned_data["buyer"])
            if company is None:
                raise UnknownBuyer(name=form.cleaned_data["buyer"])
            services.invite_buyer(company_id=acting.company, buyer_company_id=company.id, by=by, now=now)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("The buyer sees your prices now."))
            return redirect("catalog:buyers")
    state = request.GET.get("state", "")
    found = queries.approvals_of(acting.company, state=state).order_by()
    rows, following = paging.page_of(found, cursor=request.GET.get("cursor", ""), limit=50)
    evidence = parties.verifications([row.buyer_company_id for row in rows])
    tabs = [
        parts.NavItem(
            label, reverse("catalog:buyers") + (f"?{urlencode({'state': value})}" if value else ""), state == value
        )
        for value, label in [("", _("All")), *((str(v), str(words)) for v, words in ApprovalState.choices)]
    ]
    context = {
        "rows": [
            (row, APPROVAL.open_moves(row.state, Actor.SUPPLIER), evidence.get(row.buyer_company_id, []))
            for row in rows
        ],
        "tabs": tabs,
        "tones": TONES,
        "form": form,
        "next_url": f"?{urlencode({'state': state, 'cursor': following})}" if following else "",
    }
    return render(request, "catalog/buyers.html", context, status=422 if form.errors else 200)


@access.page(Permission.PRICE_ASK, binds=True)
def ask_price(request: HttpRequest, shop: str, handle: str) -> HttpResponseBase:
    """Ask the shop to show its prices, with a word about what one buys."""
    acting = access.member_of(request)
    product = approvals.guarded(shop, handle)
    form = AskForm(request.POST or None)
    onward = f"/goods/{shop}/{handle}/"
    if request.method == "POST" and form.is_valid():
        services.ask_prices(
            shop_id=product.shop_id,
            buyer_company_id=acting.company,
            note=form.cleaned_data["note"],
            by=acting.by(Actor.BUYER),
            now=clock.now(),
        )
        messages.success(request, _("The shop was asked. You are told as soon as it answers."))
        return redirect(onward)
    title = queries.words_of([product.id]).text(product.id, "title", get_language())
    context = {
        "form": form,
        "title": title,
        "shop": product.shop,
        "onward": onward,
        "asked": queries.approval_of(product.shop_id, acting.company),
    }
    return render(request, "catalog/ask_price.html", context)
