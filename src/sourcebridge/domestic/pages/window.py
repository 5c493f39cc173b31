"""The shop window of the domestic door: goods in a grid."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.forms import promise_words
from sourcebridge.clock import queries as clock
from sourcebridge.domestic import queries, views
from sourcebridge.domestic.preview import DOOR
from sourcebridge.inventory import queries as inventory
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties import access
from sourcebridge.parties import queries as parties
from sourcebridge.shell import parts

PAGE = 30


@access.page(access.PUBLIC)
def home(request: HttpRequest) -> HttpResponseBase:
    """The goods for sale, newest first."""
    return _window(request, "domestic:home")


@access.page(access.PUBLIC)
def goods(request: HttpRequest) -> HttpResponseBase:
    """The goods whose titles hold the words looked for."""
    return _window(request, "domestic:goods")


def _window(request: HttpRequest, name: str) -> HttpResponseBase:
    member = access.optional_member(request)
    q, shop = request.GET.get("q", "").strip()[:80], request.GET.get("shop", "")[:80]
    now = clock.now()
    rows, following = catalog.listing(
        q=q, shop=shop, cursor=request.GET.get("cursor", ""), limit=PAGE, language=get_language(),
        buyer_company_id=member.company_id if member else None, at=now,
    )  # fmt: skip
    stock = inventory.available_to_promise([sku_id for row in rows for sku_id in row.sku_ids], door=DOOR)
    sold = queries.sold([row.product_id for row in rows])
    proofs = parties.verifications({row.supplier_company_id for row in rows})
    cards = []
    for row in rows:
        left = any(stock[sku_id] for sku_id in row.sku_ids if sku_id in stock)
        proof = next((e for e in proofs[row.supplier_company_id] if e.state == "verified"), None)
        card = row.card(
            url=reverse("domestic:product", args=[row.shop_slug, row.handle]),
            promise=promise_words(row.dispatch_hours),
            mark=proof.label if proof else "",
            stock_note="" if left else _("Sold out for now"),
        )
        cards.append(_sold(card, sold.get(row.product_id)))
    kept = {key: value for key, value in {"q": q, "shop": shop}.items() if value}
    context = {
        "cards": cards, "q": q, "shop": shop, "searching": bool(kept) or name == "domestic:goods",
        "next_url": f"{reverse(name)}?{urlencode({**kept, 'cursor': following})}" if following else "",
        "first_url": f"{reverse(name)}?{urlencode(kept)}" if request.GET.get("cursor") else "",
        "shop_name": rows and shop and _shop_name(rows[0].supplier_company_id),
    }  # fmt: skip
    return render(request, "domestic/goods.html", context)


def _shop_name(company_id: UUID) -> str:
    return views.company_name(parties.company(company_id))


def _sold(card: parts.ProductCard, quantity: Quantity | None) -> parts.ProductCard:
    return replace(card, sold=quantity) if quantity else card
