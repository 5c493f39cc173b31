"""Belts and markets as people see them, the QR code, the supplier's page and the operator's desk."""

from __future__ import annotations

import io
import itertools
import re
import uuid
from typing import Any

import pytest
import segno
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from sourcebridge.catalog.models import Shop
from sourcebridge.kit.actors import By
from sourcebridge.parties.models import Company
from sourcebridge.places import queries, services
from sourcebridge.places.models import Belt, BeltMember, Hall, Market, Stall
from sourcebridge.places.states import MemberState
from tests.places.conftest import NOW, Login, company, everything

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


def seen(path: str, language: str = "en", client: Client | None = None, status: int = 200) -> str:
    answer = (client or Client()).get(path, headers={"Accept-Language": language})
    assert answer.status_code == status, (path, answer.status_code)
    return str(answer.content.decode())


def send(client: Client, path: str, **fields: Any) -> Any:
    return client.post(path, {"idempotency_key": uuid.uuid4().hex, **fields})


class TestTheMap:
    @LANGUAGES
    def test_links_every_belt_with_its_name(self, language: str) -> None:
        page = seen("/belts/", language)
        drawing = page[page.index('<svg class="map-drawing"') :]
        drawing = drawing[: drawing.index("</svg>")]
        for belt in queries.belts():
            assert f'href="/belts/{belt.code}/"' in drawing
            assert f">{escape(belt.name(language))}</text>" in drawing

    def test_labels_do_not_overlap(self) -> None:
        rows = re.findall(r'<text x="([\d.]+)" y="([\d.]+)" dy[^>]*text-anchor="(\w+)"', seen("/belts/"))
        assert len(rows) == queries.belts().count()
        for side in ("start", "end"):
            heights = sorted(float(y) for _x, y, anchor in rows if anchor == side)
            assert all(after - before >= 24 for before, after in itertools.pairwise(heights))
            assert not heights or (heights[0] > 10 and heights[-1] < 780)

    def test_dots_grow_with_suppliers(self, operator: By, factory: Company) -> None:
        def size() -> float:
            page = seen("/belts/")
            return float(re.findall(r'/belts/keqiao-fabrics/"><title>.*?r="([\d.]+)"', page)[0])

        before = size()
        services.join_belt(code="keqiao-fabrics", company_id=factory.id, by=operator, now=NOW)
        assert size() > before

    def test_holds_no_style_or_script(self) -> None:
        main = seen("/belts/").partition("<main")[2]
        assert " style=" not in main
        assert "onclick" not in main

    def test_leaves_out_withdrawn_belts(self, operator: By) -> None:
        services.withdraw_belt(code="keqiao-fabrics", by=operator, now=NOW)
        assert "keqiao-fabrics" not in seen("/belts/")
        seen("/belts/keqiao-fabrics/", status=404)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_takes_the_same_statements_for_any_members(
        self, operator: By, rows: int, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(rows):
            services.join_belt(code="keqiao-fabrics", company_id=company().id, by=operator, now=NOW)
        with django_assert_max_num_queries(5):
            seen("/belts/")
        with django_assert_max_num_queries(12):
            seen("/belts/keqiao-fabrics/")


class TestTheBelt:
    @LANGUAGES
    def test_tells_what_is_claimed_from_what_is_confirmed(
        self, operator: By, owner: By, factory: Company, language: str
    ) -> None:
        services.claim_belt(code="keqiao-fabrics", company_id=factory.id, evidence="滨海厂房", by=owner, now=NOW)
        page = seen("/belts/keqiao-fabrics/", language)
        assert Belt.objects.get(pk="keqiao-fabrics").about(language)[:20] in page
        assert 'class="evidence claimed' in page
        services.join_belt(code="keqiao-fabrics", company_id=factory.id, by=operator, now=NOW)
        assert 'class="evidence verified' in seen("/belts/keqiao-fabrics/", language)

    def test_names_what_it_is_known_for(self) -> None:
        page = seen("/belts/keqiao-fabrics/", "zh-hans")
        assert "梭织面料" in page
        assert "针织面料" in page


class TestTheMarket:
    @LANGUAGES
    def test_draws_its_halls(self, operator: By, factory: Company, stall: Stall, language: str) -> None:
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        assert Market.objects.get(pk="china-textile-city").name(language) in seen("/markets/", language)
        page = seen("/markets/china-textile-city/", language)
        for hall in Hall.objects.filter(market_id="china-textile-city"):
            assert f'href="/markets/china-textile-city/{hall.code}/"' in page
        assert f'href="/stalls/{stall.id}/"' in page
        assert 'class="cell taken"' in page

    @LANGUAGES
    def test_shows_a_hall_floor_by_floor(self, operator: By, factory: Company, stall: Stall, language: str) -> None:
        services.open_stalls(hall_id=stall.hall_id, numbers=["F1-001", "F1-002", "A7"], by=operator, now=NOW)
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        page = seen("/markets/china-textile-city/north/", language)
        assert page.index(">1F<") < page.index(">3F<") < page.index(">A7<")
        assert f'<a class="stall taken" href="/stalls/{stall.id}/">' in page
        seen("/markets/china-textile-city/nowhere/", status=404)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_takes_the_same_statements_for_any_stalls(
        self, operator: By, north: Hall, rows: int, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(rows):
            services.seat_company(hall_id=north.id, number=f"1-{number}", company_id=company().id, by=operator, now=NOW)
        with django_assert_max_num_queries(6):
            seen("/markets/china-textile-city/")
        with django_assert_max_num_queries(6):
            seen("/markets/china-textile-city/north/")


class TestTheStall:
    def test_leads_to_the_shop_of_whoever_has_it(self, operator: By, factory: Company, stall: Stall) -> None:
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        answer = Client().get(f"/stalls/{stall.id}/")
        assert answer.status_code == 302
        assert Shop.objects.get(company=factory).slug in answer["Location"]
        other = company()
        services.free_stall(stall_id=stall.id, by=operator, now=NOW)
        assert "/markets/china-textile-city/north/" in seen(f"/stalls/{stall.id}/")
        services.assign_stall(stall_id=stall.id, company_id=other.id, by=operator, now=NOW)
        assert Shop.objects.get(company=other).slug in Client().get(f"/stalls/{stall.id}/")["Location"]

    def test_without_a_shop_it_leads_to_the_hall(self, operator: By, stall: Stall) -> None:
        services.assign_stall(stall_id=stall.id, company_id=company(shop=False).id, by=operator, now=NOW)
        assert "/markets/china-textile-city/north/" in seen(f"/stalls/{stall.id}/")

    def test_the_code_says_the_stalls_address(self, stall: Stall) -> None:
        answer = Client().get(f"/stalls/{stall.id}/qr.svg")
        assert answer["Content-Type"] == "image/svg+xml"
        expected = io.BytesIO()
        segno.make(f"{settings.PUBLIC_URL}/stalls/{stall.id}/", error="m", micro=False).save(
            expected, kind="svg", scale=8, border=4, title=stall.number, light="#fff", xmldecl=False
        )
        assert answer.content == expected.getvalue()
        another = segno.make(f"{settings.PUBLIC_URL}/stalls/{uuid.uuid4()}/", error="m", micro=False)
        assert another.matrix != segno.make(f"{settings.PUBLIC_URL}/stalls/{stall.id}/", error="m", micro=False).matrix

    def test_the_card_names_the_shop_in_both_languages(self, operator: By, factory: Company, stall: Stall) -> None:
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        page = seen(f"/stalls/{stall.id}/card/")
        for text in ("锦纶织造旗舰店", "Jinlun Weaving shop", "3-128", f"/stalls/{stall.id}/qr.svg"):
            assert text in page
        seen(f"/stalls/{uuid.uuid4()}/card/", status=404)


class TestOwnPlaces:
    def test_claims_and_leaves(self, factory: Company, login: Login) -> None:
        client = login(factory)
        assert "Keqiao fabrics" in seen("/supplier/places/", client=client)
        assert send(client, "/supplier/places/", belt="keqiao-fabrics", evidence="滨海").status_code == 302
        row = BeltMember.objects.get()
        assert (row.company_id, row.state) == (factory.id, MemberState.CLAIMED)
        assert send(client, f"/supplier/places/leave/{row.id}/").status_code == 302
        row.refresh_from_db()
        assert row.state == MemberState.LEFT

    def test_shows_stalls_with_their_card(self, factory: Company, operator: By, stall: Stall, login: Login) -> None:
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        client = login(factory, language="zh-hans")
        page = seen("/supplier/places/", "zh-hans", client)
        assert "中国轻纺城 北市场 3-128" in page
        assert f"/stalls/{stall.id}/card/" in page
        assert send(client, f"/supplier/places/give-up/{stall.id}/").status_code == 302
        assert queries.stalls_of([factory.id]) == {}

    def test_refuses_an_unknown_belt_and_a_role_without_the_right(self, factory: Company, login: Login) -> None:
        before = everything()
        assert send(login(factory), "/supplier/places/", belt="nowhere").status_code == 422
        assert send(login(factory, "FULFILMENT"), "/supplier/places/", belt="keqiao-fabrics").status_code == 403
        assert everything() == before

    def test_hides_other_companies_rows(self, factory: Company, operator: By, stall: Stall, login: Login) -> None:
        services.assign_stall(stall_id=stall.id, company_id=factory.id, by=operator, now=NOW)
        row = services.join_belt(code="keqiao-fabrics", company_id=factory.id, by=operator, now=NOW)
        stranger = login(company())
        before = everything()
        assert send(stranger, f"/supplier/places/leave/{row.id}/").status_code == 404
        assert send(stranger, f"/supplier/places/give-up/{stall.id}/").status_code == 404
        assert everything() == before


BELT = {
    "code": "shanxiahu-pearls", "name_zh": "山下湖珍珠产业带", "name_en": "Shanxiahu pearls", "province": "33",
    "city_zh": "诸暨", "city_en": "Zhuji", "lon": "120.37", "lat": "29.83", "categories": ["jewelry"],
}  # fmt: skip


class TestTheDesk:
    @LANGUAGES
    def test_every_page_opens(self, platform: Company, login: Login, north: Hall, language: str) -> None:
        client = login(platform, language=language)
        for path in (
            "/operator/places/", "/operator/places/claims/", "/operator/places/markets/",
            "/operator/places/belts/new/", "/operator/places/belts/keqiao-fabrics/", "/operator/places/markets/new/",
            "/operator/places/markets/china-textile-city/", f"/operator/places/halls/{north.id}/",
            "/operator/places/markets/china-textile-city/halls/new/",
        ):  # fmt: skip
            seen(path, language, client)

    def test_enters_edits_and_withdraws_a_belt(self, platform: Company, login: Login) -> None:
        client = login(platform)
        assert send(client, "/operator/places/belts/new/", **BELT).status_code == 302
        here = "/operator/places/belts/shanxiahu-pearls/"
        assert send(client, here, **{**BELT, "city_en": "Zhuji, Shaoxing"}).status_code == 302
        row = Belt.objects.get(pk="shanxiahu-pearls")
        assert (row.city_en, row.categories) == ("Zhuji, Shaoxing", ["jewelry"])
        assert send(client, f"{here}show/", act="withdraw").status_code == 302
        assert not Belt.objects.get(pk="shanxiahu-pearls").active
        assert send(client, f"{here}show/", act="restore").status_code == 302
        assert Belt.objects.get(pk="shanxiahu-pearls").active

    def test_an_edit_keeps_what_the_list_does_not_offer(self, platform: Company, login: Login) -> None:
        before = Belt.objects.get(pk="guangzhou-garments")
        answer = login(platform).get("/operator/places/belts/guangzhou-garments/")
        form = answer.context["form"]
        sent = {name: form.initial[name] for name in form.fields}
        sent["categories"] = [code for code in before.categories if code in form.offered]
        assert send(login(platform), "/operator/places/belts/guangzhou-garments/", **sent).status_code == 302
        assert set(Belt.objects.get(pk="guangzhou-garments").categories) == set(before.categories)

    def test_keeps_the_input_of_a_refused_belt(self, platform: Company, login: Login) -> None:
        before = everything()
        answer = send(login(platform), "/operator/places/belts/new/", **{**BELT, "code": "keqiao-fabrics"})
        assert answer.status_code == 422
        assert "already used here" in answer.content.decode()
        assert "Shanxiahu pearls" in answer.content.decode()
        assert everything() == before

    def test_confirms_and_refuses_claims(self, platform: Company, factory: Company, owner: By, login: Login) -> None:
        client = login(platform)
        row = services.claim_belt(code="keqiao-fabrics", company_id=factory.id, by=owner, now=NOW)
        assert "锦纶织造" in seen("/operator/places/claims/", client=client)
        here = f"/operator/places/claims/{row.id}/"
        assert send(client, here, act="refuse", reason="").status_code == 422
        assert send(client, here, act="refuse", reason="地址不符").status_code == 302
        services.claim_belt(code="keqiao-fabrics", company_id=factory.id, by=owner, now=NOW)
        assert send(client, here, act="confirm").status_code == 302
        row.refresh_from_db()
        assert row.state == MemberState.CONFIRMED
        assert send(client, here, act="remove").status_code == 302

    def test_enters_a_company_by_name(self, platform: Company, factory: Company, login: Login) -> None:
        client = login(platform)
        here = "/operator/places/belts/keqiao-fabrics/join/"
        assert send(client, here, company="没有这家").status_code == 422
        assert send(client, here, company="锦纶织造").status_code == 302
        assert queries.belt_of([factory.id])[factory.id].code == "keqiao-fabrics"

    def test_runs_a_market(self, platform: Company, factory: Company, login: Login) -> None:
        client = login(platform)
        market = {**BELT, "code": "haining", "name_zh": "海宁皮革城", "name_en": "Haining Leather City"}
        assert send(client, "/operator/places/markets/new/", **market, run_by="锦纶织造").status_code == 302
        assert Market.objects.get(pk="haining").operator_company == factory
        hall = {"code": "a", "name_zh": "A座", "name_en": "Hall A", "floor": "F1-F3", "position": "1"}
        assert send(client, "/operator/places/markets/haining/halls/new/", **hall).status_code == 302
        row = Hall.objects.get(market_id="haining")
        here = f"/operator/places/halls/{row.id}/"
        assert send(client, f"{here}stalls/", numbers="F1-001..012").status_code == 302
        assert send(client, f"{here}stalls/", numbers="9..1").status_code == 422
        assert send(client, f"{here}assign/", number="F1-003", company="Jinlun Weaving").status_code == 302
        stall = queries.stalls_of([factory.id])[factory.id][0]
        assert (stall.number, row.stalls.count()) == ("F1-003", 12)
        assert send(client, f"/operator/places/stalls/{stall.id}/", act="close").status_code == 409
        assert send(client, f"/operator/places/stalls/{stall.id}/", act="free").status_code == 302
        assert send(client, f"/operator/places/stalls/{stall.id}/", act="close").status_code == 302
        assert send(client, here, **{**hall, "floor": "F1-F4"}).status_code == 302
        assert send(client, f"{here}show/", act="withdraw").status_code == 302
        assert send(client, "/operator/places/markets/haining/show/", act="withdraw").status_code == 302
        seen("/markets/haining/", status=404)

    def test_is_closed_to_suppliers(self, factory: Company, login: Login, north: Hall) -> None:
        client = login(factory)
        before = everything()
        assert client.get("/operator/places/").status_code == 403
        assert send(client, "/operator/places/belts/new/", **BELT).status_code == 403
        assert send(client, f"/operator/places/halls/{north.id}/stalls/", numbers="1").status_code == 403
        assert everything() == before
