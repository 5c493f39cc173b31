"""Every number over HTTP, from the forms of the pages and the OpenAPI document, sent as nobody may send it.

Never a server error, never a sum below zero or out of balance, nothing changed where it was refused, and a sentence
for each refusal.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from sourcebridge.logistics.models import FreightTemplate
from tests.neighbours import contract_world
from tests.neighbours.amounts import AMOUNT, HOSTILE, LIST, NEVER, TEXTS, Books, kinds_for
from tests.neighbours.contract_bodies import bodies
from tests.neighbours.world import House, World, inhabited, key
from tests.neighbours.world_forms import MACHINE, Form, forms_of
from tests.neighbours.world_matrix import Actor, Matrix
from tests.neighbours.world_owners import ID
from tests.neighbours.world_routes import PLAUSIBLE, Route, api_routes, kind_of, page_routes, sample, sent, written

pytestmark = pytest.mark.slow
# A field that counts only with an act of its form.
ACTS = {"step": "PRICE", "dispatch_hours": "DISPATCH"}
REFUSED = ('role="alert"', "errorlist", "text-harm", "notice tone-", 'aria-invalid="true"')


@pytest.fixture(scope="module")
def world(
    server: Any, template: str, worker_database: Any, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("media")
    with inhabited(server, template, worker_database, django_db_blocker, folder) as (made, access):
        parts = conninfo_to_dict(access.app)
        with psycopg.connect(access.owner) as owner:  # for the control
            grant = sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}")
            owner.execute(grant.format(sql.Identifier(str(parts["dbname"])), sql.Identifier(str(parts["user"]))))
        yield made


def is_text(where: str) -> bool:
    """Whether the field takes words."""
    asked = where.partition(": ")[2]
    return asked in TEXTS or asked.rpartition(" ")[2] in TEXTS


@dataclass
class Attack:
    """Sends hostile numbers as somebody and judges the answers."""

    matrix: Matrix
    books: Books = field(default_factory=Books)
    wrong: list[str] = field(default_factory=list)
    told: list[int] = field(default_factory=list)

    def judge(self, where: str, kind: str, answer: Any, *, is_page: bool) -> None:
        """Note what may not be; call it inside the transaction of the request."""
        self.told.append(answer.status_code)
        if answer.status_code >= 500:
            self.wrong.append(f"{where} {kind}: {answer.status_code}")
            return
        touched = self.books.touched
        if touched:
            self.wrong += [f"{where} {kind}: {one}" for one in self.books.wrong()]
        if answer.status_code >= 400 or (is_page and answer.status_code == 200):
            if touched:
                self.wrong.append(f"{where} {kind}: refused with {answer.status_code}, but something was changed")
            if not self.has_sentence(answer, is_page=is_page, sure=kind in NEVER):
                self.wrong.append(f"{where} {kind}: {answer.status_code} without a sentence")
        elif kind in NEVER and touched and not is_text(where) and not (is_page and kind == LIST):
            self.wrong.append(f"{where} {kind}: taken with {answer.status_code}")

    def has_sentence(self, answer: Any, *, is_page: bool, sure: bool) -> bool:
        if is_page:
            return not sure or answer.status_code == 404 or any(one.encode() in answer.content for one in REFUSED)
        told = json.loads(answer.content)
        return len(told.get("detail", "")) > 10 and bool(told.get("code"))


# the API


def leaves(schema: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of the fields of a schema that take a number."""
    name = next((str(one) for one in reversed(path) if isinstance(one, str)), "")
    if not isinstance(schema, dict):
        return
    if schema.get("properties"):
        for inner_name, inner in schema["properties"].items():
            yield from leaves(inner, (*path, inner_name))
    elif "anyOf" in schema:
        found = [one for option in schema["anyOf"] for one in leaves(option, path)]
        yield from dict.fromkeys(found)
    elif schema.get("type") == "array":
        yield from leaves(schema.get("items", {}), (*path, 0))
    elif schema.get("type") in {"integer", "number"} or (
        schema.get("type") == "string" and AMOUNT.search(name) and "enum" not in schema and "format" not in schema
    ):
        yield path


