"""The demo's tariff: sound, sourced, quick to load, and enough to reckon a phone case, a shirt and a parcel."""

from __future__ import annotations

import csv
import time
from datetime import date
from decimal import Decimal

import pytest

from sourcebridge.customs import dutyfile, nomenclature, queries
from sourcebridge.customs.assess import assess
from sourcebridge.customs.entry import Entry, Line
from sourcebridge.customs.models import CategoryHeading, DutyRow
from sourcebridge.customs.rules import Duty, Kind, Mode, Regime, Rules, Status
from sourcebridge.customs.structures import EU_MEMBERS, territory
from sourcebridge.demo import duties, people
from sourcebridge.kit.charges import Span, gaps
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from tests.customs.conftest import DAY, NOW

READING = dutyfile.read((duties.REFERENCE / "duties.csv").read_text("utf-8"))


def rules(country: str) -> Rules:
    held: tuple[Duty, ...] = tuple(row for row in READING.rows if row.country in {country, territory(country)})
    return Rules(country, DAY, held)


def entry(country: str, currency: str, code: str, worth: str, *, regime: Regime = Regime.HOME_USE) -> Entry:
    nothing = Span.zero(currency)
    line = Line(code, "CN", Money.of(worth, currency), Quantity(Decimal(100), "C62"), 5_000)
    way = Span.exact(Money.of("20.00", currency))
    consumer = regime is Regime.IOSS
    return Entry((line,), country, Mode.AIR, way, nothing, nothing, DAY, regime, to_consumer=consumer)


class TestFile:
    def test_every_row_is_sound_and_says_where_it_comes_from(self) -> None:
        assert READING.wrong == ()
        assert len(READING.rows) > 200
        assert all(len(row.source) > 10 for row in READING.rows)

    def test_every_union_member_has_its_tax(self) -> None:
        assert {row.country for row in READING.rows if row.kind is Kind.VAT} >= EU_MEMBERS

    def test_every_code_of_a_category_is_in_the_nomenclature(self) -> None:
        known = {one.code for one in nomenclature.read(nomenclature.shipped(nomenclature.SYSTEM))}
        with (duties.REFERENCE / "category_codes.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert {row["code"] for row in rows} <= known
        assert len({row["category"] for row in rows}) == len(rows) > 250


class TestReckoning:
    """Worked by hand from the rows."""

    def test_phone_cases_to_ohio(self) -> None:
        found = {one.code: one for one in assess(entry("US", "USD", "392690", "1000.00"), rules("US")).charges}
        assert found["duty.mfn"].span == Span.exact(Money.of("53.00", "USD"))
        assert found["duty.section_301"].span == Span.exact(Money.of("75.00", "USD"))
        assert found["duty.section_122"].span == Span(Money.of("0.00", "USD"), Money.of("150.00", "USD"))
        assert found["duty.mpf"].span == Span.exact(Money.of("2.69", "USD"))

    def test_shirts_to_dhaka(self) -> None:
        found = assess(entry("BD", "BDT", "620520", "100000.00"), rules("BD")).charges
        assert gaps(found) == []
        assert {one.code for one in found} == {f"duty.{kind}" for kind in ("cd", "rd", "sd", "vat", "at", "ait")}

    def test_a_parcel_to_hamburg(self) -> None:
        parcel = entry("DE", "EUR", "610910", "90.00", regime=Regime.IOSS)
        found = {one.code: one for one in assess(parcel, rules("DE")).charges}
        assert found["duty.per_heading"].span == Span.exact(Money.of("3.00", "EUR"))

    def test_plates_to_hamburg_pay_what_holds_since_february(self) -> None:
        found = {one.code: one for one in assess(entry("DE", "EUR", "691110", "1000.00"), rules("DE")).charges}
        assert found["duty.anti_dumping"].span == Span.exact(Money.of("805.80", "EUR"))

    def test_a_surcharge_that_ended_is_not_taken_for_granted(self) -> None:
        row = rules("US").find(Kind.SECTION_122, code="392690", origin="CN").row
        assert row is not None
        assert row.status is Status.RANGE
        before = Rules("US", date(2026, 7, 24), rules("US").rows)
        held = before.find(Kind.SECTION_122, code="392690", origin="CN").row
        assert held is not None
        assert held.low == Decimal("0.1")


@pytest.mark.django_db
def test_it_loads_quickly_and_twice_is_once() -> None:
    operator = people.platform(NOW)
    began = time.process_time()
    duties.load(operator, now=NOW)
    assert time.process_time() - began < 4
    count, token = DutyRow.objects.count(), queries.token()
    duties.load(operator, now=NOW)
    assert (DutyRow.objects.count(), queries.token()) == (count, token)
    assert CategoryHeading.objects.count() > 250
