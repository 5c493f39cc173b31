"""Lines of cost: spans add, gaps stay out of the sum and are named; boxes are exact."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.kit.boxes import Box, cubic_metres, grams
from sourcebridge.kit.charges import Charge, Span, gaps, total
from sourcebridge.kit.money import Money, UnlikeCurrencies

AMOUNTS = st.integers(0, 10**9).map(lambda minor: Money.from_minor(minor, "USD"))
SPANS = st.tuples(AMOUNTS, AMOUNTS).map(lambda ends: Span(min(ends), max(ends)))


class TestSpan:
    @given(SPANS, SPANS)
    def test_ends_add_apart(self, one: Span, other: Span) -> None:
        both = one + other
        assert (both.low, both.high) == (one.low + other.low, one.high + other.high)

    @given(SPANS, st.decimals(0, 3, places=4))
    def test_a_share_keeps_the_order_of_its_ends(self, span: Span, rate: Decimal) -> None:
        part = span.share(rate)
        assert part.low <= part.high
        assert part.low == span.low.share(rate)

    def test_runs_upwards_in_one_currency(self) -> None:
        with pytest.raises(ValueError, match="upwards"):
            Span(Money.of("2", "USD"), Money.of("1", "USD"))
        with pytest.raises(UnlikeCurrencies):
            Span(Money.of("1", "USD"), Money.of("1", "CNY"))


class TestTotal:
    def test_a_gap_is_named_and_never_counted(self) -> None:
        known = Charge("duty", "Duty", Span.exact(Money.of("6.50", "USD")))
        unknown = Charge("vat", "VAT", None, why="no rate for this country")
        assert total([known, unknown], "USD") == Span.exact(Money.of("6.50", "USD"))
        assert gaps([known, unknown]) == [unknown]
        assert not gaps([known, unknown.said(Span.zero("USD"))])


class TestBox:
    def test_volume_and_weight_are_exact(self) -> None:
        boxes = [Box(600, 400, 500, 14_000), Box(300, 200, 100, 999, count=3)]
        assert cubic_metres(boxes) == Decimal("0.138")
        assert grams(boxes) == 16_997
        assert boxes[0].sides == (600, 500, 400)

    @pytest.mark.parametrize("wrong", [(0, 1, 1, 1), (1, 1, 1, -1)])
    def test_nothing_is_made_of_nothing(self, wrong: tuple[int, int, int, int]) -> None:
        with pytest.raises(ValueError, match="above zero"):
            Box(*wrong)
