"""A shop as buyers see it: who it is, what it proves, its shelves, and all its goods."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.drawing import places as drawn
from sourcebridge.catalog.models import Shop
from sourcebridge.catalog.queries import shops
from sourcebridge.clock import edge as clock
from sourcebridge.discovery import queries as discovery
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.domestic import discoverable, grid, structured, trust
from sourcebridge.domestic.surroundings import Holiday
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties import access, marks
from sourcebridge.parties import queries as parties
from sourcebridge.places import queries as places
from sourcebridge.shell import parts

_DAY = 86400
_ON_SHELF = 5


@access.page(access.PUBLIC)
def shop(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The shop's page; `q`, `category`, `sort` and `page` look among its goods."""
    member, now, language = access.optional_member(request), clock.now(request), get_language()
    row = shops.by_slug(slug)
    buyer = member.company_id if member else None
    asked = [(name, str(value)) for name, value in request.GET.items()]
    wanted = Wanted.of(asked, shop=slug, per_page=30)
    results = discovery.search(wanted=wanted, buyer_company_id=buyer, language=language, now=now, with_cards=True)
    searching = bool(wanted.q or wanted.category or wanted.page > 1)
    shelves = [] if searching else shops.shelves(row)
    on_shelves = grid.shown(
        {product_id for _section, ids in shelves for product_id in ids[:_ON_SHELF]},
        buyer_company_id=buyer, language=language, now=now,
    )  # fmt: skip
    english = not (language or "").startswith("zh")
    company = row.company
    context = {
        "shop": row,
        "name": (english and row.name_en) or row.name,
        "company_name": (english and company.name_en) or company.name,
        "about": shops.about(row.id, language),
        "claims": claims(row),
        "marks": marks.marks(parties.verification(company.id)),
        "figures": trust.figures(
            discovery.supplier_facts(company.id), days=int(parameters.value("figures.days", at=now))
        ),
        "belt": places.belt_of([company.id]).get(company.id),
        "stalls": [(stall, stall.text(language)) for stall in places.stalls_of([company.id]).get(company.id, [])],
        "holidays": [
            Holiday(closure, closure.starts_at <= now)
            for closure in catalog.closures_of([company.id], at=now).get(company.id, [])
        ],
        "mix": catalog.mix_terms([company.id]).get(company.id),
        "shelves": [
            (
                (english and section.name_en) or section.name,
                [on_shelves[product_id] for product_id in ids[:_ON_SHELF] if product_id in on_shelves],
            )
            for section, ids in shelves
        ],
        **_goods(row, wanted, results, language),
        "searching": searching,
        "crumbs": [
            parts.Crumb(_("Goods"), reverse("domestic:goods")),
            parts.Crumb((english and row.name_en) or row.name),
        ],
    }
    context["seo"] = discoverable.shop(
        path=reverse("domestic:shop", args=[slug]), name=context["name"], region=company.region,
        description=structured.plain(context["about"].text) or f"{context['name']} · {company.region}",
    )  # fmt: skip
    context["belt_name"] = context["belt"].name(language) if context["belt"] else ""
    return render(request, "domestic/shop.html", context)


def _goods(row: Shop, wanted: Wanted, results: Any, language: str | None) -> dict[str, Any]:
    path = reverse("domestic:shop", args=[row.slug])

    def address(**changes: Any) -> str:
        given = {"q": wanted.q, "category": wanted.category, "sort": "" if wanted.sort == "rank" else wanted.sort}
        query = urlencode({name: value for name, value in (given | changes).items() if value})
        return f"{path}?{query}" if query else path

    branches = next((facet for facet in discovery.facets(wanted, language) if facet.code == "category"), None)
    cards = grid.cards(results, wanted=wanted, language=language)
    return {
        "cards": cards,
        "total": results.total,
        "query": wanted.q,
        "path": path,
        "category": wanted.category,
        "categories": [
            (choice, address(category="" if choice.chosen else choice.value)) for choice in branches.choices[:12]
        ]
        if branches
        else [],
        "previous_url": address(page=wanted.page - 1) if wanted.page > 1 else "",
        "next_url": address(page=wanted.page + 1) if wanted.page < results.pages else "",
    }


def claims(row: Shop) -> list[tuple[str, object]]:
    """What the shop says about its factory; what it does not say is left out."""
    made = {True: _("yes"), False: _("no"), None: None}[row.makes_to_order]
    area = None if row.floor_area_m2 is None else f"{row.floor_area_m2:,} m²"
    found: list[tuple[str, object | None]] = [
        (_("Founded"), None if row.founded_year is None else str(row.founded_year)),
        (_("Employees"), row.employees),
        (_("Floor area"), area),
        (_("Production lines"), row.lines),
        (_("Monthly output"), row.monthly_output or None),
        (_("Makes to order"), made),
    ]
    return [(name, value) for name, value in found if value is not None]


@access.page(access.PUBLIC)
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The drawn view of the shop's factory, with as many lines as it claims."""
    row = shops.by_slug(slug)
    response = HttpResponse(drawn.factory(seed=str(row.id), lines=row.lines or 4), content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    patch_cache_control(response, public=True, max_age=_DAY)
    return response
