"""Facts about landed cost."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sourcebridge.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class FeeSet(Event):
    """A fee holds from a day on; empty `country` and `mode` are everywhere."""

    name: ClassVar[str] = "landedcost.fee.set"
    code: str
    country: str
    mode: str


@dataclass(frozen=True, kw_only=True)
class QuoteFrozen(Event):
    """A sheet was kept for good."""

    name: ClassVar[str] = "landedcost.quote.frozen"
    quote_id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class RebateSet(Event):
    """VAT and export rebate of an HS prefix hold from a day on."""

    name: ClassVar[str] = "landedcost.rebate.set"
    prefix: str


@dataclass(frozen=True, kw_only=True)
class FloorAlarmed(Event):
    """Export prices of a product fell below their floor, or a domestic price undercuts them."""

    name: ClassVar[str] = "landedcost.floor.alarmed"
    product_id: UUID
    company_id: UUID
    alarm_ids: list[str]
