"""The catalogue as calls."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sourcebridge.catalog import services
from sourcebridge.catalog.models import AgreedPrice, ImportRun, Product
from sourcebridge.parties.models import Company, Membership, User
from tests.catalog.conftest import NOW
from tests.catalog.shopify_files import LOOK_ALIKE

pytestmark = pytest.mark.django_db
BODY: dict[str, Any] = {
    "titles": {"zh-hans": "全棉斜纹", "en": "Cotton twill"},
    "unit": "MTR",
    "tiers": [{"min_quantity": "1", "unit_price": "12.00"}, {"min_quantity": "50", "unit_price": "10.50"}],
    "option_names": ["颜色"],
    "skus": [{"options": [["颜色", "藏青"]], "weight_g": "180"}, {"options": [["颜色", "黑"]]}],
}


def member(company: Company, name: str, *roles: str) -> Client:
    user = User.objects.create_user(f"{name}@example.test", name=name, language="en")
    Membership.objects.create(user=user, company=company, roles=list(roles))
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    call = getattr(client, method)
    return call(f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


class TestProducts:
    def test_are_made_published_and_bought_at_agreed_prices(self, factory: Company, stall: Company) -> None:
        seller, buyer = member(factory, "lin", "OWNER"), member(stall, "chen", "OWNER")
        made = send(seller, "post", "/products", BODY)
        assert made.status_code == 201, made.content
        product = made.json()["id"]
        assert send(buyer, "post", f"/products/{product}/publish").status_code == 404
        assert send(seller, "post", f"/products/{product}/publish").json()["state"] == "PUBLISHED"
        agreed = {"buyer_name": "沙河档口", "unit_price": "9.90", "min_quantity": "10"}
        answer = send(
            seller, "post", f"/products/{product}/agreed-prices", agreed, **{"Idempotency-Key": "agreed-0001"}
        )
        assert answer.status_code == 201, answer.content
        again = send(seller, "post", f"/products/{product}/agreed-prices", agreed, **{"Idempotency-Key": "agreed-0001"})
        assert again.json() == answer.json()
        assert AgreedPrice.objects.count() == 1
        listed = buyer.get("/api/v1/goods?q=twill").json()["items"]
        assert listed[0]["best"]["price"]["amount"] == "9.90"
        shown = buyer.get(f"/api/v1/goods/{listed[0]['shop']}/{listed[0]['handle']}").json()
        assert [tier["price"]["amount"] for tier in shown["skus"][0]["tiers"]] == ["12.00", "9.90"]
        assert shown["agreed"] is True
        public = Client().get(f"/api/v1/goods/{listed[0]['shop']}/{listed[0]['handle']}").json()
        assert [tier["price"]["amount"] for tier in public["skus"][0]["tiers"]] == ["12.00", "10.50"]
        assert send(seller, "post", f"/agreed-prices/{answer.json()['id']}/end").status_code == 200
        assert send(seller, "post", f"/products/{product}/withdraw").json()["state"] == "WITHDRAWN"
        assert Client().get("/api/v1/goods").json()["items"] == []

    def test_drafts_are_unseen_by_others(self, factory: Company, rival: Company) -> None:
        made = send(member(factory, "lin", "OWNER"), "post", "/products", BODY).json()
        other = member(rival, "fo", "OWNER")
        assert other.get(f"/api/v1/products/{made['id']}").status_code == 404
        assert send(other, "put", f"/products/{made['id']}", BODY).status_code == 404

    def test_names_the_fields_at_fault(self, factory: Company) -> None:
        answer = send(member(factory, "lin", "OWNER"), "post", "/products", {**BODY, "titles": {}, "dispatch_hours": 0})
        assert answer.status_code == 422
        assert set(answer.json()["fields"]) == {"title", "dispatch_hours"}
        assert not Product.objects.exists()

    def test_a_purchaser_may_not_edit(self, factory: Company) -> None:
        assert send(member(factory, "buy", "PURCHASER"), "post", "/products", BODY).status_code == 403
        assert not Product.objects.exists()


class TestImports:
    def test_walk_by_calls(self, factory: Company) -> None:
        seller = member(factory, "lin", "OWNER")
        file = SimpleUploadedFile("p.csv", LOOK_ALIKE)
        made = seller.post("/api/v1/imports", {"file": file})
        assert made.status_code == 201, made.content
        run = made.json()["id"]
        assert made.json()["ignored_columns"] == ["Vendor", "Cost per item"]
        assert send(seller, "post", f"/imports/{run}/apply").status_code == 409
        assert send(seller, "post", f"/imports/{run}/answer", {"currency": "XXX"}).status_code == 422
        answered = send(seller, "post", f"/imports/{run}/answer", {"weight_g": "250"})
        assert answered.json()["tally"]["CREATED"] == 2
        assert send(seller, "post", f"/imports/{run}/apply").status_code == 200
        services.apply_chunk(run_id=ImportRun.objects.get().id, now=NOW)
        assert seller.get(f"/api/v1/imports/{run}").json()["state"] == "DONE"
        items = seller.get(f"/api/v1/imports/{run}/items").json()["items"]
        assert [item["verdict"] for item in items] == ["CREATED", "CREATED"]
        assert send(seller, "post", f"/imports/{run}/cancel").status_code == 409
