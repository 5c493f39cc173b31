"""The export floor: the worked figure of domain.md D, every line by hand, and what always holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcebridge.catalog.pricing import Tier
from sourcebridge.kit.charges import Source
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost.floor import (
    BELOW_FLOOR,
    UNDERCUT,
    Costs,
    Exchange,
    Floor,
    Rebate,
    carried,
    floor,
    steps,
)

DAY = date(2026, 1, 1)
FULL = Rebate("rebate:1", "5208", Decimal("0.13"), Decimal("0.13"), "[test]", DAY)
NINE = Rebate("rebate:2", "5208", Decimal("0.13"), Decimal("0.09"), "[test]", DAY)
HALF = Costs(Decimal("0.50"), True, Decimal(0), Decimal("0.10"))


def cny(amount: str | Decimal) -> UnitPrice:
    return UnitPrice(Decimal(amount), "CNY", "MTR")


def usd(amount: str | Decimal) -> UnitPrice:
    return UnitPrice(Decimal(amount), "USD", "MTR")


def metres(amount: int | str) -> Quantity:
    return Quantity.of(str(amount), "MTR")


def dollars(rate: str | Decimal = "7.00", margin: str = "0") -> Exchange:
    return Exchange("USD", Decimal(rate), Decimal(margin), DAY, Source("tests"))


def worked(**more: Any) -> Floor:
    said: dict[str, Any] = {
        "price": cny("11.30"), "quantity": metres(1000), "rebate": FULL, "costs": HALF, "exchange": dollars(),
    }  # fmt: skip
    return floor(**said | more)


def amounts(found: Floor) -> list[str]:
    return [str(line.span.low.amount) if line.span else "?" for line in found.lines]


class TestFloor:
    def test_worked_figure(self) -> None:
        found = worked()
        assert amounts(found) == ["10000.00", "0.00", "500.00", "0.00"]
        assert (str(found.least), str(found.per_unit)) == ("10500.00 CNY", "1.50 USD/MTR")
        assert str(found.suggested) == "1.65 USD/MTR"

    def test_every_line_can_be_worked_out(self) -> None:
        found = worked(rebate=NINE, costs=Costs(Decimal(300), False, Decimal(450), Decimal("0.08")))
        assert amounts(found) == ["10000.00", "400.00", "300.00", "450.00"]
        assert [line.how for line in found.lines[:2]] == ["1000 x 11.30 / (1 + 13 %)", "10000.00 x (13 % - 9 %)"]
        assert found.lines[1].source is not None
        assert found.lines[1].source.ref == "rebate:2"
        assert str(found.per_unit) == "1.592858 USD/MTR"  # 11150 / 7 / 1000, rounded up

    @pytest.mark.parametrize(
        ("quantity", "each"),
        # documents of 450 and carriage of 300 are shared by more units: 10.00 + 750 / q, over 7
        [(100, "2.50"), (500, "1.642858"), (3000, "1.464286")],
    )
    def test_costs_of_a_shipment_are_shared(self, quantity: int, each: str) -> None:
        found = worked(quantity=metres(quantity), costs=Costs(Decimal(300), False, Decimal(450), Decimal(0)))
        assert found.per_unit is not None
        assert found.per_unit.text == each

    def test_price_without_vat(self) -> None:
        found = worked(price=cny("10.00"), costs=Costs(Decimal("0.50"), True, Decimal(0), Decimal(0), False))
        assert str(found.per_unit) == "1.50 USD/MTR"
        assert found.lines[0].how == "1000 x 10.00"

    def test_seller_s_door_has_no_way(self) -> None:
        assert amounts(worked(rule="EXW")) == ["10000.00", "0.00"]

    def test_operator_s_margin_brings_fewer_yuan(self) -> None:
        found = worked(exchange=dollars("7.07", "0.01"))
        assert found.exchange.brings == Decimal("7.00000000")
        assert str(found.per_unit) == "1.50 USD/MTR"

    @pytest.mark.parametrize(
        ("more", "gaps"),
        [
            ({"rebate": None, "why": "no_code"}, ["floor.net", "floor.vat_gap"]),
            ({"costs": None}, ["floor.inland", "floor.documents"]),
            ({"price": usd("1.40")}, ["floor.net", "floor.vat_gap"]),
        ],
    )
    def test_unknown_is_a_gap_never_zero(self, more: dict[str, Any], gaps: list[str]) -> None:
        found = worked(**more)
        assert [line.code for line in found.missing] == gaps
        assert all(line.why for line in found.missing)
        assert found.per_unit is None
        assert found.suggested is None


PRICES = st.decimals("0.01", "5000", places=4)
RATES = st.decimals("0.5", "20", places=4)
SHARES = st.integers(0, 13).map(lambda points: Decimal(points) / 100)
COUNTS = st.integers(1, 100_000)


class TestAlways:
    @settings(max_examples=150, deadline=None)
    @given(PRICES, PRICES, COUNTS)
    def test_dearer_at_home_is_never_lower(self, one: Decimal, other: Decimal, count: int) -> None:
        low, high = sorted([one, other])
        left = worked(price=cny(low), quantity=metres(count), rebate=NINE)
        right = worked(price=cny(high), quantity=metres(count), rebate=NINE)
        assert left.per_unit is not None
        assert right.per_unit is not None
        assert left.per_unit.amount <= right.per_unit.amount

    @settings(max_examples=150, deadline=None)
    @given(PRICES, RATES, RATES, COUNTS)
    def test_more_yuan_for_a_dollar_is_never_higher(self, price: Decimal, one: Decimal, other: Decimal, n: int) -> None:
        low, high = sorted([one, other])
        left = worked(price=cny(price), quantity=metres(n), exchange=dollars(low))
        right = worked(price=cny(price), quantity=metres(n), exchange=dollars(high))
        assert left.per_unit is not None
        assert right.per_unit is not None
        assert left.per_unit.amount >= right.per_unit.amount

    @settings(max_examples=150, deadline=None)
    @given(PRICES, SHARES, SHARES, COUNTS)
    def test_more_rebate_is_never_higher(self, price: Decimal, one: Decimal, other: Decimal, count: int) -> None:
        low, high = sorted([one, other])
        less, more = (
            worked(
                price=cny(price), quantity=metres(count),
                rebate=Rebate("r", "52", Decimal("0.13"), share, "[test]", DAY),
            )
            for share in (low, high)
        )  # fmt: skip
        assert less.per_unit is not None
        assert more.per_unit is not None
        assert more.per_unit.amount <= less.per_unit.amount

    @settings(max_examples=150, deadline=None)
    @given(PRICES, RATES, COUNTS)
    def test_lines_sum_and_the_floor_covers_them(self, price: Decimal, rate: Decimal, count: int) -> None:
        found = worked(price=cny(price), quantity=metres(count), rebate=NINE, exchange=dollars(rate))
        assert sum(line.span.low.amount for line in found.lines if line.span) == found.least.amount
        assert found.per_unit is not None
        assert found.per_unit.amount * count * found.exchange.brings >= found.least.amount


def ladder(price: Any, *tiers: tuple[int, str]) -> tuple[Tier, ...]:
    return tuple(Tier(metres(least), price(amount)) for least, amount in tiers)


class TestSteps:
    def test_domestic_tier_that_undercuts(self) -> None:
        found = carried(price=cny("10.00"), quantity=metres(1000), asked=usd("1.60"), costs=HALF, exchange=dollars())
        assert (str(found.costs), str(found.asked)) == ("10500.00 CNY", "11200.00 CNY")
        assert found.undercuts

    def test_equal_is_not_undercut(self) -> None:
        assert not carried(
            price=cny("10.70"), quantity=metres(1000), asked=usd("1.60"), costs=HALF, exchange=dollars()
        ).undercuts

    def test_turns_of_both_ladders_from_the_first_export_tier(self) -> None:
        found = steps(
            ladders=[ladder(cny, (1, "12.00"), (200, "11.30"), (800, "10.00"))],
            export=ladder(usd, (500, "1.62"), (2000, "1.30")), rebate=FULL, costs=HALF, exchange=dollars(),
        )  # fmt: skip
        assert [(one.quantity.text, one.kinds) for one in found] == [
            ("500", ()),  # floor 1.50, carried 11.80 against 11.34
            ("800", (UNDERCUT,)),  # carried 10.50 against 11.34
            ("2000", (BELOW_FLOOR,)),  # floor (8.849558 + 0.50) / 7 = 1.335652
        ]

    def test_variants_floor_by_the_dearest_undercut_by_the_cheapest(self) -> None:
        one = steps(
            ladders=[ladder(cny, (1, "11.30")), ladder(cny, (1, "9.00"))], export=ladder(usd, (500, "1.45")),
            rebate=FULL, costs=HALF, exchange=dollars(),
        )[0]  # fmt: skip
        assert one.kinds == (BELOW_FLOOR, UNDERCUT)

    def test_goods_not_listed_abroad_still_have_a_floor(self) -> None:
        found = steps(ladders=[ladder(cny, (1, "11.30"))], export=(), rebate=FULL, costs=HALF, exchange=dollars())
        assert [(one.asked, one.carried, one.kinds) for one in found] == [(None, None, ())]

    def test_goods_without_terms_never_alarm(self) -> None:
        found = steps(
            ladders=[ladder(cny, (1, "1.00"))], export=ladder(usd, (1, "9.00")), rebate=FULL, costs=None,
            exchange=dollars(),
        )  # fmt: skip
        assert [one.kinds for one in found] == [()]
