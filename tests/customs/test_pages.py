"""The public nomenclature, the operator's tariff, a supplier's codes; and the calls."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.models import Product
from sourcebridge.customs import dutyfile, goods, models, queries, services
from sourcebridge.customs.errors import CodeUnknown, NationalCodeWrong, OriginWrong
from sourcebridge.customs.rules import Kind, Status
from sourcebridge.demo import people
from sourcebridge.demo.goods import PIECES
from sourcebridge.demo.people import House
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties import member as members
from sourcebridge.parties.member import Member
from sourcebridge.parties.models import Company, Membership, User
from tests.customs.conftest import NOW, duty

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("language", ["en", "zh-hans"])


def browser(firm: Company, role: str = "OWNER", language: str = "en") -> Client:
    user = User.objects.create_user(f"{uuid4().hex[:8]}@example.cn", "a-long-password", language=language)
    Membership.objects.create(user=user, company=firm, roles=[role])
    client = Client(headers={"Accept-Language": language})
    client.force_login(user)
    return client


def key() -> str:
    return f"key-{uuid4()}"


@pytest.fixture
def maker(db: None) -> House:
    return people.trader(
        people.MAKER, name="晋江海悦服饰家居有限公司", name_en="Haiyue", region="福建晋江", address="陈埭镇 66 号",
        phone="0595-8512 0066", code="91350582MA2DEM002", sells=True, now=NOW,
    )  # fmt: skip


@pytest.fixture
def product(maker: House) -> Product:
    return catalog.create_product(
        company_id=maker.company.id, draft=PIECES[0].draft(), by=maker.by(Actor.SUPPLIER), now=NOW
    )


@pytest.fixture
def acting(maker: House) -> Member:
    user = User.objects.create_user(f"{uuid4().hex[:8]}@example.cn", "a-long-password")
    Membership.objects.create(user=user, company=maker.company, roles=["OWNER"])
    return members.of_user(user)


@pytest.fixture
def rows(operator: By) -> None:
    services.publish_duties(
        rows=[
            duty(), duty(Kind.SECTION_301, rate="0.075", origin="CN"), duty(country="EU", rate="0.065"),
            duty(Kind.ANTI_DUMPING, "EU", "0", prefix="691110", status=Status.UNKNOWN),
        ],
        by=operator, now=NOW,
    )  # fmt: skip


class TestPublic:
    @pytest.mark.parametrize(
        ("language", "word", "name"), [("en", "HS codes", "Plastics"), ("zh-hans", "HS 编码", "塑料")]
    )
    def test_search_and_chapters(self, headings: int, language: str, word: str, name: str) -> None:
        client = Client(headers={"Accept-Language": language})
        page = client.get("/customs/").content.decode()
        assert word in page
        assert name in page
        found = client.get("/customs/", {"q": "手机壳"}).content.decode()
        assert "3926.90" in found
        assert client.get("/customs/", {"q": "qqqq"}).status_code == 200

    @BOTH
    def test_a_heading_says_what_customs_ask(self, headings: int, rows: None, language: str) -> None:
        client = Client(headers={"Accept-Language": language})
        page = client.get("/customs/392690/").content.decode()
        assert "5.3 %" in page
        assert "7.5 %" in page
        assert "6.5 %" in page
        unknown = client.get("/customs/691110/").content.decode()
        assert ("not established" in unknown) == (language == "en")
        assert client.get("/customs/39/").status_code == 200
        for wrong in ("999998", "3", "abc", "39269012"):
            assert client.get(f"/customs/{wrong}/").status_code == 404

    def test_before_the_nomenclature_is_loaded(self, db: None) -> None:
        assert Client().get("/customs/").status_code == 200

    def test_calls(self, headings: int, rows: None) -> None:
        client = Client(headers={"Accept-Language": "en"})
        found = client.get("/api/v1/customs/headings", {"q": "cotton t-shirt", "limit": "3"}).json()
        assert found[0]["code"] == "610910"
        assert found[0]["name_zh"]
        rates = client.get("/api/v1/customs/duties", {"country": "de", "code": "3926.90"}).json()
        assert [(one["kind"], one["rate"], one["low"]) for one in rates] == [("MFN", "6.5 %", "0.065")]
        assert len(client.get("/api/v1/customs/duties", {"country": "US"}).json()) == 2
        assert client.get("/api/v1/customs/duties", {"country": "US", "code": "x"}).status_code == 422


class TestDesk:
    @BOTH
    def test_rows_in_force_and_filters(self, platform: Company, headings: int, rows: None, language: str) -> None:
        client = browser(platform, language=language)
        page = client.get("/operator/customs/", {"country": "US"}).content.decode()
        assert "5.3 %" in page
        assert "7.5 %" in page
        few = client.get("/operator/customs/", {"country": "US", "kind": "SECTION_301", "code": "3926.90"})
        assert "5.3 %" not in few.content.decode()
        none = client.get("/operator/customs/", {"country": "US", "code": "61"}).content.decode()
        assert "5.3 %" not in none

    def test_a_file_goes_out_and_comes_back(self, platform: Company, rows: None) -> None:
        client = browser(platform)
        text = client.get("/operator/customs/export/", {"country": "US"}).content.decode("utf-8-sig")
        back = dutyfile.read(text)
        assert back.wrong == ()
        assert {(row.kind, row.low) for row in back.rows} == {
            (row.kind, row.low) for row in queries.rules(country="US", on=NOW.date()).rows
        }
        seen = client.post("/operator/customs/preview/", {"file": SimpleUploadedFile("d.csv", text.encode())})
        assert seen.status_code == 200
        before = models.DutyRow.objects.count()
        done = client.post("/operator/customs/publish/", {"text": text, "idempotency_key": key()})
        assert done.status_code == 302
        assert models.DutyRow.objects.count() == before

    def test_wrong_lines_are_named_and_publish_nothing(self, platform: Company, db: None) -> None:
        client = browser(platform)
        text = "country,kind,percent_low,valid_from,source\nUS,MFN,x,2026-01-01,s\nUS,MFN,5,2026-01-01,s\n"
        seen = client.post("/operator/customs/preview/", {"text": text})
        assert seen.status_code == 422
        assert "Line 2" in seen.content.decode()
        assert client.post("/operator/customs/publish/", {"text": text, "idempotency_key": key()}).status_code == 422
        assert client.post("/operator/customs/preview/", {}).status_code == 422
        assert not models.DutyRow.objects.exists()

    @BOTH
    def test_a_row_is_added_by_the_form_and_ended(self, platform: Company, db: None, language: str) -> None:
        client = browser(platform, language=language)
        assert client.get("/operator/customs/add/").status_code == 200
        given = {
            "country": "US", "kind": "MFN", "code": "6109.10", "percent_low": "16.5", "join": "SUM", "taxed": "yes",
            "status": "ESTABLISHED", "valid_from": "2026-01-01", "source": "HTSUS", "idempotency_key": key(),
        }  # fmt: skip
        wrong = client.post("/operator/customs/add/", {**given, "percent_low": "many"})
        assert wrong.status_code == 422
        assert client.post("/operator/customs/add/", given).status_code == 302
        row = models.DutyRow.objects.get()
        assert row.prefix == "610910"
        here = f"/operator/customs/rows/{row.id}/"
        assert "16.5 %" in client.get(here).content.decode()
        early = client.post(here, {"last_day": "2025-01-01", "reason": "typed wrong", "idempotency_key": key()})
        assert early.status_code == 422
        assert not models.Ending.objects.exists()
        done = client.post(here, {"last_day": "2026-03-01", "reason": "repealed", "idempotency_key": key()})
        assert done.status_code == 302
        assert "repealed" in client.get(here).content.decode()
        assert client.get(f"/operator/customs/rows/{uuid4()}/").status_code == 404

    @BOTH
    def test_codes_of_categories(self, platform: Company, headings: int, language: str) -> None:
        client = browser(platform, language=language)
        here = "/operator/customs/categories/?under=phone"
        assert client.get("/operator/customs/categories/").status_code == 200
        given = {"code-phone-protect-cases": "3926.90", "code-phone-protect-glass": "", "idempotency_key": key()}
        assert client.post(here, given).status_code == 302
        assert models.CategoryHeading.objects.get().heading_id == "392690"
        page = client.get(here).content.decode()
        assert 'value="392690"' in page
        wrong = client.post(here, {"code-phone-protect-cases": "3926", "idempotency_key": key()})
        assert wrong.status_code == 422
        assert models.CategoryHeading.objects.get().heading_id == "392690"

    def test_the_nomenclature_is_loaded_by_a_button(self, platform: Company, db: None) -> None:
        client = browser(platform)
        assert client.post("/operator/customs/nomenclature/", {"idempotency_key": key()}).status_code == 302
        assert models.Heading.objects.count() == 6939

    def test_only_those_who_may(self, platform: Company, maker: House) -> None:
        for firm, role in ((platform, "FINANCE"), (maker.company, "OWNER")):
            assert browser(firm, role).get("/operator/customs/").status_code == 403

    def test_calls(self, platform: Company, db: None) -> None:
        client = browser(platform)
        text = "country,kind,percent_low,valid_from,source\nUS,MFN,5.3,2026-01-01,s\n"

        def post(path: str, body: dict[str, Any]) -> Any:
            headers = {"Idempotency-Key": key()}
            return client.post(path, json.dumps(body), content_type="application/json", headers=headers)

        assert post("/api/v1/customs/duties", {"text": text}).json() == {"added": 1, "corrected": 0, "same": 0}
        assert post("/api/v1/customs/duties", {"text": text + "US,XX,1,2026-01-01,s\n"}).status_code == 422
        row = models.DutyRow.objects.get()
        ended = post(f"/api/v1/customs/duties/{row.id}/end", {"last_day": "2026-05-01", "reason": "repealed"})
        assert ended.json()["valid_until"] == "2026-05-01"
        assert models.Ending.objects.get().last_day == date(2026, 5, 1)


class TestClassify:
    def test_the_supplier_says_it(self, maker: House, product: Product, headings: int) -> None:
        by = maker.by(Actor.SUPPLIER)
        services.classify(product_id=product.id, code="6109.10", national={"us": "6109.10.0012"}, by=by, now=NOW)
        found = queries.classified([product.id])[product.id]
        assert (found.code, found.status, found.origin) == ("610910", "CONFIRMED", "CN")
        assert found.code_in("US") == "6109100012"
        assert found.code_in("DE") == "610910"
        services.classify(product_id=product.id, code="610990", by=by, now=NOW, confirmed=False)
        again = queries.classified([product.id])[product.id]
        assert (again.code, again.status, again.national) == ("610990", "SUGGESTED", {})
        with CaptureQueriesContext(connection) as asked:
            queries.classified([product.id])
        assert len(asked) == 1

    def test_without_a_word_the_category_is_assumed(self, operator: By, product: Product, headings: int) -> None:
        assert queries.classified([product.id]) == {}
        services.assume(codes={str(product.category_id): "610910"}, source="test", by=operator, now=NOW)
        found = queries.classified([product.id])[product.id]
        assert (found.code, found.status) == ("610910", "ASSUMED")

    def test_refusals_change_nothing(self, maker: House, product: Product, headings: int) -> None:
        by = maker.by(Actor.SUPPLIER)
        said: dict[str, Any] = {"product_id": product.id, "by": by, "now": NOW}
        for code in ("6109", "999998", "", "abc"):
            with pytest.raises(CodeUnknown):
                services.classify(code=code, **said)
        with pytest.raises(OriginWrong):
            services.classify(code="610910", origin="C1", **said)
        for land, line in (("US", "6203423"), ("US", "61099012"), ("USA", "61091000")):
            with pytest.raises(NationalCodeWrong):
                services.classify(code="610910", national={land: line}, **said)
        stranger = By(Actor.SUPPLIER, None, Company.objects.create(name="x").id, "x")
        with pytest.raises(NotFound):
            services.classify(product_id=product.id, code="610910", by=stranger, now=NOW)
        assert not models.Classification.objects.exists()

    def test_who_sees_it(self, maker: House, product: Product, headings: int, acting: Member) -> None:
        services.classify(product_id=product.id, code="610910", by=maker.by(Actor.SUPPLIER), now=NOW)
        assert queries.visible_to(acting).count() == 1
        other = Member(
            user_id=uuid4(), name="", email="", company_id=uuid4(), is_platform=False, permissions=frozenset()
        )
        assert queries.visible_to(other).count() == 0


class TestSupplier:
    @BOTH
    def test_many_are_confirmed_together(
        self, maker: House, product: Product, operator: By, headings: int, language: str
    ) -> None:
        services.assume(codes={str(product.category_id): "610910"}, source="test", by=operator, now=NOW)
        client = browser(maker.company, language=language)
        page = client.get("/supplier/customs/").content.decode()
        assert "6109.10" in page
        given = {"product_ids": [str(product.id)], f"code-{product.id}": "610910", "idempotency_key": key()}
        assert client.post("/supplier/customs/", given).status_code == 302
        assert queries.classified([product.id])[product.id].status == "CONFIRMED"
        assert "610910" in client.get("/supplier/customs/").content.decode()

    def test_one_that_cannot_be_taken_stops_all(self, maker: House, product: Product, headings: int) -> None:
        client = browser(maker.company)
        other = catalog.create_product(
            company_id=maker.company.id, draft=PIECES[1].draft(), by=maker.by(Actor.SUPPLIER), now=NOW
        )
        given = {
            "product_ids": [str(product.id), str(other.id)], f"code-{product.id}": "610910", f"code-{other.id}": "1",
            "idempotency_key": key(),
        }  # fmt: skip
        assert client.post("/supplier/customs/", given).status_code == 422
        assert not models.Classification.objects.exists()

    @BOTH
    def test_one_is_searched_and_said(self, maker: House, product: Product, headings: int, language: str) -> None:
        client = browser(maker.company, language=language)
        here = f"/supplier/customs/{product.id}/"
        assert client.get(here).status_code == 200
        assert "3926.90" in client.get(here, {"q": "手机壳"}).content.decode()
        assert 'value="392690"' in client.get(here, {"code": "392690"}).content.decode()
        wrong = {"code": "392690", "origin": "CN", "national": "US", "idempotency_key": key()}
        assert client.post(here, wrong).status_code == 422
        assert client.post(here, {**wrong, "national": "US 12345678"}).status_code == 422
        assert not models.Classification.objects.exists()
        done = client.post(here, {**wrong, "national": "US 3926.90.9989", "idempotency_key": key()})
        assert done.status_code == 302
        assert queries.classified([product.id])[product.id].national == {"US": "3926909989"}
        assert "US 3926909989" in client.get(here).content.decode()

    def test_not_another_s_goods(self, product: Product, headings: int) -> None:
        client = browser(Company.objects.create(name="x"))
        assert client.get(f"/supplier/customs/{product.id}/").status_code == 404
        given = {"product_ids": [str(product.id)], f"code-{product.id}": "610910", "idempotency_key": key()}
        assert client.post("/supplier/customs/", given).status_code in (403, 404, 422)
        assert not models.Classification.objects.exists()

    def test_guesses_read_the_names(self, headings: int, product: Product, acting: Member) -> None:
        good = goods.good(product.id, member=acting, language="en")
        assert good.guesses
        assert good.first == good.guesses[0].code
        with pytest.raises(NotFound):
            goods.good(UUID(int=1), member=acting, language="en")

    def test_the_call(self, maker: House, product: Product, headings: int) -> None:
        client = browser(maker.company)
        body = json.dumps({"code": "610910", "origin": "CN", "national": {"EU": "6109100010"}})
        done = client.put(f"/api/v1/products/{product.id}/customs-code", body, content_type="application/json")
        assert done.status_code == 200
        assert done.json()["status"] == "CONFIRMED"
        assert queries.classified([product.id])[product.id].code_in("FR") == "6109100010"
