"""One stall: where its QR code leads, the code itself, and the card to print and hang up."""

from __future__ import annotations

import io
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sourcebridge.parties import access
from sourcebridge.places import queries
from sourcebridge.places.models import Stall
from sourcebridge.places.pages.frame import shop_url
from sourcebridge.shell import parts


def scanned_url(stall: Stall) -> str:
    """What the QR code of a stall says: an absolute address that leads to whoever has the stall then."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("places:stall", args=[stall.id])


@access.page(access.PUBLIC)
@require_GET
def stall(request: HttpRequest, stall_id: UUID) -> HttpResponse:
    """A scanned stall leads to its shop; a free one says so and leads to its hall."""
    row = queries.stall(stall_id)
    shop = getattr(row, "shop", None)
    if shop is not None and row.active and shop_url(shop):
        return redirect(shop_url(shop))
    language = get_language()
    market = row.hall.market
    context = {
        "stall": row,
        "text": row.text(language),
        "open": market.active and row.hall.active,
        "crumbs": [
            parts.Crumb(_("Markets"), reverse("places:markets")),
            parts.Crumb(market.name(language), reverse("places:market", args=[market.code]) if market.active else ""),
            parts.Crumb(row.number),
        ],
    }
    return render(request, "places/stall.html", context)


@access.page(access.PUBLIC)
@require_GET
def qr(request: HttpRequest, stall_id: UUID) -> HttpResponse:
    """The stall's QR code as SVG, error correction M, four modules of quiet zone."""
    row = queries.stall(stall_id)
    out = io.BytesIO()
    code = segno.make(scanned_url(row), error="m", micro=False)
    code.save(out, kind="svg", scale=8, border=4, title=row.number, light="#fff", xmldecl=False)
    answer = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@access.page(access.PUBLIC)
@require_GET
def card(request: HttpRequest, stall_id: UUID) -> HttpResponse:
    """The card to print: stall number, shop name in both languages, QR code."""
    row = queries.stall(stall_id)
    shop = getattr(row, "shop", None)
    names = [shop.name, shop.name_en] if shop else [row.company.name, row.company.name_en] if row.company else []
    context = {
        "stall": row,
        "names": [name for name in names if name],
        "texts": [row.text("zh-hans"), row.text("en")],
        "url": scanned_url(row),
    }
    return render(request, "places/card.html", context)
