"""Pushes of kuaidi100: believed by their signature, once, and never after a forgery."""

import json
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from sourcebridge.audit.models import AuditEntry
from sourcebridge.logistics import services
from sourcebridge.logistics.adapters.kuaidi100 import protocol
from sourcebridge.logistics.models import Shipment, SubscriptionState, TrackingEvent

pytestmark = pytest.mark.django_db


def beijing(hours_ago: int) -> str:
    return (timezone.now() - timedelta(hours=hours_ago)).astimezone(protocol.BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def push(parcel: Shipment, *codes: str, watch: str = "polling", waybill: str = "", hours_ago: int = 1) -> str:
    data = [
        {"context": f"code {code}", "ftime": beijing(hours_ago), "statusCode": code, "areaName": "绍兴"}
        for code in codes
    ]
    param = json.dumps(
        {
            "status": watch,
            "message": "",
            "lastResult": {"com": parcel.carrier, "nu": waybill or parcel.waybill, "state": codes[-1], "data": data},
        }
    )
    return urlencode({"param": param, "sign": protocol.digest(param, parcel.subscription.salt)})


def send(client: Client, parcel: Shipment, body: str, token: str = "") -> int:
    answer = client.post(
        f"/callbacks/kuaidi100/{token or parcel.subscription.token}/",
        body,
        content_type="application/x-www-form-urlencoded",
    )
    return answer.status_code


class TestPush:
    def test_a_signed_push_moves_the_parcel_and_its_repeat_does_not(
        self, client: Client, ship: Callable[..., Shipment]
    ) -> None:
        parcel = ship()
        body = push(parcel, "3")
        assert [send(client, parcel, body) for _ in range(3)] == [200, 200, 200]
        parcel.refresh_from_db()
        assert (parcel.state, parcel.events.count()) == ("DELIVERED", 1)

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda body: body.replace("sign=", "sign=0"),
            lambda body: body.replace("polling", "Polling"),
            lambda body: body[: len(body) // 2],
            lambda body: body + "&param=%7B%7D",
            lambda body: body.split("&sign=")[0],
            lambda _body: "",
        ],
    )
    def test_a_forged_push_changes_nothing_but_the_audit_trail(
        self, client: Client, ship: Callable[..., Shipment], spoil: Callable[[str], str]
    ) -> None:
        parcel = ship()
        assert send(client, parcel, spoil(push(parcel, "3"))) == 401
        parcel.refresh_from_db()
        assert (parcel.state, TrackingEvent.objects.count()) == ("CREATED", 0)
        assert AuditEntry.objects.filter(verb="logistics.push.refused").count() == 1

    def test_a_push_of_another_waybill_is_refused(self, client: Client, ship: Callable[..., Shipment]) -> None:
        parcel = ship()
        assert send(client, parcel, push(parcel, "3", waybill="DPK999999999999")) == 401
        assert not TrackingEvent.objects.exists()

    def test_an_unknown_address_answers_404(self, client: Client, ship: Callable[..., Shipment]) -> None:
        parcel = ship()
        assert send(client, parcel, push(parcel, "3"), token="x" * 43) == 404
        assert not TrackingEvent.objects.exists()

    @pytest.mark.parametrize(("watch", "state"), [("shutdown", "ENDED"), ("abort", "ABORTED")])
    def test_the_end_of_watching_is_kept(
        self, client: Client, ship: Callable[..., Shipment], watch: str, state: str
    ) -> None:
        parcel = ship()
        assert send(client, parcel, push(parcel, "0", watch=watch)) == 200
        parcel.subscription.refresh_from_db()
        assert parcel.subscription.state == state


class TestSubscribe:
    def test_stores_the_providers_answer(self, ship: Callable[..., Shipment], monkeypatch: pytest.MonkeyPatch) -> None:
        parcel = ship()
        asked: list[dict[str, str]] = []

        class Provider:
            def subscribe(self, **given: str) -> protocol.Subscribed:
                asked.append(given)
                return protocol.Subscribed(accepted=True, code="200", message="提交成功", permanent=False)

        monkeypatch.setattr(services.subscriptions, "client", Provider)
        for _ in range(2):
            services.subscribe(subscription_id=parcel.subscription.id)
        parcel.subscription.refresh_from_db()
        assert parcel.subscription.state == SubscriptionState.ACTIVE
        assert [given["waybill"] for given in asked] == [parcel.waybill]
        assert asked[0]["callback_url"].endswith(f"/callbacks/kuaidi100/{parcel.subscription.token}/")
