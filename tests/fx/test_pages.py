"""The operator's pages, the file and the calls."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sourcebridge.clock import queries as clock
from sourcebridge.fx import queries, ratefile, services
from sourcebridge.fx.models import Reference
from sourcebridge.kit.actors import By
from sourcebridge.parties import member as members
from sourcebridge.parties.member import Member
from sourcebridge.parties.models import Company, Membership, User
from tests.fx.conftest import RATES, browser, given

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh(operator: By) -> date:
    now = clock.now()
    services.load(rates=[given(c, r, now.date()) for c, r in RATES.items()], by=operator, now=now)
    return now.date()


class TestFile:
    def test_every_wrong_line_is_named(self) -> None:
        text = (
            "date,currency,rate,source\n2026-01-02,USD,1.1,ECB\n02/01/2026,USD,1.1,ECB\n2026-01-02,USD,1.2,ECB\n"
            "2026-01-02,EUR,1,x\n2026-01-02,CNY,-1,x\n2026-01-02,CNY,abc,x\n2027-01-02,CNY,7,x\n2026-01-02,CNY,7,\n"
            "2026-01-02\n\n2026-01-02,CNY,NaN,x\n"
        )
        found = ratefile.read(text, today=date(2026, 3, 1))
        assert [row.currency for row in found.rates] == ["USD"]
        assert [row.line for row in found.wrong] == [3, 4, 5, 6, 7, 8, 9, 10, 12]

    @pytest.mark.parametrize("broken", ["x" * 200_000, '"' + "x\n" * 100_000])
    def test_what_is_no_table_is_named(self, broken: str) -> None:
        found = ratefile.read("2026-01-02,USD,1.1,ECB\n" + broken, today=date(2026, 3, 1))
        assert ([row.currency for row in found.rates], len(found.wrong)) == (["USD"], 1)

    def test_what_is_written_reads_the_same(self) -> None:
        rates = [given("USD", "1.1"), given("KRW", "1491.76")]
        text = "\n".join(",".join(line) for line in ratefile.lines(rates))
        assert list(ratefile.read(text, today=date(2026, 12, 1)).rates) == rates


class TestDesk:
    @pytest.mark.parametrize(("language", "word"), [("en", "Exchange rates"), ("zh-hans", "汇率")])
    def test_it_shows_what_counts(self, platform: Company, fresh: date, language: str, word: str) -> None:
        page = browser(platform, language=language).get("/operator/fx/").content.decode()
        assert word in page
        assert "7.92" in page

    def test_a_file_is_previewed_then_loaded(self, platform: Company, db: None) -> None:
        client = browser(platform)
        text = f"{clock.now().date()},BDT,132.5,Bangladesh Bank\n"
        seen = client.post("/operator/fx/preview/", {"file": SimpleUploadedFile("rates.csv", text.encode())})
        assert seen.status_code == 200
        assert "132.5" in seen.content.decode()
        assert not Reference.objects.exists()
        done = client.post("/operator/fx/load/", {"text": text, "idempotency_key": "key-fx-0001"})
        assert done.status_code == 302
        assert Reference.objects.get().currency == "BDT"
        assert client.get("/operator/fx/BDT/").status_code == 200
        assert client.get("/operator/fx/KWD/").status_code == 404

    def test_wrong_lines_load_nothing(self, platform: Company, db: None) -> None:
        client = browser(platform)
        text = f"{clock.now().date()},BDT,132.5,x\nnonsense\n"
        assert client.post("/operator/fx/preview/", {"text": text}).status_code == 422
        assert client.post("/operator/fx/load/", {"text": text, "idempotency_key": "key-fx-2"}).status_code == 422
        assert not Reference.objects.exists()

    def test_a_trader_does_not_enter(self, fresh: date) -> None:
        assert browser(Company.objects.create(name="Trader")).get("/operator/fx/").status_code == 403


class TestCalls:
    def test_a_rate_and_a_quote(self, fresh: date) -> None:
        firm = Company.objects.create(name="Trader")
        client = browser(firm)
        found = client.get("/api/v1/fx/rates", {"base": "USD", "quote": "CNY"}).json()
        assert (found["rate"], found["charged"]) == ("7.20000000000", "7.27200000000") or found["rate"] == "7.2"
        made = client.post(
            "/api/v1/fx/quotes", json.dumps({"base": "CNY", "quote": "USD"}), content_type="application/json",
            headers={"Idempotency-Key": "key-fx-quote"},
        )  # fmt: skip
        assert made.status_code == 201
        assert [row.id for row in queries.visible_to(_member(firm))] == [UUID(made.json()["id"])]
        assert not queries.visible_to(_member(Company.objects.create(name="Other"))).exists()


def _member(firm: Company) -> Member:
    user = User.objects.create_user(f"{firm.id}@example.cn", "a-long-password")
    Membership.objects.create(user=user, company=firm, roles=["OWNER"])
    return members.of_user(user, firm.id)
