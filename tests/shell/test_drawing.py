"""What components compute: the lit tier, the savings, the shares of the bar, the stepper's bounds."""

from decimal import Decimal

import pytest
from django.utils import translation

from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.shell import drawing, parts


@pytest.fixture(autouse=True)
def _english() -> None:
    translation.activate("en")


def metres(amount: int) -> Quantity:
    return Quantity(Decimal(amount), "MTR")


def ladder(chosen: int | None, *steps: tuple[int, str]) -> parts.PriceLadder:
    steps = steps or ((10, "12.00"), (50, "10.50"), (200, "9.80"))
    tiers = [parts.Tier(metres(low), UnitPrice(Decimal(price), "CNY", "MTR")) for low, price in steps]
    return parts.PriceLadder(tiers, metres(chosen) if chosen is not None else None)


def box(**sums: str) -> parts.MoneyBox:
    def amount(name: str) -> Money:
        return Money.of(sums.get(name, "0"), "CNY")

    return parts.MoneyBox(amount("total"), amount("paid"), amount("held"), amount("released"), amount("refunded"))


class TestLadder:
    @pytest.mark.parametrize(
        ("chosen", "lit"), [(None, None), (0, None), (9, None), (10, 0), (49, 0), (50, 1), (200, 2), (999, 2)]
    )
    def test_lights_the_reached_tier(self, chosen: int | None, lit: int | None) -> None:
        columns = drawing.ladder_columns(ladder(chosen))
        assert [index for index, column in enumerate(columns) if column.lit] == ([] if lit is None else [lit])

    def test_names_ranges_without_gaps(self) -> None:
        labels = [column.label.replace("\u00a0", " ") for column in drawing.ladder_columns(ladder(None))]
        assert labels == ["10–49 m", "50–199 m", "≥ 200 m"]

    @pytest.mark.parametrize(
        ("chosen", "sentence"),
        [
            (0, ""),
            (4, "The price starts at 10 m: add 6 m."),
            (160, "40 m more reaches the 200 m price: ¥280.00 more in total, ¥0.70 less per m."),
            (195, "5 m more reaches the 200 m price, and the whole costs ¥87.50 less."),
            (200, "This is the best price."),
        ],
    )
    def test_says_what_the_next_tier_saves(self, chosen: int, sentence: str) -> None:
        assert drawing.ladder_advice(ladder(chosen)).replace("\u00a0", " ") == sentence

    def test_says_nothing_about_a_single_price(self) -> None:
        assert drawing.ladder_advice(ladder(30, (10, "12.00"))) == ""


class TestBar:
    def test_fills_exactly_when_everything_is_somewhere(self) -> None:
        shares = drawing.bar_shares(box(total="100", paid="100", held="50", released="30", refunded="20"))
        assert [(share.kind, share.x, share.width) for share in shares] == [
            ("released", 0, 300), ("held", 300, 500), ("refunded", 800, 200),
        ]  # fmt: skip

    def test_keeps_a_small_sum_visible_and_stays_inside(self) -> None:
        shares = drawing.bar_shares(box(total="1000", paid="1000", held="999.99", released="0.01"))
        assert shares[0].width == 6
        assert sum(share.width for share in shares) <= drawing.BAR_WIDTH

    def test_names_what_is_still_to_pay_only_when_something_is(self) -> None:
        assert [row[0] for row in drawing.money_rows(box(total="100", paid="30", held="30"))][-1] == "open"
        assert [row[0] for row in drawing.money_rows(box(total="100", paid="100", held="100"))][-1] == "refunded"


class TestStepper:
    @pytest.mark.parametrize(
        ("minimum", "step", "maximum", "bounds"),
        [
            (50, 20, 95, {"min": "60", "step": "20", "max": "80"}),
            (0, 10, None, {"min": "0", "step": "10"}),
            (10, 10, 3, {"min": "10", "step": "10", "max": "10"}),
        ],
    )
    def test_offers_whole_batches_only(
        self, minimum: int, step: int, maximum: int | None, bounds: dict[str, str]
    ) -> None:
        most = None if maximum is None else Decimal(maximum)
        assert drawing.stepper_bounds(minimum=Decimal(minimum), step=Decimal(step), maximum=most) == bounds
