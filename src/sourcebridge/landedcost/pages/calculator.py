"""The calculator for goods that are not in the catalogue."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sourcebridge.clock import edge as clock
from sourcebridge.kit.errors import Refusal
from sourcebridge.landedcost import queries, question
from sourcebridge.landedcost.forms import FreeForm
from sourcebridge.landedcost.pages.answering import answered, door, remember_door
from sourcebridge.parties import access


@access.page(access.PUBLIC)
@require_GET
def calculator(request: HttpRequest) -> HttpResponse:
    """Ask about any goods; the address holds the whole question, so it can be kept and sent on."""
    now = clock.now(request)
    countries = queries.countries(at=now)
    asks = bool(request.GET)
    usual: dict[str, Any] = {**door(request), "unit": "C62", "price_currency": "CNY", "given": "EXW", "rule": "DAP"}
    given = usual | {name: request.GET.getlist(name) if name == "flags" else request.GET[name] for name in request.GET}
    form = FreeForm(given if asks else None, countries=countries, initial=usual)
    context: dict[str, Any] = {"form": form}
    if asks and form.is_valid():
        try:
            asked = question.asked(question.free_item(form), form.cleaned_data, given=form.cleaned_data["given"])
        except Refusal as refusal:
            context["refusal"] = refusal
        else:
            remember_door(request, asked)
            context |= answered(request, asked, now=now)
    status = 422 if asks and not form.is_valid() else 200
    return render(request, "landedcost/calculator.html", context, status=status)
