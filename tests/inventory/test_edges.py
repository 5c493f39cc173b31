"""Stock in the browser's forms and through the API: same acts, same refusals, nobody else's goods."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from sourcebridge.inventory import queries, services
from sourcebridge.inventory.models import Movement
from sourcebridge.inventory.services import ShipLine
from sourcebridge.inventory.states import Klass
from sourcebridge.parties.models import Company, Membership, User
from tests.inventory.stocked import NOW, WAREHOUSE, company, everything, line, metres, pool_of, sku, stocked

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]


@pytest.fixture
def login() -> Login:
    def run(firm: Company, role: str = "FULFILMENT") -> Client:
        user = User.objects.create_user(f"{uuid.uuid4().hex[:8]}@example.cn", "a-long-password", language="en")
        Membership.objects.create(user=user, company=firm, roles=[role])
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(user)
        return client

    return run


def post(client: Client, path: str, body: object, key: str = "") -> tuple[int, dict[str, object]]:
    answer = client.post(
        f"/api/v1{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": key or uuid.uuid4().hex},
    )
    return answer.status_code, answer.json()


class TestTheList:
    def test_shows_figures_of_the_own_company_only(self, login: Login) -> None:
        factory = company()
        mine, other = stocked("200", factory), stocked("77", company())
        page = login(factory).get("/supplier/stock/")
        assert page.status_code == 200
        assert mine.code in page.content.decode()
        assert other.code not in page.content.decode()

    def test_finds_by_article_number_and_by_what_is_gone(self, login: Login) -> None:
        factory = company()
        full, empty = stocked("5", factory), sku(factory)
        client = login(factory)
        assert full.code not in client.get("/supplier/stock/?sold_out=1").content.decode()
        found = client.get(f"/supplier/stock/?q={empty.code}").content.decode()
        assert str(empty.id) in found
        assert str(full.id) not in found

    def test_exports_what_it_shows(self, login: Login) -> None:
        factory = company()
        item = stocked("5.5", factory)
        body = login(factory).get("/supplier/stock/export/").content.decode("utf-8-sig")
        assert f"{item.code}," in body
        assert ",5.5,0,5.5" in body

    @pytest.mark.parametrize("rows", [1, 3])
    def test_takes_the_same_statements_for_any_rows(
        self, login: Login, rows: int, django_assert_max_num_queries: object
    ) -> None:
        factory = company()
        for _ in range(rows):
            stocked("5", factory)
        client = login(factory)
        with django_assert_max_num_queries(16):  # type: ignore[operator]
            client.get("/supplier/stock/")


class TestTheSkuPage:
    def act(self, client: Client, item: object, **fields: object) -> int:
        data = {"idempotency_key": uuid.uuid4().hex, **{name: str(value) for name, value in fields.items()}}
        return client.post(f"/supplier/stock/{getattr(item, 'id', item)}/", data).status_code

    def test_receives_counts_and_corrects(self, login: Login) -> None:
        factory = company()
        item = sku(factory)
        client = login(factory)
        assert self.act(client, item, act="receive", quantity="20.5") == 302
        pool = pool_of(item)
        assert (
            self.act(client, item, act="count", counted="19", reason="盘点", pool=pool.id, version=pool.version) == 302
        )
        assert self.act(client, item, act="adjust", delta="-2", reason="破损", pool=pool.id) == 302
        assert [str(m.delta) for m in Movement.objects.order_by("id")] == ["20.500", "-1.500", "-2.000"]
        page = client.get(f"/supplier/stock/{item.id}/").content.decode()
        assert "破损" in page

    def test_answers_a_repeated_form_once(self, login: Login) -> None:
        factory = company()
        item = sku(factory)
        client = login(factory)
        for _turn in range(2):
            client.post(
                f"/supplier/stock/{item.id}/", {"idempotency_key": "same-key-1", "act": "receive", "quantity": "5"}
            )
        assert Movement.objects.count() == 1

    def test_shows_a_refusal_and_keeps_the_input(self, login: Login) -> None:
        factory = company()
        item = stocked("20", factory)
        services.reserve(
            lines=[line(item, 15)], deal_id=uuid.uuid4(), company_id=company().id, klass=Klass.HARD, expires_at=None,
            now=NOW,
        )  # fmt: skip
        before = everything()
        pool = pool_of(item)
        answer = login(factory).post(
            f"/supplier/stock/{item.id}/",
            {"idempotency_key": uuid.uuid4().hex, "act": "adjust", "delta": "-6", "reason": "x", "pool": str(pool.id)},
        )
        assert answer.status_code == 409
        assert "promised to orders" in answer.content.decode()
        assert everything() == before

    def test_refuses_finer_steps_than_the_unit(self, login: Login) -> None:
        factory = company()
        item = stocked("20", factory)
        before = everything()
        assert self.act(login(factory), item, act="receive", quantity="0.25") == 422
        assert everything() == before

    def test_is_closed_to_others(self, login: Login) -> None:
        factory = company()
        item = stocked("20", factory)
        before = everything()
        assert login(company()).get(f"/supplier/stock/{item.id}/").status_code == 404
        assert self.act(login(factory, "SALES"), item, act="receive", quantity="5") == 403
        assert Client().get("/supplier/stock/").status_code == 302
        assert everything() == before


class TestTheApi:
    def test_receives_and_lists(self, login: Login) -> None:
        factory = company()
        item = sku(factory)
        client = login(factory)
        body = {"sku_id": str(item.id), "quantity": {"amount": "200", "unit": "MTR"}, "ref": "asn:1"}
        status, moved = post(client, "/stock/receive", body, key="receive-1")
        assert (status, moved["kind"], moved["delta"]) == (201, "RECEIVED", {"amount": "200", "unit": "MTR"})
        assert post(client, "/stock/receive", body, key="receive-1")[1] == moved
        assert post(client, "/stock/receive", body, key="receive-2")[1]["id"] == moved["id"]
        listed = client.get("/api/v1/stock").json()
        assert listed["next_cursor"] is None
        assert [(row["sku_id"], row["available"]["amount"]) for row in listed["items"]] == [(str(item.id), "200")]
        journal = client.get(f"/api/v1/stock/{item.id}/movements").json()
        assert [row["ref"] for row in journal["items"]] == ["asn:1"]

    def test_counts_against_a_version(self, login: Login) -> None:
        factory = company()
        item = stocked("20", factory)
        client = login(factory)
        pool = client.get(f"/api/v1/stock/{item.id}").json()["pools"][0]
        count = {"counted": {"amount": "18", "unit": "MTR"}, "expected_version": pool["version"], "reason": "盘点"}
        status, answer = post(client, f"/pools/{pool['id']}/count", count)
        assert status == 200
        assert answer["on_hand"] == {"amount": "18", "unit": "MTR"}
        before = everything()
        status, problem = post(
            client, f"/pools/{pool['id']}/count", {**count, "counted": {"amount": "7", "unit": "MTR"}}
        )
        assert (status, problem["code"]) == (409, "stale_count")
        assert everything() == before

    def test_refuses_as_problem_documents(self, login: Login) -> None:
        factory = company()
        item = stocked("20", factory)
        path = f"/pools/{pool_of(item).id}/adjust"
        delta = {"delta": {"amount": "-1", "unit": "MTR"}, "reason": "x"}
        before = everything()
        client = login(factory)
        answers = [
            post(client, path, {**delta, "reason": " "}),
            post(client, path, {**delta, "delta": {"amount": "-1", "unit": "KGM"}}),
            post(client, path, {**delta, "delta": {"amount": "-21", "unit": "MTR"}}),
            post(login(company()), path, delta),
            post(login(factory, "SALES"), path, delta),
        ]
        assert [(status, problem["code"]) for status, problem in answers] == [
            (422, "reason_missing"),
            (422, "unlike_units"),
            (409, "below_reserved"),
            (404, "not_found"),
            (403, "not_allowed"),
        ]
        assert everything() == before


class TestRefusalTexts:
    def test_speak_in_the_unit_of_the_reader(self) -> None:
        from sourcebridge.inventory.errors import OutOfStock

        item = stocked("9")
        with translation.override("en"), pytest.raises(OutOfStock) as refused:
            services.reserve(
                lines=[line(item, 10)], deal_id=uuid.uuid4(), company_id=company().id, klass=Klass.HARD,
                expires_at=None, now=NOW,
            )  # fmt: skip
        with translation.override("en"):
            assert refused.value.text.startswith("Only 9\xa0m of 10\xa0m are free")


class TestLateComers:
    def test_shipping_leaves_the_list_right(self, login: Login) -> None:
        factory = company()
        item = stocked("20", factory)
        deal = uuid.uuid4()
        services.reserve(
            lines=[line(item, 4, "l")],
            deal_id=deal,
            company_id=company().id,
            klass=Klass.HARD,
            expires_at=None,
            now=NOW,
        )
        services.consume(deal_id=deal, lines=[ShipLine("l", metres(1))], now=NOW, by=WAREHOUSE)
        figures = queries.figures([item.id])[item.id]
        assert (figures.on_hand, figures.reserved, figures.available) == (metres(19), metres(3), metres(16))
