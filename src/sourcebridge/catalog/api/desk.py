"""Changes of many goods at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.models import BulkRun
from sourcebridge.catalog.queries import bulk as read
from sourcebridge.catalog.queries import filtering
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.catalog.schemas_desk import BulkIn, BulkItemOut, BulkOut
from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()
EDIT = Permission.PRODUCT_EDIT


def bulk_out(run: BulkRun) -> dict[str, Any]:
    """A change of many goods as the API shows it."""
    return {
        "id": run.id, "act": run.act, "value": run.value, "state": run.state, "asked_at": run.asked_at,
        "ended_at": run.ended_at, "undo_until": run.undo_until, "counts": dict(read.tally(run)),
        "undone": dict(read.undone_tally(run)),
    }  # fmt: skip


@access.operation(router, "POST", "/goods-changes", EDIT, response=BulkOut, status=201)
def ask_bulk(request: HttpRequest, body: BulkIn) -> Any:
    """Write a change of many goods down without making it: read its items, then start it."""
    acting, now = access.member_of(request), clock.now()
    ids = body.product_ids or []
    if body.product_ids is None and body.filter is not None:
        ids = filtering.ids(acting.company, Filter.read(body.filter.dict()), now=now)
    run = services.ask_bulk(
        company_id=acting.company, act=body.act, value=dict(body.value), product_ids=ids,
        by=acting.by(Actor.SUPPLIER), now=now,
    )  # fmt: skip
    return bulk_out(run)


@access.operation(router, "GET", "/goods-changes", EDIT, response=Page[BulkOut])
def list_bulks(request: HttpRequest, cursor: str = "", limit: int = 20) -> Any:
    """The changes of many goods, newest first."""
    found = queries.bulk_runs(access.member_of(request).company).order_by()
    rows, following = paging.page_of(found, cursor=cursor, limit=limit)
    return {"items": [bulk_out(row) for row in rows], "next_cursor": following}


@access.operation(router, "GET", "/goods-changes/{uuid:run_id}", EDIT, response=BulkOut)
def read_bulk(request: HttpRequest, run_id: UUID) -> Any:
    """How far a change of many goods came."""
    return bulk_out(queries.bulk_run(access.member_of(request).company, run_id))


@access.operation(router, "GET", "/goods-changes/{uuid:run_id}/items", EDIT, response=Page[BulkItemOut])
def list_bulk_items(request: HttpRequest, run_id: UUID, outcome: str = "", cursor: str = "", limit: int = 50) -> Any:
    """Its goods: what would change while it is ASKED, what came of each afterwards."""
    run = queries.bulk_run(access.member_of(request).company, run_id)
    found = queries.bulk_items(run, outcome=outcome).order_by()
    items, following = paging.page_of(found, cursor=cursor, limit=limit, oldest_first=True)
    rows = read.bulk_rows(run, items, language=get_language())
    return {
        "items": [
            {
                "product_id": row.item.product_id, "title": row.title.text, "outcome": row.item.outcome,
                "undone": row.item.undone, "reason": row.problem, "changes": row.changes,
            }
            for row in rows
        ],
        "next_cursor": following,
    }  # fmt: skip


def _moved(request: HttpRequest, run_id: UUID, verb: Any) -> dict[str, Any]:
    acting = access.member_of(request)
    run = verb(company_id=acting.company, run_id=run_id, by=acting.by(Actor.SUPPLIER), now=clock.now())
    return bulk_out(run)


@access.operation(router, "POST", "/goods-changes/{uuid:run_id}/start", EDIT, response=BulkOut)
def start_bulk(request: HttpRequest, run_id: UUID) -> Any:
    """Let it happen; more than 40 goods are worked on by a job."""
    return _moved(request, run_id, services.start_bulk)


@access.operation(router, "POST", "/goods-changes/{uuid:run_id}/drop", EDIT, response=BulkOut)
def drop_bulk(request: HttpRequest, run_id: UUID) -> Any:
    """Leave the goods as they are."""
    return _moved(request, run_id, services.drop_bulk)


@access.operation(router, "POST", "/goods-changes/{uuid:run_id}/stop", EDIT, response=BulkOut)
def stop_bulk(request: HttpRequest, run_id: UUID) -> Any:
    """Leave the goods not reached yet as they are."""
    return _moved(request, run_id, services.stop_bulk)


@access.operation(router, "POST", "/goods-changes/{uuid:run_id}/undo", EDIT, response=BulkOut)
def undo_bulk(request: HttpRequest, run_id: UUID) -> Any:
    """Put back what was changed, wherever nothing else changed since."""
    return _moved(request, run_id, services.undo_bulk)
