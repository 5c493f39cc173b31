"""From which number on a SKU is running low."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.catalog.models import Sku
from sourcebridge.inventory.errors import NothingToMove
from sourcebridge.inventory.events import LowMarkSet
from sourcebridge.inventory.models import LowMark
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.locks import locked
from sourcebridge.kit.quantity import Quantity, UnlikeUnits


@transaction.atomic
def set_low_mark(*, sku_id: UUID, company_id: UUID, number: Quantity | None, by: By, now: datetime) -> LowMark | None:
    """Say from less than how much free a SKU is running low; None forgets it. Nothing is written when nothing differs.

    Announces inventory.low_mark.set. Raises NotFound (not a SKU of this company), UnlikeUnits, NothingToMove.
    """
    sku = locked(Sku, sku_id)
    if sku.product.shop.company_id != company_id:
        raise NotFound
    if number is not None and number.unit != sku.product.unit:
        raise UnlikeUnits(left=number.unit, right=sku.product.unit)
    if number is not None and number.amount <= 0:
        raise NothingToMove
    mark = LowMark.objects.filter(sku=sku).first()
    if (mark.number if mark else None) == (number.amount if number else None):
        return mark
    before = str(mark.number) if mark else ""
    after = str(number.amount) if number else ""
    if number is not None:
        mark, _made = LowMark.objects.update_or_create(sku=sku, defaults={"number": number.amount})
    else:
        LowMark.objects.filter(sku=sku).delete()
    audit.record(
        verb="inventory.low_mark.set", subject=sku, by=by, at=now, was=before, number=after, unit=sku.product.unit
    )
    audit.publish(LowMarkSet(at=now, company_id=company_id, sku_id=sku.id, number=after))
    return mark if number is not None else None
