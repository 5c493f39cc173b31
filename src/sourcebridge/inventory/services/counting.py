"""Goods come in, are corrected, are counted."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.catalog.models import Sku
from sourcebridge.inventory.errors import BelowReserved, NothingToMove, ReasonMissing, StaleCount
from sourcebridge.inventory.events import StockChanged
from sourcebridge.inventory.models import Movement, MovementKind, Pool, Site
from sourcebridge.inventory.services.changing import Change, change, journal
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.locks import locked
from sourcebridge.kit.quantity import Quantity, UnlikeUnits
from sourcebridge.shell.figures import quantity_text

MAIN_SITE = "主仓"


@transaction.atomic
def receive(
    *,
    sku_id: UUID,
    quantity: Quantity,
    company_id: UUID,
    by: By,
    now: datetime,
    kind: MovementKind = MovementKind.RECEIVED,
    reason: str = "",
    ref: str = "",
    site: str = MAIN_SITE,
) -> Movement:
    """Take goods into the company's pool, which is opened when missing; `now` is business time (UTC).

    With a `ref` (e.g. "import:<uuid>") a repeated receipt of the same SKU is booked once. Writes a journal row, audits,
    announces StockChanged. Raises NotFound (not a SKU of this company), UnlikeUnits, NothingToMove.
    """
    if quantity.amount <= 0:
        raise NothingToMove
    pool = _own_pool(sku_id, company_id, site)
    _like(quantity, pool)
    pool = locked(Pool, pool.pk)
    if ref:
        earlier = Movement.objects.filter(pool=pool, kind=kind, ref=ref).first()
        if earlier is not None:
            return earlier
    return _book(pool, company_id, kind, quantity.amount, by, now, reason, ref)


@transaction.atomic
def adjust(*, pool_id: UUID, company_id: UUID, delta: Quantity, reason: str, by: By, now: datetime) -> Movement:
    """Correct a pool by a difference above or below zero, with the reason; `now` is business time (UTC).

    Raises NotFound (not a pool of this company), UnlikeUnits, NothingToMove, ReasonMissing, BelowReserved.
    """
    if not delta:
        raise NothingToMove
    if not reason.strip():
        raise ReasonMissing(fields={"reason": str(ReasonMissing.sentence)})
    pool = _locked_own(pool_id, company_id)
    _like(delta, pool)
    _covers(pool, pool.on_hand + delta.amount)
    return _book(pool, company_id, MovementKind.ADJUSTED, delta.amount, by, now, reason.strip(), "")


@transaction.atomic
def set_counted(
    *,
    pool_id: UUID,
    company_id: UUID,
    counted: Quantity,
    expected_version: int,
    reason: str,
    by: By,
    now: datetime,
) -> Movement | None:
    """Set a pool to what was counted, if no goods moved since `expected_version` was read; None when nothing differs.

    Raises StaleCount (threats.md 18), NotFound, UnlikeUnits, NothingToMove (below zero), ReasonMissing, BelowReserved.
    """
    if counted.amount < 0:
        raise NothingToMove
    if not reason.strip():
        raise ReasonMissing(fields={"reason": str(ReasonMissing.sentence)})
    pool = _locked_own(pool_id, company_id)
    _like(counted, pool)
    if pool.version != expected_version:
        raise StaleCount(on_hand=quantity_text(Quantity(pool.on_hand, pool.unit)), version=pool.version)
    _covers(pool, counted.amount)
    delta = counted.amount - pool.on_hand
    if not delta:
        return None
    return _book(pool, company_id, MovementKind.ADJUSTED, delta, by, now, reason.strip(), "")


def _own_pool(sku_id: UUID, company_id: UUID, site: str) -> Pool:
    sku = Sku.objects.select_related("product").filter(pk=sku_id, product__shop__company_id=company_id).first()
    if sku is None:
        raise NotFound
    place, _made = Site.objects.get_or_create(company_id=company_id, name=site)
    pool, _made = Pool.objects.get_or_create(site=place, sku=sku, defaults={"unit": sku.product.unit})
    return pool


def _locked_own(pool_id: UUID, company_id: UUID) -> Pool:
    pool = locked(Pool, pool_id)
    if pool.site.company_id != company_id:
        raise NotFound
    return pool


def _like(quantity: Quantity, pool: Pool) -> None:
    if quantity.unit != pool.unit:
        raise UnlikeUnits(left=quantity.unit, right=pool.unit)


def _covers(pool: Pool, on_hand: Decimal) -> None:
    if on_hand < pool.reserved:
        raise BelowReserved(
            reserved=quantity_text(Quantity(pool.reserved, pool.unit)),
            asked=quantity_text(Quantity(on_hand, pool.unit)),
        )


def _book(
    pool: Pool, company_id: UUID, kind: MovementKind, delta: Decimal, by: By, now: datetime, reason: str, ref: str
) -> Movement:
    change({pool.id: Change(on_hand=delta)})
    movement = journal(pool=pool, kind=kind, delta=delta, by=by, at=now, reason=reason, ref=ref)
    movement.save()
    audit.record(
        verb=f"inventory.stock.{kind.lower()}",
        subject=pool,
        by=by,
        at=now,
        sku_id=str(pool.sku_id),
        delta=str(delta),
        on_hand=str(pool.on_hand),
        unit=pool.unit,
        reason=reason,
    )
    audit.publish(StockChanged(at=now, company_id=company_id, sku_ids=[str(pool.sku_id)]))
    return movement
