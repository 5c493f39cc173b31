"""Guess the category of goods from their words, in Chinese or English. Pure; a supplier may choose another.

Every alias that stands in the text speaks for its leaf: long words more than short ones, the last one in the head
of the title most (in both languages the thing itself comes last: "leather phone case", 羽绒服面料), words behind
"for", "with", "in" or a comma half. An alias of a branch helps the leaves below it; where a branch is exclusive
(fabrics, toys, pets, cars, children's clothing) its leaves need that help, since their words also name materials
and motifs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sourcebridge.catalog import reference

OTHER_GOODS = "other-goods"

_HEAD, _LONGEST, _BRANCH, _EXCLUSIVE = 6.0, 12, 4.0, 8.0
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z0-9]+")
_ASIDE = re.compile(r"\b(?:for|with|in|from|of)\b|[,，(（;；|]|适用于|配")
_GAP = re.compile(rf"\s|{_ASIDE.pattern}")
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Alias:
    code: str
    leaf: str
    exclusive: bool

    @property
    def is_branch(self) -> bool:
        return self.code != self.leaf


@dataclass(frozen=True, slots=True)
class _Found:
    alias: _Alias
    start: int
    end: int
    weight: int

    def within(self, other: _Found) -> bool:
        return other.start <= self.start and self.end <= other.end and other.end - other.start > self.end - self.start


def guess_category(words: str, *, fallback: str = "") -> str:
    """The code of the leaf the words speak for; the fallback text is asked when the first says nothing.

    `other-goods` when neither does. Codes are those of the reference tree: an operator may have retired one.
    """
    for text in (words, fallback):
        found = _best(text.casefold().replace("'", "").replace("\u2019", ""))
        if found:
            return found
    return OTHER_GOODS


def kind_of_leaf(code: str) -> str:
    """What the drawn picture of a leaf of the reference tree shows; OTHER when the tree does not know it."""
    return _kinds().get(code, "OTHER")


def _best(text: str) -> str:
    found = list(_latin(text)) + list(_chinese(text))
    if not found:
        return ""
    branches = {one.alias.code: one for one in found if one.alias.is_branch}
    unmet = tuple(f"{code}-" for code in _exclusive() if code not in branches)
    leaves = [one for one in found if not one.alias.is_branch]
    leaves = [one for one in leaves if not any(one.within(other) for other in leaves)]
    named = [one for one in leaves if not one.alias.leaf.startswith(unmet)] or found
    head_ends = _head_of(text, min(named, key=lambda one: one.end).end)
    last = max(one.end for one in found if one.start < head_ends)
    last_leaf = max((one.end for one in leaves if one.start < head_ends), default=-1)
    points: dict[str, float] = {}
    for one in leaves:
        weight = min(one.weight, _LONGEST) / (1 if one.start < head_ends else 2)
        weight += _HEAD if one.end == last_leaf else 0
        weight += sum(_help(branch.alias) for code, branch in branches.items() if one.alias.leaf.startswith(f"{code}-"))
        weight -= _HEAD if one.alias.leaf.startswith(unmet) else 0
        points[one.alias.leaf] = max(points.get(one.alias.leaf, -99.0), weight)
    for one in branches.values():
        weight = (_HEAD if one.alias.exclusive else 2) + (
            _HEAD / (1 if one.alias.exclusive else 2) if one.end == last else 0
        )
        points[one.alias.leaf] = max(points.get(one.alias.leaf, -99.0), weight)
    return max(points, key=lambda code: points[code])


def _head_of(text: str, at: int) -> int:
    """Where the part of a title ends that names the thing: before an aside, and in Chinese before the next gap."""
    pattern = _GAP if _CHINESE.match(text, at - 1) else _ASIDE
    aside = pattern.search(text, at)
    return aside.start() if aside else len(text)


def _help(alias: _Alias) -> float:
    return _EXCLUSIVE if alias.exclusive else _BRANCH


def _latin(text: str) -> Iterator[_Found]:
    table = _tables()[0]
    words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    for at in range(len(words)):
        for size in range(1, min(_MOST_WORDS, len(words) - at) + 1):
            phrase = " ".join(word for word, _start, _end in words[at : at + size])
            for alias in table.get(_singular(phrase), ()):
                yield _Found(alias, words[at][1], words[at + size - 1][2], len(phrase))


def _chinese(text: str) -> Iterator[_Found]:
    table, longest = _tables()[1], _tables()[2]
    if not _CHINESE.search(text):
        return
    for start in range(len(text)):
        for end in range(start + 1, min(start + longest, len(text)) + 1):
            for alias in table.get(text[start:end], ()):
                yield _Found(alias, start, end, 2 * (end - start))


def _singular(phrase: str) -> str:
    if phrase.endswith(("ches", "shes", "sses", "xes")):
        return phrase[:-2]
    return phrase[:-1] if phrase.endswith("s") and not phrase.endswith("ss") and len(phrase) > 3 else phrase


@cache
def _tables() -> tuple[dict[str, tuple[_Alias, ...]], dict[str, tuple[_Alias, ...]], int]:
    """English phrases, Chinese words, and the length of the longest Chinese word."""
    latin: dict[str, dict[_Alias, None]] = {}
    chinese: dict[str, dict[_Alias, None]] = {}
    names = {row["code"]: row for row in reference.rows("categories")}
    for row in reference.rows("aliases"):
        alias = _Alias(row["code"], row["leaf"], row["only"] == "1")
        own = names[row["code"]] if not alias.is_branch else {"name_en": "", "name_zh": ""}
        for word in filter(None, f"{row['en']}|{own['name_en']}".casefold().replace("'", "").split("|")):
            latin.setdefault(_singular(" ".join(_WORD.findall(word))), {})[alias] = None
        for word in filter(None, f"{row['zh']}|{own['name_zh']}".casefold().split("|")):
            chinese.setdefault(word, {})[alias] = None
    return (
        {word: tuple(found) for word, found in latin.items()},
        {word: tuple(found) for word, found in chinese.items()},
        max(map(len, chinese)),
    )


@cache
def _exclusive() -> frozenset[str]:
    return frozenset(row["code"] for row in reference.rows("aliases") if row["only"] == "1")


@cache
def _kinds() -> dict[str, str]:
    return {row["code"]: row["kind"] for row in reference.rows("categories")}
