"""The product's page: its statements, the size grid, what guarded prices keep to themselves, both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.drafts import SkuDraft
from sourcebridge.catalog.models import AgreedPrice, Audience, Packaging, PriceTier, Product
from sourcebridge.discovery import services as discovery
from sourcebridge.domestic import kept, matrix
from sourcebridge.domestic import surroundings as surrounding
from sourcebridge.domestic.models import CartLine
from sourcebridge.domestic.surroundings import surroundings
from sourcebridge.inventory import queries as inventory
from sourcebridge.kit.errors import NotFound
from sourcebridge.logistics import queries as logistics
from sourcebridge.parties import queries as parties
from sourcebridge.parties.models import Company
from sourcebridge.shell.remembered import SHELF
from tests.domestic.conftest import NOON, Scene
from tests.domestic.test_pages import visitor

pytestmark = pytest.mark.django_db
COLOURS = ["藏青", "浅蓝", "米白", "黑", "红", "灰"]
SIZES = ["S", "M", "L", "XL", "XXL"]


def variants(number: int) -> dict[str, Any]:
    """A draft's part with this many variants by colour and size, or by colour alone."""
    if number == 1:
        return {}
    pairs = [(colour, size) for colour in COLOURS for size in SIZES][:number]
    return {
        "option_names": ("颜色", "尺码"),
        "skus": tuple(
            SkuDraft(options=(("颜色", colour), ("尺码", size)), code=f"{place:02}", weight_g=Decimal(300))
            for place, (colour, size) in enumerate(pairs)
        ),
    }


def path_of(scene: Scene) -> str:
    return f"/goods/{scene.product.shop.slug}/{scene.product.handle}/"


def page(scene: Scene, client: Client | None = None) -> str:
    answer = (client or visitor()).get(path_of(scene))
    assert answer.status_code == 200
    return answer.content.decode()


class TestStatements:
    @pytest.mark.parametrize("number", [2, 30])
    def test_the_offer_is_one_and_all_around_it_another(self, make_scene: Callable[..., Scene], number: int) -> None:
        scene = make_scene(**variants(number))
        with CaptureQueriesContext(connection) as asked:
            offer = catalog.offer(product_id=scene.product.id, buyer_company_id=scene.stall.id, language="en", at=NOON)
            around = surroundings(offer, buyer_company_id=scene.stall.id, at=NOON)
        assert len(asked) == 2
        assert len(offer.skus) == len(around.stock) == number

    def test_in_one_statement_both_say_what_each_says_alone(self, scene: Scene) -> None:
        product, buyer = scene.product, scene.stall.id
        AgreedPrice.objects.create(
            product=product, buyer_company=scene.stall, min_quantity=Decimal(1), unit_price=Decimal("5.55"),
            valid_from=NOON, agreed_at=NOON,
        )  # fmt: skip
        for company in (None, buyer):
            with CaptureQueriesContext(connection) as asked:
                both = surrounding.told_with_offer(
                    shop=product.shop.slug, handle=product.handle, member=None, buyer_company_id=company, at=NOON
                )
            assert len(asked) == 1
            assert both == (
                catalog.told(product_id=product.id, buyer_company_id=company, at=NOON),
                surrounding.told(product_id=product.id, buyer_company_id=company, at=NOON),
            )
        with pytest.raises(NotFound):
            surrounding.told_with_offer(
                shop=product.shop.slug, handle="nothing", member=None, buyer_company_id=buyer, at=NOON
            )

    def test_the_page_asks_as_much_for_thirty_variants_as_for_two(self, make_scene: Callable[..., Scene]) -> None:
        counted = []
        for number in (2, 30):
            scene = make_scene(**variants(number))
            page(scene)
            with CaptureQueriesContext(connection) as asked:
                page(scene)
            counted.append(len(asked))
            if number == 2:
                Product.objects.filter(pk=scene.product.pk).update(handle="other-goods")
                scene.factory.name = "另一家"
                scene.factory.save(update_fields=["name"])
        assert counted[0] == counted[1]
        assert counted[1] <= 6

    def test_signed_in_with_agreed_prices_and_thirty_variants(self, make_scene: Callable[..., Scene]) -> None:
        scene = make_scene(**variants(30))
        for sku in [None, *scene.skus[:5]]:
            AgreedPrice.objects.create(
                product=scene.product, sku=sku, buyer_company=scene.stall, min_quantity=Decimal(50),
                unit_price=Decimal("9.5"), valid_from=NOON, agreed_at=NOON,
            )  # fmt: skip
        client = visitor(scene.stall)
        page(scene, client)
        with CaptureQueriesContext(connection) as asked:
            page(scene, client)
        of_goods = [
            query["sql"] for query in asked if "catalog_pricetier" in query["sql"] or "inventory_pool" in query["sql"]
        ]
        assert len(of_goods) == 1
        assert len(asked) <= 7

    @pytest.mark.parametrize("number", [2, 30])
    def test_the_call_is_one_statement(self, make_scene: Callable[..., Scene], number: int) -> None:
        scene = make_scene(**variants(number))
        path = f"/api/v1/goods/{scene.product.shop.slug}/{scene.product.handle}"
        with CaptureQueriesContext(connection) as asked:
            answer = visitor().get(path)
        assert answer.status_code == 200
        assert len(asked) == 1
        assert {sku["available"]["amount"] for sku in answer.json()["skus"]} == {"5000"}

    def test_what_is_around_is_what_each_domain_answers(self, scene: Scene) -> None:
        offer = catalog.offer(product_id=scene.product.id, language="en", at=NOON)
        around = surroundings(offer, buyer_company_id=scene.stall.id, at=NOON)
        assert around.stock == inventory.available_to_promise([sku.sku_id for sku in offer.skus], door="domestic")
        assert around.evidence == parties.verification(scene.factory.id)
        found = list(logistics.templates(company_id=scene.factory.id))
        assert [template for template, _rates in around.freight] == found
        assert [list(rates) for _template, rates in around.freight] == [list(row.rates.all()) for row in found]
        assert around.sold is None


