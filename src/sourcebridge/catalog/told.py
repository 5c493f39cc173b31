"""Ladders straight from a statement's rows to API form, for the calls asked most. `pricing` holds the rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sourcebridge.kit.currency import exponent

Step = tuple[str, str]  # from how much on, at which price per unit; both without idle zeros
Ladders = dict[str | None, list[Step]]


def price_text(trimmed: str, currency: str) -> str:
    """A price without idle zeros ("9.8") with at least the currency's decimals ("9.80"), as `UnitPrice.text`."""
    whole, point, decimals = trimmed.partition(".")
    missing = exponent(currency) - len(decimals)
    if missing <= 0:
        return trimmed
    return f"{whole}{point or '.'}{decimals}{'0' * missing}"


def tier(step: Step, currency: str, unit: str) -> dict[str, Any]:
    """A step of a ladder in API form."""
    least, price = step
    return {
        "minimum": {"amount": least, "unit": unit},
        "price": {"amount": price_text(price, currency), "currency": currency, "unit": unit},
    }


def ladders(rows: list[list[Any]] | None) -> Ladders:
    """Steps by SKU (None: the whole product's) by rising quantity; of two for one quantity the later row holds."""
    latest: dict[str | None, dict[str, str]] = {}
    for sku, least, price in rows or ():
        latest.setdefault(sku, {})[least] = price
    return {sku: sorted(steps.items(), key=lambda step: Decimal(step[0])) for sku, steps in latest.items()}


def merged(public: list[Step], agreed: list[Step]) -> list[Step]:
    """A buyer's ladder: agreed prices from their first minimum on, the public ones below it (`pricing.merged`)."""
    if not agreed:
        return public
    first = Decimal(agreed[0][0])
    return [*(step for step in public if Decimal(step[0]) < first), *agreed]
