"""The pages of export prices under axe, at 1440 and 390 pixels, in both languages, without script, too."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from sourcebridge.catalog import queries as catalog
from sourcebridge.parties.models import Company, Membership, User
from tests.landedcost.conftest import World
from tests.landedcost.test_floors import check, costs, export, rebate

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PICTURES = os.environ.get("EXPORT_PICTURES", "")


def signed_in(context: BrowserContext, company: Company, language: str, site: str) -> None:
    user = User.objects.create_user(f"{uuid4().hex}@example.test", name="lin", language=language)
    Membership.objects.create(user=user, company=company, roles=["OWNER"])
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


@pytest.fixture
def cloth(committed_db: object) -> World:
    """Cloth listed abroad below its floor, with costs and a rebate."""
    world = World()
    rebate(world)
    costs(world)
    export(world, ("200", "1.40"), ("500", "1.40"))
    check(world)
    return world


def faults(page: Page, path: str, shot: str) -> list[str]:
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{shot}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"{path} is {wide} pixels too wide"] if wide > 0 else []
    for one in Axe().run(page, options=RULES).response["violations"]:
        found += [f"{path} {one['id']}: {node['html'][:120]}" for node in one["nodes"]]
    return found


class TestPages:
    @pytest.mark.parametrize(("width", "language"), [(1440, "en"), (390, "zh-hans")])
    def test_have_no_barriers(
        self, browser: Browser, live_site: str, cloth: World, width: int, language: str
    ) -> None:  # fmt: skip
        context = browser.new_context(base_url=live_site, viewport={"width": width, "height": 900})
        page, own = context.new_page(), "/supplier/export-prices/"
        signed_in(context, cloth.scene.factory, language, live_site)
        found = []
        for number, path in enumerate((own, f"{own}costs/", f"{own}{cloth.scene.product.id}/")):
            found += faults(page, path, f"own-{width}-{number}")
        context.clear_cookies()
        signed_in(context, cloth.platform, language, live_site)
        found += faults(page, "/operator/landed/rebates/", f"rebates-{width}")
        context.close()
        assert found == []

    def test_floor_and_margin_are_taken_and_listed_without_script(
        self, browser: Browser, live_site: str, cloth: World
    ) -> None:
        context = browser.new_context(base_url=live_site, java_script_enabled=False)
        signed_in(context, cloth.scene.factory, "en", live_site)
        page, product_id = context.new_page(), cloth.scene.product.id
        page.goto(f"/supplier/export-prices/{product_id}/")
        page.locator("button[value=take]").click()
        page.locator("#listing button[value=list].primary").click()
        page.wait_for_url(f"**/supplier/export-prices/{product_id}/")
        context.close()
        found = catalog.exported([product_id])[product_id]
        assert found.edition == 2
        assert check(cloth) == 0
