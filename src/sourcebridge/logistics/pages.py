"""Addresses, freight templates and parcels as pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.kit.quantity import Quantity
from sourcebridge.kit.schemas import plain
from sourcebridge.logistics import queries, services
from sourcebridge.logistics.carriers import CARRIERS
from sourcebridge.logistics.forms import AddressForm, RateForm, TemplateForm, TryForm, WaybillForm
from sourcebridge.logistics.freight import FreightLine, Rate
from sourcebridge.logistics.models import ChargeBy, DeliveryAddress, FreightTemplate, Shipment
from sourcebridge.logistics.regions import province_name
from sourcebridge.logistics.states import SHIPMENT, ShipmentState
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

MOST_ROWS = 12


def _onward(request: HttpRequest, fallback: str) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else fallback


@access.page(Permission.ORDER_VIEW)
def addresses(request: HttpRequest) -> HttpResponse:
    """The company's delivery addresses."""
    member = access.member_of(request)
    rows = [
        {"row": row, "province": province_name(row.province)} for row in queries.addresses(company_id=member.company)
    ]
    return render(request, "logistics/addresses.html", {"rows": rows, "may_edit": member.may(Permission.CART_EDIT)})


@access.page(Permission.CART_EDIT)
def address(request: HttpRequest, address_id: UUID | None = None) -> HttpResponse:
    """Add or change one delivery address."""
    member = access.member_of(request)
    stored = _address(member, address_id)
    initial = {**queries.snapshot(stored), "is_default": stored.is_default} if stored else {}
    form = AddressForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = {name: str(value) for name, value in form.cleaned_data.items() if name != "is_default"}
        services.save_address(
            company_id=member.company,
            fields=fields,
            is_default=bool(form.cleaned_data["is_default"]),
            by=member.by(),
            now=clock.now(),
            address_id=address_id,
        )
        messages.success(request, _("The address is saved."))
        return redirect(_onward(request, reverse("logistics:addresses")))
    context = {"form": form, "stored": stored, "next": _onward(request, "")}
    return render(request, "logistics/address.html", context)


def _address(member: Member, address_id: UUID | None) -> DeliveryAddress | None:
    if address_id is None:
        return None
    found = queries.addresses(company_id=member.company).filter(pk=address_id).first()
    if found is None:
        raise NotFound
    return found


@access.page(Permission.CART_EDIT)
def remove_address(request: HttpRequest, address_id: UUID) -> HttpResponse:
    """Take an address off the list."""
    member = access.member_of(request)
    if request.method == "POST":
        services.remove_address(company_id=member.company, address_id=address_id, by=member.by(), now=clock.now())
        messages.success(request, _("The address is removed. Placed orders keep it."))
    return redirect("logistics:addresses")


@access.page(Permission.PRODUCT_VIEW)
def templates(request: HttpRequest) -> HttpResponse:
    """A supplier's freight prices, with a parcel to try them on."""
    member = access.member_of(request)
    trying = TryForm(request.GET if "province" in request.GET else None)
    quotes, refusal = [], None
    if trying.is_bound and trying.is_valid():
        values = trying.cleaned_data
        quantity = Quantity.of(values["quantity"].quantize(Decimal(1)), "C62")
        try:
            quotes = queries.quote_freight(
                supplier_company_id=member.company,
                province=values["province"],
                lines=[FreightLine(quantity, values["weight_g"])],
            )
        except Refusal as raised:
            refusal = raised
    context = {
        "rows": [_template_row(t) for t in queries.templates(company_id=member.company)],
        "may_edit": member.may(Permission.FREIGHT_EDIT),
        "trying": trying,
        "quotes": [{"quote": q, "carrier": CARRIERS[q.carrier].name} for q in quotes],
        "refusal": refusal,
    }
    return render(request, "logistics/templates.html", context)


def _template_row(template: FreightTemplate) -> dict[str, Any]:
    rates = [
        {
            "regions": "、".join(province_name(code) for code in row.regions),
            "first_unit": plain(row.first_unit),
            "first_fee": row.first_fee,
            "next_unit": plain(row.next_unit),
            "next_fee": row.next_fee,
            "least_fee": row.least_fee,
        }
        for row in template.rates.all()
    ]
    return {
        "template": template,
        "carrier": CARRIERS[template.carrier].name,
        "charge": ChargeBy(template.charge_by).label,
        "rates": rates,
    }


def _rate_initial(template: FreightTemplate | None) -> list[dict[str, Any]]:
    if template is None:
        return [{"first_unit": 1000, "first_fee": "8.00", "next_unit": 1000, "next_fee": "2.00", "least_fee": "0"}]
    names = ("regions", "first_unit", "first_fee", "next_unit", "next_fee", "least_fee")
    return [{name: getattr(row, name) for name in names} for row in template.rates.all()]


