"""Every address of the project is behind the access layer, and its pages refuse whoever lacks the right."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from ninja import Schema

from sourcebridge.config.api import api
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission, Role, permissions_of

LIBRARIES = ("account_", "mfa_", "usersessions_")
OUTSIDE = {"set_language", "style_guide", "api-root", "openapi-json", "openapi-view", "healthz"}


def walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, str, Any]]:
    for pattern in patterns:
        place = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, place)
        else:
            yield place, pattern.name or "", pattern.callback


def routes() -> list[tuple[str, str, Any]]:
    return list(walk(get_resolver().url_patterns))


def pages() -> list[tuple[str, Any]]:
    return [(place, view) for place, _name, view in routes() if hasattr(view, "policy")]


class TestRoutes:
    def test_every_page_has_a_policy(self) -> None:
        bare = [
            place
            for place, name, view in routes()
            if not hasattr(view, "policy")
            and not place.startswith("api/v1/")
            and not name.startswith(LIBRARIES)
            and name not in OUTSIDE
        ]
        assert bare == []

    def test_every_operation_has_a_policy(self) -> None:
        schema = api.get_openapi_schema(path_prefix="/api/v1/")
        bare = [
            (path, method)
            for path, methods in schema["paths"].items()
            for method, operation in methods.items()
            if operation["operationId"] not in access.OPERATION_POLICY
        ]
        assert bare == []

    def test_every_policy_is_a_permission_or_said_in_words(self) -> None:
        for policy in [*access.PAGE_POLICY.values(), *access.OPERATION_POLICY.values()]:
            assert policy in {access.PUBLIC, access.SIGNED_IN} or isinstance(policy, Permission)

    def test_every_permission_is_asked_somewhere(self) -> None:
        asked = {*access.PAGE_POLICY.values(), *access.OPERATION_POLICY.values()}
        assert not asked - set(Permission) - {access.PUBLIC, access.SIGNED_IN}

    def test_every_operation_declares_its_problems(self) -> None:
        for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
            for method, operation in methods.items():
                declared = {int(status) for status in operation["responses"]}
                assert declared >= access.PROBLEM_STATUSES, (method, path)
                if "Idempotency-Key" in str(operation.get("parameters", "")):
                    assert method != "get"

    def test_every_shape_has_a_name_of_its_own(self) -> None:
        """Two classes of one name become one component of the document, which then describes one of them wrongly."""
        named: dict[str, set[type[Any]]] = {}
        for shape in _shapes(Schema):
            if shape.__module__.startswith("sourcebridge.") and "[" not in shape.__name__:
                named.setdefault(shape.__name__, set()).add(shape)
        assert [name for name, shapes in named.items() if len(shapes) > 1] == []


def _shapes(parent: type[Any]) -> Iterator[type[Any]]:
    for shape in parent.__subclasses__():
        yield shape
        yield from _shapes(shape)


def member(role: Role, *, platform: bool) -> Member:
    return Member(
        user_id=uuid.uuid4(),
        name="x",
        email="x@example.cn",
        company_id=uuid.uuid4(),
        is_platform=platform,
        sells=not platform,
        roles=frozenset({role}),
        permissions=permissions_of(frozenset({role}), platform=platform),
    )


@pytest.mark.django_db
class TestRoles:
    @pytest.mark.parametrize("platform", [False, True])
    @pytest.mark.parametrize("role", list(Role))
    def test_pages_refuse_whoever_lacks_the_right(self, role: Role, platform: bool) -> None:
        acting = member(role, platform=platform)
        for place, view in pages():
            if not isinstance(view.policy, Permission) or acting.may(view.policy):
                continue
            answers = {self._answer(view, method, acting) for method in ("get", "post")}
            assert 403 in answers, place
            assert answers <= {403, 405}, place

    def _answer(self, view: Any, method: str, acting: Member) -> int:
        request: Any = getattr(RequestFactory(), method)("/", headers={"HX-Request": "true"})
        request.user, request.acting_member, request.htmx = AnonymousUser(), acting, True
        status: int = view(request).status_code
        return status
