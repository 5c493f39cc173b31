"""Journeys through the pages: a bank file in two persons' hands, statements, Shopify files, addresses, the clock."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.models import ImportRun, Product
from sourcebridge.clock import queries as clock
from sourcebridge.demo import people
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.logistics.models import DeliveryAddress, FreightTemplate
from sourcebridge.parties.models import Company
from sourcebridge.payments.models import Payout, PayoutBatch
from sourcebridge.payments.queries import reconcile
from tests.catalog.shopify_files import whole_files
from tests.journeys.conftest import Enter

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def submit(page: Page, name: str) -> None:
    """Press a button of the page's main part and wait for the next page."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()


def press(page: Page, selector: str) -> None:
    """The same by a selector."""
    with page.expect_navigation():
        page.locator(f"main {selector}").first.click()


class TestPayout:
    def test_two_persons_pay_a_supplier(self, enter: Enter) -> None:
        page = enter(people.WEAVER.email).new_page()
        page.goto("/supplier/money/")
        page.get_by_label("金额").fill("500")
        press(page, "form[action*=payout] button.primary")
        assert Payout.objects.get().state == "ASKED"
        first = enter(people.FINANCE.email).new_page()
        first.goto("/operator/payouts/")
        submit(first, "生成付款文件")
        batch = PayoutBatch.objects.get()
        first.goto("/operator/payouts/")
        assert first.locator("form[action$='/settle/'] button").count() == 0
        with first.expect_download() as download:
            first.get_by_role("link", name=re.compile("CSV")).first.click()
        assert "500.00" in download.value.path().read_text(encoding="utf-8")
        second = enter(people.OPERATOR.email).new_page()
        second.goto("/operator/payouts/")
        second.get_by_text(batch.number).first.wait_for()
        press(second, f"form[action*='{batch.id}/settle'] button")
        assert Payout.objects.get().state == "SETTLED"
        assert reconcile(at=clock.now()).holds


class TestStatements:
    def test_buyer_supplier_and_platform_agree(self, enter: Enter) -> None:
        order = SpotOrder.objects.get(state="COMPLETED")
        buyer = enter(people.STALL.email).new_page()
        buyer.goto("/statement/")
        assert order.deal.number in buyer.get_by_role("main").inner_text()
        supplier = enter(people.WEAVER.email).new_page()
        supplier.goto("/supplier/money/statement/")
        assert "2,134.12" in supplier.get_by_role("main").inner_text()
        operator = enter(people.OPERATOR.email).new_page()
        operator.goto("/operator/books/")
        shown = operator.get_by_role("main").inner_text()
        assert "12.88" in shown
        assert "平衡" in shown


class TestShopify:
    @pytest.mark.parametrize("content", whole_files())
    def test_a_whole_file_becomes_goods(self, enter: Enter, content: bytes) -> None:
        page = enter(people.MAKER.email).new_page()
        before = Product.objects.count()
        page.goto("/supplier/import/")
        page.locator("input[type=file]").set_input_files(
            {"name": "products.csv", "mimeType": "text/csv", "buffer": content}
        )
        submit(page, "上传并读取")
        press(page, "button[value=answer]")
        assert Product.objects.count() == before
        press(page, "button[value=apply]")
        run = ImportRun.objects.get()
        while catalog.apply_chunk(run_id=run.id, now=clock.now(), size=50):
            pass
        page.goto(f"/supplier/import/{run.id}/")
        page.get_by_role("main").get_by_role("table").first.wait_for()
        assert Product.objects.count() > before


class TestAddressesAndFreight:
    def test_an_address_is_added_and_made_default(self, enter: Enter) -> None:
        page = enter(people.STALL.email).new_page()
        page.goto("/addresses/new/")
        page.get_by_label("收货人").fill("小陈")
        page.get_by_label("电话").fill("13800000999")
        page.get_by_label("省份").select_option(label="浙江")
        page.get_by_label("城市").fill("杭州市")
        page.get_by_label("区县").fill("余杭区")
        page.get_by_label("街道门牌").fill("仓前街道 1 号")
        page.get_by_label("设为默认").check()
        submit(page, "保存地址")
        assert DeliveryAddress.objects.get(is_default=True, company__name__contains="陈姐").recipient == "小陈"

    def test_a_price_list_is_made(self, enter: Enter) -> None:
        page = enter(people.MAKER.email).new_page()
        page.goto("/supplier/freight/new/")
        before = FreightTemplate.objects.count()
        press(page, "form .button.primary")
        assert FreightTemplate.objects.count() == before + 1


class TestCompany:
    def test_what_a_visitor_sees_of_a_company(self, enter: Enter) -> None:
        company = Company.objects.get(name__contains="锦纶")
        page = enter("", english=True).new_page()
        page.goto(f"/companies/{company.id}/")
        assert "verified by" in page.get_by_role("main").inner_text()


class TestClock:
    def test_the_clock_bar_moves_to_a_due_date(self, enter: Enter) -> None:
        page = enter(people.STUDIO.email).new_page()
        page.goto("/")
        before = clock.now()
        with page.expect_navigation():
            page.locator(".clock form button").first.click()
        target = clock.target()
        assert target is not None
        assert (target - before).total_seconds() > 80_000
