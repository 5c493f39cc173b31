"""What the calls take and answer. Figures are strings; an amount [low, high] is exact when both are equal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sourcebridge.kit.schemas import Amount, Count, Input, Price

Pair = list[str] | None


class LandedDoorIn(Input):
    """Where to and how: ISO country, postcode, currency of the answer, Incoterm, customs procedure, one service."""

    to: str = Field(min_length=2, max_length=2)
    postcode: str = Field(default="", max_length=12)
    currency: str = Field(default="", max_length=3)
    rule: str = Field(default="", max_length=3)
    regime: str = Field(default="", max_length=10)
    consumer: bool = False
    flags: list[str] = Field(default_factory=list, max_length=4)
    card: str = Field(default="", max_length=40)


class LandedGoodsIn(LandedDoorIn):
    """Goods of the catalogue and how many, in their own unit."""

    product_id: UUID
    quantity: str = Field(max_length=20)
    sku: UUID | None = None


class LandedFreeIn(LandedDoorIn):
    """Goods of one's own: price of a unit under the rule `given`, cartons in cm and kg, HS code in digits."""

    name: str = Field(min_length=1, max_length=120)
    quantity: str = Field(max_length=20)
    unit: str = Field(max_length=3)
    price: str = Field(max_length=24)
    price_currency: str = Field(min_length=3, max_length=3)
    given: str = Field(default="EXW", max_length=3)
    code: str = Field(default="", max_length=16)
    length: str = Field(max_length=8)
    width: str = Field(max_length=8)
    height: str = Field(max_length=8)
    weight: str = Field(max_length=10)
    cartons: int = Field(ge=1, le=100_000)


class LandedServiceOut(Schema):
    """A rate card and its version as `ref`."""

    code: str
    ref: str
    carrier: str
    service: str
    mode: str
    mode_name: str


class LandedComparedOut(LandedServiceOut):
    """One service beside the others; `marks`: cheapest, fastest, best. `gaps` counts the lines nobody knows."""

    total: Pair
    per_unit: list[str]
    days: list[int]
    gaps: int
    exact: bool
    chargeable_kg: list[str]
    currency: str
    marks: list[str]


class LandedRefusedOut(LandedServiceOut):
    """A service that does not take the goods, and what to do instead."""

    why: str


class LandedOwnOut(Schema):
    """An amount in its own currency."""

    amount: Pair
    currency: str


class LandedSourceOut(Schema):
    """Who says so: the row's reference, its days of validity."""

    text: str
    ref: str
    url: str
    valid_from: str | None = Field(alias="from")
    valid_until: str | None = Field(alias="until")


class LandedLineOut(Schema):
    """A line: how it came about, rate, base, source, exchange. A gap has no amount but `why`."""

    code: str
    name: str
    how: str
    rate: str
    base: LandedOwnOut | None
    own: LandedOwnOut | None
    amount: Pair
    exchange: dict[str, str] | None
    source: LandedSourceOut | None
    why: str


class LandedGroupOut(Schema):
    """The lines of a step of the way and their sum; `open` says that one of them is not known."""

    step: str
    name: str
    sum: Pair
    open: bool
    lines: list[LandedLineOut]


class LandedRungOut(Schema):
    """The price under a rule and what is left for the buyer."""

    rule: str
    name: str
    chosen: bool
    price: Pair
    buyer_pays: Pair
    risk: str
    place: str
    insurance: str
    sea_only: bool
    missing: list[str]
    seller: list[str]
    buyer: list[str]


class LandedArrivalOut(Schema):
    """Sent off on `leaves` it is there by the end of `day` in `zone`; without a day `why` says who must act."""

    leaves: date | None
    day: date | None
    zone: str
    calendars: str
    why: str


class LandedSheetOut(Schema):
    """What it costs at the door, line by line; `total` and `per_unit` in `currency`, `on` the day of the rates."""

    asked: dict[str, Any]
    on: date
    currency: str
    service: LandedServiceOut
    days: list[int]
    arrives: LandedArrivalOut
    regime: str
    regime_name: str
    gateway: dict[str, str] | None
    chargeable_kg: list[str]
    quantity: Count
    total: Pair
    exact: bool
    per_unit: list[str]
    groups: list[LandedGroupOut]
    value_for_customs: LandedOwnOut | None
    rungs: list[LandedRungOut]
    said: list[str]
    gaps: list[str]


class LandedAnswerOut(Schema):
    """The sheet of the chosen (else the best) service, and all services."""

    sheet: LandedSheetOut
    services: list[LandedComparedOut]
    refused: list[LandedRefusedOut]


class LandedKeptOut(Schema):
    """A quote as it was kept; `digest` seals what was asked and told."""

    id: UUID
    number: str
    title: str
    country: str
    currency: str
    total: list[str]
    card: str
    on: date
    made_at: datetime
    digest: str


class LandedKeptSheetOut(LandedKeptOut):
    """With its sheet in the reader's language."""

    sheet: LandedSheetOut


class FloorLineOut(Schema):
    """A line of a floor; `amount` is empty where nobody knows it, then `why` says who must act."""

    code: str
    name: str
    amount: Amount | None
    how: str
    rate: str
    source: str
    why: str


class FloorStepOut(Schema):
    """A quantity at which a ladder turns; `lines` sum to `least` (CNY), `floor` is per unit abroad."""

    from_quantity: str
    domestic: Price
    floor: Price | None
    suggested: Price | None
    asked: Price | None
    least: Amount
    carried: Amount | None
    alarms: list[str]
    lines: list[FloorLineOut]


class ExportFloorOut(Schema):
    """Floors of one product; `brings` is the yuan one unit of `currency` leaves."""

    product_id: UUID
    hs_code: str
    rebate: str | None
    missing: str
    refusal: str
    currency: str | None
    brings: str | None
    steps: list[FloorStepOut]


class ExportAlarmOut(Schema):
    """An export price below its floor (BELOW_FLOOR) or undercut by the domestic one (UNDERCUT), per unit."""

    id: UUID
    product_id: UUID
    kind: str
    currency: str
    from_quantity: str
    asked: str
    against: str
    raised_at: datetime
