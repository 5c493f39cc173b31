"""What the domestic door announces; `at` is business time in UTC, `deal_id` names the order."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sourcebridge.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderFact(Event):
    """Base of the facts about one order."""

    number: str


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(OrderFact):
    """A buyer placed an order."""

    name: ClassVar[str] = "domestic.order.placed"

    total: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class OrderRepriced(OrderFact):
    """The supplier changed price or freight before payment."""

    name: ClassVar[str] = "domestic.order.repriced"

    total: Decimal
    former_total: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class StockHeld(OrderFact):
    """The supplier keeps the goods until the payment is due."""

    name: ClassVar[str] = "domestic.order.stock_held"

    until: datetime


@dataclass(frozen=True, kw_only=True)
class OrderPaid(OrderFact):
    """The exact amount is in escrow and the goods are reserved; the supplier promised dispatch by `dispatch_due_at`."""

    name: ClassVar[str] = "domestic.order.paid"

    dispatch_due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class OrderOutOfStock(OrderFact):
    """Paid when the goods were gone; the money goes back."""

    name: ClassVar[str] = "domestic.order.out_of_stock"


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(OrderFact):
    """Closed before payment; `by_side` says by whom."""

    name: ClassVar[str] = "domestic.order.cancelled"

    by_side: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DispatchLate(OrderFact):
    """The dispatch promise passed and goods are still not on their way."""

    name: ClassVar[str] = "domestic.order.dispatch_late"


@dataclass(frozen=True, kw_only=True)
class OrderDispatched(OrderFact):
    """A parcel left; `complete` when nothing is left to ship."""

    name: ClassVar[str] = "domestic.order.dispatched"

    complete: bool


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(OrderFact):
    """The last parcel was delivered, at the carrier's time."""

    name: ClassVar[str] = "domestic.order.delivered"

    delivered_at: datetime
    confirm_by: datetime


@dataclass(frozen=True, kw_only=True)
class DeliveryDoubted(OrderFact):
    """After delivery the carrier reported a problem; the confirmation clock stops."""

    name: ClassVar[str] = "domestic.order.delivery_doubted"


@dataclass(frozen=True, kw_only=True)
class OrderCompleted(OrderFact):
    """Receipt confirmed by the buyer or by time; the money is released."""

    name: ClassVar[str] = "domestic.order.completed"

    by_time: bool


@dataclass(frozen=True, kw_only=True)
class RefundAsked(OrderFact):
    """The buyer asks for the money back before dispatch."""

    name: ClassVar[str] = "domestic.order.refund_asked"

    reason: str


@dataclass(frozen=True, kw_only=True)
class RefundWithdrawn(OrderFact):
    """The buyer took the request back."""

    name: ClassVar[str] = "domestic.order.refund_withdrawn"


@dataclass(frozen=True, kw_only=True)
class RefundRefused(OrderFact):
    """The supplier refused and will ship."""

    name: ClassVar[str] = "domestic.order.refund_refused"

    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderRefunding(OrderFact):
    """The money is on its way back; the stock is free again."""

    name: ClassVar[str] = "domestic.order.refunding"

    by_side: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderTerminated(OrderFact):
    """The money is back where it came from."""

    name: ClassVar[str] = "domestic.order.terminated"
