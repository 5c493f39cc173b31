"""Categories and attributes as files name them: by code, by name, nearly so. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from sourcebridge.catalog.files import numbers
from sourcebridge.catalog.files.headers import squeezed

NUMBER, CHOICE, SEVERAL, FLAG = "NUMBER", "CHOICE", "SEVERAL", "FLAG"
YES = frozenset({"yes", "y", "true", "1", "是", "有", "对", "√", "✓"})
NO = frozenset({"no", "n", "false", "0", "否", "无", "没有", "×", "✗"})
_NEAR, _ALIKE = 90, 45
_CODE = re.compile(r"\(([a-z0-9-]{2,60})\)\s*$|\[([a-z0-9-]{2,60})\]\s*$")
_PATH = re.compile(r"\s*(?:>|/|\\|»|→|\|)\s*")


@dataclass(frozen=True, slots=True)
class Answers:
    """One attribute: how it is answered, and the code of each listed answer by its normal names."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    unit: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    names: Sequence[str] = ()

    def read(self, text: str) -> tuple[list[str], str]:
        """(values as drafts keep them, what cannot be read)."""
        if self.kind == NUMBER:
            number = numbers.number(text)
            return ([f"{number.normalize():f}"], "") if number is not None else ([], text)
        if self.kind == FLAG:
            word = text.strip().casefold()
            return (["yes"], "") if word in YES else (["no"], "") if word in NO else ([], text)
        if self.kind == CHOICE:
            code = self._option(text)
            return ([code], "") if code else ([], text)
        if self.kind == SEVERAL:
            return self._several(text)
        return [text[:300]], ""

    def _several(self, text: str) -> tuple[list[str], str]:
        whole = self._option(text)
        if whole:
            return [whole], ""
        codes: list[str] = []
        strange: list[str] = []
        for part in re.split(r"[,，、;；|+＋/]|\d+(?:\.\d+)?\s*%|\s{2,}", text):
            if not part.strip():
                continue
            code = self._option(part)
            (codes if code else strange).append(code or part.strip())
        return list(dict.fromkeys(codes)), ", ".join(strange)

    def _option(self, text: str) -> str:
        word = squeezed(text)
        if word in self.options:
            return self.options[word]
        if len(word) > 3:
            near = process.extractOne(word, self.options.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
            if near is not None:
                return self.options[near[0]]
        return ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A category goods may stand in: its code, its names, and the names of the branches above it."""

    code: str
    name_zh: str
    name_en: str
    unit: str = ""
    above: tuple[str, ...] = ()


@dataclass
class Tree:
    """All leaves and, per leaf, its attributes by code."""

    leaves: dict[str, Leaf]
    attributes: dict[str, dict[str, Answers]]

    def __post_init__(self) -> None:
        self._names: dict[str, list[str]] = {}
        for leaf in self.leaves.values():
            for name in (leaf.name_zh, leaf.name_en):
                self._names.setdefault(squeezed(name), []).append(leaf.code)
        self._found: dict[str, str] = {}
        self._near: dict[str, list[str]] = {}

    def find(self, text: str) -> str:
        """The leaf a cell names: by code, "names (code)", name, or path "A > B > C"; nothing when it is not clear."""
        if text not in self._found:
            if len(self._found) > 5_000:
                self._found.clear()
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> str:
        told = text.strip()
        if told.casefold() in self.leaves:
            return told.casefold()
        if hit := _CODE.search(told):
            code = hit.group(1) or hit.group(2)
            if code in self.leaves:
                return code
        parts = [part for part in _PATH.split(told) if part.strip()]
        for last in (told, parts[-1] if parts else ""):
            codes = list(dict.fromkeys(self._names.get(squeezed(last), [])))
            if len(codes) == 1:
                return codes[0]
            above = {squeezed(part) for part in parts[:-1]}
            fitting = [code for code in codes if above & {squeezed(name) for name in self.leaves[code].above}]
            if len(fitting) == 1:
                return fitting[0]
        word = squeezed(parts[-1]) if parts else ""
        if len(word) > 4:
            near = process.extractOne(word, self._names.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
            if near is not None and len(set(self._names[near[0]])) == 1:
                return self._names[near[0]][0]
        return ""

    def nearest(self, text: str, *, chinese: bool) -> list[str]:
        """Up to three names of leaves that look like it, for a sentence that helps."""
        if text not in self._near:
            if len(self._near) > 5_000:
                self._near.clear()
            self._near[text] = self._nearest(text, chinese)
        return self._near[text]

    def _nearest(self, text: str, chinese: bool) -> list[str]:
        word = squeezed(text)
        hits = process.extract(word, self._names.keys(), scorer=fuzz.WRatio, limit=6, score_cutoff=_ALIKE)
        codes = dict.fromkeys(code for name, _score, _index in hits for code in self._names[name])
        leaves = [self.leaves[code] for code in codes][:3]
        return [leaf.name_zh if chinese else leaf.name_en for leaf in leaves]

    def known(self) -> list[tuple[str, str, str]]:
        """Every attribute once per pair of names: (code, Chinese, English)."""
        return list(
            dict.fromkeys(
                (answers.code, answers.name_zh, answers.name_en)
                for table in self.attributes.values()
                for answers in table.values()
            )
        )
