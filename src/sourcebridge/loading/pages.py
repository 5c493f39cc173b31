"""The loading plan for everybody, its printed sheet, and the operator's tables behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.catalog.queries import categories
from sourcebridge.clock import edge as clock
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.loading import asking, queries, services, tables
from sourcebridge.loading.forms import CartonForm, ChoiceForm, ContainerForm, EstimateForm, TypeForm
from sourcebridge.loading.told import told
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

EDIT = Permission.LOADING_EDIT
ROWS, MORE, MOST_ROWS = 3, 5, 20


def _rows(request: HttpRequest) -> int:
    given = request.GET.get("rows", "")
    return max(ROWS, min(MOST_ROWS, int(given))) if given.isascii() and given.isdigit() and len(given) < 4 else ROWS


def _wanted(request: HttpRequest) -> list[tuple[UUID, str]]:
    ids, quantities = request.GET.getlist("product"), request.GET.getlist("quantity")
    try:
        found = [UUID(one) for one in ids]
    except ValueError:
        raise NotFound from None
    return list(zip(found, [*quantities, *[""] * len(found)], strict=False))


def _asked(request: HttpRequest, now: datetime) -> tuple[dict[str, Any], int]:
    """The filled forms, and the answer when something was asked."""
    data = request.GET or None
    rows = _rows(request)
    forms = [
        CartonForm(data, prefix=f"c{number}", empty_permitted=True, use_required_attribute=False)
        for number in range(rows)
    ]
    codes = [one.code for one in queries.container_rows(on=business_day(now))]
    choice = ChoiceForm(data, codes=codes)
    context: dict[str, Any] = {
        "forms": forms, "choice": choice, "rows": rows, "more": min(rows + MORE, MOST_ROWS),
        "can_grow": rows < MOST_ROWS, "question": request.GET.urlencode(),
    }  # fmt: skip
    goods = asking.ordered(_wanted(request), member=access.optional_member(request), at=now)
    context["goods"] = goods
    if data is None:
        return context, 200
    valid = [form.is_valid() for form in [*forms, choice]]
    if not all(valid):
        return context, 422
    own = [form.line() for form in forms if form.has_changed()]
    if not own and not goods:
        return context, 200
    try:
        named = choice.cleaned_data["container"]
        answer = asking.planned([*asking.lines(goods, at=now), *own], [named] if named else [], at=now)
    except Refusal as refusal:
        return {**context, "refusal": refusal}, refusal.status
    return {**context, **told(answer, at=now)}, 200


@access.page(access.PUBLIC)
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """From cartons and goods to containers; the address holds the whole question."""
    context, status = _asked(request, clock.now(request))
    return render(request, "loading/plan.html", context, status=status)


@access.page(access.PUBLIC)
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The plan as a sheet for the warehouse."""
    now = clock.now(request)
    context, status = _asked(request, now)
    if "answer" not in context:
        return render(request, "loading/plan.html", context, status=status)
    return render(request, "loading/sheet.html", {**context, "now": now})


def _forms(on: Any) -> dict[str, Any]:
    start = {"valid_from": on}
    return {
        "containers": ContainerForm(initial=start), "cartons": TypeForm(initial=start),
        "estimates": EstimateForm(initial=start, categories=categories.labels(get_language())),
    }  # fmt: skip


def _desk(request: HttpRequest, forms: dict[str, Any], on: Any, *, status: int = 200) -> HttpResponse:
    names = categories.labels(get_language())
    context = {
        "forms": forms, "containers": [tables.container(row) for row in queries.container_rows(on=on)],
        "cartons": [tables.carton(row) for row in queries.carton_rows(on=on)],
        "estimates": [tables.estimate(row, names) for row in queries.estimate_rows(on=on)],
    }  # fmt: skip
    return render(request, "loading/desk.html", context, status=status)


@access.page(EDIT)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The kinds and estimates that count today, and a form for each that sets one from a day on."""
    on = business_day(clock.now(request))
    return _desk(request, _forms(on), on)


@access.page(EDIT, binds=True)
@require_POST
def set_row(request: HttpRequest, table: str) -> HttpResponse:
    """Set a container, a carton or an estimate from a day on."""
    now = clock.now(request)
    on = business_day(now)
    forms = _forms(on)
    if table not in forms:
        raise NotFound
    more = {"categories": categories.labels(get_language())} if table == "estimates" else {}
    form = forms[table] = type(forms[table])(request.POST, **more)
    if not form.is_valid():
        return _desk(request, forms, on, status=422)
    by = access.member_of(request).by()
    try:
        if table == "containers":
            services.set_container(given=services.ContainerGiven(**form.given()), by=by, now=now)
        elif table == "cartons":
            services.set_carton(given=services.CartonGiven(**form.given()), by=by, now=now)
        else:
            services.set_estimates(given=[services.EstimateGiven(**form.given())], by=by, now=now)
    except Refusal as refusal:
        form.add_error(None, refusal.text)
        return _desk(request, forms, on, status=refusal.status)
    messages.success(request, _("The row counts from its day on; rows before stay as they are."))
    return redirect("loading:desk")
