"""Goods found in API form, straight from the rows that cards are made of; held equal to them by a test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any
from uuid import UUID

from sourcebridge.catalog import told
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.told import Step
from sourcebridge.discovery.queries.cards import picture, place, read
from sourcebridge.discovery.ranking import RULES, digits
from sourcebridge.discovery.results import Hit
from sourcebridge.kit.schemas import plain

_CODES = [rule.code for rule in RULES]
_AS_THEY_ARE = itemgetter("handle", "sell_unit", "sample", "dispatch_hours", "belt", "market", "verified", "sold_30")
_NAMES = ("handle", "sell_unit", "sample", "dispatch_hours", "belt", "market", "verified", "sold_30")


def found(
    hits: Iterable[Hit], *, buyer_company_id: UUID | None, language: str | None, now: datetime
) -> list[dict[str, Any]]:
    """Hits with their cards at this buyer's prices, their score and the points of its parts (one statement)."""
    known = {hit.product_id: hit for hit in hits}
    rows = read(list(known), buyer_company_id=buyer_company_id, now=now)
    return [_card(row, language) | _score(known[row["id"]]) for row in rows]


def parts(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """The parts of the formula with the weights in force; none without hits."""
    if not hits:
        return []
    return [
        {"code": rule.code, "label": str(rule.label), "meaning": str(rule.meaning), "weight": digits(weight)}
        for rule, weight in zip(RULES, hits[0].weights, strict=True)
    ]


def _score(hit: Hit) -> dict[str, Any]:
    return {
        "score": digits(hit.scored),
        "why": [
            {"code": code, "value": digits(value), "points": digits(points)}
            for code, value, points in zip(_CODES, hit.values, hit.pointed, strict=True)
        ],
    }


def _card(row: dict[str, Any], language: str | None) -> dict[str, Any]:
    chinese = words.known(language) != "en"
    unit, currency, hidden = row["unit"], row["currency"], row["hidden"]
    title, translated = _title(row["titles"] or (), words.known(language))
    agreed = {} if hidden else told.ladders(row["agreed"])
    first, best = (None, None) if hidden else _ends(row, agreed)
    return dict(zip(_NAMES, _AS_THEY_ARE(row), strict=True)) | {
        "product_id": str(row["id"]),
        "shop": row["slug"],
        "shop_name": row["name"] if chinese else row["name_en"] or row["name"],
        "title": title,
        "translated": translated,
        "moq": {"amount": plain(row["moq"]), "unit": unit},
        "batch_multiple": {"amount": plain(row["batch_multiple"]), "unit": unit},
        "first": None if first is None else told.tier(first, currency, unit),
        "best": None if best is None else told.tier(best, currency, unit),
        "price_hidden": hidden,
        "agreed": bool(agreed),
        "place": place(row, "zh" if chinese else "en"),
        "in_stock": row["level"] > 0,
        "picture_url": picture(row),
        "sku_ids": row["skus"] or [],
    }


def _title(texts: Iterable[Sequence[str]], language: str) -> tuple[str, bool]:
    """The title in a language, else the original, and whether it is in that language (`Words.text`)."""
    original: str | None = None
    for said, text, status, _digest in texts:
        if said == language and text:
            return text, True
        if status == "ORIGINAL":
            original = text
    return original or "", original is None


def _ends(row: dict[str, Any], agreed: told.Ladders) -> tuple[Step | None, Step | None]:
    """The step with the smallest minimum and the one with the lowest price, over all variants."""
    public = told.ladders(row["tiers"])
    steps: set[Step] = set()
    by_variant = len(public) > 1 or len(agreed) > 1 or None not in public
    for sku in (by_variant and row["skus"]) or (None,):
        own = public.get(sku) or public.get(None, [])
        steps.update(told.merged(own, agreed.get(sku) or agreed.get(None, [])))
    sized = [(Decimal(least), Decimal(price), (least, price)) for least, price in steps]
    if not sized:
        return None, None
    return min(sized)[2], min(sized, key=lambda one: (one[1], one[0]))[2]
