"""Quantities: exact, of one unit, in its steps."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.kit.quantity import STEP, UNITS, InexactQuantity, Quantity, UnknownUnit, UnlikeUnits

AMOUNTS = st.integers(-(10**9), 10**9)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "unit"),
        [("200", "MTR"), ("0.1", "MTR"), ("0.001", "KGM"), ("0.25", "MTK"), ("7", "C62"), ("1E+3", "C62")],
    )
    def test_takes_the_unit_s_steps(self, text: str, unit: str) -> None:
        assert Quantity.of(text, unit).amount == Decimal(text)

    @pytest.mark.parametrize(
        ("text", "unit"),
        [
            ("0.05", "MTR"), ("1.5", "C62"), ("0.0001", "KGM"), ("NaN", "MTR"), ("sNaN", "MTR"), ("Infinity", "MTR"),
            ("", "MTR"), ("1,5", "MTR"), ("1E+13", "C62"), ("1E+99999999", "C62"), ("1E-99999999", "C62"),
            ("1.00000000000000000000000000000000001", "C62"),
        ],
    )  # fmt: skip
    def test_refuses_what_is_not_a_quantity(self, text: str, unit: str) -> None:
        with pytest.raises(InexactQuantity):
            Quantity.of(text, unit)

    @pytest.mark.parametrize("value", [1.0, True])
    def test_refuses_floats_and_truth_values(self, value: float) -> None:
        with pytest.raises(TypeError):
            Quantity(value, "MTR")  # type: ignore[arg-type]

    def test_refuses_an_unknown_unit(self) -> None:
        with pytest.raises(UnknownUnit):
            Quantity.of(1, "FOOT")


class TestArithmetic:
    @given(a=AMOUNTS, b=AMOUNTS, unit=st.sampled_from(sorted(UNITS)))
    def test_is_that_of_steps(self, a: int, b: int, unit: str) -> None:
        step = UNITS[unit].step
        one, two = Quantity(a * step, unit), Quantity(b * step, unit)
        assert (one + two).amount == (a + b) * step
        assert (one - two).amount == (a - b) * step
        assert (one < two) == (a < b)
        assert bool(one) == bool(a)
        assert Quantity.of(one.as_json()["amount"], unit) == one

    def test_never_mixes_units(self) -> None:
        for act in (
            lambda: Quantity.of(1, "MTR") + Quantity.of(1, "C62"),
            lambda: Quantity.of(1, "MTR") <= Quantity.of(1, "C62"),
        ):
            with pytest.raises(UnlikeUnits):
                act()

    def test_is_written_without_idle_zeros(self) -> None:
        assert str(Quantity.of("200.0", "MTR")) == "200 MTR"
        assert Quantity.of("1.50", "MTR").text == "1.5"
        assert Quantity.of("-0", "MTR").text == "0"

    def test_every_step_fits_the_columns(self) -> None:
        assert all(unit.step % STEP == 0 for unit in UNITS.values())
