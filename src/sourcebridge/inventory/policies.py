"""May this buyer hold so much? The cap against hoarding (architecture.md 10, threats.md row 17).

Buying out a lot is trade; piling up unpaid orders is not. So one order may softly reserve all that is free, but as soon
as the company holds the same SKU softly for another deal, or let a soft reservation of it lapse within a day, all it
holds softly of that SKU may not pass a share (parameter `stock.reserved_share`) of what is on hand. Hard reservations
(paid, or granted by the supplier) do not count. The buyer can always pay at once instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sourcebridge.inventory.errors import HoardingCap
from sourcebridge.inventory.models import Pool, Reservation
from sourcebridge.inventory.states import Klass, ReservationState
from sourcebridge.kit.quantity import Quantity, unit_of
from sourcebridge.parameters import queries as parameters
from sourcebridge.shell.figures import quantity_text

MEMORY = timedelta(days=1)


def refuse_hoarding(
    *,
    asked: Sequence[tuple[UUID, Quantity]],
    pools: Sequence[Pool],
    deal_id: UUID,
    company_id: UUID,
    now: datetime,
) -> None:
    """Raises HoardingCap when the buyer's soft reservations would pass the cap.

    `pools` are the locked pools, all of the SKUs asked for and of no others, in the units asked in.
    """
    held: dict[UUID, Decimal] = {}
    capped: set[UUID] = set()
    rows = Reservation.objects.filter(
        company_id=company_id,
        pool__in=pools,
        klass=Klass.SOFT,
        state__in=[ReservationState.LIVE, ReservationState.EXPIRED],
    ).values_list("pool__sku_id", "deal_id", "state", "quantity", "ended_at")
    for sku_id, deal, state, quantity, ended_at in rows:
        if state == ReservationState.LIVE:
            held[sku_id] = held.get(sku_id, Decimal(0)) + quantity
            if deal != deal_id:
                capped.add(sku_id)
        elif ended_at is not None and ended_at > now - MEMORY:
            capped.add(sku_id)
    if not capped:
        return
    share = parameters.value("stock.reserved_share", at=now)
    wanted = dict(held)
    for sku_id, more in asked:
        wanted[sku_id] = wanted.get(sku_id, Decimal(0)) + more.amount
    units = {sku_id: more.unit for sku_id, more in asked}
    for sku_id in sorted(capped):
        limit = sum((pool.on_hand for pool in pools if pool.sku_id == sku_id), Decimal(0)) * share
        if wanted[sku_id] > limit:
            raise HoardingCap(
                sku=str(sku_id),
                limit=quantity_text(Quantity(_whole_steps(limit, units[sku_id]), units[sku_id])),
                held=quantity_text(Quantity(held.get(sku_id, Decimal(0)), units[sku_id])),
            )


def _whole_steps(amount: Decimal, unit: str) -> Decimal:
    step = unit_of(unit).step
    return amount // step * step
