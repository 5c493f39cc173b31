"""From goods to cartons."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from sourcebridge.catalog.models import Packaging, Product, Shop
from sourcebridge.kit.boxes import Box, cubic_metres, grams
from sourcebridge.loading import queries
from sourcebridge.loading.cartons import CartonType, Estimate, Goods, Level, cartons_of
from sourcebridge.parties.models import Company

NOW = datetime(2026, 3, 1, tzinfo=UTC)
KINDS = [CartonType("M", 400, 300, 300, 450, 18_000), CartonType("L", 600, 400, 400, 900, 22_000)]
PIECE = Level(Decimal(1), 100, 100, 100, Decimal(200))
CARTON = Level(Decimal(40), 500, 400, 300, Decimal(9000))


class TestCartons:
    def test_the_last_carton_is_partly_filled(self) -> None:
        found = cartons_of(Goods(Level(None, None, None, None, Decimal(200)), CARTON), Decimal(100), KINDS)
        assert found is not None
        assert found.is_exact
        assert found.low == (Box(500, 400, 300, 9000, 2), Box(500, 400, 300, 5000))

    def test_pieces_that_fill_no_carton_are_repacked(self) -> None:
        found = cartons_of(Goods(PIECE, CARTON), Decimal(100), KINDS)
        assert found is not None
        assert found.low == (Box(500, 400, 300, 9000, 2), Box(400, 300, 300, 4450))

    def test_a_few_do_not_travel_in_a_carton_for_hundreds(self) -> None:
        """20 phone cases: one inner pack of 395 x 290 x 240, not the carton of 400 that holds twenty of these packs."""
        goods = Goods(
            Level(Decimal(1), 145, 115, 90, Decimal(252)), Level(Decimal(400), 1050, 715, 620, Decimal(97_368)),
            Level(Decimal(20), 395, 290, 240, Decimal(4848)),
        )  # fmt: skip
        found = cartons_of(goods, Decimal(20), KINDS)
        assert found is not None
        assert found.low == (Box(395, 290, 240, 4848),)

    @pytest.mark.parametrize("quantity", [1, 7, 20, 39, 41, 79])
    def test_what_is_left_over_never_takes_more_than_a_carton(self, quantity: int) -> None:
        inner = Level(Decimal(5), 300, 200, 200, Decimal(1100))
        found = cartons_of(Goods(PIECE, CARTON, inner), Decimal(quantity), KINDS)
        assert found is not None
        assert cubic_metres(found.low) <= Decimal("0.06") * -(-quantity // 40)

    def test_pieces_go_into_the_best_type(self) -> None:
        found = cartons_of(Goods(PIECE), Decimal(36), KINDS)
        assert found is not None
        assert found.low == (Box(400, 300, 300, 7650),)

    def test_a_piece_too_large_for_any_carton_travels_by_itself(self) -> None:
        found = cartons_of(Goods(Level(Decimal(1), 1500, 300, 300, Decimal(5000))), Decimal(3), KINDS)
        assert found is not None
        assert found.low == (Box(1500, 300, 300, 5000, 3),)

    def test_an_estimate_is_marked_and_a_range(self) -> None:
        guess = Estimate(100, 300, 500_000, 2_000_000, "test")
        found = cartons_of(Goods(estimate=guess), Decimal(1000), KINDS)
        assert found is not None
        assert {box.estimated for box in (*found.low, *found.high)} == {frozenset({"sides", "weight"})}
        assert grams(found.low) < grams(found.high)
        assert cubic_metres(found.low) < cubic_metres(found.high)
        assert found.source == "test"

    def test_what_is_known_is_not_estimated(self) -> None:
        goods = Goods(Level(None, None, None, None, Decimal(250)), estimate=Estimate(100, 300, 500_000, 2_000_000, "t"))
        found = cartons_of(goods, Decimal(10), KINDS)
        assert found is not None
        assert found.low[0].estimated == frozenset({"sides"})

    def test_nothing_is_known(self) -> None:
        assert cartons_of(Goods(), Decimal(10), KINDS) is None


@pytest.mark.django_db
class TestQueries:
    def test_what_an_installation_starts_with(self) -> None:
        on = date(2026, 3, 1)
        assert [one.code for one in queries.containers(on=on)] == ["20GP", "40GP", "40HQ"]
        assert {one.code for one in queries.carton_types(on=on)} == {"S", "M", "L", "XL"}
        assert queries.containers(on=date(2019, 1, 1)) == []

    def test_goods_take_one_statement(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        firm = Company.objects.create(name="Mill", sells=True)
        shop = Shop.objects.create(company=firm, name="Mill", slug="mill-loading", opened_at=NOW)
        rows = [
            Product.objects.create(
                shop=shop, handle=f"p{number}", unit="C62", moq=1, batch_multiple=1, dispatch_hours=48,
                created_at=NOW, changed_at=NOW,
            )
            for number in range(2)
        ]  # fmt: skip
        Packaging.objects.create(product=rows[0], level="CARTON", holds=40, gross_weight_g=9000)
        with django_assert_num_queries(1):
            found = queries.goods([row.id for row in rows], on=date(2026, 3, 1))
        carton = found[rows[0].id].carton
        assert carton is not None
        assert carton.holds == 40
        assert found[rows[1].id].carton is None
        assert found[rows[1].id].estimate is not None
