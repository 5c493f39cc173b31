"""What every test may ask for: the database, rolled back or committed, the roles' connections, a site, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.db import connection, connections
from psycopg.conninfo import conninfo_to_dict

from sourcebridge.runtime.roles import Access
from sourcebridge.runtime.testing import TestServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.plugin import DjangoDbBlocker

hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=zh-CN",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, then those with an engine or a browser, then by number of tests.

    Left to itself xdist begins with the files of most tests: the long files, of few tests, then end the run one by one.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    marks = {path: {mark.name for item in held for mark in item.iter_markers()} for path, held in files.items()}

    def place(item: pytest.Item) -> tuple[bool, bool, int]:
        named = marks[item.path]
        return "slow" not in named, not named & {"engine", "browser"}, -len(files[item.path])

    items.sort(key=place)


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    """The PostgreSQL server of the tests, shared with other processes."""
    server = TestServer()
    server.open()
    yield server
    server.close()


@pytest.fixture(scope="session")
def template(server: TestServer) -> str:
    """The name of the migrated template database."""
    return server.template()


def _use(access: Access) -> None:
    """Let Django's default connection, in every thread, be the app role on this database."""
    parts = conninfo_to_dict(access.app)
    connections["default"].close()
    connections.settings["default"].update(
        NAME=parts["dbname"], USER=parts["user"], PASSWORD=parts["password"], HOST=parts["host"], PORT=parts["port"]
    )


@pytest.fixture(scope="session")
def worker_database(server: TestServer, template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Access]:
    """This worker's own clone, whose tests are rolled back."""
    with server.clone(template) as access, django_db_blocker.unblock():
        _use(access)
        yield access
        connections["default"].close()


@pytest.fixture(scope="session")
def django_db_setup(worker_database: Access) -> None:
    """Instead of Django's own test database."""


@pytest.fixture
def db(db: None) -> None:
    """Rolled back at the end; deferred constraints are checked at each statement."""
    _check_constraints_at_once()


@pytest.fixture(autouse=True)
def _marked(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")


def _check_constraints_at_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def ground(template: str) -> str:
    """The name of the database a committing test begins with a clone of; nobody may be connected to it."""
    return template


@pytest.fixture
def committed_db(
    server: TestServer, ground: str, worker_database: Access, django_db_blocker: DjangoDbBlocker
) -> Iterator[Access]:
    """A fresh clone in which the test really commits, from any thread; gone afterwards."""
    with server.clone(ground) as access, django_db_blocker.unblock():
        _use(access)
        try:
            yield access
        finally:
            _use(worker_database)


@pytest.fixture
def access(request: pytest.FixtureRequest) -> Access:
    """The roles' connection strings on the database this test uses."""
    committed = "committed_db" in request.fixturenames
    given: Access = request.getfixturevalue("committed_db" if committed else "worker_database")
    return given


@pytest.fixture
def owner_dsn(access: Access) -> str:
    """The schema owner's connection string (another session: sees only what is committed)."""
    return access.owner


@pytest.fixture
def app_dsn(access: Access) -> str:
    """The app role's connection string."""
    return access.app


@pytest.fixture
def live_site(committed_db: Access) -> Iterator[str]:
    """The site served by a thread of this process on a committed database; gives its address."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    connections.close_all()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium fonts-noto-cjk")
        pytest.skip("Chromium is missing: apt-get install chromium fonts-noto-cjk")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_site: str) -> Iterator[Page]:
    """A fresh page in Chinese at 1440 x 900 whose addresses are relative to the site."""
    context = browser.new_context(base_url=live_site, locale="zh-CN", viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()
