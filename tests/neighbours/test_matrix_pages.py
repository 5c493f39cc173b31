"""Every page and download x every role x own, partner's and stranger's rows, in the address and in the forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.neighbours.world import World, inhabited, key
from tests.neighbours.world_forms import MACHINE, Form, forms_of
from tests.neighbours.world_matrix import CHANGING, Actor, Matrix
from tests.neighbours.world_owners import ID
from tests.neighbours.world_routes import Route, kind_of, page_routes, random_like, sent, written

pytestmark = pytest.mark.slow
ROUTES = list(page_routes())
PUBLIC_KINDS = {"parties.Company", "parties.User", "catalog.Shop"}

# Where an own row cannot be told from a missing one, and why that is right.
# An address that takes only posts answers 405 to everybody; an empty post is refused before the row is looked at. The
# forms below are sent whole, with a neighbour's id inside.
BLIND = frozenset(
    f"{route}: own rows answer like missing ones"
    for route in (
        "POST company/members/<uuid:member_id>/roles/",
        "POST operator/licences/<uuid:licence_id>/",
        "POST supplier/goods/<uuid:product_id>/pictures/",
        "POST operator/places/claims/<uuid:member_id>/",
        "GET operator/unmatched/<uuid:fund_id>/<str:decision>/",
        "POST operator/unmatched/<uuid:fund_id>/<str:decision>/",
        "GET operator/refunds/<uuid:refund_id>/<str:decision>/",
        "GET operator/payouts/file/<uuid:batch_id>/settle/",
        "GET operator/payouts/<uuid:payout_id>/<str:decision>/",
        "GET operator/accounts/<uuid:account_id>/<str:decision>/",
        "GET addresses/<uuid:address_id>/remove/",
        "GET supplier/freight/<uuid:template_id>/retire/",
        "POST searches/<uuid:saved_id>/rename/",
        "POST operator/deadlines/<uuid:deadline_id>/resume/",
    )
)


@pytest.fixture(scope="module")
def world(
    server: Any, template: str, worker_database: Any, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[World]:
    with inhabited(server, template, worker_database, django_db_blocker, tmp_path_factory.mktemp("media")) as (made, _):
        yield made


def test_every_parameter_is_explained() -> None:
    for route in ROUTES:
        for name in route.params:
            kind_of(route, name)


def test_a_neighbours_row_answers_like_a_missing_one(world: World) -> None:
    matrix = Matrix(world)
    for route in ROUTES:
        matrix.probe(route)
    found = matrix.found
    print(f"{found.told} requests to {len(ROUTES)} pages and forms")
    assert not found.leaks, "\n".join(found.leaks)
    assert not found.broken, "\n".join(found.broken)
    assert set(found.blind) == BLIND, "\n".join(found.blind)


class Sender:
    """Sends every form of one's own pages with a neighbour's id in the place of an own one."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix, self.sent = matrix, 0
        self.seen: set[tuple[Any, ...]] = set()
        self.kinds: set[str] = set()

    def run(self, actor: Actor) -> None:
        for route in ROUTES:
            if route.method == "GET" and self.matrix.may(actor, route.policy):
                self._page(actor, route)

    def _page(self, actor: Actor, route: Route) -> None:
        matrix = self.matrix
        private = {param: label for param in route.params if (label := kind_of(route, param))}
        for turn in range(3 if private else 1):
            found = {param: matrix.own(actor, label)[turn : turn + 1] for param, label in private.items()}
            if not all(found.values()):
                return
            filled = matrix.plain(route) | {p: written(private[p], pks[0], p) for p, pks in found.items()}
            with matrix.forgotten():
                answer = sent(actor.client, route, filled, {})
            if answer.status_code == 200 and not answer.streaming and b"<form" in answer.content:
                for form in forms_of(answer.content.decode(), answer.request["PATH_INFO"]):
                    self._form(actor, form)

    def _form(self, actor: Actor, form: Form) -> None:
        for place, (name, value) in enumerate(form.fields):
            if name in MACHINE:
                continue
            for own in ID.findall(f"{name} {value}"):
                label, owners = self.matrix.owned.by_key.get(own, ("", frozenset()))
                kind = (ID.sub("*", form.action), ID.sub("*", name), form.names if form.buttons else (), label)
                if not label or label in PUBLIC_KINDS or actor.company not in owners or kind in self.seen:
                    continue
                self.seen.add(kind)
                self.kinds.add(label)
                for button in form.buttons or [("", "")]:
                    self._swap(actor, form, place, own, label, button)

    def _swap(self, actor: Actor, form: Form, place: int, own: str, label: str, button: tuple[str, str]) -> None:
        matrix = self.matrix
        foreign = [pk for _whose, pk in matrix.foreign(actor, label)]
        name, value = form.fields[place]
        rest = [one for one in form.fields if one[0] not in MACHINE and one[0] != name] + [button]
        for own_too in (False, True):
            answers = []
            for other in (random_like(own), *foreign):
                fields = [*rest, (name.replace(own, other), value.replace(own, other))]
                fields += [(name, value)] if own_too else []
                answers.append(self._send(actor, form, fields, other))
            if len(set(answers)) > 1:
                matrix.found.leaks.append(
                    f"{actor.name}: {form.method} {form.action} {button}: {name} of {label}: {_differences(answers)}"
                )

    def _send(self, actor: Actor, form: Form, fields: list[tuple[str, str]], other: str) -> str:
        data: dict[str, list[str]] = {"idempotency_key": [key()]}
        for name, value in fields:
            if name:
                data.setdefault(name, []).append(value)
        with self.matrix.undone(Route(form.method, form.action, "", None, ()), spare=True):
            client = actor.client
            client.cookies.pop("messages", None)
            answer = client.post(form.action, data) if form.method == "post" else client.get(form.action, data)
            self.sent += 1
        if answer.status_code >= 500:
            self.matrix.found.broken.append(f"{form.action}: {answer.status_code}")
        body = b"" if answer.streaming else answer.content
        text = f"{answer.status_code} {answer.get('Location', '')} {body.decode(errors='replace')}"
        return re.sub(r"[0-9a-f-]{36}", "NEW", CHANGING.sub("", text.replace(other, "ID")))


def _differences(answers: list[str]) -> list[str]:
    """The lines in which the answers differ, shortened."""
    sets = [set(answer.splitlines()) for answer in answers]
    same = set.intersection(*sets)
    return [line.strip()[:300] for one in sets for line in sorted(one - same)][:8]


def test_a_neighbours_id_in_a_form_answers_like_a_missing_one(world: World) -> None:
    matrix = Matrix(world)
    sender = Sender(matrix)
    for actor in matrix.traders[:2]:
        sender.run(actor)
    print(f"{sender.sent} forms sent, naming {sorted(sender.kinds)}")
    assert len(sender.kinds) > 4, sender.kinds
    assert not matrix.found.leaks, "\n".join(matrix.found.leaks)
    assert not matrix.found.broken, "\n".join(matrix.found.broken)
