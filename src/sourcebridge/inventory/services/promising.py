"""Promise goods to a deal, make the promise firm, free it, or let it lapse."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.inventory import policies
from sourcebridge.inventory.errors import AlreadyReserved, NotReserved, OutOfStock
from sourcebridge.inventory.events import ReservationExpired, ReservationHardened, ReservationReleased, StockReserved
from sourcebridge.inventory.models import Pool, Reservation
from sourcebridge.inventory.services.changing import Change, change, locked_pools, seen_pools, take
from sourcebridge.inventory.services.lines import ReserveLine, above_zero, live_of, refs, schedule, skus_of, tell
from sourcebridge.inventory.states import EXPIRES, RESERVATION, Klass, ReservationState
from sourcebridge.kit import writing
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.locks import hold
from sourcebridge.kit.quantity import Quantity
from sourcebridge.shell.figures import quantity_text


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
    live = {row.owner_ref for row in live_of(deal_id)}
    if any(line.owner_ref in live for line in lines):
        raise AlreadyReserved
    made = _promise(lines, pools, [], deal_id, company_id, klass, expires_at, now)
    if not made:
        return []
    schedule(deal_id)
    tell("reserve", made, deal_id, by, now, klass=str(klass))
    audit.publish(StockReserved(at=now, deal_id=deal_id, owner_refs=refs(made)))
    return made


def reserve_first(
    *,
    lines: Sequence[ReserveLine],
    deal_id: UUID,
    company_id: UUID,
    klass: Klass,
    expires_at: datetime | None,
    now: datetime,
    by: By = SYSTEM,
) -> list[Reservation]:
    """`reserve` for a deal opened in this transaction, of which nothing lives or lapses yet.

    The caller's transaction is all there is: a refusal undoes it. Locks the pools in SKU order, sets the deadline,
    audits, announces StockReserved. Raises OutOfStock, HoardingCap (soft only), NothingToMove, UnlikeUnits.
    """
    pools = locked_pools(line.sku_id for line in lines)
    made = _promise(lines, pools, [], deal_id, company_id, klass, expires_at, now)
    if expires_at is not None:
        clock.set_first_deadline(kind=EXPIRES, subject_id=deal_id, due_at=expires_at)
    tell("reserve", made, deal_id, by, now, klass=str(klass))
    audit.publish(StockReserved(at=now, deal_id=deal_id, owner_refs=refs(made)))
    return made


def reserve_last(
    *,
    lines: Sequence[ReserveLine],
    deal_id: UUID,
    company_id: UUID,
    now: datetime,
    by: By = SYSTEM,
    seen: Sequence[Pool] | None = None,
) -> list[Reservation]:
    """`reserve_first` of firm promises that locks the pools only when the surrounding `writing.closing` ends.

    Audits and announces StockReserved at once, from the pools as `seen` in this transaction (read now when None); what
    is gone by then raises OutOfStock from the block's end, and undoes the transaction. A SKU kept in several pools is
    locked now: how it divides is known only then. Raises OutOfStock, NothingToMove, UnlikeUnits.
    """
    wanted = {line.sku_id for line in lines}
    pools = seen_pools(wanted) if seen is None else [pool for pool in seen if pool.sku_id in wanted]
    if len({pool.sku_id for pool in pools}) < len(pools):
        return reserve_first(
            lines=lines, deal_id=deal_id, company_id=company_id, klass=Klass.HARD, expires_at=None, now=now, by=by
        )
    above_zero(lines)
    of_sku = _by_sku(pools)
    _refuse_short(lines, of_sku)
    made, changes = _divide(lines, of_sku, [], deal_id, company_id, Klass.HARD, None, now)
    writing.add(*made)
    tell("reserve", made, deal_id, by, now, klass=str(Klass.HARD))
    audit.publish(StockReserved(at=now, deal_id=deal_id, owner_refs=refs(made)))
    writing.last(partial(_take, lines, changes))
    return made


def _take(lines: Sequence[ReserveLine], changes: dict[UUID, Change]) -> None:
    """Take what is free. What was freed while the statement waited for its lock is taken by a second one."""
    taken = take(changes)
    if len(taken) == len(changes):
        return
    pools = [pool for pool in locked_pools(line.sku_id for line in lines) if pool.id in changes]
    for pool in pools:
        if pool.id in taken:
            pool.reserved -= changes[pool.id].reserved
    _refuse_short(lines, _by_sku(pools))
    change({pool_id: item for pool_id, item in changes.items() if pool_id not in taken})


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
    live = live_of(deal_id)
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
    if live:
        Reservation.objects.bulk_update(live, ["klass", "expires_at"])
        clock.withdraw(kind=EXPIRES, subject_id=deal_id)
    tell("harden", list(kept.values()), deal_id, by, now)
    audit.publish(ReservationHardened(at=now, deal_id=deal_id, owner_refs=refs(kept.values())))
    return list(kept.values())


@transaction.atomic
def harden(*, deal_id: UUID, until: datetime | None, now: datetime, by: By = SYSTEM) -> list[Reservation]:
    """The supplier accepts a longer wait: what lives of the deal becomes hard, until an instant (UTC) or for good.

    Raises NotReserved when nothing lives any more. Moves or withdraws the deadline.
    """
    hold("deal", deal_id)
    rows = live_of(deal_id)
    if not rows:
        raise NotReserved(line="", reserved="0", asked="0")
    for row in rows:
        RESERVATION.check(row.state, "harden", Actor.SYSTEM)
        row.klass, row.expires_at = Klass.HARD, until
    Reservation.objects.bulk_update(rows, ["klass", "expires_at"])
    schedule(deal_id)
    tell("harden", rows, deal_id, by, now, until=until.isoformat() if until else "")
    audit.publish(ReservationHardened(at=now, deal_id=deal_id, owner_refs=refs(rows)))
    return rows


@transaction.atomic
def release(
    *, deal_id: UUID, now: datetime, by: By = SYSTEM, owner_refs: Collection[str] | None = None
) -> list[Reservation]:
    """Free what lives of the deal, or of some of its lines. Nothing alive: nothing happens and [] is returned."""
    hold("deal", deal_id)
    rows = [row for row in live_of(deal_id) if owner_refs is None or row.owner_ref in owner_refs]
    rows = _end(rows, "release", ReservationState.RELEASED, deal_id, by, now)
    if rows:
        audit.publish(ReservationReleased(at=now, deal_id=deal_id, owner_refs=refs(rows)))
    return rows


@transaction.atomic
def expire(*, deal_id: UUID, now: datetime) -> list[Reservation]:
    """End the promises of the deal whose time is up at `now` (business time, UTC); the others keep their deadline."""
    hold("deal", deal_id)
    rows = [row for row in live_of(deal_id) if row.expires_at is not None and row.expires_at <= now]
    rows = _end(rows, "expire", ReservationState.EXPIRED, deal_id, SYSTEM, now)
    if rows:
        audit.publish(ReservationExpired(at=now, deal_id=deal_id, owner_refs=refs(rows)))
    return rows


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
    above_zero(lines)
    of_sku = _by_sku(pools)
    _refuse_short(lines, of_sku)
    if klass == Klass.SOFT:
        policies.refuse_hoarding(
            asked=[(line.sku_id, line.quantity) for line in lines], pools=pools, deal_id=deal_id,
            company_id=company_id, now=now,
        )  # fmt: skip
    made, changes = _divide(lines, of_sku, live, deal_id, company_id, klass, expires_at, now)
    change(changes)
    grown = [row for row in live if row.pool_id in changes]
    if grown:
        Reservation.objects.bulk_update(grown, ["quantity"])
    writing.add(*made)
    return made


def _by_sku(pools: Sequence[Pool]) -> dict[UUID, list[Pool]]:
    of_sku: dict[UUID, list[Pool]] = {}
    for pool in pools:
        of_sku.setdefault(pool.sku_id, []).append(pool)
    return of_sku


def _divide(
    lines: Sequence[ReserveLine],
    of_sku: dict[UUID, list[Pool]],
    live: Sequence[Reservation],
    deal_id: UUID,
    company_id: UUID,
    klass: Klass,
    expires_at: datetime | None,
    now: datetime,
) -> tuple[list[Reservation], dict[UUID, Change]]:
    """Which pool gives how much of each line: new reservations, live ones grown, and what it does to the pools."""
    free = {pool.id: pool.on_hand - pool.reserved for pools in of_sku.values() for pool in pools}
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
    return made, changes


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
            fields={str(key): f"{quantity_text(left)} / {quantity_text(want)}" for key, (left, want) in short.items()},
            sku=str(sku_id),
            available=quantity_text(have),
            asked=quantity_text(wanted),
        )


def _end(
    rows: list[Reservation], name: str, state: ReservationState, deal_id: UUID, by: By, now: datetime
) -> list[Reservation]:
    if not rows:
        schedule(deal_id)
        return []
    locked_pools(skus_of(deal_id))
    changes: dict[UUID, Change] = {}
    for row in rows:
        RESERVATION.check(row.state, name, Actor.SYSTEM)
        row.state, row.ended_at = state, now
        changes.setdefault(row.pool_id, Change()).reserved -= row.quantity
    change(changes)
    Reservation.objects.bulk_update(rows, ["state", "ended_at"])
    schedule(deal_id)
    tell(name, rows, deal_id, by, now)
    return rows
