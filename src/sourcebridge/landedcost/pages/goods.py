"""Goods of the catalogue, delivered: the sheet as a page, or as a part of the product's own page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.offers import Offer
from sourcebridge.clock import edge as clock
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost import queries, question, reckon, told
from sourcebridge.landedcost.asked import Asked
from sourcebridge.landedcost.forms import GoodsForm
from sourcebridge.landedcost.lands import country_name
from sourcebridge.landedcost.pages.answering import answered, door, remember_door
from sourcebridge.parties import access
from sourcebridge.shell import figures, parts

BREAKS = 4


@access.page(access.PUBLIC)
@require_GET
def goods(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """What these goods cost at a door: part of the product's page for htmx, else a page of its own."""
    member, now = access.optional_member(request), clock.now(request)
    buyer = member.company_id if member else None
    offer = catalog.offer(
        product_id=product_id, member=member, buyer_company_id=buyer, language=get_language(), at=now
    )  # fmt: skip
    whole = not request.headers.get("HX-Request")
    countries = queries.countries(at=now)
    given: dict[str, Any] = {**door(request), "quantity": offer.moq.text, "rule": question.DEFAULT_RULE}
    given |= {name: request.GET.getlist(name) if name == "flags" else request.GET[name] for name in request.GET}
    form = GoodsForm(given, countries=countries)
    context: dict[str, Any] = {"form": form, "offer": offer, "unit_sign": figures.unit_sign(offer.unit)}
    if form.is_valid():
        context |= _answer(request, offer, form.cleaned_data, now=now, whole=whole)
    context["crumbs"] = [
        parts.Crumb(offer.title.text, reverse("domestic:product", args=[offer.shop_slug, offer.handle])),
        parts.Crumb(_("Delivered to you")),
    ]
    name = "landedcost/goods.html" if whole else "landedcost/parts/panel.html"
    status = 422 if request.GET and not form.is_valid() else 200
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _answer(
    request: HttpRequest, offer: Offer, data: dict[str, Any], *, now: datetime, whole: bool
) -> dict[str, Any]:  # fmt: skip
    try:
        quantity = Quantity.of(data["quantity"], offer.unit)
        item = queries.item(offer=offer, quantity=quantity, at=now, sku_id=data.get("sku"))
    except Refusal as refusal:
        return {"refusal": refusal}
    asked = question.asked(replace(item, flags=item.flags | frozenset(data["flags"])), data)
    if request.GET:
        remember_door(request, asked)
    context = answered(request, asked, now=now)
    if whole and "sheet" in context:
        context["breaks"] = _breaks(offer, asked, context["chosen"], now=now)
        context["others"] = _others(offer, asked)
    asks = {"quantity": quantity.text, "to": asked.to.country, "postcode": asked.to.postcode}
    context |= {"land": country_name(asked.to.country), "form_query": urlencode(asks)}
    return context


def _others(offer: Offer, asked: Asked) -> list[dict[str, Any]]:
    found = queries.others(offer.product_id, country=asked.to.country)
    words = catalog.words_of([product.id for _row, product in found])
    return [
        {"title": words.text(product.id, "title", get_language()).text, "shop": product.shop, "row": row,
         "pair": row.pair, "url": reverse("landedcost:goods", args=[product.id])}
        for row, product in found
    ]  # fmt: skip


def _breaks(offer: Offer, asked: Asked, card: str, *, now: datetime) -> list[dict[str, Any]]:
    """What a unit costs at the door at the steps of the price ladder, with the chosen service or the cheapest."""
    known = queries.known(country=asked.to.country, at=now)
    chosen = next(one for one in known.cards if one.code == card)
    rows: list[dict[str, Any]] = []
    for least in _steps(offer, asked):
        try:
            item = queries.item(offer=offer, quantity=Quantity(least, offer.unit), at=now)
            wanted = replace(asked, items=(item,))
            one = reckon.one(wanted, known, chosen)
            found = one if isinstance(one, reckon.Offer) else reckon.cheapest(wanted, known)
        except Refusal as refusal:
            rows.append({"quantity": {"amount": f"{least.normalize():f}", "unit": offer.unit}, "why": refusal.text})
            continue
        here = least == asked.items[0].quantity.amount
        rows.append({"quantity": found.sheet.quantity.as_json(), **told.brief(found), "here": here})
    return rows


def _steps(offer: Offer, asked: Asked) -> list[Decimal]:
    tiers = offer.tiers or (offer.skus[0].tiers if offer.skus else ())
    wanted = {tier.minimum.amount for tier in tiers} | {asked.items[0].quantity.amount}
    wanted |= {max(wanted) * 10} if len(wanted) < BREAKS else set()
    return sorted(wanted)[-BREAKS - 1 :]
