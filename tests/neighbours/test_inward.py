# ruff: noqa: F811
"""Everything that calls an address somebody gave, against forms that lead inside: a canary is never reached.

The gate itself is tested in tests/kit/test_outgoing.py; here its users are: pictures named by files (through an import
and its jobs) and the tracking service (an operator's address). Addresses that only lead a browser on may not leave the
site.
"""

from __future__ import annotations

import ast
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from sourcebridge.catalog import tasks
from sourcebridge.catalog.adapters import web_pictures
from sourcebridge.catalog.models import Picture
from sourcebridge.kit import outgoing
from sourcebridge.kit.errors import ProviderError, ProviderUnknown
from sourcebridge.logistics.adapters.kuaidi100.client import Kuaidi100Client, Kuaidi100Config
from sourcebridge.parties.models import Company, User
from sourcebridge.payments.adapters.alipay.client import AlipayClient
from sourcebridge.runtime.paths import PROJECT
from tests.catalog.conftest import factory  # noqa: F401 - fixtures
from tests.catalog.shopify_files import shirt, written
from tests.catalog.test_imports import applied
from tests.kit.test_outgoing import INWARD_HOSTS, ODD_URLS, OK, Listener, listening
from tests.parties.conftest import lin, person  # noqa: F401 - fixtures
from tests.payments.alipay_cast import CONFIG as ALIPAY

MORE_HOSTS = [
    "127.0.0.1.nip.example", "inside.example", "INSIDE.EXAMPLE", "inside.example.", "a@127.0.0.1", "a:b@127.0.0.1",
    "example.com@127.0.0.1", "127.0.0.1#@example.com", "127.0.0.1%23.example.com", "127.0.0.1%00.example.com",
    "[::ffff:127.0.0.1%25lo]", "[0000::1]", "0127.0.0.1", "127.000.000.001", "127.0.0.0x1", "0x7f.1", "00000000177.1",
    "127.0.0.1\t", "\u0661\u0662\u0667.\u0660.\u0660.\u0661", "\U0001d7d9\U0001d7da\U0001d7df.0.0.1",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "local\u00adhost",
    "localhost%E3%80%82", "both.example", "later.example", "xn--localhost-", "127.0.0.1\u3002",
]  # fmt: skip
NAMES = {
    "inside.example": ["127.0.0.1"], "127.0.0.1.nip.example": ["127.0.0.1"],
    "both.example": ["93.184.215.14", "127.0.0.1"],
}  # fmt: skip


def forms(port: int) -> list[str]:
    """The addresses, on the canary's port wherever the form has a place for it."""
    hosts = [f"http://{host}:{port}/x.png" for host in [*INWARD_HOSTS, *MORE_HOSTS]]
    return [*hosts, *ODD_URLS, f"https://127.0.0.1:{port}/", f"HTTP://127.0.0.1:{port}", f"//127.0.0.1:{port}/x.png"]


@pytest.fixture
def canary() -> Iterator[Listener]:
    with listening(OK) as listener:
        yield listener


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver of the test: names that lead inside, or that lead inside from the second question on."""
    real, asked = socket.getaddrinfo, list[str]()

    def getaddrinfo(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        name = (host.decode() if isinstance(host, bytes) else str(host)).lower().rstrip(".")
        if name == "later.example":
            asked.append(name)
            addresses = ["93.184.215.14"] if len(asked) == 1 else ["127.0.0.1"]
        elif name in NAMES:
            addresses = NAMES[name]
        else:
            return real(host, port, *rest, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, int(port or 0))) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    connect = socket.create_connection

    def create_connection(address: Any, *rest: Any, **more: Any) -> socket.socket:
        if not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise OSError("not in a test")
        return connect(address, *rest, **more)

    monkeypatch.setattr(socket, "create_connection", create_connection)


def picture(url: str) -> None:
    web_pictures.fetch(url)


def tracking(url: str) -> None:
    Kuaidi100Client(Kuaidi100Config(poll_url=url, key="k")).query(carrier="zto", waybill="1")


def subscribing(url: str) -> None:
    client = Kuaidi100Client(Kuaidi100Config(poll_url=url, key="k"))
    client.subscribe(carrier="zto", waybill="1", callback_url="https://sourcebridge.example/", salt="s")


def paying(url: str) -> None:
    AlipayClient(replace(ALIPAY, gateway=url)).query(out_trade_no="1")


FETCHERS: dict[str, Callable[[str], None]] = {
    "picture": picture, "tracking": tracking, "subscribing": subscribing, "paying": paying,
}  # fmt: skip


def test_there_are_at_least_120() -> None:
    assert len(set(forms(9999))) >= 120


@pytest.mark.parametrize("fetcher", FETCHERS)
def test_no_fetcher_reaches_the_canary(fetcher: str, canary: Listener) -> None:
    reached = []
    for url in forms(canary.port):
        before = canary.hits
        with pytest.raises((ProviderError, ProviderUnknown, web_pictures.Missed)):
            FETCHERS[fetcher](url)
        if canary.hits != before:
            reached.append(url)
    assert reached == []
    assert canary.hits == 0


def test_a_redirect_inside_is_not_followed(canary: Listener, settings: Any) -> None:
    moved = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{canary.port}/\r\nContent-Length: 0\r\n\r\n".encode()
    with listening(moved) as outside:
        settings.OUTGOING_ALLOWED = [f"127.0.0.1:{outside.port}"]
        with pytest.raises(web_pictures.Missed, match="not_there"):
            web_pictures.fetch(f"http://127.0.0.1:{outside.port}/")
        assert outside.hits == 1
    assert canary.hits == 0


@pytest.mark.django_db
def test_a_whole_import_with_its_jobs_reaches_nothing(factory: Company, canary: Listener) -> None:
    """Addresses as a file says them; whatever the import keeps, the jobs ask."""
    applied(factory, written([shirt()]))
    row = Picture.objects.get()
    for turn, url in enumerate(forms(canary.port)):
        if "\x00" not in url:
            Picture.objects.create(
                product_id=row.product_id,
                position=turn + 10,
                source_url=url[:1000],
                state="WAITING",
                added_at=row.added_at,
            )
    Picture.objects.filter(pk=row.pk).delete()
    for waiting in list(Picture.objects.filter(state="WAITING")):
        tasks.fetch_picture(picture_id=str(waiting.id))
    assert canary.hits == 0
    assert set(Picture.objects.values_list("state", flat=True)) == {"UNREACHABLE"}


class TestControl:
    def test_a_careless_fetcher_is_noticed(self, canary: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the judgement of addresses most of the very same forms arrive."""
        monkeypatch.setattr(outgoing, "is_inward", lambda _address: False)
        monkeypatch.setattr(outgoing, "_judge_name", lambda _host, _port: None)
        for url in forms(canary.port):
            if "127" in url or "example" in url:
                try:
                    outgoing.send(method="GET", url=url, seconds=1)
                except ProviderError:
                    continue
        assert canary.hits > 10


