"""Drafts as stored: whole wishes as JSON, and versions read back from their facts. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sourcebridge.catalog.drafts import (
    AttributeDraft,
    PackagingDraft,
    ProductDraft,
    SkuDraft,
    TierDraft,
    plain,
)
from sourcebridge.catalog.errors import VersionUnknown

_FIGURES = ("holds", "net_weight_g", "gross_weight_g", "length_mm", "width_mm", "height_mm")
_PLAIN = ("category", "language", "unit", "currency", "dispatch_hours", "deduct_on", "sell_unit", "audience")


def frozen(draft: ProductDraft) -> dict[str, Any]:
    """The whole draft as JSON values; `thawed` gives it back."""
    facts: dict[str, Any] = _json(dataclasses.asdict(draft))
    return facts


def thawed(facts: Mapping[str, Any]) -> ProductDraft:
    """The draft that was frozen."""
    own = {name: facts[name] for name in _PLAIN}
    return ProductDraft(
        **own,
        handle=facts["handle"],
        titles=dict(facts["titles"]),
        descriptions=dict(facts["descriptions"]),
        moq=Decimal(facts["moq"]),
        batch_multiple=Decimal(facts["batch_multiple"]),
        sample_price=_decimal(facts["sample_price"]),
        sample_most=_decimal(facts["sample_most"]),
        option_names=tuple(facts["option_names"]),
        tiers=_tiers(facts["tiers"]),
        skus=tuple(_sku(sku) for sku in facts["skus"]),
        attributes=tuple(AttributeDraft(one["code"], tuple(one["values"])) for one in facts["attributes"]),
        packaging=tuple(_pack(one) for one in facts["packaging"]),
    )


def of_facts(facts: Mapping[str, Any], *, handle: str, known: Iterable[SkuDraft]) -> ProductDraft:
    """A draft from `ProductDraft.flat()`; `known` are variants whose options the facts name only in words.

    Raises VersionUnknown (with revision "?") when a variant's words fit no options.
    """
    names = tuple(facts.get("option_names", []))
    by_words = {_words(sku): sku for sku in known}
    skus: dict[str, dict[str, Any]] = {}
    attributes, packaging = [], []
    texts: dict[str, dict[str, str]] = {"title": {}, "description": {}}
    for name, value in facts.items():
        if name.startswith("sku["):
            words, _bracket, field = name.removeprefix("sku[").rpartition("].")
            skus.setdefault(words, {})[field] = value
        elif name.startswith("attribute."):
            attributes.append(AttributeDraft(name.removeprefix("attribute."), tuple(value)))
        elif name.startswith("packaging."):
            level, _bracket, key = name.removeprefix("packaging.").partition("[")
            packaging.append(_packed(level, key.removesuffix("]"), value))
        elif name.partition(".")[0] in texts:
            field, _dot, language = name.partition(".")
            texts[field][language] = value
    own = {name: facts[name] for name in _PLAIN if name in facts}
    return ProductDraft(
        **own,
        handle=handle,
        titles=texts["title"],
        descriptions=texts["description"],
        moq=Decimal(facts["moq"]),
        batch_multiple=Decimal(facts["batch_multiple"]),
        sample_price=_decimal(facts.get("sample_price")),
        sample_most=_decimal(facts.get("sample_most")),
        option_names=names,
        tiers=_ladder(facts["tiers"]),
        skus=tuple(_named(words, said, names, by_words) for words, said in skus.items()),
        attributes=tuple(attributes),
        packaging=tuple(packaging),
    )


def merged(base: Mapping[str, Any], wish: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, Any]:
    """The present facts with what the wish changed against its base; where both changed, the wish holds."""
    facts = dict(present)
    for name in (*wish, *(name for name in base if name not in wish)):
        if wish.get(name) == base.get(name):
            continue
        if name in wish:
            facts[name] = wish[name]
        else:
            facts.pop(name, None)
    return facts


def _named(words: str, said: Mapping[str, Any], names: tuple[str, ...], known: Mapping[str, SkuDraft]) -> SkuDraft:
    same = known.get(words)
    values = words.split(" / ") if words else []
    if same is None and len(values) != len(names):
        raise VersionUnknown(revision="?")
    sku = same or SkuDraft(options=tuple(zip(names, values, strict=True)))
    return replace(
        sku,
        code=said.get("code", sku.code),
        weight_g=_decimal(said.get("weight_g")),
        barcode=said.get("barcode", ""),
        active=said.get("active", True),
        tiers=_ladder(said.get("tiers", "")),
    )


def _words(sku: SkuDraft) -> str:
    return " / ".join(value for _name, value in sku.options)


def _ladder(text: str) -> tuple[TierDraft, ...]:
    steps = [step.split(":") for step in text.split(",") if step.strip()]
    return tuple((Decimal(least.strip()), Decimal(price.strip())) for least, price in steps)


def _packed(level: str, sku_key: str, said: list[str | None]) -> PackagingDraft:
    figures = dict(zip(_FIGURES, _in_order(said), strict=True))
    sides = {name: None if figures[name] is None else int(figures[name] or 0) for name in _FIGURES[3:]}
    return PackagingDraft(
        level=level,
        holds=figures["holds"],
        net_weight_g=figures["net_weight_g"],
        gross_weight_g=figures["gross_weight_g"],
        length_mm=sides["length_mm"],
        width_mm=sides["width_mm"],
        height_mm=sides["height_mm"],
        sku_key=sku_key,
    )


def _in_order(said: list[str | None]) -> list[Decimal | None]:
    return [_decimal(figure) for figure in said]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _tiers(rows: list[list[str]]) -> tuple[TierDraft, ...]:
    return tuple((Decimal(least), Decimal(price)) for least, price in rows)


def _sku(facts: Mapping[str, Any]) -> SkuDraft:
    return SkuDraft(
        options=tuple((name, value) for name, value in facts["options"]),
        code=facts["code"],
        weight_g=_decimal(facts["weight_g"]),
        barcode=facts["barcode"],
        active=facts["active"],
        tiers=_tiers(facts["tiers"]),
        id=UUID(facts["id"]) if facts["id"] else None,
    )


def _pack(facts: Mapping[str, Any]) -> PackagingDraft:
    weights = {name: _decimal(facts[name]) for name in _FIGURES[:3]}
    return PackagingDraft(
        level=facts["level"],
        **weights,
        length_mm=facts["length_mm"],
        width_mm=facts["width_mm"],
        height_mm=facts["height_mm"],
        sku_key=facts["sku_key"],
    )


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {key: _json(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json(one) for one in value]
    return value
