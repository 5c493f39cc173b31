"""The shop's page: who it is, what it proves, its shelves and goods."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from sourcebridge.catalog.models import SectionItem, Shop, ShopSection
from sourcebridge.discovery import services as discovery
from sourcebridge.discovery.models import SupplierFacts
from sourcebridge.domestic import trust
from tests.domestic.conftest import NOON, Scene

pytestmark = pytest.mark.django_db


def page(scene: Scene, query: str = "", language: str = "en") -> str:
    discovery.refresh([scene.product.id], now=NOON)
    answer = Client(headers={"Accept-Language": language}).get(f"/shops/{scene.product.shop.slug}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


class TestShop:
    def test_shows_its_goods_and_what_it_does_not_prove(self, scene: Scene) -> None:
        html = page(scene)
        assert f"/goods/{scene.product.shop.slug}/{scene.product.handle}/" in html
        assert "stated by the company, not verified" in html

    def test_speaks_chinese(self, scene: Scene) -> None:
        html = page(scene, language="zh-hans")
        assert "本店全部商品" in html
        assert "统计口径" in html

    def test_claims_are_marked_as_claimed_and_unknown_ones_left_out(self, scene: Scene) -> None:
        Shop.objects.filter(pk=scene.product.shop_id).update(founded_year=2008, makes_to_order=False)
        html = page(scene)
        assert "2008" in html
        assert "Makes to order" in html
        assert "Employees" not in html

    def test_a_shelf_shows_goods_on_sale_only(self, scene: Scene) -> None:
        section = ShopSection.objects.create(shop=scene.product.shop, name="新品", name_en="New goods")
        assert "New goods" not in page(scene)
        SectionItem.objects.create(section=section, product=scene.product)
        assert "New goods" in page(scene)

    def test_searches_inside(self, scene: Scene) -> None:
        card = f'href="/goods/{scene.product.shop.slug}/{scene.product.handle}/"'
        assert card in page(scene, "?q=斜纹")
        assert "Nothing found in this shop" in page(scene, "?q=zzzzqqqq")

    def test_an_unknown_shop_is_not_found(self, scene: Scene) -> None:
        assert Client().get("/shops/no-such-shop/").status_code == 404

    def test_the_drawn_factory_is_a_picture(self, scene: Scene) -> None:
        answer = Client().get(f"/shops/{scene.product.shop.slug}/factory.svg")
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer.content.startswith(b"<svg")


class TestFigures:
    def test_each_share_shows_both_counts(self, make_scene: Callable[..., Scene]) -> None:
        scene = make_scene()
        SupplierFacts.objects.update_or_create(
            company=scene.factory,
            defaults={"ship_due": 8, "shipped_in_time": 7, "paid": 8, "disputed": 1, "as_of": NOON},
        )
        html = page(scene)
        assert "87.5%" in html
        assert re.search(r">7</[a-z]+> / |7 / 8|7.{0,40} / .{0,40}8", html)
        assert "12.5%" in html

    def test_nothing_counted_is_said_not_guessed(self) -> None:
        shown = {figure.code: figure for figure in trust.figures(None, days=90)}
        assert shown["reply"].whole is None
        assert shown["on-time"].share == ""
