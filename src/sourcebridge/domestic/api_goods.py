"""One product as this door sells it: the offer at the caller's prices, and what can be promised of each variant."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router

from sourcebridge.catalog.schemas import OfferOut, SkuOut
from sourcebridge.domestic.offered import offered
from sourcebridge.kit import answers
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
    """One product with its variants at the caller's prices and what is in stock (one statement)."""
    member = access.optional_member(request)
    return answers.ready(
        offered(shop=shop, handle=handle, company_id=member.company_id if member else None, language=get_language())
    )
