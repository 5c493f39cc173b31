"""Belts: create, edit, withdraw, restore."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.kit.actors import By
from sourcebridge.kit.locks import hold, locked
from sourcebridge.places.errors import CodeTaken
from sourcebridge.places.events import PlaceChanged
from sourcebridge.places.models import Belt
from sourcebridge.places.services.checks import BeltFacts, changed, only_operator, readable_code


@transaction.atomic
def create_belt(*, code: str, facts: BeltFacts, by: By, now: datetime) -> Belt:
    """Put a belt on the map under an address of its own (`code`, small letters and hyphens).

    Announces places.place.changed. Raises NotAllowed, CodeUnreadable, CodeTaken, NameMissing, ProvinceUnknown,
    OutsideMap, CategoryUnknown.
    """
    only_operator(by)
    code, values = readable_code(code), facts.values()
    hold("belt", code)
    if Belt.objects.filter(pk=code).exists():
        raise CodeTaken(fields={"code": code}, code=code)
    row = Belt.objects.create(code=code, **values)
    audit.record(verb="places.belt.created", subject=row, by=by, at=now, name=row.name_zh)
    audit.publish(PlaceChanged(at=now, kind="belt", code=code))
    return row


@transaction.atomic
def edit_belt(*, code: str, facts: BeltFacts, by: By, now: datetime) -> Belt:
    """Replace what is said about a belt; the same facts again write nothing. Raises as `create_belt`, and NotFound."""
    only_operator(by)
    row = locked(Belt, code)
    difference = changed(row, facts.values())
    if difference:
        row.save(update_fields=list(difference))
        audit.record(verb="places.belt.edited", subject=row, by=by, at=now, changes=difference)
        audit.publish(PlaceChanged(at=now, kind="belt", code=code))
    return row


def withdraw_belt(*, code: str, by: By, now: datetime) -> Belt:
    """Take a belt off the map; its members stay on record. Raises NotAllowed, NotFound."""
    return _show(code, active=False, verb="places.belt.withdrawn", by=by, now=now)


def restore_belt(*, code: str, by: By, now: datetime) -> Belt:
    """Show a withdrawn belt again. Raises NotAllowed, NotFound."""
    return _show(code, active=True, verb="places.belt.restored", by=by, now=now)


@transaction.atomic
def _show(code: str, *, active: bool, verb: str, by: By, now: datetime) -> Belt:
    only_operator(by)
    row = locked(Belt, code)
    if row.active != active:
        row.active = active
        row.save(update_fields=["active"])
        audit.record(verb=verb, subject=row, by=by, at=now)
        audit.publish(PlaceChanged(at=now, kind="belt", code=code))
    return row
