"""Read rate cards. What counts on a day is kept in memory under the token of the edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sourcebridge.audit.models import AuditEntry
from sourcebridge.freight import cards, exchange, models
from sourcebridge.freight.cards import Card
from sourcebridge.freight.comparing import Quotes, compared
from sourcebridge.freight.errors import CalendarEnds, CardEnded, CardNotYet
from sourcebridge.freight.pricing import Priced, price
from sourcebridge.freight.promise import Calendar, Promised, promised_by
from sourcebridge.kit.charges import Source
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import NotFound, Refusal

HOME = "CN"
P = TypeVar("P", bound=models.Part)


def plain(number: Decimal) -> Decimal:
    """The number without the zeros the column adds, as people write it."""
    return Decimal(f"{number.normalize():f}")


def source_of(code: str, version: int, text: str, url: str, first: date, last: date | None) -> Source:
    """Who says so, naming the version."""
    return Source(text, f"freight.card:{code}@{version}", first, last, url)


def _parts(model: type[P], ids: Iterable[UUID]) -> dict[UUID, list[P]]:
    found: dict[UUID, list[P]] = defaultdict(list)
    for row in model._default_manager.filter(card_id__in=list(ids)).order_by("card_id", "position"):
        found[row.card_id].append(row)
    return found


def _zone(row: models.Zone) -> cards.Zone:
    days = None
    if row.transit_least is not None and row.transit_most is not None:
        days = (row.transit_least, row.transit_most)
    return cards.Zone(row.code, row.country, tuple(row.prefixes), days)


def _rate(row: models.Rate) -> cards.Rate:
    return cards.Rate(
        row.zone, row.from_g, row.to_g, row.first_g, plain(row.first_fee), row.next_g, plain(row.next_fee),
        plain(row.unit_price), plain(row.total),
    )  # fmt: skip


def _surcharge(row: models.Surcharge) -> cards.Surcharge:
    return cards.Surcharge(
        row.code, cards.Per(row.per), plain(row.amount), row.group, row.flag, tuple(row.prefixes), row.side_above_mm,
        row.box_above_g, row.valid_from, row.valid_until,
    )  # fmt: skip


def _block(row: models.Block) -> cards.Block:
    return cards.Block(row.code, row.instead, row.flag, row.side_above_mm, row.box_above_g)


def read(rows: Iterable[models.Card]) -> tuple[Card, ...]:
    """The rows as the reckoning knows them, in their order. Four statements for all."""
    heads = list(rows)
    ids = [head.id for head in heads]
    zones, rates = _parts(models.Zone, ids), _parts(models.Rate, ids)
    surcharges, blocks = _parts(models.Surcharge, ids), _parts(models.Block, ids)
    return tuple(
        Card(
            code=row.code, version=row.version, carrier=row.carrier, mode=row.mode, currency=row.currency,
            model=cards.Model(row.model), step_g=row.step_g, valid_from=row.valid_from, valid_until=row.valid_until,
            source=source_of(row.code, row.version, row.source, row.url, row.valid_from, row.valid_until),
            zones=tuple(map(_zone, zones[row.id])), rates=tuple(map(_rate, rates[row.id])),
            transit_days=(row.transit_least, row.transit_most), divisor=row.divisor, least_g=row.least_g,
            most_g=row.most_g, least_charge=plain(row.least_charge), may_round_up=row.may_round_up,
            duty_included=row.duty_included, surcharges=tuple(map(_surcharge, surcharges[row.id])),
            blocks=tuple(map(_block, blocks[row.id])), carrier_en=row.carrier_en, service=row.service,
            service_en=row.service_en, from_places=tuple(row.from_places), cut_off=row.cut_off,
            zone_name=row.zone_name, calendar=row.calendar,
        )
        for row in heads
    )  # fmt: skip


@lru_cache(maxsize=16)
def _on(_token: UUID | None, at: date) -> tuple[Card, ...]:
    heads = list(models.Card.objects.filter(valid_from__lte=at).order_by("code", "-version").distinct("code"))
    ended = set(models.Ending.objects.filter(last_day__lt=at).values_list("code", "version"))
    return read(head for head in heads if (head.code, head.version) not in ended)


def all_in_force(*, at: date) -> tuple[Card, ...]:
    """The newest version of each card begun by a day and not taken out of service, by code.

    One whose prices ran out is among them: it refuses to price and says who must renew it. One statement, seven when
    the edition or the day is new to this process.
    """
    token = models.Edition.objects.values_list("token", flat=True).first()
    return () if token is None else _on(token, at)


def _takes(card: Card, from_place: str | None) -> bool:
    """A card that names no place takes goods over anywhere in China; without a wish any place in China will do."""
    if from_place is None:
        return not card.from_places or any(place.startswith(HOME) for place in card.from_places)
    return from_place in card.from_places or (not card.from_places and from_place.startswith(HOME))


def cards_in_force(*, at: date, to_country: str, from_place: str | None = None) -> tuple[Card, ...]:
    """The cards of a day (see `all_in_force`) to an ISO country, taking goods over at a place (UN/LOCODE) if named."""
    return tuple(one for one in all_in_force(at=at) if to_country in one.countries and _takes(one, from_place))


def domestic(*, at: date, from_place: str | None = None) -> tuple[Card, ...]:
    """The cards of a day within China, for the leg to the port or the warehouse."""
    return cards_in_force(at=at, to_country=HOME, from_place=from_place)


def versions(*, code: str) -> tuple[Card, ...]:
    """All versions of a card, newest first."""
    return read(models.Card.objects.filter(code=code).order_by("-version"))


def card(*, code: str, version: int) -> Card:
    """One version, as a quote names it; raises NotFound."""
    found = read(models.Card.objects.filter(code=code, version=version))
    if not found:
        raise NotFound
    return found[0]


def card_of_day(*, code: str, at: datetime) -> Card:
    """The version of the day (of China) of an instant (UTC), also one whose prices ran out.

    Raises NotFound, CardNotYet before its first version, CardEnded where it was taken out of service.
    """
    on = business_day(at)
    for one in all_in_force(at=on):
        if one.code == code:
            return one
    known = versions(code=code)
    if not known:
        raise NotFound
    begun = next((one for one in known if one.valid_from <= on), None)
    last_day = None if begun is None else ended(code=code, version=begun.version)
    if begun is None or last_day is None:
        raise CardNotYet(card=known[-1].ref, date=known[-1].valid_from.isoformat())
    raise CardEnded(card=begun.ref, date=last_day.isoformat())


def ended(*, code: str, version: int) -> date | None:
    """The last day of a version that was taken out of service."""
    return models.Ending.objects.filter(code=code, version=version).values_list("last_day", flat=True).first()


@dataclass(frozen=True, slots=True)
class Compared:
    """Answers side by side, each with its promise by the card's ref; `apart` says why unlike currencies stay apart."""

    quotes: Quotes
    promises: dict[str, Promised | CalendarEnds]
    apart: str = ""


