"""Cut a text of both languages into tokens, and tokens into what is stored or asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from sourcebridge.discovery.analysis import chinese, english, units
from sourcebridge.discovery.analysis.normal import normalise

LONGEST = 40
STOP = english.STOP | {"的", "和", "与", "及", "了", "用", "等", "是", "在", "款", "味", "式", "型"}
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]"
_SUFFIXES = "味款式型风系"
_SUFFIXED = 2
_PIECE = re.compile(rf"(?P<han>{_HAN}+)|(?P<word>[^\W_]+(?:[-'&./][^\W_]+)*)")
_ONLY_HAN = re.compile(rf"{_HAN}+")
_JOINT = re.compile(r"[-'&./]")
_MIXED = re.compile(rf"({_HAN}+)")


class TokenKind(StrEnum):
    """What a token is: a Chinese word, a word of letters, a number with unit or size, a bare number."""

    HAN = "HAN"
    WORD = "WORD"
    SPEC = "SPEC"
    NUMBER = "NUMBER"


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `text` is the lexeme, `surface` as written (normalised), `parts` what else finds it."""

    text: str
    surface: str
    kind: TokenKind
    parts: tuple[str, ...] = ()


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[Token, ...]:
    """All tokens of a text in their order."""
    return tuple(_tokens(normalise(text)))


def _tokens(said: str) -> Iterator[Token]:
    at = 0
    for match in _specs(said):
        if match.start() < at:
            continue
        yield from _plain(said[at : match.start()])
        if match.re is units.SIZE:
            whole, sides = units.size(match)
            unitless = [whole.removesuffix("cm")] if whole.endswith("cm") else []
            yield Token(whole, match[0], TokenKind.SPEC, (*sides, *unitless))
        else:
            whole, bare = units.spec(match)
            yield Token(whole, match[0], TokenKind.SPEC, (*units.looser(whole), bare))
        at = match.end()
    yield from _plain(said[at:])


def _specs(said: str) -> list[re.Match[str]]:
    found = [*units.SIZE.finditer(said), *units.SPEC.finditer(said)]
    return sorted(found, key=lambda match: (match.start(), -match.end()))


def _plain(said: str) -> Iterator[Token]:
    for match in _PIECE.finditer(said):
        for part in _MIXED.split(match[0]):
            if part and _ONLY_HAN.fullmatch(part):
                for word in chinese.cut(part):
                    yield Token(word[:LONGEST], word, TokenKind.HAN, tuple(chinese.inside(word)))
            elif part:
                yield from _latin(part.strip("-'&./"))


def _latin(word: str) -> Iterator[Token]:
    bits = [bit for bit in _JOINT.split(word) if bit]
    if not bits:
        return
    joined = "".join(bits)
    if joined.isdigit() and len(bits) == 1:
        yield Token(joined[:LONGEST], word, TokenKind.NUMBER)
        return
    parts = tuple(english.stem(bit)[:LONGEST] for bit in bits) if len(bits) > 1 else ()
    yield Token(english.stem(joined)[:LONGEST], word, TokenKind.WORD, parts)


@lru_cache(maxsize=20_000)
def lexemes(text: str) -> Mapping[str, bool]:
    """What a listing stores of a text: each lexeme, True when it was said, False when it only stands inside a word."""
    found: dict[str, bool] = {}
    for token in tokens(text):
        if token.text in STOP:
            continue
        found[token.text] = True
        for part in token.parts:
            if part not in STOP:
                found.setdefault(part, token.kind is not TokenKind.SPEC or not part.replace(".", "").isdigit())
    return found


def pieces(text: str, *, most: int = 12) -> list[Token]:
    """What a query asks for: its tokens without filler words (unless there is nothing else), each once."""
    said = tokens(text)
    kept = [token for token in said if token.text not in STOP] or list(said)
    return list({token.text: token for token in kept}.values())[:most]


def needs(token: Token) -> list[Sequence[str]]:
    """Other ways to meet a token, each a list of lexemes that must all be there."""
    if token.kind is TokenKind.HAN:
        covering = chinese.halves(token.text)
        bare: list[Sequence[str]] = (
            [[token.text[:-1]]] if token.text[-1] in _SUFFIXES and len(token.text) > _SUFFIXED else []
        )
        return [covering, *bare] if covering else bare
    if token.kind is TokenKind.SPEC and "x" in token.text:
        return [[part for part in token.parts if "x" not in part]]
    if token.kind is TokenKind.WORD and token.parts:
        return [token.parts]
    return []
