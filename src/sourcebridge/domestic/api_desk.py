"""The supplier's desk as calls: the sheet of prices and stock, what sells, what was searched in vain."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.catalog.schemas_desk import GoodsFilterIn
from sourcebridge.clock import queries as clock
from sourcebridge.domestic import selling, services, sheet
from sourcebridge.domestic.sheet import Seen
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.schemas import Amount, Count, Input, plain
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()
PAGE = 100


class SheetCells(Input):
    """The cells of a variant as texts: first price, further steps ("50: 10.5, 200: 9.8"), stock at the main site,
    the number below which it is running low, weight in grams. Empty is unknown or none."""

    price: str
    tiers: str
    stock: str
    mark: str
    weight: str


class SheetRowOut(Schema):
    """One variant; send `revision`, `version` and `cells` back as `seen` when saving."""

    sku_id: UUID
    product_id: UUID
    code: str
    title: str
    options: str
    revision: int
    version: int | None
    cells: SheetCells
    reserved: Count
    sold_30_days: Count
    low: bool


class SheetOut(Schema):
    """One page of the sheet."""

    items: list[SheetRowOut]
    page: int
    pages: int
    total: int


class SheetEditIn(Input):
    """A variant as it was seen, and the cells that shall differ."""

    sku_id: UUID
    revision: int
    version: int | None = None
    seen: SheetCells
    cells: dict[str, str]


class SheetIn(Input):
    """Cells to save together; `reason` stands in the stock journal."""

    edits: list[SheetEditIn]
    reason: str = ""


class SheetCellOut(Schema):
    """What came of a cell: SAVED, WAITING (for review), CONFLICT (`now` is what stands there), REFUSED, HELD."""

    sku_id: UUID
    field: str
    outcome: str
    text: str
    now: str


class SoldOut(Schema):
    """A product's figures of some days; `conversion` is a share of viewers."""

    product_id: UUID
    handle: str
    title: str
    viewers: int
    buyers: int
    orders: int
    quantity: Count
    amount: Amount
    refunds: int
    conversion: str | None


class WishOut(Schema):
    """Words searched in vain, how often, and the category they seem to mean."""

    text: str
    times: int
    category: str
    near_own_goods: bool


@access.operation(router, "GET", "/sheet", Permission.STOCK_VIEW, response=SheetOut)
def read_sheet(request: HttpRequest, wanted: Query[GoodsFilterIn], page: int = 1) -> Any:
    """Prices and stock of the variants on sale, a hundred at a time."""
    now = clock.now()
    found = sheet.variants(access.member_of(request).company, Filter.read(wanted.dict()), now=now)
    total, start = found.count(), (max(page, 1) - 1) * PAGE
    rows = sheet.rows_of(list(found[start : start + PAGE]), language=get_language(), now=now)
    return {"items": [_row(row) for row in rows], "page": max(page, 1), "pages": -(-total // PAGE), "total": total}


def _row(row: sheet.SheetRow) -> dict[str, Any]:
    return {
        "sku_id": row.sku.id, "product_id": row.product.id, "code": row.sku.code, "title": row.title.text,
        "options": row.options, "revision": row.seen.revision, "version": row.seen.version, "cells": row.seen.cells,
        "reserved": row.reserved, "sold_30_days": row.sold, "low": row.low,
    }  # fmt: skip


@access.operation(router, "POST", "/sheet", Permission.STOCK_VIEW, response=list[SheetCellOut])
def save_sheet(request: HttpRequest, body: SheetIn) -> Any:
    """Save many cells; each product whole or not at all. Cells the role does not include are left out."""
    acting = access.member_of(request)
    told = services.save_sheet(
        company_id=acting.company,
        edits=[
            services.Edit(
                Seen(edit.sku_id, edit.revision, edit.version, edit.seen.dict()),
                {name: text for name, text in edit.cells.items() if name in sheet.FIELDS},
            )
            for edit in body.edits[:PAGE]
        ],
        prices=acting.may(Permission.PRODUCT_EDIT),
        counts=acting.may(Permission.STOCK_ADJUST),
        reason=body.reason.strip()[:200] or _("Counted in the sheet"),
        by=acting.by(Actor.SUPPLIER),
        now=clock.now(),
    )
    return [cell.as_json() for cell in told]


@access.operation(router, "GET", "/selling", Permission.ORDER_VIEW, response=list[SoldOut])
def read_selling(request: HttpRequest, days: int = 30, sort: str = "amount") -> Any:
    """What sold in the last 7, 30 or 90 days, the most first."""
    rows = selling.sold(
        access.member_of(request).company, days=days if days in selling.DAYS else 30,
        sort=sort if sort in selling.SORTS else "amount", language=get_language(), now=clock.now(),
    )  # fmt: skip
    return [
        {
            "product_id": row.product_id, "handle": row.handle, "title": row.title.text, "viewers": row.viewers,
            "buyers": row.buyers, "orders": row.orders, "quantity": row.quantity, "amount": row.amount,
            "refunds": row.refunds,
            "conversion": None if row.conversion is None else plain(round(row.conversion, 4)),
        }
        for row in rows
    ]  # fmt: skip


@access.operation(router, "GET", "/wishes", Permission.PRODUCT_EDIT, response=list[WishOut])
def read_wishes(request: HttpRequest) -> Any:
    """What was searched at least twice in the last 30 days and not found, near the own goods first."""
    found = selling.wishes(access.member_of(request).company, days=30, language=get_language(), now=clock.now())
    return [
        {"text": wish.missed.text, "times": wish.missed.times, "category": wish.category, "near_own_goods": wish.own}
        for wish in found
    ]
