"""The plan as a page, a sheet and a call; its limits; the operator's tables."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sourcebridge.audit.models import AuditEntry
from sourcebridge.catalog.models import Packaging, Product, Shop
from sourcebridge.clock import queries as clock
from sourcebridge.demo import sizes
from sourcebridge.demo.people import platform as make_platform
from sourcebridge.domestic import services as ordering
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.days import business_day
from sourcebridge.loading import planner, queries, services
from sourcebridge.loading.models import CartonKind, CategoryEstimate, ContainerKind
from sourcebridge.parties.models import Company
from tests.domestic.conftest import Scene, buyer_by
from tests.fx.conftest import browser

pytestmark = pytest.mark.django_db
CASE = {"length": "60", "width": "40", "height": "40", "weight": "12", "count": "120"}
TALL = {"length": "50", "width": "50", "height": "90.5", "weight": "18.5", "count": "12"}
CONTAINER = {
    "code": "45HQ", "length": "1355.6", "width": "234.7", "height": "269.6", "door_width": "234",
    "door_height": "258.4", "payload": "27600", "usable": "76", "valid_from": "2026-01-01", "source": "brochure, 2026",
}  # fmt: skip


def asked(*lines: dict[str, str], **more: str) -> dict[str, str]:
    given = {f"c{number}-{name}": value for number, line in enumerate(lines) for name, value in line.items()}
    return {"rows": str(max(3, len(lines))), **given, **more}


def shown(lines: tuple[dict[str, str], ...], language: str = "en", path: str = "/loading/", **more: str) -> Any:
    return Client(headers={"Accept-Language": language}).get(path, asked(*lines, **more))


def called(client: Client | None = None, **body: Any) -> Any:
    return (client or Client()).post("/api/v1/loading/plans", json.dumps(body), content_type="application/json")


class TestPage:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", ("Loading order", "1 × 20GP", "Checked independently: 132 cartons", "this side up", "fragile")),
            ("zh-hans", ("装柜顺序", "1 × 20GP", "已独立复核：132 箱", "此面向上", "易碎")),
        ],
    )
    def test_cartons_become_containers(self, language: str, words: tuple[str, ...]) -> None:
        response = shown((CASE, {**TALL, "fragile": "on", "upright": "on", "name": "Lamps"}), language)
        page = response.content.decode()
        assert response.status_code == 200
        assert [word for word in words if word not in page] == []
        assert "Lamps" in page
        assert page.count('role="img" aria-labelledby="loading-1-') == 3
        assert " style=" not in page
        assert not re.search(r"\son\w+=", page)

    def test_an_empty_page_asks_nothing(self) -> None:
        response = Client().get("/loading/")
        assert response.status_code == 200
        assert "loading-result" not in response.content.decode()

    def test_more_lines_keep_what_was_typed(self) -> None:
        page = shown((CASE,), rows="8").content.decode()
        assert 'name="c7-length"' in page
        assert 'value="60"' in page

    def test_a_wrong_line_is_named(self) -> None:
        response = shown(({**CASE, "count": "0"},))
        assert response.status_code == 422
        assert "loading-result" not in response.content.decode()

    @pytest.mark.parametrize("rows", ["-1", "x", "99999", "²", "0"])
    def test_any_number_of_rows_is_bounded(self, rows: str) -> None:
        page = shown((CASE,), rows=rows).content.decode()
        assert 'name="c0-length"' in page
        assert 'name="c20-length"' not in page

    def test_the_chosen_container_is_used(self) -> None:
        assert "1 × 40HQ" in shown((CASE,), container="40HQ").content.decode()
        assert shown((CASE,), container="12XX").status_code == 422

    def test_too_many_cartons(self) -> None:
        response = shown(({**CASE, "count": "5001"},))
        assert response.status_code == 422
        assert "at most 5000" in response.content.decode()

    def test_what_fits_nowhere_is_told(self) -> None:
        page = shown((CASE, {**TALL, "length": "1200", "height": "290", "count": "2"})).content.decode()
        assert "2 cartons of line B fit into none" in page

    def test_an_uneven_load_is_told(self) -> None:
        assert "lies in one half" in shown(({**CASE, "count": "40"},), container="40GP").content.decode()

    def test_the_sheet_prints_the_same(self) -> None:
        page = shown((CASE, TALL), path="/loading/sheet/").content.decode()
        assert "document-sheet" in page
        assert "Loading order" in page
        assert "document-sheet" not in shown((), path="/loading/sheet/").content.decode()

    def test_unknown_goods_are_not_found(self) -> None:
        for product in ("00000000-0000-7000-8000-000000000000", "x"):
            assert Client().get("/loading/", {"product": product, "quantity": "5"}).status_code == 404


class TestCall:
    def test_the_same_plan_with_places(self) -> None:
        found = called(cartons=[{**CASE, "count": 120, "name": "Cups"}, {**TALL, "count": 30, "bears": 1}]).json()
        assert found["containers"] == {"20GP": 1} == found["containers_at_least"]
        assert [line["cartons"] for line in found["lines"]] == [[120, 120], [30, 30]]
        load = found["loads"][0]
        assert len(load["placements"]) == load["cartons"] == 150
        assert load["gross_g"] == 120 * 12_000 + 30 * 18_500
        assert found["check"]["faults"] == []
        assert found["check"]["cartons"] == 150
        assert {place["line"] for place in load["placements"]} == {"A", "B"}

    def test_wrong_figures_name_their_fields(self) -> None:
        response = called(cartons=[{**CASE, "count": 0, "length": "abc"}])
        assert response.status_code == 422 or response.status_code == 400
        assert set(response.json()["fields"]) == {"cartons.0.count", "cartons.0.length"}

    def test_nothing_to_load(self) -> None:
        assert called().json()["code"] == "loading_nothing"

    def test_limits(self) -> None:
        line = {**CASE, "count": 1}
        assert called(cartons=[{**line, "count": 5001}]).json()["code"] == "loading_too_many_cartons"
        assert called(cartons=[line] * 41).json()["code"] == "loading_too_many_lines"
        assert called(cartons=[line], containers=["99XX"]).json()["code"] == "loading_no_such_container"

    def test_too_varied_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(planner, "LIMIT", 3)
        assert called(cartons=[{**CASE, "count": 5}, {**TALL, "count": 9}]).json()["code"] == "loading_too_varied"

    def test_long_work_is_cut_and_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(planner, "PATIENCE", 3)
        found = called(cartons=[{**CASE, "count": 500}, {**TALL, "count": 90}]).json()
        assert found["cut"]
        assert found["check"]["faults"] == []
        assert found["left"] == []

    def test_more_than_a_plan_holds_is_left(self) -> None:
        huge = {"length": "500", "width": "200", "height": "200", "weight": "900", "count": 50}
        found = called(cartons=[huge], containers=["20GP"]).json()
        assert found["left"] == [{"line": "A", "cartons": 30, "fits_nowhere": False}]
        assert found["loads"][0]["numbers"] == list(range(1, 21))

    def test_containers_name_their_source(self) -> None:
        found = Client().get("/api/v1/loading/containers").json()
        assert [one["code"] for one in found] == ["20GP", "40GP", "40HQ"]
        assert all("worldshipping.org" in one["source"] for one in found)
        assert found[2]["usable_m3"] == "68"


class TestGoods:
    """Goods of the catalogue: packed as their packaging says, else estimated from their category."""

    def test_unmeasured_goods_are_a_range(self) -> None:
        scene = Scene(money="0", stock="0")
        given = services.EstimateGiven(
            code=scene.product.category_id or "", unit=scene.product.unit, low_g=100, high_g=500, low_mm3=300_000,
            high_mm3=1_500_000, source="tests", valid_from=date(2026, 1, 1),
        )  # fmt: skip
        platform = Company.objects.create(name="运营", is_platform=True)
        services.set_estimates(given=[given], by=By(Actor.OPERATOR, None, platform.id, "op"), now=clock.now())
        Packaging.objects.filter(product=scene.product).delete()
        asked = {"product": str(scene.product.id), "quantity": "20000"}
        page = Client(headers={"Accept-Language": "en"}).get("/loading/", asked).content.decode()
        assert "Sizes estimated from the category" in page
        found = called(goods=[{"product_id": str(scene.product.id), "quantity": "20000"}]).json()
        line = found["lines"][0]
        assert line["cartons"][0] < line["cartons"][1]
        assert line["estimated_from"]
        assert found["containers_at_least"] != found["containers"]

    def test_packaging_is_exact(self) -> None:
        scene = Scene(money="0", stock="0")
        Packaging.objects.filter(product=scene.product).delete()
        Packaging.objects.create(
            product=scene.product, level="CARTON", holds=100, gross_weight_g=15_000, length_mm=1500, width_mm=300,
            height_mm=300,
        )  # fmt: skip
        found = called(goods=[{"product_id": str(scene.product.id), "quantity": "1050"}]).json()
        assert found["lines"][0]["cartons"] == [11, 11]
        assert found["lines"][0]["estimated_from"] == ""

    @pytest.mark.parametrize("quantity", ["0", "-5", "abc", "1e99"])
    def test_a_quantity_that_is_none_is_refused(self, quantity: str) -> None:
        scene = Scene(money="0", stock="0")
        sent = {"product_id": str(scene.product.id), "quantity": quantity}
        assert called(goods=[sent]).status_code in {400, 422}
        assert Client().get("/loading/", {"product": str(scene.product.id), "quantity": quantity}).status_code in {
            400, 422,
        }  # fmt: skip

    def test_the_cart_leads_to_its_plan(self) -> None:
        scene = Scene(money="0")
        buyer = browser(scene.stall)
        ordering.set_line(
            company_id=scene.stall.id, sku_id=scene.skus[0].id, amount="200", by=buyer_by(scene.stall), now=clock.now()
        )
        link = re.search(r'href="(/loading/\?[^"]+)"', buyer.get(reverse("domestic:cart")).content.decode())
        assert link
        page = buyer.get(html.unescape(link[1]))
        assert page.status_code == 200
        assert 'value="200"' in page.content.decode()
        assert "loading-result" in page.content.decode()

    def test_a_draft_is_not_told(self) -> None:
        scene = Scene(money="0", stock="0")
        Product.objects.filter(pk=scene.product.id).update(state="DRAFT")
        assert called(goods=[{"product_id": str(scene.product.id)}]).status_code == 404

    def test_the_demos_ranges_are_of_known_categories_and_units(self) -> None:
        house = make_platform(clock.now())
        sizes.load(house, now=clock.now())
        rows = CategoryEstimate.objects.exclude(source__startswith="[demo] wide")
        assert rows.count() > 80
        assert all(row.source.startswith("[demo]") for row in rows)
        assert AuditEntry.objects.filter(verb="loading.estimates.set").count() == 1
        on = business_day(clock.now())
        firm = Company.objects.create(name="Mill", sells=True)
        shop = Shop.objects.create(company=firm, name="Mill", slug="mill-sizes", opened_at=clock.now())
        for category, unit, wanted in (
            ("shoe-casual-sneakers", "PR", "shoe-casual"), ("fabric-knit-terry", "KGM", "fabric-knit"),
            ("fabric-knit-terry", "RO", ""),
        ):  # fmt: skip
            product = Product.objects.create(
                shop=shop, handle=f"{category}-{unit}".lower(), unit=unit, moq=1, batch_multiple=1, dispatch_hours=48,
                category_id=category, created_at=clock.now(), changed_at=clock.now(),
            )  # fmt: skip
            estimate = queries.goods([product.id], on=on)[product.id].estimate
            assert estimate is not None
            assert estimate.category == wanted


class TestDesk:
    @pytest.fixture
    def platform(self) -> Company:
        return Company.objects.filter(is_platform=True).first() or Company.objects.create(name="运营", is_platform=True)

    @pytest.mark.parametrize(("language", "word"), [("en", "Estimates by category"), ("zh-hans", "类目估算")])
    def test_it_shows_what_counts(self, platform: Company, language: str, word: str) -> None:
        page = browser(platform, language=language).get("/operator/loading/").content.decode()
        assert word in page
        assert "1203.2 × 235 × 269.7" in page

    def test_a_container_counts_from_its_day(self, platform: Company) -> None:
        client = browser(platform)
        sent = {**CONTAINER, "idempotency_key": "key-loading-1"}
        assert client.post("/operator/loading/containers/", sent).status_code == 302
        row = ContainerKind.objects.get(code="45HQ")
        assert (row.length_mm, row.payload_g, row.usable_mm3) == (13_556, 27_600_000, 76 * 10**9)
        assert AuditEntry.objects.filter(verb="loading.container.set", subject_id=row.id).exists()
        assert "45HQ" in [one["code"] for one in Client().get("/api/v1/loading/containers").json()]

    @pytest.mark.parametrize(
        "wrong", [{"door_width": "300"}, {"usable": "120"}, {"payload": "0"}, {"source": ""}, {"valid_from": "never"}]
    )
    def test_a_wrong_container_changes_nothing(self, platform: Company, wrong: dict[str, str]) -> None:
        before = ContainerKind.objects.count()
        sent = {**CONTAINER, **wrong, "idempotency_key": "key-loading-2"}
        assert browser(platform).post("/operator/loading/containers/", sent).status_code == 422
        assert ContainerKind.objects.count() == before

    def test_a_carton_may_be_corrected(self, platform: Company) -> None:
        client = browser(platform)
        sent = {"code": "M", "length": "41", "width": "31", "height": "31", "tare": "0.5", "most": "18",
                "valid_from": "2020-01-01", "source": "measured"}  # fmt: skip
        post = "/operator/loading/cartons/"
        assert client.post(post, {**sent, "idempotency_key": "key-loading-3"}).status_code == 302
        kinds = {one.code: one for one in queries.carton_types(on=CartonKind.objects.latest("valid_from").valid_from)}
        assert kinds["M"].length_mm == 410
        heavy = {**sent, "tare": "20", "idempotency_key": "key-loading-4"}
        assert client.post(post, heavy).status_code == 422
        assert CartonKind.objects.filter(code="M").count() == 2

    def test_an_estimate_is_of_a_known_category(self, platform: Company) -> None:
        client = browser(platform)
        sent = {"code": "garment-men", "unit": "C62", "low_g": "150", "high_g": "900", "low": "0.8", "high": "5",
                "valid_from": "2026-01-01", "source": "weighed"}  # fmt: skip
        post = "/operator/loading/estimates/"
        assert client.post(post, {**sent, "idempotency_key": "key-loading-5"}).status_code == 302
        assert CategoryEstimate.objects.get(code="garment-men").high_mm3 == 5 * 10**6
        for number, wrong in enumerate(({"code": "no-such"}, {"high_g": "100"}, {"unit": "XXX"})):
            assert client.post(post, {**sent, **wrong, "idempotency_key": f"key-loading-6{number}"}).status_code == 422
        assert CategoryEstimate.objects.filter(code="garment-men").count() == 1
        assert client.post("/operator/loading/other/", {"idempotency_key": "key-loading-7"}).status_code == 404

    def test_a_trader_does_not_enter(self) -> None:
        client = browser(Company.objects.create(name="Trader"))
        assert client.get("/operator/loading/").status_code == 403
        sent = {**CONTAINER, "idempotency_key": "key-loading-8"}
        assert client.post("/operator/loading/containers/", sent).status_code == 403
        assert not ContainerKind.objects.filter(code="45HQ").exists()
