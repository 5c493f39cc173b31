"""The tree and attributes a new installation starts with; afterwards they are the operator's own.

categories.csv: code, parent, name_zh, name_en, kind, unit (UNECE Rec 20). Parents stand before their children.
attributes.csv: category, code, name_zh, name_en, kind, unit, variant, filter, required, options
("code=中文/English", joined by "|"). aliases.csv: leaf, words (Chinese and English words that name its goods).
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

_HERE = "sourcebridge.catalog.reference"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one of the files: "categories", "attributes" or "aliases"."""
    text = (files(_HERE) / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def options_of(text: str) -> tuple[tuple[str, str, str], ...]:
    """("cotton", "棉", "Cotton") for each answer of "cotton=棉/Cotton|…"."""
    found = []
    for part in filter(None, text.split("|")):
        code, _equals, names = part.partition("=")
        name_zh, _slash, name_en = names.partition("/")
        found.append((code, name_zh, name_en))
    return tuple(found)


def load(apps: Any) -> None:
    """Write the tree, its attributes and their options through a migration's models. What is there already stays."""
    _load_categories(apps.get_model("catalog", "Category"))
    _load_attributes(apps.get_model("catalog", "Attribute"), apps.get_model("catalog", "AttributeOption"))


def _load_categories(model: Any) -> None:
    levels: dict[str, int] = {"": 0}
    places: Counter[str] = Counter()
    new: dict[int, list[Any]] = {}
    for row in rows("categories"):
        level = levels[row["code"]] = levels[row["parent"]] + 1
        places[row["parent"]] += 1
        new.setdefault(level, []).append(
            model(
                code=row["code"],
                parent_id=row["parent"] or None,
                level=level,
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                kind=row["kind"],
                unit=row["unit"],
                position=places[row["parent"]],
            )
        )
    for level in sorted(new):
        model.objects.bulk_create(new[level], ignore_conflicts=True)


def _load_attributes(model: Any, option_model: Any) -> None:
    there = set(model.objects.values_list("category_id", "code"))
    places: Counter[str] = Counter()
    attributes, options = [], []
    for row in rows("attributes"):
        places[row["category"]] += 1
        if (row["category"], row["code"]) in there:
            continue
        attribute = model(
            id=_id(row["category"], row["code"]),
            category_id=row["category"],
            code=row["code"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            kind=row["kind"],
            unit=row["unit"],
            is_variant_axis=row["variant"] == "1",
            is_filter=row["filter"] == "1",
            is_required=row["required"] == "1",
            position=places[row["category"]],
        )
        attributes.append(attribute)
        options += [
            option_model(
                id=_id(row["category"], row["code"], code),
                attribute=attribute,
                code=code,
                name_zh=name_zh,
                name_en=name_en,
                position=place,
            )
            for place, (code, name_zh, name_en) in enumerate(options_of(row["options"]), start=1)
        ]
    model.objects.bulk_create(attributes)
    option_model.objects.bulk_create(options, batch_size=1000)


def _id(*parts: str) -> UUID:
    """The same on every installation, so that reference rows compare."""
    return uuid5(NAMESPACE_URL, "/".join(("sourcebridge-reference", *parts)))
