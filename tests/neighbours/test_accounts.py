# ruff: noqa: F811
"""Sign-in, registration, reset, invitation: one answer and one duration for known and unknown; keys bound, once, short.

Durations are compared by what they are made of (password hashes, statements) and by the processor time of the thread,
interleaved, with the real password hasher. Limits are switched on and hit from several connections at once.
"""

from __future__ import annotations

import difflib
import re
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from sourcebridge.kit.errors import NotFound
from sourcebridge.messaging.models import Mail
from sourcebridge.parties import errors, queries, services
from sourcebridge.parties.models import ApiToken, Company, Invitation, User
from tests.parties.conftest import NOW, PASSWORD, by, lin, person, supplier  # noqa: F401 - fixtures

NEW = "ganz-anders-und-lang-9"
ARGON = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
ROUNDS = 15
ASKS: dict[str, Callable[[Client, str], Any]] = {
    "sign in, page": lambda client, email: client.post("/account/login/", {"login": email, "password": "x" * 12}),
    "sign in, API": lambda client, email: api(client, "/sign-in", {"email": email, "password": "x" * 12}),
    "register, page": lambda client, email: client.post(
        "/account/signup/", {"email": email, "password1": PASSWORD, "name": "Mei", "language": "en"}
    ),
    "register, API": lambda client, email: api(
        client, "/register", {"email": email, "password": PASSWORD, "name": "Mei", "language": "en"}
    ),
    "reset, page": lambda client, email: client.post("/account/password/reset/", {"email": email}),
    "reset, API": lambda client, email: api(client, "/password-reset", {"email": email}),
}


def api(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were hashed, by whatever hasher."""
    found: list[str] = []
    for hasher in {type(one) for one in hashers.get_hashers()}:
        original = hasher.encode

        def encode(self: Any, password: str, salt: str, *rest: Any, _real: Any = original, **more: Any) -> str:
            found.append(password)
            encoded: str = _real(self, password, salt, *rest, **more)
            return encoded

        monkeypatch.setattr(hasher, "encode", encode)
    return found


@pytest.fixture
def limits(settings: Any) -> Iterator[None]:
    """The limits as in production, from nothing."""
    cache.clear()
    settings.LIMITS_ON = True
    yield
    cache.clear()


def seen(answer: Any, email: str) -> tuple[Any, ...]:
    """What a caller can tell apart, without the address itself and the form's own secrets."""
    body = answer.content.decode().replace(email, "ADDRESS")
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body)
    body = re.sub(r'"X-CSRFToken": "[^"]+"', "", body)
    body = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "ID", body)
    cookies = sorted((name, bool(one.value)) for name, one in answer.cookies.items())
    return answer.status_code, answer.get("Location", "").replace(email, "ADDRESS"), cookies, body


@pytest.mark.django_db
class TestKnownAndUnknown:
    @pytest.mark.parametrize("ask", ASKS)
    def test_answer_alike(self, ask: str, lin: User, hashed: list[str]) -> None:
        unknown, known = "nobody@example.cn", lin.email
        answers, work = [], []
        for email in (unknown, known):
            client = Client()
            client.get("/account/login/")
            hashed.clear()
            with CaptureQueriesContext(connection) as said:
                answers.append(seen(ASKS[ask](client, email), email))
            work.append((len(hashed), len(said)))
        assert answers[0] == answers[1], list(
            difflib.unified_diff(answers[0][3].splitlines(), answers[1][3].splitlines(), n=0)
        )
        assert work[0][0] == work[1][0], f"password hashes {work}"
        assert abs(work[0][1] - work[1][1]) <= 3, f"statements {work}"

    @pytest.mark.parametrize("ask", ASKS)
    def test_both_are_mailed(self, ask: str, lin: User) -> None:
        for email in ("nobody@example.cn", lin.email):
            ASKS[ask](Client(), email)
        sent = [Mail.objects.filter(to=email).count() for email in ("nobody@example.cn", lin.email)]
        assert sent == ([0, 0] if ask.startswith("sign in") else [1, 1])

    @pytest.mark.parametrize("ask", ASKS)
    def test_take_alike(self, ask: str, lin: User, settings: Any) -> None:
        """Processor time: what the medians differ by is well below one password hash, or is noise."""
        settings.PASSWORD_HASHERS = ARGON
        lin.set_password(PASSWORD)
        lin.save()
        hash_takes = statistics.median(timed(lambda: hashers.make_password(PASSWORD)) for _ in range(5))
        for turn in range(3):  # what tells people apart does so each time
            took = self.interleaved(ASKS[ask], lin.email, f"nobody{turn}")
            apart = abs(statistics.median(took[True]) - statistics.median(took[False]))
            print(f"{ask}: {apart * 1000:.1f} ms apart, a hash {hash_takes * 1000:.1f} ms")
            if apart < max(0.6 * hash_takes, 2 * spread(took[True] + took[False])):
                return
        raise AssertionError(took)

    def interleaved(self, ask: Callable[[Client, str], Any], known: str, unknown: str) -> dict[bool, list[float]]:
        """Processor time of asking for a known address and for unknown ones, in turns."""
        took: dict[bool, list[float]] = {True: [], False: []}
        for turn in range(ROUNDS):
            for is_known in (turn % 2 == 0, turn % 2 == 1):
                email = known if is_known else f"{unknown}-{turn}@example.cn"
                took[is_known].append(timed(partial(ask, Client(), email)))
        return took

    def test_an_invitation_tells_nothing(self, supplier: Company, lin: User, person: Any) -> None:
        person("mei")
        work = []
        for email in ("nobody@example.cn", "mei@example.cn"):
            with CaptureQueriesContext(connection) as said:
                row = services.invite(
                    company_id=supplier.id, email=email, roles=["SALES"], by=by(lin, supplier), now=NOW
                )
            work.append((len(said), row.state, row.expires_at))
        assert work[0] == work[1]


