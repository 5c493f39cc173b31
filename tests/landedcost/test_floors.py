"""Export floors on the database: rebate rates, a supplier's costs, alarms raised once and cleared when mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.exporting import ExportTerms
from sourcebridge.catalog.models import PriceTier
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import Malformed, NotAllowed, NotFound
from sourcebridge.landedcost import queries, services
from sourcebridge.landedcost.models import FloorAlarm, FloorTerms, RebateRate
from sourcebridge.landedcost.services import OwnCosts, RebateTerms
from sourcebridge.parties.member import Member
from tests.domestic.conftest import supplier_by
from tests.landedcost.conftest import World

COSTS = OwnCosts(Decimal("0.50"), "UNIT", Decimal(0), Decimal("0.10"))


def rebate(world: World, prefix: str = "5208", levy: str = "0.13", back: str = "0.13", **more: Any) -> RebateRate:
    said: dict[str, Any] = {"by": world.by, "now": world.now} | {k: more.pop(k) for k in ("by", "now") if k in more}
    terms = RebateTerms(
        prefix, Decimal(levy), Decimal(back), "[test]", more.pop("first", business_day(world.now)), **more
    )
    return services.set_rebate(terms=terms, **said)


def costs(world: World, **more: Any) -> FloorTerms:
    factory = world.scene.factory
    said: dict[str, Any] = {"company_id": factory.id, "costs": COSTS, "by": supplier_by(factory), "now": world.now}
    return services.set_costs(**said | more)


def export(world: World, *tiers: tuple[str, str], rule: str = "FOB", currency: str = "USD", **more: Any) -> None:
    factory, today = world.scene.factory, business_day(world.now)
    terms = ExportTerms(
        rule, "CNSHA", currency, Decimal(tiers[0][0]), 15, 25, today,
        tuple((Decimal(least), Decimal(price)) for least, price in tiers), **more,
    )  # fmt: skip
    catalog.list_export(
        company_id=factory.id, product_id=world.scene.product.id, terms=terms, by=supplier_by(factory), now=world.now
    )


def check(world: World, later: timedelta = timedelta()) -> int:
    return services.check([world.scene.product.id], now=world.now + later)


def standing() -> list[tuple[str, str]]:
    rows = FloorAlarm.objects.filter(cleared_at=None).order_by("from_quantity", "kind")
    return [(row.kind, row.figures()["from_quantity"]) for row in rows]


class TestSettingRebates:
    def test_the_row_that_began_last_counts(self, world: World) -> None:
        today = business_day(world.now)
        rebate(world, back="0.13", first=today - timedelta(days=30))
        rebate(world, back="0.09", first=today)
        before = queries.rebates(on=today - timedelta(days=1))
        assert [row.rebate for row in before] == [Decimal("0.1300")]
        assert [row.rebate for row in queries.rebates(on=today)] == [Decimal("0.0900")]

    def test_longest_prefix_counts(self, world: World) -> None:
        rebate(world, "52", back="0.09")
        rebate(world, "520811", back="0.13")
        found = queries.floors([world.scene.product.id], at=world.now)[world.scene.product.id]
        assert found.rebate is not None
        assert found.rebate.prefix == "520811"

    def test_ended_row_gives_no_floor_and_says_who_must_act(self, world: World) -> None:
        costs(world)
        today = business_day(world.now)
        rebate(world, first=today - timedelta(days=9), valid_until=today - timedelta(days=1))
        found = queries.floors([world.scene.product.id], at=world.now)[world.scene.product.id]
        assert (found.rebate, found.why) == (None, "rebate_ended")
        assert found.steps[0].floor.per_unit is None
        assert "operator" in found.steps[0].floor.missing[0].why

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"prefix": "5"}, "prefix"),
            ({"prefix": "５２"}, "prefix"),
            ({"back": "0.14"}, "rebate"),
            ({"back": "-0.01"}, "rebate"),
            ({"treatment": "EXEMPT"}, "treatment"),
        ],
    )
    def test_what_contradicts_itself(self, world: World, said: dict[str, Any], field: str) -> None:
        with pytest.raises(Malformed) as refused:
            rebate(world, **said)
        assert field in refused.value.fields
        assert not RebateRate.objects.exists()

    def test_only_the_operator(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            rebate(world, by=supplier_by(world.scene.factory))
        assert not RebateRate.objects.exists()

    def test_database_holds_rebate_within_levy(self, world: World) -> None:
        row = rebate(world)
        with pytest.raises(IntegrityError), transaction.atomic():
            RebateRate.objects.create(
                prefix="61", levy=Decimal("0.09"), rebate=Decimal("0.13"), source="x", valid_from=row.valid_from,
                recorded_at=world.now,
            )  # fmt: skip


class TestSettingCosts:
    def test_those_of_a_product_replace_the_company_s(self, world: World) -> None:
        costs(world)
        costs(world, product_id=world.scene.product.id, costs=replace(COSTS, inland=Decimal("0.80")))
        found = queries.floors([world.scene.product.id], at=world.now)[world.scene.product.id]
        assert found.costs is not None
        assert found.costs.inland == Decimal("0.8")
        costs(world, costs=replace(COSTS, inland=Decimal("0.60")))
        assert FloorTerms.objects.count() == 2

    @pytest.mark.parametrize(
        "said", [{"inland": Decimal(-1)}, {"documents": Decimal(-1)}, {"margin": Decimal(-1)}, {"inland_basis": "BOX"}]
    )
    def test_nothing_negative(self, world: World, said: dict[str, Any]) -> None:
        with pytest.raises(Malformed):
            costs(world, costs=replace(COSTS, **said))
        assert not FloorTerms.objects.exists()

    def test_only_the_owner(self, world: World) -> None:
        factory, stall = world.scene.factory, world.scene.stall
        with pytest.raises(NotFound):
            costs(world, company_id=stall.id, product_id=world.scene.product.id, by=supplier_by(stall))
        with pytest.raises(NotAllowed):
            costs(world, by=By(Actor.BUYER, None, factory.id, "x"))
        assert not FloorTerms.objects.exists()


class TestFloors:
    def test_worked_by_hand_on_the_day_s_rates(self, world: World) -> None:
        rebate(world)
        costs(world)
        export(world, ("200", "1.75"))
        found = queries.floors([world.scene.product.id], at=world.now)[world.scene.product.id]
        assert found.exchange is not None
        assert found.exchange.rate == Decimal(6)  # 7.2 / 1.2
        step = found.steps[0]
        # 200 x 9.80 / 1.13 = 1734.51; + 0 + 100.00 = 1834.51 CNY; one dollar brings 6 / 1.015 or what the margin leaves
        assert step.floor.least.amount == Decimal("1834.51")
        assert step.floor.per_unit is not None
        assert step.floor.per_unit.amount * 200 * found.exchange.brings >= Decimal("1834.51")

    def test_few_statements_for_any_number(self, world: World, django_assert_max_num_queries: Any) -> None:
        rebate(world)
        costs(world)
        with django_assert_max_num_queries(9):
            queries.floors([world.scene.product.id], at=world.now)

    def test_goods_without_a_rate_have_a_gap(self, world: World) -> None:
        costs(world)
        found = queries.floors([world.scene.product.id], at=world.now)[world.scene.product.id]
        assert found.why == "no_rebate"
        assert all(step.floor.per_unit is None for step in found.steps)


class TestChecking:
    @pytest.fixture
    def ready(self, world: World) -> World:
        rebate(world)
        costs(world)
        return world

    def test_good_ladder_is_quiet(self, ready: World) -> None:
        export(ready, ("200", "1.70"))  # floor 1.5x; 9.80 + 0.50 = 10.30 against 10.20
        assert check(ready) == 0
        assert standing() == []

    def test_below_the_floor(self, ready: World) -> None:
        export(ready, ("200", "1.40"))
        assert check(ready) == 1
        assert standing() == [("BELOW_FLOOR", "200")]

    def test_domestic_tier_that_undercuts(self, ready: World) -> None:
        export(ready, ("200", "1.90"))  # 9.80 + 0.50 = 10.30 against 11.40
        assert check(ready) == 1
        row = FloorAlarm.objects.get()
        assert (row.kind, row.currency) == ("UNDERCUT", "USD")
        assert row.against == Decimal("1.716667")  # 10.30 / 6

    def test_raised_once_and_cleared_when_mended(self, ready: World) -> None:
        export(ready, ("200", "1.40"))
        assert [check(ready), check(ready)] == [1, 0]
        export(ready, ("200", "1.70"))
        check(ready, timedelta(hours=1))
        row = FloorAlarm.objects.get()
        assert row.cleared_at == ready.now + timedelta(hours=1)
        export(ready, ("200", "1.40"))
        assert check(ready) == 1
        assert FloorAlarm.objects.count() == 2

    def test_domestic_price_edited(self, ready: World) -> None:
        export(ready, ("200", "1.70"))
        check(ready)
        PriceTier.objects.filter(product=ready.scene.product, min_quantity=200).update(unit_price=Decimal("9.00"))
        check(ready)
        assert standing() == [("UNDERCUT", "200")]

    def test_withdrawn_at_home_nobody_can_undercut(self, ready: World) -> None:
        export(ready, ("200", "1.90"))
        check(ready)
        factory = ready.scene.factory
        catalog.withdraw(
            company_id=factory.id, product_id=ready.scene.product.id, by=supplier_by(factory), now=ready.now
        )
        check(ready)
        assert standing() == []

    def test_listing_taken_back_clears(self, ready: World) -> None:
        export(ready, ("200", "1.40"))
        check(ready)
        factory = ready.scene.factory
        catalog.withdraw_export(
            company_id=factory.id, product_id=ready.scene.product.id, by=supplier_by(factory), now=ready.now
        )
        check(ready)
        assert standing() == []

    def test_stale_rates_leave_alarms_as_they_are(self, ready: World) -> None:
        export(ready, ("200", "1.40"))
        check(ready)
        assert services.check([ready.scene.product.id], now=ready.now + timedelta(days=40)) == 0
        assert standing() == [("BELOW_FLOOR", "200")]

    def test_only_the_owner_sees(self, ready: World) -> None:
        export(ready, ("200", "1.40"))
        check(ready)
        owner, stranger = (
            Member(uuid4(), "x", "x@x.example", company_id=company.id)
            for company in (ready.scene.factory, ready.scene.stall)
        )
        assert queries.alarms_visible_to(owner).count() == 1
        assert queries.alarms_visible_to(stranger).count() == 0
