"""Quotes kept for good and calculations one comes back to."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.catalog import queries as catalog
from sourcebridge.clock import edge as clock
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost import queries, question, services
from sourcebridge.landedcost.asked import Asked
from sourcebridge.landedcost.errors import QuestionUnreadable
from sourcebridge.landedcost.forms import FreeForm, GoodsForm
from sourcebridge.landedcost.pages.answering import scenario_url
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

VIEW = Permission.ORDER_VIEW
LONGEST = 4000


def _question(request: HttpRequest, path: str, query: str) -> tuple[Asked, str]:
    """What an address of ours asks, read again as its page reads it; and the name of the goods."""
    member, now = access.member_of(request), clock.now(request)
    given = QueryDict(query[:LONGEST])
    countries = queries.countries(at=now)
    try:
        found = resolve(path)
    except Resolver404:
        raise NotFound from None
    if found.view_name == "landedcost:calculator":
        free = FreeForm(given, countries=countries)
        if not free.is_valid():
            raise QuestionUnreadable
        return question.asked(
            question.free_item(free), free.cleaned_data, given=free.cleaned_data["given"]
        ), free.cleaned_data["name"]
    if found.view_name != "landedcost:goods":
        raise NotFound
    offer = catalog.offer(product_id=found.kwargs["product_id"], member=member, buyer_company_id=member.company_id,
                          language=get_language(), at=now)  # fmt: skip
    form = GoodsForm(given, countries=countries)
    if not form.is_valid():
        raise QuestionUnreadable
    data = form.cleaned_data
    item = queries.item(offer=offer, quantity=Quantity.of(data["quantity"], offer.unit), at=now, sku_id=data.get("sku"))
    return question.asked(item, data), offer.title.text


@access.page(VIEW, binds=True)
@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Keep the sheet one looks at."""
    path, query = request.POST.get("path", ""), request.POST.get("query", "")
    asked, title = _question(request, path, query)
    row = services.freeze(
        asked=asked, query={"path": path, "query": query}, card=request.POST.get("card", "")[:40], title=title,
        by=access.member_of(request).by(), now=clock.now(request),
    )  # fmt: skip
    messages.success(request, _("Kept as %(number)s. It stays as it is, whatever rates do.") % {"number": row.number})
    return redirect("landedcost:quote", row.id)


@access.page(VIEW)
@require_GET
def quotes(request: HttpRequest) -> HttpResponse:
    """The company's quotes."""
    return render(request, "landedcost/quotes.html", {"quotes": queries.quotes(access.member_of(request))})


def _shown(request: HttpRequest, quote_id: UUID, template: str) -> HttpResponse:
    row = queries.quote(quote_id, member=access.member_of(request))
    language = "zh-hans" if (get_language() or "").startswith("zh") else "en"
    whole = services.digest(row.asked, row.told) == row.digest
    again = f"{row.asked['path']}?{row.asked['query']}"
    context = {"quote": row, "sheet": row.told[language], "whole": whole, "again": again}
    return render(request, template, context)


@access.page(VIEW)
@require_GET
def quote(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """A quote as it was kept."""
    return _shown(request, quote_id, "landedcost/quote.html")


@access.page(VIEW)
@require_GET
def quote_print(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The same on paper."""
    return _shown(request, quote_id, "landedcost/quote_print.html")


@access.page(VIEW)
@require_GET
def saved(request: HttpRequest) -> HttpResponse:
    """The company's calculations."""
    rows = [(row, scenario_url(row)) for row in queries.scenarios(access.member_of(request))]
    return render(request, "landedcost/saved.html", {"rows": rows})


@access.page(VIEW, binds=True)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep a question under a name."""
    path, query = request.POST.get("path", ""), request.POST.get("query", "")
    _question(request, path, query)
    read = urlencode(parse_qsl(query[:LONGEST]))
    row = services.save(name=request.POST.get("name", ""), asked={"path": path, "query": read},
                        by=access.member_of(request).by(), now=clock.now(request))  # fmt: skip
    messages.success(request, _("Saved as “%(name)s”.") % {"name": row.name})
    return redirect("landedcost:saved")


@access.page(VIEW, binds=True)
@require_POST
def delete(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """Forget a calculation."""
    services.delete(scenario_id=scenario_id, by=access.member_of(request).by(), now=clock.now(request))
    messages.success(request, _("The calculation is deleted."))
    return redirect("landedcost:saved")
