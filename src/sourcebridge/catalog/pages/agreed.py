"""Prices promised to single buyer companies."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.errors import UnknownBuyer
from sourcebridge.catalog.forms import AgreedForm
from sourcebridge.catalog.models import Product
from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Malformed, Refusal
from sourcebridge.parties import access
from sourcebridge.parties import queries as parties
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission


@access.page(Permission.AGREED_PRICE_EDIT, binds=True)
def agreed(request: HttpRequest, product_id: UUID) -> HttpResponseBase:
    """The promises on one product, and a form for the next."""
    acting = access.member_of(request)
    product = queries.own_product(acting.company, product_id)
    offer = queries.offer(product_id=product.id, member=acting, language=get_language())
    if request.POST.get("end"):
        return _end(request, acting, product)
    form = AgreedForm(request.POST or None, skus=[(str(s.sku_id), s.options_text or s.code) for s in offer.skus])
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _set(acting, product, form)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("The agreed price is set."))
            return redirect("catalog:agreed", product.id)
    context = {
        "product": product,
        "offer": offer,
        "ladder": offer.ladder(),
        "form": form,
        "refusal": refusal,
        "rows": queries.agreed_rows(product, now=clock.now()),
    }
    return render(request, "catalog/agreed.html", context, status=422 if refusal or form.errors else 200)


def _set(acting: Member, product: Product, form: AgreedForm) -> None:
    now, data = clock.now(), form.cleaned_data
    buyer = parties.find_company(data["buyer"])
    if buyer is None:
        raise UnknownBuyer(name=data["buyer"])
    services.set_agreed_price(
        company_id=acting.company,
        product_id=product.id,
        buyer_company_id=buyer.id,
        sku_id=UUID(data["sku"]) if data["sku"] else None,
        min_quantity=data["min_quantity"],
        unit_price=data["unit_price"],
        valid_from=form.start(now),
        valid_until=form.end(),
        by=acting.by(Actor.SUPPLIER),
        now=now,
    )


def _end(request: HttpRequest, acting: Member, product: Product) -> HttpResponseBase:
    try:
        price_id = UUID(request.POST["end"])
    except ValueError:
        raise Malformed from None
    services.end_agreed_price(
        company_id=acting.company, agreed_price_id=price_id, by=acting.by(Actor.SUPPLIER), now=clock.now()
    )
    messages.success(request, _("The agreed price has ended."))
    return redirect("catalog:agreed", product.id)
