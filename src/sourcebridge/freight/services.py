"""Verbs: publish and end rate cards, enter calendars, promise a day and say when goods came."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.freight import checks, models, queries
from sourcebridge.freight.cards import Card, Place
from sourcebridge.freight.errors import (
    AlreadyPromised,
    CalendarBroken,
    CameTooSoon,
    CardBroken,
    CardEnded,
    CardExpired,
    CardNotYet,
    CardOverlaps,
    EndsTooEarly,
    NotPromised,
    NotReached,
)
from sourcebridge.freight.events import CalendarSet, CardEnds, CardPublished, PromiseDecided, PromiseMade
from sourcebridge.freight.pricing import zone_of
from sourcebridge.freight.promise import Calendar, promised_by
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.kit.ids import uuid7
from sourcebridge.kit.locks import hold


@dataclass(frozen=True, slots=True)
class Published:
    """The card as it stands; `new` is False when its newest version said the same already."""

    card: Card
    new: bool


@transaction.atomic
def publish(*, card: Card, by: By, now: datetime) -> Published:
    """Store a card as the next version of its code (its own `version` is not looked at); the same again is no version.

    Announces freight.card.published. Raises NotAllowed, CardBroken, CardOverlaps.
    """
    if by.actor != Actor.OPERATOR:
        raise NotAllowed
    found = checks.faults(card)
    if found:
        raise CardBroken(card=card.code, row=found[0].row, why=found[0].why)
    hold("freight", card.code)
    before = _newest(card.code)
    asked = _as_version(card, before.version if before else 1)
    if before is not None:
        if before == asked and queries.ended(code=before.code, version=before.version) is None:
            return Published(before, new=False)
        if asked.valid_from < before.valid_from:
            raise CardOverlaps(card=card.code, before=before.version, starts=before.valid_from.isoformat())
        asked = _as_version(card, before.version + 1)
    row = _store(asked, now)
    edition = _turn_page()
    audit.record(
        verb="freight.card.published", subject=row, by=by, at=now, code=row.code, version=row.version,
        valid_from=asked.valid_from.isoformat(), valid_until=asked.valid_until and asked.valid_until.isoformat(),
        edition=edition,
    )  # fmt: skip
    audit.publish(CardPublished(at=now, code=row.code, version=row.version))
    return Published(asked, new=True)


@transaction.atomic
def end(*, code: str, last_day: date, reason: str, by: By, now: datetime) -> Card:
    """Let the newest version of a card price until `last_day` (business days of China) and no longer.

    Announces freight.card.ended. Raises NotAllowed, NotFound, CardEnded, EndsTooEarly.
    """
    if by.actor != Actor.OPERATOR:
        raise NotAllowed
    hold("freight", code)
    card = _newest(code)
    if card is None:
        raise NotFound
    ended = queries.ended(code=code, version=card.version)
    if ended is not None:
        raise CardEnded(card=card.ref, date=ended.isoformat())
    earliest = max(card.valid_from, business_day(now))
    if last_day < earliest:
        raise EndsTooEarly(card=card.ref, date=earliest.isoformat())
    row = models.Ending.objects.create(
        code=code, version=card.version, last_day=last_day, reason=reason, recorded_at=now
    )
    edition = _turn_page()
    audit.record(
        verb="freight.card.ended", subject=row, by=by, at=now, code=code, version=card.version,
        last_day=last_day.isoformat(), reason=reason, edition=edition,
    )  # fmt: skip
    audit.publish(CardEnds(at=now, code=code, version=card.version, last_day=last_day.isoformat()))
    return card


def _newest(code: str) -> Card | None:
    return next(iter(queries.read(models.Card.objects.filter(code=code).order_by("-version")[:1])), None)


def _as_version(card: Card, version: int) -> Card:
    said = card.source
    source = queries.source_of(card.code, version, said.text, said.url, card.valid_from, card.valid_until)
    return replace(card, version=version, source=source)


def _turn_page() -> int:
    edition = models.Edition.objects.select_for_update().get_or_create(only=True)[0]
    edition.number += 1
    edition.token = uuid7()
    edition.save(update_fields=["number", "token"])
    return edition.number


def _days(days: tuple[int, int] | None) -> dict[str, int | None]:
    least, most = days or (None, None)
    return {"transit_least": least, "transit_most": most}


def _store(card: Card, now: datetime) -> models.Card:
    own: dict[str, Any] = {
        name: getattr(card, name)
        for name in (
            "code", "version", "carrier", "carrier_en", "service", "service_en", "currency", "divisor", "step_g",
            "least_g", "most_g", "least_charge", "may_round_up", "duty_included", "cut_off", "zone_name", "calendar",
            "valid_from", "valid_until",
        )
    }  # fmt: skip
    row = models.Card.objects.create(
        **own, mode=str(card.mode), model=card.model.value, from_places=list(card.from_places),
        transit_least=card.transit_days[0], transit_most=card.transit_days[1], source=card.source.text,
        url=card.source.url, recorded_at=now,
    )  # fmt: skip
    models.Zone.objects.bulk_create(
        models.Zone(
            card=row, position=number, code=zone.code, country=zone.country, prefixes=list(zone.prefixes),
            **_days(zone.transit_days),
        )
        for number, zone in enumerate(card.zones)
    )  # fmt: skip
    models.Rate.objects.bulk_create(
        models.Rate(card=row, position=number, **asdict(rate)) for number, rate in enumerate(card.rates)
    )
    models.Surcharge.objects.bulk_create(
        models.Surcharge(
            card=row, position=number, **{**asdict(rule), "per": rule.per.value, "prefixes": list(rule.prefixes)}
        )
        for number, rule in enumerate(card.surcharges)
    )
    models.Block.objects.bulk_create(
        models.Block(card=row, position=number, **asdict(block)) for number, block in enumerate(card.blocks)
    )
    return row


@transaction.atomic
def set_calendar(*, calendar: Calendar, source: str, url: str = "", by: By, now: datetime) -> Calendar:
    """Enter the working days of a country as its next version; promises made keep the version they named.

    Announces freight.calendar.set. Raises NotAllowed, CalendarBroken.
    """
    if by.actor != Actor.OPERATOR:
        raise NotAllowed
    if not source or not _sound(calendar):
        raise CalendarBroken(country=calendar.country)
    hold("freight-calendar", calendar.country)
    before = models.Calendar.objects.filter(country=calendar.country).order_by("-version").first()
    version = before.version + 1 if before else 1
    row = models.Calendar.objects.create(
        country=calendar.country, version=version, zone_name=calendar.zone_name, weekend=sorted(calendar.weekend),
        zones=[f"{prefix}={zone}" for prefix, zone in calendar.zones], covers_from=calendar.covers_from,
        covers_until=calendar.covers_until, holidays=sorted(calendar.holidays), workdays=sorted(calendar.workdays),
        source=source, url=url, recorded_at=now,
    )  # fmt: skip
    audit.record(
        verb="freight.calendar.set", subject=row, by=by, at=now, country=row.country, version=version,
        until=calendar.covers_until.isoformat(),
    )  # fmt: skip
    audit.publish(CalendarSet(at=now, country=row.country, version=version))
    return replace(calendar, version=version)


def _sound(calendar: Calendar) -> bool:
    days = calendar.holidays | calendar.workdays
    try:
        for name in (calendar.zone_name, *(zone for _prefix, zone in calendar.zones)):
            ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return (
        checks.COUNTRY.fullmatch(calendar.country) is not None
        and calendar.covers_from <= calendar.covers_until
        and calendar.weekend < frozenset(range(7))
        and all(calendar.covers_from <= day <= calendar.covers_until for day in days)
    )


@transaction.atomic
def promise(
    *, subject: str, card: Card, to: Place, handed_over_at: datetime, by: By, now: datetime, origin: str = ""
) -> models.Promise:
    """Promise the day on which goods handed over at an instant (UTC) arrive at the latest, by the card's most days.

    `subject` is the number of what is promised, once; the card must count on the day (of China) of handing over.
    Announces freight.promise.made. Raises CardExpired, CardNotYet, CardEnded, NotReached, AlreadyPromised,
    CalendarEnds.
    """
    hold("freight", card.code)
    _counts_on(card, business_day(handed_over_at))
    zone = zone_of(card, to)
    if zone is None:
        raise NotReached(card=card.ref)
    hold("freight-promise", subject)
    held = models.Promise.objects.filter(subject=subject).first()
    if held is not None:
        raise AlreadyPromised(subject=subject, date=held.promised_day.isoformat())
    days = zone.transit_days or card.transit_days
    calendars = queries.calendars(countries=(card.calendar, to.country))
    found = promised_by(card, days[1], to, handed_over_at, calendars)
    row = models.Promise.objects.create(
        subject=subject, card=card.ref, mode=str(card.mode), origin=origin, country=to.country, zone=zone.code,
        handed_over_at=handed_over_at, cut_off=card.cut_off, calendars=found.calendars, zone_name=found.zone_name,
        promised_day=found.day, due_at=found.by, made_at=now,
    )  # fmt: skip
    audit.record(
        verb="freight.promise.made", subject=row, by=by, at=now, promised=subject, card=card.ref,
        due_at=found.by.isoformat(),
    )  # fmt: skip
    audit.publish(PromiseMade(at=now, subject=subject, due_at=found.by.isoformat()))
    return row


def _counts_on(card: Card, on: date) -> None:
    if on < card.valid_from:
        raise CardNotYet(card=card.ref, date=card.valid_from.isoformat())
    if card.valid_until is not None and on > card.valid_until:
        raise CardExpired(card=card.ref, date=card.valid_until.isoformat())
    ended = queries.ended(code=card.code, version=card.version)
    if ended is not None and on > ended:
        raise CardEnded(card=card.ref, date=ended.isoformat())


@transaction.atomic
def delivered(*, subject: str, at: datetime, by: By, now: datetime) -> models.Promise:
    """Say when (UTC) goods came; the first word counts, another changes nothing.

    Announces freight.promise.decided. Raises NotPromised, CameTooSoon.
    """
    row = models.Promise.objects.select_for_update().filter(subject=subject).first()
    if row is None:
        raise NotPromised(subject=subject)
    if row.kept_at is not None:
        return row
    if not row.handed_over_at <= at <= now:
        raise CameTooSoon(subject=subject)
    row.kept_at, row.kept = at, at < row.due_at
    row.save(update_fields=["kept_at", "kept"])
    audit.record(verb="freight.promise.decided", subject=row, by=by, at=now, promised=subject, kept=row.kept)
    audit.publish(PromiseDecided(at=now, subject=subject, kept=row.kept))
    return row
