"""The freight formula against an independent reckoning, and against unknown weights."""

from decimal import Decimal
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics import freight
from sourcebridge.logistics.freight import FreightLine, Rate, WeightUnknown

DEPPON = Rate(Decimal(1000), Decimal("8.00"), Decimal(1000), Decimal("0.80"), Decimal("12.00"))

UNIT = st.integers(1, 5000)
FEE = st.integers(0, 9999)


def fen(rate: tuple[int, int, int, int, int], grams: int) -> int:
    first, first_fee, step, step_fee, least = rate
    beyond = grams - first
    steps = ceil(beyond / step) if beyond > 0 else 0
    return max(least, first_fee + steps * step_fee)


@given(
    st.tuples(
        st.integers(1, 5000), st.integers(0, 9999), st.integers(1, 5000), st.integers(0, 9999), st.integers(0, 9999)
    ),
    st.integers(0, 10**6),
)
def test_fee_equals_the_reckoning_in_whole_fen(rate: tuple[int, int, int, int, int], grams: int) -> None:
    first, first_fee, step, step_fee, least = rate
    row = Rate(Decimal(first), Decimal(first_fee) / 100, Decimal(step), Decimal(step_fee) / 100, Decimal(least) / 100)
    assert freight.fee(row, Decimal(grams), "CNY").minor == fen(rate, grams)


@pytest.mark.parametrize(
    ("grams", "expected"), [(1, "12.00"), (1000, "12.00"), (6000, "12.00"), (6001, "12.80"), (36000, "36.00")]
)
def test_steps_start_when_they_are_begun(grams: int, expected: str) -> None:
    assert freight.fee(DEPPON, Decimal(grams), "CNY") == Money.of(expected, "CNY")


def test_an_unknown_weight_is_refused_not_counted_as_zero() -> None:
    known = FreightLine(Quantity.of("200", "MTR"), Decimal(180), "twill")
    unknown = FreightLine(Quantity.of("1", "C62"), None, "varsity top")
    assert freight.weight([known]) == Decimal(36000)
    with pytest.raises(WeightUnknown, match="varsity top"):
        freight.weight([known, unknown])
