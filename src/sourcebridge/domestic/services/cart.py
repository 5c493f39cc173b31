"""What a company means to order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.catalog import queries as catalog
from sourcebridge.domestic.errors import NotForSale
from sourcebridge.domestic.models import CartLine
from sourcebridge.kit import locks
from sourcebridge.kit.actors import By
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties.models import Company


@transaction.atomic
def set_line(*, company_id: UUID, sku_id: UUID, amount: str, by: By, now: datetime, add: bool = False) -> Quantity:
    """Put a quantity (in the goods' own unit) into the cart, or add to what lies there; zero takes the line out.

    Returns what lay there before, so that the edge can offer undo. Raises NotForSale, InexactQuantity.
    """
    found = catalog.lines_for([sku_id], buyer_company_id=company_id, at=now).get(sku_id)
    if found is None or not found.active:
        raise NotForSale(goods=next(iter(found.title.values())) if found else str(sku_id))
    wanted = Quantity.of(amount, found.unit)
    locks.hold("cart", company_id)
    line = CartLine.objects.filter(company_id=company_id, sku_id=sku_id).first()
    before = line.wanted if line and line.unit == found.unit else Quantity.of(0, found.unit)
    total = before + wanted if add else wanted
    if total.amount <= 0:
        if line is not None:
            line.delete()
    else:
        CartLine.objects.update_or_create(
            company_id=company_id,
            sku_id=sku_id,
            defaults={"quantity": total.amount, "unit": found.unit, "added_by": by.name, "changed_at": now},
        )
    return before


@transaction.atomic
def empty(*, company_id: UUID, by: By, now: datetime) -> int:
    """Take everything out; returns how many lines there were."""
    locks.hold("cart", company_id)
    count, _by_model = CartLine.objects.filter(company_id=company_id).delete()
    if count:
        company = Company.objects.get(pk=company_id)
        audit.record(verb="domestic.cart.emptied", subject=company, by=by, at=now, lines=count)
    return count
