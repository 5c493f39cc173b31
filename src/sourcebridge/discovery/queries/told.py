"""Goods found in API form, straight from the rows that cards are made of; held equal to them by a test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sourcebridge.catalog import told
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.told import Step
from sourcebridge.discovery.queries.cards import Said, picture, place
from sourcebridge.discovery.ranking import RULES, digits
from sourcebridge.discovery.results import Hit
from sourcebridge.kit import answers
from sourcebridge.kit.schemas import plain

_CODES = [rule.code for rule in RULES]
_AS_THEY_ARE = itemgetter("handle", "sell_unit", "sample", "dispatch_hours", "belt", "market", "verified", "sold_30")
_NAMES = ("handle", "sell_unit", "sample", "dispatch_hours", "belt", "market", "verified", "sold_30")


def found(hits: Iterable[Hit], *, language: str | None) -> bytes:
    """Hits that brought their cards, with their score and the points of its parts, as JSON; goods off sale left out.

    Cards are kept by what they are made of; those with agreed prices are made anew each time.
    """
    said = words.known(language)
    return b"[%b]" % b",".join(
        b"{%b,%b}" % ((_made if own else _kept)(Said(text), said), _score(hit))
        for hit in hits
        if hit.card
        for text, own in (hit.card,)
    )


def parts(hits: Sequence[Hit], language: str | None) -> bytes:
    """The parts of the formula with the weights in force, as JSON in the language of the request; none without hits."""
    return _parts(hits[0].weights, language) if hits else b"[]"


@lru_cache(maxsize=20)
def _parts(weights: tuple[int, ...], _language: str | None) -> bytes:
    return answers.written(
        [
            {"code": rule.code, "label": str(rule.label), "meaning": str(rule.meaning), "weight": digits(weight)}
            for rule, weight in zip(RULES, weights, strict=True)
        ]
    )


_SCORE = '"score":"%s","why":[' + ",".join(f'{{"code":"{code}","value":"%s","points":"%s"}}' for code in _CODES) + "]"


def _score(hit: Hit) -> bytes:
    each = [digits(number) for pair in zip(hit.values, hit.pointed, strict=True) for number in pair]
    return (_SCORE % (digits(hit.scored), *each)).encode()


def _made(of: Said, language: str) -> bytes:
    """A card's JSON without the braces around it."""
    return answers.written(_card(of.read(), language))[1:-1]


_kept = lru_cache(maxsize=1500)(_made)


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
