"""The whole way through Alipay's protocol against the simulator: redirect, cashier, notice, query, refund."""

from __future__ import annotations

import json
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from pytest_django import Settings

from sourcebridge.payments import queries, services
from sourcebridge.payments.adapters.contract import Redirect
from sourcebridge.payments.models import InboundNotice, PaymentIntent, UnmatchedFund
from sourcebridge.simulators import testing as simulators
from sourcebridge.simulators.world import World
from tests.payments.cast import NOW, Cast, cny, custody, run_calls


@pytest.fixture
def simulator(live_site: str, settings: Settings, tmp_path: Path) -> Iterator[World]:
    """The simulator beside the served site, each knowing the other's key."""
    settings.PUBLIC_URL = live_site
    with simulators.start(tmp_path / "sim", platform_url=live_site) as world:
        settings.SIMULATORS_URL = world.url
        settings.OUTGOING_ALLOWED = [urllib.parse.urlsplit(world.url).netloc]
        settings.ALIPAY = {
            "app_id": "2021000000000000", "seller_id": "2088000000000000",
            "gateway": f"{world.url}/alipay/gateway.do",
            "private_key_file": str(tmp_path / "secrets" / "alipay_app_private.pem"),
            "public_key_file": str(tmp_path / "sim" / "alipay_public.pem"),
        }  # fmt: skip
        yield world
    connections.close_all()


def control(world: World, path: str, **body: Any) -> Any:
    request = urllib.request.Request(
        f"{world.url}/control/alipay/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def until(holds: Callable[[], bool]) -> None:
    for _turn in range(100):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen within ten seconds")


@pytest.fixture
def cast_here(simulator: World) -> Cast:
    return Cast.gather()


def begin(cast: Cast, amount: str = "1716.00") -> PaymentIntent:
    intent = cast.expect(amount)
    told = services.start(intent_id=intent.id, provider="ALIPAY", by=cast.payer, now=NOW)
    assert isinstance(told, Redirect)
    with urllib.request.urlopen(told.url, timeout=10) as cashier:
        assert cashier.status == 200
    return intent


def state(intent: PaymentIntent) -> str:
    intent.refresh_from_db()
    return intent.state


def pay(world: World, intent: PaymentIntent, **changes: Any) -> None:
    control(world, "pay", out_trade_no=intent.number.replace("-", ""), **changes)


class TestTheWholeWay:
    def test_paid_by_notice_then_refunded(self, simulator: World, cast_here: Cast) -> None:
        intent = begin(cast_here)
        pay(simulator, intent)
        until(lambda: state(intent) == "SETTLED")
        assert custody("alipay") == cny("1716.00")
        row = services.refund(
            deal_id=cast_here.deal_id, amount=cny("716.00"), reason="缺货", by=cast_here.payer, now=NOW
        )
        run_calls()
        row.refresh_from_db()
        assert row.state == "COMPLETED"
        assert custody("alipay") == cny("1000.00")
        assert queries.reconcile(at=NOW).holds

    def test_a_dropped_notice_is_found_by_asking(self, simulator: World, cast_here: Cast) -> None:
        intent = begin(cast_here)
        control(simulator, "behaviour", drop_notice=True)
        pay(simulator, intent)
        assert state(intent) == "PENDING"
        services.ask_payment(intent_id=intent.id, now=NOW)
        run_calls()
        assert state(intent) == "SETTLED"

    def test_forged_is_not_believed_and_the_provider_is_asked(self, simulator: World, cast_here: Cast) -> None:
        intent = begin(cast_here)
        control(simulator, "behaviour", forged=True, drop_notice=True)
        pay(simulator, intent)
        until(lambda: InboundNotice.objects.filter(genuine=False).exists())
        assert (state(intent), custody("alipay")) == ("PENDING", cny("0.00"))
        services.ask_payment(intent_id=intent.id, now=NOW)
        run_calls()
        assert (state(intent), custody("alipay")) == ("SETTLED", cny("1716.00"))

    def test_another_amount_is_unmatched(self, simulator: World, cast_here: Cast) -> None:
        intent = begin(cast_here)
        control(simulator, "behaviour", wrong_amount="1.00")
        pay(simulator, intent)
        until(lambda: UnmatchedFund.objects.exists())
        assert state(intent) == "PENDING"

    def test_silence_is_asked_again(self, simulator: World, cast_here: Cast) -> None:
        intent = begin(cast_here)
        control(simulator, "behaviour", unknown=True, drop_notice=True)
        pay(simulator, intent)
        services.ask_payment(intent_id=intent.id, now=NOW)
        run_calls()
        assert state(intent) == "UNKNOWN"
        control(simulator, "behaviour", unknown=False)
        services.ask_payment(intent_id=intent.id, now=NOW)
        run_calls()
        assert state(intent) == "SETTLED"

    def test_closing_tells_alipay(self, simulator: World, cast_here: Cast) -> None:
        intent = begin(cast_here)
        services.close_intents(deal_id=cast_here.deal_id, now=NOW)
        run_calls()
        call = intent.calls.get(kind="CLOSE")
        assert (call.state, call.answer) == ("DONE", {"standing": "CLOSED"})
