"""Find headings by words in English and Chinese, by code, with a slip of the pen. Pure: an index held in memory.

A word counts most where traders say it, then in a line's own name, then in the names above it. Chinese words of
materials and makes are also looked for in the English of the nomenclature (reference/words.csv), so that a line
without a Chinese name is found too.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from sourcebridge.kit import stemming

TRADE, OWN, PART, ASIDE = 3.0, 2.0, 1.5, 0.4
ABOVE = (1.0, 0.6, 0.3)
LEVEL = {2: 0.5, 4: 1.0, 6: 1.05}
ALIKE, ALIKE_COUNTS, BEGINS_COUNTS = 80, 0.6, 0.8
LEAST_PREFIX = 3
LONGEST = 100
TEE = "t恤"
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
_ASIDE = re.compile(r"\((?:not|excluding|except|other than)[^)]*\)|\b(?:other than|excluding|except|n\.e\.c\.?)[^,;)]*")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "of and or the a an in no not with for to by on from as other whether than their thereof its such at least"
        " more less nes nec heading headings chapter etc similar like kinds kind made up type",
    )
)
_CODE = re.compile(r"[\d.\s]+")
_BETWEEN = re.compile(r"[\s;,；，、（）()]+")
Asked = tuple[str, float, float]  # a token, how much it counts, the most a line's weight counts


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the nomenclature as it is searched; `words` are what traders say, in both languages."""

    code: str
    name_en: str
    name_zh: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A line found."""

    code: str
    name_en: str
    name_zh: str
    score: float

    @property
    def level(self) -> int:
        """2, 4 or 6 digits."""
        return len(self.code)

    @property
    def dotted(self) -> str:
        """As tariffs print it: 61, 61.09, 6109.10."""
        return dotted(self.code)

    def name(self, language: str | None) -> str:
        """In the reader's language, else as the nomenclature has it."""
        return self.name_zh if self.name_zh and (language or "").startswith("zh") else self.name_en


def dotted(code: str) -> str:
    """A code as tariffs print it."""
    if len(code) <= 4:
        return f"{code[:2]}.{code[2:]}" if len(code) == 4 else code
    return ".".join(part for part in (code[:4], code[4:6], code[6:]) if part)


def digits(text: str) -> str:
    """The digits of a text that is a code and nothing else, at most six; empty for anything else."""
    return re.sub(r"\D", "", text)[:6] if text.strip() and _CODE.fullmatch(text) else ""


