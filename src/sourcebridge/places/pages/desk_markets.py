"""The operator's markets: list, edit, withdraw, halls, stalls and who has them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.clock import queries as clock
from sourcebridge.kit.errors import Malformed, Refusal
from sourcebridge.parties import access
from sourcebridge.places import queries, services
from sourcebridge.places.forms import AssignForm, CodeForm, HallForm, MarketForm, StallsForm, add_refusal
from sourcebridge.places.models import Stall
from sourcebridge.places.pages.frame import EDIT, operator_tabs, province_name
from sourcebridge.shell import parts

SHOWN = 200


@access.page(EDIT)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """All markets, the withdrawn ones too."""
    language = get_language()
    rows = [
        {"row": row, "name": row.name(language), "city": f"{province_name(row.province)} · {row.city(language)}"}
        for row in queries.markets(withdrawn=True)
    ]
    return render(request, "places/desk_markets.html", {"rows": rows, "tabs": operator_tabs("places:desk_markets")})


@access.page(EDIT, binds=True)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a market."""
    code, form = CodeForm(request.POST or None), MarketForm(request.POST or None)
    if request.method == "POST" and code.is_valid() & form.is_valid():
        try:
            row = services.create_market(
                code=code.cleaned_data["code"], facts=form.facts(), by=access.member_of(request).by(), now=clock.now()
            )
        except Refusal as refusal:
            add_refusal(code if "code" in refusal.fields else form, refusal)
        else:
            messages.success(request, _("The market is entered. Add its halls."))
            return redirect("places:edit_market", row.code)
    context = {"forms": [code, form], "heading": _("New market"), "back": "places:desk_markets"}
    return render(request, "places/place_form.html", context, status=422 if request.method == "POST" else 200)


