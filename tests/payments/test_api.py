"""Money as calls: the whole circle by tokens, idempotency, problems, what strangers see."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import By
from sourcebridge.parties.models import ApiToken
from sourcebridge.payments import services
from tests.payments.cast import Alipay, Cast, cny, nothing_changes


class Caller:
    """One program with a token."""

    def __init__(self, by: By) -> None:
        secret = f"sb_{uuid4().hex}"
        ApiToken.objects.create(
            user_id=str(by.user_id), company_id=by.company_id, name="t", prefix=secret[:8], scopes=["*"],
            digest=hashlib.sha256(secret.encode()).hexdigest(),
        )  # fmt: skip
        self.client = Client(HTTP_AUTHORIZATION=f"Bearer {secret}", HTTP_ACCEPT_LANGUAGE="en")

    def get(self, path: str, **query: Any) -> Any:
        response = self.client.get(f"/api/v1{path}", query)
        assert response.status_code == 200, response.content
        return response.json()

    def post(self, path: str, body: Any = None, *, status: int = 200, key: str = "") -> Any:
        response = self.client.post(
            f"/api/v1{path}", json.dumps(body or {}), content_type="application/json",
            headers={"Idempotency-Key": key or uuid4().hex},
        )  # fmt: skip
        assert response.status_code == status, response.content
        return response.json()


@pytest.fixture
def callers(cast: Cast) -> dict[str, Caller]:
    return {
        "buyer": Caller(cast.payer), "supplier": Caller(cast.seller), "clerk": Caller(cast.clerk),
        "second": Caller(cast.second),
    }  # fmt: skip


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def line(text: str, amount: str, bank_ref: str = "BK-1") -> dict[str, Any]:
    return {
        "bank_ref": bank_ref, "amount": money(amount), "payer_name": "陈姐", "payer_account": "62220001",
        "text": text, "value_date": "2026-03-01",
    }  # fmt: skip


def test_the_whole_circle(cast: Cast, callers: dict[str, Caller]) -> None:
    buyer, supplier, clerk, second = callers.values()
    top_up = buyer.post("/top-ups", {"amount": money("2000.00"), "provider": "BANK_TRANSFER"}, status=201)
    told = buyer.post(f"/payments/{top_up['id']}/start", {"provider": "BANK_TRANSFER"})
    assert told["instructions"]["reference"] == top_up["number"]
    assert [row["id"] for row in clerk.get("/desk/transfers")["items"]] == [top_up["id"]]
    assert clerk.post("/desk/bank-lines", line(top_up["number"], "2000.00"), status=201)["state"] == "MATCHED"
    intent = cast.expect()
    assert buyer.post(f"/payments/{intent.id}/pay-from-balance")["state"] == "SETTLED"
    assert buyer.get("/balance") == {"balance": money("284.00"), "held": money("1716.00")}
    services.release(
        deal_id=cast.deal_id, supplier_company_id=cast.supplier.id, gross=cny("1716.00"), commission=cny("10.30"),
        at=clock.now(), key="1",
    )  # fmt: skip
    account = supplier.post(
        "/payout-account", {"holder": "绍兴", "bank": "农行", "number": "6228480402564890018"}, status=201
    )
    assert account["number"] == "•••• 0018"
    assert clerk.get("/desk/payout-accounts")["items"][0]["number"] == "6228480402564890018"
    clerk.post(f"/desk/payout-accounts/{account['id']}/verify")
    payout = supplier.post("/payouts", {"amount": money("1705.70")}, status=201)
    made = clerk.post("/desk/payout-files", {"encoding": "gb18030"}, status=201)
    assert "6228480402564890018" in clerk.get(f"/desk/payout-files/{made['id']}/content")["content"]
    assert clerk.post(f"/desk/payout-files/{made['id']}/settle", status=403)["code"] == "same_person"
    assert second.post(f"/desk/payout-files/{made['id']}/settle") == {"settled": 1}
    assert supplier.get("/payouts")["items"][0] | {"state": "SETTLED"} == supplier.get("/payouts")["items"][0]
    assert supplier.get("/payouts")["items"][0]["id"] == payout["id"]
    books = second.get("/books")
    assert books["holds"]
    owed = supplier.get("/statements/supplier")[0]
    assert [row["change"]["amount"] for row in owed["lines"]] == ["1705.70", "-1705.70"]
    assert owed["closing"] == money("0.00")
    balance, held = buyer.get("/statements/buyer")
    assert (balance["closing"], held["closing"]) == (money("284.00"), money("0.00"))
    assert second.get("/statements/platform")[0]["closing"] == money("10.30")


def test_a_key_repeats_its_answer(cast: Cast, callers: dict[str, Caller]) -> None:
    body = {"amount": money("5.00"), "provider": "BANK_TRANSFER"}
    first = callers["buyer"].post("/top-ups", body, status=201, key="the-same-key")
    assert callers["buyer"].post("/top-ups", body, status=201, key="the-same-key") == first
    changed = body | {"amount": money("6.00")}
    assert (
        callers["buyer"].post("/top-ups", changed, status=422, key="the-same-key")["code"] == "idempotency_key_reused"
    )


@pytest.mark.parametrize("amount", ["-1.00", "0", "0.001", "1e3000", "NaN", "Infinity", "1,00", ""])
def test_senseless_amounts_are_refused(cast: Cast, callers: dict[str, Caller], amount: str) -> None:
    body = {"amount": money(amount), "provider": "BANK_TRANSFER"}
    with nothing_changes():
        assert callers["buyer"].post("/top-ups", body, status=422)["code"]


def test_strangers_see_nothing(cast: Cast, callers: dict[str, Caller]) -> None:
    intent = cast.expect()
    stranger = Caller(Cast.gather().payer)
    unknown = stranger.client.get(f"/api/v1/payments/{uuid4()}")
    foreign = stranger.client.get(f"/api/v1/payments/{intent.id}")
    assert (foreign.status_code, foreign.content) == (unknown.status_code, unknown.content) == (404, unknown.content)
    with nothing_changes():
        stranger.post(f"/payments/{intent.id}/pay-from-balance", status=404)
        stranger.post("/desk/bank-lines", line("x", "1.00"), status=403)
        stranger.post("/desk/payout-files", status=403)
    assert stranger.get("/payments") == {"items": [], "next_cursor": None}
    for path in ("/desk/transfers", "/desk/unmatched-funds", "/books", "/statements/platform"):
        assert stranger.client.get(f"/api/v1{path}").status_code == 403


def test_unmatched_money_by_calls(cast: Cast, callers: dict[str, Caller]) -> None:
    clerk = callers["clerk"]
    found = {}
    for number, way in enumerate(("match", "return", "credit")):
        done = clerk.post("/desk/bank-lines", line("?", "7.00", f"BK-{number}"), status=201)
        found[way] = done["fund"]["id"]
    assert len(clerk.get("/desk/unmatched-funds")["items"]) == 3
    intent = cast.expect("7.00")
    assert (
        clerk.post(f"/desk/unmatched-funds/{found['match']}/match", {"payment_id": str(intent.id)})["state"]
        == "SETTLED"
    )
    assert clerk.post(f"/desk/unmatched-funds/{found['return']}/return", {"reason": "不明"})["state"] == "SENT"
    credited = clerk.post(f"/desk/unmatched-funds/{found['credit']}/credit", {"company_id": str(cast.buyer.id)})
    assert credited["state"] == "CREDITED"
    assert clerk.post(f"/desk/unmatched-funds/{found['credit']}/dismiss", {"reason": "??"}, status=409)["code"]


def test_a_slip_by_call(cast: Cast, callers: dict[str, Caller], settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    intent = cast.expect()
    pdf = SimpleUploadedFile("slip.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    response = callers["buyer"].client.post(f"/api/v1/payments/{intent.id}/slips", {"slip": pdf})
    assert response.status_code == 201, response.content
    slip = UUID(response.json()["id"])
    assert callers["clerk"].client.get(f"/pay/slips/{slip}/").status_code in {200, 302}


def test_alipay_start_gives_the_redirect(cast: Cast, callers: dict[str, Caller], alipay: Alipay) -> None:
    intent = cast.expect()
    told = callers["buyer"].post(f"/payments/{intent.id}/start", {"provider": "ALIPAY"})
    assert told["redirect_url"].endswith(intent.number)
    assert told["payment"]["state"] == "PENDING"
    assert callers["buyer"].post(f"/payments/{intent.id}/ask")["state"] == "PENDING"
