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

from sourcebridge.catalog import naming, queries, richtext, services
from sourcebridge.catalog.drafts import ProductDraft
from sourcebridge.catalog.errors import TooManyPictures
from sourcebridge.catalog.forms.product import ProductForm
from sourcebridge.catalog.forms.rows import Rows
from sourcebridge.catalog.models import Language, Product, ProductChange
from sourcebridge.catalog.pages import choosing
from sourcebridge.catalog.queries import categories, review
from sourcebridge.catalog.states import PRODUCT, ProductState
from sourcebridge.catalog.tree import Tree
from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Malformed, Refusal
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission

ROW_BUTTONS = ("add_tier", "add_sku", "make_skus")


@access.page(Permission.PRODUCT_EDIT)
def new(request: HttpRequest) -> HttpResponseBase:
    """First where the goods belong, then an empty form; saving makes a draft, or publishes at once."""
    tree = categories.whole()
    code = request.POST.get("category") or request.GET.get("category", "")
    if not choosing.is_leaf(tree, code):
        return choosing.page(request, tree, onward=reverse("catalog:new"))
    return _form(request, access.member_of(request), None, tree, code)


@access.page(Permission.PRODUCT_EDIT)
def edit(request: HttpRequest, product_id: UUID) -> HttpResponseBase:
    """A product's form with its pictures and what can be done with it."""
    acting = access.member_of(request)
    product = queries.own_product(acting.company, product_id)
    if request.method == "POST" and "move" in request.POST:
        return _move(request, acting, product)
    tree = categories.whole()
    if "choose" in request.GET:
        return choosing.page(request, tree, onward=reverse("catalog:edit", args=[product.id]), product=product)
    asked = request.POST.get("category") or request.GET.get("category", "")
    return _form(request, acting, product, tree, asked if choosing.is_leaf(tree, asked) else "")


def _move(request: HttpRequest, acting: Member, product: Product) -> HttpResponseBase:
    by, now, own = acting.by(Actor.SUPPLIER), clock.now(), acting.company
    match request.POST["move"]:
        case "publish":
            try:
                services.publish(company_id=own, product_id=product.id, by=by, now=now, complete=True)
            except Refusal as refusal:
                if not refusal.fields:
                    raise
                return _form(request, acting, product, categories.whole(), "", refusal)
            _tell_published(request)
        case "withdraw":
            services.withdraw(company_id=own, product_id=product.id, by=by, now=now)
            messages.success(request, _("The goods are withdrawn."))
        case "copy":
            product = services.copy_product(company_id=own, product_id=product.id, by=by, now=now)
            messages.success(request, _("This is the copy, a draft. Change what differs."))
        case "take_back":
            change = queries.waiting_change(product.id)
            if change is not None:
                services.withdraw_change(company_id=own, change_id=change.id, by=by, now=now)
                messages.success(request, _("The edit was taken back; the goods stay as they are."))
        case _:
            raise Malformed
    return redirect("catalog:edit", product.id)


def _tell_published(request: HttpRequest) -> None:
    messages.success(request, _("The goods are for sale. Enter your stock next, so that they can be ordered."))


def _form(
    request: HttpRequest,
    acting: Member,
    product: Product | None,
    tree: Tree,
    code: str,
    refusal: Refusal | None = None,
) -> HttpResponseBase:
    change = queries.waiting_change(product.id) if product else None
    draft = _start(product, change)
    code = code or (draft.category if draft else "")
    leaf, attributes = tree.nodes[code], tree.attributes_of(code)
    adding = [name for name in ROW_BUTTONS if name in request.POST]
    if request.method != "POST" or refusal is not None:
        initial = _named(request.GET.get("name", "")[:300]) if product is None else {}
        form = ProductForm(leaf=leaf, attributes=attributes, draft=draft, initial=initial)
        rows = Rows.of(draft)
        if refusal is not None:
            form = ProductForm(_bound(form), leaf=leaf, attributes=attributes, draft=draft)
            form.is_valid()
            form.blame(refusal)
    elif adding or "recategorise" in request.POST:
        rows = Rows.posted(request.POST)
        if adding:
            rows.add(adding[0])
        given: dict[str, Any] = {name: request.POST.get(name, "") for name in request.POST}
        given |= {name: request.POST.getlist(name) for name in request.POST if name.startswith("attribute.")}
        form = ProductForm(leaf=leaf, attributes=attributes, draft=draft, initial=given)
    else:
        form = ProductForm(request.POST, leaf=leaf, attributes=attributes, draft=draft)
        rows = Rows.posted(request.POST)
        saved, refusal = _save(request, acting, product, form, rows)
        if saved is not None and refusal is None:
            return redirect("catalog:edit", saved.id)
        product = saved or product
    _know_axes(rows, form, product)
    context: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "refusal": refusal,
        "product": product,
        "path": tree.path(code, get_language()),
        "action": reverse("catalog:edit", args=[product.id]) if product else reverse("catalog:new"),
        "choose_url": f"{reverse('catalog:edit', args=[product.id])}?choose=1" if product else reverse("catalog:new"),
        "change": change,
        "differences": naming.named(review.difference(change), tree) if change else [],
        "due_at": queries.answer_due(change, now=clock.now()) if change else None,
        "live": product is not None and product.published_at is not None,
        "moves": [m for m in PRODUCT.open_moves(product.state, Actor.SUPPLIER) if m.name != "edit"] if product else [],
        "pictures": queries.pictures_of(product.id) if product else [],
        "public_url": f"/goods/{product.shop.slug}/{product.handle}/"
        if product and product.state == ProductState.PUBLISHED
        else "",
    }
    wrong = refusal is not None or bool(form.errors)
    return render(request, "catalog/product.html", context, status=422 if wrong else 200)


