"""The sign of number zero and half pairs of signs are refused with a sentence, wherever they are sent."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sourcebridge.config.readable import unstorable
from sourcebridge.logistics.models import DeliveryAddress
from sourcebridge.parties.models import Company, User
from tests.parties.conftest import lin, person, supplier  # noqa: F401 - fixtures

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ADDRESS = {"recipient": "陈姐", "phone": "13800000218", "province": "44", "city": "广州市", "district": "天河区",
           "street": "沙河 1 号"}  # fmt: skip


@pytest.fixture
def client(supplier: Company, lin: User) -> Client:  # noqa: F811
    client = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
    client.force_login(lin, BACKEND)
    return client


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("plain", False), ("a\x00b", True), ("\ud83d", True), ("😀", False), (["x", {"y": ["z\x00"]}], True),
        ({"a\x00": 1}, True), ({"a": [1, None, True, "b"]}, False), (r"a\u0000b", False),
    ],
)  # fmt: skip
def test_what_no_table_can_hold(value: Any, wrong: bool) -> None:
    assert unstorable(value) is wrong


class TestAddresses:
    @pytest.mark.parametrize("path", ["/goods/a%00b/c/", "/shops/a%00b/", "/api/v1/belts/a%00b", "/orders/a%00b/"])
    def test_lead_nowhere(self, client: Client, path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 404
        assert path.startswith("/api/") == (answer["Content-Type"] == "application/problem+json")

    @pytest.mark.parametrize("path", ["/orders/?q=a%00b", "/goods/?a%00b=1", "/supplier/goods/export.csv?q=%00"])
    def test_a_query_is_refused_with_a_page(self, client: Client, path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 422
        assert "Some fields need correcting" in answer.content.decode()

    def test_a_query_of_the_api_is_refused_with_a_problem(self, client: Client) -> None:
        answer = client.get("/api/v1/goods?q=a%00b")
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
        assert list(answer.json()["fields"]) == ["q"]


class TestBodies:
    @pytest.mark.parametrize("text", ["a\x00b", "\ud83d"])
    def test_a_body_of_the_api(self, client: Client, text: str) -> None:
        body = json.dumps({**ADDRESS, "street": text})
        key = {"Idempotency-Key": uuid4().hex}
        answer = client.post("/api/v1/addresses", body, content_type="application/json", headers=key)
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
        assert not DeliveryAddress.objects.exists()

    def test_a_form(self, client: Client) -> None:
        answer = client.post("/addresses/new/", {**ADDRESS, "street": "a\x00b", "idempotency_key": uuid4().hex})
        assert answer.status_code == 422
        assert not DeliveryAddress.objects.exists()

    def test_the_written_escape_is_a_text_like_any_other(self, client: Client) -> None:
        body = json.dumps({**ADDRESS, "street": r"a\u0000b"})
        key = {"Idempotency-Key": uuid4().hex}
        answer = client.post("/api/v1/addresses", body, content_type="application/json", headers=key)
        assert answer.status_code in {200, 201}, answer.content
        assert DeliveryAddress.objects.get().street == r"a\u0000b"
