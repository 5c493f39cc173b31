"""The trade's words: which mean the same, and which must not be cut apart. Loaded once, then the operator's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from sourcebridge.catalog import reference as catalog
from sourcebridge.places import reference as places

_CITY, _QUARTER = 2, 3


class Entry(NamedTuple):
    """Words of one meaning: the Chinese ones, the English ones."""

    topic: str
    zh: tuple[str, ...]
    en: tuple[str, ...]


def glossary() -> Iterator[Entry]:
    """Every entry of the catalogue's glossary.csv."""
    for row in catalog.rows("glossary"):
        yield Entry(row["topic"], tuple(row["zh"].split("|")), tuple(row["en"].split("|")))


@cache
def sounds() -> dict[str, str]:
    """The usual syllable of each sign of GB 2312, without tone (made with pypinyin): 宝 and 保 are "bao"."""
    lines = (files(__package__) / "sounds.txt").read_text(encoding="utf-8").splitlines()
    return {sign: syllable for syllable, _space, signs in (line.partition(" ") for line in lines) for sign in signs}


@cache
def place_words() -> frozenset[str]:
    """Towns, quarters and markets as they are typed, normalised: 义乌, 华强北, guzhen."""
    english = {part.strip().lower() for name in ("belts", "markets") for row in places.rows(name)
               for part in row["city_en"].split(",")}  # fmt: skip
    return frozenset({*_towns(), *english} - {""})


@cache
def trade_words() -> tuple[str, ...]:
    """Chinese words the dictionary should know: words.txt and the glossary's."""
    listed = (files(__package__) / "words.txt").read_text(encoding="utf-8").split()
    said = [
        word for entry in glossary() for word in entry.zh if len(word) > 1 and not any(sign.isascii() for sign in word)
    ]
    return tuple(dict.fromkeys([*listed, *said, *_towns()]))


def _towns() -> Iterator[str]:
    """Cities and towns of belts and markets, named by two signs each: 绍兴, 柯桥; a last one may have three.

    Also quarters a market is named after behind its city: 深圳华强北 is 深圳 and 华强北.
    """
    for name in ("belts", "markets"):
        for row in places.rows(name):
            city = row["city_zh"]
            ends = [*range(2, len(city) - 1, 2), len(city)]
            yield from (city[start:end] for start, end in zip([0, *ends], ends, strict=False))
            quarter = row["name_zh"].removeprefix(city[:_CITY])
            if _CITY <= len(quarter) <= _QUARTER:
                yield from (row["name_zh"], quarter)
