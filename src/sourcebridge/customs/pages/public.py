"""The nomenclature for everybody: search while typing, walk down, and what countries ask for a code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from sourcebridge.clock import queries as clock
from sourcebridge.customs import queries, reckoning, words
from sourcebridge.customs.pages.shown import country_name, line
from sourcebridge.customs.rules import Kind, Rules
from sourcebridge.customs.structures import STRUCTURES
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties import access

BY_CODE = tuple(
    kind for kind in Kind
    if kind not in {Kind.MPF, Kind.HMF, Kind.FEE, Kind.INSURANCE, Kind.LANDING, Kind.FORMAL_LIMIT, Kind.IOSS_LIMIT}
)  # fmt: skip
ORIGIN = queries.HOME


@access.page(access.PUBLIC)
@require_GET
def headings(request: HttpRequest) -> HttpResponse:
    """Find a heading by words or code; without words, the chapters."""
    q = request.GET.get("q", "").strip()[:100]
    language = get_language()
    found = [line(hit, language) for hit in queries.headings(q, limit=30)] if q else []
    chapters = [] if q else [line(hit, language) for hit in queries.below("")]
    return render(request, "customs/headings.html", {"q": q, "found": found, "chapters": chapters})


@access.page(access.PUBLIC)
@require_GET
def heading(request: HttpRequest, heading: str) -> HttpResponse:
    """A chapter, heading or subheading: where it stands, what is below, what countries ask for it from China."""
    if not heading.isdecimal() or len(heading) not in (2, 4, 6):
        raise NotFound
    language = get_language()
    above = [line(hit, language) for hit in queries.path(heading)]
    context = {
        "here": above[-1],
        "above": above[:-1],
        "below": [line(hit, language) for hit in queries.below(heading)],
        "lands": _lands(heading) if len(heading) > 2 else [],
        "origin": country_name(ORIGIN),
    }
    return render(request, "customs/heading.html", context)


def _lands(code: str) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """Country by country, the rows a code meets: name, rate, since when, source. Parts of a heading may differ."""
    on = business_day(clock.now())
    found = []
    for country in STRUCTURES:
        rows = _asked(queries.rules(country=country, on=on), code)
        if rows:
            found.append((country_name(country), rows))
    return found


def _asked(rules: Rules, code: str) -> list[tuple[str, str, str, str]]:
    found = []
    for kind in BY_CODE:
        row = rules.find(kind, code=code, origin=ORIGIN).row
        if row is not None:
            rate = "" if row.status == "UNKNOWN" else reckoning.rate_text(row)
            found.append((words.name(kind), rate, row.valid_from.isoformat(), row.source))
    return found
