"""The demo's companies behind the live site, and sessions of its people without the sign-in form."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as configured
from django.db import connections
from django.test import Client, override_settings

from sourcebridge.audit.models import EventRecord
from sourcebridge.audit.services import deliver
from sourcebridge.clock import queries as clock
from sourcebridge.demo.seed import seed
from sourcebridge.parties.models import User
from sourcebridge.runtime.roles import Access
from sourcebridge.runtime.testing import TestServer
from tests.conftest import _use

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext
    from pytest_django.plugin import DjangoDbBlocker

Enter = Callable[..., "BrowserContext"]


@pytest.fixture(scope="module")
def demo(
    server: TestServer,
    template: str,
    worker_database: Access,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path]]:
    """The demo's companies, goods and orders, made once for a file: the database each test clones, and the uploads."""
    media = tmp_path_factory.mktemp("demo")
    with server.clone(template) as access, django_db_blocker.unblock():
        _use(access)
        try:
            with override_settings(MEDIA_ROOT=media):
                assert seed(now=clock.now())
            name = str(connections["default"].settings_dict["NAME"])
        finally:
            _use(worker_database)
        yield name, media


@pytest.fixture
def ground(request: pytest.FixtureRequest, template: str) -> str:
    """Tests of the demo's site begin with its database."""
    if "demo_site" not in request.fixturenames:
        return template
    name: str = request.getfixturevalue("demo")[0]
    return name


@pytest.fixture
def demo_site(live_site: str, demo: tuple[str, Path], settings: Any, tmp_path: Path) -> str:
    """The live site with the demo's companies, goods and orders; uploads go to a temporary folder."""
    settings.PUBLIC_URL, settings.MEDIA_ROOT = live_site, tmp_path / "media"
    shutil.copytree(demo[1], settings.MEDIA_ROOT)
    return live_site


@pytest.fixture
def enter(browser: Browser, demo_site: str) -> Iterator[Enter]:
    """Opens a browser context on the demo site, signed in as the person of that address ("" for a visitor)."""
    opened: list[BrowserContext] = []

    def open_as(email: str, *, english: bool = False, width: int = 1440) -> BrowserContext:
        context = browser.new_context(base_url=demo_site, viewport={"width": width, "height": 900})
        context.set_default_timeout(30_000)
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
