"""Working days of the demo's countries: laws and notices as known when this was written, gaps said in the source."""

from __future__ import annotations

from datetime import date, datetime

from sourcebridge.demo.people import House
from sourcebridge.freight import services as freight
from sourcebridge.freight.promise import Calendar
from sourcebridge.kit.actors import Actor

SPAN = (date(2026, 1, 1), date(2027, 12, 31))
SUNDAY_ONLY, FRIDAY_SATURDAY = frozenset({6}), frozenset({4, 5})
UNCHECKED = "[demo] not checked against the gazette"
WEST = tuple((prefix, "America/Los_Angeles") for prefix in ("90", "91", "92", "93", "94", "95", "96", "97", "98"))
CENTRAL = tuple((prefix, "America/Chicago") for prefix in ("5", "6", "7"))


def _days(year: int, text: str) -> frozenset[date]:
    """Days of a year written as month-day or month-day..day."""
    found = set()
    for part in text.split():
        month, _dash, days = part.partition("-")
        first, _dots, last = days.partition("..")
        found |= {date(year, int(month), day) for day in range(int(first), int(last or first) + 1)}
    return frozenset(found)


CALENDARS = (
    (Calendar(
        "CN", 1, "Asia/Shanghai", *SPAN,
        holidays=_days(2026, "1-1..3 2-15..23 4-4..6 5-1..5 6-19..21 9-25..27 10-1..7")
        | _days(2027, "1-1 2-5..8 4-5 5-1..2 6-9 9-15 10-1..3"),
        workdays=_days(2026, "1-4 2-14 2-28 5-9 9-20 10-10"),
    ), f"2026: notice of the State Council; 2027: statutory days only, days moved by notice are missing. {UNCHECKED}"),
    (Calendar(
        "US", 1, "America/New_York", *SPAN, zones=(*WEST, *CENTRAL),
        holidays=_days(2026, "1-1 1-19 2-16 5-25 6-19 7-3 9-7 10-12 11-11 11-26 12-25")
        | _days(2027, "1-1 1-18 2-15 5-31 6-18 7-5 9-6 10-11 11-11 11-25 12-24 12-31"),
    ), f"5 U.S.C. 6103, federal holidays; zones by the first digits of the ZIP code, roughly. {UNCHECKED}"),
    (Calendar(
        "DE", 1, "Europe/Berlin", *SPAN, weekend=SUNDAY_ONLY,
        holidays=_days(2026, "1-1 4-3 4-6 5-1 5-14 5-25 10-3 12-25..26")
        | _days(2027, "1-1 3-26 3-29 5-1 5-6 5-17 10-3 12-25..26"),
    ), f"Holidays of all German states; those of single states are missing. {UNCHECKED}"),
    (Calendar(
        "GB", 1, "Europe/London", *SPAN,
        holidays=_days(2026, "1-1 4-3 4-6 5-4 5-25 8-31 12-25 12-28")
        | _days(2027, "1-1 3-26 3-29 5-3 5-31 8-30 12-27..28"),
    ), f"Bank holidays of England and Wales. {UNCHECKED}"),
    (Calendar(
        "BD", 1, "Asia/Dhaka", *SPAN, weekend=FRIDAY_SATURDAY,
        holidays=_days(2026, "2-21 3-26 4-14 5-1 12-16 12-25") | _days(2027, "2-21 3-26 4-14 5-1 12-16 12-25"),
    ), f"Fixed days only; days that follow the moon are set by the government and are missing. {UNCHECKED}"),
)  # fmt: skip


def load(operator: House, *, now: datetime) -> None:
    """Enter them all."""
    for calendar, source in CALENDARS:
        freight.set_calendar(calendar=calendar, source=source, by=operator.by(Actor.OPERATOR), now=now)
