"""Addresses, freight and shipments as calls."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router

from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Malformed, NotFound
from sourcebridge.kit.quantity import Quantity
from sourcebridge.kit.schemas import Page, plain
from sourcebridge.logistics import queries, services
from sourcebridge.logistics.carriers import CARRIERS
from sourcebridge.logistics.freight import FreightLine, Rate
from sourcebridge.logistics.models import FreightTemplate, Shipment
from sourcebridge.logistics.schemas import (
    AddressIn,
    AddressOut,
    CarrierOut,
    QuoteIn,
    QuoteOut,
    RateIn,
    ShipmentOut,
    TemplateIn,
    TemplateOut,
    WaybillIn,
)
from sourcebridge.logistics.states import ShipmentState
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()


def number(text: str, field: str) -> Decimal:
    """A finite decimal; raises Malformed with the field's name."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > Decimal(10) ** 9:
        raise Malformed(fields={field: str(_("Write a number."))})
    return value


def rate_row(row: RateIn) -> services.RateRow:
    """One rate row read from text."""
    return services.RateRow(
        regions=tuple(row.regions),
        rate=Rate(
            first_unit=number(row.first_unit, "first_unit"),
            first_fee=number(row.first_fee, "first_fee"),
            next_unit=number(row.next_unit, "next_unit"),
            next_fee=number(row.next_fee, "next_fee"),
            least_fee=number(row.least_fee or "0", "least_fee"),
        ),
    )


def template_out(template: FreightTemplate) -> dict[str, Any]:
    """A template as the API shows it."""
    return {
        "id": template.id,
        "version": template.version,
        "carrier": template.carrier,
        "name": template.name,
        "charge_by": template.charge_by,
        "transit_days": template.transit_days,
        "rates": [
            {
                "regions": row.regions,
                "first_unit": plain(row.first_unit),
                "first_fee": str(row.first_fee),
                "next_unit": plain(row.next_unit),
                "next_fee": str(row.next_fee),
                "least_fee": str(row.least_fee),
            }
            for row in template.rates.all()
        ],
    }


def shipment_out(shipment: Shipment) -> dict[str, Any]:
    """A shipment as the API shows it."""
    return {
        "id": shipment.id,
        "deal_id": shipment.deal_id,
        "number": shipment.number,
        "carrier": shipment.carrier,
        "carrier_name": CARRIERS[shipment.carrier].name,
        "waybill": shipment.waybill,
        "state": shipment.state,
        "state_label": str(ShipmentState(shipment.state).label),
        "dispatched_at": shipment.dispatched_at,
        "delivered_at": shipment.delivered_at,
        "lines": [
            {"deal_line_id": line.deal_line_id, "quantity": Quantity(line.quantity, line.unit)}
            for line in shipment.lines.all()
        ],
        "events": [
            {"state": e.state, "happened_at": e.happened_at, "context": e.context, "place": e.place}
            for e in sorted(shipment.events.all(), key=lambda e: (e.happened_at, e.digest), reverse=True)
        ],
    }


@access.operation(router, "GET", "/carriers", access.PUBLIC, response=list[CarrierOut])
def carriers(request: HttpRequest) -> list[dict[str, str]]:
    """The carriers we track."""
    return [{"code": c.code, "name": c.name, "phone": c.phone} for c in CARRIERS.values()]


@access.operation(router, "GET", "/addresses", Permission.ORDER_VIEW, response=list[AddressOut])
def addresses(request: HttpRequest) -> list[Any]:
    """The company's delivery addresses, the default first."""
    return list(queries.addresses(company_id=access.member_of(request).company))


@access.operation(router, "POST", "/addresses", Permission.CART_EDIT, response=AddressOut, status=201)
def add_address(request: HttpRequest, body: AddressIn) -> Any:
    """Add a delivery address."""
    return _save_address(request, body, None)


@access.operation(router, "PUT", "/addresses/{uuid:address_id}", Permission.CART_EDIT, response=AddressOut)
def change_address(request: HttpRequest, address_id: UUID, body: AddressIn) -> Any:
    """Change a delivery address; placed orders keep theirs."""
    return _save_address(request, body, address_id)


def _save_address(request: HttpRequest, body: AddressIn, address_id: UUID | None) -> Any:
    member = access.member_of(request)
    fields = body.model_dump(exclude={"is_default"})
    return services.save_address(
        company_id=member.company,
        fields=fields,
        is_default=body.is_default,
        by=member.by(),
        now=clock.now(),
        address_id=address_id,
    )