def timed(act: Callable[[], Any]) -> float:
    began = time.thread_time()
    act()
    return time.thread_time() - began


def spread(values: list[float]) -> float:
    """The standard error of the difference of two medians, roughly."""
    middle = statistics.median(values)
    return 1.4826 * statistics.median(abs(value - middle) for value in values) * float((4 / len(values)) ** 0.5) * 1.25


@pytest.mark.django_db
class TestControl:
    def test_a_missing_dummy_hash_is_noticed(
        self,
        lin: User,
        settings: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(
            "allauth.account.auth_backends.AuthenticationBackend._mitigate_timing_attack", lambda *_: None
        )
        with pytest.raises(AssertionError):
            TestKnownAndUnknown().test_take_alike("sign in, API", lin, settings)


def link(to: str, pattern: str) -> str:
    found = re.search(rf"https?://[^/]+({pattern}\S+)", Mail.objects.filter(to=to).order_by("-id")[0].body)
    assert found
    return found[1]


@pytest.mark.django_db
class TestKeys:
    def reset_link(self, email: str) -> str:
        api(Client(), "/password-reset", {"email": email})
        return link(email, "/account/password/reset/key/")

    def use(self, path: str, password: str = NEW) -> bool:
        """Whether the link let its bearer set a password."""
        client = Client()
        first = client.get(path)
        if first.status_code != 302:
            return False
        done = client.post(first["Location"], {"password1": password, "password2": password})
        return done.status_code == 302

    def test_a_reset_link_works_once(self, lin: User) -> None:
        path = self.reset_link(lin.email)
        assert self.use(path)
        assert not self.use(path, "wieder-anders-und-lang-1")
        lin.refresh_from_db()
        assert lin.check_password(NEW)

    def test_a_reset_link_is_bound_to_its_person(self, lin: User, person: Any) -> None:
        mei = person("mei")
        own, other = self.reset_link(lin.email), self.reset_link(mei.email)
        uid, _, key = other.rstrip("/").rpartition("/")[2].partition("-")
        mixed = own.replace(own.rstrip("/").rpartition("/")[2].partition("-")[2], key)
        assert uid not in mixed
        assert not self.use(mixed)

    def test_a_reset_link_ends_after_two_hours(self, lin: User, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.contrib.auth.tokens import PasswordResetTokenGenerator

        path = self.reset_link(lin.email)
        real = PasswordResetTokenGenerator._now
        for hours, works in ((2.1, False), (1.9, True)):
            monkeypatch.setattr(
                PasswordResetTokenGenerator, "_now", lambda self, h=hours: real(self) + timedelta(hours=h)
            )
            assert self.use(path) == works

    def test_a_reset_link_ends_with_another_password_or_address(self, lin: User) -> None:
        path = self.reset_link(lin.email)
        lin.set_password("zwischendurch-geaendert-3")
        lin.save()
        assert not self.use(path)
        path = self.reset_link(lin.email)
        EmailAddress.objects.filter(user=lin).update(email="new@example.cn")
        User.objects.filter(pk=lin.pk).update(email="new@example.cn")
        assert not self.use(path)

    def test_a_reset_ends_sessions_and_tokens(self, supplier: Company, lin: User) -> None:
        client = Client()
        client.force_login(lin, "allauth.account.auth_backends.AuthenticationBackend")
        issued = services.issue_token(user_id=lin.id, company_id=supplier.id, name="ERP", now=NOW)
        assert client.get("/account/sessions/").status_code == 200
        assert self.use(self.reset_link(lin.email))
        assert client.get("/account/sessions/").status_code == 302
        answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {issued.secret}"})
        assert answer.status_code == 401
        assert ApiToken.objects.get(pk=issued.token.pk).revoked_at

    def test_links_never_follow_the_callers_host(self, lin: User, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        for ask in ("register, API", "register, page", "reset, API", "reset, page"):
            for email in (lin.email, f"{len(ask)}@example.cn"):
                ASKS[ask](Client(headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}), email)
        assert Mail.objects.exists()
        assert not Mail.objects.filter(body__contains="evil").exists()

    def test_an_invitation_is_bound_once_and_short(self, supplier: Company, lin: User, person: Any) -> None:
        mei, thief = person("mei"), person("thief")
        row = services.invite(company_id=supplier.id, email=mei.email, roles=["SALES"], by=by(lin, supplier), now=NOW)
        key = queries.invitation_key(row)
        with pytest.raises(errors.InvitationForAnother):
            services.accept_invitation(key=key, user=thief, now=NOW)
        with pytest.raises(errors.InvitationClosed):
            services.accept_invitation(key=key, user=mei, now=row.expires_at)
        services.accept_invitation(key=key, user=mei, now=NOW)
        with pytest.raises(errors.InvitationClosed):
            services.accept_invitation(key=key, user=mei, now=NOW)

    def test_a_key_of_one_purpose_serves_no_other(self, supplier: Company, lin: User, person: Any) -> None:
        mei = person("mei")
        row = services.invite(company_id=supplier.id, email=mei.email, roles=["SALES"], by=by(lin, supplier), now=NOW)
        api(Client(), "/register", {"email": "new@example.cn", "password": PASSWORD, "name": "N", "language": "en"})
        verify = link("new@example.cn", "/account/confirm-email/").rstrip("/").rpartition("/")[2]
        with pytest.raises(errors.MailKeyInvalid):
            services.verify_mail(key=queries.invitation_key(row), now=NOW)
        with pytest.raises(NotFound):
            services.accept_invitation(key=verify, user=mei, now=NOW)
        services.verify_mail(key=verify, now=NOW)
        with pytest.raises(errors.MailKeyInvalid):
            services.verify_mail(key=verify, now=NOW)

    def test_tokens_expire_in_real_time(self, supplier: Company, lin: User) -> None:
        answer = api(Client(), "/sign-in", {"email": lin.email, "password": PASSWORD})
        row = ApiToken.objects.get()
        assert row.expires_at is not None
        assert timedelta(days=29) < row.expires_at - timezone.now() <= timedelta(days=30)
        ApiToken.objects.update(expires_at=timezone.now())
        told = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {answer.json()['secret']}"})
        assert told.status_code == 401


@pytest.mark.django_db
@pytest.mark.usefixtures("limits")
class TestLimits:
    def guess(self, email: str, source: str = "198.51.100.7", password: str = "x" * 12) -> Any:
        return Client(REMOTE_ADDR=source).post(
            "/api/v1/sign-in", {"email": email, "password": password}, content_type="application/json"
        )

    def test_one_account_from_one_source(self, lin: User) -> None:
        assert [self.guess(lin.email).status_code for _ in range(7)] == [401] * 5 + [429] * 2
        assert self.guess(lin.email, password=PASSWORD).status_code == 429
        page = Client(REMOTE_ADDR="198.51.100.7").post("/account/login/", {"login": lin.email, "password": PASSWORD})
        assert page.status_code == 200
        assert str(errors.TooManyAttempts.sentence) in page.content.decode()

    def test_unknown_accounts_are_limited_alike(self, lin: User) -> None:
        known = [self.guess(lin.email).content for _ in range(7)]
        unknown = [self.guess("nobody@example.cn", "198.51.100.8").content for _ in range(7)]
        assert known == unknown

    def test_the_owner_is_not_locked_out_by_another_source(self, lin: User) -> None:
        for _ in range(9):
            self.guess(lin.email)
        assert self.guess(lin.email, "203.0.113.5", PASSWORD).status_code == 200

    def test_one_account_from_many_sources(self, lin: User) -> None:
        codes = [self.guess(lin.email, f"198.51.100.{turn}").status_code for turn in range(1, 53)]
        assert codes == [401] * 50 + [429] * 2

    def test_many_accounts_from_one_source(self, lin: User) -> None:
        codes = [self.guess(f"{turn}@example.cn").status_code for turn in range(22)]
        assert codes == [401] * 20 + [429] * 2

    def test_the_source_is_not_what_the_caller_says(self, lin: User) -> None:
        codes = [
            Client(REMOTE_ADDR="198.51.100.9").post(
                "/api/v1/sign-in", {"email": lin.email, "password": "x" * 12}, content_type="application/json",
                headers={"X-Forwarded-For": f"203.0.113.{turn}", "X-Real-IP": f"203.0.113.{turn}"},
            ).status_code for turn in range(7)
        ]  # fmt: skip
        assert codes == [401] * 5 + [429] * 2

    def test_behind_a_proxy_the_last_hop_counts(self, lin: User, settings: Any) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

        def guess(said: str) -> int:
            return Client(REMOTE_ADDR="127.0.0.1").post(
                "/api/v1/sign-in", {"email": lin.email, "password": "x" * 12}, content_type="application/json",
                headers={"X-Forwarded-For": said},
            ).status_code  # fmt: skip

        assert [guess(f"203.0.113.{turn}, 198.51.100.9") for turn in range(7)] == [401] * 5 + [429] * 2
        assert guess("198.51.100.9, 203.0.113.77") == 401

    def test_an_ipv6_network_is_one_source(self, lin: User) -> None:
        codes = [self.guess(lin.email, f"2001:db8:1:1::{turn:x}").status_code for turn in range(7)]
        assert codes == [401] * 5 + [429] * 2

    def test_right_passwords_are_not_counted(self, lin: User) -> None:
        assert [self.guess(lin.email, password=PASSWORD).status_code for _ in range(8)] == [200] * 8

    def test_guessing_the_password_of_a_stolen_session(self, supplier: Company, lin: User) -> None:
        """A refusal rolls its transaction back; the count stays."""
        secret = services.issue_token(user_id=lin.id, company_id=supplier.id, name="t", now=NOW).secret
        codes = [
            api(Client(), "/me/password", {"current": f"{turn}" * 12, "new": NEW}, Authorization=f"Bearer {secret}")
            .status_code for turn in range(7)
        ]  # fmt: skip
        assert codes == [401] * 5 + [429] * 2

    @pytest.mark.parametrize("ask", [name for name in ASKS if not name.startswith("sign in")])
    def test_mails_to_one_address(self, ask: str, lin: User) -> None:
        for email in ("nobody@example.cn", lin.email):
            answers = [ASKS[ask](Client(REMOTE_ADDR=f"198.51.100.{turn}"), email) for turn in range(7)]
            assert Mail.objects.filter(to=email).count() == 5
            assert str(errors.TooManyMails.sentence) in answers[-1].content.decode()

    @pytest.mark.parametrize("ask", [name for name in ASKS if not name.startswith("sign in")])
    def test_mails_from_one_source(self, ask: str, db: None) -> None:
        for turn in range(32):
            last = ASKS[ask](Client(), f"{turn}@example.cn")
        assert Mail.objects.count() == 30
        assert str(errors.TooManyMails.sentence) in last.content.decode()

    def test_many_keys_do_not_push_out_the_count(self, lin: User) -> None:
        for _ in range(5):
            self.guess(lin.email)
        for turn in range(700):
            cache.set(f"other:{turn}", turn, 300)
        assert self.guess(lin.email).status_code == 429

    def test_invitations_of_a_day(self, supplier: Company, lin: User) -> None:
        for turn in range(50):
            services.invite(
                company_id=supplier.id, email=f"{turn}@example.cn", roles=["SALES"], by=by(lin, supplier), now=NOW
            )
        with pytest.raises(errors.TooManyInvitations):
            services.invite(
                company_id=supplier.id, email="51@example.cn", roles=["SALES"], by=by(lin, supplier), now=NOW
            )
        assert Invitation.objects.count() == 50
        services.invite(
            company_id=supplier.id, email="51@example.cn", roles=["SALES"], by=by(lin, supplier),
            now=NOW + timedelta(days=1),
        )  # fmt: skip

    def test_sentences_say_what_to_do(self) -> None:
        for refusal in (errors.TooManyAttempts, errors.TooManyMails, errors.TooManyInvitations):
            assert refusal.status == 429
            with translation.override("en"):
                assert re.search(r"[Ww]ait|tomorrow", str(refusal.sentence))


def test_limits_hold_for_parallel_requests(committed_db: Any, settings: Any) -> None:
    """Forty guesses at once over connections of their own, as from several web workers: five are heard."""
    settings.LIMITS_ON = True
    services.register_user(email="lin@example.cn", password=PASSWORD, name="Lin", verified=True, now=NOW)

    def guess(turn: int) -> int:
        try:
            answer = api(Client(), "/sign-in", {"email": "lin@example.cn", "password": f"{turn}" * 12})
            return int(answer.status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(guess, range(40)))
    assert codes.count(401) <= 5
    assert set(codes) <= {401, 429}