@access.page(Permission.FREIGHT_EDIT)
def template(request: HttpRequest, template_id: UUID | None = None) -> HttpResponse:
    """Make a freight template, or its next version. Works without script: `add row` posts back what was typed."""
    member = access.member_of(request)
    stored = queries.templates(company_id=member.company).filter(pk=template_id).first() if template_id else None
    if template_id and stored is None:
        raise NotFound
    rates = forms.formset_factory(RateForm, extra=0, can_delete=True, max_num=MOST_ROWS)
    if request.method != "POST":
        initial = (
            {"carrier": stored.carrier, "charge_by": stored.charge_by, "transit_days": stored.transit_days}
            if stored
            else {}
        )
        return _template_page(request, TemplateForm(initial=initial), rates(initial=_rate_initial(stored)), stored)
    data = request.POST.copy()
    if "add_row" in data:
        data["form-TOTAL_FORMS"] = str(min(int(data.get("form-TOTAL_FORMS") or 0) + 1, MOST_ROWS))
        return _template_page(request, TemplateForm(data), rates(data), stored, quiet=True)
    form, rows = TemplateForm(data), rates(data)
    by_weight = data.get("charge_by") != ChargeBy.SUPPLIER_PAYS
    if not form.is_valid() or (by_weight and not rows.is_valid()):
        return _template_page(request, form, rows, stored)
    try:
        services.save_template(
            company_id=member.company,
            carrier=form.cleaned_data["carrier"],
            name="",
            charge_by=form.cleaned_data["charge_by"],
            transit_days=form.cleaned_data["transit_days"],
            rows=[_row(row.cleaned_data) for row in rows if not row.cleaned_data.get("DELETE")] if by_weight else [],
            by=member.by(Actor.SUPPLIER),
            now=clock.now(),
        )
    except Refusal as refusal:
        form.add_error(None, "; ".join(refusal.fields.values()) or refusal.text)
        return _template_page(request, form, rows, stored)
    messages.success(request, _("The freight prices are in force. Orders already placed keep theirs."))
    return redirect("logistics:templates")


def _row(values: dict[str, Any]) -> services.RateRow:
    return services.RateRow(
        regions=tuple(values["regions"]),
        rate=Rate(
            values["first_unit"], values["first_fee"], values["next_unit"], values["next_fee"],
            values["least_fee"] or Decimal(0),
        ),
    )  # fmt: skip


def _template_page(
    request: HttpRequest, form: TemplateForm, rows: Any, stored: FreightTemplate | None, *, quiet: bool = False
) -> HttpResponse:
    if quiet:
        form = TemplateForm(initial=dict(form.data.items()))
    return render(request, "logistics/template.html", {"form": form, "rows": rows, "stored": stored})


@access.page(Permission.FREIGHT_EDIT)
def retire_template(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Stop offering a carrier."""
    member = access.member_of(request)
    if request.method == "POST":
        services.retire_template(
            company_id=member.company, template_id=template_id, by=member.by(Actor.SUPPLIER), now=clock.now()
        )
        messages.success(request, _("The carrier is no longer offered."))
    return redirect("logistics:templates")


def parcels(member: Member, deal_id: UUID) -> list[dict[str, Any]]:
    """The parcels of a deal as the panel draws them; empty for strangers."""
    seen = set(queries.visible_to(member).filter(deal_id=deal_id).values_list("pk", flat=True))
    return [_parcel(member, row) for row in queries.of_deal(deal_id=deal_id) if row.pk in seen]


def _parcel(member: Member, row: Shipment) -> dict[str, Any]:
    tone = {ShipmentState.DELIVERED: "good", ShipmentState.EXCEPTION: "harm", ShipmentState.LOST: "harm"}
    side = Actor.SUPPLIER if row.supplier_id == member.company_id else Actor.BUYER
    return {
        "row": row,
        "carrier": CARRIERS[row.carrier],
        "state": ShipmentState(row.state).label,
        "tone": tone.get(ShipmentState(row.state), "neutral"),
        "lines": [Quantity(line.quantity, line.unit) for line in row.lines.all()],
        "scans": [
            parts.TimelineEntry(at=e.happened_at, text=e.context, detail=e.place, actor=ShipmentState(e.state).label)
            for e in row.events.all()
        ],
        "moves": SHIPMENT.open_moves(row.state, side, frozenset(member.permissions)),
    }


@access.page(Permission.SHIPMENT_VIEW)
def for_deal(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """The parcels of a deal: a panel by HTMX, a page of its own without script."""
    member = access.member_of(request)
    found = parcels(member, deal_id)
    if not found and not queries.visible_to(member).filter(deal_id=deal_id).exists():
        raise NotFound
    fragment = request.headers.get("HX-Request") == "true"
    return render(
        request,
        "logistics/parts/parcels.html" if fragment else "logistics/parcels.html",
        {"parcels": found, "deal_id": deal_id},
    )


@access.page(Permission.SHIPMENT_SHIP)
def change_waybill(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """Correct a mistyped waybill number."""
    member = access.member_of(request)
    row = queries.visible_to(member).filter(pk=shipment_id).first()
    if row is None:
        raise NotFound
    form = WaybillForm(request.POST or None, initial={"waybill": row.waybill})
    if request.method == "POST" and form.is_valid():
        side = Actor.SUPPLIER if row.supplier_id == member.company_id else Actor.BUYER
        try:
            services.change_waybill(
                shipment_id=row.pk, waybill=form.cleaned_data["waybill"], by=member.by(side), now=clock.now()
            )
        except Refusal as refusal:
            form.add_error("waybill", refusal.text)
        else:
            messages.success(request, _("The waybill number is corrected."))
            return redirect("logistics:for_deal", deal_id=row.deal_id)
    return render(request, "logistics/waybill.html", {"form": form, "row": row, "carrier": CARRIERS[row.carrier]})
