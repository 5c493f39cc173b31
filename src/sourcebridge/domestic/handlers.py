"""What the domestic door does when others announce something."""

from sourcebridge.catalog import ports as desk
from sourcebridge.clock import queries as clock
from sourcebridge.deals import queries as deals
from sourcebridge.deals.models import Deal
from sourcebridge.domestic import counting, notices, services, shop_notices, stocklevels
from sourcebridge.domestic import events as own
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.inventory import services as inventory
from sourcebridge.kit.events import listens
from sourcebridge.logistics import events as parcels
from sourcebridge.payments import events as payments

desk.tell_stock(stocklevels.Desk())
__all__ = ["shop_notices"]


@listens(payments.PaymentArriving, inline=True)
def on_arrival(fact: payments.PaymentArriving) -> None:
    """Before the ledger is locked: lock the stock this payment will make firm."""
    if fact.deal_id is not None:
        inventory.locked_pools(line.sku_id for line in deals.lines(deal_id=fact.deal_id))


@listens(payments.PaymentSettled, inline=True)
def on_payment(fact: payments.PaymentSettled) -> None:
    """In the booking's own transaction: the order is paid, or its money goes back."""
    if fact.deal_id is not None and SpotOrder.objects.filter(deal_id=fact.deal_id).exists():
        services.settle_payment(deal_id=fact.deal_id, now=fact.at)


@listens(payments.RefundCompleted, inline=True)
def on_refund(fact: payments.RefundCompleted) -> None:
    """The money is back: the order is closed."""
    if fact.deal_id is not None and SpotOrder.objects.filter(deal_id=fact.deal_id).exists():
        services.finish_refund(deal_id=fact.deal_id, now=fact.at)


def _follow(fact: parcels.ShipmentDelivered | parcels.ShipmentException | parcels.ShipmentReturned) -> None:
    if fact.deal_id is not None and SpotOrder.objects.filter(deal_id=fact.deal_id).exists():
        services.follow_parcels(deal_id=fact.deal_id, now=clock.now())


@listens(parcels.ShipmentDelivered)
def on_delivery(fact: parcels.ShipmentDelivered) -> None:
    """A parcel arrived."""
    _follow(fact)


@listens(parcels.ShipmentException)
def on_problem(fact: parcels.ShipmentException) -> None:
    """A parcel has a problem; a delivered order is delivered no more."""
    _follow(fact)


@listens(parcels.ShipmentReturned)
def on_return(fact: parcels.ShipmentReturned) -> None:
    """A parcel came back."""
    _follow(fact)


def _recount(fact: own.OrderFact) -> None:
    """The order's facts change what buyers are told about its supplier."""
    if fact.deal_id is None:
        return
    deal = Deal.objects.get(pk=fact.deal_id)
    products = {line.product_id for line in deals.lines(deal_id=deal.id)} if isinstance(fact, own.OrderPaid) else set()
    counting.recount(company_ids=[deal.supplier_id], product_ids=products, now=fact.at)


for _counted in (
    own.OrderPaid, own.OrderDispatched, own.DispatchLate, own.OrderCompleted, own.RefundAsked, own.OrderTerminated,
):  # fmt: skip
    listens(_counted)(_recount)


BOTH = ("buyer", "supplier")
TOLD: tuple[tuple[type[own.OrderFact], str, tuple[str, ...]], ...] = (
    (own.OrderPlaced, "placed", ("supplier",)),
    (own.OrderRepriced, "repriced", ("buyer",)),
    (own.OrderPaid, "paid", ("supplier",)),
    (own.OrderOutOfStock, "out_of_stock", BOTH),
    (own.OrderCancelled, "cancelled", BOTH),
    (own.OrderDispatched, "dispatched", ("buyer",)),
    (own.OrderDelivered, "delivered", ("buyer",)),
    (own.OrderCompleted, "completed", ("supplier",)),
    (own.RefundAsked, "refund_asked", ("supplier",)),
    (own.RefundRefused, "refund_refused", ("buyer",)),
    (own.OrderRefunding, "refunding", ("buyer",)),
    (own.OrderTerminated, "terminated", BOTH),
)


def _tell(fact_type: type[own.OrderFact], kind: str, sides: tuple[str, ...]) -> None:
    def tell(fact: own.OrderFact) -> None:
        for side in sides:
            notices.tell(fact, side, kind)

    tell.__qualname__ = f"tell_{kind}"
    listens(fact_type)(tell)


for _fact_type, _kind, _sides in TOLD:
    _tell(_fact_type, _kind, _sides)
