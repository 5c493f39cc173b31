"""When nothing is found: words spelt almost like it or in pinyin, fewer words, filters taken off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import connection

from sourcebridge.discovery import analysis, matching
from sourcebridge.discovery.matching import Group
from sourcebridge.discovery.queries import filters
from sourcebridge.discovery.results import Suggestion
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
_SHORTEST_SPELLING = 2
_SHORTEST_TYPO = 4
_LONG_WORD = 6
_CLOSE = 0.66
_HAN_CLOSE = 0.6
_LONGEST_SPELLING = 24


@dataclass(frozen=True, slots=True)
class _Near:
    text: str
    pinyin: str
    initials: str
    language: str
    goods: int


def known(groups: Sequence[Group], *, door: str) -> list[Group]:
    """Those groups that at least one listing meets (one statement)."""
    if not groups:
        return []
    columns = ", ".join(
        "EXISTS (SELECT 1 FROM discovery_listing WHERE door = %s AND words @@ %s::tsquery)" for _group in groups
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [item for group in groups for item in (door, group.tsquery())])
        row = cursor.fetchone()
    return [group for group, met in zip(groups, row or (), strict=False) if met]


def mended(groups: Sequence[Group], *, door: str) -> str | None:
    """The query with its unknown words replaced by the nearest known ones; None without any (two statements)."""
    met = set(known(groups, door=door))
    runs = _runs(groups, met)
    if not runs:
        return None
    near = _near_terms([run for run in runs if isinstance(run, str)])
    said: list[str] = []
    changed = False
    for run in runs:
        if isinstance(run, Group):
            said.append(run.surface)
            continue
        better = _better(run, near)
        changed = changed or better is not None
        said.append(better if better is not None else run)
    return " ".join(said) if changed else None


def _runs(groups: Sequence[Group], met: set[Group]) -> list[Group | str]:
    """Known groups, and between them the unknown words of one script written together; [] when all are known."""
    if len(met) == len(groups):
        return []
    runs: list[Group | str] = []
    for at, group in enumerate(groups):
        beside = [g for g in groups[max(0, at - 1) : at + 2] if g is not group and g not in met]
        fragment = not group.surface.isascii() and len(group.surface) == 1 and bool(beside)
        syllable = group.surface.isascii() and len(group.surface) <= _LONG_WORD and bool(beside)
        if group in met and not fragment and not (syllable and _alike(group, beside)):
            runs.append(group)
        elif runs and isinstance(runs[-1], str) and runs[-1].isascii() == group.surface.isascii():
            runs[-1] += ("" if not group.surface.isascii() else " ") + group.surface
        else:
            runs.append(group.surface)
    return runs


def _alike(group: Group, beside: Iterable[Group]) -> bool:
    return (
        any(other.surface.isascii() and len(other.surface) <= _LONG_WORD for other in beside)
        and len(group.surface) < _SHORTEST_TYPO
    )


def _near_terms(runs: Sequence[str]) -> list[_Near]:
    spellings: set[str] = set()
    grams: set[str] = set()
    for run in runs:
        joined = run.replace(" ", "")[:_LONGEST_SPELLING]
        if joined.isascii():
            spellings |= {
                joined[start:end]
                for start in range(len(joined))
                for end in range(start + _SHORTEST_SPELLING, len(joined) + 1)
            }
            for word in run.split():
                grams |= set(analysis.grams(word))
        else:
            grams |= set(analysis.grams(joined))
    beginnings = [f"{run.replace(' ', '')}%" for run in runs if run.isascii() and len(run) >= _SHORTEST_TYPO]
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAR,
            {
                "spellings": sorted(spellings),
                "grams": sorted(grams),
                "beginnings": [_like(text) for text in beginnings],
            },
        )
        return [_Near(*row) for row in cursor.fetchall()]


def _like(text: str) -> str:
    return text[:-1].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _better(run: str, near: Sequence[_Near]) -> str | None:
    if not run.isascii():
        return _better_chinese(run, near)
    joined = run.replace(" ", "")
    return _in_pinyin(joined, near) or _initials(joined, near) or _words_near(run, near) or _begun(joined, near)


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
    fitting = [term for term in near if term.initials == joined and len(joined) >= _SHORTEST_SPELLING and term.goods]
    return max(fitting, key=lambda t: (t.goods, t.text)).text if fitting else None


def _words_near(run: str, near: Sequence[_Near]) -> str | None:
    said, changed = [], False
    for word in run.split():
        better = _typo(word, near)
        changed = changed or better is not None
        said.append(better or word)
    return " ".join(said) if changed else None


def _typo(word: str, near: Sequence[_Near]) -> str | None:
    if len(word) < _SHORTEST_TYPO:
        return None
    allowed = 0.5 if len(word) >= _LONG_WORD else _CLOSE
    wrong = 1 if len(word) < _LONG_WORD else 2
    best: tuple[float, int, str] | None = None
    for term in near:
        for spelling in (term.text, term.pinyin):
            if not spelling or not spelling.isascii():
                continue
            close = analysis.closeness(word, spelling)
            missed = round((1 - close) * max(len(word), len(spelling)))
            if close >= allowed and missed <= wrong and (best is None or (close, term.goods, term.text) > best):
                best = (close, term.goods, term.text)
    return best[2] if best else None


def _begun(joined: str, near: Sequence[_Near]) -> str | None:
    fitting = [term for term in near if term.pinyin.startswith(joined) and len(joined) >= _SHORTEST_TYPO]
    return max(fitting, key=lambda t: (t.goods, t.text)).text if fitting else None


def _better_chinese(run: str, near: Sequence[_Near]) -> str | None:
    best: tuple[float, int, int, str, str] | None = None
    terms = [term for term in near if not term.text.isascii() and len(term.text) > _SHORTEST_SPELLING]
    for length in range(len(run), 1, -1):
        for start in range(len(run) - length + 1):
            window = run[start : start + length]
            for term in terms:
                close = analysis.closeness(window, term.text)
                found = (close, length, term.goods, term.text, window)
                if close >= _HAN_CLOSE and (best is None or found > best):
                    best = found
    if best is None:
        return None
    before, _window, after = run.partition(best[4])
    return " ".join(part for part in (before, best[3], after) if part)


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
        return []
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
    return [
        Suggestion(text, kind, other.query_string(), count)
        for (kind, text, other), count in zip(tried[:10], counts, strict=False)
        if count
    ]
