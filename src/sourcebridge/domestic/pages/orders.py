"""Lists of orders, for the side that bought and the side that sold, and the same as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sourcebridge.domestic import queries, views
from sourcebridge.domestic.forms import line_name
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.domestic.states import OrderState
from sourcebridge.domestic.story import TONES, due_at
from sourcebridge.kit import csvfile, paging
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

PAGE = 30
TAB_LABELS = {
    "to_pay": gettext_lazy("To pay"),
    "to_ship": gettext_lazy("To ship"),
    "on_the_way": gettext_lazy("On the way"),
    "refund": pgettext_lazy("orders", "Refunds"),
    "closed": pgettext_lazy("orders", "Closed"),
}


@access.page(Permission.ORDER_VIEW)
def orders(request: HttpRequest) -> HttpResponseBase:
    """What the company ordered."""
    return _list(request, sells=False)


@access.page(Permission.ORDER_VIEW)
def sales(request: HttpRequest) -> HttpResponseBase:
    """What was ordered from the company."""
    return _list(request, sells=True)


def _chosen(request: HttpRequest, *, sells: bool) -> tuple[models.QuerySet[SpotOrder], str, str]:
    member = access.member_of(request)
    tab, q = request.GET.get("tab", ""), request.GET.get("q", "").strip()[:40]
    tab = tab if tab in queries.TABS else ""
    reader = queries.sales if sells else queries.purchases
    return reader(member, states=queries.TABS.get(tab), q=q), tab, q


def _list(request: HttpRequest, *, sells: bool) -> HttpResponseBase:
    member = access.member_of(request)
    found, tab, q = _chosen(request, sells=sells)
    rows, following = paging.page_of(found, cursor=request.GET.get("cursor", ""), limit=PAGE)
    here = reverse("domestic:sales" if sells else "domestic:orders")
    counts = queries.tab_counts((queries.sales if sells else queries.purchases)(member, q=q))
    kept = {key: value for key, value in {"tab": tab, "q": q}.items() if value}
    labels: list[tuple[str, Any]] = [("", _("All")), *TAB_LABELS.items()]
    context = {
        "rows": _rows(rows, sells=sells), "sells": sells, "q": q, "tab": tab, "here": here,
        "tabs": [
            parts.NavItem(
                label, here + (f"?{urlencode({'tab': name, **({'q': q} if q else {})})}" if name or q else ""),
                name == tab, 0 if name in {"", "closed"} else counts[name],
            )
            for name, label in labels
        ],
        "next_url": f"{here}?{urlencode({**kept, 'cursor': following})}" if following else "",
        "first_url": f"{here}?{urlencode(kept)}" if request.GET.get("cursor") else "",
        "csv_url": reverse("domestic:sales_csv" if sells else "domestic:orders_csv")
        + (f"?{urlencode(kept)}" if kept else ""),
    }  # fmt: skip
    return render(request, "domestic/orders.html", context)


def _rows(orders: Sequence[SpotOrder], *, sells: bool) -> list[dict[str, Any]]:
    lines = queries.lines_of(orders)
    return [
        {
            "order": order,
            "deal": order.deal,
            "other": views.company_name(order.deal.buyer if sells else order.deal.supplier),
            "state": OrderState(order.state).label,
            "tone": TONES[order.state],
            "due": due_at(order),
            "first": lines[order.deal_id][0],
            "title": line_name(lines[order.deal_id][0]),
            "more": len(lines[order.deal_id]) - 1,
        }
        for order in orders
    ]


@access.page(Permission.ORDER_VIEW)
def orders_csv(request: HttpRequest) -> HttpResponseBase:
    """The purchases of the filter as a file."""
    return _csv(request, sells=False)


@access.page(Permission.ORDER_VIEW)
def sales_csv(request: HttpRequest) -> HttpResponseBase:
    """The sales of the filter as a file."""
    return _csv(request, sells=True)


def _csv(request: HttpRequest, *, sells: bool) -> HttpResponseBase:
    found, _tab, _q = _chosen(request, sells=sells)
    header = ["Order", "State", "Placed (UTC)", "Buyer", "Supplier", "Line", "SKU", "Goods", "Quantity", "Unit",
              "Unit price", "Amount", "Freight", "Total", "Currency", "Paid (UTC)", "Closed (UTC)"]  # fmt: skip

    def cells() -> Iterable[Sequence[object]]:
        rows = list(found.order_by("id"))
        lines = queries.lines_of(rows)
        for order in rows:
            deal = order.deal
            for line in lines[order.deal_id]:
                yield (
                    deal.number, order.state, order.placed_at.isoformat(), deal.buyer.name, deal.supplier.name,
                    line.position, line.code, line_name(line), line.ordered.text, line.unit, line.price.text,
                    line.money.amount, order.freight_fee.amount, order.total.amount, order.currency,
                    order.paid_at.isoformat() if order.paid_at else "",
                    order.closed_at.isoformat() if order.closed_at else "",
                )  # fmt: skip

    return csvfile.download("sales.csv" if sells else "orders.csv", header, cells())