class TestGrid:
    def test_two_axes_make_a_grid_and_its_sums(self, make_scene: Callable[..., Scene]) -> None:
        scene = make_scene(**variants(30))
        html = page(scene)
        assert html.count("data-tiers=") == 30
        assert "data-matrix" in html
        assert html.count("data-sum-row") == 6
        assert html.count("data-sum-column") == 5

    def test_one_axis_stays_a_list(self, scene: Scene) -> None:
        assert "data-matrix" not in page(scene)

    def test_the_grid_puts_the_same_quantities_into_the_cart_as_the_list_would(
        self, make_scene: Callable[..., Scene]
    ) -> None:
        scene = make_scene(**variants(30))
        client = visitor(scene.stall)
        names = re.findall(r'name="(quantity-[0-9a-f-]+)"', page(scene, client))
        assert names == [f"quantity-{sku.id}" for sku in scene.skus]
        client.post(path_of(scene), {**dict.fromkeys(names, ""), names[0]: "60", names[7]: "40", "act": "cart"})
        assert {str(line.sku_id): line.wanted.text for line in CartLine.objects.all()} == {
            names[0].removeprefix("quantity-"): "60", names[7].removeprefix("quantity-"): "40",
        }  # fmt: skip

    def test_a_gap_in_the_grid_is_no_field(self, make_scene: Callable[..., Scene]) -> None:
        scene = make_scene(**variants(7))
        offer = catalog.offer(product_id=scene.product.id, language="en", at=NOON)
        rows = [matrix.Row(sku, offer.moq, offer.moq - offer.moq, None, "") for sku in offer.skus]
        (grid,) = matrix.grids(offer, rows)
        assert [sum(cell is not None for cell in line.cells) for line in grid.lines] == [5, 2]


class TestGuardedPrices:
    def guarded(self, scene: Scene) -> None:
        Product.objects.filter(pk=scene.product.pk).update(audience=Audience.APPROVED)
        discovery.refresh([scene.product.id], now=NOON)

    def test_leak_nowhere(self, scene: Scene) -> None:
        PriceTier.objects.filter(product=scene.product).update(unit_price=Decimal("717.77"))
        assert "717.77" in page(scene)
        self.guarded(scene)
        client, slug, handle = visitor(), scene.product.shop.slug, scene.product.handle
        for path in (path_of(scene), f"{path_of(scene)}around/", f"/shops/{slug}/", "/goods/?q=斜纹",
                     f"/api/v1/goods/{slug}/{handle}"):  # fmt: skip
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert "717.77" not in answer.content.decode(), path
        assert "Ask to see the prices" in page(scene)
        assert '"offers"' not in page(scene)

    def test_cannot_be_ordered_from_the_page(self, scene: Scene) -> None:
        self.guarded(scene)
        assert 'value="order"' not in page(scene, visitor(scene.stall))