def replaced(body: Any, path: tuple[Any, ...], value: Any, schema: Any) -> Any:
    """The body with a value at a path, made plausible on the way there."""
    body = copy.deepcopy(body)
    place = body
    for turn, step in enumerate(path):
        last = turn == len(path) - 1
        if isinstance(place, list):
            if not place:
                place.append({} if not last else None)
        elif not isinstance(place, dict):
            return None
        elif not last and not isinstance(place.get(step), dict | list):
            place[step] = sample(_at(schema, path[: turn + 1]), str(step), {})
        if last:
            place[step] = value
        else:
            place = place[step]
    return body


def _at(schema: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        while "anyOf" in schema:
            schema = next(one for one in schema["anyOf"] if one.get("type") != "null")
        schema = schema["items"] if isinstance(step, int) else schema["properties"][step]
    return schema


def raw(kind: str, is_string: bool) -> str:
    """The JSON text of a hostile value: a string where the document wants one, else bare if JSON knows it."""
    value = HOSTILE[kind]
    bare = {"negative", "zero", "huge", "beyond floats", "not a number", "infinite", "minus infinite",
            "thirty decimals", "negative zero"}  # fmt: skip
    return value if kind in bare and not is_string else json.dumps(value)


class Caller(Attack):
    """Sends the API hostile numbers."""

    fields = 0
    unreached: list[str]

    def run(self, houses: list[tuple[str, House]], world: World) -> None:
        self.unreached = []
        known = contract_world.World({}, {name: house.company.id for name, house in houses}, {})
        known.look()
        good = bodies(known, now=world.now)
        roles = {"supplier OWNER": "supplier", "buyer OWNER": "buyer", "operator OWNER": "operator"}
        actors = [one for one in (*self.matrix.traders, *self.matrix.desk) if one.name in roles]
        for route in api_routes():
            paths = list(leaves(route.body)) if route.body else []
            query = [name for name, schema in route.query if list(leaves(schema, (name,)))]
            if (not paths and not query) or route.form:  # files: test_bombs.py
                continue
            self.fields += len(paths) + len(query)
            ready = self.base(route, actors, good, roles)
            if ready is None:
                self.unreached.append(str(route))
                continue
            actor, filled, body = ready
            for path in paths:
                self.field(actor, route, filled, body, path)
            for name in query:
                for kind in kinds_for("api", f"{route} ?{name}"):
                    value = HOSTILE.get(kind) or ["1", "2"]
                    self.ask(actor, route, filled, None, urlencode({name: value}, doseq=True), f"?{name}", kind)

    def base(self, route: Route, actors: list[Actor], good: Any, roles: dict[str, str]) -> Any:
        """Who sends what to which rows so that it is accepted, or the nearest to it."""
        near = None
        for actor in actors:
            if not self.matrix.may(actor, route.policy):
                continue
            private = {param: label for param in route.params if (label := kind_of(route, param))}
            for turn in range(8 if private else 1):
                found = {param: self.matrix.own(actor, label)[turn : turn + 1] for param, label in private.items()}
                if not all(found.values()):
                    break
                filled = self.matrix.plain(route) | {p: written(private[p], pks[0], p) for p, pks in found.items()}
                ids = self.matrix.fill(route, actor)
                body = good[route.name](roles[actor.name]) if route.name in good else None
                body = body if body is not None or not route.body else sample(route.body, "", ids)
                near = near or (actor, filled, body)
                with self.matrix.forgotten():
                    if self.send(actor, route, filled, json.dumps(body) if body is not None else None, "") < 300:
                        return actor, filled, body
        return near

    def send(self, actor: Actor, route: Route, filled: dict[str, str], body: str | None, query: str) -> int:
        self.answer = self._send(actor, route, filled, body, query)
        return int(self.answer.status_code)

    def _send(self, actor: Actor, route: Route, filled: dict[str, str], body: str | None, query: str) -> Any:
        path = "/api/v1" + route.path
        for name, value in filled.items():
            path = path.replace("{" + name + "}", value)
        headers = {"Idempotency-Key": key()}
        return actor.client.generic(
            route.method, path + (f"?{query}" if query else ""), body or b"", "application/json", headers=headers
        )

    def field(self, actor: Actor, route: Route, filled: dict[str, str], body: Any, path: tuple[Any, ...]) -> None:
        schema = _at(route.body, path)
        options = schema.get("anyOf", [schema])
        is_string = any(one.get("type") == "string" for one in options)
        where = ".".join(map(str, path))
        for kind in kinds_for("api", f"{route} {where}"):
            changed = replaced(body, path, "@@", route.body)
            if changed is None:
                return
            value = '["1", "2"]' if kind == LIST else raw(kind, is_string)
            self.ask(actor, route, filled, json.dumps(changed).replace('"@@"', value), "", where, kind)

    def ask(
        self, actor: Actor, route: Route, filled: dict[str, str], body: str | None, query: str, where: str, kind: str
    ) -> None:
        with transaction.atomic():
            with self.books.watched():
                self.send(actor, route, filled, body, query)
            self.judge(f"{actor.name}: {route} {where}", kind, self.answer, is_page=False)
            transaction.set_rollback(True)


def test_the_api(world: World) -> None:
    matrix = Matrix(world)
    caller = Caller(matrix)
    houses = [("supplier", world.houses["supplier1"]), ("buyer", world.houses["buyer1"]), ("operator", world.operator)]
    caller.run(houses, world)
    print(f"{len(caller.told)} requests, {caller.fields} fields; not reached: {caller.unreached}")
    assert not caller.wrong, f"{len(caller.wrong)}\n" + "\n".join(caller.wrong)
    assert caller.fields > 100


# the pages


class Browser(Attack):
    """Sends the forms of the pages hostile numbers."""

    def run(self, actors: list[Actor]) -> None:
        self.seen: set[tuple[Any, ...]] = set()
        for actor in actors:
            for route in page_routes():
                if route.method == "GET" and self.matrix.may(actor, route.policy):
                    self.page(actor, route)

    def page(self, actor: Actor, route: Route) -> None:
        private = {param: label for param in route.params if (label := kind_of(route, param))}
        for turn in range(4 if "number" in private else min(len(private), 1) + 1):
            found = {param: self.matrix.own(actor, label)[turn : turn + 1] for param, label in private.items()}
            if not all(found.values()) or (turn and not private):
                return
            filled = self.matrix.plain(route) | {p: written(private[p], pks[0], p) for p, pks in found.items()}
            with self.matrix.forgotten():
                answer = sent(actor.client, route, filled, {})
            if answer.status_code == 200 and not answer.streaming and b"<form" in answer.content:
                for form in forms_of(answer.content.decode(), answer.request["PATH_INFO"]):
                    self.form(actor, form)

    def form(self, actor: Actor, form: Form) -> None:
        done = set()
        for name, _value in form.fields:
            bare = ID.sub("*", name)
            kind = (ID.sub("*", form.action), form.names if form.buttons else (), bare)
            numeric = name in form.numeric or AMOUNT.search(bare)
            if name in MACHINE | form.choices or not numeric or kind in self.seen or bare in done or not name:
                continue
            self.seen.add(kind)
            done.add(bare)
            button = next(iter(form.buttons), ("", ""))
            for hostile in kinds_for("pages" if form.method == "post" else "filters", str(kind)):
                self.send(actor, form, name, hostile, button)

    def send(self, actor: Actor, form: Form, name: str, kind: str, button: tuple[str, str]) -> None:
        data: dict[str, list[str]] = {"idempotency_key": [key()]}
        names = [one for one, _value in form.fields]
        for one, value in [*form.fields, button]:
            if (
                one
                and one not in {"csrfmiddlewaretoken", "idempotency_key"}
                and not (one in form.choices and one in data)
            ):
                plausible = PLAUSIBLE.get(one.rpartition("-")[2]) or ("5" if one in form.numeric else "x")
                data.setdefault(one, []).append(value or ("" if names.count(one) > 1 else str(plausible)))
        if name in ACTS and "act" in form.choices:
            data["act"] = [ACTS[name]]
        data[name][0] = HOSTILE.get(kind, "2")
        data[name] += ["3"] if kind == LIST else []
        client = actor.client
        with transaction.atomic():
            client.cookies.pop("messages", None)
            with self.books.watched():
                answer = client.post(form.action, data) if form.method == "post" else client.get(form.action, data)
            where = f"{actor.name}: {form.method} {ID.sub('*', form.action)} {ID.sub('*', name)}"
            if form.method != "post" or answer.streaming:
                self.told.append(answer.status_code)
                if answer.status_code >= 500:
                    self.wrong.append(f"{where} {kind}: {answer.status_code}")
            else:
                self.judge(where, kind, answer, is_page=True)
            transaction.set_rollback(True)


def test_the_pages(world: World) -> None:
    matrix = Matrix(world)
    browser = Browser(matrix)
    wanted = {"supplier OWNER", "buyer OWNER", "operator OWNER"}
    browser.run([one for one in (*matrix.traders, *matrix.desk) if one.name in wanted])
    print(f"{len(browser.told)} forms sent, {len(browser.seen)} fields")
    assert not browser.wrong, f"{len(browser.wrong)}\n" + "\n".join(browser.wrong)
    assert len(browser.seen) > 60


class TestControl:
    """The same judge on answers that are wrong: each is noticed."""

    def test_a_sum_below_zero_a_broken_balance_and_a_number_that_is_none(self, world: World) -> None:
        matrix = Matrix(world)
        for statement, said in (
            ("UPDATE logistics_freightrate SET first_fee = -1", "logistics_freightrate.first_fee"),
            ("UPDATE logistics_freightrate SET first_fee = 'NaN'", "logistics_freightrate.first_fee"),
            ("UPDATE inventory_pool SET reserved = on_hand + 1", "pool "),
            ("UPDATE ledger_leg SET minor = minor + 1 WHERE minor > 0", "entry "),
        ):
            attack = Attack(matrix)
            with loosened():
                with attack.books.watched(), connection.cursor() as cursor:
                    cursor.execute(statement)
                attack.judge("control: field", "negative", HttpResponse(status=200), is_page=False)
            assert any(said in one for one in attack.wrong), (statement, attack.wrong)

    def test_a_refusal_that_wrote_a_value_that_was_taken_and_a_refusal_without_a_word(self, world: World) -> None:
        matrix = Matrix(world)
        body = json.dumps({"code": "malformed", "detail": "Some fields need correcting."})
        for answer, is_page, said in (
            (HttpResponse(body, status=422), False, "something was changed"),
            (HttpResponse(status=201), False, "taken with 201"),
            (HttpResponse("{}", status=422), False, "without a sentence"),
            (HttpResponse("<p>fine</p>"), True, "without a sentence"),
            (HttpResponse(status=500), False, "500"),
        ):
            attack = Attack(matrix)
            with matrix.forgotten():
                with attack.books.watched():
                    FreightTemplate.objects.update(transit_days=9)
                attack.judge("control: field", "not a number", answer, is_page=is_page)
            assert any(said in one for one in attack.wrong), (said, attack.wrong)


@contextmanager
def loosened() -> Iterator[None]:
    """Inside, copies without any constraint stand in the place of some tables; afterwards they are gone."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("ledger_leg", "inventory_pool", "logistics_freightrate"):
            cursor.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM {table}")
        yield
        transaction.set_rollback(True)
