"""One product as this door sells it: the offer at the caller's prices, and what can be promised of each variant."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.schemas import OfferOut, SkuOut
from sourcebridge.catalog.shown import offer_out
from sourcebridge.domestic.ground import DOOR
from sourcebridge.inventory import queries as inventory
from sourcebridge.kit.schemas import Count
from sourcebridge.parties import access

router = Router()


class StockedSkuOut(SkuOut):
    """One variant with what can be promised of it now, in the goods' unit."""

    available: Count


class StockedOfferOut(OfferOut):
    """A product with its variants, their prices for the caller and their stock."""

    skus: list[StockedSkuOut]  # type: ignore[assignment]


@access.operation(router, "GET", "/goods/{shop}/{handle}", access.PUBLIC, response=StockedOfferOut)
def read_goods(request: HttpRequest, shop: str, handle: str) -> Any:
    """One product with its variants at the caller's prices and what is in stock (2 statements)."""
    member = access.optional_member(request)
    offer = catalog.offer(
        shop=shop,
        handle=handle,
        member=member,
        buyer_company_id=member.company_id if member else None,
        language=get_language(),
    )
    stock = inventory.available_to_promise([sku.sku_id for sku in offer.skus], door=DOOR)
    shown = offer_out(offer)
    return shown | {"skus": [sku | {"available": stock[sku["sku_id"]]} for sku in shown["skus"]]}
