"""When nothing is found: words spelt almost like it or in pinyin, fewer words, filters taken off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from math import log10
from typing import Any
from urllib.parse import urlencode

from django.db import connection

from sourcebridge.catalog.models import OTHER_GOODS
from sourcebridge.discovery import analysis, matching, reference
from sourcebridge.discovery.analysis import chinese
from sourcebridge.discovery.matching import Group
from sourcebridge.discovery.models import Term
from sourcebridge.discovery.queries import filters
from sourcebridge.discovery.results import Suggestion
from sourcebridge.discovery.states import TermKind
from sourcebridge.discovery.wanted import Wanted

_NEAR = """
SELECT text, pinyin, initials, language, goods FROM discovery_term
WHERE kind <> 'SHOP' AND (pinyin = ANY(%(spellings)s) OR initials = ANY(%(spellings)s))
UNION
(SELECT text, pinyin, initials, language, goods FROM discovery_term
WHERE kind = 'WORD' AND pinyin LIKE ANY(%(beginnings)s) ORDER BY goods DESC, text LIMIT 40)
UNION
(SELECT text, pinyin, initials, language, goods FROM discovery_term
WHERE kind <> 'SHOP' AND grams && %(grams)s::varchar[]
ORDER BY cardinality(ARRAY(SELECT unnest(grams) INTERSECT SELECT unnest(%(grams)s::varchar[]))) DESC, goods DESC
LIMIT 80)
"""
_EXISTS = "EXISTS (SELECT 1 FROM discovery_listing WHERE door = %s AND words @@ %s::tsquery)"
_COMMON = 5000
_COUNTED = f"""(SELECT count(*) FROM (SELECT 1 FROM discovery_listing WHERE door = %s AND words @@ %s::tsquery
    LIMIT {_COMMON}) AS met)"""  # noqa: S608
_SHORTEST_SPELLING = 2
_SHORTEST_TYPO = 4
_LONG_WORD = 6
_HAN_CLOSE, _HAN_PAIR_CLOSE = 0.6, 0.5
_LONGEST_HAN = 6
_LONGEST_SPELLING = 24
_TRIED, _HAN_TRIED = 12, 6


@dataclass(frozen=True, slots=True)
class _Near:
    text: str
    pinyin: str
    initials: str
    language: str
    goods: int


def known(groups: Sequence[Group], *, door: str, goods: bool = False) -> list[Group]:
    """Those groups that a listing meets; `goods`: in words of the goods, not only of their shop (one statement)."""
    if not groups:
        return []
    columns = ", ".join(_EXISTS for _group in groups)
    with connection.cursor() as cursor:
        asked = [group.of_goods() if goods else group.tsquery() for group in groups]
        cursor.execute("SELECT " + columns, [item for query in asked for item in (door, query)])
        row = cursor.fetchone()
    return [group for group, met in zip(groups, row or (), strict=False) if met]


def counts(groups: Sequence[Group], *, door: str) -> list[int]:
    """How much each word counts when not all can be met: the rarer the more, the head twice (one statement)."""
    columns = ", ".join(_COUNTED for _group in groups)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + columns, [item for group in groups for item in (door, group.tsquery())])
        row = cursor.fetchone() or ()
    return [
        group.weight * max(1, round(10 * log10(_COMMON / max(met, 1)))) for group, met in zip(groups, row, strict=True)
    ]


def mended(q: str, groups: Sequence[Group], *, door: str) -> list[str]:
    """What may have been meant, likeliest first: unknown words by the nearest known ones (two statements)."""
    runs = _runs(analysis.normalise(q), groups, set(known(groups, door=door, goods=True)))
    if all(run.known for run in runs):
        return []
    near = _near_terms([run for run in runs if not run.known])
    choices = [[run.text] if run.known else [*run.better(near), run.text] for run in runs]
    said = analysis.normalise(" ".join(run.text for run in runs))
    tried = [" ".join(words) for words in islice(product(*choices), _TRIED)]
    return [text for text in dict.fromkeys(tried) if text != said]


def first_met(queries: Sequence[Sequence[Group]], *, door: str) -> int | None:
    """The place of the first query that finds anything at the door, filters aside (one statement)."""
    if not queries:
        return None
    columns = ", ".join(_EXISTS for _query in queries)
    given = [item for query in queries for item in (door, matching.every(query))]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + columns, given)
        row = cursor.fetchone() or ()
    return next((at for at, met in enumerate(row) if met), None)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of one script that stood together; `unknown` are the stretches of its text nothing is known for."""

    text: str
    unknown: tuple[tuple[int, int], ...]

    @property
    def known(self) -> bool:
        return not self.unknown

    def better(self, near: Sequence[_Near]) -> list[str]:
        """What may have been meant, the likeliest first."""
        if not self.text.isascii():
            return _chinese(self, near)
        joined = self.text.replace(" ", "")
        found = [_in_pinyin(joined, near), _initials(joined, near), _by_word(self, near), _begun(joined, near)]
        return [text for text in dict.fromkeys(found) if text and text != self.text]


