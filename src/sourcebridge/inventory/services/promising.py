"""Promise goods to a deal, make the promise firm, ship, free or take back what was promised."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.inventory import policies
from sourcebridge.inventory.errors import AlreadyReserved, MoreThanShipped, NothingToMove, NotReserved, OutOfStock
from sourcebridge.inventory.events import (
    ReservationConsumed,
    ReservationExpired,
    ReservationHardened,
    ReservationReleased,
    StockChanged,
    StockReserved,
)
from sourcebridge.inventory.models import Movement, MovementKind, Pool, Reservation
from sourcebridge.inventory.queries import shipped_not_returned
from sourcebridge.inventory.services.changing import Change, change, journal, locked_pools
from sourcebridge.inventory.states import EXPIRES, RESERVATION, Klass, ReservationState
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.locks import hold
from sourcebridge.kit.quantity import Quantity

LIVE = ReservationState.LIVE


@dataclass(frozen=True, slots=True)
class ReserveLine:
    """Goods for one line of a deal; `owner_ref` is its opaque reference, e.g. "deal_line:<uuid>"."""

    sku_id: UUID
    quantity: Quantity
    owner_ref: str


@dataclass(frozen=True, slots=True)
class ShipLine:
    """A part or the whole of a line that leaves or comes back."""

    owner_ref: str
    quantity: Quantity


@transaction.atomic
def reserve(
    *,
    lines: Sequence[ReserveLine],
    deal_id: UUID,
    company_id: UUID,
    klass: Klass,
    expires_at: datetime | None,
    now: datetime,
    by: By = SYSTEM,
) -> list[Reservation]:
    """Promise every line or none. Soft promises lapse at `expires_at` (business time, UTC); hard ones may have none.

    Holds the deal, then the pools in SKU order. `company_id` is the buyer. Sets the deadline of the deal, audits,
    announces StockReserved. Raises OutOfStock, HoardingCap (soft only; see policies), AlreadyReserved, NothingToMove,
    UnlikeUnits. Source: architecture.md 10, threats.md 5, invariants 16-18.
    """
    hold("deal", deal_id)
    pools = locked_pools(line.sku_id for line in lines)
    live = {row.owner_ref for row in _live(deal_id)}
    if any(line.owner_ref in live for line in lines):
        raise AlreadyReserved
    made = _promise(lines, pools, [], deal_id, company_id, klass, expires_at, now)
    if not made:
        return []
    _schedule(deal_id)
    _tell("reserve", made, deal_id, by, now, klass=str(klass))
    audit.publish(StockReserved(at=now, deal_id=deal_id, owner_refs=_refs(made)))
    return made


@transaction.atomic
def secure(
    *, lines: Sequence[ReserveLine], deal_id: UUID, company_id: UUID, now: datetime, by: By = SYSTEM
) -> list[Reservation]:
    """At payment: make firm what is still promised to these lines and promise firmly what is missing; all or nothing.

    Serves both ways to deduct stock (拍下减 re-checks, 付款减 reserves). After it each line is wholly covered by hard
    reservations that never lapse. Raises OutOfStock when goods are gone; the promises that still live then stay as they
    were, and the surrounding transaction can go on.
    """
    hold("deal", deal_id)
    pools = locked_pools(line.sku_id for line in lines)
    live = _live(deal_id)
    covered: dict[str, Decimal] = {}
    for row in live:
        RESERVATION.check(row.state, "harden", Actor.SYSTEM)
        covered[row.owner_ref] = covered.get(row.owner_ref, Decimal(0)) + row.quantity
    missing: list[ReserveLine] = []
    for line in lines:
        lack = line.quantity.amount - covered.get(line.owner_ref, Decimal(0))
        if lack > 0:
            missing.append(ReserveLine(line.sku_id, Quantity(lack, line.quantity.unit), line.owner_ref))
    made = _promise(missing, pools, live, deal_id, company_id, Klass.HARD, None, now)
    kept = {row.pk: row for row in [*live, *made]}
    for row in kept.values():
        row.klass, row.expires_at = Klass.HARD, None
    Reservation.objects.bulk_update(kept.values(), ["klass", "expires_at"])
    _schedule(deal_id)
    _tell("harden", list(kept.values()), deal_id, by, now)
    audit.publish(ReservationHardened(at=now, deal_id=deal_id, owner_refs=_refs(kept.values())))
    return list(kept.values())


@transaction.atomic
def harden(*, deal_id: UUID, until: datetime | None, now: datetime, by: By = SYSTEM) -> list[Reservation]:
    """The supplier accepts a longer wait: what lives of the deal becomes hard, until an instant (UTC) or for good.

    Raises NotReserved when nothing lives any more. Moves or withdraws the deadline.
    """
    hold("deal", deal_id)
    rows = _live(deal_id)
    if not rows:
        raise NotReserved(line="", reserved="0", asked="0")
    for row in rows:
        RESERVATION.check(row.state, "harden", Actor.SYSTEM)
        row.klass, row.expires_at = Klass.HARD, until
    Reservation.objects.bulk_update(rows, ["klass", "expires_at"])
    _schedule(deal_id)
    _tell("harden", rows, deal_id, by, now, until=until.isoformat() if until else "")
    audit.publish(ReservationHardened(at=now, deal_id=deal_id, owner_refs=_refs(rows)))
    return rows


@transaction.atomic
def release(
    *, deal_id: UUID, now: datetime, by: By = SYSTEM, owner_refs: Collection[str] | None = None
) -> list[Reservation]:
    """Free what lives of the deal, or of some of its lines. Nothing alive: nothing happens and [] is returned."""
    hold("deal", deal_id)
    rows = [row for row in _live(deal_id) if owner_refs is None or row.owner_ref in owner_refs]
    rows = _end(rows, "release", ReservationState.RELEASED, deal_id, by, now)
    if rows:
        audit.publish(ReservationReleased(at=now, deal_id=deal_id, owner_refs=_refs(rows)))
    return rows


@transaction.atomic
def expire(*, deal_id: UUID, now: datetime) -> list[Reservation]:
    """End the promises of the deal whose time is up at `now` (business time, UTC); the others keep their deadline."""
    hold("deal", deal_id)
    rows = [row for row in _live(deal_id) if row.expires_at is not None and row.expires_at <= now]
    rows = _end(rows, "expire", ReservationState.EXPIRED, deal_id, SYSTEM, now)
    if rows:
        audit.publish(ReservationExpired(at=now, deal_id=deal_id, owner_refs=_refs(rows)))
    return rows


@transaction.atomic
def consume(*, deal_id: UUID, lines: Sequence[ShipLine], now: datetime, by: By) -> list[Movement]:
    """Ship promised goods, wholly or in part; a part splits the reservation. Journal rows SHIPPED carry the line as ref.

    Raises NotReserved (a line has less promised than asked), NothingToMove, UnlikeUnits; then nothing is shipped.
    """
    hold("deal", deal_id)
    _above_zero(lines)
    pools = {pool.id: pool for pool in locked_pools(_skus_of(deal_id))}
    live = _live(deal_id)
    changes: dict[UUID, Change] = {}
    movements: list[Movement] = []
    ended: list[Reservation] = []
    for line in lines:
        rows = [row for row in live if row.owner_ref == line.owner_ref]
        wanted = line.quantity
        have = sum((Quantity(row.quantity, pools[row.pool_id].unit) for row in rows), Quantity(Decimal(0), wanted.unit))
        if have < wanted:
            raise NotReserved(line=line.owner_ref, reserved=str(have), asked=str(wanted))
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
    _schedule(deal_id)
    _tell("consume", ended, deal_id, by, now)
    audit.publish(ReservationConsumed(at=now, deal_id=deal_id, owner_refs=_refs(ended)))
    _announce_change([pools[key] for key in changes], now)
    return movements


@transaction.atomic
def restock(*, deal_id: UUID, lines: Sequence[ShipLine], reason: str, now: datetime, by: By) -> list[Movement]:
    """Take shipped goods back into the pools they left. Journal rows RETURNED carry the line as ref.

    Raises MoreThanShipped, NothingToMove, UnlikeUnits.
    """
    hold("deal", deal_id)
    _above_zero(lines)
    pools = {pool.id: pool for pool in locked_pools(_skus_of(deal_id))}
    out = shipped_not_returned(deal_id=deal_id)
    changes: dict[UUID, Change] = {}
    movements: list[Movement] = []
    for line in lines:
        wanted = line.quantity
        gone = {pool: amount for (ref, pool), amount in out.items() if ref == line.owner_ref and amount > 0}
        have = sum((Quantity(amount, pools[key].unit) for key, amount in gone.items()), Quantity(Decimal(0), wanted.unit))
        if have < wanted:
            raise MoreThanShipped(line=line.owner_ref, shipped=str(have), asked=str(wanted))
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


def _promise(
    lines: Sequence[ReserveLine],
    pools: Sequence[Pool],
    live: Sequence[Reservation],
    deal_id: UUID,
    company_id: UUID,
    klass: Klass,
    expires_at: datetime | None,
    now: datetime,
) -> list[Reservation]:
    _above_zero(lines)
    free = {pool.id: pool.on_hand - pool.reserved for pool in pools}
    of_sku: dict[UUID, list[Pool]] = {}
    for pool in pools:
        of_sku.setdefault(pool.sku_id, []).append(pool)
    _refuse_short(lines, of_sku)
    if klass == Klass.SOFT:
        policies.refuse_hoarding(
            asked=[(line.sku_id, line.quantity) for line in lines], pools=pools, deal_id=deal_id,
            company_id=company_id, now=now,
        )  # fmt: skip
    known = {(row.owner_ref, row.pool_id): row for row in live}
    changes: dict[UUID, Change] = {}
    made: list[Reservation] = []
    for line in lines:
        rest = line.quantity.amount
        for pool in of_sku[line.sku_id]:
            part = min(rest, free[pool.id])
            if part <= 0:
                continue
            rest -= part
            free[pool.id] -= part
            changes.setdefault(pool.id, Change()).reserved += part
            row = known.get((line.owner_ref, pool.id))
            if row is not None:
                row.quantity += part
                continue
            row = Reservation(
                pool=pool, owner_ref=line.owner_ref, deal_id=deal_id, company_id=company_id, quantity=part,
                klass=klass, expires_at=expires_at, made_at=now,
            )  # fmt: skip
            known[line.owner_ref, pool.id] = row
            made.append(row)
    change(changes)
    Reservation.objects.bulk_update(live, ["quantity"])
    return Reservation.objects.bulk_create(made)


def _refuse_short(lines: Sequence[ReserveLine], of_sku: dict[UUID, list[Pool]]) -> None:
    asked: dict[UUID, Quantity] = {}
    for line in lines:
        asked[line.sku_id] = asked.get(line.sku_id, Quantity(Decimal(0), line.quantity.unit)) + line.quantity
    short: dict[UUID, tuple[Quantity, Quantity]] = {}
    for sku_id, wanted in asked.items():
        have = sum((pool.available for pool in of_sku.get(sku_id, [])), Quantity(Decimal(0), wanted.unit))
        if have < wanted:
            short[sku_id] = (have, wanted)
    if short:
        sku_id, (have, wanted) = next(iter(short.items()))
        raise OutOfStock(
            fields={str(key): f"{left} / {want}" for key, (left, want) in short.items()},
            sku=str(sku_id),
            available=str(have),
            asked=str(wanted),
        )


def _above_zero(lines: Iterable[ReserveLine | ShipLine]) -> None:
    if any(line.quantity.amount <= 0 for line in lines):
        raise NothingToMove


def _live(deal_id: UUID) -> list[Reservation]:
    return list(Reservation.objects.filter(deal_id=deal_id, state=LIVE).order_by("id"))


def _skus_of(deal_id: UUID) -> set[UUID]:
    return set(Reservation.objects.filter(deal_id=deal_id).values_list("pool__sku_id", flat=True))


def _end(
    rows: list[Reservation], name: str, state: ReservationState, deal_id: UUID, by: By, now: datetime
) -> list[Reservation]:
    if not rows:
        _schedule(deal_id)
        return []
    locked_pools(_skus_of(deal_id))
    changes: dict[UUID, Change] = {}
    for row in rows:
        RESERVATION.check(row.state, name, Actor.SYSTEM)
        row.state, row.ended_at = state, now
        changes.setdefault(row.pool_id, Change()).reserved -= row.quantity
    change(changes)
    Reservation.objects.bulk_update(rows, ["state", "ended_at"])
    _schedule(deal_id)
    _tell(name, rows, deal_id, by, now)
    return rows


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


def _schedule(deal_id: UUID) -> None:
    due = (
        Reservation.objects.filter(deal_id=deal_id, state=LIVE, expires_at__isnull=False)
        .order_by("expires_at")
        .values_list("expires_at", flat=True)
        .first()
    )
    if due is None:
        clock.withdraw(kind=EXPIRES, subject_id=deal_id)
    else:
        clock.set_deadline(kind=EXPIRES, subject_id=deal_id, due_at=due)


def _refs(rows: Iterable[Reservation]) -> list[str]:
    return sorted({row.owner_ref for row in rows})


def _tell(name: str, rows: Sequence[Reservation], deal_id: UUID, by: By, now: datetime, **facts: str) -> None:
    if not rows:
        return
    before = "" if name == "reserve" else str(LIVE)
    audit.record(
        verb=f"{RESERVATION.name}.{name}", subject=rows[0], by=by, at=now, deal_id=deal_id, before=before,
        after=str(rows[0].state), lines=[{"line": row.owner_ref, "quantity": str(row.quantity)} for row in rows], **facts,
    )  # fmt: skip


def _announce_change(pools: Sequence[Pool], now: datetime) -> None:
    if pools:
        company_id = Pool.objects.values_list("site__company_id", flat=True).get(pk=pools[0].pk)
        audit.publish(
            StockChanged(at=now, company_id=company_id, sku_ids=sorted({str(pool.sku_id) for pool in pools}))
        )
