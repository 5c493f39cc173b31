"""Goods for sale, for everybody; a signed-in buyer sees their agreed prices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router

from sourcebridge.catalog import queries
from sourcebridge.catalog.offers import Listed, Offer, Pack
from sourcebridge.catalog.schemas import ListedOut, OfferOut
from sourcebridge.kit.schemas import Page, plain
from sourcebridge.parties import access

router = Router()


def offer_out(offer: Offer) -> dict[str, Any]:
    """An offer in API form."""
    shown = {name: getattr(offer, name) for name in OfferOut.model_fields if hasattr(offer, name)}
    return shown | {
        "shop": offer.shop_slug,
        "title": offer.title.text,
        "translated": offer.title.translated,
        "description": offer.description.text,
        "tiers": [_tier(tier) for tier in offer.tiers],
        "skus": [
            {
                "sku_id": sku.sku_id,
                "code": sku.code,
                "options": sku.options,
                "tiers": [_tier(tier) for tier in sku.tiers],
                "per_product": sku.per_product,
                "agreed": sku.agreed,
                "weight_g": None if sku.weight_g is None else plain(sku.weight_g),
                "picture_url": sku.picture_url,
                "active": sku.active,
            }
            for sku in offer.skus
        ],
        "pictures": [picture.url for picture in offer.pictures],
        "path": [{"code": code, "name": name} for code, name in offer.path],
        "attributes": [
            {"code": one.code, "name": one.name, "text": one.text, "options": list(one.codes)}
            for one in offer.attributes
        ],
        "packaging": [_pack(pack) for pack in offer.packaging],
    }


def _pack(pack: Pack) -> dict[str, Any]:
    return {
        "level": pack.level,
        "holds": pack.holds,
        "net_weight_g": None if pack.net_weight_g is None else plain(pack.net_weight_g),
        "gross_weight_g": None if pack.gross_weight_g is None else plain(pack.gross_weight_g),
        "sides_mm": None if pack.sides_mm is None else list(pack.sides_mm),
    }


def _tier(tier: Any) -> dict[str, Any] | None:
    return None if tier is None else {"minimum": tier.minimum, "price": tier.price}


def _listed(row: Listed) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ListedOut.model_fields if hasattr(row, name)}
    return shown | {"shop": row.shop_slug, "title": row.title.text, "first": _tier(row.first), "best": _tier(row.best)}


@access.operation(router, "GET", "/goods", access.PUBLIC, response=Page[ListedOut])
def list_goods(request: HttpRequest, q: str = "", shop: str = "", cursor: str = "", limit: int = 24) -> Any:
    """Goods for sale, newest first; `q` looks into the titles of both languages."""
    member = access.optional_member(request)
    rows, following = queries.listing(
        q=q,
        shop=shop,
        cursor=cursor,
        limit=limit,
        language=get_language(),
        buyer_company_id=member.company_id if member else None,
    )
    return {"items": [_listed(row) for row in rows], "next_cursor": following}
