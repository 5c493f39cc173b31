"""From handing over to a promised day: pure (domain.md C8, "1230": a promise by warehouse, zone, cut-off and calendar).

Goods handed over until the cut-off leave that day, later ones the next; from a day the origin does not work they leave
on its next working day. The days on the way are counted from the day it then is at the destination; what would arrive
on a day off there is promised for the next working day, until its end in the zone of the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sourcebridge.freight.cards import Card, Place
from sourcebridge.freight.errors import CalendarEnds

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of a country (Monday is 0); `workdays` are worked although a weekend, days outside are unknown.

    `zones` are postcode prefixes with the time zone there, the longest wins; `zone_name` is for all others.
    """

    country: str
    version: int
    zone_name: str
    covers_from: date
    covers_until: date
    weekend: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    zones: tuple[tuple[str, str], ...] = ()

    @property
    def ref(self) -> str:
        """What a promise names."""
        return f"{self.country}@{self.version}"

    def zone_at(self, postcode: str) -> str:
        """The time zone of an address."""
        fits = [(len(prefix), zone) for prefix, zone in self.zones if postcode.startswith(prefix)]
        return max(fits)[1] if fits else self.zone_name

    def works(self, day: date) -> bool:
        """Whether people work on a day. Raises CalendarEnds for one the calendar does not know."""
        if not self.covers_from <= day <= self.covers_until:
            raise CalendarEnds(country=self.country, date=day.isoformat())
        return day in self.workdays or (day.weekday() not in self.weekend and day not in self.holidays)

    def working_from(self, day: date) -> date:
        """The first working day on or after a day. Raises CalendarEnds."""
        while not self.works(day):
            day += DAY
        return day


@dataclass(frozen=True, slots=True)
class Promised:
    """Goods leave on `leaves`, arrive on `day` at the latest, before the instant `by` (UTC; `zone_name` is local)."""

    leaves: date
    day: date
    by: datetime
    zone_name: str
    calendars: str


def promised(
    handed_over_at: datetime, *, cut_off: time | None, origin_zone: str, origin: Calendar, destination: Calendar,
    transit_days: int, postcode: str = "",
) -> Promised:  # fmt: skip
    """The promise for goods handed over at an instant (UTC). Raises CalendarEnds, also where years end."""
    here, zone_name = ZoneInfo(origin_zone), destination.zone_at(postcode)
    there = ZoneInfo(zone_name)
    try:
        leaves, day = _days(handed_over_at.astimezone(here), cut_off, origin, destination, there, transit_days)
        by = datetime.combine(day + DAY, time(), there).astimezone(UTC)
    except OverflowError:
        raise CalendarEnds(country=destination.country, date=date.max.isoformat()) from None
    return Promised(leaves, day, by, zone_name, " ".join(dict.fromkeys((origin.ref, destination.ref))))


def _days(
    local: datetime, cut_off: time | None, origin: Calendar, destination: Calendar, there: ZoneInfo, transit_days: int
) -> tuple[date, date]:
    """The days of leaving and of arriving for goods handed over at a local time."""
    late = cut_off is not None and local.time() > cut_off
    leaves = origin.working_from(local.date() + (DAY if late else timedelta()))
    gone = datetime.combine(leaves + (DAY if cut_off is None else timedelta()), cut_off or time(), local.tzinfo)
    return leaves, destination.working_from(gone.astimezone(there).date() + transit_days * DAY)


def promised_by(
    card: Card, transit_days: int, to: Place, handed_over_at: datetime, known: Mapping[str, Calendar]
) -> Promised:
    """The promise by a card's cut-off and zone with the calendars of both ends, by country. Raises CalendarEnds."""
    for country in (card.calendar, to.country):
        if country not in known:
            raise CalendarEnds(country=country, date=handed_over_at.date().isoformat())
    return promised(
        handed_over_at, cut_off=card.cut_off, origin_zone=card.zone_name, origin=known[card.calendar],
        destination=known[to.country], transit_days=transit_days, postcode=to.postcode,
    )  # fmt: skip
