"""From a query's tokens to what PostgreSQL is asked: groups that must each be met, by the word itself or its kin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from sourcebridge.discovery import analysis, reference
from sourcebridge.discovery.analysis import Token
from sourcebridge.discovery.analysis.tokens import needs
from sourcebridge.discovery.indexing import quoted

Way = tuple[str, ...]  # lexemes that must all be there
LONGEST_PHRASE = 4
COMBINED = 5
HEAD = 2


@dataclass(frozen=True, slots=True)
class Group:
    """One word of a query as written (`surface`): `direct` ways to meet it, those of `kin`, its synonyms.

    `exact` words are measures, sizes and numbers: no category says them. A `left_over` sign stands behind a word it
    makes no word with (充电保): it must say what the goods are, else it is more likely misspelt. The
    `head` is the noun that the others tell more about (tote bags of "canvas tote bags"). A `place` is a town or market.
    """

    surface: str
    direct: tuple[Way, ...]
    kin: tuple[Way, ...] = ()
    exact: bool = False
    left_over: bool = False
    head: bool = False
    place: bool = False

    @property
    def weight(self) -> int:
        """How much the word counts beside the others."""
        return HEAD if self.head else 1

    @property
    def firm(self) -> bool:
        """Whether nothing is an answer without it: a measure, a size, a place."""
        return self.exact or self.place

    def tsquery(self) -> str:
        """The ways as a tsquery's text: the word anywhere, its kin only in the title or in what the goods are."""
        return " | ".join([said for said in (self.said("B" if self.left_over else ""), self.akin()) if said])

    def of_goods(self) -> str:
        """The same without what only a shop's name, an article number or a description says."""
        return " | ".join([said for said in (self.said("B" if self.left_over else "ABC"), self.akin()) if said])

    def said(self, weights: str = "") -> str:
        """The word itself, restricted to fields of these weights (A title to D description)."""
        return _anyone(self.direct, weights)

    def titled(self) -> str:
        """The word or its kin in the title."""
        return " | ".join([said for said in (self.said("A"), self.akin("A")) if said])

    def akin(self, weights: str = "ABC") -> str:
        """Its synonyms; a shop called Textile does not make its goods fabrics, nor is cloth for bags a bag."""
        return _anyone(self.kin, weights.replace("C", "") if self.head else weights)


def _anyone(ways: Iterable[Way], weights: str) -> str:
    sign = f":{weights}" if weights else ""
    return " | ".join("(" + " & ".join(quoted(lexeme) + sign for lexeme in way) + ")" for way in dict.fromkeys(ways))


Book = Mapping[Way, frozenset[Way]]


def way(text: str) -> Way:
    """A word or phrase as the lexemes it is met by."""
    return tuple(token.text for token in analysis.pieces(text, most=8))


def groups(query: str, book: Book) -> list[Group]:
    """The groups of a query: phrases the wordbook knows stay together, the longest first."""
    found, pieces, at = [], analysis.pieces(query), 0
    said = analysis.normalise(query)
    while at < len(pieces):
        length, kin = _known(pieces, at, book)
        group = _group(pieces[at : at + length], kin or _by_halves(pieces[at], book))
        if not kin and at and _left_over(pieces[at - 1], pieces[at], said):
            group = replace(group, left_over=True)
        found.append(group)
        at += length
    return _headed(found, said)


def _headed(found: list[Group], said: str) -> list[Group]:
    """The last word before a "for" that is no measure, no place and no sign left over is the head."""
    named = {piece.text for piece in analysis.pieces(said.partition(" for ")[0])}
    for at in reversed(range(len(found))):
        group = found[at]
        if not group.firm and not group.left_over and named.issuperset(group.direct[0]):
            return [*found[:at], replace(group, head=True), *found[at + 1 :]]
    return found


def _left_over(before: Token, token: Token, said: str) -> bool:
    alone = token.kind is analysis.TokenKind.HAN and len(token.surface) == 1
    return alone and before.kind is analysis.TokenKind.HAN and before.surface + token.surface in said


def _known(pieces: Sequence[Token], at: int, book: Book) -> tuple[int, frozenset[Way]]:
    for length in range(min(LONGEST_PHRASE, len(pieces) - at), 0, -1):
        key = tuple(token.text for token in pieces[at : at + length])
        if key in book:
            return length, book[key]
    return 1, frozenset()


def _by_halves(token: Token, book: Book) -> frozenset[Way]:
    ways: set[Way] = set()
    for covering in needs(token):
        met = [[(part,), *sorted(book.get((part,), ()))][:COMBINED] for part in covering]
        for combined in product(*met):
            ways.add(tuple(dict.fromkeys(lexeme for found in combined for lexeme in found)))
            if len(ways) >= COMBINED**2:
                return frozenset(ways)
    return frozenset(ways)


def _group(tokens: Sequence[Token], kin: frozenset[Way]) -> Group:
    surface = ("" if all(not token.surface.isascii() for token in tokens) else " ").join(t.surface for t in tokens)
    whole = tuple(token.text for token in tokens)
    direct = [whole]
    if len(tokens) == 1:
        halves = [tuple(way) for way in needs(tokens[0])]
        if tokens[0].kind is analysis.TokenKind.HAN:
            kin |= frozenset(halves)
        else:
            direct += halves
        if tokens[0].kind is analysis.TokenKind.WORD and not tokens[0].surface.isalpha():
            direct.append(("".join(tokens[0].surface.split()),))
    else:
        direct.append(("".join(whole),))
    exact = all(token.kind in {analysis.TokenKind.SPEC, analysis.TokenKind.NUMBER} for token in tokens)
    place = surface in reference.place_words()
    return Group(surface, tuple(dict.fromkeys(direct)), tuple(sorted(kin - set(direct))), exact, place=place)


def every(found: Iterable[Group]) -> str:
    """All groups must be met."""
    return " & ".join(f"({group.tsquery()})" for group in found)


def some(found: Iterable[Group]) -> str:
    """Any group will do."""
    return " | ".join(f"({group.tsquery()})" for group in found)


def nearly(found: Sequence[Group]) -> str:
    """All but one word must be met, with a title that says the head; empty when there is no such way.

    Measures and places are never left out, the head only beside a place: what else the town makes of that branch.
    """
    left = []
    for group in found:
        others = [other for other in found if other is not group]
        if group.firm or not others or (group.head and not any(other.place for other in others)):
            continue
        left.append(" & ".join(f"({other.titled() if other.head else other.tsquery()})" for other in others))
    return " | ".join(f"({one})" for one in left)


def book_of(rows: Iterable[Sequence[str]]) -> dict[Way, frozenset[Way]]:
    """The wordbook of synonym rows: each word's ways to be met by the others of its rows."""
    found: dict[Way, set[Way]] = {}
    for row in rows:
        ways = list(dict.fromkeys(key for text in row for key in (way(text), way(text.replace("-", " "))) if key))
        for key in ways:
            found.setdefault(key, set()).update(other for other in ways if other != key)
    return {key: frozenset(others) for key, others in found.items() if others}
