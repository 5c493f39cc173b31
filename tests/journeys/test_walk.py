"""Every page of every role, in both languages, at two widths: nothing broken, nothing wider than the screen."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python
import pytest
from django.test import Client

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.models import ImportRun, Product
from sourcebridge.clock import queries as clock
from sourcebridge.demo import people
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.money import Money
from sourcebridge.landedcost import services as landed
from sourcebridge.landedcost.models import FrozenQuote
from sourcebridge.logistics.models import DeliveryAddress, FreightTemplate, Shipment
from sourcebridge.messaging.models import Mail
from sourcebridge.parties.models import Company, Licence, Membership, User
from sourcebridge.payments import services as payments
from sourcebridge.payments.models import PaymentIntent, Payout, PayoutAccount, PayoutBatch, UnmatchedFund
from tests.architecture.test_routes import LIBRARIES, routes
from tests.catalog.shopify_files import pots, shirt, written
from tests.journeys.conftest import Enter
from tests.landedcost.ground import ask

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS", "")
LATIN = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){3,}")
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CULPRITS = """() => [...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 1) return false;
  for (let p = e.parentElement; p; p = p.parentElement)
    if (getComputedStyle(p).overflowX !== 'visible') return false;
  return true;
}).slice(0, 3).map(e => e.tagName + '.' + e.className)"""


AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
AUDIT = """async () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  return found.violations.map(v => `${v.id}: ${v.nodes.length} x ${v.help} ` +
    v.nodes.slice(0, 3).map(n => `${n.target.join(' ')} ${n.any.concat(n.all).map(a => a.message).join('; ')}`)
      .join(' | '));
}"""


def by(person: people.Person, actor: Actor) -> By:
    user = User.objects.get(email=person.email)
    return By(actor, user.id, Membership.objects.get(user=user).company_id, user.name)


def prepare() -> None:
    """What the demo leaves out: an import to review, funds without owner, a payout asked and one in a file."""
    now = clock.now()
    weaver, operator = by(people.WEAVER, Actor.SUPPLIER), by(people.OPERATOR, Actor.OPERATOR)
    assert weaver.company_id
    catalog.upload(
        company_id=weaver.company_id, file_name="products.csv", content=written([shirt(), *pots()]), by=weaver, now=now
    )
    payments.record_bank_line(
        bank_ref="WALK-1", amount=Money.of("88.00", "CNY"), payer_name="不明来款", payer_account="6222020200112233445",
        payer_bank="工商银行", text="货款", value_date=date(2026, 11, 20), by=operator, now=now,
    )  # fmt: skip
    for amount in ("300.00", "200.00"):
        payments.ask_payout(company_id=weaver.company_id, amount=Money.of(amount, "CNY"), by=weaver, now=now)
        if amount == "300.00":
            payments.make_batch(currency="CNY", by=by(people.FINANCE, Actor.OPERATOR), now=now)
    stall, query = by(people.STALL, Actor.BUYER), {"path": "/landed/", "query": "to=US"}
    landed.freeze(asked=ask("US"), query=query, card="LCL-US", title="phone case", by=stall, now=now)
    landed.save(name="spring", asked=query, by=stall, now=now)


def places() -> dict[str, list[str]]:
    """What stands for each parameter of an address."""

    def ids(table: Any, count: int = 1) -> list[str]:
        return [str(pk) for pk in table.objects.order_by("-pk").values_list("pk", flat=True)[:count]]

    product = Product.objects.filter(state="PUBLISHED").order_by("id").first()
    assert product
    return {
        "company_id": ids(Company, 4), "licence_id": ids(Licence), "mail_id": ids(Mail), "run_id": ids(ImportRun),
        "product_id": [str(product.id)], "sku_id": [str(product.skus.order_by("position")[0].id)],
        "intent_id": ids(PaymentIntent, 5), "fund_id": ids(UnmatchedFund), "batch_id": ids(PayoutBatch),
        "payout_id": ids(Payout), "account_id": ids(PayoutAccount), "address_id": ids(DeliveryAddress, 2),
        "template_id": ids(FreightTemplate, 4), "shipment_id": ids(Shipment, 2),
        "deal_id": [str(order.deal_id) for order in SpotOrder.objects.all()], "version": ["1"],
        "number": list(SpotOrder.objects.values_list("deal__number", flat=True)), "code": ["commission"],
        "quote_id": ids(FrozenQuote), "decision": ["return", "settle"], "shop": [product.shop.slug],
        "handle": [product.handle],
    }  # fmt: skip


def addresses() -> list[str]:
    """Every address of our own pages, and the library's that need no argument."""
    given, found = places(), []
    for place, name, view in routes():
        if place.startswith("api/"):
            continue
        own = hasattr(view, "policy")
        if not own and not (name.startswith(LIBRARIES) and "<" not in place) and name != "style_guide":
            continue
        fill = [""]
        for part in re.split(r"(<[^>]+>)", place):
            key = part.strip("<>").split(":")[-1]
            choices = given.get(key, []) if part.startswith("<") else [part]
            fill = [left + choice for left in fill for choice in choices]
        found += [f"/{path}" for path in fill]
    return [path for path in dict.fromkeys(found) if not path.startswith(("/account/logout", "/callbacks/"))]


