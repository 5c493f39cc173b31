"""Ship, take in deliveries, confirm, release."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.deals import queries as deal_queries
from sourcebridge.deals import services as deals
from sourcebridge.domestic import events
from sourcebridge.domestic.errors import NotOpenForShipping
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.domestic.preview import title_of
from sourcebridge.domestic.services import base
from sourcebridge.domestic.states import AUTO_CONFIRM, DISPATCH_DUE, ORDER, OrderState
from sourcebridge.inventory import services as inventory
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics import queries as logistics
from sourcebridge.logistics import services as carriers
from sourcebridge.logistics.models import Shipment
from sourcebridge.logistics.states import ShipmentState
from sourcebridge.parameters import queries as parameters
from sourcebridge.payments import services as payments

CARRIER = By(Actor.CARRIER, name="carrier")


@transaction.atomic
def ship(
    *, deal_id: UUID, quantities: Mapping[UUID, Quantity] | None, carrier: str, waybill: str, by: By, now: datetime
) -> Shipment:
    """Hand a parcel to a carrier: quantities by deal line id, None for all that is open. Announces OrderDispatched.

    The edge is ship_rest when nothing stays open, else ship_part. Raises NotOpenForShipping, NothingToShip, the
    waybill's refusals, IllegalMove; then nothing is shipped.
    """
    order, deal = base.held(deal_id)
    ORDER.check(order.state, "ship_part", by.actor)
    lines = deal_queries.lines(deal_id=deal.id)
    gone = logistics.shipped(deal_id=deal.id)
    still = {line.id: Quantity(line.quantity - gone.get(line.id, Decimal(0)), line.unit) for line in lines}
    chosen = still if quantities is None else quantities
    parcel: list[tuple[UUID, Quantity]] = []
    for line in lines:
        quantity = chosen.get(line.id)
        if quantity is None or not quantity:
            continue
        if quantity > still[line.id] or quantity.amount < 0:
            raise NotOpenForShipping(goods=title_of(line.title), open=still[line.id].text, asked=quantity.text)
        parcel.append((line.id, quantity))
    complete = all(still[line.id] == dict(parcel).get(line.id, Quantity(Decimal(0), line.unit)) for line in lines)
    shipment = carriers.ship(
        deal_id=deal.id, supplier_company_id=deal.supplier_id, buyer_company_id=deal.buyer_id, lines=parcel,
        carrier=carrier, waybill=waybill, by=by, now=now,
    )  # fmt: skip
    refs = {line.id: line.owner_ref for line in lines}
    inventory.consume(
        deal_id=deal.id, lines=[inventory.ShipLine(refs[line_id], quantity) for line_id, quantity in parcel],
        now=now, by=by,
    )  # fmt: skip
    if complete:
        order.dispatched_at = now
        base.withdraw_deadlines(order, DISPATCH_DUE)
    audit.move(
        row=order, table=ORDER, name="ship_rest" if complete else "ship_part", by=by, at=now, deal_id=deal.id,
        save=("dispatched_at",),
        fact=events.OrderDispatched(at=now, deal_id=deal.id, number=deal.number, complete=complete),
        carrier=carrier, waybill=shipment.waybill,
    )  # fmt: skip
    return shipment


@transaction.atomic
def follow_parcels(*, deal_id: UUID, now: datetime) -> SpotOrder:
    """After news of a parcel: the order is delivered when everything was shipped and every parcel delivered.

    Auto-confirmation counts from the last carrier's delivery time (domain.md A6), never from the dispatch. A problem
    reported after delivery stops it. Announces OrderDelivered or DeliveryDoubted.
    """
    order, deal = base.held(deal_id)
    parcels = list(logistics.of_deal(deal_id=deal.id))
    all_there = bool(parcels) and all(p.state == ShipmentState.DELIVERED for p in parcels)
    if order.state == OrderState.DISPATCHED and all_there:
        order.delivered_at = max(p.delivered_at for p in parcels if p.delivered_at)
        order.confirm_by = order.delivered_at + parameters.span("order.auto_confirm_days", at=now)
        clock.set_deadline(kind=AUTO_CONFIRM, subject_id=deal.id, due_at=order.confirm_by)
        audit.move(
            row=order, table=ORDER, name="deliver", by=CARRIER, at=now, deal_id=deal.id,
            save=("delivered_at", "confirm_by"),
            fact=events.OrderDelivered(
                at=now, deal_id=deal.id, number=deal.number, delivered_at=order.delivered_at,
                confirm_by=order.confirm_by,
            ),
            delivered_at=order.delivered_at.isoformat(), confirm_by=order.confirm_by.isoformat(),
        )  # fmt: skip
    elif order.state == OrderState.DELIVERED and not all_there:
        base.withdraw_deadlines(order, AUTO_CONFIRM)
        order.delivered_at = order.confirm_by = None
        audit.move(
            row=order, table=ORDER, name="doubt_delivery", by=CARRIER, at=now, deal_id=deal.id,
            save=("delivered_at", "confirm_by"),
            fact=events.DeliveryDoubted(at=now, deal_id=deal.id, number=deal.number),
        )  # fmt: skip
    return order


@transaction.atomic
def confirm(*, deal_id: UUID, by: By, now: datetime) -> SpotOrder:
    """The buyer has the goods: the money is released to the supplier less the commission frozen at placing."""
    return _complete(deal_id, "confirm", by, now)


@transaction.atomic
def auto_confirm(*, deal_id: UUID, now: datetime) -> SpotOrder | None:
    """Receipt counts as confirmed by time; None when the order is not waiting for that any more."""
    order, _deal = base.held(deal_id)
    if order.state not in ORDER.named("auto_confirm").sources:
        return None
    return _complete(deal_id, "auto_confirm", SYSTEM, now)


def _complete(deal_id: UUID, name: str, by: By, now: datetime) -> SpotOrder:
    order, deal = base.held(deal_id)
    ORDER.check(order.state, name, by.actor)
    order.closed_at, order.closed_by = now, by.actor
    base.withdraw_deadlines(order)
    commission = order.total.share(order.commission_rate)
    audit.move(
        row=order, table=ORDER, name=name, by=by, at=now, deal_id=deal.id, save=("closed_at", "closed_by"),
        fact=events.OrderCompleted(at=now, deal_id=deal.id, number=deal.number, by_time=name == "auto_confirm"),
        commission=commission.as_json(),
    )  # fmt: skip
    payments.release(
        deal_id=deal.id, supplier_company_id=deal.supplier_id, gross=order.total, commission=commission, at=now,
        key="whole",
    )  # fmt: skip
    deals.mark_milestone(deal_id=deal.id, moment="released_at", now=now)
    return order
