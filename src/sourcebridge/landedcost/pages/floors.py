"""The supplier's export prices: floors of all goods, one product step by step; the operator's rebate rates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog import services as goods
from sourcebridge.catalog.models import Product
from sourcebridge.clock import edge as clock
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.csvfile import download
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost import floor, queries, services
from sourcebridge.landedcost.forms_floors import (
    CostsForm,
    FilterForm,
    ListingForm,
    RebateForm,
    Rows,
    listed,
    number,
    posted,
    said,
    with_room,
)
from sourcebridge.landedcost.queries import exporting
from sourcebridge.landedcost.queries.exporting import Judged
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

PAGE, MOST_ROWS = 50, 2000
PRICES = Permission.AGREED_PRICE_EDIT


def _wanted(request: HttpRequest) -> dict[str, str]:
    form = FilterForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    return {"q": data.get("q", ""), "show": data.get("show", "")}


def _rows(products: list[Product], request: HttpRequest) -> list[dict[str, Any]]:
    ids = [product.id for product in products]
    judged, texts = queries.floors(ids, at=clock.now(request)), catalog.words_of(ids)
    alarms = queries.alarms(ids)
    return [_row(judged[one], str(texts.text(one, "title", get_language())), alarms.get(one, [])) for one in ids]


def _row(found: Judged, title: str, alarms: list[Any]) -> dict[str, Any]:
    first, last = (found.steps[0], found.steps[-1]) if found.steps else (None, None)
    missing = first.floor.missing[0].why if first and first.floor.missing else found.refusal
    return {
        "judged": found, "title": title,
        "alarms": list(dict.fromkeys(alarm.get_kind_display() for alarm in alarms)),
        "first": first, "last": last, "missing": missing,
        "lowest": min((step.cheapest for step in found.steps), key=lambda one: one.amount, default=None),
    }  # fmt: skip


@access.page(PRICES)
@require_GET
def export_prices(request: HttpRequest) -> HttpResponse:
    """All goods with floor, export ladder and lowest domestic price; those with alarms first."""
    acting, wanted = access.member_of(request), _wanted(request)
    found = exporting.goods(company_id=acting.company, wanted=wanted["show"], text=wanted["q"])
    page: Page[Product] = Paginator(found, PAGE).get_page(request.GET.get("page"))
    names = (("", _("All goods")), ("ALARM", _("With an alarm")), ("LISTED", _("Listed abroad")),
             ("UNLISTED", _("Not listed abroad")))  # fmt: skip
    here = reverse("landedcost:export_prices")
    open_alarms = queries.alarms_visible_to(acting).filter(cleared_at=None)
    context = {
        "rows": _rows(list(page.object_list), request), "found": page.paginator.count, "wanted": wanted,
        "tabs": [
            parts.NavItem(label, f"{here}?{urlencode({'show': code, 'q': wanted['q']})}", code == wanted["show"],
                          open_alarms.values("product_id").distinct().count() if code == "ALARM" else 0)
            for code, label in names
        ],
        "next_url": f"?{urlencode(wanted | {'page': str(page.number + 1)})}" if page.has_next() else "",
        "previous_url": f"?{urlencode(wanted | {'page': str(page.number - 1)})}" if page.has_previous() else "",
        "costs": queries.terms(company_id=acting.company), "filter_query": urlencode(wanted),
    }  # fmt: skip
    return render(request, "landedcost/export_prices.html", context)


@access.page(PRICES)
@require_GET
def export_table(request: HttpRequest) -> HttpResponse:
    """The same as a CSV file, one row per product and quantity; at most 2,000 products."""
    acting, wanted = access.member_of(request), _wanted(request)
    found = exporting.goods(company_id=acting.company, wanted=wanted["show"], text=wanted["q"])[:MOST_ROWS]
    products = list(found)
    lines: list[list[object]] = []
    for start in range(0, len(products), PAGE * 4):
        for row in _rows(products[start : start + PAGE * 4], request):
            judged = row["judged"]
            for step in judged.steps:
                least, asked = step.floor.per_unit, step.asked
                lines.append([
                    judged.product.handle, row["title"], judged.code, judged.listing.rule if judged.listing else "",
                    judged.listing.place if judged.listing else "", step.quantity.text, step.quantity.unit,
                    step.domestic.text, step.domestic.currency, least.text if least else "",
                    asked.text if asked else "", step.floor.exchange.currency, " ".join(step.kinds),
                ])  # fmt: skip
    header = ["handle", "title", "hs_code", "rule", "place", "from_quantity", "unit", "domestic_price",
              "domestic_currency", "floor", "export_price", "export_currency", "alarms"]  # fmt: skip
    return download("export-prices.csv", header, lines)


@access.page(PRICES, binds=True)
def own_costs(request: HttpRequest) -> HttpResponse:
    """What exporting costs the company."""
    acting = access.member_of(request)
    form = CostsForm(request.POST or None, initial=said(queries.terms(company_id=acting.company)))
    if request.method == "POST" and form.is_valid():
        services.set_costs(
            company_id=acting.company, costs=form.costs(), by=acting.by(Actor.SUPPLIER), now=clock.now(request)
        )
        messages.success(request, _("Your costs are kept; the floors follow them."))
        return redirect("landedcost:export_prices")
    return render(request, "landedcost/own_costs.html", {"form": form}, status=422 if form.errors else 200)


@access.page(PRICES, binds=True)
def export_price(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """One product: every floor worked out, the ladder to edit, its own costs."""
    acting = access.member_of(request)
    product = catalog.own_product(acting.company, product_id)
    judged = queries.floors([product.id], at=clock.now(request))[product.id]
    act = request.POST.get("do", "")
    if act == "withdraw":
        goods.withdraw_export(
            company_id=acting.company, product_id=product.id, by=acting.by(Actor.SUPPLIER), now=clock.now(request)
        )
        messages.success(request, _("The goods are no longer listed for buyers abroad."))
        return redirect("landedcost:export_price", product.id)
    if act == "costs":
        return _costs(request, acting, judged)
    if act == "list":
        return _list(request, acting, judged)
    if act:
        form, rows = ListingForm(request.POST), posted(request.POST)
        form.is_valid()
        form.errors.clear()
        return _shown(request, judged, form=form, rows=_taken(judged, rows, request) if act == "take" else rows)
    return _shown(request, judged)


def _taken(judged: Judged, rows: Rows, request: HttpRequest) -> Rows:
    unit, rule = judged.product.unit, request.POST.get("rule", "FOB")
    try:
        quantities = [Quantity.of(number(least), unit) for least, _price in rows if least]
    except Refusal:
        return rows
    offered = judged.suggested(quantities or [step.quantity for step in judged.steps[:12]], rule)
    return [(quantity.text, price.text if price else "") for quantity, price in offered]


def _list(request: HttpRequest, acting: Member, judged: Judged) -> HttpResponse:
    form, rows = ListingForm(request.POST), posted(request.POST)
    if not form.is_valid():
        return _shown(request, judged, form=form, rows=rows, status=422)
    try:
        goods.list_export(
            company_id=acting.company, product_id=judged.product.id, terms=form.terms(rows),
            by=acting.by(Actor.SUPPLIER), now=clock.now(request),
        )  # fmt: skip
    except Refusal as refusal:
        return _shown(request, judged, form=form, rows=rows, refusal=refusal, status=refusal.status)
    messages.success(request, _("The export prices stand; quotes made before keep theirs."))
    return redirect("landedcost:export_price", judged.product.id)


def _costs(request: HttpRequest, acting: Member, judged: Judged) -> HttpResponse:
    form = CostsForm(request.POST)
    if not form.is_valid():
        return _shown(request, judged, costs=form, status=422)
    services.set_costs(
        company_id=acting.company, product_id=judged.product.id, costs=form.costs(), by=acting.by(Actor.SUPPLIER),
        now=clock.now(request),
    )  # fmt: skip
    messages.success(request, _("Your costs are kept; the floors follow them."))
    return redirect("landedcost:export_price", judged.product.id)


def _shown(
    request: HttpRequest, judged: Judged, *, form: ListingForm | None = None, rows: Rows | None = None,
    costs: CostsForm | None = None, refusal: Refusal | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    product, listing = judged.product, judged.listing
    company_id = product.shop.company_id
    own = queries.terms(company_id=company_id, product_id=product.id)
    if rows is None:
        rows = [(tier.minimum.text, tier.price.text) for tier in listing.tiers] if listing else []
    started = {"rule": "FOB", "currency": "USD", "moq": floor.plain(product.moq), "lead_from": 15, "lead_until": 30,
               "valid_from": business_day(clock.now(request)).isoformat()}  # fmt: skip
    context = {
        "judged": judged, "title": str(catalog.words_of([product.id]).text(product.id, "title", get_language())),
        "form": form or ListingForm(initial=listed(listing) if listing else started), "rows": with_room(rows),
        "costs": costs or CostsForm(initial=said(own or queries.terms(company_id=company_id))), "own": own,
        "alarms": queries.alarms([product.id]).get(product.id, []), "refusal": refusal,
        "can_take": any(step.floor.suggested for step in judged.steps),
        "margin": floor.plain(judged.costs.margin * 100) if judged.costs else "0",
    }  # fmt: skip
    return render(request, "landedcost/export_price.html", context, status=status)


@access.page(Permission.LANDED_EDIT, binds=True)
def rebates(request: HttpRequest) -> HttpResponse:
    """The operator's rebate rates in force, and a form that sets one from a day on."""
    now = clock.now(request)
    on = business_day(now)
    form = RebateForm(request.POST or None, initial={"valid_from": on.isoformat(), "levy": Decimal(13)})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                terms = services.RebateTerms(**form.cleaned_data)
                services.set_rebate(terms=terms, by=access.member_of(request).by(), now=now)
            except Refusal as refusal:
                for name, sentence in (refusal.fields or {"": refusal.text}).items():
                    form.add_error(name or None, sentence)
            else:
                messages.success(request, _("The rate holds from its day on; floors follow it."))
                return redirect("landedcost:rebates")
        status = 422
    rows = [
        {
            "row": row, "levy": floor.percent(row.levy), "rebate": floor.percent(row.rebate),
            "ended": row.valid_until is not None and row.valid_until < on,
        }
        for row in queries.rebates(on=on)
    ]  # fmt: skip
    return render(request, "landedcost/rebates.html", {"rows": rows, "form": form}, status=status)
