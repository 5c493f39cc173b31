"""The search as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, field_validator

from sourcebridge.catalog.schemas import TierOut
from sourcebridge.kit.schemas import Count, Input


class PartOut(Schema):
    """One part of a score: points = weight * value."""

    code: str
    label: str
    meaning: str
    weight: str
    value: str
    points: str

    @field_validator("label", "meaning", "weight", "value", "points", mode="before")
    @classmethod
    def _text(cls, value: Any) -> str:
        return str(value)


class RuleOut(Schema):
    """One part of the formula and the weight in force."""

    code: str
    label: str
    meaning: str
    weight: str


class PointsOut(Schema):
    """What one part gives: points = weight * value."""

    code: str
    value: str
    points: str


class HitOut(Schema):
    """Why goods stand where they stand; the parts' points add up to the score."""

    product_id: UUID
    score: str
    why: list[PartOut]

    @field_validator("score", mode="before")
    @classmethod
    def _text(cls, value: Any) -> str:
        return str(value)


class CardOut(Schema):
    """Goods in a list: this buyer's first and best price, null when the shop shows prices to approved buyers only."""

    product_id: UUID
    shop: str
    shop_name: str
    handle: str
    title: str
    translated: bool
    moq: Count
    batch_multiple: Count
    sell_unit: str
    first: TierOut | None
    best: TierOut | None
    price_hidden: bool
    agreed: bool
    sample: bool
    dispatch_hours: int
    place: str
    belt: str
    market: str
    verified: bool
    in_stock: bool
    sold_30: int
    picture_url: str
    sku_ids: list[UUID]


class FoundOut(CardOut):
    """Goods found, with their score and the points of its parts, which add up to it."""

    score: str
    why: list[PointsOut]


class SuggestionOut(Schema):
    """A way on: what is shown, its kind (word, category, shop, filter), the query of its address."""

    text: str
    kind: str
    url_query: str
    count: int | None = None


class LandedOut(Schema):
    """What a unit costs at the door from `low` to `high` in `currency`, at the least order; `gaps` are not in it."""

    product_id: UUID
    country: str
    currency: str
    low: str
    high: str
    quantity: str
    days: int
    gaps: int
    card: str
    on: str


class ResultsOut(Schema):
    """A page of results. `about`: more than `total`; `corrected`: searched instead; `loosened`: fewer words.

    `nearly`: so many of the last items lack one word; they are not counted in `total`. `parts` says what the points of
    the items mean.
    """

    items: list[FoundOut]
    parts: list[RuleOut]
    total: int
    about: bool
    page: int
    pages: int
    corrected: str
    loosened: bool
    nearly: int
    widened: list[SuggestionOut]
    landed: list[LandedOut]


class ChoiceOut(Schema):
    """One value of a filter and how many goods it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


class FacetOut(Schema):
    """A filter; `code` is its name in the address (`a.<code>` for attributes)."""

    code: str
    name: str
    kind: str
    choices: list[ChoiceOut]
    about: bool

    @field_validator("name", mode="before")
    @classmethod
    def _text(cls, value: Any) -> str:
        return str(value)


class SavedIn(Input):
    """A search to keep: its address's query and a name (empty: the words)."""

    query: str = Field(max_length=600)
    name: str = Field("", max_length=80)


class RenameIn(Input):
    """Another name of a saved search."""

    name: str = Field(max_length=80)


class SavedOut(Schema):
    """A saved search; `fresh` goods were published since the person last looked (at most 100)."""

    id: UUID
    name: str
    query: str
    saved_at: datetime
    last_seen_at: datetime
    fresh: int = 0


class SynonymIn(Input):
    """A word and what means the same, in any language; a row of the same word and language is replaced."""

    word: str = Field(max_length=80)
    same_as: list[str] = Field(max_length=40)
    language: str = Field("zh-hans", pattern="^(zh-hans|en)$")
    topic: str = Field("", max_length=40)
    active: bool = True


class SynonymOut(Schema):
    """A row of the operator's synonyms."""

    id: UUID
    word: str
    same_as: list[str]
    language: str
    topic: str
    active: bool
    changed_at: datetime
    changed_by_name: str


class MissedOut(Schema):
    """Words searched and not found, how often, when last."""

    text: str
    times: int
    found: float
    last_at: datetime
