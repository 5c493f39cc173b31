"""The one statement that changes pools, and the journal beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from sourcebridge.inventory.models import Movement, MovementKind, Pool
from sourcebridge.kit.actors import By
from sourcebridge.kit.ids import uuid7


@dataclass(slots=True)
class Change:
    """What a verb does to one pool, in the pool's unit."""

    on_hand: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)


def locked_pools(sku_ids: Iterable[UUID]) -> list[Pool]:
    """All pools of the SKUs, locked in the one order every verb uses: SKU, then pool."""
    return list(Pool.objects.select_for_update(of=("self",)).filter(sku_id__in=set(sku_ids)).order_by("sku_id", "id"))


def change(changes: Mapping[UUID, Change]) -> None:
    """Apply changes to locked pools in one conditional statement; overselling is the caller's mistake."""
    if not changes:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inventory_pool p SET on_hand = p.on_hand + c.on_hand, reserved = p.reserved + c.reserved,"
            " version = p.version + (c.on_hand <> 0)::int"
            " FROM unnest(%s::uuid[], %s::numeric[], %s::numeric[]) AS c (id, on_hand, reserved)"
            " WHERE p.id = c.id AND p.reserved + c.reserved BETWEEN 0 AND p.on_hand + c.on_hand",
            [
                list(changes),
                [item.on_hand for item in changes.values()],
                [item.reserved for item in changes.values()],
            ],
        )
        if cursor.rowcount != len(changes):
            raise RuntimeError("a pool changed under its lock")


def journal(
    *,
    pool: Pool,
    kind: MovementKind,
    delta: Decimal,
    by: By,
    at: datetime,
    reason: str = "",
    ref: str = "",
    deal_id: UUID | None = None,
) -> Movement:
    """An unsaved journal row for a change of a locked pool; also brings the pool object up to date."""
    pool.on_hand += delta
    return Movement(
        id=uuid7(),
        pool=pool,
        kind=kind,
        delta=delta,
        on_hand_after=pool.on_hand,
        reason=reason,
        by_user_id=by.user_id,
        by_name=by.name,
        at=at,
        ref=ref,
        deal_id=deal_id,
    )
