"""Listings for buyers abroad as calls."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.exporting import Exported
from sourcebridge.catalog.schemas_export import ExportListingIn, ExportListingOut
from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()
PATH = "/products/{product_id}/export-listing"


def _out(found: Exported) -> dict[str, Any]:
    plain = ("listing_id", "product_id", "edition", "rule", "place", "currency", "valid_from", "valid_until")
    return {
        **{name: getattr(found, name) for name in plain}, "moq": found.moq.text, "unit": found.moq.unit,
        "lead_from": found.lead[0], "lead_until": found.lead[1],
        "tiers": [{"from_quantity": tier.minimum.text, "unit_price": tier.price.text} for tier in found.tiers],
    }  # fmt: skip


def _standing(product_id: UUID) -> dict[str, Any]:
    found = queries.exported([product_id]).get(product_id)
    if found is None:
        raise NotFound
    return _out(found)


@access.operation(router, "GET", PATH, Permission.AGREED_PRICE_EDIT, response=ExportListingOut)
def export_listing(request: HttpRequest, product_id: UUID) -> Any:
    """The listing that stands of one of the company's products."""
    queries.own_product(access.member_of(request).company, product_id)
    return _standing(product_id)


@access.operation(router, "PUT", PATH, Permission.AGREED_PRICE_EDIT, response=ExportListingOut, binds=True)
def list_export(request: HttpRequest, product_id: UUID, body: ExportListingIn) -> Any:
    """Ask these prices of buyers abroad from now on; the edition before ends."""
    acting = access.member_of(request)
    services.list_export(
        company_id=acting.company, product_id=product_id, terms=body.terms(), by=acting.by(Actor.SUPPLIER),
        now=clock.now(),
    )  # fmt: skip
    return _standing(product_id)


@access.operation(router, "POST", PATH + "/withdraw", Permission.AGREED_PRICE_EDIT, response=None)
def withdraw_export(request: HttpRequest, product_id: UUID) -> None:
    """End the listing that stands."""
    acting = access.member_of(request)
    services.withdraw_export(
        company_id=acting.company, product_id=product_id, by=acting.by(Actor.SUPPLIER), now=clock.now()
    )
