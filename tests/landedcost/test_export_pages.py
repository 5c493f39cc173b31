"""What suppliers and the operator read and send: floors, the ladder abroad, costs, rebate rates; pages and calls."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from sourcebridge.catalog import queries as catalog
from sourcebridge.landedcost import events, handlers, queries
from sourcebridge.landedcost.models import FloorAlarm, FloorTerms, RebateRate
from sourcebridge.messaging.models import Mail
from tests.fx.conftest import browser
from tests.landedcost.conftest import World
from tests.landedcost.test_floors import check, costs, export, rebate

LIST = "/supplier/export-prices/"
LISTING = {
    "rule": "FOB", "place": "cnngb", "currency": "USD", "moq": "200", "lead_from": "15", "lead_until": "25",
    "valid_from": "2026-11-01", "valid_until": "", "tier_from": ["200", "1,000", ""],
    "tier_price": ["1.70", "1.66", ""],
}  # fmt: skip
COSTS = {"inland": "0.50", "inland_basis": "UNIT", "documents": "0", "margin": "10", "vat_included": "on"}


@pytest.fixture
def ready(world: World) -> World:
    rebate(world)
    costs(world)
    return world


def send(client: Client, address: str, said: dict[str, Any]) -> Any:
    return client.post(address, {**said, "idempotency_key": uuid4().hex})


def own(world: World) -> str:
    return f"{LIST}{world.scene.product.id}/"


class TestList:
    @pytest.mark.parametrize(
        ("language", "words"), [("en", ("Export prices", "below the floor")), ("zh-hans", ("出口价", "低于底价"))]
    )
    def test_alarms_in_both_languages(self, ready: World, language: str, words: tuple[str, ...]) -> None:
        export(ready, ("200", "1.40"))
        check(ready)
        page = browser(ready.scene.factory, language=language).get(LIST).content.decode()
        assert all(word in page for word in words)

    def test_filters(self, ready: World) -> None:
        client = browser(ready.scene.factory)
        handle = ready.scene.product.id
        assert str(handle) not in client.get(f"{LIST}?show=ALARM").content.decode()
        assert str(handle) in client.get(f"{LIST}?show=UNLISTED&q=twill").content.decode()
        assert str(handle) not in client.get(f"{LIST}?q=nowhere").content.decode()
        export(ready, ("200", "1.40"))
        check(ready)
        assert str(handle) in client.get(f"{LIST}?show=ALARM").content.decode()

    def test_file(self, ready: World) -> None:
        export(ready, ("200", "1.40"))
        sent = browser(ready.scene.factory).get(f"{LIST}table.csv").content.decode("utf-8-sig").splitlines()
        assert sent[0].startswith("handle,title,hs_code,rule")
        assert "1.40,USD,BELOW_FLOOR" in sent[1]

    def test_another_company_sees_nothing_of_it(self, ready: World) -> None:
        page = browser(ready.scene.stall).get(LIST)
        assert str(ready.scene.product.id) not in page.content.decode()
        assert browser(ready.scene.stall).get(own(ready)).status_code == 404


class TestProduct:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", ("How the floor comes about", "Domestic price without VAT")),
            ("zh-hans", ("底价如何算出", "国内不含税价")),
        ],
    )
    def test_every_step_is_shown(self, ready: World, language: str, words: tuple[str, ...]) -> None:
        export(ready, ("200", "1.40"))
        page = browser(ready.scene.factory, language=language).get(own(ready)).content.decode()
        assert all(word in page for word in words)
        assert "200 × 9.80 / (1 + 13 %)" in page
        assert "style=" not in page

    def test_the_ladder_is_listed(self, ready: World) -> None:
        sent = send(browser(ready.scene.factory), own(ready), {**LISTING, "do": "list"})
        assert sent.status_code == 302
        found = catalog.exported([ready.scene.product.id])[ready.scene.product.id]
        assert (found.place, [tier.minimum.text for tier in found.tiers]) == ("CNNGB", ["200", "1000"])

    @pytest.mark.parametrize(
        ("wrong", "word"),
        [
            ({"tier_price": ["1.70", "1.80"], "tier_from": ["200", "1000"]}, "correct the step from 1000"),
            ({"tier_price": ["abc"], "tier_from": ["200"]}, "is no figure"),
            ({"tier_price": ["1e400"], "tier_from": ["200"]}, "is no figure"),
            ({"tier_price": [], "tier_from": []}, "price steps"),
            ({"place": "12"}, "listing"),
            ({"lead_from": "40"}, "lead time"),
        ],
    )
    def test_refused_rows_stay_typed(self, ready: World, wrong: dict[str, Any], word: str) -> None:
        sent = send(browser(ready.scene.factory), own(ready), {**LISTING, **wrong, "do": "list"})
        assert sent.status_code == 422
        assert word in sent.content.decode()
        assert catalog.exported([ready.scene.product.id]) == {}

    def test_floor_and_margin_fill_the_form_and_list_nothing(self, ready: World) -> None:
        sent = send(browser(ready.scene.factory), own(ready), {**LISTING, "tier_price": ["", "", ""], "do": "take"})
        found = queries.floors([ready.scene.product.id], at=ready.now)[ready.scene.product.id]
        metres = ready.scene.metres
        for _quantity, price in found.suggested([metres("200"), metres("1000")], "FOB"):
            assert price is not None
            assert f'value="{price.text}"' in sent.content.decode()
        assert sent.status_code == 200
        assert catalog.exported([ready.scene.product.id]) == {}

    def test_what_is_taken_is_never_below_the_floor(self, ready: World) -> None:
        found = queries.floors([ready.scene.product.id], at=ready.now)[ready.scene.product.id]
        for step in found.steps:
            (_quantity, price), = found.suggested([step.quantity], "FOB")  # fmt: skip
            assert price is not None
            assert step.floor.per_unit is not None
            assert price.amount >= step.floor.per_unit.amount * Decimal("1.10")

    def test_listing_taken_back(self, ready: World) -> None:
        export(ready, ("200", "1.70"))
        assert send(browser(ready.scene.factory), own(ready), {"do": "withdraw"}).status_code == 302
        assert catalog.exported([ready.scene.product.id]) == {}

    def test_costs_of_one_product(self, ready: World) -> None:
        sent = send(browser(ready.scene.factory), own(ready), {**COSTS, "inland": "0.9", "do": "costs"})
        assert sent.status_code == 302
        assert FloorTerms.objects.get(product=ready.scene.product).inland == Decimal("0.9")

    @pytest.mark.parametrize(
        "wrong", [{"inland": "-1"}, {"documents": "NaN"}, {"margin": "1e9"}, {"inland_basis": "X"}]
    )
    def test_costs_that_are_none(self, ready: World, wrong: dict[str, str]) -> None:
        sent = send(browser(ready.scene.factory), own(ready), {**COSTS, **wrong, "do": "costs"})
        assert sent.status_code == 422
        assert not FloorTerms.objects.filter(product=ready.scene.product).exists()


class TestOwnCosts:
    def test_kept(self, world: World) -> None:
        assert send(browser(world.scene.factory), f"{LIST}costs/", COSTS).status_code == 302
        row = FloorTerms.objects.get()
        assert (row.product, row.margin, row.vat_included) == (None, Decimal("0.1000"), True)


class TestRebates:
    def test_the_operator_sets_one(self, world: World) -> None:
        client = browser(world.platform)
        said = {"prefix": "5208", "levy": "13", "rebate": "13", "treatment": "REFUND", "source": "SAT 2026",
                "valid_from": "2026-01-01", "valid_until": ""}  # fmt: skip
        assert send(client, "/operator/landed/rebates/", said).status_code == 302
        assert RebateRate.objects.get().rebate == Decimal("0.1300")
        assert "SAT 2026" in client.get("/operator/landed/rebates/").content.decode()
        refused = send(client, "/operator/landed/rebates/", {**said, "rebate": "14"})
        assert refused.status_code == 422
        assert RebateRate.objects.count() == 1

    def test_a_trader_does_not_see_the_form(self, world: World) -> None:
        assert browser(world.scene.factory).get("/operator/landed/rebates/").status_code == 403


class TestCalls:
    def test_floor_line_by_line(self, ready: World) -> None:
        export(ready, ("200", "1.40"))
        check(ready)
        client = browser(ready.scene.factory)
        told = json.loads(client.get(f"/api/v1/products/{ready.scene.product.id}/export-floor").content)
        step = told["steps"][0]
        assert step["alarms"] == ["BELOW_FLOOR"]
        assert sum(Decimal(line["amount"]["amount"]) for line in step["lines"]) == Decimal(step["least"]["amount"])
        assert [row["kind"] for row in json.loads(client.get("/api/v1/export-alarms").content)] == ["BELOW_FLOOR"]

    def test_strangers_get_nothing(self, ready: World) -> None:
        client = browser(ready.scene.stall)
        assert client.get(f"/api/v1/products/{ready.scene.product.id}/export-floor").status_code == 404
        assert json.loads(client.get("/api/v1/export-alarms").content) == []


class TestMail:
    def test_one_mail_for_each_alarm_none_when_mended(self, ready: World) -> None:
        browser(ready.scene.factory)
        export(ready, ("200", "1.40"))
        check(ready)
        row = FloorAlarm.objects.get()
        fact = events.FloorAlarmed(
            at=ready.now, product_id=row.product_id, company_id=ready.scene.factory.id, alarm_ids=[str(row.id)]
        )
        handlers.mail_alarm(fact)
        assert Mail.objects.count() == 1
        written = Mail.objects.get()
        assert "1.40 USD" in written.body
        export(ready, ("200", "1.70"))
        check(ready)
        handlers.mail_alarm(fact)
        assert Mail.objects.count() == 1
        assert mail.outbox == []
