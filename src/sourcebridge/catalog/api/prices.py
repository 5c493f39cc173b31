"""Prices promised to single buyer companies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.errors import UnknownBuyer
from sourcebridge.catalog.models import AgreedPrice
from sourcebridge.catalog.schemas import AgreedIn, AgreedOut
from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.schemas import Page, plain
from sourcebridge.parties import access
from sourcebridge.parties import queries as parties
from sourcebridge.parties.permissions import Permission

router = Router()


def _out(row: AgreedPrice) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in AgreedOut.model_fields}
    return shown | {"min_quantity": plain(row.min_quantity), "unit_price": plain(row.unit_price)}


@access.operation(
    router, "GET", "/products/{product_id}/agreed-prices", Permission.AGREED_PRICE_EDIT, response=Page[AgreedOut]
)
def list_agreed_prices(request: HttpRequest, product_id: UUID, cursor: str = "", limit: int = 50) -> Any:
    """The promises on one of the company's products, newest first."""
    queries.own_product(access.member_of(request).company, product_id)
    rows, following = paging.page_of(queries.agreed_prices_of(product_id).order_by(), cursor=cursor, limit=limit)
    return {"items": [_out(row) for row in rows], "next_cursor": following}


@access.operation(
    router,
    "POST",
    "/products/{product_id}/agreed-prices",
    Permission.AGREED_PRICE_EDIT,
    response=AgreedOut,
    status=201,
    binds=True,
)
def set_agreed_price(request: HttpRequest, product_id: UUID, body: AgreedIn) -> Any:
    """Promise a buyer company a price of its own."""
    acting, now = access.member_of(request), clock.now()
    buyer_id = body.buyer_company_id
    if buyer_id is None:
        buyer = parties.find_company(body.buyer_name)
        if buyer is None:
            raise UnknownBuyer(name=body.buyer_name)
        buyer_id = buyer.id
    row = services.set_agreed_price(
        company_id=acting.company,
        product_id=product_id,
        buyer_company_id=buyer_id,
        sku_id=body.sku_id,
        min_quantity=body.min_quantity,
        unit_price=body.unit_price,
        valid_from=body.valid_from or now,
        valid_until=body.valid_until,
        by=acting.by(Actor.SUPPLIER),
        now=now,
    )
    return _out(row)


@access.operation(
    router, "POST", "/agreed-prices/{agreed_price_id}/end", Permission.AGREED_PRICE_EDIT, response=AgreedOut
)
def end_agreed_price(request: HttpRequest, agreed_price_id: UUID) -> Any:
    """Let a promise end now."""
    acting = access.member_of(request)
    row = services.end_agreed_price(
        company_id=acting.company, agreed_price_id=agreed_price_id, by=acting.by(Actor.SUPPLIER), now=clock.now()
    )
    return _out(row)
