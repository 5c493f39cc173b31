"""The home page of the domestic door: ways in, and what is ready, bought and new."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.clock import edge as clock
from sourcebridge.discovery import queries as discovery
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.domestic import addresses, branches, discoverable, grid
from sourcebridge.domestic.shelves import standing
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.places import queries as places

SHELF = 10
_SEEN = 12
_BELTS = 8


@access.page(access.PUBLIC)
def home(request: HttpRequest) -> HttpResponseBase:
    """Categories, belts and markets, goods that ship at once, goods bought most, new goods; what one looked at."""
    member = access.optional_member(request)
    language, now = get_language(), clock.now(request)
    company_id = member.company_id if member else None
    wishes = _wishes()
    found = [standing(wanted, now=now) for _title, wanted in wishes]
    seen = discovery.seen(member.user_id, _SEEN) if member else []
    ids = dict.fromkeys([product_id for shelf in found for product_id in shelf] + list(seen))
    shown = grid.shown(list(ids), buyer_company_id=company_id, language=language, now=now)
    shelves = [
        {"title": title, "url": addresses.of(wanted),
         "cards": [shown[product_id] for product_id in shelf if product_id in shown]}
        for (title, wanted), shelf in zip(wishes, found, strict=True)
    ]  # fmt: skip
    belts = sorted(places.belts(), key=lambda row: (-row.supplier_count, row.code))
    context: dict[str, Any] = {
        "branches": branches.known().tree.branches(language),
        "shelves": [shelf for shelf in shelves if shelf["cards"]],
        "belts": [(row, row.name(language), row.city(language)) for row in belts[:_BELTS]],
        "markets": [(row, row.name(language), row.city(language)) for row in places.markets()],
        "seen": [shown[product_id] for product_id in seen if product_id in shown],
        "saved": _saved(member),
    }
    context["seo"] = discoverable.page(
        "/", _("Spot goods from the factory"),
        _("Wholesale goods in stock at Chinese factories and markets: price ladders, dispatch within 24 or 48 hours, "
          "money in escrow until you confirm receipt."),
    )  # fmt: skip
    return render(request, "domestic/home.html", context)


def _wishes() -> list[tuple[str, Wanted]]:
    return [
        (_("Ships within 24 hours"), Wanted(hours_to=24, in_stock=True, per_page=SHELF)),
        (_("Most bought in 30 days"), Wanted(sort="sold", per_page=SHELF)),
        (_("New"), Wanted(sort="newest", per_page=SHELF)),
    ]


def _saved(member: Member | None) -> list[dict[str, Any]]:
    if member is None or member.company_id is None:
        return []
    return [
        {"name": one.row.name, "id": one.row.id, "new": one.fresh}
        for one in discovery.saved(user_id=member.user_id, company_id=member.company_id)
    ]
