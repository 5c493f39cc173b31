"""What the calls take and answer; figures as strings."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sourcebridge.kit.schemas import Input


class CustomsHeadingOut(Schema):
    """A line of the Harmonized System; `name` in the language asked for, English where no Chinese name is known."""

    code: str
    level: int
    name: str
    name_en: str
    name_zh: str


class CustomsDutyOut(Schema):
    """A row of duty. Shares are of one, amounts per `unit` in `currency`; `rate` as a tariff writes it."""

    ref: str
    country: str
    kind: str
    name: str
    prefix: str
    origin: str
    regime: str
    mode: str
    rate: str
    low: str
    high: str
    per_low: str
    per_high: str
    unit: str
    currency: str
    status: str
    valid_from: date
    valid_until: date | None
    source: str
    url: str


class CustomsRowsIn(Input):
    """Rows as the CSV file the pages take, header first."""

    text: str = Field(max_length=4_000_000)


class CustomsPublishedOut(Schema):
    """How many rows were new, corrected, known already."""

    added: int
    corrected: int
    same: int


class CustomsEndIn(Input):
    """The last day a row holds, and why it ends."""

    last_day: date
    reason: str = Field(min_length=3, max_length=300)


class CustomsCodeIn(Input):
    """The six digits of goods, their origin, and national codes by country or union."""

    code: str = Field(max_length=20)
    origin: str = Field("CN", max_length=2)
    national: dict[str, str] = {}


class CustomsCodeOut(Schema):
    """What was said about goods, by whom and when."""

    product_id: UUID
    code: str
    origin: str
    national: dict[str, str]
    status: str
    said_by: str
    said_at: datetime
