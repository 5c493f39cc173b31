"""API shapes of the goods list: the one filter, and changes of many goods."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from sourcebridge.kit.schemas import Input


class GoodsFilterIn(Input):
    """Which of the own goods, in which order; empty fields leave nothing out.

    `category` has everything below it. `stock`: SOLD_OUT, LOW, ENOUGH. `text`: ANY, MISSING, STALE, MACHINE.
    `lacks`: ANY, WEIGHT, PACKAGING, ATTRIBUTES, PICTURE. `hidden` and `waiting`: 1. `sort`: -changed, changed,
    -published, title, price, -price.
    """

    q: str = ""
    state: str = ""
    category: str = ""
    stock: str = ""
    text: str = ""
    lacks: str = ""
    hidden: str = ""
    waiting: str = ""
    sort: str = ""


class BulkIn(Input):
    """A change of many goods: of those named, or of all the filter keeps.

    `act` and `value`: PUBLISH {}, WITHDRAW {}, PRICE {"by": "PERCENT" or "AMOUNT", "step": "-5"},
    DISPATCH {"dispatch_hours": "48"}, CATEGORY {"category": code}, DEDUCT {"deduct_on": ...},
    AUDIENCE {"audience": ...}.
    """

    act: str
    value: dict[str, str | int] = {}
    product_ids: list[UUID] | None = None
    filter: GoodsFilterIn | None = None


class BulkOut(Schema):
    """A change of many goods and how far it came; counts are by outcome."""

    id: UUID
    act: str
    value: dict[str, Any]
    state: str
    asked_at: datetime
    ended_at: datetime | None
    undo_until: datetime | None
    counts: dict[str, int]
    undone: dict[str, int]


class BulkItemOut(Schema):
    """One product of it: what changes or changed, or why it cannot."""

    product_id: UUID
    title: str
    outcome: str
    undone: str
    reason: str
    changes: list[dict[str, Any]]
