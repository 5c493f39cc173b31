"""The pages of customs under axe, at 1440 and 390 pixels, in both languages; the search while typing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from sourcebridge.catalog import services as catalog
from sourcebridge.customs import models, services
from sourcebridge.customs.rules import Kind
from sourcebridge.demo import duties, people
from sourcebridge.demo.goods import PIECES
from sourcebridge.kit.actors import Actor
from sourcebridge.parties.models import Company, Membership, User
from tests.customs.conftest import NOW

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PICTURES = os.environ.get("CUSTOMS_PICTURES", "")


def signed_in(page: Page, company: Company, language: str, site: str) -> None:
    user = User.objects.create_user(f"{company.id.hex}-{language}@example.test", name="lin", language=language)
    Membership.objects.create(user=user, company=company, roles=["OWNER"])
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


@pytest.fixture
def world(committed_db: object) -> tuple[Company, Company, list[str], list[str]]:
    """The platform and a maker, with the pages each looks at."""
    operator = people.platform(NOW)
    duties.load(operator, now=NOW)
    maker = people.trader(
        people.MAKER, name="晋江海悦服饰家居有限公司", name_en="Haiyue", region="福建晋江", address="陈埭镇 66 号",
        phone="0595-8512 0066", code="91350582MA2DEM002", sells=True, now=NOW,
    )  # fmt: skip
    by = maker.by(Actor.SUPPLIER)
    made = [
        catalog.create_product(company_id=maker.company.id, draft=one.draft(), by=by, now=NOW) for one in PIECES[:4]
    ]
    services.classify(product_id=made[0].id, code="610910", national={"US": "6109100012"}, by=by, now=NOW)
    row = models.DutyRow.objects.get(country="US", kind=Kind.SECTION_122, valid_until__isnull=True)
    desk = [
        "/operator/customs/?country=US", "/operator/customs/?country=EU&ended=1&code=6911", "/operator/customs/add/",
        f"/operator/customs/rows/{row.id}/", "/operator/customs/categories/?under=phone",
    ]  # fmt: skip
    own = [
        "/supplier/customs/?state=OPEN", "/supplier/customs/?state=CONFIRMED",
        f"/supplier/customs/{made[1].id}/?code=392690", "/customs/", "/customs/?q=手机壳", "/customs/392690/",
        "/customs/6911/",
    ]  # fmt: skip
    return operator.company, maker.company, desk, own


def faults(page: Page, paths: list[str], shot: str) -> list[str]:
    found = []
    for number, path in enumerate(paths):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{shot}-{number}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{path} is {wide} pixels too wide")
        for one in Axe().run(page, options=RULES).response["violations"]:
            found += [f"{path} {one['id']}: {node['html'][:120]}" for node in one["nodes"]]
    return found


class TestPages:
    @pytest.mark.parametrize(("width", "language"), [(1440, "en"), (390, "zh-hans")])
    def test_have_no_barriers(
        self, browser: Browser, live_site: str, world: tuple[Company, Company, list[str], list[str]], width: int,
        language: str,
    ) -> None:  # fmt: skip
        platform, maker, desk, own = world
        context = browser.new_context(base_url=live_site, viewport={"width": width, "height": 900})
        page = context.new_page()
        signed_in(page, maker, language, live_site)
        found = faults(page, own, f"own-{width}")
        context.clear_cookies()
        signed_in(page, platform, language, live_site)
        found += faults(page, desk, f"desk-{width}")
        context.close()
        assert found == []

    def test_the_search_answers_while_one_types(self, page: Page, live_site: str, world: object) -> None:
        page.goto("/customs/")
        page.locator("input[type=search][name=q]").last.press_sequentially("数据线")
        page.wait_for_selector("#found a[href='/customs/854442/']")
