"""A few orders of the last days, one in each state a visitor wants to see."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sourcebridge.catalog.models import Product, Sku
from sourcebridge.demo.people import House
from sourcebridge.domestic import services as domestic
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics import queries as logistics
from sourcebridge.logistics import services as carriers
from sourcebridge.logistics.states import ShipmentState


def trade(*, weaver: House, stall: House, studio: House, fabrics: list[UUID], now: datetime) -> None:
    """Completed, on its way, paid, and unpaid: four orders."""
    day = timedelta(days=1)
    done = _placed(stall, fabrics[0], {0: "200"}, now - 12 * day)
    paid(done, stall, now - 12 * day)
    shipped(done, weaver, "DPK364058011001", now - 12 * day + timedelta(hours=5))
    delivered(done, now - 10 * day)
    domestic.confirm(deal_id=done.deal_id, by=stall.by(Actor.BUYER), now=now - 9 * day)
    under_way = _placed(stall, fabrics[1], {0: "120", 1: "60"}, now - 2 * day)
    paid(under_way, stall, now - 2 * day)
    shipped(under_way, weaver, "DPK364058011002", now - 2 * day + timedelta(hours=7))
    _scanned(under_way, ShipmentState.IN_TRANSIT, "【绍兴转运中心】已发出 下一站 广州", now - day)
    paid(_placed(stall, fabrics[2], {2: "80"}, now - timedelta(hours=3)), stall, now - timedelta(hours=3))
    _placed(studio, fabrics[4], {0: "150", 3: "50"}, now)


def _placed(buyer: House, product_id: UUID, wanted: dict[int, str], now: datetime) -> SpotOrder:
    skus: list[Sku] = list(Product.objects.get(pk=product_id).skus.order_by("position"))
    unit = Product.objects.get(pk=product_id).unit
    address = logistics.addresses(company_id=buyer.company.id).get()
    return domestic.place(
        buyer_company_id=buyer.company.id,
        lines=[(skus[place].id, Quantity(Decimal(amount), unit)) for place, amount in wanted.items()],
        address=logistics.snapshot(address),
        carrier="debangkuaidi",
        by=buyer.by(Actor.BUYER),
        now=now,
    )


def paid(order: SpotOrder, buyer: House, now: datetime) -> None:
    """Paid from the balance, four minutes later."""
    moment = now + timedelta(minutes=4)
    domestic.pay_from_balance(deal_id=order.deal_id, by=buyer.by(Actor.BUYER), now=moment)


def shipped(order: SpotOrder, seller: House, waybill: str, now: datetime, carrier: str = "debangkuaidi") -> None:
    """The whole order leaves in one parcel."""
    by = seller.by(Actor.SUPPLIER)
    domestic.ship(deal_id=order.deal_id, quantities=None, carrier=carrier, waybill=waybill, by=by, now=now)


def _scanned(order: SpotOrder, state: str, words: str, now: datetime) -> None:
    for parcel in logistics.of_deal(deal_id=order.deal_id):
        scan = carriers.Scan(state=state, happened_at=now, context=words)
        carriers.record_scans(shipment_id=parcel.id, scans=[scan], now=now)


def delivered(order: SpotOrder, now: datetime) -> None:
    """The carrier reports the parcel signed for."""
    _scanned(order, ShipmentState.DELIVERED, "【广州市】已签收, 签收人: 陈姐", now)
    domestic.follow_parcels(deal_id=order.deal_id, now=now)
