"""No output shows another company's private words: pages, API, exports, mails, logs, error pages, outgoing calls."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.template.backends.django import Template
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sourcebridge.audit.models import EventRecord
from sourcebridge.audit.services import deliver
from sourcebridge.catalog.queries import tables
from sourcebridge.kit.errors import Refusal
from sourcebridge.messaging.models import Mail
from sourcebridge.parties.models import Company, Membership
from tests.neighbours.world import World, inhabited
from tests.neighbours.world_canaries import UNREAD, WORD, Canaries, plant, readable
from tests.neighbours.world_matrix import Actor, Matrix
from tests.neighbours.world_owners import owned
from tests.neighbours.world_routes import Route, api_routes, kind_of, page_routes, sent, written

pytestmark = pytest.mark.slow
ROUTES = [*api_routes(), *page_routes()]
# Everybody's by design: mails that stay on this machine are shown to whoever looks, in the demo and in tests only.
SHOWN = ("/mailbox", "mailbox/")
# What a mail tells somebody outside, and why: who invites is told to who is invited.
TOLD_BY_MAIL = {"messaging/mail/invitation.txt": {"parties_user.name"}}
SEARCHES = ["/goods/?q=zq", "/api/v1/search?q=zq", "/goods/suggest/?q=zq", "/api/v1/search/suggest?q=zq",
            "/orders/?q=zq", "/api/v1/orders?q=zq", "/no/such/page/", "/api/v1/no-such"]  # fmt: skip


class Heard(logging.Handler):
    """What was written to the logs while it listens, errors of requests with their traces too."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear what reaches the root, and all requests that were refused."""
        requests = logging.getLogger("django.request")
        before = requests.level
        requests.setLevel(logging.WARNING)
        logging.getLogger().addHandler(self)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(self)
            requests.setLevel(before)

    def told(self, canaries: Canaries) -> list[str]:
        """Where the words came from that stand in a line: nobody's may."""
        return [f"logs: {canaries.places[word]}: {line[:80]}" for line in self.lines for word in WORD.findall(line)]


@dataclass
class Crawl:
    """Reads everything as somebody and notes whose words it shows."""

    matrix: Matrix
    canaries: Canaries
    leaks: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    asked: int = 0

    def look(self, actor: Actor, what: str, text: str) -> None:
        self.shown |= set(WORD.findall(text))
        for place in self.canaries.foreign(text, actor.company):
            self.leaks.append(f"{actor.name}: {what} shows {place}")

    def read(self, actor: Actor, route: Route) -> None:
        """Ask with own rows, then with others'."""
        matrix = self.matrix
        private = {param: label for param in route.params if (label := kind_of(route, param))}
        ids = matrix.fill(route, actor)
        chosen: list[dict[str, str]] = [{}]
        for param, label in private.items():
            mine = matrix.own(actor, label)[: 6 if route.method == "GET" else 2] if actor.house else []
            keys = mine + [pk for _whose, pk in matrix.foreign(actor, label)][-1:]
            chosen = [one | {param: written(label, pk, param)} for one in chosen for pk in keys]
        for given in chosen:
            with transaction.atomic():
                self._one(actor, route, matrix.plain(route) | given, ids)
                transaction.set_rollback(True)

    def _one(self, actor: Actor, route: Route, filled: dict[str, str], ids: dict[str, str]) -> None:
        answer = sent(actor.client, route, filled, ids)
        self.asked += 1
        if answer.status_code == 200:
            self.seen.add(str(route))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.look(actor, str(route), f"{answer.headers} {readable(body)}")
        if route.method != "GET" and answer.status_code < 400:
            self.mails(str(route))

    def unread(self) -> set[str]:
        """Routes to read by, open to a trader, that never gave one an answer with something in it."""
        return {
            str(route)
            for route in ROUTES
            if route.method == "GET" and not route.path.startswith(SHOWN)
            and any(self.matrix.may(actor, route.policy) for actor in self.matrix.traders[:2])
        } - self.seen  # fmt: skip

    def mails(self, cause: str) -> None:
        """Deliver what was announced, and read the mails it led to as those who get them."""
        known = set(Mail.objects.values_list("pk", flat=True))
        for event in EventRecord.objects.filter(name__gt="").order_by("-id")[:3]:
            try:
                with transaction.atomic():
                    deliver(event_id=event.id)
            except Refusal:
                continue
        for mail in Mail.objects.exclude(pk__in=known):
            self.post(mail, cause)

    def post(self, mail: Mail, cause: str) -> None:
        companies: set[UUID | None] = set(
            Membership.objects.filter(user__email=mail.to).values_list("company_id", flat=True)
        )
        text = f"{mail.subject} {mail.body}"
        for company in companies or {None}:
            for place in self.canaries.foreign(text, company) - TOLD_BY_MAIL.get(mail.template, set()):
                self.leaks.append(f"mail {mail.template} after {cause} shows {place}")


