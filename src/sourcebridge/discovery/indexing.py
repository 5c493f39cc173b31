"""From what is known of goods to the row the search keeps of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from sourcebridge.discovery import analysis
from sourcebridge.discovery.analysis import TokenKind, units
from sourcebridge.discovery.analysis.tokens import LONGEST
from sourcebridge.discovery.states import TermKind

DESCRIBED = 400
FACETS = 60
_OWN = 4  # names of the leaf and of the branch it hangs on


@dataclass(slots=True)
class Answer:
    """One attribute of a product: names and label in both languages, and the value a filter compares."""

    code: str
    names: tuple[str, str]
    labels: tuple[str, ...]
    value: str
    number: Decimal | None = None
    unit: str = ""


@dataclass(slots=True)
class Goods:
    """A published product with all that is indexed of it."""

    product_id: UUID
    shop_id: UUID
    company_id: UUID
    handle: str
    category: str
    path: tuple[str, ...]
    category_names: tuple[str, ...]
    titles: Mapping[str, str]
    descriptions: tuple[str, ...]
    shop_slug: str
    shop_names: tuple[str, ...]
    unit: str
    currency: str
    moq: Decimal
    dispatch_hours: int
    published_at: datetime
    public: bool
    sample: bool
    answers: list[Answer] = field(default_factory=list)
    variants: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    price_low: Decimal | None = None
    price_best: Decimal | None = None
    verified: bool = False
    belt: str = ""
    belt_names: tuple[str, ...] = ()
    belt_categories: tuple[str, ...] = ()
    market: str = ""
    market_names: tuple[str, ...] = ()
    province: str = ""


_USE = re.compile(r"\bfor\b[^,;:|/()]*", re.IGNORECASE)


def weighted(goods: Goods) -> dict[str, str]:
    """Each lexeme with the fields that say it: A title, B category, C attributes, variants, place, D the rest.

    What the title says goods are for (canvas for bags) is a fact like others, not what they are.
    """
    found: dict[str, set[str]] = {}

    def add(texts: Iterable[str], weight: str) -> None:
        for text in texts:
            for lexeme, said in analysis.lexemes(text).items():
                found.setdefault(lexeme, set()).add(weight if said else max(weight, "C"))

    for title in goods.titles.values():
        add([_USE.sub(" ", title)], "A")
        add(_USE.findall(title), "C")
    add(goods.category_names[:_OWN], "B")
    add(goods.category_names[_OWN:], "C")
    for answer in goods.answers:
        add(answer.labels, "C")
        if answer.number is not None:
            add([units.of_number(answer.number, answer.unit)], "C")
        add(answer.names, "D")
    add(goods.variants, "C")
    add((*goods.belt_names, *goods.market_names), "C")
    add((*goods.shop_names, goods.handle.replace("-", " ")), "D")
    for code in goods.codes:
        found.setdefault("".join(analysis.normalise(code).split())[:LONGEST], {"D"})
        add([code], "D")
    add((text[:DESCRIBED] for text in goods.descriptions), "D")
    found.pop("", None)
    return {lexeme: "".join(sorted(weights)) for lexeme, weights in found.items()}


_PLACES = {"A": "1A", "B": "2B", "C": "3C", "D": "4"}


def tsvector(lexemes: Mapping[str, str]) -> str:
    """Lexemes with the weights of their fields as PostgreSQL reads a tsvector."""
    return " ".join(
        f"{quoted(lexeme)}:{','.join(_PLACES[weight] for weight in weights)}"
        for lexeme, weights in sorted(lexemes.items())
    )


def quoted(lexeme: str) -> str:
    """A lexeme in quotes, for tsvector and tsquery texts."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def facets(goods: Goods) -> list[str]:
    """What filters compare, "attribute=value"."""
    return sorted({f"{answer.code}={answer.value}"[:120] for answer in goods.answers if answer.value})[:FACETS]


def row(goods: Goods, door: str) -> dict[str, Any]:
    """The listing's columns as JSON values; the price of guarded goods stays out."""
    low, best = (goods.price_low, goods.price_best) if goods.public else (None, None)
    return {
        "door": door,
        "product_id": str(goods.product_id),
        "shop_id": str(goods.shop_id),
        "company_id": str(goods.company_id),
        "category": goods.category,
        "categories": list(goods.path),
        "title_zh": goods.titles.get("zh-hans", "")[:300],
        "title_en": goods.titles.get("en", "")[:300],
        "words": tsvector(weighted(goods)),
        "facets": facets(goods),
        "unit": goods.unit,
        "currency": goods.currency,
        "price_low": None if low is None else str(low),
        "price_best": None if best is None else str(best),
        "moq": str(goods.moq),
        "dispatch_hours": goods.dispatch_hours,
        "sample": goods.sample,
        "verified": goods.verified,
        "belt": goods.belt,
        "belt_known": any(code in goods.belt_categories for code in goods.path),
        "market": goods.market,
        "province": goods.province,
        "published_at": goods.published_at.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class Word:
    """A term to suggest: where it comes from, normalised and as shown, what listings store, whose it is."""

    kind: str
    text: str
    shown: str
    lexeme: str
    ref: str = ""


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text that are worth suggesting: Chinese of two signs or more, Latin of three letters or more."""
    return tuple(_words_of(text))


def _words_of(text: str) -> Iterable[Word]:
    for token in analysis.tokens(text):
        long_enough = 2 if token.kind is TokenKind.HAN else 3
        if (
            token.kind in {TokenKind.HAN, TokenKind.WORD}
            and long_enough <= len(token.surface) <= LONGEST
            and token.text not in analysis.STOP
            and not any(sign.isdigit() for sign in token.surface)
        ):
            yield Word(TermKind.WORD.value, token.surface, token.surface, token.text)


def words(goods: Goods) -> Iterable[Word]:
    """All terms of a product: words of titles, answers and variants; its category; its shop."""
    for text in (
        *goods.titles.values(),
        *goods.variants,
        *(label for answer in goods.answers for label in answer.labels),
    ):
        yield from words_of(text)
    for code, names in zip(goods.path[-1:], [goods.category_names[:2]], strict=False):
        for name in names:
            if name:
                yield Word(TermKind.CATEGORY.value, analysis.normalise(name)[:80], name[:80], "", code)
    for name in goods.shop_names:
        if name:
            yield Word(TermKind.SHOP.value, analysis.normalise(name)[:80], name[:80], "", goods.shop_slug)
