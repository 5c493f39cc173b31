"""Fees, kept quotes, saved calculations, estimates: written once, by whom they belong to, and never by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.models import Product
from sourcebridge.freight import services as freight
from sourcebridge.freight.cards import Place
from sourcebridge.fx import services as fx
from sourcebridge.fx.ratefile import Given
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost import handlers, queries, reckon, services
from sourcebridge.landedcost.asked import Asked
from sourcebridge.landedcost.errors import FeeWrong, NameMissing, NoWay, TooManySaved
from sourcebridge.landedcost.models import Estimate, FeeRow, FrozenQuote, Scenario
from sourcebridge.landedcost.services import Fee
from sourcebridge.parameters import services as parameters
from sourcebridge.parties.models import User
from tests.landedcost.conftest import World


def asked(world: World, amount: str = "200", country: str = "US") -> Asked:
    with translation.override("en"):
        offer = catalog.offer(product_id=world.scene.product.id, language="en", at=world.now)
        item = queries.item(offer=offer, quantity=Quantity.of(amount, "MTR"), at=world.now)
    return Asked((item,), Place(country), "USD")


@pytest.fixture
def buyer(world: World) -> By:
    user = User.objects.create_user(f"{uuid4().hex[:8]}@example.cn", "a-long-password")
    return By(Actor.BUYER, user.id, world.scene.stall.id, "buyer")


def keep(world: World, buyer: By, country: str = "US", card: str = "LCL-US") -> FrozenQuote:
    return services.freeze(asked=asked(world, country=country), query={"path": "/x/", "query": "to=US"}, card=card,
                           title="cloth", by=buyer, now=world.now)  # fmt: skip


class TestSetFee:
    def fee(self, world: World, **more: object) -> Fee:
        today = business_day(world.now)
        said = Fee("broker", "IMPORT_CLEARANCE", "SHIPMENT", Decimal(100), Decimal(150), "USD", "Broker", "报关",
                   "tests", today, country="US", mode="LCL")  # fmt: skip
        return replace(said, **more)  # type: ignore[arg-type]

    def test_it_counts_from_its_day_on(self, world: World) -> None:
        services.set_fee(fee=self.fee(world), by=world.by, now=world.now)
        services.set_fee(fee=self.fee(world, low=Decimal(200), high=Decimal(200),
                                      valid_from=business_day(world.now) + timedelta(days=3)),
                         by=world.by, now=world.now)  # fmt: skip
        on = business_day(world.now)
        assert [row.low for row in queries.fee_rows(on=on) if row.code == "broker"] == [100]
        assert [row.low for row in queries.fee_rows(on=on + timedelta(days=3)) if row.code == "broker"] == [200]
        assert AuditEntry.objects.filter(verb="landedcost.fee.set").count() == 3
        assert EventRecord.objects.filter(name="landedcost.fee.set").exists()

    @pytest.mark.parametrize("fault", [{"low": Decimal(151)}, {"valid_until": date(2020, 1, 1)}])
    def test_a_contradiction_is_refused(self, world: World, fault: dict[str, object]) -> None:
        before = FeeRow.objects.count()
        with pytest.raises(FeeWrong):
            services.set_fee(fee=self.fee(world, **fault), by=world.by, now=world.now)
        assert FeeRow.objects.count() == before

    def test_only_the_operator_may(self, world: World, buyer: By) -> None:
        with pytest.raises(NotAllowed):
            services.set_fee(fee=self.fee(world), by=buyer, now=world.now)
        assert not FeeRow.objects.filter(code="broker").exists()


class TestFreeze:
    def test_it_says_the_same_in_both_languages(self, world: World, buyer: By) -> None:
        row = keep(world, buyer)
        english, chinese = row.told["en"], row.told["zh-hans"]
        assert english["total"] == chinese["total"]
        assert [group["sum"] for group in english["groups"]] == [group["sum"] for group in chinese["groups"]]
        assert english["groups"][0]["name"] != chinese["groups"][0]["name"]
        assert english["service"]["ref"] == "LCL-US@1"

    def test_it_stays_whatever_rates_do(self, world: World, buyer: By) -> None:
        row = keep(world, buyer)
        before = reckon.offers(asked(world), queries.known(country="US", at=world.now)).of("LCL-US")
        later = world.now + timedelta(days=1)
        today = business_day(later)
        fx.load(rates=[Given(today, "CNY", Decimal("14.4"), "tests")], by=world.by, now=later)
        world.fee("insurance", "INSURANCE", "0.03", "VALUE")
        after = reckon.offers(asked(world), queries.known(country="US", at=later)).of("LCL-US")
        again = FrozenQuote.objects.get(pk=row.pk)
        assert before is not None
        assert after is not None
        assert before.sheet.total != after.sheet.total
        assert again.told == row.told
        assert again.pair == [str(Decimal(end).normalize()) for end in row.told["en"]["total"]]
        assert services.digest(again.asked, again.told) == again.digest

    def test_nobody_rewrites_it(self, world: World, buyer: By) -> None:
        row = keep(world, buyer)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE landedcost_frozenquote SET total_high = 1 WHERE id = %s", [row.pk])
        assert FrozenQuote.objects.get(pk=row.pk).total_high == row.total_high

    def test_the_seal_shows_a_changed_figure(self, world: World, buyer: By) -> None:
        row = keep(world, buyer)
        told = row.told | {"en": row.told["en"] | {"total": ["1.00", "1.00"]}}
        assert services.digest(row.asked, told) != row.digest

    def test_an_ended_card_keeps_nothing(self, world: World, buyer: By) -> None:
        freight.end(code="LCL-US", last_day=business_day(world.now), reason="x", by=world.by, now=world.now)
        with pytest.raises(NoWay):
            services.freeze(asked=asked(world), query={}, card="LCL-US", title="t", by=buyer,
                            now=world.now + timedelta(days=2))  # fmt: skip
        assert not FrozenQuote.objects.exists()

    def test_without_a_company_nothing_is_kept(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            keep(world, By(Actor.PERSON, uuid4(), None, "x"))
        assert not FrozenQuote.objects.exists()


class TestScenarios:
    def save(self, world: World, buyer: By, name: str = "spring") -> Scenario:
        return services.save(name=name, asked={"path": "/landed/", "query": "to=US"}, by=buyer, now=world.now)

    def test_the_same_name_replaces(self, world: World, buyer: By) -> None:
        self.save(world, buyer)
        services.save(name="spring", asked={"path": "/landed/", "query": "to=DE"}, by=buyer, now=world.now)
        assert [row.asked["query"] for row in Scenario.objects.all()] == ["to=DE"]

    def test_a_name_is_needed(self, world: World, buyer: By) -> None:
        with pytest.raises(NameMissing):
            self.save(world, buyer, "  ")
        assert not Scenario.objects.exists()

    def test_there_is_a_limit(self, world: World, buyer: By) -> None:
        parameters.change(code="landed.saved", value=Decimal(1), effective_from=world.now, by=world.by, now=world.now)
        self.save(world, buyer)
        with pytest.raises(TooManySaved):
            self.save(world, buyer, "autumn")
        assert Scenario.objects.count() == 1

    def test_others_cannot_delete_it(self, world: World, buyer: By) -> None:
        row = self.save(world, buyer)
        with pytest.raises(NotFound):
            services.delete(
                scenario_id=row.id, by=By(Actor.BUYER, buyer.user_id, world.scene.factory.id), now=world.now
            )
        assert Scenario.objects.filter(pk=row.pk).exists()
        services.delete(scenario_id=row.id, by=buyer, now=world.now)
        assert not Scenario.objects.exists()


class TestEstimates:
    def test_they_say_what_the_sheet_says(self, world: World) -> None:
        services.estimate([world.scene.product.id], now=world.now)
        rows = {row.country: row for row in Estimate.objects.all()}
        assert set(rows) == {"US", "DE", "GB", "BD"}
        product = world.scene.product
        with translation.override("en"):
            offer = catalog.offer(product_id=product.id, language="en", at=world.now)
            item = queries.item(offer=offer, quantity=Quantity(product.moq, product.unit), at=world.now)
        for country, row in rows.items():
            question = Asked((item,), Place(country), row.currency)
            best = reckon.offers(question, queries.known(country=country, at=world.now)).cheapest
            assert (row.low, row.high) == best.sheet.per_unit
            assert (row.card, row.gaps, row.days) == (best.card.ref, len(best.sheet.gaps), best.days)

    def test_they_follow_the_price(self, world: World) -> None:
        services.estimate([world.scene.product.id], now=world.now)
        before = Estimate.objects.get(country="US").high
        world.scene.product.tiers.update(unit_price=Decimal(99))
        handlers.on_changed(type("Fact", (), {"product_id": world.scene.product.id})())  # type: ignore[arg-type]
        assert Estimate.objects.get(country="US").high > before

    def test_goods_out_of_sale_have_none(self, world: World) -> None:
        services.estimate([world.scene.product.id], now=world.now)
        Product.objects.filter(pk=world.scene.product.id).update(state="WITHDRAWN")
        services.estimate([world.scene.product.id], now=world.now)
        assert not Estimate.objects.exists()

    def test_prices_for_approved_buyers_are_not_told(self, world: World) -> None:
        Product.objects.filter(pk=world.scene.product.id).update(audience="APPROVED")
        assert services.estimate([world.scene.product.id], now=world.now) == 0
