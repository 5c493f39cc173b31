"""Wholesale markets as pages one can walk through: all, one with its plan, one hall."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sourcebridge.parties import access
from sourcebridge.places import queries
from sourcebridge.places.drawing import plan
from sourcebridge.places.models import Hall, Stall
from sourcebridge.places.pages.frame import address, company_name, province_name, shop_name
from sourcebridge.shell import parts


@access.page(access.PUBLIC)
@require_GET
def markets(request: HttpRequest) -> HttpResponse:
    """All markets."""
    language = get_language()
    entries = [
        {
            "row": row,
            "name": row.name(language),
            "city": f"{province_name(row.province)} · {row.city(language)}",
            "about": row.about(language),
        }
        for row in queries.markets()
    ]
    return render(request, "places/markets.html", {"entries": entries})


@access.page(access.PUBLIC)
@require_GET
def market(request: HttpRequest, code: str) -> HttpResponse:
    """One market: where it is, and the plan of its halls."""
    row = queries.market(code)
    language = get_language()
    halls = list(queries.halls_of(code))
    stalls = queries.stalls_in([hall.id for hall in halls])
    context = {
        "market": row,
        "name": row.name(language),
        "about": row.about(language),
        "facts": [
            (_("City"), f"{province_name(row.province)} · {row.city(language)}"),
            *([(_("Address"), row.address(language))] if row.address(language) else []),
            *([(_("Run by"), company_name(row.operator_company))] if row.operator_company else []),
            (_("Halls"), row.hall_count),
            (_("Stalls on the plan"), row.stall_count),
            (_("Of these with a shop here"), row.taken_count),
        ],
        "halls": [_hall(hall, stalls.get(hall.id, [])) for hall in halls],
        "goods_url": address("domestic:goods", market=row.code),
        "crumbs": [parts.Crumb(_("Markets"), reverse("places:markets")), parts.Crumb(row.name(language))],
    }
    return render(request, "places/market.html", context)


def _hall(hall: Hall, stalls: list[Stall]) -> dict[str, object]:
    language = get_language()
    drawn = plan.plan(stalls) if stalls else None
    return {
        "row": hall,
        "name": hall.name(language),
        "sells": hall.sells(language),
        "plan": drawn,
        "cells": [(cell, stall_title(cell.stall)) for cell in drawn.cells] if drawn else [],
    }


def stall_title(stall: Stall) -> str:
    """ "3-128 · 锦纶织造", or "3-128 · free"."""
    shop = getattr(stall, "shop", None)
    name = shop_name(shop) if shop else company_name(stall.company) if stall.company else _("free")
    return f"{stall.number} · {name}"


@access.page(access.PUBLIC)
@require_GET
def hall(request: HttpRequest, code: str, hall: str) -> HttpResponse:
    """One hall: every stall, floor by floor."""
    row = queries.hall(code, hall)
    language = get_language()
    stalls = queries.stalls_in([row.id]).get(row.id, [])
    floors = [
        {
            "label": label,
            "stalls": [
                {"row": stall, "holder": stall_title(stall).partition(" · ")[2] if stall.company_id else ""}
                for stall in rows
            ],
        }
        for label, rows in plan.floors(stalls)
    ]
    context = {
        "hall": row,
        "name": row.name(language),
        "sells": row.sells(language),
        "floors": floors,
        "crumbs": [
            parts.Crumb(_("Markets"), reverse("places:markets")),
            parts.Crumb(row.market.name(language), reverse("places:market", args=[code])),
            parts.Crumb(row.name(language)),
        ],
    }
    return render(request, "places/hall.html", context)
