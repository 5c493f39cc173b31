"""API shapes of logistics."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict

from sourcebridge.kit.schemas import Amount, Count, Input


class AddressIn(Input):
    """A delivery address; `province` is a GB/T 2260 code such as 44 for Guangdong."""

    recipient: str
    phone: str
    province: str
    city: str
    district: str = ""
    street: str
    is_default: bool = False


class AddressOut(AddressIn):
    """A stored delivery address."""

    model_config = ConfigDict(extra="ignore")

    id: UUID


class RateIn(Input):
    """One rate row; units in grams or pieces, fees in the template's currency, no regions means everywhere else."""

    regions: list[str] = []
    first_unit: str
    first_fee: str
    next_unit: str
    next_fee: str
    least_fee: str = "0"


class TemplateIn(Input):
    """A freight price list of one carrier."""

    carrier: str
    name: str = ""
    charge_by: str
    transit_days: int
    rates: list[RateIn] = []


class TemplateOut(TemplateIn):
    """A stored template with its version."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    version: int


class FreightLineIn(Input):
    """Goods to carry: quantity and, where known, the weight of one unit in grams."""

    quantity: Count
    weight_g: str | None = None


class QuoteIn(Input):
    """Ask a supplier's freight to a province."""

    supplier: UUID
    province: str
    lines: list[FreightLineIn]


class QuoteOut(Schema):
    """What a carrier costs, with the figures of the working."""

    template_id: UUID
    carrier: str
    carrier_name: str
    fee: Amount
    transit_days: int
    explained: dict[str, str]


class ScanOut(Schema):
    """One carrier event at the carrier's own time (UTC)."""

    state: str
    happened_at: datetime
    context: str
    place: str


class ShipmentLineOut(Schema):
    """How much of a deal's line is in the parcel."""

    deal_line_id: UUID
    quantity: Count


class ShipmentOut(Schema):
    """A parcel, its canonical state and its journal, newest event first."""

    id: UUID
    deal_id: UUID
    number: int
    carrier: str
    carrier_name: str
    waybill: str
    state: str
    state_label: str
    dispatched_at: datetime
    delivered_at: datetime | None
    lines: list[ShipmentLineOut]
    events: list[ScanOut]


class WaybillIn(Input):
    """The corrected number."""

    waybill: str


class CarrierOut(Schema):
    """A carrier we track."""

    code: str
    name: str
    phone: str
