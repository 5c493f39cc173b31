"""The plan in a browser: wide and narrow, by the rules of accessibility, nothing refused by the content policy."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.journeys.test_walk import violations
from tests.loading.test_pages import CASE, TALL, asked

if TYPE_CHECKING:
    from playwright.sync_api import Page

LAMPS = {**TALL, "fragile": "on", "upright": "on", "name": "台灯"}
MUGS = {"length": "35", "width": "28", "height": "24", "weight": "7.5", "count": "300", "bears": "4", "name": "马克杯"}
ASKED = urlencode(asked({**CASE, "name": "毛巾"}, LAMPS, MUGS))


@pytest.mark.parametrize(("width", "path"), [(1440, "/loading/"), (390, "/loading/"), (1000, "/loading/sheet/")])
def test_it_is_seen_at_any_width(page: Page, width: int, path: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{path}?{ASKED}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("svg[role=img]").count() >= 3
    assert "装柜顺序" in page.content()
    if folder := os.environ.get("SB_SHOTS"):
        page.screenshot(path=f"{folder}/loading-{width}.png", full_page=True)
    assert violations(page) == []
    assert told == []
