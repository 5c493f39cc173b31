"""Stock as the API shows it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema

from sourcebridge.kit.schemas import Count, Input


class PoolOut(Schema):
    """The stock of a SKU at one site; send `version` back with a count."""

    id: UUID
    site: str
    on_hand: Count
    reserved: Count
    available: Count
    version: int


class StockOut(Schema):
    """One SKU over all sites."""

    sku_id: UUID
    product_id: UUID
    code: str
    title: dict[str, str]
    options: list[list[str]]
    on_hand: Count
    reserved: Count
    available: Count
    pools: list[PoolOut]


class MovementOut(Schema):
    """One row of the journal; `delta` may be below zero."""

    id: UUID
    pool_id: UUID
    kind: str
    delta: Count
    on_hand_after: Count
    reason: str
    by_name: str
    at: datetime
    ref: str
    deal_id: UUID | None


class ReceiveIn(Input):
    """Goods that come in; `ref` names the delivery, a repeated one is booked once."""

    sku_id: UUID
    quantity: Count
    reason: str = ""
    ref: str = ""


class AdjustIn(Input):
    """A correction by a difference."""

    delta: Count
    reason: str


class CountIn(Input):
    """A correction to what was counted; `expected_version` is the pool's version the count was made against."""

    counted: Count
    expected_version: int
    reason: str
