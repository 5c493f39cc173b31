"""The business day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from sourcebridge.kit.days import business_day


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Shanghai", "Pacific/Auckland"])
def test_it_is_the_day_in_china_whoever_asks(zone: str) -> None:
    with timezone.override(zone):
        assert business_day(datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 23)
        assert business_day(datetime(2026, 11, 23, 16, tzinfo=UTC)) == date(2026, 11, 24)


def test_the_last_day_of_the_calendar_has_no_next() -> None:
    assert business_day(datetime.max.replace(tzinfo=UTC)) == date.max
