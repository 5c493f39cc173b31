"""The demo's companies behind the live site, and sessions of its people without the sign-in form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as configured
from django.test import Client

from sourcebridge.audit.models import EventRecord
from sourcebridge.audit.services import deliver
from sourcebridge.clock import queries as clock
from sourcebridge.demo.seed import seed
from sourcebridge.parties.models import User

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

Enter = Callable[..., "BrowserContext"]


@pytest.fixture
def demo_site(live_site: str, settings: Any, tmp_path: Any) -> str:
    """The live site with the demo's companies, goods and orders; uploads go to a temporary folder."""
    settings.PUBLIC_URL, settings.MEDIA_ROOT = live_site, tmp_path
    seed(now=clock.now())
    return live_site


@pytest.fixture
def enter(browser: Browser, demo_site: str) -> Iterator[Enter]:
    """Opens a browser context on the demo site, signed in as the person of that address ("" for a visitor)."""
    opened: list[BrowserContext] = []

    def open_as(email: str, *, english: bool = False, width: int = 1440) -> BrowserContext:
        context = browser.new_context(base_url=demo_site, viewport={"width": width, "height": 900})
        context.set_default_timeout(10_000)
        cookies = {configured.LANGUAGE_COOKIE_NAME: "en" if english else "zh-hans"}
        if email:
            client = Client()
            client.force_login(User.objects.get(email=email), "allauth.account.auth_backends.AuthenticationBackend")
            cookies[configured.SESSION_COOKIE_NAME] = client.cookies[configured.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": name, "value": value, "url": demo_site} for name, value in cookies.items()])
        opened.append(context)
        return context

    yield open_as
    for context in opened:
        context.close()


def deliver_all() -> None:
    """Give every event to its handlers, as the worker would."""
    for row in EventRecord.objects.order_by("id"):
        deliver(event_id=row.id)
