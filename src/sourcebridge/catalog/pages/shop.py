"""The supplier's shop: profile, mixed batch, shelves, holidays."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog import services
from sourcebridge.catalog.forms.shop import ClosureForm, MixForm, ProfileForm, SectionForm, empty_decimal
from sourcebridge.catalog.models import Shop, ShopSection
from sourcebridge.catalog.queries import shops
from sourcebridge.catalog.queries import words as texts
from sourcebridge.clock import queries as clock
from sourcebridge.kit import digits
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import Malformed, Refusal
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission


def _shop(acting: Member) -> tuple[Shop, By]:
    by = acting.by(Actor.SUPPLIER)
    return services.open_shop(company_id=acting.company, by=by, now=clock.now()), by


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Malformed from None


@access.page(Permission.SHOP_EDIT)
def shop(request: HttpRequest) -> HttpResponseBase:
    """Profile, mixed batch, shelves and holidays side by side; each has a form of its own."""
    acting = access.member_of(request)
    row, by = _shop(acting)
    part, data = request.POST.get("part", ""), request.POST
    profile = (
        ProfileForm(data) if part == "profile" else ProfileForm.of(row, texts.words_of([row.id], ("about",), "shop"))
    )
    initial = {"mix_amount": empty_decimal(row.mix_amount), "mix_number": empty_decimal(row.mix_number),
               "mix_rule": row.mix_rule}  # fmt: skip
    mix = MixForm(data) if part == "mix" else MixForm(initial=initial)
    closure = ClosureForm(data) if part == "closure" else ClosureForm()
    parts: dict[str, ProfileForm | MixForm | ClosureForm] = {"profile": profile, "mix": mix, "closure": closure}
    form = parts.get(part)
    if request.method == "POST":
        try:
            said = _act(request, acting, by, form)
        except Refusal as refusal:
            if form is None:
                raise
            form.blame(refusal)
        else:
            if said:
                messages.success(request, said)
                return redirect("catalog:shop")
    now = clock.now()
    context: dict[str, Any] = {
        "shop": row,
        "profile": profile,
        "mix": mix,
        "closure": closure,
        "sections": shops.sections_of(row),
        "closures": [
            (each, each.ends_at > now and each.ended_early_at is None) for each in shops.all_closures(row)[:20]
        ],
    }
    wrong = request.method == "POST"
    return render(request, "catalog/shop.html", context, status=422 if wrong else 200)


def _act(request: HttpRequest, acting: Member, by: By, form: ProfileForm | MixForm | ClosureForm | None) -> str:
    """Carry out the sent part; empty when its form has to be corrected."""
    now, own = clock.now(), acting.company
    if form is not None and not form.is_valid():
        return ""
    if isinstance(form, ProfileForm):
        services.save_profile(company_id=own, profile=form.profile(), by=by, now=now)
        return _("The profile was saved.")
    if isinstance(form, MixForm):
        terms = form.cleaned_data
        services.save_mix(
            company_id=own,
            amount=terms["mix_amount"],
            number=terms["mix_number"],
            rule=terms["mix_rule"],
            by=by,
            now=now,
        )
        return _("The terms of mixed batches were saved.")
    if isinstance(form, ClosureForm):
        starts, ends = form.period()
        note = form.cleaned_data["note"]
        services.set_closure(company_id=own, starts_at=starts, ends_at=ends, note=note, by=by, now=now)
        return _("The holidays are announced; dispatch promises begin after them.")
    if "end_closure" in request.POST:
        services.end_closure(company_id=own, closure_id=_id(request.POST["end_closure"]), by=by, now=now)
        return _("The holidays are over.")
    if "up" in request.POST:
        _move_up(acting, by, _id(request.POST["up"]))
        return _("The shelves were put in order.")
    raise Malformed


def _move_up(acting: Member, by: By, section_id: UUID) -> None:
    row, _by = _shop(acting)
    order = [section.id for section in shops.sections_of(row)]
    if section_id in order and order.index(section_id) > 0:
        place = order.index(section_id)
        order[place - 1], order[place] = order[place], order[place - 1]
    services.order_sections(company_id=acting.company, section_ids=order, by=by, now=clock.now())


@access.page(Permission.SHOP_EDIT)
def section(request: HttpRequest, section_id: UUID | None = None) -> HttpResponseBase:
    """One shelf: its names, and which goods stand on it in which order."""
    acting = access.member_of(request)
    row, by = _shop(acting)
    shelf: ShopSection | None = shops.section(acting.company, section_id) if section_id else None
    if request.method == "POST" and "remove" in request.POST and shelf:
        services.remove_section(company_id=acting.company, section_id=shelf.id, by=by, now=clock.now())
        messages.success(request, _("The shelf was removed; its goods stay on sale."))
        return redirect("catalog:shop")
    goods = shops.shelf_goods(row, language=get_language())
    present = [str(one) for one in shops.on_shelf(shelf.id)] if shelf else []
    goods.sort(key=lambda good: present.index(str(good.product_id)) if str(good.product_id) in present else 10_000)
    initial = {"name": shelf.name, "name_en": shelf.name_en, "products": present} if shelf else {}
    form = SectionForm(request.POST or None, goods=[(str(g.product_id), g.title) for g in goods], initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_section(
                company_id=acting.company,
                name=form.cleaned_data["name"],
                name_en=form.cleaned_data["name_en"],
                product_ids=_in_order(request, form.cleaned_data["products"]),
                section_id=section_id,
                by=by,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("The shelf was saved."))
            return redirect("catalog:shop")
    chosen = set(form["products"].value() or [])
    rows = [(good, str(good.product_id) in chosen, place) for place, good in enumerate(goods, start=1)]
    context = {"form": form, "shelf": shelf, "goods": rows}
    return render(request, "catalog/section.html", context, status=422 if form.errors else 200)


def _in_order(request: HttpRequest, chosen: list[str]) -> list[UUID]:
    """The chosen goods by the places typed beside them; without a place they follow as they stood."""

    def place(text: str) -> tuple[int, int]:
        typed = digits.whole(request.POST.get(f"place_{text}", ""))
        return (10_000 if typed is None else typed, chosen.index(text))

    return [UUID(text) for text in sorted(chosen, key=place)]
