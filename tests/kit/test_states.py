"""Lifecycles: a table that cannot contradict itself, and every lifecycle of the platform held against its grid."""

from __future__ import annotations

import pytest
from django.db import models

from sourcebridge.kit import states
from sourcebridge.kit.actors import HUMANS, Actor
from sourcebridge.kit.errors import IllegalMove, NotAllowed
from sourcebridge.kit.states import Lifecycle, Move, move


class Door(models.TextChoices):
    OPEN = "OPEN", "open"
    SHUT = "SHUT", "shut"
    WALLED = "WALLED", "walled up"


def table(*moves: Move, final: frozenset[str] = frozenset({"WALLED"})) -> Lifecycle:
    made = Lifecycle(name="tests.door", states=Door, initial=Door.OPEN, moves=moves, final=final)
    del states.REGISTRY["tests.door"]
    return made


SHUT = move("shut", Door.OPEN, Door.SHUT, by=Actor.BUYER, event="tests.shut", label="Shut", permission="t:door:shut")
OPEN = move("open", Door.SHUT, Door.OPEN, by=Actor.SYSTEM, event="tests.open", label="Open", deadline="tests.draught")
KNOCK = move("knock", [Door.OPEN, Door.SHUT], None, by=Actor.CARRIER, event="tests.knock", label="Knock")
WALL = move(
    "wall", [Door.OPEN, Door.SHUT], Door.WALLED, by=[Actor.BUYER, Actor.SYSTEM], event="tests.wall", label="Wall",
    permission="t:door:wall", action="end",
)  # fmt: skip


class TestCheck:
    def test_allows_what_the_table_says_and_nothing_else(self) -> None:
        door = table(SHUT, OPEN, KNOCK, WALL)
        seen = 0
        for state, edge, actor, allowed in door.grid():
            seen += 1
            if allowed:
                assert door.check(state, edge.name, actor) is edge
            else:
                with pytest.raises((IllegalMove, NotAllowed)):
                    door.check(state, edge.name, actor)
        assert seen == len(Door) * 4 * len(Actor)

    def test_says_not_allowed_before_not_possible(self) -> None:
        with pytest.raises(NotAllowed):
            table(SHUT).check("SHUT", "shut", Actor.SUPPLIER)
        with pytest.raises(IllegalMove) as refused:
            table(SHUT).check("SHUT", "shut", Actor.BUYER)
        assert refused.value.facts == {"move": "Shut", "state": "shut"}

    def test_keeps_the_state_of_a_move_without_target(self) -> None:
        assert KNOCK.result("SHUT") == "SHUT"
        assert SHUT.result("OPEN") == "SHUT"


class TestOpenMoves:
    def test_lists_one_per_action_and_only_permitted_ones(self) -> None:
        quick = move("wall_quickly", Door.OPEN, Door.WALLED, by=Actor.BUYER, event="tests.wall", label="Wall",
                     permission="t:door:wall", action="end")  # fmt: skip
        door = table(SHUT, WALL, quick)
        assert [edge.act for edge in door.open_moves("OPEN", Actor.BUYER)] == ["shut", "end"]
        assert [edge.name for edge in door.open_moves("OPEN", Actor.BUYER, frozenset({"t:door:wall"}))] == ["wall"]
        assert door.open_moves("WALLED", Actor.BUYER) == []


class TestTable:
    def test_refuses_contradictions(self) -> None:
        with pytest.raises(ValueError, match="twice"):
            table(SHUT, SHUT)
        with pytest.raises(ValueError, match="no way out"):
            table(SHUT, final=frozenset({"OPEN"}))
        with pytest.raises(ValueError, match="unknown states"):
            table(move("burn", Door.OPEN, "ASHES", by=Actor.SYSTEM, event="tests.burnt", label="Burn"))
        with pytest.raises(ValueError, match="name the permission"):
            table(move("kick", Door.OPEN, None, by=Actor.BUYER, event="tests.kick", label="Kick"))

    def test_knows_its_moves_by_name(self) -> None:
        assert table(SHUT, OPEN).named("open") is OPEN
        with pytest.raises(KeyError, match=r"tests\.door has no move burn"):
            table(SHUT, OPEN).named("burn")

    def test_mirrors_its_states_in_the_database(self) -> None:
        check = table(SHUT).constraint("door_state_known")
        assert check.name == "door_state_known"
        assert check.condition == models.Q(state__in=["OPEN", "SHUT", "WALLED"])

    def test_draws_itself(self) -> None:
        assert table(SHUT, OPEN, WALL).diagram().splitlines() == [
            "stateDiagram-v2",
            "    [*] --> OPEN",
            "    OPEN --> SHUT: shut (buyer)",
            "    SHUT --> OPEN: open (system at tests.draught)",
            "    OPEN --> WALLED: wall (buyer or system)",
            "    SHUT --> WALLED: wall (buyer or system)",
            "    WALLED --> [*]",
        ]


# A carrier may say a waybill was cancelled; no move follows from that yet.
NOT_YET_REACHED = {"logistics.shipment": {"CANCELLED"}}


@pytest.mark.parametrize("lifecycle", states.REGISTRY.values(), ids=lambda lifecycle: lifecycle.name)
class TestEveryLifecycle:
    def test_holds_its_grid(self, lifecycle: Lifecycle) -> None:
        for state, edge, actor, allowed in lifecycle.grid():
            try:
                lifecycle.check(state, edge.name, actor)
            except (IllegalMove, NotAllowed):
                assert not allowed
            else:
                assert allowed

    def test_reaches_every_state_and_leaves_all_but_final_ones(self, lifecycle: Lifecycle) -> None:
        reached = {str(lifecycle.initial)}
        while True:
            more = {edge.result(s) for edge in lifecycle.moves for s in edge.sources if s in reached} - reached
            if not more:
                break
            reached |= more
        assert set(lifecycle.states.values) - reached == NOT_YET_REACHED.get(lifecycle.name, set())
        reached = set(lifecycle.states.values)
        left = {s for edge in lifecycle.moves for s in edge.sources}
        assert left | lifecycle.final == reached

    def test_gives_people_permissions_that_exist(self, lifecycle: Lifecycle) -> None:
        from sourcebridge.parties.access import SIGNED_IN
        from sourcebridge.parties.permissions import Permission

        known = {permission.value for permission in Permission} | {SIGNED_IN}
        for edge in lifecycle.moves:
            if edge.by & HUMANS:
                assert edge.permission in known

    def test_announces_events_that_exist_and_deadlines_that_are_executed(self, lifecycle: Lifecycle) -> None:
        from sourcebridge.clock.services import EXECUTORS
        from sourcebridge.kit import events

        for edge in lifecycle.moves:
            assert edge.event in events.REGISTRY or (not edge.event and not edge.by & HUMANS)
            assert not edge.deadline or edge.deadline in EXECUTORS


def test_these_moves_share_a_button() -> None:
    shared = {
        f"{lifecycle.name}.{edge.name}": edge.act
        for lifecycle in states.REGISTRY.values()
        for edge in lifecycle.moves
        if edge.act != edge.name
    }
    assert shared == {
        "catalog.import_run.preview_again": "resume",
        "catalog.import_run.read_again": "resume",
        "domestic.order.decline_paid": "decline",
        "domestic.order.ship_part": "ship",
        "domestic.order.ship_rest": "ship",
        "payments.bank_line.match": "record",
        "payments.bank_line.set_aside": "record",
    }
