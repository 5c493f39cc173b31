"""The sheet adds up by hand: rounded lines, exchange rates shown, gaps listed, insurance by its formula."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.kit.charges import Charge, Source, Span
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost import fees, sheet
from sourcebridge.landedcost.fees import FeeRate, Measured, Range
from sourcebridge.landedcost.incoterms import Step
from sourcebridge.landedcost.sheet import Exchange, Line, Sheet

DAY = date(2026, 11, 23)
ECB = Source("ECB", "2026-11-20")
RATES = {"CNY": Decimal("0.1408"), "EUR": Decimal("1.1534")}


def into(currency: str) -> Exchange:
    return Exchange(currency, "USD", RATES[currency], Decimal("0.005"), DAY, ECB)


def charge(amount: str, currency: str = "USD", high: str = "", code: str = "x") -> Charge:
    return Charge(code, code, Span(Money.of(amount, currency), Money.of(high or amount, currency)))


def lines(*given: tuple[Step | None, Charge]) -> list[Line]:
    return [sheet.line(step, one, into, "USD") for step, one in given]


def composed(rows: list[Line], *, rule: str = "") -> Sheet:
    return sheet.composed(
        rows, currency="USD", quantity=Quantity(Decimal(500), "C62"), mode="EXPRESS", rule=rule, days=(3, 5)
    )


GOODS = (None, charge("4900.00", "CNY"))
WAY = (Step.MAIN_CARRIAGE, charge("210.00", "EUR", "230.00"))
DUTY = (Step.DUTY, charge("59.78"))


class TestSheet:
    def test_worked_by_hand(self) -> None:
        found = composed(lines(DUTY, GOODS, WAY))
        assert [str(one.span.low) for one in found.lines if one.span] == ["689.92 USD", "242.21 USD", "59.78 USD"]
        assert found.total == Span(Money.of("991.91", "USD"), Money.of("1014.98", "USD"))  # 230 x 1.1534 = 265.282
        assert found.per_unit == (Decimal("1.9838"), Decimal("2.0300"))
        assert not found.is_exact
        assert found.lines[1].exchange == into("EUR")

    def test_a_gap_is_listed_and_left_out(self) -> None:
        found = composed(lines(GOODS, (Step.DUTY, Charge("duty.mfn", "Duty", None, why="no_rate"))))
        assert found.total == Span.exact(Money.of("689.92", "USD"))
        assert [one.charge.why for one in found.gaps] == ["no_rate"]
        assert found.costs[Step.DUTY] is None
        assert {rung.rule.code for rung in found.rungs if rung.price is None} == {"DDP"}
        assert not found.is_exact

    def test_a_sea_rule_by_courier_is_warned_of(self) -> None:
        assert "sea" in composed(lines(GOODS), rule="FOB").said[0]
        assert not composed(lines(GOODS), rule="FCA").said

    @given(st.lists(st.tuples(st.sampled_from([None, *Step]), st.integers(0, 10**9), st.integers(0, 10**6),
                              st.sampled_from(["USD", "CNY", "EUR"])), min_size=1, max_size=12))  # fmt: skip
    def test_the_total_is_the_sum_of_the_lines_shown(self, rows: list[tuple[Step | None, int, int, str]]) -> None:
        given = [
            (step, Charge("x", "x", Span(Money.from_minor(low, coin), Money.from_minor(low + more, coin))))
            for step, low, more, coin in rows
        ]
        found = composed(lines(*given))
        spans = [one.span for one in found.lines if one.span]
        assert found.total.low.minor == sum(span.low.minor for span in spans)
        assert found.total.high.minor == sum(span.high.minor for span in spans)
        whole = {rung.price + rung.buyer_pays for rung in found.rungs if rung.price and rung.buyer_pays}
        assert whole == {found.total}


class TestInsured:
    def test_covers_goods_and_way_and_nothing_after(self) -> None:
        rows = lines((None, charge("10000.00")), (Step.MAIN_CARRIAGE, charge("2000.00")), DUTY)
        one = sheet.insured(rows, "USD", rate=Decimal("0.003"), source=ECB, name="Insurance")
        assert one.span == Span.exact(Money.of("39.73", "USD"))
        assert one.charge.base == Span.exact(Money.of("12000.00", "USD"))

    def test_an_unknown_freight_leaves_a_gap(self) -> None:
        rows = lines(GOODS, (Step.MAIN_CARRIAGE, Charge("freight", "Freight", None, why="no_card")))
        one = sheet.insured(rows, "USD", rate=Decimal("0.003"), source=ECB, name="Insurance")
        assert (one.span, one.charge.why) == (None, "freight_unknown")


def fee(basis: str, low: str, high: str = "", *, least: str = "0", until: date | None = None) -> FeeRate:
    return FeeRate("r1", "terminal", Step.DESTINATION_CHARGES, "US", "LCL", basis, Decimal(low), Decimal(high or low),
                   Decimal(least), "USD", "Terminal", "card", date(2026, 1, 1), until)  # fmt: skip


MEASURED = Measured(
    Range(Decimal("2.52"), Decimal("2.52")), Range(Decimal(4000), Decimal(4200)), 2, Span.exact(Money.of("1000", "USD"))
)


class TestFees:
    @pytest.mark.parametrize(
        ("row", "low", "high"),
        [
            (fee(fees.SHIPMENT, "125"), "125.00", "125.00"),
            (fee(fees.CBM, "30"), "75.60", "75.60"),
            (fee(fees.TONNE, "10"), "40.00", "42.00"),
            (fee(fees.WM, "55"), "220.00", "231.00"),
            (fee(fees.LINE, "15", "20"), "30.00", "40.00"),
            (fee(fees.VALUE, "0.003464", least="33.58"), "33.58", "33.58"),
            (fee(fees.VALUE, "0.05", "0.08"), "50.00", "80.00"),
            (fee(fees.CBM, "1", least="25"), "25.00", "25.00"),
        ],
    )
    def test_each_basis(self, row: FeeRate, low: str, high: str) -> None:
        assert fees.charged(row, MEASURED, on=DAY).span == Span(Money.of(low, "USD"), Money.of(high, "USD"))

    def test_an_ended_row_is_a_gap(self) -> None:
        ended = fee(fees.SHIPMENT, "125", until=date(2026, 11, 22))
        assert fees.charged(ended, MEASURED, on=DAY).why == "fee_ended"
        assert fees.charged(ended, MEASURED, on=date(2026, 11, 22)).span
