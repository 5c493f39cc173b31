"""Read stock: what is free, what moved, whether the books of goods agree."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from sourcebridge.catalog.models import Sku, Translation
from sourcebridge.catalog.queries import words
from sourcebridge.inventory.models import LowMark, Movement, MovementKind, Pool, Reservation
from sourcebridge.inventory.states import ReservationState
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True)
class StockFigures:
    """One SKU over all sites, in its unit."""

    on_hand: Quantity
    reserved: Quantity
    available: Quantity


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A pool whose figures do not follow from its journal and reservations."""

    pool_id: UUID
    on_hand: Decimal
    moved: Decimal
    reserved: Decimal
    promised: Decimal


def figures(sku_ids: Collection[UUID]) -> dict[UUID, StockFigures]:
    """On hand, reserved and available of each SKU, in one statement; a SKU never stocked counts zero in its unit."""
    rows = (
        Sku.objects.filter(pk__in=sku_ids)
        .annotate(
            on_hand=_sum_of_pools("on_hand"),
            promised=_sum_of_pools("reserved"),
        )
        .values_list("id", "product__unit", "on_hand", "promised")
    )
    return {
        sku_id: StockFigures(
            Quantity(on_hand or Decimal(0), unit),
            Quantity(promised or Decimal(0), unit),
            Quantity((on_hand or Decimal(0)) - (promised or Decimal(0)), unit),
        )
        for sku_id, unit, on_hand, promised in rows
    }


def available(sku_ids: Collection[UUID]) -> dict[UUID, Quantity]:
    """What may be promised of each SKU now: on hand minus live reservations, over all sites; one statement."""
    return {sku_id: found.available for sku_id, found in figures(sku_ids).items()}


def available_to_promise(sku_ids: Collection[UUID], *, door: str) -> dict[UUID, Quantity]:
    """What one door ("domestic", ...) may promise, computed and never stored (architecture.md 10).

    A door's safety stock is subtracted here once doors have one; today every door sees all that is available.
    """
    return available(sku_ids)


def of_deal(deal_id: UUID) -> models.QuerySet[Reservation]:
    """All reservations of a deal, live ones and history, oldest first."""
    return Reservation.objects.filter(deal_id=deal_id).select_related("pool").order_by("made_at", "id")


def reserved_of(deal_id: UUID) -> dict[str, Quantity]:
    """What is promised now to each line of a deal (by owner_ref)."""
    found: dict[str, Quantity] = {}
    for row in Reservation.objects.filter(deal_id=deal_id, state=ReservationState.LIVE).select_related("pool"):
        part = Quantity(row.quantity, row.pool.unit)
        found[row.owner_ref] = found[row.owner_ref] + part if row.owner_ref in found else part
    return found


def shipped_not_returned(*, deal_id: UUID) -> dict[tuple[str, UUID], Decimal]:
    """What left and has not come back, by (owner_ref, pool), in the pool's unit."""
    rows = (
        Movement.objects.filter(deal_id=deal_id, kind__in=[MovementKind.SHIPPED, MovementKind.RETURNED])
        .values("ref", "pool_id")
        .annotate(total=Sum("delta"))
    )
    return {(row["ref"], row["pool_id"]): -row["total"] for row in rows}


def stock_of(company_id: UUID, *, q: str = "", sold_out: bool = False) -> models.QuerySet[Sku]:
    """A supplier's SKUs, stocked or not, with `on_hand`, `promised` and `free` in the product's unit.

    `q` looks into article numbers, handles and titles; `sold_out` keeps what has nothing left to promise.
    """
    rows = (
        Sku.objects.filter(product__shop__company_id=company_id, active=True)
        .select_related("product")
        .annotate(
            on_hand=Coalesce(_sum_of_pools("on_hand"), Decimal(0)),
            promised=Coalesce(_sum_of_pools("reserved"), Decimal(0)),
        )
        .annotate(free=F("on_hand") - F("promised"))
    )
    if q:
        titled = Translation.objects.filter(
            object_type=words.PRODUCT, object_id=OuterRef("product_id"), field="title", text__icontains=q
        )
        rows = rows.filter(Exists(titled) | Q(code__icontains=q) | Q(product__handle__icontains=q))
    return rows.filter(free__lte=0) if sold_out else rows


def own_sku(company_id: UUID, sku_id: UUID) -> Sku:
    """A SKU of the company with its figures, active or not; raises NotFound."""
    found = Sku.objects.filter(product__shop__company_id=company_id, pk=sku_id).select_related("product").first()
    if found is None:
        raise NotFound
    return found


def pools_of(sku_ids: Collection[UUID]) -> dict[UUID, list[Pool]]:
    """The pools of each SKU with their sites, in one statement."""
    found: dict[UUID, list[Pool]] = {sku_id: [] for sku_id in sku_ids}
    for pool in Pool.objects.filter(sku_id__in=sku_ids).select_related("site").order_by("id"):
        found[pool.sku_id].append(pool)
    return found


def low_marks(sku_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """From less than how much free each SKU counts as low, where its supplier said so; in the SKU's unit."""
    return dict(LowMark.objects.filter(sku_id__in=sku_ids).values_list("sku_id", "number"))


def own_pool(company_id: UUID, pool_id: UUID) -> Pool:
    """A pool of the company; raises NotFound."""
    found = Pool.objects.filter(site__company_id=company_id, pk=pool_id).select_related("site").first()
    if found is None:
        raise NotFound
    return found


def movements_of(sku_id: UUID) -> models.QuerySet[Movement]:
    """The journal of a SKU over all sites, newest first."""
    return Movement.objects.filter(pool__sku_id=sku_id).select_related("pool", "pool__site").order_by("-id")


def movements(pool_id: UUID) -> models.QuerySet[Movement]:
    """The journal of a pool, newest first."""
    return Movement.objects.filter(pool_id=pool_id).order_by("-id")


_RECONCILE = """
SELECT p.id, p.on_hand, coalesce(m.moved, 0), p.reserved, coalesce(r.promised, 0)
FROM inventory_pool p
LEFT JOIN (SELECT pool_id, sum(delta) AS moved FROM inventory_movement GROUP BY pool_id) m ON m.pool_id = p.id
LEFT JOIN (SELECT pool_id, sum(quantity) AS promised FROM inventory_reservation WHERE state = 'LIVE' GROUP BY pool_id) r
    ON r.pool_id = p.id
WHERE p.on_hand <> coalesce(m.moved, 0) OR p.reserved <> coalesce(r.promised, 0)
ORDER BY p.id
"""


def reconcile() -> list[Disagreement]:
    """Every pool whose stock is not the sum of its movements or whose reserved is not the sum of live reservations."""
    with connection.cursor() as cursor:
        cursor.execute(_RECONCILE)
        return [Disagreement(*row) for row in cursor.fetchall()]


def _sum_of_pools(field: str) -> models.Subquery:
    pools = Pool.objects.filter(sku=OuterRef("pk")).order_by().values("sku")
    return models.Subquery(pools.annotate(total=Sum(field)).values("total"))
