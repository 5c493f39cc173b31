"""Markets and their halls: create, edit, withdraw, restore."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.kit.actors import By
from sourcebridge.kit.locks import hold, locked
from sourcebridge.parties import queries as parties
from sourcebridge.places.errors import CodeTaken
from sourcebridge.places.events import PlaceChanged
from sourcebridge.places.models import Hall, Market
from sourcebridge.places.services.checks import HallFacts, MarketFacts, changed, only_operator, readable_code


def _known(company_id: UUID | None) -> None:
    if company_id is not None:
        parties.company(company_id)


@transaction.atomic
def create_market(*, code: str, facts: MarketFacts, by: By, now: datetime) -> Market:
    """Enter a market under an address of its own (`code`, small letters and hyphens).

    Announces places.place.changed. Raises NotAllowed, CodeUnreadable, CodeTaken, NameMissing, ProvinceUnknown,
    OutsideMap, NotFound (the company that runs it).
    """
    only_operator(by)
    code, values = readable_code(code), facts.values()
    _known(facts.operator_company_id)
    hold("market", code)
    if Market.objects.filter(pk=code).exists():
        raise CodeTaken(fields={"code": code}, code=code)
    row = Market.objects.create(code=code, **values)
    audit.record(verb="places.market.created", subject=row, by=by, at=now, name=row.name_zh)
    audit.publish(PlaceChanged(at=now, kind="market", code=code))
    return row


@transaction.atomic
def edit_market(*, code: str, facts: MarketFacts, by: By, now: datetime) -> Market:
    """Replace what is said about a market; the same facts again write nothing. Raises as `create_market`, NotFound."""
    only_operator(by)
    _known(facts.operator_company_id)
    row = locked(Market, code)
    difference = changed(row, facts.values())
    if difference:
        row.save(update_fields=list(difference))
        audit.record(verb="places.market.edited", subject=row, by=by, at=now, changes=difference)
        audit.publish(PlaceChanged(at=now, kind="market", code=code))
    return row


def withdraw_market(*, code: str, by: By, now: datetime) -> Market:
    """Show a market no longer; halls and stalls stay on record. Raises NotAllowed, NotFound."""
    return _show_market(code, active=False, verb="places.market.withdrawn", by=by, now=now)


def restore_market(*, code: str, by: By, now: datetime) -> Market:
    """Show a withdrawn market again. Raises NotAllowed, NotFound."""
    return _show_market(code, active=True, verb="places.market.restored", by=by, now=now)


@transaction.atomic
def _show_market(code: str, *, active: bool, verb: str, by: By, now: datetime) -> Market:
    only_operator(by)
    row = locked(Market, code)
    if row.active != active:
        row.active = active
        row.save(update_fields=["active"])
        audit.record(verb=verb, subject=row, by=by, at=now)
        audit.publish(PlaceChanged(at=now, kind="market", code=code))
    return row


@transaction.atomic
def add_hall(*, market: str, code: str, facts: HallFacts, by: By, now: datetime) -> Hall:
    """Add a hall to a market; `code` is unique in it.

    Announces places.place.changed. Raises NotAllowed, NotFound, CodeUnreadable, CodeTaken, NameMissing.
    """
    only_operator(by)
    code, values = readable_code(code)[:40], facts.values()
    row = locked(Market, market)
    if row.halls.filter(code=code).exists():
        raise CodeTaken(fields={"code": code}, code=code)
    hall = Hall.objects.create(market=row, code=code, **values)
    audit.record(verb="places.hall.added", subject=hall, by=by, at=now, market=market, code=code)
    audit.publish(PlaceChanged(at=now, kind="market", code=market))
    return hall


@transaction.atomic
def edit_hall(*, hall_id: UUID, facts: HallFacts, by: By, now: datetime) -> Hall:
    """Replace what is said about a hall; the same facts again write nothing. Raises as `add_hall`."""
    only_operator(by)
    row = locked(Hall, hall_id)
    difference = changed(row, facts.values())
    if difference:
        row.save(update_fields=list(difference))
        audit.record(verb="places.hall.edited", subject=row, by=by, at=now, changes=difference)
        audit.publish(PlaceChanged(at=now, kind="market", code=row.market_id))
    return row


def withdraw_hall(*, hall_id: UUID, by: By, now: datetime) -> Hall:
    """Show a hall no longer; its stalls stay on record. Raises NotAllowed, NotFound."""
    return _show_hall(hall_id, active=False, verb="places.hall.withdrawn", by=by, now=now)


def restore_hall(*, hall_id: UUID, by: By, now: datetime) -> Hall:
    """Show a withdrawn hall again. Raises NotAllowed, NotFound."""
    return _show_hall(hall_id, active=True, verb="places.hall.restored", by=by, now=now)


@transaction.atomic
def _show_hall(hall_id: UUID, *, active: bool, verb: str, by: By, now: datetime) -> Hall:
    only_operator(by)
    row = locked(Hall, hall_id)
    if row.active != active:
        row.active = active
        row.save(update_fields=["active"])
        audit.record(verb=verb, subject=row, by=by, at=now)
        audit.publish(PlaceChanged(at=now, kind="market", code=row.market_id))
    return row
