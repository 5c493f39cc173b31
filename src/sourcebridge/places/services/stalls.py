"""Stalls: open, renumber, close, assign, free (domain.md A5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.locks import hold, locked
from sourcebridge.parties import queries as parties
from sourcebridge.places.errors import (
    CodeTaken,
    NotASeller,
    NumbersUnreadable,
    PlaceWithdrawn,
    StallEmpty,
    StallTaken,
)
from sourcebridge.places.events import StallAssigned, StallFreed
from sourcebridge.places.models import Hall, Stall
from sourcebridge.places.services.checks import only_operator

AT_ONCE = 2000
LONGEST = 24
_RANGE = re.compile(r"(?P<stem>.*?)(?P<first>\d+)\.\.(?P<last>\d+)")


def numbers_of(text: str) -> list[str]:
    """The numbers in lines or commas, ranges like "F3-1201..1240" written out; raises NumbersUnreadable."""
    found: list[str] = []
    for piece in re.split(r"[\n,，;；]+", text):
        piece = piece.strip()
        if not piece:
            continue
        run = _RANGE.fullmatch(piece)
        if run is None:
            found.append(piece)
            continue
        first, last, width = int(run["first"]), int(run["last"]), len(run["first"])
        if not first <= last < first + AT_ONCE:
            raise NumbersUnreadable(fields={"numbers": piece}, limit=str(AT_ONCE))
        found += [f"{run['stem']}{number:0{width}d}" for number in range(first, last + 1)]
    return found


@transaction.atomic
def open_stalls(*, hall_id: UUID, numbers: Iterable[str], by: By, now: datetime) -> list[Stall]:
    """Open stalls in a hall by their painted numbers, up to 2,000 at once; a closed one opens again, the rest stay.

    Returns the stalls of these numbers in the order given. Raises NotAllowed, NotFound, NumbersUnreadable.
    """
    only_operator(by)
    wanted = list(dict.fromkeys(number.strip() for number in numbers))
    if not 0 < len(wanted) <= AT_ONCE or not all(0 < len(number) <= LONGEST for number in wanted):
        raise NumbersUnreadable(fields={"numbers": ""}, limit=str(AT_ONCE))
    hall = locked(Hall, hall_id)
    known = dict(hall.stalls.filter(number__in=wanted).values_list("number", "active"))
    new = [number for number in wanted if not known.get(number)]
    if new:
        hall.stalls.filter(number__in=new, active=False).update(active=True)
        Stall.objects.bulk_create([Stall(hall=hall, number=number) for number in new if number not in known])
        audit.record(
            verb="places.stall.opened", subject=hall, by=by, at=now, count=len(new), first=new[0], last=new[-1]
        )
    rows = {row.number: row for row in hall.stalls.filter(number__in=wanted)}
    return [rows[number] for number in wanted]


@transaction.atomic
def renumber_stall(*, stall_id: UUID, number: str, by: By, now: datetime) -> Stall:
    """Give a stall another number. Raises NotAllowed, NotFound, NumbersUnreadable, CodeTaken."""
    only_operator(by)
    number = number.strip()
    if not 0 < len(number) <= LONGEST:
        raise NumbersUnreadable(fields={"number": number}, limit="1")
    row = locked(Stall, stall_id)
    if row.number == number:
        return row
    locked(Hall, row.hall_id)
    if Stall.objects.filter(hall_id=row.hall_id, number=number).exists():
        raise CodeTaken(fields={"number": number}, code=number)
    before, row.number = row.number, number
    row.save(update_fields=["number"])
    audit.record(verb="places.stall.renumbered", subject=row, by=by, at=now, before=before, after=number)
    if row.company_id is not None:
        audit.publish(StallAssigned(at=now, company_id=row.company_id, stall_id=row.id))
    return row


@transaction.atomic
def close_stall(*, stall_id: UUID, by: By, now: datetime) -> Stall:
    """A stall is no more; it must be free. Raises NotAllowed, NotFound, StallTaken."""
    only_operator(by)
    row = locked(Stall, stall_id)
    if row.company_id is not None:
        raise StallTaken(stall=row.number)
    if row.active:
        row.active = False
        row.save(update_fields=["active"])
        audit.record(verb="places.stall.closed", subject=row, by=by, at=now, number=row.number)
    return row


@transaction.atomic
def assign_stall(*, stall_id: UUID, company_id: UUID, by: By, now: datetime) -> Stall:
    """Give a free stall to a selling company; the same company again changes nothing.

    Announces places.stall.assigned. Raises NotAllowed, NotFound, PlaceWithdrawn, NotASeller, StallTaken.
    """
    only_operator(by)
    hold("company", company_id)
    company = parties.company(company_id)
    if not company.sells:
        raise NotASeller
    row = locked(Stall, stall_id)
    if row.company_id == company_id:
        return row
    if row.company_id is not None:
        raise StallTaken(stall=row.number)
    if not (row.active and row.hall.active and row.hall.market.active):
        raise PlaceWithdrawn
    row.company, row.since = company, now
    row.save(update_fields=["company", "since"])
    audit.record(verb="places.stall.assigned", subject=row, by=by, at=now, number=row.number, company=str(company_id))
    audit.publish(StallAssigned(at=now, company_id=company_id, stall_id=row.id))
    return row


@transaction.atomic
def seat_company(*, hall_id: UUID, number: str, company_id: UUID, by: By, now: datetime) -> Stall:
    """Give the stall with this painted number to a company, opening it if the plan does not have it yet.

    Raises as `open_stalls` and `assign_stall`.
    """
    stall = open_stalls(hall_id=hall_id, numbers=[number], by=by, now=now)[0]
    return assign_stall(stall_id=stall.id, company_id=company_id, by=by, now=now)


@transaction.atomic
def free_stall(*, stall_id: UUID, by: By, now: datetime) -> Stall:
    """The company gives the stall up, or the operator takes it back. Announces places.stall.freed.

    Raises NotFound (another company's too), StallEmpty.
    """
    row = locked(Stall, stall_id)
    if by.actor not in {Actor.OPERATOR, Actor.SYSTEM} and (by.company_id is None or row.company_id != by.company_id):
        raise NotFound
    if row.company_id is None:
        raise StallEmpty
    left, row.company, row.since = row.company_id, None, None
    row.save(update_fields=["company", "since"])
    audit.record(verb="places.stall.freed", subject=row, by=by, at=now, number=row.number, company=str(left))
    audit.publish(StallFreed(at=now, company_id=left, stall_id=row.id))
    return row
