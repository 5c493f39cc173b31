"""Promised goods leave, and come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.inventory.errors import MoreThanShipped, NotReserved
from sourcebridge.inventory.events import ReservationConsumed, StockChanged
from sourcebridge.inventory.models import Movement, MovementKind, Pool, Reservation
from sourcebridge.inventory.queries import shipped_not_returned
from sourcebridge.inventory.services.changing import Change, change, journal, locked_pools
from sourcebridge.inventory.services.lines import LIVE, ShipLine, above_zero, live_of, refs, schedule, skus_of, tell
from sourcebridge.inventory.states import RESERVATION, ReservationState
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.locks import hold
from sourcebridge.kit.quantity import Quantity
from sourcebridge.shell.figures import quantity_text


@transaction.atomic
def consume(*, deal_id: UUID, lines: Sequence[ShipLine], now: datetime, by: By) -> list[Movement]:
    """Ship promised goods, wholly or in part (a part splits the reservation). Journal rows SHIPPED name the line.

    Raises NotReserved (a line has less promised than asked), NothingToMove, UnlikeUnits; then nothing is shipped.
    """
    hold("deal", deal_id)
    above_zero(lines)
    pools = {pool.id: pool for pool in locked_pools(skus_of(deal_id))}
    live = live_of(deal_id)
    changes: dict[UUID, Change] = {}
    movements: list[Movement] = []
    ended: list[Reservation] = []
    for line in lines:
        rows = [row for row in live if row.owner_ref == line.owner_ref and row.state == LIVE]
        wanted = line.quantity
        have = sum((Quantity(row.quantity, pools[row.pool_id].unit) for row in rows), Quantity(Decimal(0), wanted.unit))
        if have < wanted:
            raise NotReserved(line=line.owner_ref, reserved=quantity_text(have), asked=quantity_text(wanted))
        rest = wanted.amount
        for row in rows:
            part = min(rest, row.quantity)
            if part <= 0:
                continue
            rest -= part
            RESERVATION.check(row.state, "consume", Actor.SYSTEM)
            ended.append(_split(row, part, now))
            item = changes.setdefault(row.pool_id, Change())
            item.on_hand -= part
            item.reserved -= part
            movements.append(
                journal(
                    pool=pools[row.pool_id], kind=MovementKind.SHIPPED, delta=-part, by=by, at=now,
                    ref=line.owner_ref, deal_id=deal_id,
                )
            )  # fmt: skip
    change(changes)
    Movement.objects.bulk_create(movements)
    schedule(deal_id)
    tell("consume", ended, deal_id, by, now)
    audit.publish(ReservationConsumed(at=now, deal_id=deal_id, owner_refs=refs(ended)))
    _announce_change([pools[key] for key in changes], now)
    return movements


@transaction.atomic
def restock(*, deal_id: UUID, lines: Sequence[ShipLine], reason: str, now: datetime, by: By) -> list[Movement]:
    """Take shipped goods back into the pools they left. Journal rows RETURNED carry the line as ref.

    Raises MoreThanShipped, NothingToMove, UnlikeUnits.
    """
    hold("deal", deal_id)
    above_zero(lines)
    pools = {pool.id: pool for pool in locked_pools(skus_of(deal_id))}
    out = shipped_not_returned(deal_id=deal_id)
    changes: dict[UUID, Change] = {}
    movements: list[Movement] = []
    for line in lines:
        wanted = line.quantity
        gone = {pool: amount for (ref, pool), amount in out.items() if ref == line.owner_ref}
        have = sum(
            (Quantity(amount, pools[key].unit) for key, amount in gone.items()), Quantity(Decimal(0), wanted.unit)
        )
        if have < wanted:
            raise MoreThanShipped(line=line.owner_ref, shipped=quantity_text(have), asked=quantity_text(wanted))
        rest = wanted.amount
        for key, amount in gone.items():
            part = min(rest, amount)
            if part <= 0:
                continue
            rest -= part
            out[line.owner_ref, key] -= part
            changes.setdefault(key, Change()).on_hand += part
            movements.append(
                journal(
                    pool=pools[key], kind=MovementKind.RETURNED, delta=part, by=by, at=now, reason=reason,
                    ref=line.owner_ref, deal_id=deal_id,
                )
            )  # fmt: skip
    change(changes)
    Movement.objects.bulk_create(movements)
    for movement in movements:
        audit.record(
            verb="inventory.stock.returned", subject=movement.pool, by=by, at=now, deal_id=deal_id,
            delta=str(movement.delta), line=movement.ref, reason=reason,
        )  # fmt: skip
    _announce_change([pools[key] for key in changes], now)
    return movements


def _split(row: Reservation, part: Decimal, now: datetime) -> Reservation:
    if part == row.quantity:
        row.state, row.ended_at = ReservationState.CONSUMED, now
        row.save(update_fields=["state", "ended_at"])
        return row
    row.quantity -= part
    row.save(update_fields=["quantity"])
    return Reservation.objects.create(
        pool_id=row.pool_id, owner_ref=row.owner_ref, deal_id=row.deal_id, company_id=row.company_id, quantity=part,
        klass=row.klass, expires_at=row.expires_at, made_at=row.made_at, state=ReservationState.CONSUMED, ended_at=now,
    )  # fmt: skip


def _announce_change(pools: Sequence[Pool], now: datetime) -> None:
    if pools:
        company_id = Pool.objects.values_list("site__company_id", flat=True).get(pk=pools[0].pk)
        audit.publish(StockChanged(at=now, company_id=company_id, sku_ids=sorted({str(pool.sku_id) for pool in pools})))
