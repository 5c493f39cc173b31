from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.customs import words
from sourcebridge.customs.assess import assess, owed
from sourcebridge.customs.entry import Entry
from sourcebridge.customs.errors import (
    BondNotOpen,
    IossNotOpen,
    NoLines,
    NoStructure,
    ValueRuleMissing,
    WrongCurrency,
)
from sourcebridge.customs.rules import Duty, Kind, Mode, Regime, Rules
from sourcebridge.kit.charges import Span, gaps
from sourcebridge.kit.money import Money
from tests.customs import worked

CASES = list(worked.cases())
AUTUMN = date(2026, 11, 1)


def _entry(name: str) -> Entry:
    return worked.entry(next(case for case in CASES if case["case"] == name))


class TestWorked:
    @pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
    def test_every_charge_is_as_worked_by_hand(self, case: dict[str, str]) -> None:
        entry = worked.entry(case)
        done = assess(entry, worked.rules(case["to"], entry.on))
        assert str(done.value_for_customs.high.amount) == case["value"]
        assert "; ".join(worked.said(charge) for charge in done.charges) == case["charges"]

    def test_totals_of_the_chapter(self) -> None:
        for name, sum_of in (("EU 10000 8 % 19 %", "2852.00"), ("BD AV 100", "89.32")):
            entry = _entry(name)
            done = assess(entry, worked.rules(entry.destination, entry.on))
            assert owed(done).is_exact
            assert str(owed(done).high.amount) == sum_of


class TestGaps:
    def test_an_ended_row_names_its_day_and_who_must_act(self) -> None:
        entry = _entry("US section 122 over")
        (gap,) = gaps(assess(entry, worked.rules("US", entry.on)).charges)
        assert gap.why == "Section 122 surcharge of US ended on 2026-07-24; the operator must enter what holds since."
        assert gap.source is not None
        assert gap.source.valid_until == date(2026, 7, 24)

    def test_a_tax_on_an_unknown_duty_is_unknown_too(self) -> None:
        entry = _entry("EU 10000 8 % 19 %")
        entry = replace(entry, lines=(replace(entry.lines[0], code="999999"),))
        duty, tax = assess(entry, worked.rules("DE", AUTUMN)).charges
        assert duty.is_gap
        assert tax.is_gap
        assert tax.why == "It is charged on Customs duty too, which is not known."
        assert tax.rate == "19 %"

    def test_a_duty_by_weight_needs_the_weight(self) -> None:
        entry = _entry("US mixed rate")
        entry = replace(entry, lines=(replace(entry.lines[0], weight_g=None),))
        duty = assess(entry, worked.rules("US", entry.on)).charges[0]
        assert duty.is_gap
        assert "weight" in duty.why

    def test_nothing_of_a_gap_is_counted(self) -> None:
        entry = _entry("US no row")
        assert str(owed(assess(entry, worked.rules("US", entry.on))).high.amount) == "102.69"


class TestPreference:
    def test_takes_the_place_of_the_duty_when_the_origin_is_proved(self) -> None:
        entry = _entry("US range")
        korean = replace(entry.lines[0], origin="KR", preferential=True)
        duty = assess(replace(entry, lines=(korean,)), worked.rules("US", entry.on)).charges[0]
        assert duty.code == "duty.preference"
        assert duty.span == Span.zero("USD")

    def test_is_not_given_without_proof(self) -> None:
        entry = _entry("US range")
        korean = replace(entry.lines[0], origin="KR")
        duty = assess(replace(entry, lines=(korean,)), worked.rules("US", entry.on)).charges[0]
        assert worked.said(duty) == "mfn 53.00"


class TestRefusals:
    def test_each_says_what_to_do(self) -> None:
        toys = _entry("EU 10000 8 % 19 %")
        parcel = _entry("EU IOSS two headings")
        german = worked.rules("DE", AUTUMN)
        big = replace(parcel.lines[0], goods=Money.of("150.01", "EUR"))
        for refusal, entry, rules in (
            (NoStructure, replace(toys, destination="AQ"), german),
            (NoLines, replace(toys, lines=()), german),
            (WrongCurrency, replace(toys, freight=Span.zero("USD")), german),
            (BondNotOpen, replace(toys, regime=Regime.BONDED), german),
            (IossNotOpen, replace(parcel, to_consumer=False), german),
            (IossNotOpen, replace(parcel, lines=(big,)), german),
            (IossNotOpen, parcel, Rules("DE", AUTUMN, ())),
            (ValueRuleMissing, _entry("BD C&F 100"), Rules("BD", AUTUMN, ())),
        ):
            with pytest.raises(refusal):
                assess(entry, rules)


class TestProperties:
    @given(cents=st.integers(1, 10**9), more=st.integers(0, 10**7))
    def test_more_goods_never_owe_less(self, cents: int, more: int) -> None:
        entry = _entry("EU CIF and inland")
        rules = worked.rules("DE", entry.on)
        owes = [
            owed(assess(replace(entry, lines=(replace(entry.lines[0], goods=Money.from_minor(each, "EUR")),)), rules))
            for each in (cents, cents + more)
        ]
        assert owes[0].high <= owes[1].high

    @given(
        grams=st.lists(st.integers(1, 10**6), min_size=1, max_size=6),
        low=st.integers(0, 9999),
        wide=st.integers(0, 9999),
    )
    def test_the_way_is_shared_without_loss(self, grams: list[int], low: int, wide: int) -> None:
        entry = _entry("EU CIF and inland")
        lines = tuple(replace(entry.lines[0], weight_g=weight) for weight in grams)
        way = Span(Money.from_minor(low, "EUR"), Money.from_minor(low + wide, "EUR"))
        nothing = Span.zero("EUR")
        entry = replace(entry, lines=lines, freight=way, insurance=nothing)
        done = assess(entry, worked.rules("DE", entry.on))
        goods = Money.total((line.goods for line in lines), "EUR")
        assert done.value_for_customs == Span(goods + way.low, goods + way.high)


class TestWords:
    def test_every_kind_has_a_code_and_words(self) -> None:
        for kind in Kind:
            assert words.name_of(words.code(kind)) == words.name(kind)

    def test_harbour_fee_only_by_sea(self) -> None:
        entry = replace(_entry("US shirts by sea"), mode=Mode.AIR)
        assert all(charge.code != "duty.hmf" for charge in assess(entry, worked.rules("US", entry.on)).charges)

    def test_rate_and_working_can_be_read(self) -> None:
        duty = assess(_entry("US mixed rate"), worked.rules("US", date(2026, 3, 1))).charges[0]
        assert duty.rate == "10 % + 0.386 USD/KGM"
        assert duty.how == "10 % x 4000 + 100 x 0.386 USD/KGM"
        assert duty.base == Span.exact(Money(Decimal(4000), "USD"))


def test_a_tariff_of_twenty_thousand_rows_is_found_in_at_once() -> None:
    rows = tuple(
        Duty(ref=str(number), country="US", kind=Kind.MFN, valid_from=date(2026, 1, 1), source="test",
             prefix=f"{number:08d}")
        for number in range(20_000)
    )  # fmt: skip
    held = Rules("US", date(2026, 11, 23), rows)
    held.find(Kind.MFN, code="00000001")
    began = time.process_time()
    for number in range(1_000):
        found = held.find(Kind.MFN, code=f"{number:08d}99").row
        assert found is not None
        assert found.ref == str(number)
    assert time.process_time() - began < 0.5
