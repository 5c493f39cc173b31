"""The judge of the contract tests sees a broken API: each way of breaking the document is found."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI, Schema

from tests.neighbours import contract
from tests.neighbours.contract_world import World

pytestmark = pytest.mark.django_db
broken = NinjaAPI(urls_namespace="broken", openapi_url="/openapi.json")


class Named(Schema):
    """What is promised."""

    name: str


@broken.get("/raises", response=Named)
def raises(request: HttpRequest) -> Any:
    """Raises."""
    raise RuntimeError("on purpose")


@broken.get("/shapeless", response=Named)
def shapeless(request: HttpRequest) -> Any:
    """Answers without the promised field."""
    return HttpResponse('{"nickname": "x"}', content_type="application/json")


@broken.get("/teapot", response=Named)
def teapot(request: HttpRequest) -> Any:
    """Answers a status that nobody declared, not as a problem."""
    return HttpResponse('{"name": "x"}', status=418, content_type="application/json")


@broken.get("/page", response=Named)
def page(request: HttpRequest) -> Any:
    """Answers a page."""
    return HttpResponse("<p>x</p>")


@broken.post("/lax", response=Named, openapi_extra={
    "requestBody": {"required": True, "content": {"application/json": {"schema": {
        "type": "object", "properties": {"size": {"type": "integer"}}, "required": ["size"],
        "additionalProperties": False,
    }}}},
})  # fmt: skip
def lax(request: HttpRequest) -> Any:
    """Takes anything."""
    return HttpResponse('{"name": "x"}', content_type="application/json")


urlpatterns = [path("broken/", broken.urls)]


class TestJudge:
    def test_finds_each_break(self, settings: Any) -> None:
        settings.ROOT_URLCONF = __name__
        with contract.kept_connection():
            schema = schemathesis.openapi.from_wsgi("/broken/openapi.json", get_wsgi_application())
        told = contract.run(schema, World({}, {}, {}), per_operation=12, roles=lambda _name: ["none"])
        found = "\n".join(told.findings)
        for where, what in {
            "raises": "raised RuntimeError: on purpose", "shapeless": "violates schema",
            "teapot": "Undocumented status", "page": "Undocumented Content-Type",
            "lax": "Schema-violating request accepted",
        }.items():  # fmt: skip
            assert any(f"/broken/{where}:" in line and what in line for line in found.splitlines()), (where, found)
        assert "/broken/teapot: 418 is not application/problem+json" in found
