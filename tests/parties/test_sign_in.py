"""Who a request belongs to: one statement, two lanes, nothing loosened."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sourcebridge.parties import services
from sourcebridge.parties.models import Company, User

ME = "/api/v1/me"
HEADERS = ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")


def token(user: User, company: Company) -> dict[str, Any]:
    """The header of a program that may do all its person may."""
    issued = services.issue_token(user_id=user.id, company_id=company.id, name="till")
    return {"HTTP_AUTHORIZATION": f"Bearer {issued.secret}"}


def statements(ask: Callable[[], object]) -> list[str]:
    """The second time the same is asked."""
    ask()
    with CaptureQueriesContext(connection) as log:
        ask()
    return [entry["sql"] for entry in log]


class TestOneStatement:
    """The person, their companies, their roles and the language come at once."""

    def test_of_a_token(self, client: Client, lin: User, supplier: Company) -> None:
        head = token(lin, supplier)
        found = statements(lambda: client.get("/api/v1/licences", **head))
        known = [sql for sql in found if "parties_apitoken" in sql or "parties_membership" in sql]
        assert len(known) == 1

    def test_of_a_session(self, lin: User, supplier: Company, signed_in: Callable[[User], Client]) -> None:
        browser = signed_in(lin)
        found = statements(lambda: browser.get("/account/profile/"))
        assert sum("django_session" in sql for sql in found) == 1
        assert sum("FROM parties_user person" in sql for sql in found) == 1
        assert not [sql for sql in found if sql.startswith(("UPDATE", "INSERT", "SAVEPOINT"))]

    def test_planned_and_logged_ways_agree(self, client: Client, lin: User, supplier: Company) -> None:
        head = token(lin, supplier)
        planned = client.get(ME, **head).json()
        with CaptureQueriesContext(connection):
            assert client.get(ME, **head).json() == planned

    def test_a_changed_password_ends_the_session(self, lin: User, signed_in: Callable[[User], Client]) -> None:
        browser = signed_in(lin)
        assert browser.get(ME).status_code == 200
        lin.set_password("another-long-word-9")
        lin.save()
        assert browser.get(ME).status_code == 401

    def test_an_inactive_person_is_nobody(
        self, client: Client, lin: User, supplier: Company, signed_in: Callable[[User], Client]
    ) -> None:
        head = token(lin, supplier)
        browser = signed_in(lin)
        User.objects.filter(pk=lin.pk).update(is_active=False)
        assert browser.get(ME).status_code == 401
        assert Client().get(ME, **head).status_code == 401


class TestLanes:
    """A program's lane is short; what guards cookies and answers stays."""

    def test_headers_stand_in_both(self, lin: User, supplier: Company, signed_in: Callable[[User], Client]) -> None:
        browser = signed_in(lin)
        program = Client().get(ME, **token(lin, supplier))
        assert program.status_code == 200
        for name in HEADERS:
            assert program[name] == browser.get(ME)[name]

    def test_cookies_need_the_form_token(self, lin: User, supplier: Company) -> None:
        guarded = Client(enforce_csrf_checks=True)
        guarded.force_login(lin, backend="allauth.account.auth_backends.AuthenticationBackend")
        body = json.dumps({"name": "x", "scopes": ["*"]})
        answer = guarded.post("/api/v1/tokens", body, content_type="application/json", HTTP_IDEMPOTENCY_KEY="12345678")
        assert answer.status_code == 403

    def test_a_wrong_token_is_nobody_whatever_the_cookies(
        self, lin: User, supplier: Company, signed_in: Callable[[User], Client]
    ) -> None:
        browser = signed_in(lin)
        assert browser.get(ME).status_code == 200
        assert browser.get(ME, HTTP_AUTHORIZATION="Bearer wrong").status_code == 401

    def test_a_program_reads_no_session(
        self, lin: User, supplier: Company, signed_in: Callable[[User], Client]
    ) -> None:
        browser = signed_in(lin)
        head = token(lin, supplier)
        assert not [sql for sql in statements(lambda: browser.get(ME, **head)) if "django_session" in sql]
