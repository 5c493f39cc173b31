"""What the domestic door does when others announce something."""

from sourcebridge.clock import queries as clock
from sourcebridge.deals import queries as deals
from sourcebridge.domestic import events as own
from sourcebridge.domestic import notices, services
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.inventory import services as inventory
from sourcebridge.kit.events import listens
from sourcebridge.logistics import events as parcels
from sourcebridge.payments import events as payments


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


@listens(own.OrderPlaced)
def tell_placed(fact: own.OrderPlaced) -> None:
    """Tell the supplier of a new order."""
    notices.tell(fact, "supplier", "placed")


@listens(own.OrderRepriced)
def tell_repriced(fact: own.OrderRepriced) -> None:
    """Tell the buyer of the new amount."""
    notices.tell(fact, "buyer", "repriced")


@listens(own.OrderPaid)
def tell_paid(fact: own.OrderPaid) -> None:
    """Tell the supplier to ship."""
    notices.tell(fact, "supplier", "paid")


@listens(own.OrderOutOfStock)
def tell_out_of_stock(fact: own.OrderOutOfStock) -> None:
    """Tell both that the money goes back."""
    notices.tell(fact, "buyer", "out_of_stock")
    notices.tell(fact, "supplier", "out_of_stock")


@listens(own.OrderCancelled)
def tell_cancelled(fact: own.OrderCancelled) -> None:
    """Tell both who closed the order and why."""
    notices.tell(fact, "buyer", "cancelled")
    notices.tell(fact, "supplier", "cancelled")


@listens(own.OrderDispatched)
def tell_dispatched(fact: own.OrderDispatched) -> None:
    """Tell the buyer that a parcel left."""
    notices.tell(fact, "buyer", "dispatched")


@listens(own.OrderDelivered)
def tell_delivered(fact: own.OrderDelivered) -> None:
    """Tell the buyer until when to look at the goods."""
    notices.tell(fact, "buyer", "delivered")


@listens(own.OrderCompleted)
def tell_completed(fact: own.OrderCompleted) -> None:
    """Tell the supplier that the money is released."""
    notices.tell(fact, "supplier", "completed")


@listens(own.RefundAsked)
def tell_refund_asked(fact: own.RefundAsked) -> None:
    """Tell the supplier to answer in time."""
    notices.tell(fact, "supplier", "refund_asked")


@listens(own.RefundRefused)
def tell_refund_refused(fact: own.RefundRefused) -> None:
    """Tell the buyer why."""
    notices.tell(fact, "buyer", "refund_refused")


@listens(own.OrderRefunding)
def tell_refunding(fact: own.OrderRefunding) -> None:
    """Tell the buyer that the money is on its way."""
    notices.tell(fact, "buyer", "refunding")


@listens(own.OrderTerminated)
def tell_terminated(fact: own.OrderTerminated) -> None:
    """Tell both that the order is closed."""
    notices.tell(fact, "buyer", "terminated")
    notices.tell(fact, "supplier", "terminated")
