"""What sells of the own goods, and what buyers searched for in vain."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sourcebridge.clock import queries as clock
from sourcebridge.domestic import selling as figures
from sourcebridge.domestic.selling import Sold, Wish
from sourcebridge.kit import csvfile
from sourcebridge.kit.money import Money
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

PAGE = 50
TENTH = Decimal("0.1")


@access.page(Permission.ORDER_VIEW)
@require_GET
def selling(request: HttpRequest) -> HttpResponseBase:
    """Each product's viewers, orders, quantity, amount and refunds in 7, 30 or 90 days."""
    days, sort = _chosen(request)
    rows = _rows(request)
    page: Page[Sold] = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    here = reverse("domestic:selling")

    def address(**more: str) -> str:
        said: dict[str, str] = {"days": str(days), "sort": sort} | more
        kept = {
            name: value for name, value in said.items() if (name, value) not in {("days", "30"), ("sort", "amount")}
        }
        return f"{here}?{urlencode(kept)}" if kept else here

    context = {
        "rows": [(row, _percent(row)) for row in page.object_list],
        "stats": _stats(rows),
        "tabs": [
            parts.NavItem(
                ngettext("%(n)d day", "%(n)d days", each) % {"n": each}, address(days=str(each)), active=each == days
            )
            for each in figures.DAYS
        ],
        "heads": [(name, label, address(sort=name), name == sort) for name, label in _heads().items()],
        "csv_url": f"{reverse('domestic:selling_csv')}?{urlencode({'days': str(days), 'sort': sort})}",
        "days": days,
        "next_url": address(page=str(page.next_page_number())) if page.has_next() else "",
        "previous_url": address(page=str(page.previous_page_number())) if page.has_previous() else "",
    }
    return render(request, "domestic/selling.html", context)


def _heads() -> dict[str, str]:
    return {
        "viewers": _("Viewers"), "orders": _("Paid orders"), "quantity": _("Sold"), "amount": _("Amount"),
        "refunds": _("Refunded orders"), "conversion": _("Conversion"),
    }  # fmt: skip


def _chosen(request: HttpRequest) -> tuple[int, str]:
    days, sort = request.GET.get("days", ""), request.GET.get("sort", "")
    return (
        int(days) if days in {str(each) for each in figures.DAYS} else 30,
        sort if sort in figures.SORTS else "amount",
    )


def _rows(request: HttpRequest) -> list[Sold]:
    days, sort = _chosen(request)
    company = access.member_of(request).company
    return figures.sold(company, days=days, sort=sort, language=get_language(), now=clock.now())


def _percent(row: Sold) -> str:
    return "–" if row.conversion is None else f"{(row.conversion * 100).quantize(TENTH)} %"


def _stats(rows: list[Sold]) -> list[parts.Stat]:
    currency = rows[0].amount.currency if rows else "CNY"
    money = Money.total((row.amount for row in rows if row.amount.currency == currency), currency)
    return [
        parts.Stat(_("Goods bought or looked at"), len(rows)),
        parts.Stat(_("Amount"), money),
        parts.Stat(_("Viewers"), sum(row.viewers for row in rows), hint=_("signed-in people, once per product")),
        parts.Stat(_("Looked at, not bought"), sum(row.viewers > 0 and not row.orders for row in rows)),
    ]


@access.page(Permission.ORDER_VIEW)
@require_GET
def selling_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    header = ["Handle", "Goods", "Viewers", "Paid orders", "Quantity", "Unit", "Amount", "Currency", "Refunded orders",
              "Conversion"]  # fmt: skip

    def cells() -> Iterator[list[Any]]:
        for row in _rows(request):
            yield [row.handle, row.title, row.viewers, row.orders, row.quantity.text, row.quantity.unit,
                   row.amount.amount, row.amount.currency, row.refunds, _percent(row)]  # fmt: skip

    return csvfile.download("selling.csv", header, cells())


@access.page(Permission.PRODUCT_EDIT)
@require_GET
def wishes(request: HttpRequest) -> HttpResponseBase:
    """What was searched on the platform and not found, near the own goods first; words and counts, no names."""
    company = access.member_of(request).company
    found = figures.wishes(company, days=30, language=get_language(), now=clock.now())
    own = [(wish, _make_url(wish)) for wish in found if wish.own]
    others = [(wish, _make_url(wish)) for wish in found if not wish.own]
    return render(request, "domestic/wishes.html", {"groups": [(_("Near your goods"), own), (_("Elsewhere"), others)],
                                                    "any": bool(found)})  # fmt: skip


def _make_url(wish: Wish) -> str:
    said = {"name": wish.missed.text} | ({"category": wish.category} if wish.category else {"q": wish.missed.text})
    return f"{reverse('catalog:new')}?{urlencode(said)}"
