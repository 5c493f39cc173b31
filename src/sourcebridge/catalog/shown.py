"""Read models in API form, for every door's calls."""

from __future__ import annotations

from typing import Any

from sourcebridge.catalog.offers import Offer, Pack
from sourcebridge.catalog.pricing import Tier
from sourcebridge.catalog.schemas import OfferOut
from sourcebridge.kit.schemas import plain


def offer_out(offer: Offer) -> dict[str, Any]:
    """An offer in API form."""
    shown = {name: getattr(offer, name) for name in OfferOut.model_fields if hasattr(offer, name)}
    return shown | {
        "shop": offer.shop_slug,
        "title": offer.title.text,
        "translated": offer.title.translated,
        "description": offer.description.text,
        "tiers": [tier_out(tier) for tier in offer.tiers],
        "skus": [
            {
                "sku_id": sku.sku_id,
                "code": sku.code,
                "options": sku.options,
                "tiers": [tier_out(tier) for tier in sku.tiers],
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


def tier_out(tier: Tier | None) -> dict[str, Any] | None:
    """A step of a ladder in API form."""
    return None if tier is None else {"minimum": tier.minimum, "price": tier.price}
