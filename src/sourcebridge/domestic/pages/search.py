"""Finding goods: the grid with its filters in the address, the filters themselves, suggestions while typing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.clock import edge as clock
from sourcebridge.customs.structures import structure_of
from sourcebridge.discovery import queries as discovery
from sourcebridge.discovery import services as finding
from sourcebridge.discovery.results import Results
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.domestic import addresses, branches, grid
from sourcebridge.landedcost import lands
from sourcebridge.landedcost import queries as landed
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.shell import parts

RESULTS = "results"


@access.page(access.PUBLIC)
def goods(request: HttpRequest) -> HttpResponseBase:
    """The goods found for the words and filters of the address."""
    wanted = addresses.asked(request)
    clean = addresses.of(wanted, page=wanted.page)
    if not is_part(request) and _untidy(request, wanted):
        return redirect(addresses.kept_language(request, clean))
    member = access.optional_member(request)
    now = clock.now(request)
    context = found(wanted, member, now)
    response = answer(request, "domestic/goods.html", context)
    if wanted.q and wanted.page == 1:
        finding.note_soon(
            wanted=context["understood"], found=context["total"], language=get_language() or "en",
            company_id=member.company_id if member else None, now=now,
        )  # fmt: skip
    return response


@access.page(access.PUBLIC)
def facets(request: HttpRequest) -> HttpResponseBase:
    """The filters of a search with their counts: a part beside the grid, or a page of its own without script."""
    language = get_language()
    wanted = addresses.asked(request)
    known = branches.known(code=wanted.category)
    context = {
        "wanted": wanted,
        "groups": grid.groups(discovery.facets(wanted, language), wanted),
        "door": _door(wanted, clock.now(request)),
        "kept": [pair for pair in wanted.parameters() if pair[0] not in {"price_from", "price_to", "page"}],
        "back": addresses.of(wanted),
        "chips": addresses.chips(wanted, known, language),
        "crumbs": [parts.Crumb(_("Goods"), addresses.of(wanted)), parts.Crumb(_("Filters"))],
    }
    name = "domestic/parts/facets.html" if request.headers.get("HX-Request") else "domestic/facets.html"
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@access.page(access.PUBLIC)
def suggest(request: HttpRequest) -> HttpResponseBase:
    """What the words typed so far may become, as options of the search field's list."""
    q = request.GET.get("q", "").strip()[:80]
    rows = discovery.suggest(q, get_language(), now=clock.now(request)) if q else []
    options = [
        {"text": row.text, "kind": row.kind, "count": row.count,
         "url": addresses.of(Wanted.read(row.url_query)), "fill": row.text if row.kind == "word" else ""}
        for row in rows
    ]  # fmt: skip
    response = render(request, "domestic/parts/suggestions.html", {"options": options, "q": q})
    response["Cache-Control"] = "private, max-age=60"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for the results alone (not for a page of its history)."""
    asked = request.headers
    return asked.get("HX-Target") == RESULTS and asked.get("HX-History-Restore-Request") != "true"


def answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or its results alone with the address they belong to."""
    if not is_part(request):
        response = render(request, template, context)
    else:
        response = render(request, "domestic/parts/results.html", {**context, "part": True})
        response["HX-Push-Url"] = context["here"]
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _untidy(request: HttpRequest, wanted: Wanted) -> bool:
    """Whether the address has empty parts, as forms send them, or belongs to a category's own page."""
    alone = wanted.category and not wanted.q and not wanted.shop
    return bool(alone) or any(not value.strip() for _name, value in addresses.pairs(request))


def found(wanted: Wanted, member: Member | None, now: datetime) -> dict[str, Any]:
    """What results.html shows of a search (1 statement)."""
    language = get_language()
    company_id = member.company_id if member else None
    known = branches.known(code=wanted.category)
    results = discovery.search(wanted=wanted, buyer_company_id=company_id, language=language, now=now, with_cards=True)
    cards = grid.cards(results, wanted=wanted, language=language)
    understood = replace(wanted, q=results.corrected) if results.corrected else wanted
    return {
        "wanted": wanted, "understood": understood, "query": wanted.q,
        "results": results, "cards": cards, "total": results.total,
        "category_name": named_category(known, wanted.category, language),
        "here": addresses.of(wanted, page=wanted.page),
        "query_string": understood.query_string(page=1),
        "chips": addresses.chips(wanted, known, language),
        "bare": addresses.of(Wanted(q=wanted.q, category=wanted.category, sort=wanted.sort)),
        "sorts": addresses.sorts(wanted),
        "pages": addresses.pages(wanted, results.pages),
        "ways": _ways(results, wanted, known, language),
        "first_url": addresses.of(wanted),
        **({} if results.total else _elsewhere(known, language, now)),
        "crumbs": crumbs(wanted, known, language),
        "saved_url": reverse("domestic:saved"),
        "ranking_url": reverse("discovery:ranking"),
        "may_save": member is None or member.company_id is not None,
    }  # fmt: skip


def _door(wanted: Wanted, now: datetime) -> dict[str, Any]:
    """Countries to be delivered to, the one chosen, the currency its costs are in, and the rest of the search."""
    countries = lands.choices(landed.countries(at=now))
    structure = structure_of(wanted.to) if wanted.to else None
    kept = [pair for pair in wanted.parameters() if pair[0] not in {"to", "landed_to", "page"}]
    return {"countries": countries, "to": wanted.to, "currency": structure.currency if structure else "",
            "up_to": wanted.landed_to, "kept": kept}  # fmt: skip


def _elsewhere(known: branches.Known, language: str | None, now: datetime) -> dict[str, Any]:
    """Where else to look when nothing was found: what others search, and the categories (1 statement)."""
    return {
        "popular": [(words, addresses.of(Wanted(q=words))) for words in discovery.popular(now=now)],
        "doorway": known.tree.branches(language),
    }


def _ways(results: Results, wanted: Wanted, known: branches.Known, language: str | None) -> list[dict[str, Any]]:
    """Searches nearby that find something; a filter left out is named as its chip names it."""
    labels = {chip.url: chip.label for chip in addresses.chips(wanted, known, language)}
    rows = []
    for way in results.widened:
        other = Wanted.read(way.url_query)
        url = addresses.of(other)
        text = way.text
        if way.kind == "filter":
            label = labels.get(url) or named_category(known, wanted.category, language)
            text = _("without “%(filter)s”") % {"filter": label} if label else other.q
        if text:
            rows.append({"text": text, "url": url, "count": way.count})
    return rows


def named_category(known: branches.Known, code: str, language: str | None) -> str:
    """A category's name; empty for none."""
    node = known.tree.nodes.get(code)
    return node.name(language) if node else ""


def crumbs(wanted: Wanted, known: branches.Known, language: str | None) -> list[parts.Crumb]:
    """All categories, down to the one in force; within a search they keep its words."""
    chain = known.tree.path(wanted.category, language)
    if not chain:
        return []
    start = parts.Crumb(_("All categories"), reverse("domestic:categories") if not wanted.q
                        else addresses.of(Wanted(q=wanted.q)))  # fmt: skip
    steps = [parts.Crumb(name, addresses.of(Wanted(q=wanted.q, category=code))) for code, name in chain]
    if steps:
        steps[-1] = parts.Crumb(steps[-1].label)
    return [start, *steps]