@access.page(EDIT, binds=True)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """One market with its halls."""
    row = queries.market(code, withdrawn=True)
    form = MarketForm(request.POST or None, initial=MarketForm.first(row))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_market(code=code, facts=form.facts(), by=access.member_of(request).by(), now=clock.now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("places:edit_market", code)
    language = get_language()
    context = {
        "market": row,
        "name": row.name(language),
        "form": form,
        "halls": [{"row": hall, "name": hall.name(language)} for hall in queries.halls_of(code, withdrawn=True)],
    }
    return render(request, "places/desk_market.html", context, status=422 if request.method == "POST" else 200)


@access.page(EDIT, binds=True)
@require_POST
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw a market or show it again."""
    verb = services.withdraw_market if request.POST.get("act") == "withdraw" else services.restore_market
    verb(code=code, by=access.member_of(request).by(), now=clock.now())
    return redirect("places:edit_market", code)


@access.page(EDIT, binds=True)
def new_hall(request: HttpRequest, code: str) -> HttpResponse:
    """Add a hall."""
    queries.market(code, withdrawn=True)
    slug, form = CodeForm(request.POST or None), HallForm(request.POST or None)
    if request.method == "POST" and slug.is_valid() & form.is_valid():
        try:
            hall = services.add_hall(
                market=code, code=slug.cleaned_data["code"], facts=form.facts(),
                by=access.member_of(request).by(), now=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(slug if "code" in refusal.fields else form, refusal)
        else:
            messages.success(request, _("The hall is added. Open its stalls."))
            return redirect("places:edit_hall", hall.id)
    context = {
        "forms": [slug, form], "heading": _("New hall"), "back_url": reverse("places:edit_market", args=[code]),
    }  # fmt: skip
    return render(request, "places/place_form.html", context, status=422 if request.method == "POST" else 200)


@access.page(EDIT, binds=True)
def edit_hall(request: HttpRequest, hall_id: UUID) -> HttpResponse:
    """One hall with its stalls."""
    row = queries.hall_by_id(hall_id)
    form = HallForm(request.POST or None, initial=HallForm.first(row))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_hall(hall_id=hall_id, facts=form.facts(), by=access.member_of(request).by(), now=clock.now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("places:edit_hall", hall_id)
    return _hall_page(request, hall_id, form=form, status=422 if request.method == "POST" else 200)


def _hall_page(
    request: HttpRequest,
    hall_id: UUID,
    *,
    form: HallForm | None = None,
    stalls: StallsForm | None = None,
    assign: AssignForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    row = queries.hall_by_id(hall_id)
    language = get_language()
    q = request.GET.get("q", "").strip()[:80]
    rows = [stall for stall in queries.stalls_in([hall_id]).get(hall_id, []) if _matches(stall, q)]
    market = row.market
    context = {
        "hall": row,
        "name": row.name(language),
        "form": form or HallForm(initial=HallForm.first(row)),
        "stalls_form": stalls or StallsForm(auto_id="stalls-%s"),
        "assign_form": assign or AssignForm(auto_id="assign-%s"),
        "stalls": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "q": q,
        "refusal": refusal,
        "crumbs": [
            parts.Crumb(_("Markets"), reverse("places:desk_markets")),
            parts.Crumb(market.name(language), reverse("places:edit_market", args=[market.code])),
            parts.Crumb(row.name(language)),
        ],
    }
    return render(request, "places/desk_hall.html", context, status=status)


def _matches(stall: Stall, q: str) -> bool:
    holder = f"{stall.company.name} {stall.company.name_en}" if stall.company else ""
    return not q or q.lower() in f"{stall.number} {holder}".lower()


@access.page(EDIT, binds=True)
@require_POST
def show_hall(request: HttpRequest, hall_id: UUID) -> HttpResponse:
    """Withdraw a hall or show it again."""
    verb = services.withdraw_hall if request.POST.get("act") == "withdraw" else services.restore_hall
    verb(hall_id=hall_id, by=access.member_of(request).by(), now=clock.now())
    return redirect("places:edit_hall", hall_id)


@access.page(EDIT, binds=True)
@require_POST
def open_stalls(request: HttpRequest, hall_id: UUID) -> HttpResponse:
    """Open stalls by their numbers."""
    form = StallsForm(request.POST, auto_id="stalls-%s")
    if form.is_valid():
        try:
            found = services.open_stalls(
                hall_id=hall_id, numbers=form.cleaned_data["numbers"], by=access.member_of(request).by(),
                now=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("%(count)d stalls are on the plan.") % {"count": len(found)})
            return redirect("places:edit_hall", hall_id)
    return _hall_page(request, hall_id, stalls=form, status=422)


@access.page(EDIT, binds=True)
@require_POST
def assign(request: HttpRequest, hall_id: UUID) -> HttpResponse:
    """Give a stall to a company; a number that is not on the plan is opened."""
    form = AssignForm(request.POST, auto_id="assign-%s")
    if form.is_valid():
        by, now = access.member_of(request).by(), clock.now()
        try:
            services.seat_company(
                hall_id=hall_id, number=form.cleaned_data["number"], company_id=form.cleaned_data["company"].id,
                by=by, now=now,
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The stall's QR code now leads to this company's shop."))
            return redirect("places:edit_hall", hall_id)
    return _hall_page(request, hall_id, assign=form, status=422)


@access.page(EDIT, binds=True)
@require_POST
def act_on_stall(request: HttpRequest, stall_id: UUID) -> HttpResponse:
    """Free a stall, or close it."""
    by, now, act = access.member_of(request).by(), clock.now(), request.POST.get("act", "")
    hall_id = queries.stall(stall_id).hall_id
    if act not in _ACTS:
        raise Malformed
    try:
        _ACTS[act](stall_id=stall_id, by=by, now=now)
    except Refusal as refusal:
        return _hall_page(request, hall_id, refusal=refusal, status=refusal.status)
    messages.success(request, _("Saved."))
    return redirect("places:edit_hall", hall_id)


_ACTS = {"free": services.free_stall, "close": services.close_stall}
