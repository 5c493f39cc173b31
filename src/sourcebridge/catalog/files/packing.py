"""How a file says its goods are packed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebridge.catalog.drafts import options_key, plain
from sourcebridge.catalog.files import numbers
from sourcebridge.catalog.files.targets import GRAMS, MILLIMETRES

if TYPE_CHECKING:
    from sourcebridge.catalog.files.build import Columns, Item

SIDES = ("length_mm", "width_mm", "height_mm")
FIGURES = ("holds", "gross_weight_g", "net_weight_g", *SIDES)


def read(
    item: Item, columns: Columns, rows: Sequence[tuple[int, list[str]]], skus: Sequence[dict[str, Any]]
) -> list[dict[str, Any]] | None:
    """One entry per level, and per variant where they differ; None when the file has no such column.

    An entry has `level`, `sku_key` and, as text, each figure the file names; unknown ones are left out.
    """
    wanted = columns.starting("pack:")
    if not wanted:
        return None
    told: dict[str, dict[str, dict[str, str]]] = {}
    keys = [options_key(sku["options"]) for sku in skus]
    for position, (number, cells) in enumerate(rows):
        for index, target in wanted:
            text = cells[index] if index < len(cells) else ""
            if not text:
                continue
            level, _colon, figure = target.partition(":")
            found = _figure(figure, text)
            if found is None:
                item.note(number, columns.header[index], text, "packing_wrong")
                continue
            key = keys[position] if len(keys) == len(rows) else ""
            told.setdefault(level, {}).setdefault(key, {}).update(found)
    entries: list[dict[str, Any]] = []
    for level, by_key in told.items():
        kinds = {tuple(sorted(figures.items())) for figures in by_key.values()}
        if len(kinds) == 1 and (len(by_key) == len(keys) or "" in by_key or len(rows) != len(keys)):
            entries.append({"level": level, "sku_key": "", **next(iter(by_key.values()))})
        else:
            entries += [{"level": level, "sku_key": key, **figures} for key, figures in by_key.items()]
    return entries


def _figure(figure: str, text: str) -> dict[str, str] | None:
    """The facts in one cell, None when it is none: the number held, a weight in grams, sides in whole millimetres."""
    name, _colon, unit = figure.partition(":")
    if name == "holds":
        count = numbers.number(text)
        return {"holds": plain(count)} if count is not None and count > 0 else None
    if name in {"gross", "net"}:
        grams = numbers.grams(text, default=GRAMS.get(unit, Decimal(1000)))
        return {f"{name}_weight_g": plain(grams)} if grams is not None and grams > 0 else None
    factor = MILLIMETRES.get(unit, Decimal(10))
    if name == "size":
        lengths = numbers.sides(text, default=factor)
        return {side: str(length) for side, length in zip(SIDES, lengths, strict=True)} if lengths else None
    length = numbers.number(text)
    return {f"{name}_mm": str(int(length * factor))} if length is not None and length > 0 else None
