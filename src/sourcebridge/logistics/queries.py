"""Read freight prices, shipments and tracking."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.db.models import Q

from sourcebridge.kit.money import Money
from sourcebridge.logistics import freight
from sourcebridge.logistics.freight import FreightLine, FreightQuote, FreightUnknown, Rate
from sourcebridge.logistics.models import (
    ChargeBy,
    DeliveryAddress,
    FreightRate,
    FreightTemplate,
    Shipment,
    ShipmentLine,
    TrackingEvent,
)
from sourcebridge.logistics.regions import province_name
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission


def templates(*, company_id: UUID) -> models.QuerySet[FreightTemplate]:
    """A supplier's templates in force, with their rates."""
    return (
        FreightTemplate.objects.filter(company_id=company_id, retired_at=None)
        .prefetch_related("rates")
        .order_by("created_at", "id")
    )


def quote_freight(
    *, supplier_company_id: UUID, province: str, lines: Sequence[FreightLine], currency: str = "CNY"
) -> list[FreightQuote]:
    """One quote per carrier the supplier offers to the province (GB/T 2260 code), cheapest first.

    Raises FreightUnknown when no template serves it, WeightUnknown when every serving template needs a missing weight.
    """
    found = templates(company_id=supplier_company_id).filter(currency=currency)
    return quotes_of([(template, list(template.rates.all())) for template in found], province=province, lines=lines)


def quotes_of(
    prices: Sequence[tuple[FreightTemplate, Sequence[FreightRate]]], *, province: str, lines: Sequence[FreightLine]
) -> list[FreightQuote]:
    """`quote_freight` of templates and rates read already: no statement, the same refusals."""
    quotes: list[FreightQuote] = []
    unknown: freight.WeightUnknown | None = None
    for template, rates in prices:
        rate = _rate(rates, province)
        if rate is None and template.charge_by != ChargeBy.SUPPLIER_PAYS:
            continue
        try:
            quotes.append(_quote(template, rate, lines))
        except freight.WeightUnknown as refusal:
            unknown = refusal
    if not quotes:
        raise unknown or FreightUnknown(province=province_name(province))
    return sorted(quotes, key=lambda quote: (quote.fee.amount, quote.transit_days, quote.carrier))


def _rate(rows: Sequence[FreightRate], province: str) -> FreightRate | None:
    named = next((row for row in rows if province in row.regions), None)
    return named or next((row for row in rows if not row.regions), None)


def _quote(template: FreightTemplate, rate: FreightRate | None, lines: Sequence[FreightLine]) -> FreightQuote:
    explained = {"template": template.name, "version": str(template.version), "charge_by": str(template.charge_by)}
    if template.charge_by == ChargeBy.SUPPLIER_PAYS or rate is None:
        cost = Money.zero(template.currency)
    else:
        amount = freight.weight(lines) if template.charge_by == ChargeBy.WEIGHT else freight.pieces(lines)
        cost = freight.fee(
            Rate(rate.first_unit, rate.first_fee, rate.next_unit, rate.next_fee, rate.least_fee),
            amount,
            template.currency,
        )
        explained |= {
            "amount": _plain(amount),
            "first_unit": _plain(rate.first_unit),
            "first_fee": str(rate.first_fee),
            "next_unit": _plain(rate.next_unit),
            "next_fee": str(rate.next_fee),
            "least_fee": str(rate.least_fee),
        }
    return FreightQuote(template.id, template.carrier, cost, template.transit_days, explained)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def addresses(*, company_id: UUID) -> models.QuerySet[DeliveryAddress]:
    """A company's delivery addresses, the default first."""
    return DeliveryAddress.objects.filter(company_id=company_id, removed_at=None).order_by("-is_default", "id")


def snapshot(address: DeliveryAddress) -> dict[str, str]:
    """The address as text values, kept in a deal's terms."""
    return {
        "recipient": address.recipient,
        "phone": address.phone,
        "province": address.province,
        "city": address.city,
        "district": address.district,
        "street": address.street,
    }


def visible_to(member: Member) -> models.QuerySet[Shipment]:
    """Shipments of deals the member's company is a party of; the platform's desk sees all."""
    if member.is_platform and member.may(Permission.ORDER_OVERSEE):
        return Shipment.objects.all()
    if member.company_id is None or not member.may(Permission.SHIPMENT_VIEW):
        return Shipment.objects.none()
    return Shipment.objects.filter(Q(supplier_id=member.company_id) | Q(buyer_id=member.company_id))


def of_deal(*, deal_id: UUID) -> models.QuerySet[Shipment]:
    """All shipments of a deal with lines and events, in the order of dispatch."""
    return (
        Shipment.objects.filter(deal_id=deal_id)
        .prefetch_related(
            "lines", models.Prefetch("events", queryset=TrackingEvent.objects.order_by("-happened_at", "-id"))
        )
        .order_by("number")
    )


def shipped(*, deal_id: UUID) -> dict[UUID, Decimal]:
    """Quantity already in shipments, by deal line, in the line's unit."""
    rows = (
        ShipmentLine.objects.filter(shipment__deal_id=deal_id)
        .values("deal_line_id")
        .annotate(total=models.Sum("quantity"))
    )
    return {row["deal_line_id"]: row["total"] for row in rows}
