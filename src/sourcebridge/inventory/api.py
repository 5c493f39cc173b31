"""Stock as calls."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from sourcebridge.catalog.models import Sku
from sourcebridge.catalog.queries import words
from sourcebridge.clock import queries as clock
from sourcebridge.inventory import queries, services
from sourcebridge.inventory.models import Movement, Pool
from sourcebridge.inventory.schemas import AdjustIn, CountIn, MovementOut, ReceiveIn, StockOut
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.quantity import Quantity
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()


def pool_out(pool: Pool) -> dict[str, Any]:
    """A pool as the API shows it."""
    return {
        "id": pool.id,
        "site": pool.site.name,
        "on_hand": Quantity(pool.on_hand, pool.unit),
        "reserved": Quantity(pool.reserved, pool.unit),
        "available": pool.available,
        "version": pool.version,
    }


def stock_out(skus: list[Sku]) -> list[dict[str, Any]]:
    """SKUs with their figures, in three statements however many."""
    figures = queries.figures([sku.id for sku in skus])
    pools = queries.pools_of([sku.id for sku in skus])
    titles = words.words_of({sku.product_id for sku in skus})
    return [
        {
            "sku_id": sku.id,
            "product_id": sku.product_id,
            "code": sku.code,
            "title": titles.both(sku.product_id, "title"),
            "options": sku.options,
            "on_hand": figures[sku.id].on_hand,
            "reserved": figures[sku.id].reserved,
            "available": figures[sku.id].available,
            "pools": [pool_out(pool) for pool in pools[sku.id]],
        }
        for sku in skus
    ]


def movement_out(movement: Movement) -> dict[str, Any]:
    """A journal row as the API shows it."""
    unit = movement.pool.unit
    return {
        "id": movement.id,
        "pool_id": movement.pool_id,
        "kind": movement.kind,
        "delta": Quantity(movement.delta, unit),
        "on_hand_after": Quantity(movement.on_hand_after, unit),
        "reason": movement.reason,
        "by_name": movement.by_name,
        "at": movement.at,
        "ref": movement.ref,
        "deal_id": movement.deal_id,
    }


@access.operation(router, "GET", "/stock", Permission.STOCK_VIEW, response=Page[StockOut])
def stock(
    request: HttpRequest, q: str = "", sold_out: bool = False, cursor: str = "", limit: int = 50
) -> dict[str, Any]:
    """The company's SKUs with what lies there, what is promised and what is free, newest first."""
    rows = queries.stock_of(access.member_of(request).company, q=q, sold_out=sold_out)
    found, following = paging.page_of(rows, cursor=cursor, limit=limit)
    return {"items": stock_out(found), "next_cursor": following}


@access.operation(router, "GET", "/stock/{uuid:sku_id}", Permission.STOCK_VIEW, response=StockOut)
def stock_of_sku(request: HttpRequest, sku_id: UUID) -> dict[str, Any]:
    """One SKU of the company."""
    return stock_out([queries.own_sku(access.member_of(request).company, sku_id)])[0]


@access.operation(router, "GET", "/stock/{uuid:sku_id}/movements", Permission.STOCK_VIEW, response=Page[MovementOut])
def movements(request: HttpRequest, sku_id: UUID, cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """The journal of a SKU, newest first."""
    sku = queries.own_sku(access.member_of(request).company, sku_id)
    found, following = paging.page_of(queries.movements_of(sku.id), cursor=cursor, limit=limit)
    return {"items": [movement_out(row) for row in found], "next_cursor": following}


@access.operation(
    router, "POST", "/stock/receive", Permission.STOCK_ADJUST, response=MovementOut, status=201, binds=True
)
def receive(request: HttpRequest, body: ReceiveIn) -> dict[str, Any]:
    """Take goods in; the first receipt opens the SKU's pool."""
    member = access.member_of(request)
    return movement_out(
        services.receive(
            sku_id=body.sku_id,
            quantity=body.quantity.quantity(),
            company_id=member.company,
            by=member.by(Actor.SUPPLIER),
            now=clock.now(),
            reason=body.reason,
            ref=body.ref,
        )
    )


@access.operation(
    router, "POST", "/pools/{uuid:pool_id}/adjust", Permission.STOCK_ADJUST, response=MovementOut, binds=True
)
def adjust(request: HttpRequest, pool_id: UUID, body: AdjustIn) -> dict[str, Any]:
    """Correct a pool by a difference, with the reason."""
    member = access.member_of(request)
    return movement_out(
        services.adjust(
            pool_id=pool_id,
            company_id=member.company,
            delta=body.delta.quantity(),
            reason=body.reason,
            by=member.by(Actor.SUPPLIER),
            now=clock.now(),
        )
    )


@access.operation(router, "POST", "/pools/{uuid:pool_id}/count", Permission.STOCK_ADJUST, response=StockOut, binds=True)
def count(request: HttpRequest, pool_id: UUID, body: CountIn) -> dict[str, Any]:
    """Set a pool to what was counted, unless goods moved since; answers with the SKU's figures."""
    member = access.member_of(request)
    services.set_counted(
        pool_id=pool_id,
        company_id=member.company,
        counted=body.counted.quantity(),
        expected_version=body.expected_version,
        reason=body.reason,
        by=member.by(Actor.SUPPLIER),
        now=clock.now(),
    )
    pool = queries.own_pool(member.company, pool_id)
    return stock_out([queries.own_sku(member.company, pool.sku_id)])[0]
