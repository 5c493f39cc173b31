"""Thirty script payloads in every text of the database, seen by all roles in Chromium: nothing runs, nothing is HTML.

A hit is a call of the payload's function, a dialog, a report of the content policy, an element that came out of a text,
or an address that would run a script. Every form is also sent back full of payloads; with NEIGHBOURS=full every page
is opened for that, else only those with a form of a new kind (all pages are opened by the first test).
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils.html import escape
from playwright.sync_api import Error
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sourcebridge.demo import people
from sourcebridge.parties.models import User
from sourcebridge.runtime.roles import Access
from tests.journeys.conftest import Enter, demo, demo_site, enter, ground  # noqa: F401 - fixtures
from tests.journeys.test_walk import addresses, prepare
from tests.neighbours.script_payloads import MACHINE, PAYLOADS, Planted, in_address, plant, text_fields
from tests.neighbours.world_forms import forms_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG = bool(os.environ.get("LONG"))
FULL = LONG or os.environ.get("NEIGHBOURS") == "full"
WATCH = """
window.__hits = [];
window.__hit = n => { window.__hits.push('ran ' + n); console.error('payload ran ' + n); };
for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => { window.__hits.push(name); return false; };
document.addEventListener('securitypolicyviolation', e =>
  window.__hits.push(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
"""
LOOK = """() => {
  const bad = [...window.__hits];
  const scripted = /^[\\s\\u0000-\\u0020]*(j\\s*a\\s*v\\s*a\\s*s\\s*c\\s*r\\s*i\\s*p\\s*t|data:text|vbscript)/i;
  for (const e of document.querySelectorAll('[data-hit]')) bad.push('element ' + e.outerHTML.slice(0, 120));
  for (const e of document.querySelectorAll('*')) for (const a of e.attributes) {
    if (a.name.startsWith('on')) bad.push('handler ' + e.outerHTML.slice(0, 120));
    if (/^(href|src|action|formaction|data|poster|xlink:href|hx-.*)$/.test(a.name) && scripted.test(a.value))
      bad.push('address ' + a.name + '=' + a.value.slice(0, 80));
  }
  const words = document.body.innerText + [...document.querySelectorAll('input, textarea')].map(e => e.value).join();
  return {bad: [...new Set(bad)], shown: words.includes('__hit(')};
}"""
FORMS = """() => [...document.querySelectorAll('form[method=post i]')].map((form, i) => ({
  i, to: form.getAttribute('action') || location.pathname,
  names: [...form.elements].map(e => e.name).filter(n => n).join() }))"""
SEND = """([i, to, payloads, address]) => {
  const form = [...document.querySelectorAll('form[method=post i]')]
    .find(one => (one.getAttribute('action') || location.pathname) === to);
  if (!form) { location.reload(); return; }
  let turn = i;
  for (const e of form.elements) {
    if (['csrfmiddlewaretoken', 'idempotency_key', 'next', 'version'].includes(e.name)) continue;
    if (e.type === 'file' || e.type === 'submit' || e.tagName === 'BUTTON') continue;
    if (e.type === 'checkbox' || e.type === 'radio') { e.checked = true; continue; }
    if (e.tagName === 'SELECT') {
      const option = new Option('x', payloads[turn++ % payloads.length], true, true); e.add(option); continue; }
    if (e.type === 'number' || e.type === 'date') e.type = 'text';
    if (e.type === 'hidden' && /^[0-9a-f-]{36}$/.test(e.value)) continue;
    e.removeAttribute('maxlength');
    e.value = e.type === 'email' ? address : payloads[turn++ % payloads.length];
  }
  form.removeAttribute('target');
  setTimeout(() => HTMLFormElement.prototype.submit.call(form), 20);
}"""
ROLES = {
    "visitor": "", "buyer": people.STALL.email, "supplier": people.WEAVER.email, "operator": people.OPERATOR.email,
}  # fmt: skip
WALKERS = set(ROLES.values()) - {""}
LEAVING = re.compile(r"logout|sign-out|/language/|sessions")

Plant = Callable[[], Planted]
Kind = tuple[str, str]


@pytest.fixture
def planted(server: Any, access: Access, demo_site: str) -> Plant:  # noqa: F811
    """Fills the demo's database with payloads."""
    name = conninfo_to_dict(access.owner)["dbname"]
    return lambda: plant(make_conninfo(server.admin, dbname=name), spared=WALKERS)


class Watch:
    """One page under watch; `wrong` holds what happened, with the address where it did."""

    def __init__(self, context: BrowserContext, who: str, wrong: list[str]) -> None:
        context.add_init_script(WATCH)
        self.page: Page = context.new_page()
        self.who, self.wrong = who, wrong
        self.pages = self.showing = 0
        self.statuses: Counter[int] = Counter()
        self.unanswered: list[str] = []
        self.page.on("dialog", self._dialog)
        self.page.on("console", self._said)

    def _dialog(self, dialog: Any) -> None:
        self.wrong.append(f"{self.who} {self.page.url}: dialog {dialog.message}")
        dialog.dismiss()

    def _said(self, said: Any) -> None:
        if "payload ran" in said.text or "Content Security Policy" in said.text:
            self.wrong.append(f"{self.who} {self.page.url}: {said.text}")

    def go(self, path: str) -> bool:
        """Open a page and look at it; whether it was shown."""
        answer = self.page.goto(path, wait_until="load")
        assert answer
        return self.look(answer.status, path)

    def look(self, status: int, path: str) -> bool:
        """Judge what stands there now."""
        self.statuses[status] += 1
        if status >= 500:
            self.wrong.append(f"{self.who} {path}: {status}")
        self.pages += 1
        seen = self.page.evaluate(LOOK)
        self.wrong += [f"{self.who} {path}: {one}" for one in seen["bad"]]
        self.showing += seen["shown"]
        return status == 200

    def send_forms(self, path: str, sent: set[Kind]) -> None:
        """Send every form of the page that was not sent yet, full of payloads, and look at each answer.

        A form that leads to no answer in time is noted in `unanswered`; the others are sent all the same.
        """
        fresh = True
        for form in self.page.evaluate(FORMS):
            kind = masked(form["to"]), form["names"]
            if kind in sent or LEAVING.search(form["to"]):
                continue
            sent.add(kind)
            try:
                if not fresh:
                    self.go(path)
                fresh = False
                with self.page.expect_navigation(wait_until="load", timeout=5_000) as answer:
                    self.page.evaluate(SEND, [form["i"], form["to"], PAYLOADS, in_address(path)])
                self.look(answer.value.status if answer.value else 0, f"{path} -> {form['to']}")
            except Error as error:
                self.unanswered.append(f"{self.who} {path} -> {form['to']}: {error.message.splitlines()[0]}")
                self.page.wait_for_timeout(200)
                self.page.goto("about:blank")
                fresh = False


def masked(address: str) -> str:
    """An address without the ids in it."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "*", address)


def kinds(path: str, page: str) -> set[Kind]:
    """The forms of a page as its source tells them."""
    found = (one for one in forms_of(page, path) if one.method == "post" and not LEAVING.search(one.action))
    return {(masked(one.action), ",".join(one.names)) for one in found}


def readable(email: str, paths: list[str], wrong: list[str]) -> dict[str, str]:
    """The pages this person may see, by address; every answer, pages or not, forbids to guess its type."""
    client = Client()
    if email:
        client.force_login(User.objects.get(email=email), "allauth.account.auth_backends.AuthenticationBackend")
    found = {}
    for path in paths:
        answer = client.get(path)
        kind = answer.get("Content-Type", "").partition(";")[0]
        if answer.status_code >= 500 or answer.get("X-Content-Type-Options") != "nosniff":
            wrong.append(f"{email} {path}: {answer.status_code}, {dict(answer.headers)}")
        if kind == "text/html" and "Content-Security-Policy" not in answer:
            wrong.append(f"{email} {path}: a page without a content policy")
        if answer.status_code == 200 and b"<html" in getattr(answer, "content", b""):
            found[path] = answer.content.decode()
    return found


def test_nothing_planted_runs(enter: Enter, planted: Plant) -> None:  # noqa: F811
    prepare()
    done = planted()
    assert not done.refused
    assert done.values > 2000, done
    paths = addresses()
    wrong: list[str] = []
    pages = showing = 0
    for who, email in ROLES.items():
        for english in (False, True) if LONG else (who == "visitor",):
            watch = Watch(enter(email, english=english), who, wrong)
            for path in readable(email, paths, wrong):
                watch.go(path)
            print(who, watch.pages, watch.showing, dict(watch.statuses))
            pages, showing = pages + watch.pages, showing + watch.showing
    assert not wrong, "\n".join(wrong)
    assert pages > 200
    assert showing > 120, "the payloads are hardly seen: this proves nothing"


def test_nothing_sent_back_runs(enter: Enter, planted: Plant) -> None:  # noqa: F811
    """Forms and addresses answer with what they were sent: as text."""
    prepare()
    planted()
    paths = addresses()
    wrong: list[str] = []
    forms, unanswered = 0, list[str]()
    for who, email in ROLES.items():
        watch, sent, known = Watch(enter(email), who, wrong), set[Kind](), set[Kind]()
        for path, page in readable(email, paths, wrong).items():
            here = kinds(path, page)
            if (FULL or here - known) and watch.go(path):
                watch.send_forms(path, sent)
            known |= here
        assert sent
        print(who, len(sent), dict(watch.statuses), watch.unanswered)
        forms, unanswered = forms + len(sent), unanswered + watch.unanswered
    assert not wrong, "\n".join(wrong)
    assert forms > 100
    assert len(unanswered) * 20 < forms, "\n".join(unanswered)


HTML = '<p>{}</p><input value="{}"><input value=\'{}\'><a href="{}">x</a>'
SCRIPT = "<script>document.write('{}')</script>"


class TestControl:
    """The same eyes on pages that do print payloads raw: each is seen."""

    @pytest.mark.parametrize(("policy", "place", "blind"), [
        ("default-src 'none'; script-src 'self'", HTML, {23, 24}),
        ("default-src * 'unsafe-inline'", SCRIPT + HTML, set()),
    ])  # fmt: skip
    def test_every_payload_is_noticed(self, browser: Browser, policy: str, place: str, blind: set[int]) -> None:
        context = browser.new_context(base_url="http://control.invalid")
        pages = ["<!doctype html><body>" + place.replace("{}", payload) for payload in PAYLOADS]
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}

        def serve(route: Route) -> None:
            name = route.request.url.rpartition("/")[2]
            route.fulfill(status=200, headers=headers, body=pages[int(name)] if name.isdigit() else "")

        context.route("**/*", serve)
        noticed: list[str] = []
        watch = Watch(context, "control", noticed)
        seen = set()
        for turn in range(len(PAYLOADS)):
            noticed.clear()
            watch.go(f"/{turn}")
            if noticed:
                seen.add(turn)
        context.close()
        assert set(range(len(PAYLOADS))) - seen == blind

    def test_a_form_without_an_answer_does_not_hide_the_next(self, browser: Browser) -> None:
        context = browser.new_context(base_url="http://control.invalid")
        start = "".join(f'<form method="post" action="/{name}"><input name="text"></form>' for name in ("dead", "raw"))

        def serve(route: Route) -> None:
            name = route.request.url.rpartition("/")[2]
            if name == "dead":
                route.abort()
            else:
                body = f"<p>{PAYLOADS[0]}</p>" if name == "raw" else start
                route.fulfill(status=200, content_type="text/html", body=f"<!doctype html><body>{body}")

        context.route("**/*", serve)
        noticed: list[str] = []
        watch = Watch(context, "control", noticed)
        watch.go("/start")
        watch.send_forms("/start", set())
        context.close()
        assert [one.partition(":")[0] for one in watch.unanswered] == ["control /start -> /dead"]
        assert any(one.startswith("control /start -> /raw: ran") for one in noticed)

    def test_escaped_payloads_are_not(self, browser: Browser) -> None:
        context = browser.new_context(base_url="http://control.invalid")
        body = "".join(f'<p>{escape(payload)}</p><input value="{escape(payload)}">' for payload in PAYLOADS)
        context.route("**/*", lambda route: route.fulfill(status=200, content_type="text/html", body=body))
        wrong: list[str] = []
        watch = Watch(context, "x", wrong)
        watch.go("http://control.invalid/")
        context.close()
        assert wrong == []
        assert watch.showing == 1


def test_the_list_of_machine_made_fields_is_current() -> None:
    """A field that left the models leaves the list too; there are thirty payloads."""
    assert len(PAYLOADS) == 30
    held = {(table, column) for table, _key, column, _one in text_fields()}
    assert {(table, column) for table, columns in MACHINE.items() for column in columns} <= held
