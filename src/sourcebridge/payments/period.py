"""The period of a statement: whole days of the reader's zone as a half-open span of UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sourcebridge.payments.errors import PeriodUnclear

LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Period:
    """Days `first` to `last` (both included) as instants `start` to `end` (end excluded)."""

    first: date
    last: date
    start: datetime
    end: datetime


def period_of(*, first: date | None, last: date | None, now: datetime, zone: str = "Asia/Shanghai") -> Period:
    """Days in an IANA zone; by default the month so far. Raises PeriodUnclear."""
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    last = last or today
    first = first or last.replace(day=1)
    if not first <= last or last - first > LONGEST or first.year < 2000 or last.year > 2200:
        raise PeriodUnclear
    start = datetime.combine(first, time(), here)
    end = datetime.combine(last + timedelta(days=1), time(), here)
    return Period(first, last, start, end)
