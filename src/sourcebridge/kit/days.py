"""The business day: the calendar day in China, whoever asks and wherever they sit."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def business_day(at: datetime) -> date:
    """The day of an aware instant in China; the reader's own zone changes nothing. The last day has no next."""
    try:
        return at.astimezone(CHINA).date()
    except OverflowError:
        return date.max