def _start(product: Product | None, change: ProductChange | None) -> ProductDraft | None:
    """What the form shows first: the goods as they are, or as the waiting edit wants them."""
    if product is None:
        return None
    draft = queries.draft_of(product)
    return review.wish(change, product, draft) if change else draft


def _named(name: str) -> dict[str, str]:
    """A name typed when the category was looked for, in the language it seems to be in."""
    if not name:
        return {}
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in name)
    language = Language.ZH if chinese else Language.EN
    return {"title_zh" if chinese else "title_en": name, "language": language.value}


def _bound(form: ProductForm) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields}


def _know_axes(rows: Rows, form: ProductForm, product: Product | None) -> None:
    """Offer the category's axes by name where none is named, and their options as values to choose from."""
    language = str(form["language"].value() or "")
    free = [axis for axis in rows.axes if not axis.name]
    named = {axis.name.casefold(): axis for axis in rows.axes if axis.name}
    for facts in form.axes:
        axis = named.get(facts.name("zh-hans").casefold()) or named.get(facts.name("en").casefold())
        if axis is None and free and product is None:
            axis = free.pop(0)
            axis.name = facts.name(language)
        if axis is not None:
            axis.known = [option.name(language) for option in facts.offered][:12]


def _save(
    request: HttpRequest, acting: Member, product: Product | None, form: ProductForm, rows: Rows
) -> tuple[Product | None, Refusal | None]:
    """Save, and publish when asked to; goods that cannot be published yet stay saved and say what they miss."""
    if not form.is_valid():
        return None, None
    by, now, own = acting.by(Actor.SUPPLIER), clock.now(), acting.company
    try:
        draft = form.draft(rows, handle=product.handle if product else form.cleaned_data.get("handle", ""))
        if product is None:
            saved = services.create_product(company_id=own, draft=draft, by=by, now=now)
        else:
            saved = services.edit_product(
                company_id=own, product_id=product.id, draft=draft, by=by, now=now, whole=True
            )
    except Refusal as refusal:
        form.blame(refusal)
        return None, refusal
    _take_pictures(request, acting, saved)
    if request.POST.get("save") == "publish":
        try:
            services.publish(company_id=own, product_id=saved.id, by=by, now=now, complete=True)
        except Refusal as refusal:
            form.blame(refusal)
            messages.info(request, _("Saved as a draft."))
            return saved, refusal
        _tell_published(request)
    elif queries.waiting_change(saved.id):
        messages.info(
            request, _("The platform looks at this edit first. Until then buyers see the goods as they were.")
        )
    else:
        messages.success(request, _("Saved."))
    return saved, None


def _take_pictures(request: HttpRequest, acting: Member, product: Product) -> None:
    for file in request.FILES.getlist("pictures"):
        try:
            services.add_picture(
                company_id=acting.company,
                product_id=product.id,
                file=file,
                by=acting.by(Actor.SUPPLIER),
                now=clock.now(),
            )
        except Refusal as refusal:
            messages.warning(request, f"{file.name}: {refusal.text}")
            if isinstance(refusal, TooManyPictures):
                return


@require_GET
@access.page(Permission.PRODUCT_VIEW)
def preview(request: HttpRequest, product_id: UUID) -> HttpResponseBase:
    """The product as buyers will see its words, ladder and variants."""
    acting = access.member_of(request)
    queries.own_product(acting.company, product_id)
    offer = queries.offer(product_id=product_id, member=acting, language=get_language())
    context = {"offer": offer, "ladder": offer.ladder(), "description": richtext.shown(offer.description.text)}
    return render(request, "catalog/preview.html", context)
