"""The operator's pages and calls answer, refuse strangers, and move the clock."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from sourcebridge.clock import queries as clock
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties.models import Company, Membership, User
from sourcebridge.parties.permissions import Role

pytestmark = pytest.mark.django_db
PAGES = ["/operator/", "/operator/orders/", "/operator/jobs/", "/operator/settings/",
         "/operator/settings/order.payment_days/"]  # fmt: skip
CALLS = ["queues", "oversight/orders", "jobs/stuck", "parameters", "parameters/order.payment_days"]


def client(*, platform: bool) -> Client:
    company = Company.objects.create(name="柯桥", is_platform=platform)
    user = User.objects.create_user(f"{uuid.uuid4().hex}@example.com", "correct horse battery", name="Lin")
    Membership.objects.create(user=user, company=company, roles=[Role.OWNER])
    browser = Client()
    browser.force_login(user)
    return browser


class TestPages:
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_answer(self, language: str) -> None:
        browser = client(platform=True)
        browser.cookies["django_language"] = language
        for address in PAGES:
            assert browser.get(address).status_code == 200, address
        for address in CALLS:
            assert browser.get(f"/api/v1/{address}").status_code == 200, address

    def test_strangers_are_refused(self) -> None:
        browser = client(platform=False)
        assert {browser.get(address).status_code for address in PAGES} == {403}
        assert {browser.get(f"/api/v1/{address}").status_code for address in CALLS} == {403}

    def test_setting_is_changed(self) -> None:
        browser = client(platform=True)
        form = {"value": "7", "start": "", "idempotency_key": uuid.uuid4().hex}
        assert browser.post("/operator/settings/order.payment_days/", form).status_code == 302
        assert parameters.value("order.payment_days", at=clock.now()) == 7
        form = {"value": "700", "start": "", "idempotency_key": uuid.uuid4().hex}
        assert browser.post("/operator/settings/order.payment_days/", form).status_code == 422
        assert parameters.value("order.payment_days", at=clock.now()) == 7


class TestClock:
    def test_bar_heads_for_a_day(self) -> None:
        visitor = Client()
        answer = visitor.post("/clock/advance", {"days": "3", "next": "/operator/"})
        assert (answer.status_code, answer["Location"]) == (302, "/operator/")
        assert clock.target() is not None
        assert b"hx-get" in visitor.get("/clock/status").content

    def test_never_back(self) -> None:
        visitor = Client()
        assert visitor.post("/clock/advance", {"days": "-3"}).status_code == 422
        assert visitor.post("/clock/advance", {"days": "3", "next": "https://evil.example/"})["Location"] == "/"
        assert Client().get("/clock/status").status_code == 200

    def test_real_systems_refuse(self, settings: pytest.FixtureRequest) -> None:
        settings.CLOCK_MOVABLE = False  # type: ignore[attr-defined]
        assert Client().post("/clock/advance", {"days": "3"}).status_code == 403
        assert clock.target() is None
