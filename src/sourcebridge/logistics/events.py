"""What logistics announces."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sourcebridge.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class ShipmentDispatched(Event):
    """The supplier handed a shipment with a waybill to a carrier."""

    name: ClassVar[str] = "logistics.shipment.dispatched"

    shipment_id: UUID


@dataclass(frozen=True, kw_only=True)
class ShipmentMoved(Event):
    """The carrier reported a new state on the way."""

    name: ClassVar[str] = "logistics.shipment.moved"

    shipment_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class ShipmentDelivered(Event):
    """The carrier reported delivery; `delivered_at` is the carrier's own time (UTC), `at` when we learned of it."""

    name: ClassVar[str] = "logistics.shipment.delivered"

    shipment_id: UUID
    delivered_at: datetime


@dataclass(frozen=True, kw_only=True)
class ShipmentException(Event):
    """The carrier reported a problem."""

    name: ClassVar[str] = "logistics.shipment.exception"

    shipment_id: UUID
    message: str


@dataclass(frozen=True, kw_only=True)
class ShipmentReturned(Event):
    """The goods are back at the sender."""

    name: ClassVar[str] = "logistics.shipment.returned"

    shipment_id: UUID


@dataclass(frozen=True, kw_only=True)
class ShipmentLost(Event):
    """No event for the number of days the operator set."""

    name: ClassVar[str] = "logistics.shipment.lost"

    shipment_id: UUID


@dataclass(frozen=True, kw_only=True)
class WaybillChanged(Event):
    """The supplier corrected a waybill number before the first scan."""

    name: ClassVar[str] = "logistics.shipment.waybill_changed"

    shipment_id: UUID
    waybill: str
