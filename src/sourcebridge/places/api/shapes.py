"""Rows as the API shows them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from sourcebridge.places import queries
from sourcebridge.places.models import BeltMember, Hall, Located, Stall


def _both(row: Any, name: str) -> dict[str, str]:
    return {"zh": getattr(row, f"{name}_zh"), "en": getattr(row, f"{name}_en")}


def _place(row: Located) -> dict[str, Any]:
    return {
        "code": row.code, "name": _both(row, "name"), "province": row.province, "city": _both(row, "city"),
        "lon": str(row.lon), "lat": str(row.lat), "about": _both(row, "about"), "active": row.active,
    }  # fmt: skip


def belt_out(code: str) -> dict[str, Any]:
    """A belt, withdrawn or not."""
    return belt_row(queries.belt(code, withdrawn=True))


def belt_row(row: Any) -> dict[str, Any]:
    """A belt of `queries.belts`."""
    return {**_place(row), "categories": row.categories, "suppliers": row.supplier_count}


def belt_members(code: str) -> list[dict[str, Any]]:
    """The suppliers of a belt."""
    return [
        {
            "member_id": found.member_id, "company_id": found.company.id,
            "name": {"zh": found.company.name, "en": found.company.name_en or found.company.name},
            "shop": found.shop.slug if found.shop else None, "evidence": found.evidence,
            "verified_at": found.verified_at,
        }
        for found in queries.members_of(code)
    ]  # fmt: skip


def market_row(row: Any) -> dict[str, Any]:
    """A market of `queries.markets`."""
    return {
        **_place(row), "address": _both(row, "address"), "operator_company_id": row.operator_company_id,
        "halls": row.hall_count, "stalls": row.stall_count, "taken": row.taken_count,
    }  # fmt: skip


def market_out(code: str) -> dict[str, Any]:
    """A market, withdrawn or not."""
    return market_row(queries.market(code, withdrawn=True))


def hall_row(row: Any) -> dict[str, Any]:
    """A hall of `queries.halls_of`."""
    return {
        "id": row.id, "code": row.code, "name": _both(row, "name"), "floor": row.floor, "sells": _both(row, "sells"),
        "position": row.position, "active": row.active, "stalls": row.stall_count, "taken": row.taken_count,
    }  # fmt: skip


def hall_out(hall: Hall) -> dict[str, Any]:
    """A hall, withdrawn or not, with its counts."""
    return hall_row(queries.hall(hall.market_id, hall.code, withdrawn=True))


def stall_row(row: Stall) -> dict[str, Any]:
    """A stall with hall and market, and as `shop` its shop if it was looked up."""
    shop = getattr(row, "shop", None)
    base = settings.PUBLIC_URL.rstrip("/")
    return {
        "id": row.id, "hall_id": row.hall_id, "number": row.number,
        "text": {"zh": row.text("zh-hans"), "en": row.text("en")}, "company_id": row.company_id,
        "shop": shop.slug if shop else None, "since": row.since, "active": row.active,
        "url": base + reverse("places:stall", args=[row.id]),
        "qr_url": base + reverse("places:stall_qr", args=[row.id]),
    }  # fmt: skip


def stall_out(stall: Stall) -> dict[str, Any]:
    """A stall read again with its shop."""
    return stall_row(queries.stall(stall.id))


def member_row(row: BeltMember) -> dict[str, Any]:
    """A membership."""
    return {
        "id": row.id, "belt": row.belt_id, "company_id": row.company_id, "company": row.company.name,
        "state": row.state, "evidence": row.evidence, "claimed_at": row.claimed_at, "verified_at": row.verified_at,
        "reason": row.reason, "closed_at": row.closed_at,
    }  # fmt: skip
