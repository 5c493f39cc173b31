"""Versions of goods, and edits that wait for a second look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.models import ProductChange
from sourcebridge.catalog.schemas import ProductOut
from sourcebridge.catalog.schemas_shop import ChangedFact, ChangeOut, ChangeReasonIn, ConfirmIn, VersionOut
from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()


def _out(row: ProductChange) -> dict[str, Any]:
    names = ("id", "product_id", "state", "base_revision", "asked_at", "asked_by_name", "decided_at", "reason")
    return {**{name: getattr(row, name) for name in names}, "changes": queries.difference(row)}


@access.operation(router, "GET", "/products/{product_id}/versions", Permission.PRODUCT_VIEW, response=Page[VersionOut])
def list_versions(request: HttpRequest, product_id: UUID, cursor: str = "", limit: int = 50) -> Any:
    """What a product was at each revision, newest first."""
    queries.own_product(access.member_of(request).company, product_id)
    rows, following = paging.page_of(queries.versions_of(product_id).order_by(), cursor=cursor, limit=limit)
    return {"items": rows, "next_cursor": following}


@access.operation(
    router, "GET", "/products/{product_id}/versions/compare", Permission.PRODUCT_VIEW, response=list[ChangedFact]
)
def compare_versions(request: HttpRequest, product_id: UUID, older: int, newer: int) -> Any:
    """The facts that differ between two revisions."""
    queries.own_product(access.member_of(request).company, product_id)
    return queries.between(product_id, older, newer)


@access.operation(
    router, "POST", "/products/{product_id}/versions/{revision}/restore", Permission.PRODUCT_EDIT, response=ProductOut
)
def restore_version(request: HttpRequest, product_id: UUID, revision: int) -> Any:
    """Edit a product back to what it was; a material difference waits for review."""
    acting = access.member_of(request)
    return services.restore_version(
        company_id=acting.company,
        product_id=product_id,
        revision=revision,
        by=acting.by(Actor.SUPPLIER),
        now=clock.now(),
    )


@access.operation(
    router, "POST", "/products/{product_id}/copy", Permission.PRODUCT_EDIT, response=ProductOut, status=201
)
def copy_product(request: HttpRequest, product_id: UUID) -> Any:
    """Make a draft that says the same."""
    acting = access.member_of(request)
    return services.copy_product(
        company_id=acting.company, product_id=product_id, by=acting.by(Actor.SUPPLIER), now=clock.now()
    )


@access.operation(router, "GET", "/products/{product_id}/changes", Permission.PRODUCT_VIEW, response=list[ChangeOut])
def list_own_changes(request: HttpRequest, product_id: UUID) -> Any:
    """The edits of a product that were put before the platform, newest first (at most 50)."""
    queries.own_product(access.member_of(request).company, product_id)
    return [_out(row) for row in queries.changes_of(product_id).select_related("product__shop")[:50]]


@access.operation(router, "POST", "/changes/{change_id}/withdraw", Permission.PRODUCT_EDIT, response=ChangeOut)
def withdraw_change(request: HttpRequest, change_id: UUID) -> Any:
    """Take a waiting edit back."""
    acting = access.member_of(request)
    return _out(
        services.withdraw_change(
            company_id=acting.company, change_id=change_id, by=acting.by(Actor.SUPPLIER), now=clock.now()
        )
    )


@access.operation(router, "GET", "/changes", Permission.PRODUCT_REVIEW, response=Page[ChangeOut])
def list_changes(request: HttpRequest, state: str = "WAITING", cursor: str = "", limit: int = 50) -> Any:
    """The platform's queue of edits."""
    rows, following = paging.page_of(queries.changes(state=state).order_by(), cursor=cursor, limit=limit)
    return {"items": [_out(row) for row in rows], "next_cursor": following}


@access.operation(router, "POST", "/changes/{change_id}/confirm", Permission.PRODUCT_REVIEW, response=ChangeOut)
def confirm_change(request: HttpRequest, change_id: UUID, body: ConfirmIn) -> Any:
    """Put an edit in force."""
    acting = access.member_of(request)
    by, now = acting.by(Actor.OPERATOR), clock.now()
    return _out(services.confirm_change(change_id=change_id, seen_revision=body.revision, by=by, now=now))


@access.operation(router, "POST", "/changes/{change_id}/reject", Permission.PRODUCT_REVIEW, response=ChangeOut)
def reject_change(request: HttpRequest, change_id: UUID, body: ChangeReasonIn) -> Any:
    """Leave the goods as they are, with a reason."""
    acting = access.member_of(request)
    by, now = acting.by(Actor.OPERATOR), clock.now()
    return _out(services.reject_change(change_id=change_id, reason=body.reason, by=by, now=now))
