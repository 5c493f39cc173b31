"""Make and edit goods by a form that works without script: rows are added by submit buttons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sourcebridge.catalog import queries, richtext, services
from sourcebridge.catalog.forms import ProductForm, Rows
from sourcebridge.catalog.models import Product
from sourcebridge.catalog.states import PRODUCT
from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Refusal
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission

ROW_BUTTONS = ("add_tier", "add_sku")


@access.page(Permission.PRODUCT_EDIT)
def new(request: HttpRequest) -> HttpResponseBase:
    """An empty form; saving makes a draft."""
    return _form(request, access.member_of(request), None)


@access.page(Permission.PRODUCT_EDIT)
def edit(request: HttpRequest, product_id: UUID) -> HttpResponseBase:
    """A product's form with its pictures and what can be done with it."""
    acting = access.member_of(request)
    product = queries.own_product(acting.company, product_id)
    if request.method == "POST" and request.POST.get("move") in {"publish", "withdraw"}:
        verb = services.publish if request.POST["move"] == "publish" else services.withdraw
        verb(company_id=acting.company, product_id=product.id, by=acting.by(Actor.SUPPLIER), now=clock.now())
        messages.success(
            request, _("The goods are for sale.") if verb is services.publish else _("The goods are withdrawn.")
        )
        return redirect("catalog:edit", product.id)
    return _form(request, acting, product)


def _form(request: HttpRequest, acting: Member, product: Product | None) -> HttpResponseBase:
    adding = [name for name in ROW_BUTTONS if name in request.POST]
    refusal: Refusal | None = None
    if request.method != "POST":
        draft = queries.draft_of(product) if product else None
        form, rows = ProductForm.of(draft), Rows.of(draft)
    elif adding:
        rows = Rows.posted(request.POST)
        rows.add(adding[0])
        form = ProductForm(initial=request.POST.dict(), fixed=product is not None)
    else:
        form, rows = ProductForm(request.POST, fixed=product is not None), Rows.posted(request.POST)
        saved, refusal = _save(request, acting, product, form, rows)
        if saved is not None:
            return redirect("catalog:edit", saved.id)
    context: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "refusal": refusal,
        "product": product,
        "moves": [m for m in PRODUCT.open_moves(product.state, Actor.SUPPLIER) if m.name != "edit"] if product else [],
        "pictures": queries.pictures_of(product.id) if product else [],
        "public_url": f"/goods/{product.shop.slug}/{product.handle}/"
        if product and product.state == "PUBLISHED"
        else "",
        "preview_url": reverse("catalog:preview", args=[product.id]) if product else "",
    }
    return render(request, "catalog/product.html", context, status=422 if refusal or form.errors else 200)


def _save(
    request: HttpRequest, acting: Member, product: Product | None, form: ProductForm, rows: Rows
) -> tuple[Product | None, Refusal | None]:
    if not form.is_valid():
        return None, None
    by, now = acting.by(Actor.SUPPLIER), clock.now()
    try:
        draft = rows.draft(form.cleaned_data, handle=product.handle if product else form.cleaned_data.get("handle", ""))
        if product is None:
            saved = services.create_product(company_id=acting.company, draft=draft, by=by, now=now)
        else:
            saved = services.edit_product(company_id=acting.company, product_id=product.id, draft=draft, by=by, now=now)
    except Refusal as refusal:
        form.blame(refusal)
        return None, refusal
    messages.success(request, _("Saved."))
    return saved, None


@require_GET
@access.page(Permission.PRODUCT_VIEW)
def preview(request: HttpRequest, product_id: UUID) -> HttpResponseBase:
    """The product as buyers will see its words, ladder and variants."""
    acting = access.member_of(request)
    queries.own_product(acting.company, product_id)
    offer = queries.offer(product_id=product_id, member=acting, language=get_language())
    context = {"offer": offer, "ladder": offer.ladder(), "description": richtext.shown(offer.description.text)}
    return render(request, "catalog/preview.html", context)
