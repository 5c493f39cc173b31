"""The API keeps what its OpenAPI document says, to four roles and to none: made-up cases in a filled world."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from ninja import Schema
from pydantic import ValidationError

from sourcebridge.catalog.schemas_shop import ClosureIn
from sourcebridge.config.api import api
from sourcebridge.parties.access import OPERATION_POLICY, PUBLIC, SIGNED_IN
from tests.neighbours import contract
from tests.neighbours.contract_world import ROLES, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CASES = int(os.environ.get("CASES", "2000" if os.environ.get("LONG") else "500"))


def roles_of(world: World, operation: str) -> list[str]:
    """The roles in turn: each that the operation admits twice, each other once."""
    policy = OPERATION_POLICY[operation]
    may = list(ROLES)
    if policy != PUBLIC:
        may = [role for role in world.tokens if policy in {SIGNED_IN, *world.permits[role]}]
    return [*may, *may, *(role for role in ROLES if role not in may)]


class TestContract:
    def test_no_server_error_and_no_breach(self, record_property: object) -> None:
        world = make_world()
        schema = contract.document()
        count = sum(1 for _ in schema.get_all_operations())
        told = contract.run(
            schema, world, per_operation=ceil(CASES / count), roles=lambda name: roles_of(world, name),
            tune=contract.tuned(world), number=int(os.environ.get("SEED", "1")),
        )  # fmt: skip
        if out := os.environ.get("CONTRACT_TABLE"):
            Path(out).write_text(f"{told.cases} cases\n\n{told.table()}\n")
        found = "\n\n".join(f"{where}\n  {example}" for where, example in sorted(told.findings.items()))
        assert not told.findings, f"{len(told.findings)} findings in {told.cases} cases\n{told.table()}\n{found}"


class TestEdges:
    def test_an_address_that_leads_nowhere_is_a_problem_too(self) -> None:
        answer = Client().get("/api/v1/nothing/here")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")

    def test_moments_with_a_strange_offset_are_read_and_those_outside_the_calendar_refused(self) -> None:
        read = ClosureIn.model_validate({"starts_at": "1444-03-18T00:00:00Z", "ends_at": "5958-08-12T22:30:46+18:35"})
        assert read.ends_at == datetime(5958, 8, 12, 3, 55, 46, tzinfo=UTC)
        assert read.ends_at.utcoffset() == timedelta(0)
        with pytest.raises(ValidationError):
            ClosureIn.model_validate({"starts_at": "0001-01-01T00:00:00+05:00", "ends_at": "2026-01-01T00:00:00Z"})


class TestWrittenFields:
    def test_a_field_that_is_not_asked_for_is_refused(self) -> None:
        """threats.md row 4: every writable document, at every depth, against every field of every model."""
        named = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
        named |= {"status", "price", "tenant", "fee_rate", "verified", "total"}
        tried = 0
        assert api.urls
        for shape in written(Schema):
            own = {field.alias or name for name, field in shape.model_fields.items()} | set(shape.model_fields)
            for name in sorted(named - own):
                with pytest.raises(ValidationError) as refused:
                    shape.model_validate({name: "x"})
                assert ("extra_forbidden", (name,)) in [(e["type"], e["loc"]) for e in refused.value.errors()], shape
                tried += 1
        assert tried > 10_000

    def test_every_document_that_the_api_takes_is_closed(self) -> None:
        spec = json.loads(Client().get("/api/v1/openapi.json").content)
        shapes, open_ = spec["components"]["schemas"], set()
        for path in spec["paths"].values():
            for operation in path.values():
                for content in operation.get("requestBody", {}).get("content", {}).values():
                    reference = content["schema"].get("$ref", "").rpartition("/")[2]
                    if reference and shapes[reference].get("additionalProperties") is not False:
                        open_.add(reference)
        assert not open_


def written(shape: type[Schema]) -> Iterator[type[Schema]]:
    """The documents that callers send."""
    for below in shape.__subclasses__():
        if below.__module__.startswith("sourcebridge.") and below.__name__.endswith(("In", "Amount", "Price", "Count")):
            yield below
        yield from written(below)