@access.operation(router, "DELETE", "/addresses/{uuid:address_id}", Permission.CART_EDIT, response=None)
def remove_address(request: HttpRequest, address_id: UUID) -> None:
    """Take an address off the list."""
    member = access.member_of(request)
    services.remove_address(company_id=member.company, address_id=address_id, by=member.by(), now=clock.now())


@access.operation(router, "GET", "/freight-templates", Permission.PRODUCT_VIEW, response=list[TemplateOut])
def templates(request: HttpRequest) -> list[Any]:
    """The company's freight templates in force."""
    return [template_out(t) for t in queries.templates(company_id=access.member_of(request).company)]


@access.operation(router, "POST", "/freight-templates", Permission.FREIGHT_EDIT, response=TemplateOut, status=201)
def save_template(request: HttpRequest, body: TemplateIn) -> Any:
    """Publish a carrier's price list; the version before it is retired."""
    member = access.member_of(request)
    template = services.save_template(
        company_id=member.company,
        carrier=body.carrier,
        name=body.name,
        charge_by=body.charge_by,
        transit_days=body.transit_days,
        rows=[rate_row(row) for row in body.rates],
        by=member.by(Actor.SUPPLIER),
        now=clock.now(),
    )
    return template_out(template)


@access.operation(router, "DELETE", "/freight-templates/{uuid:template_id}", Permission.FREIGHT_EDIT, response=None)
def retire_template(request: HttpRequest, template_id: UUID) -> None:
    """Stop offering a carrier."""
    member = access.member_of(request)
    services.retire_template(
        company_id=member.company, template_id=template_id, by=member.by(Actor.SUPPLIER), now=clock.now()
    )


@access.operation(router, "POST", "/freight/quote", access.PUBLIC, response=list[QuoteOut])
def quote(request: HttpRequest, body: QuoteIn) -> list[dict[str, Any]]:
    """A supplier's freight for some goods to a province, cheapest first."""
    lines = [
        FreightLine(line.quantity.quantity(), None if line.weight_g is None else number(line.weight_g, "weight_g"))
        for line in body.lines
    ]
    return [
        {
            "template_id": q.template_id,
            "carrier": q.carrier,
            "carrier_name": CARRIERS[q.carrier].name,
            "fee": q.fee,
            "transit_days": q.transit_days,
            "explained": q.explained,
        }
        for q in queries.quote_freight(supplier_company_id=body.supplier, province=body.province, lines=lines)
    ]


def _seen(request: HttpRequest, shipment_id: UUID) -> Shipment:
    shipment = queries.visible_to(access.member_of(request)).filter(pk=shipment_id).first()
    if shipment is None:
        raise NotFound
    return shipment


@access.operation(router, "GET", "/shipments", Permission.SHIPMENT_VIEW, response=Page[ShipmentOut])
def shipments(request: HttpRequest, deal: UUID | None = None, cursor: str = "", limit: int = 20) -> dict[str, Any]:
    """Shipments of the company's deals, newest first; `deal` narrows to one deal."""
    rows = queries.visible_to(access.member_of(request)).prefetch_related("lines", "events")
    if deal is not None:
        rows = rows.filter(deal_id=deal)
    items, following = paging.page_of(rows, cursor=cursor, limit=limit)
    return {"items": [shipment_out(s) for s in items], "next_cursor": following}


@access.operation(router, "GET", "/shipments/{uuid:shipment_id}", Permission.SHIPMENT_VIEW, response=ShipmentOut)
def shipment(request: HttpRequest, shipment_id: UUID) -> dict[str, Any]:
    """One parcel with its journal."""
    return shipment_out(_seen(request, shipment_id))


@access.operation(
    router, "POST", "/shipments/{uuid:shipment_id}/change-waybill", Permission.SHIPMENT_SHIP, response=ShipmentOut
)
def change_waybill(request: HttpRequest, shipment_id: UUID, body: WaybillIn) -> dict[str, Any]:
    """Correct the waybill number before the first scan."""
    member = access.member_of(request)
    seen = _seen(request, shipment_id)
    by = member.by(Actor.SUPPLIER if seen.supplier_id == member.company_id else Actor.BUYER)
    changed = services.change_waybill(shipment_id=seen.id, waybill=body.waybill, by=by, now=clock.now())
    return shipment_out(changed)
