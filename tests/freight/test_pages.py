"""The public finder, the operator's cards, the calls."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sourcebridge.clock import queries as clock
from sourcebridge.freight import files, models, queries, services
from sourcebridge.freight.cards import Card
from sourcebridge.kit.actors import By
from sourcebridge.kit.days import business_day
from sourcebridge.parties.models import Company
from tests.freight.conftest import ASK, posted
from tests.fx.conftest import browser

pytestmark = pytest.mark.django_db


class TestFinder:
    @pytest.mark.parametrize(("language", "word"), [("en", "best by both"), ("zh-hans", "价格时效兼优")])
    def test_prices_weights_and_reasons(self, client: Client, published: Card, language: str, word: str) -> None:
        page = client.get("/freight/", ASK, headers={"Accept-Language": language})
        text = page.content.decode()
        assert page.status_code == 200
        assert word in text
        assert "/ 5000" in text
        assert "38.5" in text  # 2 x 60 x 40 x 40 / 5000 = 38.4, in steps of 0.5
        assert "EXP-US@1" in text
        assert "style=" not in re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)

    def test_a_refusal_says_why(self, client: Client, published: Card) -> None:
        page = client.get("/freight/", {**ASK, "flags": "battery"}, headers={"Accept-Language": "en"})
        assert "the battery line" in page.content.decode()

    def test_totals_stand_in_for_boxes(self, client: Client, published: Card) -> None:
        asked = {"to": "US", "total_kg": "30", "total_cbm": "0.25"}
        page = client.get("/freight/", asked, headers={"Accept-Language": "en"})
        assert page.status_code == 200
        assert "estimated" in page.content.decode()
        assert client.get("/freight/", {"to": "US", "total_kg": "30"}).status_code == 422
        assert client.get("/freight/", {"to": "US"}).status_code == 422

    def test_more_rows_and_print(self, client: Client, published: Card) -> None:
        more = client.get("/freight/", {**ASK, "add_row": "1"})
        assert more.status_code == 200
        assert "box-2-length" in more.content.decode()
        assert "document-sheet" in client.get("/freight/", {**ASK, "print": "1"}).content.decode()
        assert client.get("/freight/").status_code == 200


class TestDesk:
    def test_filters(self, desk: Client, published: Card) -> None:
        assert "EXP-US@1" in desk.get("/operator/freight/").content.decode()
        for query, seen in (("mode=EXPRESS", True), ("mode=LCL", False), ("country=US", True), ("country=DE", False),
                            ("carrier=test", True), ("state=soon", False), ("state=in_force", True)):  # fmt: skip
            assert ("EXP-US@1" in desk.get(f"/operator/freight/?{query}").content.decode()) is seen, query

    def test_a_file_there_and_back_makes_a_version(self, desk: Client, published: Card) -> None:
        given = desk.get("/operator/freight/cards/EXP-US/file/").content.decode()
        same = desk.post("/operator/freight/preview/", {"text": given}, headers={"Accept-Language": "en"})
        assert "says the same" in same.content.decode()
        dearer = given.replace("35.5", "45.5").encode()
        seen = desk.post("/operator/freight/preview/", {"file": SimpleUploadedFile("card.csv", dearer)})
        assert "<del>35.5</del>" in seen.content.decode()
        assert models.Card.objects.count() == 1
        sent = {"text": dearer.decode(), "idempotency_key": "key-freight-1"}
        assert desk.post("/operator/freight/publish/", sent).status_code == 302
        assert queries.card(code="EXP-US", version=2).rates[0].next_fee == 45.5
        page = desk.get("/operator/freight/cards/EXP-US/").content.decode()
        assert "<ins>45.5</ins>" in page
        assert desk.get("/operator/freight/cards/EXP-US/?version=1").status_code == 200
        assert desk.get("/operator/freight/cards/EXP-US/?version=9").status_code == 404
        assert desk.get("/operator/freight/cards/NONE/").status_code == 404

    def test_wrong_lines_publish_nothing(self, desk: Client, published: Card) -> None:
        broken = files.document(published).decode().replace("35.5", "much")
        assert desk.post("/operator/freight/preview/", {"text": broken}).status_code == 422
        sent = {"text": broken, "idempotency_key": "key-freight-2"}
        assert desk.post("/operator/freight/publish/", sent).status_code == 422
        assert models.Card.objects.count() == 1

    def test_a_refused_version_says_so(self, desk: Client, published: Card) -> None:
        early = replace(published, valid_from=published.valid_from - timedelta(days=30))
        sent = {"text": files.document(early).decode(), "idempotency_key": "key-freight-3"}
        assert desk.post("/operator/freight/publish/", sent).status_code == 409
        assert models.Card.objects.count() == 1

    def test_end(self, desk: Client, published: Card, today: date) -> None:
        url = "/operator/freight/cards/EXP-US/end/"
        past = {"last_day": str(today - timedelta(days=1)), "reason": "closed", "idempotency_key": "key-freight-4"}
        assert desk.post(url, past).status_code == 422
        assert not models.Ending.objects.exists()
        sent = {"last_day": str(today), "reason": "closed", "idempotency_key": "key-freight-5"}
        assert desk.post(url, sent).status_code == 302
        assert models.Ending.objects.get().last_day == today

    def test_a_trader_does_not_enter(self, published: Card) -> None:
        trader = browser(Company.objects.create(name="Trader"))
        assert trader.get("/operator/freight/").status_code == 403
        assert trader.post("/operator/freight/publish/", {"text": "x"}).status_code == 403


def typed(page: Any) -> dict[str, list[str]]:
    """What a browser would send of the grid as it stands."""
    found: dict[str, list[str]] = {}
    for table in page.context["tables"]:
        for row in table.rows:
            for cell in row:
                found.setdefault(cell.name, []).append(cell.value)
    return found


class TestGrid:
    def test_one_price_changed_is_the_next_version(self, desk: Client, published: Card) -> None:
        address = f"/operator/freight/cards/{published.code}/edit/"
        sent = typed(desk.get(address))
        assert len(sent["rate.zone"]) == len(published.rates) + 2
        same = desk.post(address, {**sent, "do": "look"})
        told = [(one.field, one.after) for one in same.context["changes"]]
        assert told == [("valid_from", str(business_day(clock.now())))]
        at = next(n for n, fee in enumerate(sent["rate.first_fee"]) if fee not in ("", "0"))
        sent["rate.first_fee"][at] = "77.7"
        looked = desk.post(address, {**sent, "do": "look"})
        assert "77.7" in [one.after for one in looked.context["changes"]]
        assert models.Card.objects.count() == 1
        done = desk.post(
            "/operator/freight/publish/", {"text": looked.context["text"], "idempotency_key": "key-grid-1"}
        )
        assert done.status_code == 302
        after = queries.versions(code=published.code)[0]
        assert (after.version, str(after.rates[at].first_fee)) == (2, "77.7")
        assert len(after.rates) == len(published.rates)

    def test_a_row_is_taken_out_and_rows_are_added(self, desk: Client, published: Card) -> None:
        address = f"/operator/freight/cards/{published.code}/edit/"
        sent = typed(desk.get(address))
        more = desk.post(address, {**sent, "do": "more", "gone": [f"surcharge.{n}" for n in range(9)]})
        rows = {table.kind: len(table.rows) for table in more.context["tables"]}
        assert rows["surcharge"] == 2
        assert rows["rate"] == len(published.rates) + 2

    def test_wrong_rows_are_named_and_what_was_typed_stays(self, desk: Client, published: Card) -> None:
        address = f"/operator/freight/cards/{published.code}/edit/"
        sent = typed(desk.get(address))
        sent["rate.from_g"][0] = "heavy"
        answer = desk.post(address, {**sent, "do": "look"}, headers={"Accept-Language": "en"})
        assert answer.status_code == 422
        assert "Prices, row 1: above g: “heavy” is not a whole number." in answer.content.decode()
        assert 'name="rate.from_g" aria-invalid="true" value="heavy"' in answer.content.decode()
        assert answer.content.decode().count('aria-invalid="true"') == 1
        sent["rate.from_g"][0], sent["rate.zone"][1] = "0", ""
        answer = desk.post(address, {**sent, "do": "look"}, headers={"Accept-Language": "en"})
        assert "Prices, row 2: Missing: Zone." in answer.content.decode()
        assert 'name="rate.zone" aria-invalid="true" value=""' in answer.content.decode()
        assert models.Card.objects.count() == 1

    def test_a_new_card(self, desk: Client, published: Card) -> None:
        assert (
            desk.post("/operator/freight/new/", {**typed(desk.get("/operator/freight/new/")), "do": "look"}).status_code
            == 422
        )
        sent = typed(desk.get(f"/operator/freight/cards/{published.code}/edit/"))
        sent["card.code"] = ["FRESH"]
        looked = desk.post("/operator/freight/new/", {**sent, "do": "look"})
        assert (looked.status_code, looked.context["before"]) == (200, None)
        assert desk.get("/operator/freight/cards/NONE/edit/").status_code == 404


class TestTask:
    def test_a_card_that_ends_soon_waits_for_the_operator(self, desk: Client, full: Card, operator: By) -> None:
        now = clock.now()
        today = business_day(now)
        for code, left in (("SOON", 10), ("OVER", -1), ("LONG", 90), ("OPEN", None)):
            until = None if left is None else today + timedelta(days=left)
            card = replace(full, code=code, valid_from=today - timedelta(days=20), valid_until=until)
            services.publish(card=card, by=operator, now=now)
        assert {row.code for row in queries.ending(on=today, days=30)} == {"SOON", "OVER"}
        waiting = {one["code"]: one["count"] for one in desk.get("/api/v1/queues").json()}
        assert waiting["cards"] == 2
        services.end(code="SOON", last_day=today, reason="closed", by=operator, now=now)
        assert {row.code for row in queries.ending(on=today, days=30)} == {"OVER"}


class TestCalls:
    def test_cards_and_quotes(self, client: Client, published: Card) -> None:
        assert [one["ref"] for one in client.get("/api/v1/freight/cards?to=us").json()] == ["EXP-US@1"]
        body = {"to": "US", "postcode": "10001", "boxes": [
            {"length_mm": 600, "width_mm": 400, "height_mm": 400, "gross_g": 12_400, "count": 2}]}  # fmt: skip
        told = posted(client, "quotes", body).json()["priced"][0]
        assert told["chargeable_kg"] == "38.5"
        assert sorted(told["marks"]) == ["cheapest", "fastest", "front"]
        lines = [one["amount"]["amount"] for one in told["lines"]]
        assert f"{sum(map(float, lines)):.2f}" == told["total"]["amount"]
        assert posted(client, "quotes", {"to": "US"}).status_code == 422
        assert posted(client, "quotes", {**body, "currency": "XXX"}).status_code in (400, 422)

    def test_publish_and_end(self, desk: Client, published: Card, today: date) -> None:
        text = files.document(published).decode().replace("35.5", "45.5")
        assert posted(desk, "cards", {"text": text}, "key-freight-6").json()["version"] == 2
        assert posted(desk, "cards", {"text": "nonsense"}, "key-freight-7").status_code == 422
        assert desk.get("/api/v1/freight/cards/EXP-US/versions/2").content.decode() == text
        ended = posted(desk, "cards/EXP-US/end", {"last_day": str(today), "reason": "x"}, "key-freight-8")
        assert ended.status_code == 200
        assert models.Ending.objects.count() == 1
