"""What search engines are told: it parses, agrees with the page, and leaves guarded prices and drafts out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog import services
from sourcebridge.discovery import services as discovery
from sourcebridge.domestic import discoverable
from sourcebridge.inventory import queries as inventory
from tests.domestic.conftest import NOON, Scene, supplier_by


def data_of(scene: Scene) -> dict[str, Any]:
    offer = catalog.offer(product_id=scene.product.id, language="zh-hans", at=NOON)
    stock = inventory.available_to_promise([sku.sku_id for sku in offer.skus], door="domestic")
    return dict(discoverable.product(offer, stock).data[0])


class TestProduct:
    def test_is_a_group_with_every_step_of_each_variant(self, scene: Scene) -> None:
        found = data_of(scene)
        assert (found["@type"], found["variesBy"], len(found["hasVariant"])) == ("ProductGroup", ["颜色"], 4)
        steps = found["hasVariant"][0]["offers"]["priceSpecification"]
        assert [(step["price"], step["eligibleQuantity"]["minValue"]) for step in steps] == [
            ("12.00", "1"), ("10.50", "50"), ("9.80", "200"),
        ]  # fmt: skip
        assert steps[0]["eligibleQuantity"]["maxValue"] == "50"
        assert found["hasVariant"][0]["offers"]["availability"].endswith("InStock")

    def test_sold_out_is_said(self, make_scene: Callable[..., Scene]) -> None:
        found = data_of(make_scene(stock="0"))
        assert found["hasVariant"][0]["offers"]["availability"].endswith("OutOfStock")

    def test_guarded_prices_are_nowhere(self, make_scene: Callable[..., Scene]) -> None:
        found = json.dumps(data_of(make_scene(audience="APPROVED")))
        assert "offers" not in found
        assert "9.80" not in found


class TestPages:
    def test_head_names_both_languages_and_the_page_itself(self, scene: Scene) -> None:
        discovery.refresh(product_ids=[scene.product.id], now=NOON)
        for path in ("/", "/c/fabric-woven-twill/", f"/shops/{scene.product.shop.slug}/"):
            text = Client().get(path).content.decode()
            assert f'rel="canonical" href="http://127.0.0.1:8000{path}"' in text
            assert re.search(r'hreflang="en" href="[^"]+hl=en"', text)
            assert '<meta name="description"' in text
            for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text):
                assert json.loads(block)["@context"] == "https://schema.org"

    def test_filters_stay_out_of_the_index(self, scene: Scene) -> None:
        text = Client().get("/c/fabric-woven-twill/?in_stock=1").content.decode()
        assert 'content="noindex, follow"' in text

    def test_the_language_in_an_address_is_shown_and_kept(self, scene: Scene) -> None:
        client = Client(headers={"accept-language": "zh-CN"})
        assert '<html lang="en"' in client.get("/?hl=en").content.decode()
        assert '<html lang="en"' in client.get("/").content.decode()
        assert '<html lang="zh-hans"' in client.get("/?hl=zh").content.decode()
        assert client.get("/?hl=xx").status_code == 200


class TestCrawling:
    def test_sitemap_lists_published_goods_only(self, scene: Scene) -> None:
        path = f"/goods/{scene.product.shop.slug}/{scene.product.handle}/"
        listed = Client().get("/sitemap-goods.xml").content.decode()
        assert f"http://127.0.0.1:8000{path}" in listed
        assert f'hreflang="en" href="http://127.0.0.1:8000{path}?hl=en"' in listed
        services.withdraw(
            company_id=scene.factory.id, product_id=scene.product.id, by=supplier_by(scene.factory), now=NOON
        )
        assert path not in Client().get("/sitemap-goods.xml").content.decode()

    def test_every_section_answers_and_robots_names_the_index(self, scene: Scene) -> None:
        index = Client().get("/sitemap.xml").content.decode()
        sections = re.findall(r"/sitemap-(\w+)\.xml", index)
        assert sorted(set(sections)) == ["categories", "goods", "places", "shops"]
        for section in sections:
            assert Client().get(f"/sitemap-{section}.xml").status_code == 200
        robots = Client().get("/robots.txt").content.decode()
        assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots
        assert "Disallow: /supplier/" in robots
