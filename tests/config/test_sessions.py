"""The session and its person come in one statement; whose session it is stands in the session alone."""

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sourcebridge.parties.models import User
from tests.parties.conftest import lin, person, supplier  # noqa: F401 - fixtures

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def browser(lin: User) -> Client:  # noqa: F811
    client = Client()
    client.force_login(lin, BACKEND)
    assert lin.email in client.get("/account/security/").content.decode()  # from now on it is on the list of sessions
    return client


@pytest.mark.django_db
class TestSession:
    def test_session_and_person_in_one_statement(self, browser: Client) -> None:
        with CaptureQueriesContext(connection) as said:
            assert browser.get("/account/security/").status_code == 200
        asked = [sql for sql in (one["sql"] for one in said) if "django_session" in sql or "parties_user person" in sql]
        assert len(asked) == 1, asked

    def test_another_person_on_the_list_is_not_believed(self, browser: Client, lin: User, person: object) -> None:  # noqa: F811
        thief = person("thief")  # type: ignore[operator]
        assert UserSession.objects.update(user=thief) == 1
        page = browser.get("/account/security/").content.decode()
        assert lin.email in page
        assert thief.email not in page

    def test_who_is_not_active_any_more_is_nobody(self, browser: Client, lin: User) -> None:  # noqa: F811
        User.objects.filter(pk=lin.pk).update(is_active=False)
        assert browser.get("/account/security/").status_code == 302

    def test_a_changed_password_ends_it(self, browser: Client, lin: User) -> None:  # noqa: F811
        lin.set_password("ganz-anders-und-lang-9")
        lin.save()
        assert browser.get("/account/security/").status_code == 302
