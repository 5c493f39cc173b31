"""Cases made from the OpenAPI document, sent in process as one of the roles, and judged."""

from __future__ import annotations

import copy
import json
import random
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.core.signals import got_request_exception, request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.neighbours.contract_world import World, undone

CHECKS: list[CheckFunction] = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
PROBLEM = "application/problem+json"
UNKNOWN_WORD = "query: violates `additionalProp"  # a word in the address that nobody reads is no input


@dataclass
class Told:
    """What the cases came to: answers by role and class, and each finding once with its first example."""

    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    reached: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    findings: dict[str, str] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """How many were sent."""
        return sum(sum(counts.values()) for counts in self.statuses.values())

    def found(self, where: str, what: str, example: str) -> None:
        """Note a breach once."""
        self.findings.setdefault(f"{where}: {what}", example)

    def table(self) -> str:
        """Answers by role, as Markdown."""
        lines = ["| role | cases | 2xx | 401, 403 | 404 | 409 | other 4xx | 5xx | operations with a 2xx |",
                 "|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
        for role, counts in self.statuses.items():
            all_ = sum(counts.values())
            good = sum(n for s, n in counts.items() if s < 300)
            shut, missing, conflict = counts[401] + counts[403], counts[404], counts[409]
            wrong = sum(n for s, n in counts.items() if s >= 500)
            rest = all_ - good - shut - missing - conflict - wrong
            cells = [role, all_, f"{good} ({good / all_:.0%})", shut, missing, conflict, rest, wrong]
            lines.append("| " + " | ".join(map(str, [*cells, len(self.reached[role])])) + " |")
        return "\n".join(lines)


class Sender:
    """Sends cases as a role and judges the answers."""

    def __init__(self, world: World, told: Told) -> None:
        self.world, self.told = world, told
        self.raised: list[str] = []

    def __enter__(self) -> Sender:
        got_request_exception.connect(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        got_request_exception.disconnect(self._note)

    def _note(self, **_: object) -> None:
        self.raised.append(traceback.format_exc(limit=-6))

    def send(self, case: Any, role: str) -> Any:
        """One case, undone afterwards; findings go to `told`."""
        headers = {"Authorization": f"Bearer {self.world.tokens[role]}"} if role in self.world.tokens else {}
        if any(p.get("name") == "Idempotency-Key" for p in _parameters(case)):
            case.headers["Idempotency-Key"] = f"case-{random.getrandbits(64):x}"
        self.raised.clear()
        answer = undone(lambda: case.call(headers=headers))
        where = f"{case.operation.method.upper()} {case.operation.path}"
        self.told.statuses[role][answer.status_code] += 1
        if answer.status_code < 300:
            self.told.reached[role].add(where)
        example = f"as {role}: {case.formatted_path} query={case.query} body={str(case.body)[:600]}\n"
        example += f"  -> {answer.status_code} "
        example += answer.content[:300].decode(errors="replace")
        for text in self.raised:
            self.told.found(where, f"raised {text.strip().splitlines()[-1][:120]}", f"{example}\n{text}")
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                if UNKNOWN_WORD not in str(getattr(failure, "message", failure)):
                    self.told.found(where, _short(failure), example)
        if answer.status_code >= 400:
            for wrong in problem_wrong(answer):
                self.told.found(where, wrong, example)
        return answer


def _parameters(case: Any) -> Iterable[dict[str, Any]]:
    return [dict(p.definition) for p in case.operation.headers]


def _short(failure: BaseException) -> str:
    message = getattr(failure, "message", "") or str(failure)
    title = failure.title if isinstance(failure, Failure) else type(failure).__name__
    return f"{title}: {' '.join(message.split())[:160]}"


def problem_wrong(answer: Any) -> list[str]:
    """What this refusal lacks of a problem document."""
    if answer.headers.get("content-type", [""])[0].partition(";")[0] != PROBLEM:
        return [f"{answer.status_code} is not {PROBLEM}"]
    document = json.loads(answer.content)
    wrong = [] if document.get("status") == answer.status_code else ["status in the document differs"]
    return wrong + ([] if document.get("detail") and document.get("code") else ["no sentence or no code"])


@contextmanager
def kept_connection() -> Iterator[None]:
    """Requests in here do not close the test's own connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def document() -> Any:
    """The OpenAPI document of the API, as it hands it out."""
    with kept_connection():
        return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application())


def application() -> Any:
    """The web process, which knows where each request comes from."""
    inner = get_wsgi_application()
    return lambda environ, start: inner({"REMOTE_ADDR": "127.0.0.1", **environ}, start)


Tune = Callable[[Any, str, random.Random], None]


def run(
    schema: Any, world: World, *, per_operation: int, roles: Callable[[str], list[str]], tune: Tune | None = None,
    number: int = 1,
) -> Told:  # fmt: skip
    """`per_operation` cases for each operation, the roles in turn as `roles` lists them for it; seeded by `number`."""
    told = Told()
    with kept_connection(), Sender(world, told) as sender:
        for result in schema.get_all_operations():
            operation = result.ok()
            name = operation.definition.raw.get("operationId", operation.path)
            both = [operation.as_strategy(GenerationMode.POSITIVE)]
            if operation.body or operation.query:
                both.append(operation.as_strategy(GenerationMode.NEGATIVE))
            dice = random.Random(f"{number} {name}")
            turn = iter(dice.sample(order := roles(name), len(order)) * per_operation)

            def one(case: Any, turn: Any = turn, dice: random.Random = dice) -> None:
                role = next(turn, "none")
                if tune is not None:
                    tune(case, role, dice)
                sender.send(case, role)

            @seed(number)
            @settings(
                max_examples=per_operation,
                phases=[Phase.generate],
                database=None,
                deadline=None,
                derandomize=False,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=st.sampled_from(both[:1] * 2 + both[1:]).flatmap(lambda strategy: strategy))
            def each(case: Any) -> None:
                one(case)

            try:
                each()
            except Unsatisfiable:
                told.found(operation.label, "no case could be made", "")
    return told


def tuned(world: World) -> Tune:
    """Fills ids from the world, and bodies that are accepted, often enough that deep code is reached."""

    def tune(case: Any, role: str, dice: random.Random) -> None:
        path = case.operation.path
        negative = case.meta is not None and case.meta.generation.mode == GenerationMode.NEGATIVE
        for name in case.path_parameters:
            if dice.random() < 0.9 and (found := _pick(world, world.kind(path, name), role, dice)):
                case.path_parameters[name] = found
        if case.query and not negative and dice.random() < 0.5:
            case.query = {k: v for k, v in case.query.items() if k in {"cursor", "limit"} and dice.random() < 0.3}
        if not isinstance(case.body, dict) or negative:
            return
        good = world.bodies.get(case.operation.definition.raw["operationId"])
        if good is not None and dice.random() < 0.7:
            body = copy.deepcopy(good(role))
            if dice.random() < 0.4 and case.body:
                name = dice.choice(sorted(case.body))
                body[name] = case.body[name]
            case.body = body
        else:
            fill(case.body, world, role, dice)

    return tune


def fill(body: Any, world: World, role: str, dice: random.Random) -> None:
    """Put ids of the world where the names of the body ask for them."""
    if isinstance(body, list):
        for inner in body:
            fill(inner, world, role, dice)
    if not isinstance(body, dict):
        return
    for name, value in body.items():
        found = _pick(world, name, role, dice)
        if found and isinstance(value, str):
            body[name] = found
        elif found and isinstance(value, list) and name.endswith("_ids"):
            body[name] = [found]
        elif name in {"note", "reason"} and isinstance(value, str) and dice.random() < 0.7:
            body[name] = "不符合要求"
        else:
            fill(value, world, role, dice)


def _pick(world: World, kind: str, role: str, dice: random.Random) -> str:
    own, known = world.own(kind, role), world.all(kind)
    pool = own if own and dice.random() < 0.8 else known
    return dice.choice(pool) if pool else ""
