"""Promised days, the rows they are kept in, and how many were kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.freight import models, queries, services
from sourcebridge.freight.cards import Card, Place
from sourcebridge.freight.errors import (
    AlreadyPromised,
    CalendarBroken,
    CalendarEnds,
    CardEnded,
    CardExpired,
    CardNotYet,
    NotPromised,
    NotReached,
)
from sourcebridge.freight.promise import Calendar, Promised, promised
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed, Refusal
from tests.freight.conftest import NOW

SHANGHAI, WEST = "Asia/Shanghai", "America/Los_Angeles"
SPAN = (date(2026, 1, 1), date(2027, 12, 31))
GOLDEN = frozenset(date(2026, 10, day) for day in range(1, 8))
CN = Calendar("CN", 1, SHANGHAI, *SPAN, holidays=GOLDEN, workdays=frozenset({date(2026, 9, 20), date(2026, 10, 10)}))
US = Calendar("US", 2, "America/New_York", *SPAN, holidays=frozenset({date(2026, 11, 26)}), zones=(("9", WEST),))
TO = Place("US", postcode="90001")


def at(day: int, hour: int, month: int = 11, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(SHANGHAI)).astimezone(UTC)


def asked(
    moment: datetime, days: int = 3, *, origin: Calendar = CN, to: Calendar = US, cut: time | None = time(16)
) -> Promised:
    return promised(
        moment, cut_off=cut, origin_zone=SHANGHAI, origin=origin, destination=to, transit_days=days, postcode="90001"
    )


class TestWorked:
    """Monday 23 November 2026; three days on the way to the West coast, sixteen hours behind."""

    def test_before_and_after_the_cut_off(self) -> None:
        early, late = asked(at(23, 16)), asked(at(23, 16, minute=1))
        assert (early.leaves, late.leaves) == (date(2026, 11, 23), date(2026, 11, 24))
        assert early.day == date(2026, 11, 27)  # Monday 00:00 there, plus three is Thanksgiving
        assert early.by == datetime(2026, 11, 28, 8, tzinfo=UTC)
        assert (early.zone_name, early.calendars) == (WEST, "CN@1 US@2")
        assert late.day == date(2026, 11, 27)

    def test_golden_week_and_the_worked_saturday(self) -> None:
        assert asked(at(30, 17, month=9)).leaves == date(2026, 10, 8)
        assert asked(at(9, 17, month=10)).leaves == date(2026, 10, 10)

    def test_beyond_the_calendar_nothing_is_promised(self) -> None:
        with pytest.raises(CalendarEnds, match="US"):
            asked(at(23, 10), 300, to=replace(US, covers_until=date(2026, 12, 31)))

    @pytest.mark.parametrize("moment", [datetime(9999, 12, 31, hour, 59, tzinfo=UTC) for hour in (23, 15)])
    def test_where_years_end_nothing_is_promised(self, moment: datetime) -> None:
        ever = replace(CN, covers_until=date.max)
        with pytest.raises(CalendarEnds, match="9999-12-31"):
            asked(moment, origin=ever, to=replace(US, covers_until=date.max))


MOMENTS = st.timedeltas(timedelta(), timedelta(days=540)).map(lambda span: datetime(2026, 1, 2, tzinfo=UTC) + span)
CUTS = st.one_of(st.none(), st.times())
OFF = st.frozensets(st.dates(date(2026, 1, 1), date(2027, 9, 30)), max_size=40)
ZONES = st.sampled_from([SHANGHAI, WEST, "Europe/Berlin", "Asia/Dhaka", "Pacific/Auckland"])


@given(MOMENTS, st.integers(0, 60), CUTS, OFF, ZONES, ZONES)
def test_never_before_the_days_on_the_way(
    moment: datetime, days: int, cut: time | None, off: frozenset[date], here: str, there: str
) -> None:
    to = replace(US, zone_name=there, zones=(), holidays=off)
    found = promised(moment, cut_off=cut, origin_zone=here, origin=CN, destination=to, transit_days=days)
    assert found.day >= moment.astimezone(ZoneInfo(there)).date() + timedelta(days=days)
    assert found.by > moment
    assert to.works(found.day)


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=20)), st.integers(0, 30), CUTS, OFF)
def test_handed_over_later_is_never_promised_earlier(
    moment: datetime, later: timedelta, days: int, cut: time | None, off: frozenset[date]
) -> None:
    origin = replace(CN, holidays=off)
    assert asked(moment, days, origin=origin, cut=cut).by <= asked(moment + later, days, origin=origin, cut=cut).by


@given(MOMENTS, st.integers(0, 30), CUTS, OFF, OFF)
def test_a_holiday_only_delays(
    moment: datetime, days: int, cut: time | None, here: frozenset[date], there: frozenset[date]
) -> None:
    origin, to = replace(CN, holidays=CN.holidays | here), replace(US, holidays=US.holidays | there)
    assert asked(moment, days, cut=cut).by <= asked(moment, days, origin=origin, to=to, cut=cut).by


def everything() -> list[object]:
    kinds = (models.Calendar, models.Promise, AuditEntry, EventRecord)
    return [sorted(map(str, model._default_manager.values_list())) for model in kinds]


@pytest.fixture
def known(operator: By) -> None:
    for one in (CN, US):
        services.set_calendar(calendar=one, source="[test]", by=operator, now=NOW)


@pytest.mark.django_db
class TestCalendar:
    def test_a_newer_version_counts(self, known: None, operator: By) -> None:
        more = replace(CN, holidays=CN.holidays | {date(2026, 12, 31)})
        assert services.set_calendar(calendar=more, source="[test]", by=operator, now=NOW).version == 2
        assert queries.calendars(countries=["CN"])["CN"] == replace(more, version=2)
        assert [row.country for row in queries.calendar_rows()] == ["CN", "US"]

    def test_refusals(self, operator: By) -> None:
        before = everything()
        for broken in (replace(CN, zone_name="Mars/Base"), replace(CN, weekend=frozenset(range(7))),
                       replace(CN, holidays=frozenset({date(2030, 1, 1)})), replace(CN, country="china")):  # fmt: skip
            with pytest.raises(CalendarBroken):
                services.set_calendar(calendar=broken, source="[test]", by=operator, now=NOW)
        with pytest.raises(NotAllowed):
            services.set_calendar(calendar=CN, source="[test]", by=By(Actor.PERSON), now=NOW)
        assert everything() == before


def promise(card: Card, by: By, subject: str = "D-1", moment: datetime = NOW) -> models.Promise:
    return services.promise(subject=subject, card=card, to=TO, handed_over_at=moment, by=by, now=moment, origin="CNSHA")


@pytest.mark.django_db
class TestPromise:
    def test_the_row_says_all(self, known: None, full: Card, operator: By) -> None:
        row = promise(replace(full, cut_off=time(16)), operator)
        assert (row.card, row.mode, row.zone, row.zone_name) == ("EXP-US@1", "EXPRESS", "A", WEST)
        assert row.calendars == "CN@1 US@1"
        assert row.promised_day == date(2026, 11, 30)  # gone at midnight there, seven days on
        assert row.kept is None

    def test_refusals(self, known: None, full: Card, operator: By) -> None:
        promise(full, operator)
        before = everything()
        with pytest.raises(AlreadyPromised):
            promise(full, operator)
        with pytest.raises(NotReached):
            services.promise(subject="D-2", card=full, to=Place("DE"), handed_over_at=NOW, by=operator, now=NOW)
        with pytest.raises(CalendarEnds):
            promise(replace(full, calendar="VN"), operator, "D-3")
        with pytest.raises(NotPromised, match="D-9"):
            services.delivered(subject="D-9", at=NOW, by=operator, now=NOW)
        assert everything() == before

    @pytest.mark.parametrize(
        ("last", "moment", "refusal"),
        [
            (date(2026, 11, 23), at(23, 23, minute=59), None),
            (date(2026, 11, 23), at(24, 0), CardExpired),
            (None, at(1, 0, month=1), None),
            (None, at(1, 0, month=1) - timedelta(seconds=1), CardNotYet),
        ],
    )
    def test_the_card_counts_on_the_day_of_handing_over(
        self, known: None, full: Card, operator: By, last: date | None, moment: datetime, refusal: type[Refusal] | None
    ) -> None:
        card, early = replace(full, valid_until=last), replace(CN, covers_from=date(2025, 1, 1))
        services.set_calendar(calendar=early, source="[test]", by=operator, now=NOW)
        before = everything()
        if refusal is None:
            assert promise(card, operator, moment=moment).card == card.ref
        else:
            with pytest.raises(refusal, match=card.ref):
                promise(card, operator, moment=moment)
            assert everything() == before

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "The operator must renew rate card EXP-US@1, it ended on 2026-11-22."),
            ("zh-hans", "价卡 EXP-US@1 已于 2026-11-22 到期，须由平台运营续期。"),
        ],
    )
    def test_an_expired_card_names_itself_and_who_acts(
        self, known: None, full: Card, operator: By, language: str, said: str
    ) -> None:
        with translation.override(language), pytest.raises(CardExpired) as refused:
            promise(replace(full, valid_until=date(2026, 11, 22)), operator)
        with translation.override(language):
            assert refused.value.text == said

    @pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles"])
    def test_cards_of_a_day_are_the_same_wherever_the_reader_sits(self, full: Card, operator: By, zone: str) -> None:
        services.publish(card=full, by=operator, now=NOW)
        services.publish(card=replace(full, valid_from=date(2026, 11, 24)), by=operator, now=NOW)
        with timezone.override(zone):
            assert queries.card_of_day(code=full.code, at=at(24, 0)).version == 2
            assert queries.card_of_day(code=full.code, at=at(23, 23, minute=59)).version == 1

    def test_an_ended_card_promises_until_its_last_day(self, known: None, full: Card, operator: By) -> None:
        services.publish(card=full, by=operator, now=NOW)
        services.end(code=full.code, last_day=date(2026, 11, 24), reason="closed", by=operator, now=NOW)
        assert promise(full, operator, moment=at(24, 12)).card == full.ref
        before = everything()
        with pytest.raises(CardEnded):
            promise(full, operator, "D-2", moment=at(25, 0))
        assert everything() == before

    def test_delivered_in_time_late_and_twice(self, known: None, full: Card, operator: By) -> None:
        row = promise(full, operator)
        promise(full, operator, "D-2")
        in_time, late = row.due_at - timedelta(seconds=1), row.due_at
        assert services.delivered(subject="D-1", at=in_time, by=operator, now=late).kept is True
        assert services.delivered(subject="D-2", at=late, by=operator, now=late).kept is False
        before = everything()
        assert services.delivered(subject="D-1", at=late, by=operator, now=late).kept is True
        assert everything() == before

    def test_the_database_knows_what_kept_means(self, known: None, full: Card, operator: By) -> None:
        row = promise(full, operator)
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Promise.objects.update(kept=True, kept_at=row.due_at)


@pytest.mark.django_db
class TestHitRate:
    def test_by_lane(self, known: None, full: Card, operator: By) -> None:
        rows = [promise(full, operator, f"D-{number}") for number in range(4)]
        promise(replace(full, mode="CARGO"), operator, "C-1")
        end = rows[0].due_at
        for row, moment in zip(rows, (NOW, NOW, end), strict=False):
            services.delivered(subject=row.subject, at=moment, by=operator, now=end)
        (cargo, express) = queries.lanes(since=NOW, now=end)
        assert (express.kept, express.late, express.overdue, express.open) == (2, 1, 1, 0)
        assert express.hit_rate == Decimal("0.5")
        assert (cargo.mode, cargo.overdue) == ("CARGO", 1)
        assert queries.hit_rate(since=NOW, now=end, origin="CNSHA", mode="EXPRESS") == Decimal("0.5")
        assert queries.hit_rate(since=NOW, now=end, country="US") == Decimal("0.4")
        assert queries.hit_rate(since=NOW, now=NOW, mode="CARGO") is None
        assert queries.hit_rate(since=end, now=end) is None
