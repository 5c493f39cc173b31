"""The operator's desk and the clock as calls."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from sourcebridge.clock import queries as clock
from sourcebridge.clock import services as clock_services
from sourcebridge.console import queries, services
from sourcebridge.console.schemas import AdvanceIn, ClockOut, ParameterIn, ParameterOut, QueueOut, StuckOut
from sourcebridge.domestic import views as orders
from sourcebridge.domestic.schemas import OrderRowOut
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Malformed, NotFound
from sourcebridge.kit.schemas import Page, plain
from sourcebridge.parameters import queries as parameters
from sourcebridge.parameters import services as parameter_services
from sourcebridge.parameters.declared import DECLARED
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()


@access.operation(router, "GET", "/queues", Permission.QUEUE_VIEW, response=list[QueueOut])
def queue_list(request: HttpRequest) -> list[dict[str, Any]]:
    """The operator's queues: how much waits, and since when."""
    return [
        {"code": row.code, "label": str(row.label), "count": row.count, "oldest": row.oldest}
        for row in queries.queues(access.member_of(request))
    ]


@access.operation(router, "GET", "/oversight/orders", Permission.ORDER_OVERSEE, response=Page[OrderRowOut])
def oversee_orders(
    request: HttpRequest, state: str = "", q: str = "", cursor: str = "", limit: int = 20
) -> dict[str, Any]:
    """All orders of the platform, newest first: `state` one state, `q` part of the number or of a company's name."""
    rows = queries.orders(access.member_of(request), state=state, q=q)
    items, following = paging.page_of(rows, cursor=cursor, limit=limit)
    return {"items": [orders.row_out(row) for row in items], "next_cursor": following}


def _stuck() -> dict[str, Any]:
    return {"jobs": queries.stuck_jobs(), "deadlines": list(queries.parked_deadlines()[:200])}


@access.operation(router, "GET", "/jobs/stuck", Permission.QUEUE_VIEW, response=StuckOut)
def stuck(request: HttpRequest) -> dict[str, Any]:
    """Jobs and deadlines that gave up, with their causes."""
    return _stuck()


@access.operation(router, "POST", "/jobs/{int:job_id}/retry", Permission.JOB_RETRY, response=StuckOut, binds=True)
def retry_job(request: HttpRequest, job_id: int) -> dict[str, Any]:
    """Run a stuck job once more."""
    services.retry_job(job_id=job_id, by=access.member_of(request).by(Actor.OPERATOR), now=clock.now())
    return _stuck()


@access.operation(router, "POST", "/jobs/{int:job_id}/dismiss", Permission.JOB_RETRY, response=StuckOut, binds=True)
def dismiss_job(request: HttpRequest, job_id: int) -> dict[str, Any]:
    """Give a stuck job up for good."""
    services.dismiss_job(job_id=job_id, by=access.member_of(request).by(Actor.OPERATOR), now=clock.now())
    return _stuck()


@access.operation(
    router, "POST", "/deadlines/{uuid:deadline_id}/resume", Permission.JOB_RETRY, response=StuckOut, binds=True
)
def resume_deadline(request: HttpRequest, deadline_id: UUID) -> dict[str, Any]:
    """Let a parked deadline run again."""
    services.resume_deadline(deadline_id=deadline_id, by=access.member_of(request).by(Actor.OPERATOR), now=clock.now())
    return _stuck()


def _parameter(code: str) -> dict[str, Any]:
    if code not in DECLARED:
        raise NotFound
    declared, now = DECLARED[code], clock.now()
    return {
        "code": code,
        "unit": declared.unit,
        "meaning": str(declared.meaning),
        "value": plain(parameters.value(code, at=now)),
        "lowest": plain(declared.lowest),
        "highest": plain(declared.highest),
        "source": declared.source,
        "history": [
            {"value": plain(row.value), "effective_from": row.effective_from, "set_by": row.set_by}
            for row in parameters.history(code)[:100]
        ],
    }


@access.operation(router, "GET", "/parameters", Permission.PARAMETER_CHANGE, response=list[ParameterOut])
def parameter_list(request: HttpRequest) -> list[dict[str, Any]]:
    """Every adjustable number with its history."""
    return [_parameter(code) for code in DECLARED]


@access.operation(router, "GET", "/parameters/{code}", Permission.PARAMETER_CHANGE, response=ParameterOut)
def parameter(request: HttpRequest, code: str) -> dict[str, Any]:
    """One adjustable number with its history."""
    return _parameter(code)


@access.operation(router, "POST", "/parameters/{code}", Permission.PARAMETER_CHANGE, response=ParameterOut, binds=True)
def change_parameter(request: HttpRequest, code: str, body: ParameterIn) -> dict[str, Any]:
    """Set a number from an instant on."""
    if code not in DECLARED:
        raise NotFound
    now = clock.now()
    try:
        value = Decimal(body.value)
    except InvalidOperation:
        raise Malformed(fields={"value": body.value}) from None
    if not value.is_finite() or (body.effective_from is not None and body.effective_from.tzinfo is None):
        raise Malformed(fields={"effective_from" if value.is_finite() else "value": body.value})
    by = access.member_of(request).by(Actor.OPERATOR)
    parameter_services.change(code=code, value=value, effective_from=body.effective_from or now, by=by, now=now)
    return _parameter(code)


def _clock() -> dict[str, Any]:
    movable = settings.CLOCK_MOVABLE
    return {
        "now": clock.now(),
        "target": clock.target() if movable else None,
        "next_due": clock.next_due() if movable else None,
        "movable": movable,
    }


@access.operation(router, "GET", "/clock", access.PUBLIC, response=ClockOut)
def read_clock(request: HttpRequest) -> dict[str, Any]:
    """Business time, and where a running tick is heading."""
    return _clock()


@access.operation(router, "POST", "/clock/advance", access.PUBLIC, response=ClockOut)
def advance_clock(request: HttpRequest, body: AdvanceIn) -> dict[str, Any]:
    """Let business time run forward from due date to due date, in demo and test only; GET /clock tells how far."""
    if not (0 <= body.days <= 400 and 0 <= body.hours <= 24 * 400):
        raise clock_services.ClockRunsForward
    clock_services.head_for(target_at=clock.now() + timedelta(days=body.days, hours=body.hours))
    return _clock()
