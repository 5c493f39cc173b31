"""What the verbs on orders share: holding one, its lines for stock, closing it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sourcebridge.catalog import queries as catalog
from sourcebridge.clock import services as clock
from sourcebridge.deals import queries as deals
from sourcebridge.deals.models import Deal, DealLine
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.domestic.states import AUTO_CONFIRM, DISPATCH_DUE, PAYMENT_DUE, REFUND_ANSWER
from sourcebridge.inventory.services import ReserveLine
from sourcebridge.kit import locks
from sourcebridge.kit.errors import NotFound


def held(deal_id: UUID) -> tuple[SpotOrder, Deal]:
    """The order and its deal, the deal held and the order's row locked. Raises NotFound."""
    locks.hold("deal", deal_id)
    order = SpotOrder.objects.select_for_update(of=("self",)).select_related("deal").filter(deal_id=deal_id).first()
    if order is None:
        raise NotFound
    return order, order.deal


def reserve_lines(lines: Iterable[DealLine]) -> list[ReserveLine]:
    """The lines as stock knows them."""
    return [ReserveLine(sku_id=line.sku_id, quantity=line.ordered, owner_ref=line.owner_ref) for line in lines]


def on_order_lines(deal: Deal) -> list[DealLine]:
    """The lines whose goods are taken from stock when the order is placed (拍下减库存)."""
    lines = deals.lines(deal_id=deal.id)
    skus = catalog.lines_for([line.sku_id for line in lines], buyer_company_id=deal.buyer_id)
    return [line for line in lines if line.sku_id in skus and skus[line.sku_id].deduct_on == "ON_ORDER"]


def withdraw_deadlines(order: SpotOrder, *kinds: str) -> None:
    """Nothing falls due for this order any more (of these kinds, or of all)."""
    for kind in kinds or (PAYMENT_DUE, AUTO_CONFIRM, REFUND_ANSWER, DISPATCH_DUE):
        clock.withdraw(kind=kind, subject_id=order.deal_id)
