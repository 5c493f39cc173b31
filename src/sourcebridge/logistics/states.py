"""The canonical states of a shipment (domain.md A9 [D]) and the table of its moves.

Carriers report out of order: events are ordered by their own time, and a late event never moves a shipment backward.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.kit.actors import Actor
from sourcebridge.kit.states import Lifecycle, move
from sourcebridge.parties.permissions import Permission


class ShipmentState(models.TextChoices):
    """Where the parcel is."""

    CREATED = "CREATED", _("Waybill made")
    PICKED_UP = "PICKED_UP", _("Picked up")
    IN_TRANSIT = "IN_TRANSIT", _("In transit")
    CUSTOMS = "CUSTOMS", _("At customs")
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY", _("Out for delivery")
    AT_PICKUP_POINT = "AT_PICKUP_POINT", _("At the pick-up point")
    DELIVERED = "DELIVERED", _("Delivered")
    EXCEPTION = "EXCEPTION", _("Problem at the carrier")
    RETURNING = "RETURNING", _("On its way back")
    RETURNED = "RETURNED", _("Returned to the sender")
    CANCELLED = "CANCELLED", pgettext_lazy("shipment", "Cancelled")
    LOST = "LOST", _("No news, treated as lost")


S = ShipmentState
ON_THE_WAY = (S.CREATED, S.PICKED_UP, S.IN_TRANSIT, S.CUSTOMS, S.OUT_FOR_DELIVERY, S.AT_PICKUP_POINT)
OPEN = (*ON_THE_WAY, S.EXCEPTION, S.RETURNING, S.LOST)

SHIPMENT = Lifecycle(
    name="logistics.shipment",
    states=ShipmentState,
    initial=S.CREATED,
    final=frozenset({S.RETURNED, S.CANCELLED}),
    moves=(
        move("pick_up", (S.CREATED, S.LOST), S.PICKED_UP, by=Actor.CARRIER, event="logistics.shipment.moved",
             label=_("Picked up")),
        move("travel", (S.CREATED, S.PICKED_UP, S.CUSTOMS, S.EXCEPTION, S.LOST, S.OUT_FOR_DELIVERY, S.AT_PICKUP_POINT),
             S.IN_TRANSIT, by=Actor.CARRIER, event="logistics.shipment.moved", label=_("In transit")),
        move("enter_customs", (S.PICKED_UP, S.CREATED, S.IN_TRANSIT, S.EXCEPTION, S.LOST), S.CUSTOMS, by=Actor.CARRIER,
             event="logistics.shipment.moved", label=_("At customs")),
        move("go_out", (S.CREATED, S.PICKED_UP, S.IN_TRANSIT, S.CUSTOMS, S.EXCEPTION, S.AT_PICKUP_POINT, S.LOST),
             S.OUT_FOR_DELIVERY, by=Actor.CARRIER, event="logistics.shipment.moved", label=_("Out for delivery")),
        move("wait_for_pickup",
             (S.CREATED, S.PICKED_UP, S.IN_TRANSIT, S.CUSTOMS, S.OUT_FOR_DELIVERY, S.EXCEPTION, S.LOST),
             S.AT_PICKUP_POINT, by=Actor.CARRIER, event="logistics.shipment.moved", label=_("At the pick-up point")),
        move("deliver", (*ON_THE_WAY, S.EXCEPTION, S.LOST, S.RETURNING), S.DELIVERED, by=Actor.CARRIER,
             event="logistics.shipment.delivered", label=_("Delivered")),
        move("report_problem", (*ON_THE_WAY, S.DELIVERED, S.LOST), S.EXCEPTION, by=Actor.CARRIER,
             event="logistics.shipment.exception", label=_("Problem at the carrier")),
        move("turn_back", (*ON_THE_WAY, S.EXCEPTION, S.LOST), S.RETURNING, by=Actor.CARRIER,
             event="logistics.shipment.moved", label=_("On its way back")),
        move("return", OPEN, S.RETURNED, by=Actor.CARRIER, event="logistics.shipment.returned",
             label=_("Returned to the sender")),
        move("lose", ON_THE_WAY, S.LOST, by=Actor.SYSTEM, deadline="logistics.silence",
             event="logistics.shipment.lost", label=_("No news, treated as lost")),
        move("change_waybill", S.CREATED, None, by=Actor.SUPPLIER, permission=Permission.SHIPMENT_SHIP,
             event="logistics.shipment.waybill_changed", label=_("Correct the waybill number")),
    ),
)  # fmt: skip

MOVE_TO: dict[str, str] = {
    S.PICKED_UP: "pick_up",
    S.IN_TRANSIT: "travel",
    S.CUSTOMS: "enter_customs",
    S.OUT_FOR_DELIVERY: "go_out",
    S.AT_PICKUP_POINT: "wait_for_pickup",
    S.DELIVERED: "deliver",
    S.EXCEPTION: "report_problem",
    S.RETURNING: "turn_back",
    S.RETURNED: "return",
}