def allowed(email: str, paths: list[str]) -> list[str]:
    """Those that answer this person with a page; none may break."""
    client = Client()
    if email:
        client.force_login(User.objects.get(email=email), "allauth.account.auth_backends.AuthenticationBackend")
    pages = []
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in {200, 302, 400, 403, 404, 405, 409}, (path, answer.status_code)
        if answer.status_code == 200 and b"<html" in getattr(answer, "content", b""):
            pages.append(path)
    return pages


def text_in_english(page: Page) -> list[str]:
    """Runs of English words a Chinese page shows outside of data, code and examples."""
    shown = page.evaluate(
        """() => { const copy = document.querySelector('main')?.cloneNode(true); if (!copy) return '';
        copy.querySelectorAll('[lang=en], code, pre, textarea, .mail-body, svg, td, dd').forEach(e => e.remove());
        return copy.textContent; }"""
    )
    return LATIN.findall(shown)


def violations(page: Page) -> list[str]:
    """What axe-core says against the whole page, by the rules of WCAG 2.2 A and AA.

    The window is as high as the page, so that no sticky bar lies over what one would scroll away from it.
    """
    size = page.viewport_size or {"width": 1440, "height": 900}
    height = page.evaluate("Math.min(document.documentElement.scrollHeight + 200, 16000)")
    page.set_viewport_size({"width": size["width"], "height": height})
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(AUDIT)
    page.set_viewport_size(size)
    return found


def look(page: Page, path: str, who: str, language: str) -> list[str]:
    """What is wrong with one page at both widths."""
    wrong: list[str] = []
    answer = page.goto(path)
    assert answer
    if answer.status >= 500:
        return [f"{path}: {answer.status}"]
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(WIDER) > 0:
            wrong.append(f"{path} at {width}: wider than the screen: {page.evaluate(CULPRITS)}")
        wrong += [f"{path} at {width} ({language}): {violation}" for violation in violations(page)]
        if SHOTS:
            name = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", path).strip("/").replace("/", "_") or "home"
            page.screenshot(path=str(Path(SHOTS) / f"{who}-{language}-{width}-{name}.png"), full_page=True)
    if language == "zh" and not path.startswith(("/design", "/mailbox")):
        wrong += [f"{path}: English on a Chinese page: {text}" for text in text_in_english(page)]
    return wrong


def listen(page: Page, wrong: list[str]) -> None:
    """Errors of the console (refused by the content policy included) and of scripts count as wrong."""
    page.on("console", lambda said: wrong.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))


ROLES = {
    "visitor": "", "buyer": people.STALL.email, "supplier": people.WEAVER.email, "operator": people.OPERATOR.email,
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_every_role(enter: Enter, language: str) -> None:
    prepare()
    paths, seen = addresses(), set[str]()
    wrong: list[str] = []
    for who, email in ROLES.items():
        context = enter(email, english=language == "en")
        page = context.new_page()
        listen(page, wrong)
        for path in allowed(email, paths):
            if who != "visitor" and path in seen and path != "/":
                continue
            seen.add(path)
            wrong += look(page, path, who, language)
    assert len(seen) > 40
    assert not wrong, "\n".join(wrong)
