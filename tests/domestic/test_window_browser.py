"""The shop window in a browser: filters and the back button with script, the same places without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from sourcebridge.discovery import services as finding
from tests.domestic.test_window import Window

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WAIT = 15_000


@pytest.fixture
def window(live_site: str) -> Window:
    found = Window()
    found.make(33)
    finding.count_terms()
    return found


class TestWithScript:
    def test_filters_orders_and_goes_back(self, window: Window, page: Page) -> None:
        page.goto("/goods/?q=poplin")
        page.locator("#facets a.choice", has_text="24").first.click(timeout=WAIT)
        page.wait_for_url("**/goods/?q=poplin&hours_to=24", timeout=WAIT)
        page.locator("#facets a.choice[aria-current]").wait_for(timeout=WAIT)
        page.locator(".sorts a").nth(1).click()
        page.wait_for_url("**&sort=price", timeout=WAIT)
        page.locator(".numbers a", has_text="2").click()
        page.wait_for_url("**&page=2", timeout=WAIT)
        assert page.locator(".card").count() == 3
        page.go_back()
        page.locator(".numbers a[aria-current]", has_text="1").wait_for(timeout=WAIT)
        assert page.locator(".card").count() == 30
        page.locator(".chips .chip").first.click()
        page.wait_for_url("**/goods/?q=poplin&sort=price", timeout=WAIT)

    def test_suggestions_are_walked_by_keys(self, window: Window, page: Page) -> None:
        page.goto("/ranking/")
        page.keyboard.press("/")
        page.keyboard.type("popl")
        field = page.locator(".search input[name=q]")
        page.locator(".suggestions [role=option]").first.wait_for(timeout=WAIT)
        assert field.get_attribute("aria-expanded") == "true"
        page.keyboard.press("ArrowDown")
        marked = field.get_attribute("aria-activedescendant")
        assert page.locator(f"#{marked}").get_attribute("aria-selected") == "true"
        page.keyboard.press("Escape")
        assert field.input_value() == "popl"
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.locator("#results .card").first.wait_for(timeout=WAIT)

    def test_why_opens_and_closes_by_keys(self, window: Window, page: Page) -> None:
        page.goto("/goods/?q=poplin")
        summary = page.locator(".why summary").first
        summary.focus()
        page.keyboard.press("Enter")
        assert page.locator(".why-sheet").first.is_visible()
        page.keyboard.press("Escape")
        assert not page.locator(".why-sheet").first.is_visible()


class TestWithoutScript:
    def test_searches_filters_and_pages(self, window: Window, browser: Browser, live_site: str) -> None:
        context = browser.new_context(base_url=live_site, java_script_enabled=False, locale="en-GB")
        page = context.new_page()
        page.goto("/")
        page.locator(".search input[name=q]").fill("poplin")
        page.locator(".search button").click()
        expect(page.locator(".card")).to_have_count(30)
        page.locator("#facets a").click()
        page.locator("a.choice", has_text="24").first.click()
        assert page.url.endswith("/goods/?q=poplin&hours_to=24")
        page.goto("/goods/facets/?q=poplin")
        page.locator("input[name=price_to]").fill("3")
        page.locator(".price-form button").click()
        assert page.url.endswith("/goods/?q=poplin&price_to=3")
        expect(page.locator(".card")).to_have_count(2)
        page.locator(".categories summary").click()
        page.locator(".categories-branch").first.click()
        assert "/c/fabric/" in page.url
        context.close()
