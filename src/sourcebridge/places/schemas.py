"""Places as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sourcebridge.kit.schemas import Input


class Words(Schema):
    """A text in both languages."""

    zh: str
    en: str


class PlaceOut(Schema):
    """What belts and markets have in common; degrees as text, province by GB/T 2260."""

    code: str
    name: Words
    province: str
    city: Words
    lon: str
    lat: str
    about: Words
    active: bool


class BeltOut(PlaceOut):
    """A belt; `suppliers` are the confirmed ones, `categories` codes of the catalogue."""

    categories: list[str]
    suppliers: int


class SupplierOut(Schema):
    """A supplier of a belt; `verified_at` is null while it is only claimed."""

    member_id: UUID
    company_id: UUID
    name: Words
    shop: str | None
    evidence: str
    verified_at: datetime | None


class BeltPageOut(BeltOut):
    """A belt with its suppliers, confirmed ones first."""

    members: list[SupplierOut]


class HallOut(Schema):
    """A hall with its counts."""

    id: UUID
    code: str
    name: Words
    floor: str
    sells: Words
    position: int
    active: bool
    stalls: int
    taken: int


class MarketOut(PlaceOut):
    """A market with its counts."""

    address: Words
    operator_company_id: UUID | None
    halls: int
    stalls: int
    taken: int


class MarketPageOut(MarketOut):
    """A market with its halls."""

    hall_list: list[HallOut]


class StallOut(Schema):
    """A stall; `text` says where it is, `qr_url` is the code that leads to whoever has it."""

    id: UUID
    hall_id: UUID
    number: str
    text: Words
    company_id: UUID | None
    shop: str | None
    since: datetime | None
    active: bool
    url: str
    qr_url: str


class HallPageOut(HallOut):
    """A hall with its stalls."""

    market: str
    stall_list: list[StallOut]


class BeltMemberOut(Schema):
    """A membership of a belt as its company and the operator see it."""

    id: UUID
    belt: str
    company_id: UUID
    company: str
    state: str
    evidence: str
    claimed_at: datetime
    verified_at: datetime | None
    reason: str
    closed_at: datetime | None


class OwnPlacesOut(Schema):
    """Where the acting company is."""

    memberships: list[BeltMemberOut]
    stalls: list[StallOut]


class _PlaceIn(Input):
    name_zh: str = Field(max_length=80)
    name_en: str = Field(max_length=80)
    province: str = Field(max_length=2)
    city_zh: str = Field(max_length=40)
    city_en: str = Field(max_length=60)
    lon: Decimal = Field(max_digits=8, decimal_places=5)
    lat: Decimal = Field(max_digits=8, decimal_places=5)
    about_zh: str = Field("", max_length=2000)
    about_en: str = Field("", max_length=2000)


class BeltIn(_PlaceIn):
    """What is said about a belt."""

    categories: list[str] = []


class NewBeltIn(BeltIn):
    """A new belt."""

    code: str = Field(max_length=60)


class MarketIn(_PlaceIn):
    """What is said about a market."""

    address_zh: str = Field("", max_length=200)
    address_en: str = Field("", max_length=200)
    operator_company_id: UUID | None = None


class NewMarketIn(MarketIn):
    """A new market."""

    code: str = Field(max_length=60)


class HallIn(Input):
    """What is said about a hall."""

    name_zh: str = Field(max_length=60)
    name_en: str = Field(max_length=60)
    floor: str = Field("", max_length=20)
    sells_zh: str = Field("", max_length=120)
    sells_en: str = Field("", max_length=160)
    position: int = Field(1, ge=1, le=999)


class NewHallIn(HallIn):
    """A new hall."""

    code: str = Field(max_length=40)


class ShownIn(Input):
    """Whether a place is shown."""

    active: bool


class ClaimIn(Input):
    """What speaks for the claim."""

    evidence: str = Field("", max_length=300)


class JoinIn(ClaimIn):
    """Which company the operator enters."""

    company_id: UUID


class PlaceReasonIn(Input):
    """Why a claim is not confirmed."""

    reason: str = Field(max_length=300)


class StallsIn(Input):
    """Numbers to open; each may be a range like F3-1201..1240."""

    numbers: list[str] = Field(max_length=2000)


class AssignIn(Input):
    """Who gets the stall."""

    company_id: UUID


class NumberIn(Input):
    """The stall's new number."""

    number: str = Field(max_length=24)