def compare(
    *, load: cards.Load, to: cards.Place, at: datetime, currency: str, from_place: str | None = None
) -> Compared:
    """Ask every card of the day (of China) at an instant (UTC), compared in `currency` at that instant's rates.

    Promises are for goods handed over at that instant.
    """
    on = business_day(at)
    answers = [price(one, load, to, on) for one in cards_in_force(at=on, to_country=to.country, from_place=from_place)]
    told = promises([one for one in answers if isinstance(one, Priced)], to=to, handed_over_at=at)
    try:
        return Compared(compared(answers, exchange.converter(at=at, currency=currency)), told)
    except Refusal as why:
        return Compared(compared(answers), told, why.text)


def newest() -> tuple[Card, ...]:
    """The newest version of every card, also of those that begin later or were ended, by code."""
    return read(models.Card.objects.order_by("code", "-version").distinct("code"))


def endings() -> dict[tuple[str, int], date]:
    """The last day of every version taken out of service."""
    return {(code, version): day for code, version, day in models.Ending.objects.values_list(
        "code", "version", "last_day")}  # fmt: skip


def ending(*, on: date, days: int) -> QuerySet[models.Card]:
    """Newest versions whose prices run out within `days` of a day or ran out already, and that were not ended."""
    newest_ids = models.Card.objects.order_by("code", "-version").distinct("code").values("id")
    ended = models.Ending.objects.filter(code=OuterRef("code"), version=OuterRef("version"))
    return models.Card.objects.filter(id__in=newest_ids, valid_until__lte=on + timedelta(days=days)).exclude(
        Exists(ended)
    )


