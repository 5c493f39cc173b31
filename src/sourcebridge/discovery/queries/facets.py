"""Filters with counts: what each choice would leave, its own facet's choice left aside; a request of its own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sourcebridge.catalog.models import Attribute, AttributeKind, AttributeOption, Category
from sourcebridge.discovery import matching
from sourcebridge.discovery.analysis.units import plain
from sourcebridge.discovery.matching import Group
from sourcebridge.discovery.queries import filters, wordbook
from sourcebridge.discovery.results import Choice, Facet
from sourcebridge.discovery.wanted import ATTRIBUTE, Wanted
from sourcebridge.places.models import Belt, Market

COUNTED = 20_000
_HOURS = (24, 48, 72, 168)
_MOQS = (1, 10, 50, 100, 500)
_MOST = 24
_PRICE_STEPS = 4
_PRICE = "price"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

# A row failing one filter still counts for that filter's own choices: `failed` names it, null when it passes all.
_COUNT = """
WITH base AS MATERIALIZED (
    SELECT l.category, l.categories, l.facets, l.belt, l.market, l.price_low, l.moq, l.dispatch_hours, l.sample,
        l.verified, coalesce(a.in_stock, false) AS in_stock, {missed} AS missed
    FROM discovery_listing l LEFT JOIN discovery_availability a ON a.product_id = l.product_id
    WHERE {always}
    LIMIT %(most)s
), kept AS (
    SELECT *, missed[1] AS failed FROM base WHERE cardinality(missed) <= 1
)
SELECT 'total', NULL, count(*) FROM base
UNION ALL SELECT 'category', code, count(*) FROM kept, unnest(categories) AS code
    WHERE failed IS NULL OR failed = 'category' GROUP BY code
UNION ALL SELECT 'facet', pair, count(*) FROM kept, unnest(facets) AS pair
    WHERE failed IS NULL OR failed = 'a.' || split_part(pair, '=', 1) GROUP BY pair
UNION ALL SELECT 'belt', belt, count(*) FROM kept WHERE belt <> '' AND (failed IS NULL OR failed = 'belt') GROUP BY belt
UNION ALL SELECT 'market', market, count(*) FROM kept
    WHERE market <> '' AND (failed IS NULL OR failed = 'market') GROUP BY market
UNION ALL SELECT 'hours_to', step::text, count(*) FROM kept, unnest(%(hours)s::int[]) AS step
    WHERE dispatch_hours <= step AND (failed IS NULL OR failed = 'hours_to') GROUP BY step
UNION ALL SELECT 'moq_to', step::text, count(*) FROM kept, unnest(%(moqs)s::int[]) AS step
    WHERE moq <= step AND (failed IS NULL OR failed = 'moq_to') GROUP BY step
UNION ALL SELECT 'in_stock', '1', count(*) FROM kept WHERE in_stock AND (failed IS NULL OR failed = 'in_stock')
UNION ALL SELECT 'sample', '1', count(*) FROM kept WHERE sample AND (failed IS NULL OR failed = 'sample')
UNION ALL SELECT 'verified', '1', count(*) FROM kept WHERE verified AND (failed IS NULL OR failed = 'verified')
UNION ALL SELECT 'price', edge::text || '|' || count(*) FILTER (WHERE price_low = edge), count(*) FROM (
    SELECT price_low, ceil(price_low * sharp) / sharp AS edge FROM (
        SELECT price_low, power(10::numeric, 1 - floor(log(price_low::float8))::int) AS sharp FROM kept
        WHERE price_low IS NOT NULL AND (failed IS NULL OR failed = 'price')) AS digits) AS edged
    GROUP BY edge
