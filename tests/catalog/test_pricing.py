"""The price of a quantity and which quantities may be ordered (domain.md A2)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.catalog import pricing
from sourcebridge.catalog.errors import BelowFirstTier, LadderBroken
from sourcebridge.catalog.pricing import Tier
from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity


def metres(amount: str | int | Decimal) -> Quantity:
    return Quantity.of(amount, "MTR")


def pieces(amount: int | Decimal) -> Quantity:
    return Quantity.of(amount, "C62")


def ladder(*steps: tuple[str, str]) -> list[Tier]:
    return [Tier(metres(least), UnitPrice(Decimal(price), "CNY", "MTR")) for least, price in steps]


TWILL = ladder(("1", "12.00"), ("50", "10.50"), ("200", "9.80"))
STEPS = st.lists(
    st.tuples(st.integers(1, 5000), st.decimals("0.01", "999", places=2)),
    min_size=1,
    max_size=6,
    unique_by=lambda s: s[0],
)


def rising(steps: list[tuple[int, Decimal]]) -> list[Tier]:
    """Any steps as a valid ladder."""
    prices = sorted((price for _least, price in steps), reverse=True)
    leasts = sorted(least for least, _price in steps)
    return [Tier(metres(least), UnitPrice(price, "CNY", "MTR")) for least, price in zip(leasts, prices, strict=True)]


class TestTier:
    @pytest.mark.parametrize(
        ("quantity", "total"),
        [("1", "12.00"), ("49", "588.00"), ("50", "525.00"), ("199.9", "2098.95"), ("200", "1960.00")],
    )
    def test_is_the_last_one_reached(self, quantity: str, total: str) -> None:
        assert pricing.line_price(TWILL, metres(quantity)) == Money.of(total, "CNY")

    def test_there_is_no_price_below_the_first(self) -> None:
        assert pricing.tier_for(TWILL, metres("0.5")) is None
        with pytest.raises(BelowFirstTier):
            pricing.line_price(TWILL, metres("0.5"))

    @given(STEPS, st.integers(1, 6000))
    def test_more_never_costs_more_per_unit(self, steps: list[tuple[int, Decimal]], quantity: int) -> None:
        tiers = rising(steps)
        pricing.check_ladder(tiers)
        here, more = pricing.tier_for(tiers, metres(quantity)), pricing.tier_for(tiers, metres(quantity + 1))
        assert here is None or (more is not None and more.price.amount <= here.price.amount)


class TestLadder:
    @pytest.mark.parametrize(
        "steps", [(), (("1", "9"), ("1", "8")), (("1", "9"), ("5", "9.01")), (("5", "9"), ("2", "8"))]
    )
    def test_is_refused_when_it_does_not_rise_and_fall(self, steps: tuple[tuple[str, str], ...]) -> None:
        with pytest.raises(LadderBroken):
            pricing.check_ladder(ladder(*steps))

    def test_may_keep_the_price(self) -> None:
        pricing.check_ladder(ladder(("1", "9"), ("5", "9")))


class TestHint:
    def test_says_when_more_costs_less(self) -> None:
        hint = pricing.next_tier_hint(TWILL, metres(49))
        assert hint is not None
        assert (hint.add, hint.extra, hint.cheaper) == (metres(1), Money.of("-63.00", "CNY"), True)

    def test_says_what_the_next_step_takes(self) -> None:
        hint = pricing.next_tier_hint(TWILL, metres(160))
        assert hint is not None
        assert (hint.add, hint.extra, hint.cheaper) == (metres(40), Money.of("280.00", "CNY"), False)

    @pytest.mark.parametrize("quantity", ["0.5", "200", "500"])
    def test_is_silent_below_the_first_and_on_the_last(self, quantity: str) -> None:
        assert pricing.next_tier_hint(TWILL, metres(quantity)) is None


class TestMerged:
    def test_agreed_prices_replace_the_ladder_from_their_minimum(self) -> None:
        merged = pricing.merged(TWILL, ladder(("100", "9.50")))
        assert [tier.minimum.text for tier in merged] == ["1", "50", "100"]
        assert pricing.line_price(merged, metres(300)) == Money.of("2850.00", "CNY")


class TestNearestValid:
    @pytest.mark.parametrize(
        ("asked", "moq", "batch", "lower", "upper"),
        [(30, 1, 12, 24, 36), (5, 1, 12, None, 12), (24, 1, 12, 24, 24), (13, 20, 12, None, 24), (25, 20, 12, 24, 36)],
    )
    def test_names_both_neighbours(self, asked: int, moq: int, batch: int, lower: int | None, upper: int) -> None:
        found = pricing.nearest_valid(pieces(asked), pieces(moq), pieces(batch))
        assert found == (None if lower is None else pieces(lower), pieces(upper))

    def test_a_batch_finer_than_the_unit_is_widened_to_it(self) -> None:
        assert pricing.nearest_valid(metres("7.7"), metres(1), metres("2.5"), Decimal(1)) == (metres(5), metres(10))

    @given(st.integers(1, 10**6), st.integers(1, 500), st.integers(1, 97))
    def test_neighbours_are_valid_and_nothing_lies_between(self, asked: int, moq: int, batch: int) -> None:
        lower, upper = pricing.nearest_valid(pieces(asked), pieces(moq), pieces(batch))
        assert pricing.is_valid(upper, pieces(moq), pieces(batch))
        assert upper >= pieces(asked)
        if lower is not None:
            assert pricing.is_valid(lower, pieces(moq), pieces(batch))
            assert lower <= pieces(asked)
            assert lower == upper or (upper - lower).amount == batch
        if pricing.is_valid(pieces(asked), pieces(moq), pieces(batch)):
            assert lower == upper == pieces(asked)
