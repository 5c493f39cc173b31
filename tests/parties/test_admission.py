"""The edge's door, asked directly: who gets in by session, by token, as a visitor, with and without the right."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from sourcebridge.kit.errors import NotAllowed, SignInNeeded
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.models import User
from sourcebridge.parties.permissions import Permission

Admit = Callable[[HttpRequest, access.Policy], None]
RIGHT = Permission.ORDER_VIEW
SOMEBODY = Member(
    user_id=UUID(int=1), name="x", email="x@example.com", company_id=UUID(int=7), is_platform=False,
    permissions=frozenset({RIGHT}),
)  # fmt: skip


def request(
    method: str = "GET", *, member: Member | None = SOMEBODY, token: str = "", session: bool = False
) -> HttpRequest:
    """A request whose member is already known."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    made = RequestFactory().generic(method, "/", headers=headers)
    made.user = User() if session else AnonymousUser()
    made.acting_member = member  # type: ignore[attr-defined]
    return made


@pytest.mark.parametrize("admit", [access._admit, access._admit_api])
class TestEitherDoor:
    def test_lets_anybody_into_what_is_public(self, admit: Admit) -> None:
        admit(request(member=None), access.PUBLIC)

    def test_asks_a_visitor_to_sign_in(self, admit: Admit) -> None:
        for policy in (access.SIGNED_IN, RIGHT):
            with pytest.raises(SignInNeeded):
                admit(request(member=None), policy)

    def test_lets_a_member_in_by_right_only(self, admit: Admit) -> None:
        admit(request(), access.SIGNED_IN)
        admit(request(), RIGHT)
        with pytest.raises(NotAllowed):
            admit(request(), Permission.ORDER_PAY)


class TestTheApisDoor:
    def test_refuses_a_session_that_writes_without_the_forms_secret(self) -> None:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            with pytest.raises(NotAllowed):
                access._admit_api(request(method, session=True), RIGHT)
        for method in ("GET", "HEAD"):
            access._admit_api(request(method, session=True), RIGHT)

    def test_needs_no_secret_from_a_token_even_beside_a_session(self) -> None:
        access._admit_api(request("POST", token="good"), RIGHT)
        access._admit_api(request("POST", token="good", session=True), RIGHT)

    def test_needs_no_secret_from_a_visitor_of_what_is_public(self) -> None:
        access._admit_api(request("POST", member=None), access.PUBLIC)

    def test_refuses_a_token_nobody_has_even_to_what_is_public(self) -> None:
        with pytest.raises(SignInNeeded):
            access._admit_api(request(member=None, token="bad"), access.PUBLIC)
