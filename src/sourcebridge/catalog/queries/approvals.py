"""Who sees a shop's guarded prices, and who asked to."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When

from sourcebridge.catalog.models import ApprovedBuyer, Product
from sourcebridge.catalog.states import ApprovalState, ProductState
from sourcebridge.kit.errors import NotFound


def approvals_of(company_id: UUID, *, state: str = "") -> QuerySet[ApprovedBuyer]:
    """The buyers of a company's shop, those who wait for an answer first."""
    rows = ApprovedBuyer.objects.filter(shop__company_id=company_id).select_related("buyer_company", "shop")
    if state in ApprovalState.values:
        rows = rows.filter(state=state)
    waiting = Case(When(state=ApprovalState.ASKED, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(waiting, "-asked_at", "-id")


def approval_of(shop_id: UUID, buyer_company_id: UUID) -> ApprovedBuyer | None:
    """What became of a buyer's wish to see the prices of a shop."""
    return ApprovedBuyer.objects.filter(shop_id=shop_id, buyer_company_id=buyer_company_id).first()


def guarded(shop_slug: str, handle: str) -> Product:
    """The goods on sale whose prices a buyer asks for, with shop and company; raises NotFound."""
    found = Product.objects.filter(shop__slug=shop_slug, handle=handle, state=ProductState.PUBLISHED)
    product = found.select_related("shop__company").first()
    if product is None:
        raise NotFound
    return product
