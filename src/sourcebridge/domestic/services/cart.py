"""What a company means to order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.domestic.errors import NotForSale
from sourcebridge.domestic.ground import Ground, ground
from sourcebridge.domestic.models import CartLine
from sourcebridge.kit import locks
from sourcebridge.kit.actors import By
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties.models import Company


@dataclass(frozen=True, slots=True)
class Put:
    """A changed cart: what lay of the SKU before, all its lines now in the order they were put in, and their ground."""

    before: Quantity
    lines: list[tuple[UUID, Quantity]]
    on: Ground


@transaction.atomic
def set_line(
    *, company_id: UUID, sku_id: UUID, amount: str, by: By, now: datetime | None = None, add: bool = False
) -> Put:
    """Put a quantity (in the goods' own unit) into the cart, or add to what lies there; zero takes the line out.

    At business time `now` (the clock's when None). Raises NotForSale, InexactQuantity.
    """
    locks.hold("cart", company_id)
    rows = list(CartLine.objects.filter(company_id=company_id).order_by("id"))
    on = ground({sku_id, *(row.sku_id for row in rows)}, buyer_company_id=company_id, at=now)
    found = on.skus.get(sku_id)
    if found is None or not found.active:
        raise NotForSale(goods=next(iter(found.title.values())) if found else str(sku_id))
    wanted = Quantity.of(amount, found.unit)
    line = next((row for row in rows if row.sku_id == sku_id), None)
    before = line.wanted if line and line.unit == found.unit else Quantity.of(0, found.unit)
    total = before + wanted if add else wanted
    if total.amount <= 0:
        if line is not None:
            line.delete()
            rows.remove(line)
        return Put(before, [(row.sku_id, row.wanted) for row in rows], on)
    if line is None:
        line = CartLine(company_id=company_id, sku_id=sku_id)
        rows.append(line)
    line.quantity, line.unit, line.added_by, line.changed_at = total.amount, found.unit, by.name, on.at
    line.save()
    return Put(before, [(row.sku_id, row.wanted) for row in rows], on)


@transaction.atomic
def empty(*, company_id: UUID, by: By, now: datetime) -> int:
    """Take everything out; returns how many lines there were."""
    locks.hold("cart", company_id)
    count, _by_model = CartLine.objects.filter(company_id=company_id).delete()
    if count:
        company = Company.objects.get(pk=company_id)
        audit.record(verb="domestic.cart.emptied", subject=company, by=by, at=now, lines=count)
    return count
