"""The operator's calls on places."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.places import queries, services
from sourcebridge.places.api import shapes
from sourcebridge.places.api.router import router
from sourcebridge.places.schemas import (
    AssignIn,
    BeltIn,
    BeltMemberOut,
    BeltOut,
    HallIn,
    HallOut,
    JoinIn,
    MarketIn,
    MarketOut,
    NewBeltIn,
    NewHallIn,
    NewMarketIn,
    NumberIn,
    PlaceReasonIn,
    ShownIn,
    StallOut,
    StallsIn,
)
from sourcebridge.places.services import BeltFacts, HallFacts, MarketFacts
from sourcebridge.places.services.stalls import numbers_of

EDIT, CONFIRM = Permission.PLACE_EDIT, Permission.BELT_CONFIRM


def _acting(request: HttpRequest) -> dict[str, Any]:
    return {"by": access.member_of(request).by(), "now": clock.now()}


def _belt_facts(body: BeltIn) -> BeltFacts:
    values = body.dict(exclude={"code"})
    return BeltFacts(**{**values, "categories": tuple(values["categories"])})


@access.operation(router, "POST", "/belts", EDIT, response=BeltOut, status=201, binds=True)
def create_belt(request: HttpRequest, body: NewBeltIn) -> dict[str, Any]:
    """Put a belt on the map."""
    return shapes.belt_out(services.create_belt(code=body.code, facts=_belt_facts(body), **_acting(request)).code)


@access.operation(router, "PUT", "/belts/{code}", EDIT, response=BeltOut)
def edit_belt(request: HttpRequest, code: str, body: BeltIn) -> dict[str, Any]:
    """Replace what is said about a belt."""
    return shapes.belt_out(services.edit_belt(code=code, facts=_belt_facts(body), **_acting(request)).code)


@access.operation(router, "POST", "/belts/{code}/shown", EDIT, response=BeltOut)
def show_belt(request: HttpRequest, code: str, body: ShownIn) -> dict[str, Any]:
    """Withdraw a belt, or show it again."""
    verb = services.restore_belt if body.active else services.withdraw_belt
    return shapes.belt_out(verb(code=code, **_acting(request)).code)


@access.operation(router, "GET", "/belt-claims", CONFIRM, response=Page[BeltMemberOut])
def belt_claims(request: HttpRequest, belt: str = "", cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """Claims that wait, the oldest first."""
    rows, following = paging.page_of(queries.claims(belt), cursor=cursor, limit=limit, oldest_first=True)
    return {"items": [shapes.member_row(row) for row in rows], "next_cursor": following}


@access.operation(router, "POST", "/belts/{code}/members", CONFIRM, response=BeltMemberOut, status=201, binds=True)
def join_belt(request: HttpRequest, code: str, body: JoinIn) -> dict[str, Any]:
    """Enter a company the operator knows: claimed and confirmed in one."""
    row = services.join_belt(code=code, company_id=body.company_id, evidence=body.evidence, **_acting(request))
    return shapes.member_row(queries.member(row.id))


@access.operation(router, "POST", "/belt-members/{uuid:member_id}/confirm", CONFIRM, response=BeltMemberOut)
def confirm_member(request: HttpRequest, member_id: UUID) -> dict[str, Any]:
    """Confirm a claim."""
    services.confirm_member(member_id=member_id, **_acting(request))
    return shapes.member_row(queries.member(member_id))


@access.operation(router, "POST", "/belt-members/{uuid:member_id}/refuse", CONFIRM, response=BeltMemberOut)
def refuse_member(request: HttpRequest, member_id: UUID, body: PlaceReasonIn) -> dict[str, Any]:
    """Do not confirm a claim, with the reason."""
    services.refuse_member(member_id=member_id, reason=body.reason, **_acting(request))
    return shapes.member_row(queries.member(member_id))


@access.operation(router, "POST", "/belt-members/{uuid:member_id}/remove", CONFIRM, response=BeltMemberOut)
def remove_member(request: HttpRequest, member_id: UUID) -> dict[str, Any]:
    """Take a company out of a belt."""
    services.leave_belt(member_id=member_id, **_acting(request))
    return shapes.member_row(queries.member(member_id))


@access.operation(router, "POST", "/markets", EDIT, response=MarketOut, status=201, binds=True)
def create_market(request: HttpRequest, body: NewMarketIn) -> dict[str, Any]:
    """Enter a market."""
    facts = MarketFacts(**body.dict(exclude={"code"}))
    return shapes.market_out(services.create_market(code=body.code, facts=facts, **_acting(request)).code)


@access.operation(router, "PUT", "/markets/{code}", EDIT, response=MarketOut)
def edit_market(request: HttpRequest, code: str, body: MarketIn) -> dict[str, Any]:
    """Replace what is said about a market."""
    return shapes.market_out(services.edit_market(code=code, facts=MarketFacts(**body.dict()), **_acting(request)).code)


@access.operation(router, "POST", "/markets/{code}/shown", EDIT, response=MarketOut)
def show_market(request: HttpRequest, code: str, body: ShownIn) -> dict[str, Any]:
    """Withdraw a market, or show it again."""
    verb = services.restore_market if body.active else services.withdraw_market
    return shapes.market_out(verb(code=code, **_acting(request)).code)


@access.operation(router, "POST", "/markets/{code}/halls", EDIT, response=HallOut, status=201, binds=True)
def add_hall(request: HttpRequest, code: str, body: NewHallIn) -> dict[str, Any]:
    """Add a hall to a market."""
    facts = HallFacts(**body.dict(exclude={"code"}))
    return shapes.hall_out(services.add_hall(market=code, code=body.code, facts=facts, **_acting(request)))


@access.operation(router, "PUT", "/halls/{uuid:hall_id}", EDIT, response=HallOut)
def edit_hall(request: HttpRequest, hall_id: UUID, body: HallIn) -> dict[str, Any]:
    """Replace what is said about a hall."""
    return shapes.hall_out(services.edit_hall(hall_id=hall_id, facts=HallFacts(**body.dict()), **_acting(request)))


@access.operation(router, "POST", "/halls/{uuid:hall_id}/shown", EDIT, response=HallOut)
def show_hall(request: HttpRequest, hall_id: UUID, body: ShownIn) -> dict[str, Any]:
    """Withdraw a hall, or show it again."""
    verb = services.restore_hall if body.active else services.withdraw_hall
    return shapes.hall_out(verb(hall_id=hall_id, **_acting(request)))


@access.operation(router, "POST", "/halls/{uuid:hall_id}/stalls", EDIT, response=list[StallOut], status=201, binds=True)
def open_stalls(request: HttpRequest, hall_id: UUID, body: StallsIn) -> list[dict[str, Any]]:
    """Open stalls by their painted numbers; those that exist are kept."""
    numbers = [number for piece in body.numbers for number in numbers_of(piece)]
    rows = services.open_stalls(hall_id=hall_id, numbers=numbers, **_acting(request))
    hall = queries.hall_by_id(hall_id)
    for row in rows:
        row.hall = hall
    return [shapes.stall_row(row) for row in rows]


@access.operation(router, "POST", "/stalls/{uuid:stall_id}/assign", EDIT, response=StallOut, binds=True)
def assign_stall(request: HttpRequest, stall_id: UUID, body: AssignIn) -> dict[str, Any]:
    """Give a free stall to a company."""
    return shapes.stall_out(services.assign_stall(stall_id=stall_id, company_id=body.company_id, **_acting(request)))


@access.operation(router, "POST", "/stalls/{uuid:stall_id}/free", EDIT, response=StallOut)
def free_stall(request: HttpRequest, stall_id: UUID) -> dict[str, Any]:
    """Take a stall back."""
    return shapes.stall_out(services.free_stall(stall_id=stall_id, **_acting(request)))


@access.operation(router, "POST", "/stalls/{uuid:stall_id}/number", EDIT, response=StallOut)
def renumber_stall(request: HttpRequest, stall_id: UUID, body: NumberIn) -> dict[str, Any]:
    """Give a stall another number."""
    return shapes.stall_out(services.renumber_stall(stall_id=stall_id, number=body.number, **_acting(request)))


@access.operation(router, "POST", "/stalls/{uuid:stall_id}/close", EDIT, response=StallOut)
def close_stall(request: HttpRequest, stall_id: UUID) -> dict[str, Any]:
    """A free stall is no more."""
    return shapes.stall_out(services.close_stall(stall_id=stall_id, **_acting(request)))
