"""Asks every route for a partner's rows, a stranger's, and rows that are not there: the answers must be alike."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.test import Client

from sourcebridge.catalog.models import Product
from sourcebridge.parties import access
from sourcebridge.parties import member as members
from sourcebridge.parties.permissions import PLATFORM_PERMISSIONS, ROLE_PERMISSIONS, Permission, Role
from tests.neighbours.world import House, World, visitor
from tests.neighbours.world_owners import ID, Owned, changed, checksums, owned
from tests.neighbours.world_routes import (
    BY_PLACE,
    DECISIONS,
    OPEN,
    PRIVATE,
    WORDS,
    Route,
    code_of,
    id_fields,
    kind_of,
    random_like,
    sent,
    written,
)

TRADERS = ROLE_PERMISSIONS[Role.OWNER]
DESK = frozenset().union(*PLATFORM_PERMISSIONS.values())
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|name="idempotency_key" value="[\w-]+"|nonce="[^"]+"|'
    r'\b[A-Za-z0-9]{64}\b|csrftoken[^"]*"[^"]*"|<time [^>]*>.*?</time>'
)
TRIES = 8


@dataclass(frozen=True)
class Actor:
    """Somebody at a browser: a role in a house, or a visitor."""

    name: str
    house: House | None
    role: str
    client: Client

    @property
    def company(self) -> UUID | None:
        return self.house.company.id if self.house else None

    def may(self, policy: Any) -> bool:
        """Whether the policy table lets them in."""
        if policy == access.PUBLIC:
            return True
        if self.house is None:
            return False
        acting = members.of_user(self.house.people[self.role])
        assert acting
        return policy == access.SIGNED_IN or acting.may(policy)


@dataclass
class Findings:
    """What the probes saw; `told` counts them."""

    leaks: list[str] = field(default_factory=list)
    blind: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    told: int = 0


class Matrix:
    """The probes of a world."""

    def __init__(self, world: World) -> None:
        self.world, self.found = world, Findings()
        self.owned: Owned = owned()
        self.before = checksums()
        logging.getLogger("django.request").setLevel(logging.ERROR)
        self._may: dict[tuple[str, Any], bool] = {}
        houses = [("supplier", world.houses["supplier1"]), ("buyer", world.houses["buyer1"])]
        self.traders = [
            Actor(f"{name} {role}", house, role, house.browser(role)) for role in Role.values for name, house in houses
        ]
        desk = world.operator
        self.desk = [Actor(f"operator {role}", desk, role, desk.browser(role)) for role in Role.values]
        self.visitor = Actor("visitor", None, "", visitor())

    def may(self, actor: Actor, policy: Any) -> bool:
        known = (actor.name, policy)
        if known not in self._may:
            self._may[known] = actor.may(policy)
        return self._may[known]

    # which rows

    def rows(self, label: str, mine: Callable[[frozenset[UUID]], bool]) -> list[str]:
        """Keys of the rows of a kind whose owners please, the latest first."""
        return sorted((pk for pk, owners in self.owned.rows[label].items() if mine(owners)), reverse=True)

    def own(self, actor: Actor, label: str) -> list[str]:
        if actor.house is self.world.operator:
            return sorted(self.owned.rows[label], reverse=True)[:TRIES]
        return self.rows(label, lambda owners: actor.company in owners)[:TRIES]

    def foreign(self, actor: Actor, label: str) -> list[tuple[str, str]]:
        """A partner's row and a stranger's, as (whose, key)."""
        near, far = self.world.company_ids(1), self.world.company_ids(2)
        nobodys = self.rows(label, lambda owners: not owners)[:1]
        partner = self.rows(label, lambda owners: actor.company not in owners and bool(owners & near))[:1]
        stranger = self.rows(label, lambda owners: actor.company not in owners and bool(owners & far))[:1]
        whose = {"operator's": nobodys, "partner's": partner, "stranger's": stranger}
        return [(name, pk) for name, pks in whose.items() for pk in pks]

    def plain(self, route: Route) -> dict[str, str]:
        """The placeholders that name nothing private."""
        found = {param: self.public(param) for param in route.params if kind_of(route, param) is None}
        if "decision" in found:
            found["decision"] = next((word for at, word in DECISIONS.items() if route.path.startswith(at)), "retry")
        if "code" in found:
            found["code"] = code_of(route)
        return found

    def public(self, param: str) -> str:
        if OPEN.get(param) == "parties.Company":
            return str(self.world.houses["buyer2" if param == "buyer_company_id" else "supplier2"].company.id)
        label = PRIVATE.get(param) or OPEN.get(param)
        if label == "catalog.Product":
            return str(Product.objects.get(handle=WORDS["handle"]).pk)
        if label:
            return max(self.owned.rows.get(label, {"": frozenset()}), default="") or str(
                apps.get_model(label)._default_manager.values_list("pk", flat=True).first()
            )
        return WORDS.get(param, "no-such-key")

    # asking

    def ask(self, actor: Actor, route: Route, filled: dict[str, str], ids: dict[str, str], change: Any = None) -> str:
        """The answer without what differs by itself: the ids asked for, tokens and nonces."""
        answer = sent(actor.client, route, filled, ids, change)
        self.found.told += 1
        if answer.status_code >= 500:
            self.found.broken.append(f"{actor.name}: {route} {filled} {ids}: {answer.status_code}")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = f"{answer.status_code} {answer.get('Location', '')} {body.decode(errors='replace')}"
        for value in sorted({*filled.values(), *ids.values()}, key=len, reverse=True):
            if len(value) > 5:
                text = text.replace(value, "ID").replace(value.replace("-", ""), "ID")
        text = ID.sub(lambda found: found[0] if found[0] in self.owned.by_key else "ID", text)
        return CHANGING.sub("", text)

    @contextmanager
    def undone(self, route: Route, *, spare: bool = False) -> Iterator[None]:
        """Whatever happens inside is rolled back; with `spare` false, nothing may have happened to anybody.

        With `spare` only the rows of the other side must have stayed.
        """
        with transaction.atomic():
            yield
            far = self.world.company_ids(2)
            for label, pk in changed(self.before, checksums()):
                if not spare or self.owned.of(label, pk) & far:
                    self.found.leaks.append(f"{route}: changed {label} {pk}")
            transaction.set_rollback(True)

    @contextmanager
    def forgotten(self) -> Iterator[None]:
        """Whatever happens inside is rolled back."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def actors(self, route: Route) -> list[Actor]:
        """Who is asked: everybody but those of the desk who may see all companies' rows by this route."""
        return [self.visitor, *self.traders, *(one for one in self.desk if not self.may(one, route.policy))]

    def probe(self, route: Route) -> None:
        """The whole matrix of one route."""
        try:
            self._probe(route)
        except LookupError as missing:
            self.found.broken.append(f"{route}: {missing}")

    def _probe(self, route: Route) -> None:
        private = {param: label for param in route.params if (label := kind_of(route, param))}
        if private and self.exists(route, private):
            with self.undone(route):
                for actor in self.actors(route):
                    self.compare(actor, route, private)
            if not self.sees(route, private):
                self.found.blind.append(f"{route}: own rows answer like missing ones")
        for name in id_fields(route):
            if label := kind_of(route, name):
                self.nested(route, private, name, label)

    def exists(self, route: Route, private: dict[str, str]) -> bool:
        """Whether the page takes this method at all."""
        if route.is_api:
            return True
        filled = self.plain(route) | {param: self.missing(label, param) for param, label in private.items()}
        with self.forgotten():
            asked = [self.ask(actor, route, filled, {}) for actor in (*self.traders[:2], self.desk[0])]
        return not any(answer.startswith("405") for answer in asked)

    def missing(self, label: str, param: str) -> str:
        known = next(iter(self.owned.rows[label]), None)
        if known is None:
            raise LookupError(f"the world has no {label}: give it one")
        return random_like(written(label, known, param))

    def fill(self, route: Route, actor: Actor) -> dict[str, str]:
        """Ids for the fields of a body: public by nature, or one's own."""
        found = {}
        for name in id_fields(route):
            label = kind_of(route, name)
            if label and actor.house and (mine := self.own(actor, label)):
                found[name] = mine[0]
            elif OPEN.get(name):
                found[name] = self.public(name)
        return found

    def compare(self, actor: Actor, route: Route, private: dict[str, str]) -> None:
        plain, ids = self.plain(route), self.fill(route, actor)
        nothing = {param: self.missing(label, param) for param, label in private.items()}
        expected = self.ask(actor, route, plain | nothing, ids)
        for param, label in private.items():
            foreign = self.foreign(actor, label)
            for whose, pk in foreign if self.may(actor, route.policy) else foreign[-1:]:
                filled = plain | nothing | {param: written(label, pk, param)}
                answer = self.ask(actor, route, filled, ids)
                if answer != expected:
                    self.found.leaks.append(
                        f"{actor.name}: {route}: {whose} {label} answers {answer[:90]!r}, "
                        f"a missing one {expected[:90]!r}"
                    )

    def sees(self, route: Route, private: dict[str, str]) -> bool:
        """Whether somebody gets another answer for a row of their own, so that the comparison means something."""
        asked: list[Actor] = [one for one in (*self.traders, self.desk[0]) if self.may(one, route.policy)]
        plain = self.plain(route)
        for actor in asked:
            nothing = {param: self.missing(label, param) for param, label in private.items()}
            with self.forgotten():
                missing = self.ask(actor, route, plain | nothing, self.fill(route, actor))
            for turn in range(TRIES):
                found = {param: self.own(actor, label)[turn : turn + 1] for param, label in private.items()}
                if not all(found.values()):
                    break
                filled = plain | {param: written(private[param], pks[0], param) for param, pks in found.items()}
                with self.forgotten():
                    if self.ask(actor, route, filled, self.fill(route, actor))[:3] != missing[:3]:
                        return True
        return False

    # ids inside

    def nested(self, route: Route, private: dict[str, str], name: str, label: str) -> None:
        """A stranger's id in a field of the body or the query, alone and in a list with an own one."""
        seen = False
        for actor in self.traders[:2]:
            mine = {param: self.own(actor, kind) for param, kind in private.items()}
            if not self.may(actor, route.policy) or not all(mine.values()):
                continue
            ids, missing = self.fill(route, actor), self.missing(label, name)
            filled, owns = self.telling(actor, route, private, name, label)
            seen = seen or owns is not None
            for change in (None, _both(owns or missing)):
                with self.undone(route, spare=True):
                    expected = self.once(actor, route, filled, ids | {name: missing}, change)
                    for whose, pk in self.foreign(actor, label):
                        answer = self.once(actor, route, filled, ids | {name: pk}, change)
                        if answer != expected:
                            self.found.leaks.append(
                                f"{actor.name}: {route}: {whose} {label} in {name} answers {answer[:200]!r}, "
                                f"a missing one {expected[:200]!r}"
                            )
        if not seen and route.policy not in DESK - TRADERS:
            self.found.blind.append(f"{route}: {name} of one's own answers like a missing one")

    def telling(
        self, actor: Actor, route: Route, private: dict[str, str], name: str, label: str
    ) -> tuple[dict[str, str], str | None]:
        """An own address and an own id for a field that together answer otherwise than a missing id does."""
        ids, missing = self.fill(route, actor), self.missing(label, name)
        first: dict[str, str] = {}
        for turn in range(TRIES):
            found = {param: self.own(actor, kind)[turn : turn + 1] for param, kind in private.items()}
            if not all(found.values()):
                break
            filled = self.plain(route) | {p: written(private[p], pks[0], p) for p, pks in found.items()}
            first = first or filled
            expected = self.once(actor, route, filled, ids | {name: missing}, None)
            for pk in self.own(actor, label):
                if self.once(actor, route, filled, ids | {name: pk}, None) != expected:
                    return filled, pk
            if not private:
                break
        return first, None

    def once(self, actor: Actor, route: Route, filled: dict[str, str], ids: dict[str, str], change: Any) -> str:
        """Ask; what was done is undone at once, after a look whether the other side was touched."""
        with transaction.atomic():
            answer = self.ask(actor, route, filled, ids, change)
            if answer < "4":
                far = self.world.company_ids(2)
                for label, pk in changed(self.before, checksums()):
                    if self.owned.of(label, pk) & far:
                        self.found.leaks.append(f"{actor.name}: {route} {ids}: changed {label} {pk}")
                transaction.set_rollback(True)
        return answer


def _both(own: str) -> Callable[[Any], Any]:
    """Lists of the body with one element get the own id before the other."""

    def change(body: Any) -> Any:
        for name, value in body.items():
            if isinstance(value, list) and len(value) == 1:
                other = value[0]
                if isinstance(other, str) and len(other) == 36:
                    body[name] = [own, other]
                elif isinstance(other, dict):
                    twin = {
                        one: own if isinstance(inner, str) and len(inner) == 36 else inner
                        for one, inner in other.items()
                    }
                    body[name] = [twin, other]
        return body

    return change


def known_parameters() -> set[str]:
    """Everything that has an entry."""
    return {*PRIVATE, *BY_PLACE, *OPEN, *WORDS}


def permission_names() -> set[str]:
    return {str(one) for one in Permission}
