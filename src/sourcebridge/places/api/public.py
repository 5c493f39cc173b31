"""Belts, markets, halls and stalls, open to everyone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from sourcebridge.parties import access
from sourcebridge.places import queries
from sourcebridge.places.api import shapes
from sourcebridge.places.api.router import router
from sourcebridge.places.schemas import BeltOut, BeltPageOut, HallPageOut, MarketOut, MarketPageOut, StallOut


@access.operation(router, "GET", "/belts", access.PUBLIC, response=list[BeltOut])
def belts(request: HttpRequest) -> list[dict[str, Any]]:
    """All industrial belts."""
    return [shapes.belt_row(row) for row in queries.belts()]


@access.operation(router, "GET", "/belts/{code}", access.PUBLIC, response=BeltPageOut)
def belt(request: HttpRequest, code: str) -> dict[str, Any]:
    """One belt with its suppliers and what is verified."""
    return {**shapes.belt_row(queries.belt(code)), "members": shapes.belt_members(code)}


@access.operation(router, "GET", "/markets", access.PUBLIC, response=list[MarketOut])
def markets(request: HttpRequest) -> list[dict[str, Any]]:
    """All markets."""
    return [shapes.market_row(row) for row in queries.markets()]


@access.operation(router, "GET", "/markets/{code}", access.PUBLIC, response=MarketPageOut)
def market(request: HttpRequest, code: str) -> dict[str, Any]:
    """One market with its halls."""
    row = queries.market(code)
    return {**shapes.market_row(row), "hall_list": [shapes.hall_row(hall) for hall in queries.halls_of(code)]}


@access.operation(router, "GET", "/markets/{code}/halls/{hall}", access.PUBLIC, response=HallPageOut)
def hall(request: HttpRequest, code: str, hall: str) -> dict[str, Any]:
    """One hall with its stalls."""
    row = queries.hall(code, hall)
    stalls = queries.stalls_in([row.id]).get(row.id, [])
    for stall in stalls:
        stall.hall = row
    return {**shapes.hall_row(row), "market": code, "stall_list": [shapes.stall_row(stall) for stall in stalls]}


@access.operation(router, "GET", "/stalls/{uuid:stall_id}", access.PUBLIC, response=StallOut)
def stall(request: HttpRequest, stall_id: UUID) -> dict[str, Any]:
    """One stall and whose shop it leads to."""
    return shapes.stall_row(queries.stall(stall_id))