def _runs(said: str, groups: Sequence[Group], met: set[Group]) -> list[_Run]:
    runs: list[_Run] = []
    last: Group | None = None
    for group in groups:
        word = group.surface
        stands = () if group in met and not _fragment(word, last, said) else ((0, len(word)),)
        joint = _joint(last, word, said)
        if joint is not None and runs:
            before = runs[-1]
            at = len(before.text) + len(joint)
            moved = tuple((start + at, end + at) for start, end in stands)
            runs[-1] = _Run(before.text + joint + word, before.unknown + moved)
        else:
            runs.append(_Run(word, stands))
        last = group
    return runs


def _fragment(word: str, last: Group | None, said: str) -> bool:
    """A single Chinese sign left over beside a word is as likely a piece of a misspelt one: 充电保."""
    return len(word) == 1 and not word.isascii() and last is not None and _joint(last, word, said) == ""


def _joint(last: Group | None, word: str, said: str) -> str | None:
    """What joins a word to the one before: nothing within a Chinese run, a space between Latin words."""
    if last is None or _has_digit(word) or _has_digit(last.surface):
        return None
    if word.isascii() and last.surface.isascii():
        return " "
    return "" if not word.isascii() and last.surface + word in said else None


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _near_terms(runs: Sequence[_Run]) -> list[_Near]:
    spellings: set[str] = set()
    grams: set[str] = set()
    beginnings: list[str] = []
    for run in runs:
        joined = run.text.replace(" ", "")[:_LONGEST_SPELLING]
        if run.text.isascii():
            ends = range(_SHORTEST_SPELLING, len(joined) + 1)
            spellings |= {joined[start:end] for start in range(len(joined)) for end in ends if end - start > 1}
            grams |= {gram for start, end in run.unknown for gram in analysis.grams(run.text[start:end])}
            if len(joined) >= _SHORTEST_TYPO:
                beginnings.append(joined.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
        else:
            grams |= set(analysis.grams(joined))
    given: dict[str, Any] = {"spellings": sorted(spellings), "grams": sorted(grams), "beginnings": beginnings}
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, given)
        return [_Near(*row) for row in cursor.fetchall()]


def _in_pinyin(joined: str, near: Sequence[_Near]) -> str | None:
    """The fewest terms whose pinyin, one after the other, is the whole text."""
    by_pinyin: dict[str, _Near] = {}
    for spelt in sorted(near, key=lambda t: (t.goods, t.text)):
        if spelt.pinyin:
            by_pinyin[spelt.pinyin] = spelt
    best: list[list[str] | None] = [[]] + [None] * len(joined)
    for end in range(1, len(joined) + 1):
        for start in range(end):
            head, term = best[start], by_pinyin.get(joined[start:end])
            if head is not None and term is not None and (best[end] is None or len(head) + 1 < len(best[end] or [])):
                best[end] = [*head, term.text]
    return " ".join(best[-1]) if best[-1] else None


def _initials(joined: str, near: Sequence[_Near]) -> str | None:
    fitting = [term for term in near if term.initials == joined and len(joined) >= _SHORTEST_SPELLING]
    return max(fitting, key=lambda t: (t.goods, t.text)).text if fitting else None


def _spelt(word: str, near: Sequence[_Near]) -> str | None:
    fitting = [term for term in near if term.pinyin == word]
    return max(fitting, key=lambda t: (t.goods, t.text)).text if fitting else None


def _by_word(run: _Run, near: Sequence[_Near]) -> str:
    said, at = "", 0
    for start, end in run.unknown:
        word = run.text[start:end]
        better = next((text for text in (way(word, near) for way in _WAYS) if text), word)
        said += run.text[at:start] + better
        at = end
    return said + run.text[at:]


