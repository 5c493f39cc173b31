"""A supplier's stock: the list, one SKU with its journal, and the corrections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sourcebridge.catalog.models import Sku
from sourcebridge.catalog.queries import words
from sourcebridge.clock import queries as clock
from sourcebridge.inventory import queries, services
from sourcebridge.inventory.forms import AdjustForm, CountForm, ReceiveForm
from sourcebridge.inventory.models import MovementKind
from sourcebridge.kit import csvfile, paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.quantity import Quantity
from sourcebridge.kit.schemas import plain
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

PAGE = 50
JOURNAL = 20


@access.page(Permission.STOCK_VIEW)
@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """What lies there, what is promised, what is free, SKU by SKU."""
    acting = access.member_of(request)
    q, sold_out = _filter(request)
    found = queries.stock_of(acting.company, q=q, sold_out=sold_out)
    rows, following = paging.page_of(found, cursor=request.GET.get("cursor", ""), limit=PAGE)
    here = reverse("inventory:stock")
    context = {
        "rows": _rows(rows),
        "q": q,
        "sold_out": sold_out,
        "tabs": [
            parts.NavItem(_("All"), here, not sold_out),
            parts.NavItem(_("Nothing free"), f"{here}?sold_out=1", sold_out),
        ],
        "next_url": f"?{_query(q, sold_out, following)}" if following else "",
        "query": _query(q, sold_out),
    }
    return render(request, "inventory/stock.html", context)


@access.page(Permission.STOCK_VIEW)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The filtered list as CSV."""
    acting = access.member_of(request)
    q, sold_out = _filter(request)
    rows = _rows(list(queries.stock_of(acting.company, q=q, sold_out=sold_out).order_by("-id")))
    header = [_("Article number"), _("Goods"), _("Variant"), _("Unit"), _("On hand"), _("Reserved"), _("Available")]
    return csvfile.download(
        "stock.csv",
        header,
        (
            [
                row["sku"].code,
                row["title"],
                row["variant"],
                row["sku"].product.unit,
                row["on_hand"].text,
                row["reserved"].text,
                row["available"].text,
            ]
            for row in rows
        ),
    )


@access.page(Permission.STOCK_VIEW, binds=True)
def sku(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    """One SKU: figures by site, receiving, counting, correcting, and the journal."""
    acting = access.member_of(request)
    item = queries.own_sku(acting.company, sku_id)
    unit = item.product.unit
    refusal: Refusal | None = None
    bound: forms.Form | None = None
    act = request.POST.get("act", "")
    if request.method == "POST" and act in _ACTS:
        acting.require(Permission.STOCK_ADJUST)
        bound = _FORMS[act](request.POST, auto_id=_ids(act, request.POST.get("pool", "")))
        if bound.is_valid():
            try:
                _ACTS[act](acting, item, bound.cleaned_data)
            except Refusal as raised:
                refusal = raised
            else:
                messages.success(request, _("The stock is changed and stands in the journal."))
                return redirect("inventory:sku", sku_id=item.id)
    rows, following = paging.page_of(queries.movements_of(item.id), cursor=request.GET.get("cursor", ""), limit=JOURNAL)
    pools = queries.pools_of([item.id])[item.id]
    context = {
        **_rows([item])[0],
        "pools": [_pool(pool, bound, act) for pool in pools],
        "receive_form": bound if act == "receive" and bound else ReceiveForm(auto_id=_ids("receive")),
        "may_adjust": acting.may(Permission.STOCK_ADJUST),
        "refusal": refusal,
        "movements": [
            {
                "row": row,
                "kind": MovementKind(row.kind).label,
                "delta": Quantity(row.delta, unit),
                "after": Quantity(row.on_hand_after, unit),
            }
            for row in rows
        ],
        "next_url": f"?{urlencode({'cursor': following})}" if following else "",
        "unit": unit,
    }
    status = refusal.status if refusal else 422 if bound else 200
    return render(request, "inventory/sku.html", context, status=status)


def _pool(pool: Any, bound: forms.Form | None, act: str) -> dict[str, Any]:
    mine = bound is not None and str(bound.data.get("pool")) == str(pool.id)
    return {
        "row": pool,
        "on_hand": Quantity(pool.on_hand, pool.unit),
        "reserved": Quantity(pool.reserved, pool.unit),
        "available": pool.available,
        "count_form": bound
        if mine and act == "count"
        else CountForm(
            initial={"pool": pool.id, "version": pool.version, "counted": plain(pool.on_hand)},
            auto_id=_ids("count", pool.id),
        ),
        "adjust_form": bound
        if mine and act == "adjust"
        else AdjustForm(initial={"pool": pool.id}, auto_id=_ids("adjust", pool.id)),
    }


def _ids(act: str, pool: object = "") -> str:
    return f"{act}-{pool}-%s" if pool else f"{act}-%s"


def _receive(acting: Member, item: Sku, values: dict[str, Any]) -> None:
    services.receive(
        sku_id=item.id,
        quantity=Quantity(values["quantity"], item.product.unit),
        company_id=acting.company,
        by=acting.by(Actor.SUPPLIER),
        now=clock.now(),
        reason=values["reason"],
    )


def _count(acting: Member, item: Sku, values: dict[str, Any]) -> None:
    services.set_counted(
        pool_id=values["pool"],
        company_id=acting.company,
        counted=Quantity(values["counted"], item.product.unit),
        expected_version=values["version"],
        reason=values["reason"],
        by=acting.by(Actor.SUPPLIER),
        now=clock.now(),
    )


def _adjust(acting: Member, item: Sku, values: dict[str, Any]) -> None:
    services.adjust(
        pool_id=values["pool"],
        company_id=acting.company,
        delta=Quantity(values["delta"], item.product.unit),
        reason=values["reason"],
        by=acting.by(Actor.SUPPLIER),
        now=clock.now(),
    )


_FORMS: dict[str, type[forms.Form]] = {"receive": ReceiveForm, "count": CountForm, "adjust": AdjustForm}
_ACTS: dict[str, Callable[[Member, Sku, dict[str, Any]], None]] = {
    "receive": _receive,
    "count": _count,
    "adjust": _adjust,
}


def _rows(skus: list[Sku]) -> list[dict[str, Any]]:
    figures = queries.figures([item.id for item in skus])
    titles = words.words_of({item.product_id for item in skus})
    return [
        {
            "sku": item,
            "title": titles.text(item.product_id, "title", get_language()).text or item.product.handle,
            "variant": " / ".join(str(value) for _name, value in item.options),
            "on_hand": figures[item.id].on_hand,
            "reserved": figures[item.id].reserved,
            "available": figures[item.id].available,
        }
        for item in skus
    ]


def _filter(request: HttpRequest) -> tuple[str, bool]:
    return request.GET.get("q", "").strip()[:80], request.GET.get("sold_out") == "1"


def _query(q: str, sold_out: bool, cursor: str | None = None) -> str:
    pairs = {"q": q, "sold_out": "1" if sold_out else "", "cursor": cursor or ""}
    return urlencode({key: value for key, value in pairs.items() if value})
