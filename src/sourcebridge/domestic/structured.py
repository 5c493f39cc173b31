"""What search engines and previews are told of a page: schema.org data, one description, one picture. Pure.

A ladder is one UnitPriceSpecification per step with its eligibleQuantity (schema.org 29.0, Google's product guide);
goods whose prices are guarded get no Offer at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from sourcebridge.catalog.offers import Offer, SellableSku
from sourcebridge.catalog.pricing import Tier
from sourcebridge.kit.quantity import Quantity

_LONGEST = 160
SCHEMA = "https://schema.org"
IN_STOCK, SOLD_OUT = f"{SCHEMA}/InStock", f"{SCHEMA}/OutOfStock"


def plain(html: str, *, longest: int = _LONGEST) -> str:
    """The words of a description, cut at a word."""
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0].rstrip("，,。. ") + "…"


def description_of(offer: Offer) -> str:
    """One sentence of facts: what it is, from which price, where from."""
    facts = [f"{answer.name} {answer.text}" for answer in offer.attributes[:4]]
    words = [offer.title.text, *facts, offer.supplier_name, plain(offer.description.text, longest=80)]
    return plain(" · ".join(word for word in words if word))


def _price(tier: Tier, upper: Tier | None) -> dict[str, Any]:
    quantity: dict[str, Any] = {
        "@type": "QuantitativeValue", "minValue": tier.minimum.text, "unitCode": tier.minimum.unit,
    }  # fmt: skip
    if upper is not None:
        quantity["maxValue"] = upper.minimum.text
    return {
        "@type": "UnitPriceSpecification", "price": tier.price.text, "priceCurrency": tier.price.currency,
        "unitCode": tier.price.unit, "eligibleQuantity": quantity,
    }  # fmt: skip


def _offer(sku: SellableSku, stock: Mapping[Any, Quantity], url: str) -> dict[str, Any]:
    tiers = list(sku.tiers)
    return {
        "@type": "Offer", "url": url, "sku": sku.code, "price": tiers[0].price.text,
        "priceCurrency": tiers[0].price.currency, "availability": IN_STOCK if stock.get(sku.sku_id) else SOLD_OUT,
        "priceSpecification": [_price(tier, upper) for tier, upper in zip(tiers, [*tiers[1:], None], strict=True)],
    }  # fmt: skip


def product(offer: Offer, *, stock: Mapping[Any, Quantity], url: str, absolute: Any) -> dict[str, Any]:
    """The product as schema.org knows it; with several variants a ProductGroup. Public prices only."""
    base = {
        "name": offer.title.text, "description": description_of(offer), "url": url,
        "image": [absolute(picture.url) for picture in offer.pictures[:6]],
        "category": " > ".join(name for _code, name in offer.path),
        "brand": {"@type": "Organization", "name": offer.supplier_name},
        "additionalProperty": [
            {"@type": "PropertyValue", "name": answer.name, "value": answer.text} for answer in offer.attributes
        ],
    }  # fmt: skip
    public = [sku for sku in offer.skus if sku.tiers and not sku.agreed]
    if len(offer.skus) == 1:
        one = {"@context": SCHEMA, "@type": "Product", **base, "sku": offer.skus[0].code}
        return one | ({"offers": _offer(public[0], stock, url)} if public else {})
    variants = [
        {"@type": "Product", "name": f"{offer.title.text} {sku.options_text}".strip(), "sku": sku.code,
         "image": absolute(sku.picture_url or offer.pictures[0].url),
         **({"offers": _offer(sku, stock, url)} if sku in public else {})}
        for sku in offer.skus
    ]  # fmt: skip
    return {
        "@context": SCHEMA, "@type": "ProductGroup", **base, "productGroupID": str(offer.product_id),
        "variesBy": list(offer.option_names), "hasVariant": variants,
    }  # fmt: skip


def crumbs(steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """A BreadcrumbList of (name, address), root first."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, **({"item": address} if address else {})}
        for place, (name, address) in enumerate(steps, start=1)
    ]
    return {"@context": SCHEMA, "@type": "BreadcrumbList", "itemListElement": items}


def organization(*, name: str, url: str, region: str, picture: str = "") -> dict[str, Any]:
    """A supplier."""
    made: dict[str, Any] = {"@context": SCHEMA, "@type": "Organization", "name": name, "url": url}
    if region:
        made["address"] = {"@type": "PostalAddress", "addressLocality": region, "addressCountry": "CN"}
    return made | ({"logo": picture} if picture else {})
