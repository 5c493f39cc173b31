"""The domestic deal through calls: what a button does, a call does."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.test import Client

from sourcebridge.domestic.actions import ACTIONS, human_moves
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.parties import access
from sourcebridge.parties.models import ApiToken, Company, Membership, User
from tests.domestic.conftest import ADDRESS, Scene

pytestmark = pytest.mark.django_db
KEYS = count()
Call = Callable[..., tuple[int, Any]]


def caller(company: Company, role: str = "OWNER") -> Call:
    """Call the API as a person of this company, through a token."""
    import hashlib
    import secrets

    number = next(KEYS)
    user = User.objects.create_user(f"person{number}@example.com", "x", name=f"Person {number}")
    Membership.objects.create(user=user, company=company, roles=[role])
    secret = secrets.token_urlsafe(16)
    ApiToken.objects.create(
        user=user, company=company, name="t", prefix=secret[:8], scopes=["*"],
        digest=hashlib.sha256(secret.encode()).hexdigest(),
    )  # fmt: skip
    client = Client()

    def call(method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        answer = client.generic(
            method,
            f"/api/v1{path}",
            data=b"" if body is None else __import__("json").dumps(body),
            content_type="application/json",
            headers={
                "Authorization": f"Bearer {secret}",
                "Idempotency-Key": key or f"test-key-{next(KEYS)}",
                "Accept-Language": "en",
            },
        )
        return answer.status_code, answer.json() if answer.content else None

    return call


@pytest.fixture
def buyer(scene: Scene) -> Call:
    return caller(scene.stall)


@pytest.fixture
def supplier(scene: Scene) -> Call:
    return caller(scene.factory)


def order_body(scene: Scene, amount: str = "200", **more: Any) -> dict[str, Any]:
    return {"lines": [{"sku": str(scene.skus[0].id), "quantity": amount}], "address": ADDRESS, **more}


class TestOrders:
    def test_one_call_places_and_pays_and_its_repeat_does_neither(self, scene: Scene, buyer: Call) -> None:
        body = order_body(scene, pay_from_balance=True)
        first = buyer("POST", "/orders", body, key="one-and-the-same")
        second = buyer("POST", "/orders", body, key="one-and-the-same")
        assert first == second
        assert (first[0], first[1]["state"]) == (201, "AWAITING_DISPATCH")
        assert first[1]["money"]["held"] == {"amount": "1996.00", "currency": "CNY"}
        assert SpotOrder.objects.count() == 1

    def test_the_same_key_with_another_body_is_refused(self, scene: Scene, buyer: Call) -> None:
        buyer("POST", "/orders", order_body(scene), key="one-and-the-same")
        status, problem = buyer("POST", "/orders", order_body(scene, "100"), key="one-and-the-same")
        assert (status, problem["code"]) == (422, "idempotency_key_reused")
        assert SpotOrder.objects.count() == 1

    def test_a_refusal_names_the_nearest_quantities(self, make_scene: Callable[..., Scene]) -> None:
        from decimal import Decimal

        scene = make_scene(moq=Decimal(12), batch_multiple=Decimal(12))
        status, problem = caller(scene.stall)("POST", "/orders", order_body(scene, "30"))
        assert (status, problem["code"], problem["facts"]["nearest"]) == (422, "quantity_not_valid", "24 / 36")
        assert not SpotOrder.objects.exists()

    def test_cart_to_completion(self, scene: Scene, buyer: Call, supplier: Call) -> None:
        buyer("PUT", "/cart/lines", {"sku": str(scene.skus[0].id), "quantity": "200"})
        _status, previews = buyer("POST", "/orders/preview", {"province": "44"})
        order = buyer("POST", "/orders", order_body(scene, preview_hash=previews[0]["hash"]))[1]
        number = order["number"]
        assert [action["name"] for action in order["actions"]] == ["cancel"]
        supplier("POST", f"/orders/{number}/reprice", {"freight": "30"})
        paid = buyer("POST", f"/orders/{number}/pay", {})[1]
        assert paid["total"]["amount"] == "1990.00"
        line = order["lines"][0]["id"]
        part = {"carrier": "debangkuaidi", "waybill": "DPK202611220001", "lines": [{"line": line, "quantity": "50"}]}
        assert supplier("POST", f"/orders/{number}/ship", part)[1]["state"] == "PARTLY_DISPATCHED"
        rest = {"carrier": "debangkuaidi", "waybill": "DPK202611220002"}
        assert supplier("POST", f"/orders/{number}/ship", rest)[1]["state"] == "DISPATCHED"
        done = buyer("POST", f"/orders/{number}/confirm", {})[1]
        assert done["state"] == "COMPLETED"
        assert done["money"]["released"]["amount"] == "1990.00"
        _status, story = buyer("GET", f"/orders/{number}/timeline")
        assert story[0]["verb"].startswith(("domestic", "payments", "inventory"))

    def test_terms_come_in_every_version_with_their_hash(self, scene: Scene, buyer: Call, supplier: Call) -> None:
        number = buyer("POST", "/orders", order_body(scene))[1]["number"]
        supplier("POST", f"/orders/{number}/reprice", {"freight": "30"})
        status, versions = buyer("GET", f"/orders/{number}/terms")
        assert (status, [row["version"] for row in versions]) == (200, [2, 1])
        assert all(row["fits"] for row in versions)
        assert versions[0]["terms"]["total"]["amount"] == "1990.00"

    def test_a_stranger_sees_nothing_and_a_role_without_the_right_may_not(self, scene: Scene, buyer: Call) -> None:
        number = buyer("POST", "/orders", order_body(scene))[1]["number"]
        stranger = caller(Company.objects.create(name="路人"))
        assert stranger("GET", f"/orders/{number}")[0] == stranger("GET", "/orders/D-0000-0000")[0] == 404
        assert stranger("POST", f"/orders/{number}/cancel", {})[0] == 404
        clerk = caller(scene.stall, role="FINANCE")
        assert clerk("POST", f"/orders/{number}/cancel", {})[0] == 403
        assert SpotOrder.objects.get().state == "AWAITING_PAYMENT"

    def test_the_other_side_cannot_make_this_sides_moves(self, scene: Scene, buyer: Call, supplier: Call) -> None:
        number = buyer("POST", "/orders", order_body(scene))[1]["number"]
        assert supplier("POST", f"/orders/{number}/cancel", {})[0] == 403
        assert buyer("POST", f"/orders/{number}/reprice", {"freight": "1"})[0] == 403
        assert supplier("POST", f"/orders/{number}/pay", {})[0] in {403, 404, 409}
        order = SpotOrder.objects.get()
        assert (order.state, str(order.total)) == ("AWAITING_PAYMENT", "1996.00 CNY")


class TestActions:
    def test_every_move_of_people_has_its_call(self) -> None:
        assert set(ACTIONS) == set(human_moves())
        declared = {
            name.removeprefix("domestic_order_") for name in access.OPERATION_POLICY if "domestic_order_" in name
        }
        assert declared == set(human_moves())
