"""A first draft of a translation from the trade's own words, offline: what is unknown stays as it is. Pure.

It is no sentence, it is a list of facts in the right words; so it is always marked as made by machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from html.parser import HTMLParser

from sourcebridge.catalog import reference
from sourcebridge.catalog.models import Language

_CHINESE = re.compile(r"[一-鿿]")
_SPEC_ZH = (
    (re.compile(r"(\d+(?:\.\d+)?)\s*克/?(?:平方米|平米|㎡)"), r" \1 g/m² "),
    (re.compile(r"(\d+(?:\.\d+)?)\s*(?:千克|公斤)"), r" \1 kg "),
    (re.compile(r"(\d+(?:\.\d+)?)\s*克"), r" \1 g "),
    (re.compile(r"(\d+)\s*支"), r" \1s "),
    (re.compile(r"(\d+(?:\.\d+)?)\s*盎司"), r" \1 oz "),
    (re.compile(r"(\d+(?:\.\d+)?)\s*(?:厘米|公分)"), r" \1 cm "),
    (re.compile(r"(\d+(?:\.\d+)?)\s*毫米"), r" \1 mm "),
    (re.compile(r"(\d+(?:\.\d+)?)\s*毫升"), r" \1 ml "),
    (re.compile(r"(\d+(?:\.\d+)?)\s*升"), r" \1 L "),
    (re.compile(r"(\d+(?:\.\d+)?)\s*[寸英]寸?"), r" \1 inch "),
    (re.compile(r"(\d+(?:\.\d+)?)\s*米"), r" \1 m "),
    (re.compile(r"(\d+(?:\.\d+)?)\s*瓦"), r" \1 W "),
    (re.compile(r"(\d+(?:\.\d+)?)\s*伏"), r" \1 V "),
    (re.compile(r"(\d+)\s*件套"), r" \1-piece set "),
    (re.compile(r"(\d+)\s*(?:件|个|只|片)装?"), r" \1 pcs "),
)
_SPEC_EN = (
    (re.compile(r"(\d+)[- ]piece set\b", re.IGNORECASE), r"\1件套"),
    (re.compile(r"(\d+)\s*s\b"), r"\1支"),
    (re.compile(r"(\d+(?:\.\d+)?)\s*oz\b", re.IGNORECASE), r"\1盎司"),
    (re.compile(r"(\d+(?:\.\d+)?)[- ]inch(?:es)?\b", re.IGNORECASE), r"\1寸"),
    (re.compile(r"(\d+)\s*(?:pcs|pieces)\b", re.IGNORECASE), r"\1件"),
)
_SIGNS = {"，": ", ", "。": ". ", "、": ", ", "；": "; ", "：": ": ", "（": " (", "）": ") ", "！": "! ", "？": "? "}
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d[\w./%-]*|\s+|.", re.DOTALL)
_PARTICLES = {"的": "", "和": "and", "与": "and", "及": "and", "适合": "for", "用于": "for", "可": "", "无": "no",
              "有": "with", "带": "with", "新款": "new", "批发": "wholesale", "现货": "in stock", "定制": "custom",
              "厂家": "factory", "直销": "direct", "春": "spring", "夏": "summer", "秋": "autumn", "冬": "winter",
              "季": "", "款": "", "布": "fabric", "面料": "fabric"}  # fmt: skip
_ENGLISH_PARTICLES = {"and": "", "with": "带", "for": "用", "the": "", "a": "", "of": "", "in": "", "new": "新款",
                      "wholesale": "批发", "fabric": "面料", "custom": "定制"}  # fmt: skip
_LONGEST_PHRASE = 5


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft and which share of the original's words the glossary knew, 0 to 100."""

    text: str
    known: int


def draft(text: str, *, source: str, target: str) -> Drafted:
    """A draft in the target language; empty when no word was known, or both languages are the same."""
    if source == target or not text.strip():
        return Drafted("", 0)
    turn = _to_english if target == Language.EN else _to_chinese
    return _marked_up(text, turn) if "<" in text else turn(text)


def _marked_up(text: str, turn: object) -> Drafted:
    """The same for the words between the tags of a description."""
    parser = _Between(turn)
    parser.feed(text)
    parser.close()
    share = round(sum(parser.shares) / len(parser.shares)) if parser.shares else 0
    return Drafted("".join(parser.made) if share else "", share)


