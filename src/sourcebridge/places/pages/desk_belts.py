"""The operator's belts: list, edit, withdraw, members, claims."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.clock import queries as clock
from sourcebridge.kit.errors import Malformed, Refusal
from sourcebridge.parties import access
from sourcebridge.places import queries, services
from sourcebridge.places.forms import BeltForm, CodeForm, CompanyForm, ReasonForm, add_refusal
from sourcebridge.places.pages.frame import CONFIRM, EDIT, operator_tabs, province_name


@access.page(EDIT)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """All belts, the withdrawn ones too."""
    language = get_language()
    rows = [
        {"row": row, "name": row.name(language), "city": f"{province_name(row.province)} · {row.city(language)}"}
        for row in queries.belts(withdrawn=True)
    ]
    return render(request, "places/desk_belts.html", {"rows": rows, "tabs": operator_tabs("places:desk")})


@access.page(EDIT, binds=True)
def new(request: HttpRequest) -> HttpResponse:
    """Put a belt on the map."""
    code, form = CodeForm(request.POST or None), BeltForm(request.POST or None)
    if request.method == "POST" and code.is_valid() & form.is_valid():
        try:
            row = services.create_belt(
                code=code.cleaned_data["code"], facts=form.facts(), by=access.member_of(request).by(), now=clock.now()
            )
        except Refusal as refusal:
            add_refusal(code if "code" in refusal.fields else form, refusal)
        else:
            messages.success(request, _("The belt is on the map."))
            return redirect("places:edit_belt", row.code)
    context = {"forms": [code, form], "heading": _("New belt"), "back": "places:desk"}
    return render(request, "places/place_form.html", context, status=422 if request.method == "POST" else 200)


@access.page(EDIT, binds=True)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """One belt with its members."""
    row = queries.belt(code, withdrawn=True)
    form = BeltForm(request.POST or None, initial=BeltForm.first(row))
    if request.method == "POST" and form.is_valid():
        kept = tuple(found for found in row.categories if found not in form.offered)
        try:
            services.edit_belt(code=code, facts=form.facts(kept), by=access.member_of(request).by(), now=clock.now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("places:edit_belt", code)
    return _belt_page(request, code, form=form, status=422 if request.method == "POST" else 200)


def _belt_page(
    request: HttpRequest, code: str, *, form: BeltForm | None = None, join: CompanyForm | None = None, status: int = 200
) -> HttpResponse:
    row = queries.belt(code, withdrawn=True)
    members = [
        {"row": found, "mark": _("confirmed") if found.verified_at else _("claimed"),
         "tone": "good" if found.verified_at else "due"}
        for found in queries.members_of(code, limit=500)
    ]  # fmt: skip
    context = {
        "belt": row,
        "name": row.name(get_language()),
        "form": form or BeltForm(initial=BeltForm.first(row)),
        "join": join or CompanyForm(auto_id="join-%s"),
        "members": members,
        "may_confirm": access.member_of(request).may(CONFIRM),
    }
    return render(request, "places/desk_belt.html", context, status=status)


@access.page(EDIT, binds=True)
@require_POST
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw a belt or show it again."""
    verb = services.withdraw_belt if request.POST.get("act") == "withdraw" else services.restore_belt
    verb(code=code, by=access.member_of(request).by(), now=clock.now())
    return redirect("places:edit_belt", code)


@access.page(CONFIRM, binds=True)
@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a company that the operator knows."""
    form = CompanyForm(request.POST, auto_id="join-%s")
    if form.is_valid():
        try:
            services.join_belt(
                code=code, company_id=form.cleaned_data["company"].id, evidence=form.cleaned_data["evidence"],
                by=access.member_of(request).by(), now=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The company is confirmed in this belt."))
            return redirect("places:edit_belt", code)
    return _belt_page(request, code, join=form, status=422)


@access.page(CONFIRM)
@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """Claims that wait, the oldest first."""
    return _claims_page(request)


def _claims_page(request: HttpRequest, refused: UUID | None = None, form: ReasonForm | None = None) -> HttpResponse:
    language = get_language()
    rows = [
        {
            "row": row,
            "belt": row.belt.name(language),
            "form": form if form and row.id == refused else ReasonForm(auto_id=f"reason-{row.id}-%s"),
        }
        for row in queries.claims()[:200]
    ]
    context = {"rows": rows, "tabs": operator_tabs("places:claims")}
    return render(request, "places/claims.html", context, status=422 if form else 200)


@access.page(CONFIRM, binds=True)
@require_POST
def decide(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Confirm a claim, refuse it with a reason, or take a member out."""
    by, now, act = access.member_of(request).by(), clock.now(), request.POST.get("act", "")
    if act == "confirm":
        services.confirm_member(member_id=member_id, by=by, now=now)
        messages.success(request, _("Confirmed; the supplier now stands in the belt."))
        return redirect("places:claims")
    if act == "refuse":
        form = ReasonForm(request.POST, auto_id=f"reason-{member_id}-%s")
        if not form.is_valid():
            return _claims_page(request, member_id, form)
        services.refuse_member(member_id=member_id, reason=form.cleaned_data["reason"], by=by, now=now)
        messages.success(request, _("Not confirmed; the company reads your reason."))
        return redirect("places:claims")
    if act == "remove":
        row = services.leave_belt(member_id=member_id, by=by, now=now)
        messages.success(request, _("The company no longer stands in this belt."))
        return redirect("places:edit_belt", row.belt_id)
    raise Malformed
