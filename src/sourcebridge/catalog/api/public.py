"""Goods for sale, for everybody; a signed-in buyer sees their agreed prices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router

from sourcebridge.catalog import queries
from sourcebridge.catalog.offers import Listed
from sourcebridge.catalog.schemas import ListedOut
from sourcebridge.catalog.shown import tier_out
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access

router = Router()


def _listed(row: Listed) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ListedOut.model_fields if hasattr(row, name)}
    return shown | {
        "shop": row.shop_slug,
        "title": row.title.text,
        "first": tier_out(row.first),
        "best": tier_out(row.best),
    }


@access.operation(router, "GET", "/goods", access.PUBLIC, response=Page[ListedOut])
def list_goods(request: HttpRequest, q: str = "", shop: str = "", cursor: str = "", limit: int = 24) -> Any:
    """Goods for sale, newest first; `q` looks into the titles of both languages."""
    member = access.optional_member(request)
    rows, following = queries.listing(
        q=q,
        shop=shop,
        cursor=cursor,
        limit=limit,
        language=get_language(),
        buyer_company_id=member.company_id if member else None,
    )
    return {"items": [_listed(row) for row in rows], "next_cursor": following}