class Index:
    """All lines, by the words in them."""

    def __init__(self, entries: Iterable[Entry], lexicon: Mapping[str, str]) -> None:
        self.entries = {one.code: one for one in entries}
        self.lexicon = dict(lexicon)
        self._stems: dict[str, str] = {}
        self._stemmer = stemming.english()
        self._found: dict[str, dict[str, float]] = defaultdict(dict)
        self._below: dict[str, list[str]] = defaultdict(list)
        for one in self.entries.values():
            self._below[one.code[:-2]].append(one.code)
            self._take(one)
        self._words = [token for token in self._found if token.isascii() and len(token) > LEAST_PREFIX]
        total = len(self.entries) + 1
        self._rare = {token: math.log(total / (len(codes) + 1)) + 0.5 for token, codes in self._found.items()}
        self._longest = max((len(word) for word in self.lexicon), default=1)

    def _take(self, one: Entry) -> None:
        plain = _ASIDE.sub(" ; ", one.name_en.lower())
        for text, weight in ((one.name_en, ASIDE), (plain, OWN), (one.name_zh, OWN), (one.words, TRADE)):
            for token in self._tokens(text):
                self._put(token, one.code, weight)
            for run in _HAN.findall(text):
                for pair in _pairs(run):
                    self._put(pair, one.code, min(weight, PART))
        for word in one.words.split():
            if _HAN.search(word):
                self.lexicon.setdefault(word.lower(), "")

    def _put(self, token: str, code: str, weight: float) -> None:
        held = self._found[token]
        held[code] = max(held.get(code, 0.0), weight)

    def _stem(self, word: str, stemmer: Any) -> str:
        found = self._stems.get(word)
        return found if found is not None else str(stemmer.stemWord(word))

    def _tokens(self, text: str) -> set[str]:
        lowered = _joined(text)
        found: set[str] = set()
        for word in _LATIN.findall(lowered):
            if word in _STOP:
                continue
            stem = self._stems.get(word) or self._stems.setdefault(word, str(self._stemmer.stemWord(word)))
            found.add(stem)
        found.update(word for word in _BETWEEN.split(lowered) if _HAN.search(word))
        return found

    def children(self, code: str) -> list[Entry]:
        """The lines one step below, in their order."""
        return [self.entries[one] for one in self._below.get(code, ())]

    def search(self, text: str, *, limit: int = 20, level: int | None = None) -> list[Hit]:
        """The best lines: exact code first, then by words; `level` is the number of digits wanted."""
        code = digits(text)
        if code:
            return self._by_code(code, limit, level)
        return self._by_words(text[:LONGEST], limit, level)

    def _by_code(self, code: str, limit: int, level: int | None) -> list[Hit]:
        while code and not any(one.startswith(code) for one in self.entries):
            code = code[:-1]
        fitting = [
            one
            for one in self.entries
            if code and (one.startswith(code) or code.startswith(one)) and level in (None, len(one))
        ]
        fitting.sort(key=lambda one: (one != code, not one.startswith(code), one))
        return [self._hit(one, 1.0) for one in fitting[:limit]]

    def _hit(self, code: str, score: float) -> Hit:
        one = self.entries[code]
        return Hit(code, one.name_en, one.name_zh, score)

    def _by_words(self, text: str, limit: int, level: int | None) -> list[Hit]:
        concepts = [self._scores(alternatives) for alternatives in self._concepts(text)]
        if not concepts:
            return []
        candidates: set[str] = set()
        for found in concepts:
            candidates.update(found)
        for code in [one for one in candidates if len(one) == 4]:
            candidates.update(self._below[code])
        scored = []
        for code in candidates:
            if level is not None and len(code) != level:
                continue
            parts = [self._of(found, code) for found in concepts]
            covered = sum(1 for part in parts if part) / len(parts)
            if covered:
                scored.append((sum(parts) * covered * covered * LEVEL[len(code)], code))
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return [self._hit(code, score) for score, code in scored[:limit]]

    @staticmethod
    def _of(found: Mapping[str, float], code: str) -> float:
        own = found.get(code, 0.0)
        if len(code) == 2:
            return own
        heading = found.get(code[:4], 0.0) * ABOVE[1] if len(code) > 4 else 0.0
        return max(own, heading, found.get(code[:2], 0.0) * ABOVE[2])

    def _concepts(self, text: str) -> list[list[Asked]]:
        """What the query asks for: alternatives of each word."""
        stemmer = stemming.english()
        lowered = _joined(text)
        found: list[list[Asked]] = []
        if TEE in lowered:
            found.append([(TEE, 1.0, TRADE), (self._stem("tshirts", stemmer), 1.0, TRADE)])
            lowered = lowered.replace(TEE, " ")
        words = [word for word in _LATIN.findall(lowered) if word not in _STOP or len(lowered) == len(word)]
        for place, word in enumerate(words):
            found.append(self._latin(word, stemmer, last=place == len(words) - 1))
        for run in _HAN.findall(lowered):
            found.extend(self._chinese(run, stemmer))
        return found

    def _latin(self, word: str, stemmer: Any, *, last: bool) -> list[Asked]:
        stem = self._stem(word, stemmer)
        if stem in self._found:
            return [(stem, 1.0, TRADE)]
        found: list[Asked] = []
        if last and len(word) >= LEAST_PREFIX:
            found += [(one, BEGINS_COUNTS, TRADE) for one in self._words if one.startswith(word)][:20]
        if not found and len(word) > LEAST_PREFIX:
            near = process.extract(stem, self._words, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=3)
            found += [(one, ALIKE_COUNTS, TRADE) for one, _score, _place in near]
        return found

    def _chinese(self, run: str, stemmer: Any) -> list[list[Asked]]:
        found: list[list[Asked]] = []
        place, loose = 0, ""
        while place < len(run):
            for length in range(min(self._longest + 6, len(run) - place), 0, -1):
                word = run[place : place + length]
                if word in self.lexicon:
                    break
            else:
                loose += run[place]
                place += 1
                continue
            found.extend(self._loose(loose))
            loose = ""
            english = [self._stem(one, stemmer) for one in _LATIN.findall(_joined(self.lexicon[word]))]
            own: list[Asked] = [(word, 1.0, TRADE), *((one, 1.0 / len(_pairs(word)), PART) for one in _pairs(word))]
            found.append([*own, *((one, 0.9, OWN) for one in english if one not in _STOP)])
            place += length
        found.extend(self._loose(loose))
        return found

    @staticmethod
    def _loose(run: str) -> list[list[Asked]]:
        return [[(pair, 1.0, PART)] for pair in _pairs(run)] if run else []

    def _scores(self, alternatives: list[Asked]) -> dict[str, float]:
        scores: dict[str, float] = {}
        for token, counts, most in alternatives:
            rare = self._rare.get(token, 0.0)
            for code, weight in self._found.get(token, {}).items():
                scores[code] = max(scores.get(code, 0.0), min(weight, most) * counts * rare)
        return scores


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)] or [run]


def _joined(text: str) -> str:
    """Lower case; T-shirt and the like as one word, possessives without their tail."""
    return re.sub(r"\bt[- ]?shirt", "tshirt", text.lower()).replace("'s", "s").replace("’s", "s")
