"""The product's size grid in a browser: arrows move between cells, sums and the total follow what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.domestic.conftest import Scene
from tests.domestic.test_product_page import path_of, variants

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def scene(live_site: str) -> Scene:
    return Scene(**variants(30))


class TestSizeGrid:
    def test_is_filled_by_keys(self, scene: Scene, page: Page) -> None:
        page.goto(path_of(scene))
        fields = page.locator("[data-matrix] input")
        assert fields.count() == 30
        fields.first.fill("30")
        fields.first.press("ArrowRight")
        page.keyboard.type("40")
        page.keyboard.press("ArrowDown")
        page.keyboard.type("5")
        assert [fields.nth(place).input_value() for place in (0, 1, 6)] == ["30", "40", "5"]
        assert page.locator("[data-sum-row]").all_text_contents()[:2] == ["70", "5"]
        assert page.locator("[data-sum-column]").all_text_contents()[:2] == ["30", "45"]
        assert page.locator("[data-sum-all]").text_content() == "75"
        assert page.locator("[data-goods-quantity]").text_content() == "75"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
