"""A new supplier's first product, by keyboard alone; the pages of offers under axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.drafts import ProductDraft
from sourcebridge.catalog.models import Product, Shop
from sourcebridge.kit.actors import Actor, By
from sourcebridge.parties.models import Company, Membership, User
from tests.catalog.conftest import NOW, fabric, supplier_by

pytestmark = pytest.mark.browser
TALL = 6000  # the bar with the buttons covers whatever a small window would scroll away from under it
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def member(company: Company, name: str, language: str) -> User:
    user = User.objects.create_user(f"{name}@example.test", name=name, language=language)
    Membership.objects.create(user=user, company=company, roles=["OWNER"])
    return user


def signed_in(page: Page, user: User, site: str) -> Page:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    return page


@pytest.fixture
def mill(committed_db: object) -> Company:
    return Company.objects.create(name="绍兴锦纶纺织有限公司", name_en="Shaoxing Jinlun", region="绍兴柯桥", sells=True)


class TestFirstProduct:
    def test_is_published_by_keyboard_alone(self, page: Page, live_site: str, mill: Company) -> None:
        keys = signed_in(page, member(mill, "lin", "zh-hans"), live_site).keyboard

        def reach(wanted: str) -> None:
            for _step in range(150):
                keys.press("Tab")
                if page.evaluate("sel => document.activeElement.matches(sel)", wanted):
                    return
            pytest.fail(f"{wanted} is not reached by Tab")

        page.goto("/supplier/goods/new/")
        keys.type("全棉斜纹布 32支")
        keys.press("Enter")
        page.wait_for_selector(".choices")
        reach(".choices a.best")
        keys.press("Enter")
        page.wait_for_selector("#id_title_zh")
        assert page.input_value("#id_title_zh") == "全棉斜纹布 32支"
        reach("[name='attribute.weight']")
        keys.type("220")
        reach("[name='attribute.width']")
        keys.type("150")
        reach("[name='attribute.composition'][value=cotton]")
        keys.press("Space")
        reach("[name=tier_min]")
        keys.type("1")
        keys.press("Tab")
        keys.type("12.5")
        reach("[name=option_values_1]")
        keys.type("藏青，黑")
        keys.press("Control+Enter")
        page.wait_for_url("**/supplier/goods/*-*/")
        product = Product.objects.get()
        assert product.state == "PUBLISHED"
        assert len(queries.draft_of(product).skus) == 2

    def test_makes_variants_on_the_spot(self, page: Page, live_site: str, mill: Company) -> None:
        signed_in(page, member(mill, "lin", "en"), live_site)
        page.goto("/supplier/goods/new/?category=garment-men-tshirts&name=Plain+tee")
        page.fill("[name=option_values_1]", "red, blue")
        page.fill("[name=option_values_2]", "M, L")
        page.press("[name=option_values_2]", "Enter")
        page.wait_for_selector("[name=sku_option_1]")
        assert page.locator("[name=sku_option_1]").count() == 4
        assert page.input_value("#id_title_en") == "Plain tee"


class TestPages:
    @pytest.mark.parametrize(("width", "language"), [(1440, "en"), (390, "zh-hans")])
    def test_have_no_barriers(self, browser: Browser, live_site: str, mill: Company, width: int, language: str) -> None:
        paths = self._stage(mill)
        platform = Company.objects.create(name="源桥", is_platform=True)
        context = browser.new_context(base_url=live_site, viewport={"width": width, "height": TALL})
        page = signed_in(context.new_page(), member(mill, "lin", language), live_site)
        faults = self._faults(page, paths)
        context.clear_cookies()
        signed_in(page, member(platform, "op", language), live_site)
        faults += self._faults(page, ["/operator/changes/", self.change])
        context.close()
        assert faults == []

    change = ""

    def _stage(self, mill: Company) -> list[str]:
        by = supplier_by(mill)
        make: Callable[[ProductDraft], Product] = lambda draft: services.create_product(  # noqa: E731
            company_id=mill.id, draft=draft, by=by, now=NOW
        )
        product = make(fabric(audience="APPROVED", titles={"zh-hans": "全棉斜纹"}))
        services.publish(company_id=mill.id, product_id=product.id, by=by, now=NOW)
        services.edit_product(
            company_id=mill.id, product_id=product.id, draft=fabric(category="fabric-woven-poplin"), by=by, now=NOW
        )
        change = queries.waiting_change(product.id)
        assert change is not None
        self.change = f"/operator/changes/{change.id}/"
        buyer = Company.objects.create(name="沙河档口")
        asks = By(Actor.BUYER, None, buyer.id, "x")
        services.ask_prices(shop_id=product.shop_id, buyer_company_id=buyer.id, note="3 吨", by=asks, now=NOW)
        shelf = services.save_section(company_id=mill.id, name="新品", product_ids=[product.id], by=by, now=NOW)
        assert Shop.objects.count() == 1
        goods = f"/supplier/goods/{product.id}/"
        return [
            "/supplier/goods/new/?q=twill&under=fabric", "/supplier/goods/new/?category=fabric-woven-twill", goods,
            f"{goods}versions/", f"{goods}prices/", "/supplier/shop/", f"/supplier/shop/shelves/{shelf.id}/",
            "/supplier/buyers/", "/supplier/translations/",
        ]  # fmt: skip

    def _faults(self, page: Page, paths: list[str]) -> list[str]:
        found = []
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                found.append(f"{path}: {wide} px too wide")
            for fault in Axe().run(page, options=RULES).response["violations"]:
                found += [f"{path}: {fault['id']}: {node['html'][:200]}" for node in fault["nodes"][:3]]
        return found
