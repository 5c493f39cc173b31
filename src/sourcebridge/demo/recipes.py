"""What factories of each category make: the tables in reference/*.txt, read into recipes. Pure.

A family begins with "= name", a leaf category with "# code"; a leaf's lines go before its family's. Lines:
`price: low high` (CNY per unit), `ladder:`, `vary:` (colour=least-most names; option=values), `hours:`, `pack:`,
`sold: UNIT number`, `set: attribute=value|or another`, `about: 中文。/English|...`. Every other line is an axis of the
title in its order: `name: 中文/English{attribute=value}*price factor; ...`; "<" puts its English words before the noun,
"#" is a list of numbers with their unit, which fill the attribute of that name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

_FILES = ("fabrics", "wear", "home", "gear", "works")
_KEYS = frozenset({"price", "ladder", "vary", "hours", "pack", "sold", "set", "about", "tail"})
_ITEM = re.compile(r"(?P<words>[^{*]*)(?P<attrs>\{[^}]*\})?(?:\*(?P<factor>[\d.]+))?(?P<late>\{[^}]*\})?")

Answers = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One choice of an axis: its words, what it says of attributes, what it does to the price."""

    zh: str
    en: str
    answers: Answers = ()
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Axis:
    """One part of a title."""

    name: str
    before: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How goods of one leaf are made up."""

    leaf: str
    low: Decimal
    high: Decimal
    axes: tuple[Axis, ...]
    tail: tuple[Item, ...]
    ladder: str
    vary: tuple[tuple[str, tuple[str, ...]], ...]
    hours: tuple[int, ...]
    pack: tuple[str, ...]
    sold: tuple[str, int] | None
    fixed: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    about: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Block:
    keys: dict[str, str] = field(default_factory=dict)
    axes: list[Axis] = field(default_factory=list)


@cache
def all_recipes() -> dict[str, Recipe]:
    """Every recipe by its leaf's code."""
    found: dict[str, Recipe] = {}
    for name in _FILES:
        text = (Path(__file__).parent / "reference" / f"{name}.txt").read_text(encoding="utf-8")
        family = _Block()
        for chunk in re.split(r"(?m)^(?=[=#] )", text):
            if not chunk.strip():
                continue
            head, _newline, body = chunk.partition("\n")
            block = _block(body)
            if head.startswith("="):
                family = block
            else:
                leaf = head[2:].strip()
                found[leaf] = _recipe(leaf, family, block)
    return found


def _block(body: str) -> _Block:
    block = _Block()
    for line in body.splitlines():
        name, _colon, value = line.partition(":")
        name, value = name.strip(), value.strip()
        if name in _KEYS:
            block.keys[name] = value
        elif name.startswith("#"):
            block.axes.append(_numbers(name[1:], value))
        elif name:
            items = tuple(_item(part) for part in value.split(";"))
            block.axes.append(Axis(name.lstrip("<"), name.startswith("<"), items))
    return block


def _numbers(name: str, value: str) -> Axis:
    code, _equals, unit = name.partition("=")
    zh, _comma, en = unit.partition(",")
    en = en or zh
    gap = "" if en.startswith(("-", "+", "%")) else " "
    numbers = value.split()
    middle = Decimal(numbers[len(numbers) // 2])
    items = tuple(
        Item(
            f"{number}{zh.strip()}",
            f"{number}{gap}{en.strip()}",
            ((code, (number,)),),
            round((Decimal(number) / middle) ** Decimal("0.5"), 3),
        )
        for number in numbers
    )
    return Axis(code, before=False, items=items)


def _item(text: str) -> Item:
    match = _ITEM.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not an item: {text!r}")
    zh, slash, en = match["words"].strip().partition("/")
    answers = (*_answers(match["attrs"] or ""), *_answers(match["late"] or ""))
    return Item(zh.strip(), (en if slash else zh).strip(), answers, Decimal(match["factor"] or 1))


def _answers(text: str) -> Answers:
    found: dict[str, list[str]] = {}
    code = ""
    for part in text.strip("{}").split(","):
        name, equals, value = part.partition("=")
        if equals:
            code = name.strip()
            found[code] = [value.strip()]
        elif code:
            found[code].append(name.strip())
    return tuple((code, tuple(values)) for code, values in found.items())


def _recipe(leaf: str, family: _Block, own: _Block) -> Recipe:
    keys = {**family.keys, **own.keys}
    low, high = (Decimal(part) for part in keys["price"].split())
    sold = keys.get("sold", "").split()
    return Recipe(
        leaf=leaf,
        low=low,
        high=high,
        axes=tuple(own.axes),
        tail=tuple(_item(part) for part in keys["tail"].split(";")),
        ladder=keys["ladder"],
        vary=tuple(_pairs(keys.get("vary", ""))),
        hours=tuple(int(part) for part in keys["hours"].split()),
        pack=tuple(keys["pack"].split()),
        sold=(sold[0], int(sold[1])) if sold else None,
        fixed=tuple(
            (code, tuple(tuple(choice.split(",")) for choice in value[0].split("|")))
            for code, value in _pairs(own.keys.get("set", ""), split=False)
        ),
        about=tuple(_sentences(keys["about"])),
    )


def _pairs(text: str, *, split: bool = True) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for part in text.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals:
            found.append((name.strip(), tuple(value.split(",") if split else [value.strip()])))
    return found


def _sentences(text: str) -> list[tuple[str, str]]:
    found = []
    for part in text.split("|"):
        zh, _slash, en = part.partition("。/")
        found.append((f"{zh}。", en))
    return found
