"""What the calls take and answer; figures as strings."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from sourcebridge.kit.schemas import Input


class FreightCardOut(Schema):
    """A version of a card; `ref` is what a quote names."""

    ref: str
    code: str
    version: int
    name: str
    mode: str
    mode_name: str
    model: str
    model_name: str
    currency: str
    countries: list[str]
    from_places: list[str]
    transit_days: list[int]
    duty_included: bool
    valid_from: date
    valid_until: date | None
    source: str


class FreightBoxIn(Input):
    """Equal boxes: sides in mm, gross weight of one in g."""

    length_mm: int = Field(ge=1, le=13_000)
    width_mm: int = Field(ge=1, le=3_000)
    height_mm: int = Field(ge=1, le=3_000)
    gross_g: int = Field(ge=1, le=30_000_000)
    count: int = Field(default=1, ge=1, le=100_000)


class FreightAskIn(Input):
    """Where to, what, and in which currency to compare; totals stand in for boxes nobody has measured."""

    to: str = Field(pattern=r"^[A-Z]{2}$")
    postcode: str = Field(default="", max_length=12, pattern=r"^[A-Za-z0-9 \-]*$")
    from_place: str = Field(default="", pattern=r"^([A-Z]{2}[A-Z2-9]{3})?$")
    currency: str = Field(default="CNY", pattern=r"^[A-Z]{3}$")
    boxes: list[FreightBoxIn] = Field(default_factory=list, max_length=200)
    total_kg: Decimal | None = Field(default=None, ge=Decimal("0.01"), le=100_000)
    total_cbm: Decimal | None = Field(default=None, ge=Decimal("0.001"), le=500)
    flags: list[Literal["battery", "liquid", "magnet", "brand"]] = Field(default_factory=list, max_length=4)


class FreightMoneyOut(Schema):
    """An amount of a currency."""

    amount: str
    currency: str


class FreightLineOut(Schema):
    """A charge and how it was reckoned."""

    code: str
    name: str
    how: str
    amount: FreightMoneyOut


class FreightPricedOut(Schema):
    """What a card asks; `compared` is the total in the currency asked for, `marks` what it is best in.

    Handed over now it arrives by the end of `promised_day` in `promise_zone`; without a day `promise_why` says why.
    """

    card: FreightCardOut
    total: FreightMoneyOut
    compared: FreightMoneyOut
    days: list[int]
    weight: str
    chargeable_kg: str
    lines: list[FreightLineOut]
    marks: list[str]
    promised_day: date | None
    promise_zone: str
    promise_why: str


class FreightRefusedOut(Schema):
    """Why a card does not price, and what to do."""

    card: FreightCardOut
    code: str
    sentence: str


class FreightQuotesOut(Schema):
    """All answers, cheapest first; `apart` says why currencies were not compared."""

    priced: list[FreightPricedOut]
    refused: list[FreightRefusedOut]
    apart: str


class FreightFileIn(Input):
    """A card as the file this site gives out."""

    text: str = Field(max_length=2_000_000)


class FreightPublishedOut(Schema):
    """The version that counts; `new` is false when it said the same already. `cautions` look unmeant."""

    code: str
    version: int
    new: bool
    cautions: list[str]


class FreightEndIn(Input):
    """The last day on which the card prices, and why."""

    last_day: date
    reason: str = Field(min_length=1, max_length=300)


class FreightPromiseIn(Input):
    """Promise a day for goods of a reference handed over at an instant (UTC), by a card's code, to an address."""

    subject: str = Field(min_length=1, max_length=60)
    card: str = Field(max_length=40)
    to: str = Field(pattern=r"^[A-Z]{2}$")
    postcode: str = Field("", max_length=12)
    handed_over_at: AwareDatetime


class FreightCameIn(Input):
    """When (UTC) the goods of a promise came."""

    subject: str = Field(min_length=1, max_length=60)
    at: AwareDatetime


class FreightPromiseOut(Schema):
    """A promise: kept when the goods come before `due_at` (UTC), the end of `promised_day` in `zone_name`."""

    subject: str
    card: str
    calendars: str
    country: str
    zone: str
    zone_name: str
    promised_day: date
    due_at: datetime
    kept_at: datetime | None
    kept: bool | None


class FreightWaitingOut(FreightPromiseOut):
    """A promise whose goods have not come; `overdue` once `due_at` has passed."""

    handed_over_at: datetime
    overdue: bool


class FreightZoneIn(Input):
    """The time zone of postcodes that begin alike."""

    prefix: str = Field(min_length=1, max_length=12, pattern=r"^[^=\s]+$")
    zone_name: str = Field(min_length=1, max_length=40, pattern=r"^\S+$")


class FreightCalendarIn(Input):
    """A country's working days as its next version (Monday is 0); days are within `covers_from` and `covers_until`."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    zone_name: str = Field(min_length=1, max_length=40)
    zones: list[FreightZoneIn] = Field(default_factory=list, max_length=100)
    covers_from: date
    covers_until: date
    weekend: list[Annotated[int, Field(ge=0, le=6)]] = Field(max_length=6)
    holidays: list[date] = Field(default_factory=list, max_length=2000)
    workdays: list[date] = Field(default_factory=list, max_length=2000)
    source: str = Field(min_length=1, max_length=300)
    url: str = Field("", max_length=300, pattern=r"^(https?://\S+)?$")


class FreightZoneOut(Schema):
    """The time zone of postcodes that begin alike."""

    prefix: str
    zone_name: str


class FreightCalendarOut(Schema):
    """The newest working days of a country; `ref` is what a promise names."""

    ref: str
    country: str
    version: int
    zone_name: str
    zones: list[FreightZoneOut]
    covers_from: date
    covers_until: date
    weekend: list[int]
    holidays: list[date]
    workdays: list[date]
    source: str
    url: str


class FreightLaneOut(Schema):
    """How promises of a lane were kept; `hit_rate` is the share of those decided, null while none is."""

    origin: str
    country: str
    zone: str
    mode: str
    kept: int
    late: int
    overdue: int
    open: int
    hit_rate: str | None
