"""The modules in a real browser: the ladder and the stepper say what the server would have said."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.template.loader import render_to_string
from django.utils import translation

import sourcebridge.shell
from sourcebridge.shell import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

STATIC = Path(sourcebridge.shell.__file__).parent / "static"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
pytestmark = pytest.mark.browser


def serve(route: "Route") -> None:
    path = route.request.url.partition("http://guide.test")[2].partition("?")[0]
    if path.startswith("/static/shell/"):
        route.fulfill(path=STATIC / path.removeprefix("/static/"))
    elif path in ("/", "/product", "/narrow"):
        guide = pages.GUIDES[path[1:]]
        with translation.override("en"):
            page = render_to_string(guide, pages.guide_context("domestic"))
        route.fulfill(body=page, content_type="text/html; charset=utf-8", headers={"content-security-policy": POLICY})
    else:
        route.fulfill(status=404)


@pytest.fixture
def guide(browser: "Browser") -> Iterator["Page"]:
    context = browser.new_context(base_url="http://guide.test", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.route("**/*", serve)
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    yield page
    context.close()
    assert said == []


class TestLadder:
    def test_follows_what_is_typed(self, guide: "Page") -> None:
        guide.goto("/product")
        field = guide.locator("quantity-stepper input").first
        field.fill("135")
        field.dispatch_event("change")
        assert (
            guide.locator(".ladder-advice").inner_text()
            == "5\u00a0m more reaches the 200\u00a0m price, and the whole costs ¥87.50 less."
        )
        assert "Sold in steps of 10: 130 or 140." in guide.locator(".stepper-say").first.inner_text()
        guide.locator(".stepper-more").first.click()
        assert field.input_value() == "140"
        assert guide.locator(".tier.lit").get_attribute("data-minimum") == "200"
        assert guide.locator("[data-ladder-total]").inner_text() == "¥1,960.00"

    def test_stays_within_the_stock(self, guide: "Page") -> None:
        guide.goto("/product")
        field = guide.locator("quantity-stepper input").nth(2)
        field.fill("640")
        guide.locator(".stepper-more").nth(2).click()
        assert field.input_value() == "640"


class TestFrame:
    def test_slash_goes_to_the_search_field(self, guide: "Page") -> None:
        guide.goto("/product")
        guide.keyboard.press("/")
        assert guide.evaluate("document.activeElement.name") == "q"

    def test_a_form_with_an_error_focuses_the_field(self, guide: "Page") -> None:
        guide.goto("/narrow")
        assert guide.evaluate("document.activeElement.name") == "price"

    @pytest.mark.parametrize("path", ["/", "/product", "/narrow"])
    @pytest.mark.parametrize("width", [390, 768, 1024, 1440])
    def test_nothing_overflows_sideways(self, guide: "Page", path: str, width: int) -> None:
        guide.set_viewport_size({"width": width, "height": 844})
        guide.goto(path)
        assert guide.evaluate("document.documentElement.scrollWidth") <= width
