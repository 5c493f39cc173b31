"""What people read: the sheet of goods, the calculator, quotes kept, costs at the door in a search; pages and calls."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sourcebridge.catalog.models import Product
from sourcebridge.discovery import queries as discovery
from sourcebridge.discovery import services as finding
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.landedcost import services
from sourcebridge.landedcost.models import Estimate, FeeRow, FrozenQuote, Scenario
from tests.fx.conftest import browser
from tests.landedcost.conftest import World

FREE = {
    "name": "case", "quantity": "200", "unit": "C62", "price": "5", "price_currency": "CNY", "given": "EXW",
    "code": "3926.90", "length": "40", "width": "30", "height": "30", "weight": "9", "cartons": "4", "to": "US",
    "currency": "USD",
}  # fmt: skip


def url(world: World, **asked: str) -> str:
    return f"/landed/goods/{world.scene.product.id}/?{urlencode(asked)}"


class TestGoods:
    @pytest.mark.parametrize(
        ("language", "words"), [("en", ("At the door", "Main carriage")), ("zh-hans", ("到门合计", "送到"))]
    )
    def test_one_sheet_in_both_languages(
        self, world: World, client: Any, language: str, words: tuple[str, ...]
    ) -> None:
        page = client.get(url(world, quantity="200", to="US"), headers={"Accept-Language": language})
        text = page.content.decode()
        assert page.status_code == 200
        assert all(word in text for word in words)
        assert "LCL-US@1" in text or "SEA-PARCEL-US@1" in text or "AIR-US-DDP@1" in text

    def test_the_door_is_remembered(self, world: World, client: Any) -> None:
        client.get(url(world, quantity="200", to="BD", postcode="1205"))
        text = client.get(url(world), headers={"Accept-Language": "en"}).content.decode()
        assert "delivered to Bangladesh" in text
        assert 'value="1205"' in text

    def test_a_part_for_the_page_of_the_goods(self, world: World, client: Any) -> None:
        text = client.get(url(world), headers={"HX-Request": "true"}).content.decode()
        assert text.lstrip().startswith("<section")
        assert 'id="delivered"' in text

    def test_bond_beside_home_use(self, world: World, client: Any) -> None:
        text = client.get(url(world, quantity="2000", to="BD"), headers={"Accept-Language": "en"}).content.decode()
        assert "regime=BONDED" in text

    @pytest.mark.parametrize("wrong", [{"quantity": "-1"}, {"quantity": "NaN"}, {"quantity": "1e99"}, {"to": "XX"}])
    def test_what_cannot_be_read_is_said_beside_the_field(
        self, world: World, client: Any, wrong: dict[str, str]
    ) -> None:
        page = client.get(url(world, **{"quantity": "200", "to": "US", **wrong}))
        assert page.status_code == 422
        assert "errorlist" in page.content.decode()

    def test_below_the_least_order_there_is_no_price(self, world: World, client: Any) -> None:
        Product.objects.filter(pk=world.scene.product.id).update(moq=100)
        text = client.get(url(world, quantity="50", to="US"), headers={"Accept-Language": "en"}).content.decode()
        assert "The least is 100" in text
        assert "There is no price for this quantity" in text


class TestCalculator:
    def test_it_says_what_the_call_says(self, world: World, client: Any) -> None:
        text = client.get(f"/landed/?{urlencode(FREE)}", headers={"Accept-Language": "en"}).content.decode()
        answer = client.post("/api/v1/landed/sheets", json.dumps({**FREE, "cartons": 4}),
                             content_type="application/json").json()  # fmt: skip
        low, high = answer["sheet"]["total"]
        assert f"{float(low):,.2f}" in text
        assert f"{float(high):,.2f}" in text
        assert {"cheapest", "best"} <= {mark for one in answer["services"] for mark in one["marks"]}

    def test_empty_it_asks_for_nothing(self, world: World, client: Any) -> None:
        assert client.get("/landed/").status_code == 200

    @pytest.mark.parametrize("wrong", [{"price": "-1"}, {"weight": "0"}, {"cartons": "1e9"}, {"code": "abc"}])
    def test_what_cannot_be_read_is_refused(self, world: World, client: Any, wrong: dict[str, str]) -> None:
        assert client.get(f"/landed/?{urlencode({**FREE, **wrong})}").status_code == 422


class TestKeeping:
    def form(self, world: World, **more: str) -> dict[str, str]:
        query = urlencode({"quantity": "200", "to": "US"})
        return {"path": f"/landed/goods/{world.scene.product.id}/", "query": query, "card": "LCL-US",
                "idempotency_key": uuid4().hex, **more}  # fmt: skip

    def test_kept_opened_printed(self, world: World) -> None:
        client = browser(world.scene.stall)
        answer = client.post("/landed/quotes/keep/", self.form(world))
        row = FrozenQuote.objects.get()
        assert answer["Location"] == f"/landed/quotes/{row.id}/"
        for address in (f"/landed/quotes/{row.id}/", f"/landed/quotes/{row.id}/print/", "/landed/quotes/"):
            text = client.get(address).content.decode()
            assert row.number in text, address
            assert "does not match its seal" not in text

    def test_another_company_does_not_see_it(self, world: World) -> None:
        browser(world.scene.stall).post("/landed/quotes/keep/", self.form(world))
        row, other = FrozenQuote.objects.get(), browser(world.scene.factory)
        assert other.get(f"/landed/quotes/{row.id}/").status_code == 404
        assert other.get(f"/api/v1/landed/quotes/{row.id}").status_code == 404
        assert row.number not in other.get("/landed/quotes/").content.decode()

    def test_twice_sent_is_kept_once(self, world: World) -> None:
        client, form = browser(world.scene.stall), self.form(world)
        assert (
            client.post("/landed/quotes/keep/", form)["Location"]
            == client.post("/landed/quotes/keep/", form)["Location"]
        )
        assert FrozenQuote.objects.count() == 1

    @pytest.mark.parametrize("path", ["https://evil.example/landed/", "/orders/", "//x", "/landed/nowhere/"])
    def test_another_address_is_no_question(self, world: World, path: str) -> None:
        assert browser(world.scene.stall).post("/landed/quotes/keep/", self.form(world, path=path)).status_code == 404
        assert not FrozenQuote.objects.exists()

    def test_a_saved_question_is_asked_again(self, world: World) -> None:
        client = browser(world.scene.stall)
        client.post("/landed/saved/keep/", self.form(world, name="spring"))
        row = Scenario.objects.get()
        text = client.get("/landed/saved/").content.decode()
        assert "spring" in text
        assert client.get(f"{row.asked['path']}?{row.asked['query']}").status_code == 200
        client.post(f"/landed/saved/{row.id}/delete/", {"idempotency_key": uuid4().hex})
        assert not Scenario.objects.exists()

    def test_a_call_keeps_the_same(self, world: World) -> None:
        client = browser(world.scene.stall)
        body = {"product_id": str(world.scene.product.id), "quantity": "200", "to": "US", "card": "LCL-US"}
        answer = client.post("/api/v1/landed/quotes", json.dumps(body), content_type="application/json",
                             headers={"Idempotency-Key": uuid4().hex})  # fmt: skip
        assert answer.status_code == 201
        whole = client.get(f"/api/v1/landed/quotes/{answer.json()['id']}").json()
        assert whole["sheet"]["service"]["ref"] == "LCL-US@1"
        assert whole["total"] == answer.json()["total"]


class TestDesk:
    @pytest.mark.parametrize(("language", "word"), [("en", "Fees of the way"), ("zh-hans", "沿途费用")])
    def test_the_operator_sets_a_fee(self, world: World, language: str, word: str) -> None:
        client = browser(world.platform, language=language)
        assert word in client.get("/operator/landed/").content.decode()
        form = {"code": "truck", "name": "Truck", "name_zh": "卡车", "step": "ON_CARRIAGE", "country": "us",
                "mode": "LCL", "basis": "SHIPMENT", "low": "90", "high": "120", "currency": "USD", "source": "tests",
                "valid_from": "2026-01-01", "idempotency_key": uuid4().hex}  # fmt: skip
        assert client.post("/operator/landed/", form).status_code == 302
        assert FeeRow.objects.get(code="truck").country == "US"
        wrong = client.post("/operator/landed/", {**form, "high": "1", "idempotency_key": uuid4().hex})
        assert wrong.status_code == 422
        assert FeeRow.objects.filter(code="truck").count() == 1


@pytest.fixture
def found(world: World) -> World:
    finding.refresh([world.scene.product.id], now=world.now)
    services.estimate([world.scene.product.id], now=world.now)
    return world


class TestSearch:
    def test_cards_say_what_a_unit_costs_at_the_door(self, found: World, client: Any) -> None:
        text = client.get("/goods/?to=US", headers={"Accept-Language": "en"}).content.decode()
        assert "at the door in United States" in text
        assert "at the door in" not in client.get("/goods/", headers={"Accept-Language": "en"}).content.decode()

    def test_it_costs_one_statement_more(self, found: World, client: Any) -> None:
        client.get("/goods/?to=US")
        counts = []
        for address in ("/goods/", "/goods/?to=US"):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                client.get(address)
            counts.append(len(seen))
        assert counts[1] - counts[0] == 1

    def test_filtered_and_sorted_by_it(self, found: World) -> None:
        cost = Estimate.objects.get(country="US").high

        def ids(**more: Any) -> list[Any]:
            wanted = Wanted(to="US", **more)
            hits = discovery.search(wanted=wanted, buyer_company_id=None, language="en", now=found.now)
            return [hit.product_id for hit in hits.rows]

        assert ids(landed_to=cost) == [found.scene.product.id]
        assert ids(landed_to=cost - 1) == []
        assert ids(sort="landed") == [found.scene.product.id]

    def test_the_call_says_it_too(self, found: World, client: Any) -> None:
        answer = client.get("/api/v1/search?to=US&sort=landed").json()
        row = Estimate.objects.get(country="US")
        assert answer["landed"] == [
            {"product_id": str(row.product_id), "country": "US", "currency": "USD", "low": str(row.low),
             "high": str(row.high), "quantity": f"{row.quantity.normalize():f}", "days": row.days, "gaps": row.gaps,
             "card": row.card, "on": row.on.isoformat()}
        ]  # fmt: skip