class TestKept:
    """What is kept between requests is what every buyer is told; see shell/remembered.py."""

    def kept(self) -> str:
        return "".join(SHELF.texts)

    def test_a_changed_price_shows_at_once(self, scene: Scene) -> None:
        SHELF.clear()
        PriceTier.objects.filter(product=scene.product).update(unit_price=Decimal("616.66"))
        assert "616.66" in page(scene)
        assert "616.66" in self.kept()
        PriceTier.objects.filter(product=scene.product).update(unit_price=Decimal("717.77"))
        assert "717.77" in page(scene)
        assert "616.66" not in page(scene)

    def test_an_agreed_price_is_shown_to_its_company_and_never_kept(self, scene: Scene) -> None:
        SHELF.clear()
        AgreedPrice.objects.create(
            product=scene.product, buyer_company=scene.stall, min_quantity=Decimal(1), unit_price=Decimal("5.55"),
            valid_from=NOON, agreed_at=NOON,
        )  # fmt: skip
        discovery.refresh([scene.product.id], now=NOON)
        theirs = visitor(scene.stall)
        assert "5.55" in page(scene, theirs)
        theirs.get("/goods/?q=斜纹")
        assert "5.55" not in page(scene)
        assert "5.55" not in self.kept()
        assert scene.stall.name not in self.kept()

    def test_what_is_kept_of_an_agreed_price_is_its_companys_own(self, scene: Scene) -> None:
        agreed = AgreedPrice.objects.create(
            product=scene.product, buyer_company=scene.stall, min_quantity=Decimal(1), unit_price=Decimal("5.55"),
            valid_from=NOON, agreed_at=NOON,
        )  # fmt: skip
        other = Company.objects.create(name="另一家服装店", name_en="Another boutique")
        AgreedPrice.objects.create(
            product=scene.product, buyer_company=other, min_quantity=Decimal(1), unit_price=Decimal("6.66"),
            valid_from=NOON, agreed_at=NOON,
        )  # fmt: skip
        first, second = visitor(scene.stall), visitor(other)
        for _twice in range(2):
            assert "5.55" in page(scene, first)
            assert "5.55" not in page(scene, second)
            assert "6.66" in page(scene, second)
            assert "6.66" not in page(scene, first)
        assert {key[1] for key in kept.OWN._kept if isinstance(key, tuple)} >= {scene.stall.id, other.id}
        AgreedPrice.objects.filter(id=agreed.id).update(unit_price=Decimal("4.44"))
        assert "4.44" in page(scene, first)
        assert "5.55" not in page(scene, first)

    def test_the_number_in_the_cart_is_counted_anew(self, scene: Scene) -> None:
        client = visitor(scene.stall)
        assert 'class="count"' not in page(scene, client)
        client.post("/cart/", {"set": f"{scene.skus[0].id}:30"})
        assert '<span class="count">1</span>' in page(scene, client)


class TestPage:
    def test_structured_data_agrees_with_the_ladder(self, scene: Scene) -> None:
        html = page(scene)
        scripts = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)
        found = [json.loads(script) for script in scripts]
        text = json.dumps(found)
        offer = catalog.offer(product_id=scene.product.id, language="en", at=NOON)
        for tier in offer.tiers:
            assert f'"{tier.price.text}"' in text
        assert "BreadcrumbList" in text

    def test_unknown_packaging_is_said_never_zero(self, scene: Scene) -> None:
        Packaging.objects.create(product=scene.product, level="CARTON", holds=Decimal(24))
        html = page(scene)
        assert "Packaging" in html
        assert html.count(">unknown<") >= 4

    def test_freight_to_another_province_is_remembered(self, scene: Scene) -> None:
        client = visitor()
        assert "Guangdong" in client.get(path_of(scene), {"province": "44"}).content.decode()
        assert "Guangdong:" in page(scene, client)

    def test_a_sample_leads_to_the_checkout(self, scene: Scene) -> None:
        assert "Order a sample" not in page(scene)
        Product.objects.filter(pk=scene.product.pk).update(sample_price=Decimal(5), sample_most=Decimal(3))
        html = page(scene, visitor(scene.stall))
        assert f'value="{scene.skus[0].id}:1"' in html

    def test_speaks_chinese(self, scene: Scene) -> None:
        html = page(scene, Client(headers={"Accept-Language": "zh-hans"}))
        for words in ("起批", "统计口径", "进店看看"):
            assert words in html

    def test_near_goods_are_a_part_or_a_page(self, scene: Scene) -> None:
        client = visitor(scene.stall)
        whole = client.get(f"{path_of(scene)}around/").content.decode()
        part = client.get(f"{path_of(scene)}around/", headers={"HX-Request": "true"}).content.decode()
        assert "<html" in whole
        assert "<html" not in part
