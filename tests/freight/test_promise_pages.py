"""Promised days and working days: pages and calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from sourcebridge.audit.models import EventRecord
from sourcebridge.clock import queries as clock
from sourcebridge.demo import calendars
from sourcebridge.freight import models, services
from sourcebridge.freight.cards import Card, Place
from sourcebridge.kit.actors import By
from sourcebridge.kit.days import CHINA, business_day
from sourcebridge.parties.models import Company
from tests.freight.conftest import ASK, posted
from tests.fx.conftest import browser

pytestmark = pytest.mark.django_db
PROBLEM = "urn:sourcebridge:problem:"


class TestPromises:
    @pytest.fixture
    def known(self, operator: By) -> None:
        for one, source in calendars.CALENDARS:
            services.set_calendar(calendar=one, source=source, by=operator, now=clock.now())

    def test_a_price_names_its_day(self, client: Client, published: Card, known: None) -> None:
        english = {"Accept-Language": "en"}
        assert "there by 20" in client.get("/freight/", ASK, headers=english).content.decode()
        body = {"to": "US", "total_kg": "30", "total_cbm": "0.2"}
        told = posted(client, "quotes", body).json()["priced"][0]
        assert told["promised_day"] > str(business_day(clock.now()))
        assert told["promise_zone"] == "America/New_York"

    def test_without_a_calendar_it_says_who_must_act(self, client: Client, published: Card) -> None:
        page = client.get("/freight/", ASK, headers={"Accept-Language": "en"}).content.decode()
        assert "the operator must enter the working days of CN" in page

    def test_a_calendar_by_form(self, desk: Client) -> None:
        sent = {
            "country": "DE", "zone_name": "Europe/Berlin", "zones": "", "covers_from": "2026-01-01", "weekend": ["6"],
            "covers_until": "2026-12-31", "holidays": "2026-05-01\n2026-10-03", "workdays": "", "source": "[test]",
            "idempotency_key": "key-freight-9",
        }  # fmt: skip
        assert desk.post("/operator/freight/calendars/", {**sent, "holidays": "1 May"}).status_code == 422
        assert desk.post("/operator/freight/calendars/", {**sent, "holidays": "2027-05-01"}).status_code == 422
        assert not models.Calendar.objects.exists()
        assert desk.post("/operator/freight/calendars/", sent).status_code == 302
        assert models.Calendar.objects.get().holidays == [date(2026, 5, 1), date(2026, 10, 3)]
        assert "2026-10-03" in desk.get("/operator/freight/calendars/?country=DE").content.decode()

    def test_hit_rates(self, desk: Client, published: Card, known: None, operator: By) -> None:
        now = clock.now()
        place = Place("US", postcode="10001")
        services.promise(subject="D-1", card=published, to=place, handed_over_at=now, by=operator, now=now)
        services.delivered(subject="D-1", at=now, by=operator, now=now)
        assert "100.0" in desk.get("/operator/freight/promises/").content.decode()
        assert desk.get("/api/v1/freight/promises?country=us").json()[0]["hit_rate"] == "1.0000"
        assert desk.get("/api/v1/freight/promises?country=de").json() == []

    def test_promised_and_come_by_form(self, desk: Client, published: Card, known: None) -> None:
        handed = timezone.localtime(clock.now() - timedelta(days=3), CHINA).strftime("%Y-%m-%dT%H:%M")
        sent = {"subject": "SO-7", "card": published.code, "country": "US", "postcode": "10001",
                "handed_over_at": handed, "idempotency_key": "key-promise-1"}  # fmt: skip
        assert desk.post("/operator/freight/promises/new/", {**sent, "country": "XX"}).status_code == 422
        assert desk.post("/operator/freight/promises/new/", {**sent, "card": "NONE"}).status_code == 422
        assert not models.Promise.objects.exists()
        assert (
            "for example US"
            in desk.post(
                "/operator/freight/promises/new/", {**sent, "country": "12"}, headers={"Accept-Language": "en"}
            ).content.decode()
        )
        assert desk.post("/operator/freight/promises/new/", {**sent, "country": "us"}).status_code == 302
        again = desk.post("/operator/freight/promises/new/", {**sent, "idempotency_key": "key-promise-2"})
        assert again.status_code == 409
        assert "SO-7" in desk.get("/operator/freight/promises/").content.decode()
        came = {"subject": "SO-7", "at": "2020-01-01T00:00", "idempotency_key": "key-promise-3"}
        early = desk.post("/operator/freight/promises/came/", came)
        assert early.status_code == 422
        assert 'value="2020-01-01T00:00" aria-invalid="true"' in early.content.decode()
        unknown = desk.post("/operator/freight/promises/came/", {**came, "subject": "SO-?"})
        assert unknown.status_code == 404
        assert "SO-?" in unknown.content.decode()
        assert models.Promise.objects.get().kept_at is None
        at = timezone.localtime(clock.now(), CHINA).strftime("%Y-%m-%dT%H:%M")
        came |= {"at": at, "idempotency_key": "key-promise-4"}
        assert desk.post("/operator/freight/promises/came/", came).status_code == 302
        assert models.Promise.objects.get().kept is True

    def test_promised_and_come_by_call(self, desk: Client, published: Card, known: None) -> None:
        now = clock.now()
        body = {"subject": "SO-8", "card": published.code, "to": "US", "handed_over_at": now.isoformat()}
        trader = browser(Company.objects.create(name="Trader"))
        assert posted(trader, "promises", body, "key-promise-5").status_code == 403
        made = posted(desk, "promises", body, "key-promise-6")
        assert made.status_code == 200, made.content
        assert made.json()["kept"] is None
        late = {"subject": "SO-8", "at": (now + timedelta(days=1)).isoformat()}
        assert posted(desk, "promises/came", late, "key-promise-7").status_code == 422
        told = posted(desk, "promises/came", {"subject": "SO-8", "at": now.isoformat()}, "key-promise-8").json()
        assert told["kept"] is True

    def test_what_waits_by_call(self, desk: Client, published: Card, known: None, operator: By) -> None:
        now, place = clock.now(), Place("US", postcode="10001")
        for subject, ago in (("LATER", 1), ("FIRST", 8), ("CAME", 2)):
            services.promise(
                subject=subject,
                card=published,
                to=place,
                handed_over_at=now - timedelta(days=ago),
                by=operator,
                now=now,
            )
        services.delivered(subject="CAME", at=now, by=operator, now=now)
        models.Promise.objects.filter(subject="FIRST").update(due_at=now)
        told = desk.get("/api/v1/freight/promises/waiting").json()
        assert [(one["subject"], one["overdue"], one["kept"]) for one in told] == [
            ("FIRST", True, None), ("LATER", False, None)]  # fmt: skip
        assert told[0]["card"] == published.ref
        assert len(desk.get("/api/v1/freight/promises/waiting?most=1").json()) == 1
        assert len(desk.get("/api/v1/freight/promises/waiting?most=-9").json()) == 1
        assert browser(Company.objects.create(name="Trader")).get("/api/v1/freight/promises/waiting").status_code == 403

    def test_a_calendar_by_call(self, desk: Client, known: None, operator: By) -> None:
        before = list(models.Calendar.objects.order_by("country", "version").values_list())
        facts = EventRecord.objects.count()
        body = {"country": "US", "zone_name": "America/New_York", "covers_from": "2026-01-01", "weekend": [6, 5],
                "zones": [{"prefix": "9", "zone_name": "America/Los_Angeles"}], "covers_until": "2026-12-31",
                "holidays": ["2026-12-25", "2026-07-03"], "workdays": [], "source": "[test]",
                "url": "https://a.gov"}  # fmt: skip
        refused: list[tuple[dict[str, Any], int]] = [
            ({"zone_name": "Mars/Base"}, 422), ({"weekend": [7]}, 422), ({"country": "us"}, 422),
            ({"holidays": ["2027-01-01"]}, 422), ({"covers_until": "2025-01-01"}, 422), ({"source": ""}, 422),
            ({"zones": [{"prefix": "9", "zone_name": "Mars/Base"}]}, 422), ({"url": "javascript:alert(1)"}, 422),
            ({"zones": [{"prefix": "=", "zone_name": "UTC"}]}, 422), ({"version": 9}, 422),
        ]  # fmt: skip
        for number, (wrong, status) in enumerate(refused):
            assert posted(desk, "calendars", {**body, **wrong}, f"key-wrong-{number}").status_code == status, wrong
        trader = browser(Company.objects.create(name="Trader"))
        assert posted(trader, "calendars", body, "key-wrong-t").status_code == 403
        assert trader.get("/api/v1/freight/calendars").status_code == 403
        assert list(models.Calendar.objects.order_by("country", "version").values_list()) == before
        assert EventRecord.objects.count() == facts
        made = posted(desk, "calendars", body, "key-calendar-1")
        assert made.status_code == 200, made.content
        assert made.json() == posted(desk, "calendars", body, "key-calendar-1").json()
        rows = {row["country"]: row for row in desk.get("/api/v1/freight/calendars").json()}
        assert sorted(rows) == list(rows) == sorted({one.country for one, _source in calendars.CALENDARS})
        assert rows["US"] == made.json() == {
            **body, "version": 2, "ref": "US@2", "weekend": [5, 6], "holidays": ["2026-07-03", "2026-12-25"],
        }  # fmt: skip

    @pytest.fixture
    def run_out(self, full: Card, operator: By, today: date) -> Card:
        """Its prices ended yesterday."""
        card = replace(full, valid_from=today - timedelta(days=9), valid_until=today - timedelta(days=1))
        return services.publish(card=card, by=operator, now=clock.now()).card

    @pytest.mark.parametrize(
        ("language", "said"),
        [("en", "The operator must renew rate card EXP-US@1, it ended on"), ("zh-hans", "价卡 EXP-US@1 已于")],
    )
    def test_by_a_card_that_ran_out_nothing_is_promised(
        self, desk: Client, run_out: Card, known: None, today: date, language: str, said: str
    ) -> None:
        facts, now = EventRecord.objects.count(), timezone.localtime(clock.now(), CHINA)
        sent = {"subject": "SO-9", "card": run_out.code, "country": "US", "postcode": "10001",
                "handed_over_at": now.strftime("%Y-%m-%dT%H:%M"), "idempotency_key": "key-promise-9"}  # fmt: skip
        desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = desk.post("/operator/freight/promises/new/", sent)
        assert page.status_code == 409
        assert said in page.content.decode()
        assert 'value="SO-9"' in page.content.decode()
        body = {"subject": "SO-9", "card": run_out.code, "to": "US", "handed_over_at": now.isoformat()}
        told = posted(desk, "promises", body, "key-promise-10")
        assert (told.status_code, told.json()["type"]) == (409, f"{PROBLEM}freight_card_expired")
        assert said in told.json()["detail"]
        assert not models.Promise.objects.exists()
        assert EventRecord.objects.count() == facts
        yesterday = (now - timedelta(days=1)).isoformat()
        assert posted(desk, "promises", {**body, "handed_over_at": yesterday}, "key-promise-11").status_code == 200

    def test_the_card_of_the_day_of_handing_over_promises(
        self, desk: Client, published: Card, known: None, operator: By, today: date
    ) -> None:
        now = timezone.localtime(clock.now(), CHINA)
        services.publish(card=replace(published, valid_from=today), by=operator, now=now)
        body = {"subject": "SO-1", "card": published.code, "to": "US"}
        days = {0: "EXP-US@2", 1: "EXP-US@1"}
        for ago, ref in days.items():
            asked = {**body, "subject": f"SO-{ago}", "handed_over_at": (now - timedelta(days=ago)).isoformat()}
            assert posted(desk, "promises", asked, f"key-day-{ago}").json()["card"] == ref
        before = {**body, "handed_over_at": (now - timedelta(days=10)).isoformat()}
        assert posted(desk, "promises", before, "key-day-9").json()["type"] == f"{PROBLEM}freight_card_not_yet"
        services.end(code=published.code, last_day=today, reason="closed", by=operator, now=now)
        later = {**body, "subject": "SO-5", "handed_over_at": (now + timedelta(days=1)).isoformat()}
        assert posted(desk, "promises", later, "key-day-8").json()["type"] == f"{PROBLEM}freight_card_ended"
        none = {**later, "card": "NONE"}
        assert posted(desk, "promises", none, "key-day-7").status_code == 404
        assert models.Promise.objects.count() == 2
