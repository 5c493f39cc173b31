"""Declared lifecycles: one table per aggregate, read by services, buttons, API actions, permissions and diagrams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from django.db import models
from django.utils.functional import Promise

from sourcebridge.kit.actors import HUMANS, Actor
from sourcebridge.kit.errors import IllegalMove, NotAllowed


class HasState(Protocol):
    """Anything with a stored state."""

    state: str


@dataclass(frozen=True, slots=True)
class Move:
    """One edge of a lifecycle.

    `name` is unique in its table; `target` None keeps the state. `by` are the sides that may make it, `permission` the
    right a person needs for it. `event` is the dotted fact it announces (also the webhook name). `deadline` names the
    kind of deadline row that makes this move when it falls due. Moves that share an `action` are one button and one
    API action whose service picks the edge by the facts (a shipment of the rest, or of a part).
    """

    name: str
    sources: frozenset[str]
    target: str | None
    by: frozenset[Actor]
    event: str
    label: str | Promise
    permission: str = ""
    deadline: str = ""
    action: str = ""
    tone: str = "secondary"

    @property
    def act(self) -> str:
        """The action's name in buttons and addresses."""
        return self.action or self.name

    def result(self, state: str) -> str:
        """The state after the move."""
        return self.target if self.target is not None else state


def move(
    name: str,
    sources: str | Iterable[str],
    target: str | None,
    *,
    by: Iterable[Actor] | Actor,
    event: str,
    label: str | Promise,
    permission: str = "",
    deadline: str = "",
    action: str = "",
    tone: str = "secondary",
) -> Move:
    """Write one edge of a table; a single source or actor may be given bare."""
    return Move(
        name=name,
        sources=frozenset([str(sources)] if isinstance(sources, str) else [str(s) for s in sources]),
        target=None if target is None else str(target),
        by=frozenset([by] if isinstance(by, Actor) else by),
        event=event,
        label=label,
        permission=permission,
        deadline=deadline,
        action=action,
        tone=tone,
    )


REGISTRY: dict[str, Lifecycle] = {}


@dataclass(frozen=True)
class Lifecycle:
    """The whole table of one aggregate; registered under its dotted name, e.g. `domestic.spot_order`."""

    name: str
    states: type[models.TextChoices]
    initial: str
    moves: tuple[Move, ...]
    final: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        known = set(self.states.values)
        names = [m.name for m in self.moves]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name}: a move is named twice")
        for edge in self.moves:
            strangers = (edge.sources | ({edge.target} if edge.target else set())) - known
            if strangers:
                raise ValueError(f"{self.name}.{edge.name}: unknown states {strangers}")
            if edge.sources & self.final:
                raise ValueError(f"{self.name}.{edge.name}: a final state has no way out")
            if edge.by & HUMANS and not edge.permission:
                raise ValueError(f"{self.name}.{edge.name}: people make this move, name the permission")
        REGISTRY[self.name] = self

    def named(self, name: str) -> Move:
        """The move of a name; KeyError when the table has none."""
        for edge in self.moves:
            if edge.name == name:
                return edge
        raise KeyError(f"{self.name} has no move {name}")

    def check(self, state: str, name: str, actor: Actor) -> Move:
        """The move, if open from this state to this actor; raises IllegalMove or NotAllowed."""
        edge = self.named(name)
        if actor not in edge.by:
            raise NotAllowed
        if state not in edge.sources:
            raise IllegalMove(move=str(edge.label), state=str(self.states(state).label))
        return edge

    def open_moves(self, state: str, actor: Actor, permissions: frozenset[str] | None = None) -> list[Move]:
        """The moves this actor may make now, one per action; `permissions` None means all."""
        seen: dict[str, Move] = {}
        for edge in self.moves:
            if state in edge.sources and actor in edge.by and (permissions is None or edge.permission in permissions):
                seen.setdefault(edge.act, edge)
        return list(seen.values())

    def grid(self) -> Iterator[tuple[str, Move, Actor, bool]]:
        """Every state x move x actor with whether the table allows it."""
        for state in self.states.values:
            for edge in self.moves:
                for actor in Actor:
                    yield str(state), edge, actor, str(state) in edge.sources and actor in edge.by

    def constraint(self, name: str) -> models.CheckConstraint:
        """A database check that mirrors the state list."""
        return models.CheckConstraint(condition=models.Q(state__in=sorted(self.states.values)), name=name)

    def diagram(self) -> str:
        """A Mermaid state diagram of the table."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for edge in self.moves:
            who = " or ".join(sorted(a.value.lower() for a in edge.by))
            due = f" at {edge.deadline}" if edge.deadline else ""
            lines += [
                f"    {source} --> {edge.result(source)}: {edge.name} ({who}{due})" for source in sorted(edge.sources)
            ]
        lines += [f"    {state} --> [*]" for state in sorted(self.final)]
        return "\n".join(lines)
