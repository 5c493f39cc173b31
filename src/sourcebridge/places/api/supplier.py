"""A supplier's own places."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from sourcebridge.clock import queries as clock
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.places import queries, services
from sourcebridge.places.api import shapes
from sourcebridge.places.api.router import router
from sourcebridge.places.schemas import BeltMemberOut, ClaimIn, OwnPlacesOut, StallOut


@access.operation(router, "GET", "/places", Permission.PLACE_VIEW, response=OwnPlacesOut)
def own_places(request: HttpRequest) -> dict[str, Any]:
    """The acting company's memberships of belts, and its stalls."""
    company = access.member_of(request).company
    return {
        "memberships": [shapes.member_row(row) for row in queries.memberships_of(company)],
        "stalls": [shapes.stall_row(row) for row in queries.stalls_of([company]).get(company, [])],
    }


@access.operation(
    router, "POST", "/belts/{code}/claim", Permission.BELT_CLAIM, response=BeltMemberOut, status=201, binds=True
)
def claim_belt(request: HttpRequest, code: str, body: ClaimIn) -> dict[str, Any]:
    """Say that the acting company works in a belt; the operator confirms it."""
    acting = access.member_of(request)
    row = services.claim_belt(
        code=code, company_id=acting.company, evidence=body.evidence, by=acting.by(), now=clock.now()
    )
    return shapes.member_row(queries.member(row.id))


@access.operation(
    router, "POST", "/belt-members/{uuid:member_id}/leave", Permission.BELT_CLAIM, response=BeltMemberOut, binds=True
)
def leave_belt(request: HttpRequest, member_id: UUID) -> dict[str, Any]:
    """Leave a belt."""
    services.leave_belt(member_id=member_id, by=access.member_of(request).by(), now=clock.now())
    return shapes.member_row(queries.member(member_id))


@access.operation(
    router, "POST", "/stalls/{uuid:stall_id}/give-up", Permission.BELT_CLAIM, response=StallOut, binds=True
)
def give_up_stall(request: HttpRequest, stall_id: UUID) -> dict[str, Any]:
    """Give up an own stall."""
    return shapes.stall_out(services.free_stall(stall_id=stall_id, by=access.member_of(request).by(), now=clock.now()))
