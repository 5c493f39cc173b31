"""Read carts and orders."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from sourcebridge.deals import queries as deals
from sourcebridge.domestic.models import CartLine, SpotOrder
from sourcebridge.domestic.states import OrderState
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties.member import Member

OPEN = frozenset(OrderState.values) - {OrderState.COMPLETED, OrderState.CANCELLED, OrderState.TERMINATED}


def cart(*, company_id: UUID) -> list[tuple[UUID, Quantity]]:
    """What a company means to order, in the order it was put in."""
    return [(row.sku_id, row.wanted) for row in CartLine.objects.filter(company_id=company_id).order_by("id")]


def cart_count(*, company_id: UUID) -> int:
    """How many lines lie in the cart."""
    return CartLine.objects.filter(company_id=company_id).count()


def visible_to(member: Member) -> models.QuerySet[SpotOrder]:
    """Orders of deals the member may see, with their deal and both companies."""
    return SpotOrder.objects.filter(deal__in=deals.visible_to(member)).select_related("deal__buyer", "deal__supplier")


def purchases(member: Member, *, states: frozenset[str] | None = None, q: str = "") -> models.QuerySet[SpotOrder]:
    """Orders the member's company placed."""
    return _narrowed(visible_to(member).filter(deal__buyer_id=member.company_id), states, q)


def sales(member: Member, *, states: frozenset[str] | None = None, q: str = "") -> models.QuerySet[SpotOrder]:
    """Orders the member's company received."""
    return _narrowed(visible_to(member).filter(deal__supplier_id=member.company_id), states, q)


def _narrowed(rows: models.QuerySet[SpotOrder], states: frozenset[str] | None, q: str) -> models.QuerySet[SpotOrder]:
    if states is not None:
        rows = rows.filter(state__in=states)
    if q.strip():
        rows = rows.filter(deal__number__icontains=q.strip())
    return rows


def order(member: Member, number: str) -> SpotOrder:
    """One order by its number; raises NotFound for strangers as for unknown numbers."""
    found = visible_to(member).filter(deal__number=number).first()
    if found is None:
        raise NotFound
    return found


def cart_line(*, company_id: UUID, sku_id: UUID) -> CartLine | None:
    """One line of a cart."""
    return CartLine.objects.filter(company_id=company_id, sku_id=sku_id).first()
