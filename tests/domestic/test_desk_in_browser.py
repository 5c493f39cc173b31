"""The sheet of prices and stock under the fingers: arrows, a block pasted, undo, and saving together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client

from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.domestic import sheet
from sourcebridge.parties.models import Membership, User
from sourcebridge.runtime.roles import Access
from tests.domestic.conftest import NOON, Scene

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def scene(committed_db: Access) -> Scene:
    scene = Scene()
    user = User.objects.create_user("lin@example.test", name="林", language="zh-hans")
    Membership.objects.create(user=user, company=scene.factory, roles=["OWNER"])
    return scene


def cells(page: Page) -> list[str]:
    """Price, further steps and stock of the first two rows."""
    names = ("price", "tiers", "stock")
    return [page.locator(f"input[name={name}]").nth(row).input_value() for row in (0, 1) for name in names]


def paste(page: Page, text: str) -> None:
    """Paste into the cell with the focus, as a spreadsheet's copy arrives."""
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def test_the_sheet_takes_a_block_takes_it_back_and_saves(scene: Scene, live_site: str, page: Page) -> None:
    page.set_default_timeout(30_000)
    client = Client()
    client.force_login(User.objects.get())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_site}])
    page.goto("/supplier/grid/")
    before = cells(page)
    first = page.locator("input[name=price]").first
    first.click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Enter")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 1
    pasted = ["12.5", "50: 10.6", "4900", "12.6", "", "4800"]
    paste(page, "¥12.5\t50: 10.6\t4,900\n12.6\t\t4800\n")
    assert cells(page) == pasted
    assert page.locator("input.dirty").count() == 6
    page.keyboard.press("Control+z")
    assert cells(page) == before
    assert page.locator("input.dirty").count() == 0
    page.keyboard.press("Control+y")
    assert cells(page) == pasted
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    assert cells(page) == pasted
    skus = list(sheet.variants(scene.factory.id, Filter(), now=NOON))
    rows = sheet.rows_of(skus, language="zh-hans", now=NOON)
    assert [row.seen.cells["stock"] for row in rows[:2]] == ["4900", "4800"]
