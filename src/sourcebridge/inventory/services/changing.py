"""The one statement that changes pools, and the journal beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sourcebridge.inventory.models import Movement, MovementKind, Pool
from sourcebridge.kit import rows
from sourcebridge.kit.actors import By
from sourcebridge.kit.ids import uuid7


@dataclass(slots=True)
class Change:
    """What a verb does to one pool, in the pool's unit."""

    on_hand: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)


def seen_pools(sku_ids: Iterable[UUID]) -> list[Pool]:
    """All pools of the SKUs as committed, not locked; in the order `locked_pools` has."""
    return _pools(_SEEN, sku_ids)


def locked_pools(sku_ids: Iterable[UUID]) -> list[Pool]:
    """All pools of the SKUs, locked in the one order every verb uses: SKU, then pool."""
    return _pools(_LOCK, sku_ids)


def _pools(sql: str, sku_ids: Iterable[UUID]) -> list[Pool]:
    with rows.run(sql, [list(set(sku_ids))]) as cursor:
        return [rows.made(Pool, rows.parsed(row)) for (row,) in cursor.fetchall()]


_SEEN = """
SELECT to_jsonb(p)::text FROM inventory_pool p WHERE p.sku_id = ANY(%s::uuid[]) ORDER BY p.sku_id, p.id
"""

_LOCK = f"{_SEEN} FOR UPDATE"

_TAKE = """
WITH held AS MATERIALIZED (
    SELECT p.id FROM inventory_pool p WHERE p.id = ANY(%s::uuid[]) ORDER BY p.sku_id, p.id FOR UPDATE
)
UPDATE inventory_pool p
SET reserved = p.reserved + c.reserved
FROM held JOIN unnest(%s::uuid[], %s::numeric[]) AS c (id, reserved) ON c.id = held.id
WHERE p.id = c.id AND p.reserved + c.reserved <= p.on_hand
RETURNING p.id
"""

_CHANGE = """
UPDATE inventory_pool p
SET on_hand = p.on_hand + c.on_hand, reserved = p.reserved + c.reserved, version = p.version + (c.on_hand <> 0)::int
FROM unnest(%s::uuid[], %s::numeric[], %s::numeric[]) AS c (id, on_hand, reserved)
WHERE p.id = c.id AND p.reserved + c.reserved BETWEEN 0 AND p.on_hand + c.on_hand
"""


def change(changes: Mapping[UUID, Change]) -> None:
    """Apply changes to locked pools in one conditional statement; overselling is the caller's mistake."""
    if not changes:
        return
    values = [
        list(changes),
        [item.on_hand for item in changes.values()],
        [item.reserved for item in changes.values()],
    ]
    with rows.run(_CHANGE, values) as cursor:
        if cursor.rowcount != len(changes):
            raise RuntimeError("a pool changed under its lock")


def take(changes: Mapping[UUID, Change]) -> set[UUID]:
    """Lock the pools in the one order and reserve what is still free, in one statement; returns those that had it."""
    ids = list(changes)
    with rows.run(_TAKE, [ids, ids, [item.reserved for item in changes.values()]]) as cursor:
        return {pool_id for (pool_id,) in cursor.fetchall()}


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