class _Between(HTMLParser):
    def __init__(self, turn: object) -> None:
        super().__init__(convert_charrefs=True)
        self.turn, self.made, self.shares = turn, [], []  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Tags stay."""
        self.made.append(self.get_starttag_text() or f"<{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Tags stay."""
        self.made.append(self.get_starttag_text() or f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        """Tags stay."""
        self.made.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Words are turned; what has no known word stays."""
        if not data.strip():
            self.made.append(escape(data, quote=False))
            return
        made: Drafted = self.turn(data)  # type: ignore[operator]
        self.shares.append(made.known)
        self.made.append(escape(made.text or data, quote=False))


def _to_english(text: str) -> Drafted:
    for pattern, instead in _SPEC_ZH:
        text = pattern.sub(instead, text)
    table, longest = _chinese()
    made: list[str] = []
    known = unknown = at = 0
    while at < len(text):
        sign = text[at]
        if not _CHINESE.match(sign):
            made.append(_SIGNS.get(sign, sign))
            at += 1
            continue
        size = next((n for n in range(min(longest, len(text) - at), 0, -1) if text[at : at + n] in table), 0)
        if size:
            known += size
            made.append(f" {table[text[at : at + size]]} ")
        else:
            unknown += 1
            made.append(sign)
        at += size or 1
    said = re.sub(r"\s+([,.;:!?)])", r"\1", re.sub(r"\s+", " ", "".join(made))).strip()
    if not known:
        return Drafted("", 0)
    return Drafted(said[:1].upper() + said[1:], round(100 * known / (known + unknown)))


def _to_chinese(text: str) -> Drafted:
    for pattern, instead in _SPEC_EN:
        text = pattern.sub(instead, text)
    words = _WORD.findall(text)
    made: list[str] = []
    known = unknown = at = 0
    while at < len(words):
        if not words[at][0].isalpha() or not words[at].isascii():
            made.append({",": "，", ";": "；"}.get(words[at], words[at]))
            at += 1
            continue
        size, found = _phrase(words, at)
        if size:
            known += 1
            made.append(found)
        else:
            unknown += 1
            made.append(words[at])
        at += size or 1
    said = re.sub(r"(?<=[一-鿿，；])\s+|\s+(?=[一-鿿，；])", "", "".join(made)).strip()
    return Drafted(said, round(100 * known / (known + unknown))) if known else Drafted("", 0)


def _phrase(words: list[str], at: int) -> tuple[int, str]:
    """How many tokens the longest known phrase takes here, and what it is called in Chinese."""
    table = _english()
    for size in range(min(2 * _LONGEST_PHRASE, len(words) - at), 0, -1):
        said = "".join(words[at : at + size])
        if said != said.strip():
            continue
        phrase = " ".join(said.casefold().split())
        for form in (phrase, phrase.removesuffix("es"), phrase.removesuffix("s")):
            if form in table:
                return size, table[form]
    return 0, ""


def _pairs() -> Iterator[tuple[str, list[str], list[str]]]:
    for row in reference.rows("glossary"):
        yield "glossary", row["zh"].split("|"), row["en"].split("|")
    for row in reference.rows("attributes"):
        for option in filter(None, row["options"].split("|")):
            zh, _slash, en = option.partition("=")[2].partition("/")
            yield "option", [zh], [en.casefold() if en[1:].islower() else en]
    for row in reference.rows("categories"):
        yield "category", [row["name_zh"]], [row["name_en"].casefold()]


@cache
def _chinese() -> tuple[dict[str, str], int]:
    """Chinese words with the English one used for them, and the length of the longest."""
    table = dict(_PARTICLES)
    for origin, zh, en in _pairs():
        for word in zh:
            if _CHINESE.search(word) and (len(word) > 1 or origin == "glossary"):
                table.setdefault(word, en[0])
    return table, max(map(len, table))


@cache
def _english() -> dict[str, str]:
    """English phrases with the Chinese word used for them."""
    table = dict(_ENGLISH_PARTICLES)
    for _origin, zh, en in _pairs():
        for phrase in en:
            if len(phrase) > 1:
                table.setdefault(phrase.casefold(), zh[0])
    return table