def said_by(*, code: str) -> dict[int, AuditEntry]:
    """Who published each version of a card, and when."""
    ids = {str(pk): version for pk, version in models.Card.objects.filter(code=code).values_list("id", "version")}
    rows = AuditEntry.objects.filter(subject_type="freight.card", subject_id__in=ids, verb="freight.card.published")
    return {ids[row.subject_id]: row for row in rows}


def calendar_rows() -> list[models.Calendar]:
    """The newest calendar of every country, by country."""
    return list(models.Calendar.objects.order_by("country", "-version").distinct("country"))


def calendars(*, countries: Iterable[str]) -> dict[str, Calendar]:
    """The newest calendars of countries by ISO code; one nobody entered is missing. One statement."""
    rows = models.Calendar.objects.filter(country__in=list(countries)).order_by("country", "-version")
    return {row.country: calendar_of(row) for row in rows.distinct("country")}


def calendar_of(row: models.Calendar) -> Calendar:
    """The row as the reckoning knows it."""
    pairs = [text.partition("=") for text in row.zones]
    return Calendar(
        row.country, row.version, row.zone_name, row.covers_from, row.covers_until, frozenset(row.weekend),
        frozenset(row.holidays), frozenset(row.workdays), tuple((prefix, zone) for prefix, _is, zone in pairs),
    )  # fmt: skip


def promises(
    priced: Iterable[Priced], *, to: cards.Place, handed_over_at: datetime
) -> dict[str, Promised | CalendarEnds]:
    """For each answer, under its card's ref, the promise or why there is none. One statement."""
    answers = list(priced)
    known = calendars(countries={to.country, *(one.card.calendar for one in answers)})
    found: dict[str, Promised | CalendarEnds] = {}
    for one in answers:
        try:
            found[one.card.ref] = promised_by(one.card, one.transit_days[1], to, handed_over_at, known)
        except CalendarEnds as why:
            found[one.card.ref] = why
    return found


@dataclass(frozen=True, slots=True)
class Lane:
    """How promises of a lane were kept; `open` are neither delivered nor due, `overdue` are due and not delivered."""

    origin: str
    country: str
    zone: str
    mode: str
    kept: int
    late: int
    overdue: int
    open: int

    @property
    def decided(self) -> int:
        """Promises whose time is up or whose goods came."""
        return self.kept + self.late + self.overdue

    @property
    def hit_rate(self) -> Decimal | None:
        """Share kept of those decided (0 to 1), None while nothing is decided."""
        return Decimal(self.kept) / self.decided if self.decided else None


def waiting(*, most: int) -> list[models.Promise]:
    """Promises whose goods have not come, the first due first."""
    return list(models.Promise.objects.filter(kept_at__isnull=True).order_by("due_at")[:most])


LANE = ("origin", "country", "zone", "mode")


def lanes(*, since: datetime, now: datetime, **lane: str) -> list[Lane]:
    """Promises made since an instant (UTC) by lane, as they stand at `now`; narrowed by `origin`, `country`, ..."""
    rows = models.Promise.objects.filter(made_at__gte=since, **lane).order_by(*LANE)
    waiting = Q(kept__isnull=True)
    told = rows.values_list(*LANE).annotate(
        hit=Count("id", filter=Q(kept=True)), late=Count("id", filter=Q(kept=False)),
        over=Count("id", filter=waiting & Q(due_at__lte=now)),
        open=Count("id", filter=waiting & Q(due_at__gt=now)),
    )  # fmt: skip
    return [Lane(*row) for row in told]


def hit_rate(*, since: datetime, now: datetime, **lane: str) -> Decimal | None:
    """Share of promises kept since an instant (UTC), of all lanes that fit `origin`, `country`, `zone` or `mode`."""
    found = lanes(since=since, now=now, **lane)
    decided = sum(one.decided for one in found)
    return Decimal(sum(one.kept for one in found)) / decided if decided else None
