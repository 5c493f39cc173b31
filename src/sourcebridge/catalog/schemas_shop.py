"""API shapes of versions, reviewed edits, texts, the shop and its approved buyers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sourcebridge.catalog.services import Profile
from sourcebridge.kit.schemas import Input


class ChangedFact(Schema):
    """One fact that differs: its name in `ProductIn` words, what it was, what it becomes."""

    field: str
    before: Any = None
    after: Any = None


class VersionOut(Schema):
    """A product at one revision."""

    revision: int
    at: datetime
    by_name: str
    changes: list[ChangedFact]


class ChangeOut(Schema):
    """An edit that waits, or waited, for the platform. `changes` compare with the goods as they are now."""

    id: UUID
    product_id: UUID
    state: str
    base_revision: int
    asked_at: datetime
    asked_by_name: str
    decided_at: datetime | None
    reason: str
    changes: list[ChangedFact]


class ConfirmIn(Input):
    """`revision` is the product's revision the reviewer compared with."""

    revision: int


class ChangeReasonIn(Input):
    """Why."""

    reason: str = Field(max_length=300)


class TextOut(Schema):
    """An original beside its translation; `condition` is MISSING, STALE, MACHINE or REVIEWED."""

    id: UUID
    object_type: str
    object_id: UUID
    field: str
    source: str
    target: str
    original: str
    translation: str
    condition: str
    digest: str


class TextIn(Input):
    """A translation of the original whose wording has this digest."""

    text: str
    digest: str


class ShopProfileIn(Input):
    """What a shop says about itself; null is not said. `about` is keyed by language code."""

    name: str = Field(max_length=120)
    name_en: str = Field("", max_length=120)
    freight_note: str = Field("", max_length=200)
    about: dict[str, str] = {}
    founded_year: int | None = None
    employees: int | None = None
    floor_area_m2: int | None = None
    lines: int | None = None
    monthly_output: str = Field("", max_length=120)
    makes_to_order: bool | None = None

    def profile(self) -> Profile:
        """The profile as the services take it."""
        return Profile(**self.dict(exclude={"about"}), about=tuple(self.about.items()))


class MixIn(Input):
    """Terms of a mixed batch: CNY and units; null is not asked for, both null ends the offer."""

    amount: Decimal | None = None
    number: Decimal | None = None
    rule: str = "EITHER"


class SectionIn(Input):
    """A shelf: its names and its goods in order."""

    name: str = Field(max_length=80)
    name_en: str = Field("", max_length=80)
    product_ids: list[UUID] = []


class SectionOut(Schema):
    """A shelf of the shop."""

    id: UUID
    name: str
    name_en: str
    position: int


class SectionOrderIn(Input):
    """The shelves in their new order."""

    section_ids: list[UUID]


class ClosureIn(Input):
    """Holidays from `starts_at` until before `ends_at`."""

    starts_at: datetime
    ends_at: datetime
    note: str = Field("", max_length=200)


class ClosureOut(Schema):
    """Announced holidays."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    note: str
    ended_early_at: datetime | None


class ApprovalOut(Schema):
    """A buyer company and whether it sees the guarded prices."""

    id: UUID
    buyer_company_id: UUID
    state: str
    note: str
    asked_at: datetime
    decided_at: datetime | None


class BuyerIn(Input):
    """The buyer company."""

    buyer_company_id: UUID


class AskIn(Input):
    """What the buyer says."""

    note: str = Field("", max_length=300)


class RefusedRow(Schema):
    """A row that was left out, and why."""

    row: int
    sentence: str


class TextTableOut(Schema):
    """What a table of texts did."""

    changed: int
    unchanged: int
    refused: list[RefusedRow]
