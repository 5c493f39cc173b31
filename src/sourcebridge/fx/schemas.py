"""What the calls take and answer; figures as strings."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sourcebridge.kit.schemas import Input


class FxRateOut(Schema):
    """One of `base` is `rate` of `quote`; `charged` with the operator's margin."""

    base: str
    quote: str
    rate: str
    charged: str
    margin: str
    on: date
    source: str


class FxPairIn(Input):
    """Two currencies by their ISO 4217 codes."""

    base: str = Field(min_length=3, max_length=3)
    quote: str = Field(min_length=3, max_length=3)


class HeldRateOut(Schema):
    """A rate held until `expires_at`."""

    id: UUID
    base: str
    quote: str
    rate: str
    margin: str
    charged: str
    locked_at: datetime
    expires_at: datetime
    used_at: datetime | None


class FxRatesIn(Input):
    """Lines of date, currency, units for one euro, source."""

    text: str = Field(max_length=2_000_000)


class FxLoadedOut(Schema):
    """How many rates were new, corrected, known already."""

    added: int
    corrected: int
    same: int