def _typo(word: str, near: Sequence[_Near]) -> str | None:
    if len(word) < _SHORTEST_TYPO:
        return None
    wrong = 1 if len(word) < _LONG_WORD else 2
    best: tuple[float, int, str] | None = None
    for term in near:
        for spelling in (term.text, term.pinyin):
            if not spelling or not spelling.isascii():
                continue
            close = analysis.closeness(word, spelling)
            missed = round((1 - close) * max(len(word), len(spelling)))
            if 0 < missed <= wrong and (best is None or (close, term.goods, term.text) > best):
                best = (close, term.goods, term.text)
    return best[2] if best else None


_WAYS = (_spelt, _typo, _in_pinyin, _initials)


def _begun(joined: str, near: Sequence[_Near]) -> str | None:
    fitting = [term for term in near if term.pinyin.startswith(joined) and len(joined) >= _SHORTEST_TYPO]
    return max(fitting, key=lambda t: (t.goods, t.text)).text if fitting else None


def _sounds_like(said: str, term: _Near) -> float:
    """Most wrong signs are typed by their sound: 充电保 is 充电宝 rather than 充电器."""
    return analysis.closeness("".join(reference.sounds().get(sign, sign) for sign in said), term.pinyin)


def _chinese(run: _Run, near: Sequence[_Near]) -> list[str]:
    """The run with one stretch around an unknown word replaced by a term that differs in one sign, at most in two."""
    found: dict[str, tuple[bool, float, float, int, int, str]] = {}
    terms = [term for term in near if not term.text.isascii() and len(term.text) >= _SHORTEST_SPELLING]
    for start in range(len(run.text)):
        for end in range(start + _SHORTEST_SPELLING, min(len(run.text), start + _LONGEST_HAN) + 1):
            if not any(first < end and start < last for first, last in run.unknown):
                continue
            pair_close = 1.0 if chinese.is_word(run.text[start:end]) else _HAN_PAIR_CLOSE
            for term in terms:
                close = analysis.closeness(run.text[start:end], term.text)
                least = _HAN_CLOSE if end - start > _SHORTEST_SPELLING else pair_close
                if least <= close < 1 and abs(len(term.text) - (end - start)) <= 1:
                    text = " ".join(part for part in (run.text[:start], term.text, run.text[end:]) if part)
                    rank = (
                        len(term.text) == end - start,
                        close,
                        _sounds_like(run.text[start:end], term),
                        end - start,
                        term.goods,
                        text,
                    )
                    found[text] = max(found.get(text, rank), rank)
    return [rank[-1] for rank in sorted(found.values(), reverse=True)[:_HAN_TRIED]]


def ways_on(wanted: Wanted, groups: Sequence[Group], *, language: str | None) -> list[Suggestion]:
    """Searches nearby that find something, with how much: one filter less, one word less (one statement)."""
    tried: list[tuple[str, str, Wanted]] = []
    if len(groups) > 1:
        for group in groups[:4]:
            rest = " ".join(other.surface for other in groups if other is not group)
            tried.append(("word", rest, replace(wanted, q=rest, page=1)))
    for name, value in wanted.filters.items():
        tried.append(("filter", f"{name}={value}", wanted.without(name)))
    if not tried:
        return _best_categories(language)
    columns, given = [], []
    for _kind, _text, other in tried[:10]:
        where, values = filters.joined(filters.conditions(other))
        left = [group for group in groups if group.surface in other.q] if groups else []
        if left:
            where += " AND l.words @@ %s::tsquery"
            values.append(matching.every(left))
        columns.append(filters.counting(where, most=1000))
        given += values
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(columns), given)
        counts = cursor.fetchone() or ()
    found = [
        Suggestion(text, kind, other.query_string(), count)
        for (kind, text, other), count in zip(tried[:10], counts, strict=False)
        if count
    ]
    return found or _best_categories(language)


def _best_categories(language: str | None) -> list[Suggestion]:
    """Where most goods are, when no word leads anywhere."""
    spoken = "zh-hans" if (language or "").startswith("zh") else "en"
    terms = Term.objects.filter(kind=TermKind.CATEGORY, language=spoken, goods__gt=0).exclude(ref=OTHER_GOODS)
    rows = terms.order_by("-goods", "text")[:6]
    return [Suggestion(row.shown, "category", urlencode({"category": row.ref}), row.goods) for row in rows]
