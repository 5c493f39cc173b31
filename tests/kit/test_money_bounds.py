"""The last amount that is taken, the first that is not, and what is said then."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sourcebridge.kit.currency import UnknownCurrency
from sourcebridge.kit.money import InexactMoney, Money, UnitPrice, UnlikeCurrencies, decimal_from, money_json
from sourcebridge.kit.quantity import (
    UNITS,
    InexactQuantity,
    Quantity,
    UnknownUnit,
    UnlikeUnits,
    unit_of,
)


class TestMoney:
    @pytest.mark.parametrize(
        ("currency", "largest", "step"),
        [("CNY", "10000000000000.00", "0.01"), ("JPY", "1000000000000000", "1"), ("KWD", "1000000000000.000", "0.001")],
    )
    def test_ends_at_ten_to_the_fifteenth_of_its_smallest_unit(self, currency: str, largest: str, step: str) -> None:
        beyond = Decimal(largest) + Decimal(step)
        for sign in (1, -1):
            end = sign * Decimal(largest)
            assert Money.of(end, currency).minor == sign * 10**15
            assert Money.rounded(end, currency).minor == sign * 10**15
            for act in (Money.of, Money.rounded):
                with pytest.raises(InexactMoney):
                    act(sign * beyond, currency)

    def test_is_not_rounded_back_into_its_bounds(self) -> None:
        with pytest.raises(InexactMoney):
            Money.rounded(Decimal("10000000000000.004"), "CNY")

    def test_is_kept_with_all_the_decimals_of_its_currency(self) -> None:
        assert str(Money.of("9.8", "CNY").amount) == "9.80"
        assert str(Money.of("1E+2", "CNY").amount) == "100.00"
        assert str(Money.of("-0", "CNY").amount) == "0.00"

    def test_knows_nothing_and_its_text(self) -> None:
        zero, much = Money.zero("CNY"), Money.of("9.80", "CNY")
        assert (bool(zero), bool(much), bool(-much)) == (False, True, True)
        assert not (much < Money.of("9.80", "CNY"))
        assert much <= Money.of("9.80", "CNY")
        assert str(much) == "9.80 CNY"
        assert much.as_json() == {"amount": "9.80", "currency": "CNY"}
        assert str(Money.total([], "CNY")) == "0.00 CNY"

    def test_refuses_in_words(self) -> None:
        with pytest.raises(InexactMoney) as refused:
            Money.of("9.801", "CNY")
        assert (refused.value.status, refused.value.facts) == (
            422, {"amount": "9.801", "currency": "CNY", "places": 2}
        )  # fmt: skip
        with pytest.raises(InexactMoney) as refused:
            Money.of("much", "JPY")
        assert refused.value.facts == {"amount": "much", "currency": "JPY", "places": 0}
        with pytest.raises(InexactMoney) as refused:
            Money.rounded(Decimal("1E+30"), "KWD")
        assert refused.value.facts == {"amount": "1E+30", "currency": "KWD", "places": 3}
        with pytest.raises(UnlikeCurrencies) as mixed:
            Money.zero("CNY") - Money.zero("USD")
        assert (mixed.value.status, mixed.value.facts) == (422, {"left": "CNY", "right": "USD"})

    @pytest.mark.parametrize("value", ["x", "NaN", "Infinity"])
    def test_reads_numbers_only(self, value: str) -> None:
        with pytest.raises(InexactMoney) as refused:
            decimal_from(value)
        assert refused.value.facts == {"amount": value, "currency": "?", "places": 0}

    def test_splits_by_nothing_negative_and_not_by_nothing(self) -> None:
        for weights in ([], [0, 0], [2, -1], [-1, -1]):
            with pytest.raises(ValueError, match="weights"):
                Money.of("1.00", "CNY").split(weights)
        assert [part.minor for part in Money.of("0.05", "CNY").split([0, 1])] == [0, 5]
        assert [part.minor for part in Money.of("0.03", "CNY").split([1, 1])] == [2, 1]
        assert [part.minor for part in Money.zero("CNY").split([1, 2])] == [0, 0]
        assert [part.minor for part in Money.of("-0.01", "CNY").split([1, 1])] == [-1, 0]


class TestUnitPrice:
    def test_runs_from_nothing_to_ten_to_the_twelfth(self) -> None:
        assert UnitPrice(Decimal(0), "CNY", "MTR").text == "0.00"
        assert str(UnitPrice(Decimal("-0"), "CNY", "MTR").amount) == "0.000000"
        assert UnitPrice(Decimal(10) ** 12, "CNY", "MTR").amount == 10**12
        for amount in ("-0.000001", "1000000000000.000001"):
            with pytest.raises(InexactMoney) as refused:
                UnitPrice(Decimal(amount), "CNY", "MTR")
            assert refused.value.facts == {"amount": amount, "currency": "CNY", "places": 6}

    def test_is_kept_with_six_decimals_and_written_with_its_unit(self) -> None:
        price = UnitPrice(Decimal("9.8"), "CNY", "MTR")
        assert str(price.amount) == "9.800000"
        assert str(price) == "9.80 CNY/MTR"

    def test_is_of_a_known_currency(self) -> None:
        with pytest.raises(UnknownCurrency):
            UnitPrice(Decimal(1), "XXX", "MTR")

    def test_says_which_units_do_not_go_together(self) -> None:
        with pytest.raises(UnlikeUnits) as refused:
            UnitPrice(Decimal(1), "CNY", "MTR") * Quantity.of(1, "C62")
        assert (refused.value.status, refused.value.facts) == (422, {"left": "MTR", "right": "C62"})


class TestJson:
    def test_is_strings(self) -> None:
        assert money_json(Decimal("1.50")) == "1.50"
        assert money_json(Quantity.of(2, "MTR")) == {"amount": "2", "unit": "MTR"}
        with pytest.raises(TypeError, match="float is not JSON"):
            money_json(1.5)


class TestQuantity:
    def test_units_are_counted_in_these_steps(self) -> None:
        assert {code: str(unit.step) for code, unit in UNITS.items()} == {
            "C62": "1", "MTR": "0.1", "KGM": "0.001", "SET": "1", "PR": "1", "RO": "1", "BX": "1", "DZN": "1",
            "MTK": "0.01",
        }  # fmt: skip
        assert {unit_of(code).code for code in UNITS} == set(UNITS)

    def test_ends_at_ten_to_the_twelfth(self) -> None:
        for sign in (1, -1):
            assert Quantity.of(sign * 10**12, "C62").amount == sign * 10**12
            with pytest.raises(InexactQuantity):
                Quantity.of(sign * (10**12 + 1), "C62")

    def test_is_kept_with_three_decimals_and_one_zero(self) -> None:
        assert str(Quantity.of(2, "MTR").amount) == "2.000"
        assert str(Quantity.of("-0", "MTR").amount) == "0.000"
        assert str(-Quantity.of(2, "MTR")) == "-2 MTR"
        assert Quantity.of(2, "MTR").as_json() == {"amount": "2", "unit": "MTR"}
        assert Quantity.of(2, "MTR") <= Quantity.of(2, "MTR")
        assert not (Quantity.of(2, "MTR") < Quantity.of(2, "MTR"))

    def test_refuses_in_words(self) -> None:
        for amount in ("x", "0.05", "NaN"):
            with pytest.raises(InexactQuantity) as refused:
                Quantity.of(amount, "MTR")
            assert (refused.value.status, refused.value.facts) == (422, {"amount": amount, "step": "0.1"})
        with pytest.raises(UnknownUnit) as unknown:
            Quantity.of(1, "FOOT")
        assert (unknown.value.status, unknown.value.facts) == (422, {"unit": "FOOT"})
        with pytest.raises(UnlikeUnits) as mixed:
            Quantity.of(1, "MTR") - Quantity.of(1, "C62")
        assert (mixed.value.status, mixed.value.facts) == (422, {"left": "MTR", "right": "C62"})
        for value in (1.0, True):
            with pytest.raises(TypeError, match="never a quantity"):
                Quantity(value, "MTR")  # type: ignore[arg-type]