class TestOnlyOneWayOut:
    """No other module of ours opens connections to where somebody says."""

    LIBRARIES = ("socket", "urllib.request", "http.client", "httpx", "httpx2", "httpcore", "httpcore2", "requests",
                 "aiohttp", "ftplib", "smtplib", "imaplib", "poplib", "urllib3", "telnetlib", "xmlrpc", "pycurl",
                 "asyncio.open_connection", "asyncio.open_unix_connection")  # fmt: skip
    MAY = {"kit/outgoing.py", "kit/dialling.py", "runtime/", "simulators/", "stories/"}

    def test_imports(self) -> None:
        root = PROJECT / "src" / "sourcebridge"
        found = []
        for place in sorted(root.rglob("*.py")):
            name = place.relative_to(root).as_posix()
            if not name.startswith(tuple(self.MAY)):
                found += [f"{name}: {one}" for one in self.ways_out(place.read_text(encoding="utf-8"))]
        assert found == []

    @pytest.mark.parametrize(
        "code",
        ["import socket", "from urllib import request", "import urllib.request as u", "from http import client",
         "def f():\n    import httpx2", "from requests.sessions import Session", "a.open_connection",
         "from asyncio import open_connection", "import xmlrpc.client", "from smtplib import SMTP_SSL"],
    )  # fmt: skip
    def test_each_way_is_seen(self, code: str) -> None:
        assert list(self.ways_out(code))

    def test_what_leads_nowhere_is_not(self) -> None:
        assert not list(self.ways_out("from urllib.parse import urlsplit\nfrom http import HTTPStatus\nimport asyncio"))

    def ways_out(self, code: str) -> Iterator[str]:
        """The names in a module that open connections, however they are imported."""
        for node in ast.walk(ast.parse(code)):
            names = list[str]()
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Attribute) and node.attr.startswith("open_") and node.attr.endswith("connection"):
                names = [f"asyncio.{node.attr}"]
            yield from (one for one in names if f"{one}.".startswith(tuple(f"{known}." for known in self.LIBRARIES)))


OUTSIDE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example",
    "\\\\evil.example", "/\t/evil.example",
    "http:evil.example", "https:///evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example",
    "https://testserver@evil.example/", "https://testserver.evil.example/", "/%09/evil.example", "////evil.example",
]  # fmt: skip


@pytest.mark.django_db
class TestRedirects:
    """Addresses that only lead a browser on stay on this site."""

    @pytest.mark.parametrize("address", OUTSIDE)
    def test_next(self, address: str, lin: User) -> None:
        client = Client()
        answers = [
            client.post("/language/", {"language": "en", "next": address}, headers={"Referer": address}),
            client.post("/account/login/", {"login": lin.email, "password": "lang-und-geheim-7", "next": address}),
            client.get("/account/login/", {"next": address}),
            client.post("/account/logout/", {"next": address}),
        ]
        assert "_auth_user_id" not in client.session
        for answer in answers:
            location = answer.get("Location", "/")
            assert location.startswith("/"), location
            assert not location.startswith(("//", "/\\", "/\t")), location
