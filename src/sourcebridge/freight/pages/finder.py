"""What every carrier asks for a load, side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sourcebridge.clock import edge as clock
from sourcebridge.freight import queries, told, words
from sourcebridge.freight.forms import BoxFormSet, FinderForm, load_of
from sourcebridge.kit import digits
from sourcebridge.kit.days import business_day
from sourcebridge.parties import access

CURRENCY = "CNY"
ROWS, MOST = 2, 12


@access.page(access.PUBLIC)
@require_GET
def finder(request: HttpRequest) -> HttpResponse:
    """The address holds the whole question, so it can be kept, sent on and printed."""
    now = clock.now(request)
    cards = queries.all_in_force(at=business_day(now))
    places = sorted({place for card in cards for place in card.from_places})
    countries = {country for card in cards for country in card.countries}
    asks = "to" in request.GET
    usual = {"to": "US", "currency": CURRENCY}
    form = FinderForm(request.GET if asks else None, places=places, countries=countries, initial=usual)
    rows = _rows(request, asks)
    context: dict[str, Any] = {"form": form, "rows": rows, "asks": asks}
    answered = False
    if asks and "add_row" not in request.GET and form.is_valid() and rows.is_valid():
        load = load_of(form, rows)
        if load is not None:
            data, answered = form.cleaned_data, True
            found = queries.compare(
                load=load, to=form.place, at=now, currency=data["currency"] or CURRENCY,
                from_place=data["from_place"] or None,
            )  # fmt: skip
            context |= told.answers(found, load)
            context |= {"boxes": words.boxes_text(load.boxes), "estimated": any(box.estimated for box in load.boxes)}
            context |= {"on": now, "land": words.country_name(data["to"]), "currency": data["currency"] or CURRENCY}
    context["answered"] = answered
    prints = answered and request.GET.get("print") == "1"
    query = request.GET.copy()
    query["print"] = "1"
    context["print_url"] = f"?{query.urlencode()}"
    status = 200 if answered or not asks or "add_row" in request.GET else 422
    name = "freight/finder_print.html" if prints else "freight/finder.html"
    return render(request, name, context, status=status)


def _rows(request: HttpRequest, asks: bool) -> Any:
    if not asks or "box-TOTAL_FORMS" not in request.GET:
        return BoxFormSet(None, prefix="box") if not asks else BoxFormSet(_empty(), prefix="box")
    data = request.GET.copy()
    if "add_row" in data:
        given = digits.whole(request.GET["box-TOTAL_FORMS"], most=MOST)
        data["box-TOTAL_FORMS"] = str(ROWS if given is None else min(MOST, given + 1))
    return BoxFormSet(data, prefix="box")


def _empty() -> dict[str, str]:
    return {"box-TOTAL_FORMS": str(ROWS), "box-INITIAL_FORMS": "0"}