"""


@dataclass
class _Counted:
    total: int = 0
    by: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    prices: dict[Decimal, tuple[int, int]] = field(default_factory=dict)


def facets(wanted: Wanted, language: str | None) -> list[Facet]:
    """The filters that would narrow this search, with how many goods each choice leaves (about five statements).

    Counts leave the facet's own choice aside. Beyond 20,000 goods they come from a part of them, marked `about`.
    """
    _edition, book = wordbook.latest()
    groups = matching.groups(wanted.q, book)
    counted = _count(wanted, groups)
    about = counted.total >= COUNTED
    found = [
        _categories(wanted, counted, language, about=about),
        *_attributes(wanted, counted, language, about=about),
        _prices(wanted, counted, about=about),
        _steps("hours_to", _("Dispatch within"), _HOURS, wanted, counted, about=about),
        _steps("moq_to", _("Smallest order up to"), _MOQS, wanted, counted, about=about),
        _named("belt", _("Industrial belt"), Belt, wanted, counted, language, about=about),
        _named("market", _("Market"), Market, wanted, counted, language, about=about),
        *(
            _flag(code, name, wanted, counted, about=about)
            for code, name in (
                ("in_stock", _("In stock")), ("sample", _("Samples")), ("verified", _("Verified supplier")),
            )
        ),
    ]  # fmt: skip
    return [facet for facet in found if facet.choices]


def _count(wanted: Wanted, groups: Sequence[Group]) -> _Counted:
    conditions = filters.conditions(wanted)
    always = [one for one in conditions if one.name in {"door", "shop", "province"}]
    own = [one for one in conditions if one not in always]
    given: dict[str, Any] = {"most": COUNTED, "hours": list(_HOURS), "moqs": list(_MOQS)}
    where = " AND ".join(f"({_named_parameters(one, given)})" for one in always)
    if groups:
        given["words"] = matching.every(groups)
        where += " AND l.words @@ %(words)s::tsquery"
    missed = [f"CASE WHEN ({_named_parameters(one, given)}) THEN NULL ELSE '{_of(one.name, given)}' END" for one in own]
    failed = f"array_remove(ARRAY[{', '.join(missed)}]::text[], NULL)" if missed else "ARRAY[]::text[]"
    counted = _Counted()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(missed=failed, always=where), given)
        for facet, value, number in cursor.fetchall():
            if facet == "total":
                counted.total = number
            elif facet == _PRICE:
                edge, _bar, exact = value.partition("|")
                counted.prices[Decimal(edge)] = (number, int(exact))
            elif facet == "facet":
                code, _sign, answer = value.partition("=")
                counted.by[ATTRIBUTE + code][answer] = number
            else:
                counted.by[facet][value] = number
    return counted


def _of(name: str, given: dict[str, Any]) -> str:
    """The facet a filter belongs to, fit to stand in the statement."""
    facet = _PRICE if name in {"price_from", "price_to"} else name
    return "".join(sign for sign in facet if sign.isalnum() or sign in "._-")


def _named_parameters(one: filters.Condition, given: dict[str, Any]) -> str:
    sql = one.sql
    for value in one.given:
        name = f"g{len(given)}"
        given[name] = value
        sql = sql.replace("%s", f"%({name})s", 1)
    return sql


def _categories(wanted: Wanted, counted: _Counted, language: str | None, *, about: bool) -> Facet:
    counts = counted.by["category"]
    rows = list(Category.objects.filter(code__in=counts, active=True).order_by("level", "position", "code"))
    parent = wanted.category if any(row.parent_id == wanted.category for row in rows) else None
    chosen = next((row for row in rows if row.code == wanted.category), None)
    if wanted.category and parent is None and chosen is not None:
        parent = chosen.parent_id
    shown = [row for row in rows if row.parent_id == parent] or rows
    while len(shown) == 1 and parent != wanted.category:
        below = [row for row in rows if row.parent_id == shown[0].code]
        if not below:
            break
        shown = below
    choices = [Choice(row.code, row.name(language), counts[row.code], row.code == wanted.category) for row in shown]
    choices.sort(key=lambda one: (-one.count, one.value))
    return Facet("category", _("Category"), "category", choices[:_MOST], about)


def _attributes(wanted: Wanted, counted: _Counted, language: str | None, *, about: bool) -> list[Facet]:
    codes = {name.removeprefix(ATTRIBUTE) for name in counted.by if name.startswith(ATTRIBUTE)}
    if not codes:
        return []
    filterable: dict[str, Attribute] = {}
    rows = Attribute.objects.filter(code__in=codes, is_filter=True, active=True, category__in=counted.by["category"])
    for row in rows.order_by("position", "code"):
        filterable.setdefault(row.code, row)
    labels = {
        (option.attribute.code, option.code): option.name(language)
        for option in AttributeOption.objects.filter(attribute__code__in=filterable, active=True).select_related(
            "attribute"
        )
    }
    found = []
    for code, attribute in filterable.items():
        answers, mine = counted.by[ATTRIBUTE + code], wanted.attributes.get(code, ())
        choices = [
            Choice(value, _answer(attribute, value, labels), number, value in mine) for value, number in answers.items()
        ]
        numbers = all(_NUMBER.fullmatch(value) for value in answers)
        choices.sort(key=lambda one: (-one.count, one.value))
        choices = sorted(choices[:_MOST], key=lambda one: Decimal(one.value)) if numbers else choices[:_MOST]
        if len(choices) > 1 or mine:
            found.append(Facet(ATTRIBUTE + code, attribute.name(language), "choice", choices, about))
    found.sort(key=lambda facet: -sum(choice.count for choice in facet.choices))
    return found[:10]


def _answer(attribute: Attribute, value: str, labels: dict[tuple[str, str], str]) -> str:
    if attribute.kind == AttributeKind.NUMBER and _NUMBER.fullmatch(value):
        return f"{value} {attribute.unit}".strip()
    if attribute.kind == AttributeKind.FLAG:
        return str(_("yes") if value == "yes" else _("no"))
    return labels.get((attribute.code, value), value)


def _prices(wanted: Wanted, counted: _Counted, *, about: bool) -> Facet:
    """Four bands of about as many goods each; edges have two digits, and goods at an edge belong to both bands."""
    upto, passed = {}, 0
    for edge in sorted(counted.prices):
        passed += counted.prices[edge][0]
        upto[edge] = passed
    inner = (
        [next(edge for edge in upto if upto[edge] * _PRICE_STEPS >= passed * step) for step in (1, 2, 3)]
        if upto
        else []
    )
    edges = list(dict.fromkeys(edge for edge in inner if upto[edge] < passed))
    choices = []
    for low, high in zip([None, *edges], [*edges, None], strict=True):
        below = upto[low] - counted.prices[low][1] if low is not None else 0
        value = f"{'' if low is None else plain(low)}-{'' if high is None else plain(high)}"
        chosen = (wanted.price_from, wanted.price_to) == (low, high)
        choices.append(Choice(value, value, (upto[high] if high is not None else passed) - below, chosen))
    return Facet(_PRICE, _("Price per unit"), "range", choices if len(choices) > 1 else [], about)


def _steps(
    code: str, name: str | Promise, steps: Sequence[int], wanted: Wanted, counted: _Counted, *, about: bool
) -> Facet:
    counts, mine = counted.by[code], getattr(wanted, code)
    choices = [
        Choice(str(step), _hours(step) if code == "hours_to" else str(step), counts[str(step)], mine == step)
        for step in steps
        if counts.get(str(step))
    ]
    return Facet(code, name, "choice", choices, about)


def _hours(step: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", step) % {"count": step}


def _named(
    code: str, name: str | Promise, model: type[Belt] | type[Market], wanted: Wanted, counted: _Counted,
    language: str | None, *, about: bool,
) -> Facet:  # fmt: skip
    counts = counted.by[code]
    names = {row.code: row.name(language) for row in model._default_manager.filter(code__in=counts)} if counts else {}
    choices = [
        Choice(value, names.get(value, value), number, value == getattr(wanted, code))
        for value, number in counts.items()
    ]
    choices.sort(key=lambda one: (-one.count, one.value))
    return Facet(code, name, "choice", choices[:_MOST], about)


def _flag(code: str, name: str | Promise, wanted: Wanted, counted: _Counted, *, about: bool) -> Facet:
    number, mine = counted.by[code].get("1", 0), bool(getattr(wanted, code))
    return Facet(code, name, "flag", [Choice("1", str(name), number, mine)] if number or mine else [], about)
