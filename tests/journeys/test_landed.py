"""Three buyers abroad with a phone: goods, how many, where to; then one sheet, in both languages."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from sourcebridge.catalog.models import Product
from sourcebridge.landedcost.models import FrozenQuote
from tests.journeys.conftest import Enter
from tests.journeys.test_walk import WIDER, listen, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAYS = {
    "ohio": ("C62", "US", "43004", "300"),
    "dhaka": ("MTR", "BD", "1205", "5000"),
    "hamburg": ("C62", "DE", "20095", "300"),
}
FIGURE = re.compile(r"[0-9][0-9,]*\.[0-9]{2}")


def goods(unit: str) -> Product:
    found = Product.objects.filter(state="PUBLISHED", unit=unit).order_by("id").first()
    assert found is not None
    return found


def ends(text: str) -> tuple[Decimal, Decimal]:
    """The first and the last figure of an amount, which may be a range."""
    figures = [Decimal(one.replace(",", "")) for one in FIGURE.findall(text)]
    return figures[0], figures[-1]


@pytest.mark.parametrize("english", [True, False])
@pytest.mark.parametrize("who", WAYS)
def test_a_buyer_abroad_reads_one_sheet(enter: Enter, who: str, english: bool) -> None:
    unit, country, postcode, quantity = WAYS[who]
    product, wrong = goods(unit), []  # type: ignore[var-annotated]
    page = enter("", english=english, width=390).new_page()
    listen(page, wrong)
    page.goto(f"/goods/{product.shop.slug}/{product.handle}/")
    page.locator("[hx-trigger=revealed]").scroll_into_view_if_needed()
    panel = page.locator("#delivered")
    panel.locator("input[name=quantity]").fill(quantity)
    panel.locator("select[name=to]").select_option(country)
    panel.locator("input[name=postcode]").fill(postcode)
    with page.expect_response(lambda answer: f"to={country}" in answer.url):
        panel.locator("button").click()
    page.locator("#delivered .landed-each").wait_for()
    page.locator("#delivered a.button").click()
    page.locator(".landed-sum").wait_for()
    assert page.locator("h1").inner_text().strip()
    page.evaluate("document.querySelectorAll('.landed-step').forEach(step => step.open = true)")
    parts = [
        ends(text) for text in page.locator(".landed-step > summary .figures").all_inner_texts() if FIGURE.search(text)
    ]
    low, high = ends(page.locator(".landed-sum .figures").inner_text())
    assert sum(part[0] for part in parts) == low
    assert sum(part[1] for part in parts) == high
    assert page.locator(".landed-services li").count() >= 2
    if country == "BD":
        assert page.locator("a[href*='regime=BONDED']").count() == 1
    assert page.evaluate(WIDER) <= 0
    assert violations(page) == []
    assert not wrong


def test_the_stall_keeps_a_quote_and_finds_it_again(enter: Enter) -> None:
    page = enter("chenjie@demo.example", english=True).new_page()
    page.goto(f"/landed/goods/{goods('C62').id}/?quantity=300&to=US")
    total = page.locator(".landed-sum .figures").inner_text()
    page.get_by_role("button", name="Keep this quote").click()
    page.get_by_text(FrozenQuote.objects.get().number).first.wait_for()
    page.goto("/landed/quotes/")
    page.get_by_role("link", name=FrozenQuote.objects.get().number).click()
    assert page.locator(".landed-sum .figures").inner_text() == total
