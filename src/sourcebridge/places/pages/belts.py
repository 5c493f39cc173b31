"""Industrial belts as pages one can browse: the map, and one belt."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.forms import promise_words
from sourcebridge.clock import queries as clock
from sourcebridge.parties import access
from sourcebridge.parties import queries as parties
from sourcebridge.places import queries
from sourcebridge.places.drawing import chinamap
from sourcebridge.places.pages.frame import (
    address,
    category_links,
    company_name,
    province_name,
    shop_name,
    shop_url,
)
from sourcebridge.places.queries import Member
from sourcebridge.shell import parts

SHANGHAI = ZoneInfo("Asia/Shanghai")
GOODS, NEAR = 10, 5


@access.page(access.PUBLIC)
@require_GET
def belts(request: HttpRequest) -> HttpResponse:
    """All belts on a map, and as a list."""
    rows = list(queries.belts())
    known = queries.known_for(rows)
    language = get_language()
    spots = [
        chinamap.Spot(
            url=reverse("places:belt", args=[row.code]),
            label=row.name(language),
            note=_suppliers(row.supplier_count),
            lon=row.lon,
            lat=row.lat,
            count=row.supplier_count,
        )
        for row in rows
    ]
    entries = [
        {
            "row": row,
            "name": row.name(language),
            "city": f"{province_name(row.province)} · {row.city(language)}",
            "known_for": [link.label for link in category_links(row, known)][:4],
            "suppliers": _suppliers(row.supplier_count),
        }
        for row in sorted(rows, key=lambda row: (-row.supplier_count, row.code))
    ]
    return render(request, "places/belts.html", {"map": chinamap.draw(spots), "entries": entries})


def _suppliers(count: int) -> str:
    return ngettext("%(count)d supplier", "%(count)d suppliers", count) % {"count": count}


@access.page(access.PUBLIC)
@require_GET
def belt(request: HttpRequest, code: str) -> HttpResponse:
    """One belt: what it is known for, who works there with the evidence, and its newest goods."""
    row = queries.belt(code)
    language = get_language()
    members = queries.members_of(code)
    confirmed = [found.company.id for found in members if found.verified_at]
    member = access.optional_member(request)
    goods, _next = catalog.listing(
        company_ids=confirmed, limit=GOODS, language=language,
        buyer_company_id=member.company_id if member else None, at=clock.now(),
    )  # fmt: skip
    stalls = queries.stalls_of([found.company.id for found in members])
    others = queries.neighbours(row, limit=NEAR)
    operator = parties.platform_company()
    context = {
        "belt": row,
        "name": row.name(language),
        "about": row.about(language),
        "place": f"{province_name(row.province)} · {row.city(language)}",
        "known_for": category_links(row, queries.known_for([row])),
        "suppliers": [
            _supplier(found, stalls.get(found.company.id, []), company_name(operator) if operator else "")
            for found in members
        ],
        "count": len(confirmed),
        "map": chinamap.locate(row.lon, row.lat),
        "near": [
            (parts.Link(other.name(language), reverse("places:belt", args=[other.code])), distance)
            for other, distance in others
        ],
        "cards": [
            item.card(
                url=address("domestic:product", item.shop_slug, item.handle), promise=promise_words(item.dispatch_hours)
            )
            for item in goods
        ],
        "goods_url": address("domestic:goods", belt=row.code),
        "crumbs": [parts.Crumb(_("Industrial belts"), reverse("places:belts")), parts.Crumb(row.name(language))],
    }
    return render(request, "places/belt.html", context)


def _supplier(member: Member, stalls: list[Any], operator: str) -> dict[str, Any]:
    verified = member.verified_at
    return {
        "name": shop_name(member.shop) if member.shop else company_name(member.company),
        "url": shop_url(member.shop) if member.shop else "",
        "region": member.company.region,
        "stall": stalls[0].text(get_language()) if stalls else "",
        "mark": parts.Evidence(
            label=_("Works in this belt"),
            state="verified" if verified else "claimed",
            by=operator if verified else "",
            verified_on=verified.astimezone(SHANGHAI).date() if verified else None,
            note=member.evidence,
        ),
    }
