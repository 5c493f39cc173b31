"""What the verbs on reservations share: their lines, the live rows, the deadline, the audit row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.inventory.errors import NothingToMove
from sourcebridge.inventory.models import Reservation
from sourcebridge.inventory.states import EXPIRES, RESERVATION, ReservationState
from sourcebridge.kit.actors import By
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


def above_zero(lines: Iterable[ReserveLine | ShipLine]) -> None:
    if any(line.quantity.amount <= 0 for line in lines):
        raise NothingToMove


def live_of(deal_id: UUID) -> list[Reservation]:
    return list(Reservation.objects.filter(deal_id=deal_id, state=LIVE).order_by("id"))


def skus_of(deal_id: UUID) -> set[UUID]:
    return set(Reservation.objects.filter(deal_id=deal_id).values_list("pool__sku_id", flat=True))


def schedule(deal_id: UUID) -> None:
    due = Reservation.objects.filter(deal_id=deal_id, state=LIVE).aggregate(due=Min("expires_at"))["due"]
    if due is None:
        clock.withdraw(kind=EXPIRES, subject_id=deal_id)
    else:
        clock.set_deadline(kind=EXPIRES, subject_id=deal_id, due_at=due)


def refs(rows: Iterable[Reservation]) -> list[str]:
    return sorted({row.owner_ref for row in rows})


def tell(name: str, rows: Sequence[Reservation], deal_id: UUID, by: By, now: datetime, **facts: str) -> None:
    if not rows:
        return
    first = rows[0]
    before = "" if name == "reserve" else str(LIVE)
    audit.record(
        verb=f"{RESERVATION.name}.{name}",
        subject=first,
        by=by,
        at=now,
        deal_id=deal_id,
        before=before,
        after=str(first.state),
        lines=[{"line": row.owner_ref, "quantity": str(row.quantity)} for row in rows],
        **facts,
    )
