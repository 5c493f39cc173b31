"""Each act people may do on an order, once: what it takes and which verb does it. Pages and API read this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sourcebridge.deals import queries as deals
from sourcebridge.domestic import services
from sourcebridge.domestic.models import CloseReason, SpotOrder
from sourcebridge.domestic.schemas import Empty, NoteIn, ReasonIn, RefundIn, RepriceIn, ShipIn
from sourcebridge.domestic.states import ORDER
from sourcebridge.kit.actors import HUMANS, By
from sourcebridge.kit.quantity import Quantity
from sourcebridge.kit.states import Move

Run = Callable[[SpotOrder, Any, By, datetime], object]


@dataclass(frozen=True, slots=True)
class Action:
    """One act: its input shape and its verb."""

    takes: type[Any]
    run: Run


def _reprice(order: SpotOrder, body: RepriceIn, by: By, now: datetime) -> object:
    return services.reprice(deal_id=order.deal_id, prices=body.prices, freight=body.freight, by=by, now=now)


def _ship(order: SpotOrder, body: ShipIn, by: By, now: datetime) -> object:
    units = {line.id: line.unit for line in deals.lines(deal_id=order.deal_id)}
    chosen = {row.line: Quantity.of(row.quantity, units.get(row.line, "C62")) for row in body.lines}
    return services.ship(
        deal_id=order.deal_id, quantities=chosen if body.lines else None, carrier=body.carrier, waybill=body.waybill,
        by=by, now=now,
    )  # fmt: skip


ACTIONS: dict[str, Action] = {
    "reprice": Action(RepriceIn, _reprice),
    "hold_stock": Action(Empty, lambda o, _b, by, now: services.hold_stock(deal_id=o.deal_id, by=by, now=now)),
    "cancel": Action(
        ReasonIn,
        lambda o, b, by, now: services.cancel(
            deal_id=o.deal_id, reason=b.reason or CloseReason.BUYER_CHANGED_MIND, by=by, now=now
        ),
    ),
    "decline": Action(
        ReasonIn,
        lambda o, b, by, now: services.decline(
            deal_id=o.deal_id, reason=b.reason or CloseReason.SUPPLIER_LACKS_GOODS, by=by, now=now
        ),
    ),
    "ship": Action(ShipIn, _ship),
    "confirm": Action(Empty, lambda o, _b, by, now: services.confirm(deal_id=o.deal_id, by=by, now=now)),
    "ask_refund": Action(
        RefundIn,
        lambda o, b, by, now: services.ask_refund(deal_id=o.deal_id, reason=b.reason, note=b.note, by=by, now=now),
    ),
    "withdraw_refund": Action(
        Empty, lambda o, _b, by, now: services.withdraw_refund(deal_id=o.deal_id, by=by, now=now)
    ),
    "refuse_refund": Action(
        NoteIn, lambda o, b, by, now: services.refuse_refund(deal_id=o.deal_id, note=b.note, by=by, now=now)
    ),
    "accept_refund": Action(Empty, lambda o, _b, by, now: services.accept_refund(deal_id=o.deal_id, by=by, now=now)),
}


def human_moves() -> dict[str, Move]:
    """The acts of the lifecycle that people make, by name, with one of their edges."""
    found: dict[str, Move] = {}
    for edge in ORDER.moves:
        if edge.by & HUMANS:
            found.setdefault(edge.act, edge)
    return found