@pytest.fixture(scope="module")
def crawl(
    server: Any, template: str, worker_database: Any, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[Crawl]:
    folder = tmp_path_factory.mktemp("media")
    with inhabited(server, template, worker_database, django_db_blocker, folder) as (world, access):
        yield Crawl(Matrix(world), _planted(server, access, world))


def _planted(server: Any, access: Any, world: World) -> Canaries:
    name = conninfo_to_dict(access.owner)["dbname"]
    return plant(make_conninfo(server.admin, dbname=name), owned(), world.operator.company.id)


def test_no_output_shows_a_neighbours_words(crawl: Crawl) -> None:
    heard, matrix = Heard(), crawl.matrix
    with heard.listening():
        for actor in (matrix.visitor, *matrix.traders[:2]):
            for route in ROUTES:
                if not route.path.startswith(SHOWN):
                    crawl.read(actor, route)
            for path in SEARCHES:
                answer = actor.client.get(path)
                crawl.look(actor, path, answer.content.decode())
    planted = crawl.canaries
    print(
        f"{len(planted.owners)} words in {len(planted.fields)} fields; {crawl.asked} requests; "
        f"{len(crawl.shown)} words seen by their owners; {len(heard.lines)} lines of logs; "
        f"fields that refused: {planted.refused}"
    )
    assert len(planted.fields) > 60
    assert len(crawl.shown) > 40, "the crawl sees too little to mean anything"
    assert crawl.unread() == UNREAD
    leaks = sorted({*crawl.leaks, *heard.told(planted)})
    assert not leaks, "\n".join(leaks)


class TestControl:
    """The same eyes on a product that does tell a neighbour's words: each way out is noticed."""

    @pytest.fixture
    def eyes(self, crawl: Crawl) -> Crawl:
        return Crawl(crawl.matrix, crawl.canaries)

    @pytest.fixture
    def foreign(self, crawl: Crawl) -> Company:
        """A company that the visitor, the supplier and the buyer of the first side have never met."""
        return Company.objects.get(pk=crawl.matrix.world.houses["supplier2"].company.pk)

    def route(self, path: str) -> Route:
        return next(one for one in ROUTES if (one.path, one.method) == (path, "GET"))

    def test_a_page_that_prints_it(self, eyes: Crawl, foreign: Company, monkeypatch: pytest.MonkeyPatch) -> None:
        render = Template.render
        monkeypatch.setattr(Template, "render", lambda *given: render(*given) + f"<footer>{foreign.phone}</footer>")
        eyes.read(eyes.matrix.visitor, self.route("goods/"))
        assert eyes.leaks == ["visitor: GET goods/ shows parties_company.phone"]

    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    def test_an_export_with_it(self, eyes: Crawl, foreign: Company, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
        monkeypatch.setattr(tables, "goods_rows", lambda *_given: [[foreign.phone]])
        supplier = eyes.matrix.traders[0]
        with transaction.atomic():
            eyes._one(supplier, self.route("supplier/goods/export.<slug:kind>"), {"kind": kind}, {})
        assert eyes.leaks == ["supplier OWNER: GET supplier/goods/export.<slug:kind> shows parties_company.phone"]

    def test_a_mail_with_it(self, eyes: Crawl, foreign: Company) -> None:
        reader = eyes.matrix.world.houses["buyer1"].people["OWNER"]
        eyes.post(Mail(to=reader.email, subject="Order", body=f"call {foreign.phone}"), "PUT /orders")
        assert eyes.leaks == ["mail  after PUT /orders shows parties_company.phone"]

    def test_a_line_of_the_log(self, eyes: Crawl, foreign: Company) -> None:
        heard = Heard()
        with heard.listening():
            logging.getLogger("sourcebridge.orders").warning("called %s", foreign.phone)
        assert heard.told(eyes.canaries) == [f"logs: parties_company.phone: called {foreign.phone}"]
