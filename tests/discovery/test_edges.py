"""The search as calls, and listings that follow what others announce."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.test import Client

from sourcebridge.audit import services as audit
from sourcebridge.audit.models import EventRecord
from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.events import CategoryChanged
from sourcebridge.catalog.models import Category
from sourcebridge.discovery import handlers, queries, services, tasks
from sourcebridge.discovery.models import Availability, Listing, SearchNote, Synonym
from sourcebridge.discovery.states import Level
from sourcebridge.inventory import services as inventory
from sourcebridge.inventory.services import ReserveLine
from sourcebridge.inventory.states import Klass
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties.models import Company, Membership, User
from sourcebridge.places.events import PlaceChanged
from tests.discovery.conftest import NOW, Make, sales

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"Accept-Language": "en"})


def signed_in(company: Company, role: str = "PURCHASER") -> Client:
    user = User.objects.create_user(f"{uuid.uuid4().hex[:8]}@example.cn", "a-long-password", language="en")
    Membership.objects.create(user=user, company=company, roles=[role])
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def call(client: Client, method: str, path: str, body: object = None) -> tuple[int, Any]:
    answer = client.generic(method, f"/api/v1{path}", json.dumps(body) if body else "", content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


class TestSearchCalls:
    def test_answers_with_scores_that_add_up(self, make: Make, visitor: Client) -> None:
        make("a", "水洗牛仔布 12盎司", "Washed denim 12 oz")
        status, found = call(visitor, "GET", "/search?q=denim&sort=price&in_stock=1")
        assert (status, found["total"], found["about"]) == (200, 1, False)
        item = found["items"][0]
        assert item["title"] == "Washed denim 12 oz"
        assert item["first"]["price"]["amount"] == "10.00"
        assert sum(float(part["points"]) for part in item["why"]) == pytest.approx(float(item["score"]))
        assert SearchNote.objects.get().text == "denim"
        _status, why = call(visitor, "GET", f"/search/why?q=denim&product_id={item['product_id']}")
        assert why["score"] == item["score"]
        assert call(visitor, "GET", f"/search/why?q=nothing&product_id={item['product_id']}")[0] == 404

    def test_facets_suggestions_and_similar_goods(self, make: Make, visitor: Client) -> None:
        own, other = make("a", "水洗牛仔布"), make("b", "弹力牛仔布")
        _status, facets = call(visitor, "GET", "/search/facets?q=denim")
        assert {"category", "in_stock"} <= {facet["code"] for facet in facets}
        assert call(visitor, "GET", "/search/suggest?q=niuzai")[1][0]["text"] in {"牛仔布", "牛仔"}
        assert [row["product_id"] for row in call(visitor, "GET", f"/search/similar/{own.id}")[1]] == [str(other.id)]

    @pytest.mark.parametrize(
        ("query", "status"),
        [("q=%01%FF", 200), ("q='%22%5C%5C|!%26()", 200), ("page=0&price_from=x&hours_to=-1", 200),
         ("a.=1&a.x=%27&category=%7F", 200), ("q=%00", 422), ("a.x=%00", 422)],
    )  # fmt: skip
    def test_takes_any_query(self, make: Make, visitor: Client, query: str, status: int) -> None:
        make("a", "牛仔布")
        for path in ("/search", "/search/facets", "/search/suggest"):
            assert call(visitor, "GET", f"{path}?{query}")[0] == status


class TestSavedSearchCalls:
    def test_live_in_their_person_s_list(self, buyer: Company, mill: Company, visitor: Client) -> None:
        mine = signed_in(buyer)
        status, saved = call(mine, "POST", "/saved-searches", {"query": "q=denim"})
        assert (status, saved["name"]) == (201, "denim")
        path = f"/saved-searches/{saved['id']}"
        assert call(mine, "PATCH", path, {"name": "Denim"})[1]["name"] == "Denim"
        assert call(mine, "POST", f"{path}/looked")[0] == 200
        assert [row["name"] for row in call(mine, "GET", "/saved-searches")[1]] == ["Denim"]
        assert call(signed_in(mill), "GET", "/saved-searches")[1] == []
        assert call(signed_in(mill), "DELETE", path)[0] == 404
        assert call(visitor, "GET", "/saved-searches")[0] == 401
        assert call(mine, "DELETE", path)[0] == 204
        assert call(mine, "GET", "/search/seen")[1] == []


class TestSynonymCalls:
    def test_are_the_operator_s(self, buyer: Company) -> None:
        platform = Company.objects.filter(is_platform=True).first() or Company.objects.create(
            name="Platform", is_platform=True
        )
        operator = signed_in(platform, "OWNER")
        body = {"word": "鱼骨纹", "same_as": ["herringbone"]}
        assert call(signed_in(buyer), "PUT", "/operator/synonyms", body)[0] == 403
        status, row = call(operator, "PUT", "/operator/synonyms", body)
        assert (status, row["same_as"]) == (200, ["herringbone"])
        assert call(operator, "GET", "/operator/synonyms?q=herringbone")[1]["items"][0]["id"] == row["id"]
        assert call(operator, "GET", "/operator/searches/missed")[1] == []
        assert call(operator, "DELETE", f"/operator/synonyms/{row['id']}")[0] == 204
        assert not Synonym.objects.filter(word="鱼骨纹").exists()


def deliver() -> None:
    """Run the handlers of everything announced so far."""
    for event_id in EventRecord.objects.order_by("id").values_list("id", flat=True):
        audit.deliver(event_id=event_id)


class TestUpkeep:
    def test_goods_come_and_go_with_their_events(self, make: Make, mill: Company) -> None:
        product = make("a", "牛仔布", index=False)
        assert not Listing.objects.exists()
        deliver()
        assert Listing.objects.get().product_id == product.id
        assert Availability.objects.get().level == Level.ALL
        catalog.withdraw(company_id=mill.id, product_id=product.id, by=sales(mill), now=NOW)
        deliver()
        assert not Listing.objects.exists()

    def test_a_promise_takes_goods_out_of_stock(self, make: Make, buyer: Company) -> None:
        product = make("a", "牛仔布", stock=2, variants=("黑色",))
        deal, sku = uuid.uuid4(), product.skus.get()
        inventory.reserve(
            lines=[ReserveLine(sku_id=sku.id, quantity=Quantity.of("2", "MTR"), owner_ref="deal_line:1")],
            deal_id=deal, company_id=buyer.id, klass=Klass.HARD, expires_at=None, now=NOW,
        )  # fmt: skip
        deliver()
        assert Availability.objects.get().level == Level.NONE

    def test_a_company_s_goods_follow_in_a_job(self, make: Make, mill: Company) -> None:
        product = make("a", "牛仔布")
        product.shop.name = "新店名"
        product.shop.save()
        tasks.refresh(company_id=str(mill.id))
        found = queries.suggest("新店")
        assert found[0].text == "新店名"
        tasks.nightly()

    def test_a_category_s_goods_follow_in_a_job(self, make: Make) -> None:
        product = make("a", "牛仔布")
        code = str(product.category_id)
        Category.objects.filter(pk=code).update(name_zh="天蚕货")
        handlers.on_category(CategoryChanged(at=NOW, code=code))
        tasks.refresh(category=code)
        assert queries.suggest("天蚕")[0].kind == "category"
        handlers.on_place(PlaceChanged(at=NOW, kind="belt", code="nowhere"))
        tasks.refresh(place="nowhere")
        assert Listing.objects.count() == 1

    def test_reindex_tells_how_many(self, make: Make, capsys: pytest.CaptureFixture[str]) -> None:
        make("a", "牛仔布", index=False)
        call_command("reindex")
        assert "1 goods are listed" in capsys.readouterr().out
        assert Listing.objects.count() == 1


class TestAnyTime:
    def test_a_refresh_later_changes_nothing(self, make: Make) -> None:
        product = make("a", "牛仔布")
        services.refresh([product.id, UUID(int=1)], now=NOW + timedelta(days=2))
        assert Listing.objects.count() == 1
