"""Money and unit prices: exact, of one currency, rounded once."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.kit.currency import EXPONENTS, UnknownCurrency
from sourcebridge.kit.money import InexactMoney, Money, UnitPrice, UnlikeCurrencies, money_json
from sourcebridge.kit.quantity import Quantity, UnlikeUnits

CURRENCIES = st.sampled_from(sorted(EXPONENTS))
MINOR = st.integers(-(10**14), 10**14)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


class TestReading:
    @pytest.mark.parametrize(
        ("text", "currency", "minor"),
        [("9.80", "CNY", 980), ("9.8", "CNY", 980), ("980", "JPY", 980), ("1.234", "KWD", 1234), ("-0.01", "USD", -1)],
    )
    def test_takes_the_currency_s_decimals(self, text: str, currency: str, minor: int) -> None:
        assert Money.of(text, currency).minor == minor

    @pytest.mark.parametrize(
        "text",
        [
            "9.801", "0.98000000000000000000000000000000001", "", "x", "1,00", "NaN", "sNaN", "Infinity", "-Infinity",
            "1E+16", "1E+999999", "1E+99999999", "1E-999999", "10000000000000.01",
        ],
    )  # fmt: skip
    def test_refuses_what_is_not_an_amount(self, text: str) -> None:
        with pytest.raises(InexactMoney):
            cny(text)

    @pytest.mark.parametrize("value", [9.8, True])
    def test_refuses_floats_and_truth_values(self, value: float) -> None:
        with pytest.raises(TypeError):
            Money(value, "CNY")  # type: ignore[arg-type]

    def test_refuses_an_unknown_currency(self) -> None:
        with pytest.raises(UnknownCurrency):
            Money.of("1", "XXX")

    def test_knows_one_zero(self) -> None:
        assert str(cny("-0.00")) == "0.00 CNY"
        assert not cny("0")

    @given(minor=MINOR, currency=CURRENCIES)
    def test_survives_the_way_to_minor_units_and_json(self, minor: int, currency: str) -> None:
        money = Money.from_minor(minor, currency)
        assert money.minor == minor
        assert Money.of(**json.loads(json.dumps(money, default=money_json))) == money


class TestArithmetic:
    @given(a=MINOR, b=MINOR, currency=CURRENCIES)
    def test_is_that_of_whole_numbers(self, a: int, b: int, currency: str) -> None:
        one, two = Money.from_minor(a, currency), Money.from_minor(b, currency)
        assert (one + two).minor == a + b
        assert (one - two).minor == a - b
        assert (-one).minor == -a
        assert (one < two) == (a < b)
        assert Money.total([one, two], currency).minor == a + b

    def test_never_mixes_currencies(self) -> None:
        for act in (lambda: cny("1") + Money.of("1", "USD"), lambda: cny("1") < Money.of("1", "USD")):
            with pytest.raises(UnlikeCurrencies):
                act()
        assert cny("1") != Money.of("1", "USD")

    def test_multiplies_by_whole_numbers_only(self) -> None:
        assert cny("9.80") * 3 == cny("29.40")
        for factor in (1.5, True, Decimal(2)):
            with pytest.raises(TypeError):
                cny("9.80") * factor  # type: ignore[operator]

    @pytest.mark.parametrize(
        ("amount", "rate", "share"), [("1960.00", "0.006", "11.76"), ("0.50", "0.01", "0.01"), ("0.49", "0.01", "0.00")]
    )
    def test_takes_a_share_rounded_half_up(self, amount: str, rate: str, share: str) -> None:
        assert cny(amount).share(Decimal(rate)) == cny(share)

    def test_refuses_to_round_beyond_all_bounds(self) -> None:
        with pytest.raises(InexactMoney):
            Money.rounded(Decimal("1E+30"), "CNY")


class TestSplit:
    @given(minor=MINOR, weights=st.lists(st.integers(0, 10**12), min_size=1, max_size=9), currency=CURRENCIES)
    def test_returns_the_whole_and_no_part_off_by_a_unit(self, minor: int, weights: list[int], currency: str) -> None:
        whole = Money.from_minor(minor, currency)
        if not any(weights):
            with pytest.raises(ValueError, match="weights"):
                whole.split(weights)
            return
        parts = whole.split(weights)
        assert Money.total(parts, currency) == whole
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)

    def test_gives_the_rest_to_the_largest_remainder_then_the_first(self) -> None:
        assert [part.minor for part in cny("1.00").split([1, 1, 1])] == [34, 33, 33]
        assert [part.minor for part in cny("0.05").split([Decimal("0.5"), Decimal("1.5")])] == [1, 4]
        assert [part.minor for part in cny("-1.00").split([1, 1, 1])] == [-34, -33, -33]

    def test_is_exact_beyond_28_digits(self) -> None:
        weights = [10**13 - 1, 10**13 + 1, 3]
        assert sum(part.minor for part in Money.from_minor(10**15, "CNY").split(weights)) == 10**15


class TestUnitPrice:
    def test_becomes_money_through_a_quantity_rounded_once(self) -> None:
        price = UnitPrice(Decimal("0.333333"), "CNY", "MTR")
        assert price * Quantity.of(3, "MTR") == cny("1.00")
        assert UnitPrice(Decimal("9.80"), "CNY", "MTR") * Quantity.of("200", "MTR") == cny("1960.00")
        assert UnitPrice(Decimal("0.005"), "CNY", "C62") * Quantity.of(1, "C62") == cny("0.01")

    def test_refuses_another_unit(self) -> None:
        with pytest.raises(UnlikeUnits):
            UnitPrice(Decimal(1), "CNY", "MTR") * Quantity.of(1, "C62")

    @pytest.mark.parametrize("text", ["0.0000001", "-1", "1E+13", "1E+99999999", "1.00000000000000000000000000000001"])
    def test_refuses_what_its_column_cannot_hold(self, text: str) -> None:
        with pytest.raises(InexactMoney):
            UnitPrice(Decimal(text), "CNY", "MTR")

    @pytest.mark.parametrize(
        ("amount", "currency", "text"),
        [
            ("9.8", "CNY", "9.80"),
            ("9.805", "CNY", "9.805"),
            ("100", "CNY", "100.00"),
            ("9.5", "JPY", "9.5"),
            ("9", "JPY", "9"),
        ],
    )
    def test_is_written_without_idle_zeros(self, amount: str, currency: str, text: str) -> None:
        price = UnitPrice(Decimal(amount), currency, "MTR")
        assert price.text == text
        assert price.as_json() == {"amount": text, "currency": currency, "unit": "MTR"}
