"""The same acts as calls."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from sourcebridge.kit.actors import By
from sourcebridge.parties.models import Company
from sourcebridge.places import services
from sourcebridge.places.models import Hall, Stall
from tests.places.conftest import NOW, Login, company, everything

pytestmark = pytest.mark.django_db
BELT = {
    "name_zh": "山下湖珍珠产业带", "name_en": "Shanxiahu pearls", "province": "33",
    "city_zh": "诸暨", "city_en": "Zhuji",
    "lon": "120.37", "lat": "29.83", "categories": ["jewelry"],
}  # fmt: skip


def call(client: Client, path: str, body: Any = None, method: str = "post") -> tuple[int, Any]:
    answer = getattr(client, method)(
        f"/api/v1{path}", json.dumps(body or {}), content_type="application/json",
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )  # fmt: skip
    return answer.status_code, answer.json()


def read(path: str, client: Client | None = None) -> Any:
    answer = (client or Client()).get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


class TestReading:
    def test_belts(self, operator: By, factory: Company) -> None:
        services.join_belt(code="keqiao-fabrics", company_id=factory.id, by=operator, now=NOW)
        found = {row["code"]: row for row in read("/belts")}
        assert found["keqiao-fabrics"]["suppliers"] == 1
        assert found["keqiao-fabrics"]["lon"] == "120.49000"
        members = read("/belts/keqiao-fabrics")["members"]
        assert [row["name"] for row in members] == [{"zh": "锦纶织造", "en": "Jinlun Weaving"}]
        assert Client().get("/api/v1/belts/nowhere").status_code == 404

    def test_markets_halls_and_stalls(self, operator: By, factory: Company, stall: Stall) -> None:
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        assert {row["code"] for row in read("/markets")} >= {"china-textile-city", "shenzhen-huaqiangbei"}
        halls = {row["code"]: row for row in read("/markets/china-textile-city")["hall_list"]}
        assert (halls["north"]["stalls"], halls["north"]["taken"]) == (1, 1)
        rows = read("/markets/china-textile-city/halls/north")["stall_list"]
        assert rows[0]["text"] == {"zh": "中国轻纺城 北市场 3-128", "en": "China Textile City North Market 3-128"}
        assert read(f"/stalls/{stall.id}") == rows[0]
        assert rows[0]["qr_url"].endswith(f"/stalls/{stall.id}/qr.svg")


class TestSupplier:
    def test_claims_sees_and_leaves(self, factory: Company, login: Login) -> None:
        client = login(factory)
        status, row = call(client, "/belts/keqiao-fabrics/claim", {"evidence": "滨海"})
        assert (status, row["state"]) == (201, "CLAIMED")
        assert read("/places", client)["memberships"] == [row]
        assert call(client, f"/belt-members/{row['id']}/leave")[1]["state"] == "LEFT"

    def test_gives_up_only_its_own_stall(self, operator: By, factory: Company, stall: Stall, login: Login) -> None:
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        before = everything()
        assert call(login(company()), f"/stalls/{stall.id}/give-up")[0] == 404
        assert everything() == before
        assert call(login(factory), f"/stalls/{stall.id}/give-up")[1]["company_id"] is None


class TestOperator:
    def test_runs_belts(self, platform: Company, factory: Company, login: Login) -> None:
        client = login(platform)
        assert call(client, "/belts", {**BELT, "code": "pearls"})[0] == 201
        assert call(client, "/belts/pearls", {**BELT, "city_en": "Zhuji"}, "put")[0] == 200
        status, row = call(client, "/belts/pearls/members", {"company_id": str(factory.id)})
        assert (status, row["state"]) == (201, "CONFIRMED")
        assert call(client, f"/belt-members/{row['id']}/remove")[1]["state"] == "LEFT"
        assert call(client, "/belts/pearls/shown", {"active": False})[1]["active"] is False
        status, problem = call(client, "/belts", {**BELT, "code": "pearls"})
        assert (status, problem["code"]) == (409, "place_code_taken")

    def test_decides_claims(self, platform: Company, factory: Company, owner: By, login: Login) -> None:
        client = login(platform)
        row = services.claim_belt(code="keqiao-fabrics", company_id=factory.id, by=owner, now=NOW)
        assert [item["id"] for item in read("/belt-claims?belt=keqiao-fabrics", client)["items"]] == [str(row.id)]
        assert call(client, f"/belt-members/{row.id}/refuse", {"reason": " "})[0] == 422
        assert call(client, f"/belt-members/{row.id}/refuse", {"reason": "地址不符"})[1]["state"] == "REFUSED"
        services.claim_belt(code="keqiao-fabrics", company_id=factory.id, by=owner, now=NOW)
        assert call(client, f"/belt-members/{row.id}/confirm")[1]["state"] == "CONFIRMED"

    def test_runs_markets(self, platform: Company, factory: Company, login: Login) -> None:
        client = login(platform)
        town = {**BELT, "code": "haining", "address_zh": "海州西路"}
        del town["categories"]
        assert call(client, "/markets", town)[0] == 201
        renamed = {name: value for name, value in town.items() if name != "code"}
        renamed["address_en"] = "Haizhou"
        assert call(client, "/markets/haining", renamed, "put")[1]["address"]["en"] == "Haizhou"
        hall = {"code": "a", "name_zh": "A座", "name_en": "Hall A"}
        status, row = call(client, "/markets/haining/halls", hall)
        assert status == 201
        upper = {"name_zh": "A座", "name_en": "Hall A", "floor": "F1"}
        assert call(client, f"/halls/{row['id']}", upper, "put")[1]["floor"] == "F1"
        status, stalls = call(client, f"/halls/{row['id']}/stalls", {"numbers": ["F1-01..03", "B1-7"]})
        assert [stall["number"] for stall in stalls] == ["F1-01", "F1-02", "F1-03", "B1-7"]
        first = f"/stalls/{stalls[0]['id']}"
        assert call(client, f"{first}/assign", {"company_id": str(factory.id)})[1]["shop"]
        assert call(client, f"{first}/number", {"number": "F1-09"})[1]["number"] == "F1-09"
        assert call(client, f"{first}/free")[1]["company_id"] is None
        assert call(client, f"{first}/close")[1]["active"] is False
        assert call(client, f"/halls/{row['id']}/shown", {"active": False})[1]["active"] is False
        assert call(client, "/markets/haining/shown", {"active": False})[1]["active"] is False

    def test_is_closed_to_suppliers(self, factory: Company, login: Login, north: Hall) -> None:
        client = login(factory)
        before = everything()
        assert call(client, "/belts", {**BELT, "code": "pearls"})[0] == 403
        assert call(client, f"/halls/{north.id}/stalls", {"numbers": ["1"]})[0] == 403
        assert call(Client(), "/belts/keqiao-fabrics/claim")[0] == 401
        assert everything() == before
