"""The life of a spot order (domain.md A6, A7), one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.kit.actors import Actor
from sourcebridge.kit.states import Lifecycle, move
from sourcebridge.parties.permissions import Permission


class OrderState(models.TextChoices):
    """Where the order stands."""

    AWAITING_PAYMENT = "AWAITING_PAYMENT", _("Waiting for payment")
    AWAITING_DISPATCH = "AWAITING_DISPATCH", _("Paid, waiting for dispatch")
    PARTLY_DISPATCHED = "PARTLY_DISPATCHED", _("Partly dispatched")
    DISPATCHED = "DISPATCHED", _("Dispatched")
    DELIVERED = "DELIVERED", pgettext_lazy("order", "Delivered")
    COMPLETED = "COMPLETED", _("Completed")
    CANCELLED = "CANCELLED", pgettext_lazy("order", "Cancelled")
    REFUND_ASKED = "REFUND_ASKED", _("Refund asked")
    REFUNDING = "REFUNDING", _("Refund on its way")
    TERMINATED = "TERMINATED", _("Refunded and closed")


PAYMENT_DUE = "domestic.payment_due"
AUTO_CONFIRM = "domestic.auto_confirm"
REFUND_ANSWER = "domestic.refund_answer"
DISPATCH_DUE = "domestic.dispatch_due"

S = OrderState
P = Permission

ORDER = Lifecycle(
    name="domestic.order",
    states=OrderState,
    initial=S.AWAITING_PAYMENT,
    final=frozenset({S.COMPLETED, S.CANCELLED, S.TERMINATED}),
    moves=(
        move("reprice", S.AWAITING_PAYMENT, None, by=Actor.SUPPLIER, permission=P.ORDER_REPRICE,
             event="domestic.order.repriced", label=_("Change price or freight")),
        move("hold_stock", S.AWAITING_PAYMENT, None, by=Actor.SUPPLIER, permission=P.ORDER_HOLD_STOCK,
             event="domestic.order.stock_held", label=_("Keep the goods until payment")),
        move("settle_payment", S.AWAITING_PAYMENT, S.AWAITING_DISPATCH, by=Actor.PROVIDER,
             event="domestic.order.paid", label=_("Payment received")),
        move("settle_without_stock", S.AWAITING_PAYMENT, S.REFUNDING, by=Actor.PROVIDER,
             event="domestic.order.out_of_stock", label=_("Paid, but the goods are gone")),
        move("cancel", S.AWAITING_PAYMENT, S.CANCELLED, by=Actor.BUYER, permission=P.ORDER_CANCEL,
             event="domestic.order.cancelled", label=_("Cancel the order"), tone="danger"),
        move("decline", S.AWAITING_PAYMENT, S.CANCELLED, by=Actor.SUPPLIER, permission=P.ORDER_DECLINE,
             event="domestic.order.cancelled", label=_("Decline the order"), tone="danger"),
        move("lapse", S.AWAITING_PAYMENT, S.CANCELLED, by=Actor.SYSTEM, deadline=PAYMENT_DUE,
             event="domestic.order.cancelled", label=_("Not paid in time")),
        move("decline_paid", S.AWAITING_DISPATCH, S.REFUNDING, by=Actor.SUPPLIER, permission=P.ORDER_DECLINE,
             event="domestic.order.refunding", label=_("Decline the order"), action="decline", tone="danger"),
        move("ship_part", (S.AWAITING_DISPATCH, S.PARTLY_DISPATCHED), S.PARTLY_DISPATCHED, by=Actor.SUPPLIER,
             permission=P.ORDER_SHIP, event="domestic.order.dispatched", label=_("Ship"), action="ship",
             tone="primary"),
        move("ship_rest", (S.AWAITING_DISPATCH, S.PARTLY_DISPATCHED), S.DISPATCHED, by=Actor.SUPPLIER,
             permission=P.ORDER_SHIP, event="domestic.order.dispatched", label=_("Ship"), action="ship",
             tone="primary"),
        move("deliver", S.DISPATCHED, S.DELIVERED, by=Actor.CARRIER, event="domestic.order.delivered",
             label=_("All parcels delivered")),
        move("doubt_delivery", S.DELIVERED, S.DISPATCHED, by=Actor.CARRIER, event="domestic.order.delivery_doubted",
             label=_("The carrier reported a problem after delivery")),
        move("confirm", (S.DISPATCHED, S.DELIVERED), S.COMPLETED, by=Actor.BUYER, permission=P.ORDER_CONFIRM,
             event="domestic.order.completed", label=_("Confirm receipt"), tone="primary"),
        move("auto_confirm", S.DELIVERED, S.COMPLETED, by=Actor.SYSTEM, deadline=AUTO_CONFIRM,
             event="domestic.order.completed", label=_("Receipt confirmed by time")),
        move("ask_refund", S.AWAITING_DISPATCH, S.REFUND_ASKED, by=Actor.BUYER, permission=P.ORDER_ASK_REFUND,
             event="domestic.order.refund_asked", label=_("Ask for a refund")),
        move("withdraw_refund", S.REFUND_ASKED, S.AWAITING_DISPATCH, by=Actor.BUYER, permission=P.ORDER_ASK_REFUND,
             event="domestic.order.refund_withdrawn", label=_("Take the refund request back")),
        move("refuse_refund", S.REFUND_ASKED, S.AWAITING_DISPATCH, by=Actor.SUPPLIER,
             permission=P.ORDER_DECIDE_REFUND, event="domestic.order.refund_refused", label=_("Refuse the refund")),
        move("accept_refund", S.REFUND_ASKED, S.REFUNDING, by=Actor.SUPPLIER, permission=P.ORDER_DECIDE_REFUND,
             event="domestic.order.refunding", label=_("Accept the refund"), tone="primary"),
        move("refund_by_silence", S.REFUND_ASKED, S.REFUNDING, by=Actor.SYSTEM, deadline=REFUND_ANSWER,
             event="domestic.order.refunding", label=_("Refund by the supplier's silence")),
        move("finish_refund", S.REFUNDING, S.TERMINATED, by=Actor.PROVIDER, event="domestic.order.terminated",
             label=_("Money sent back")),
    ),
)  # fmt: skip
