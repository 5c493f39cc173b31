"""The API of companies and people, end to end."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client

from sourcebridge.messaging.models import Mail
from sourcebridge.parties import queries
from sourcebridge.parties.models import ApiToken, Company, Invitation, User
from tests.parties.conftest import CREDIT_CODE, PASSWORD, picture

pytestmark = pytest.mark.django_db


def call(client: Client, method: str, path: str, body: Any = None, *, token: str = "", key: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if key:
        headers["Idempotency-Key"] = key
    send = getattr(client, method.lower())
    return send(f"/api/v1{path}", body, content_type="application/json", headers=headers)


def register(client: Client, email: str, name: str = "Lin") -> Any:
    return call(client, "POST", "/register", {"email": email, "password": PASSWORD, "name": name})


def key_of(mail: Mail) -> str:
    found = re.search(r"/account/confirm-email/([^/\s]+)/", mail.body)
    assert found, mail.body
    return found[1]


def token_for(client: Client, email: str, **more: str) -> str:
    answer = call(client, "POST", "/sign-in", {"email": email, "password": PASSWORD, **more})
    assert answer.status_code == 200, answer.content
    secret: str = answer.json()["secret"]
    return secret


class TestRegister:
    def test_tells_a_person_from_mail_to_company(self, client: Client) -> None:
        answer = register(client, "Lin@Example.cn")
        assert answer.status_code == 202, answer.content
        mail = Mail.objects.get(to="lin@example.cn")
        refused = call(client, "POST", "/sign-in", {"email": "lin@example.cn", "password": PASSWORD})
        assert (refused.status_code, refused.json()["code"]) == (403, "mail_unverified")
        assert call(client, "POST", "/verify", {"key": key_of(mail)}).status_code == 200
        assert call(client, "POST", "/verify", {"key": key_of(mail)}).json()["code"] == "mail_key_invalid"
        token = token_for(client, "lin@example.cn")
        body = {"name": "柯桥源色", "name_en": "Source Colour", "sells": True, "credit_code": CREDIT_CODE}
        founded = call(client, "POST", "/companies", body, token=token, key="found-once")
        again = call(client, "POST", "/companies", body, token=token, key="found-once")
        assert founded.status_code == 201, founded.content
        assert (again.content, again["Idempotency-Replayed"]) == (founded.content, "true")
        switched = call(client, "POST", f"/companies/{founded.json()['id']}/switch", token=token).json()
        seen = call(client, "GET", "/me", token=switched["token"]["secret"]).json()
        assert seen["company"]["name"] == "柯桥源色"
        assert "parties:company:edit" in seen["permissions"]
        public = call(client, "GET", f"/companies/{founded.json()['id']}").json()
        assert [row["state"] for row in public["verification"]] == ["claimed"]
        assert "phone" not in public

    def test_refuses_a_weak_password(self, client: Client) -> None:
        answer = call(client, "POST", "/register", {"email": "a@b.cn", "password": "short", "name": "A"})
        assert (answer.status_code, answer.json()["code"]) == (422, "password_weak")
        assert not User.objects.exists()

    def test_answers_a_known_address_alike(self, client: Client, lin: User) -> None:
        known, new = register(client, lin.email), register(client, "other@example.cn")
        assert known.status_code == new.status_code == 202
        assert known.json()["detail"].replace(lin.email, "") == new.json()["detail"].replace("other@example.cn", "")
        assert Mail.objects.filter(to=lin.email).count() == Mail.objects.filter(to="other@example.cn").count() == 1


class TestSignIn:
    def test_answers_unknown_and_wrong_alike(self, client: Client, lin: User) -> None:
        unknown = call(client, "POST", "/sign-in", {"email": "nobody@example.cn", "password": PASSWORD})
        wrong = call(client, "POST", "/sign-in", {"email": lin.email, "password": PASSWORD + "x"})
        assert unknown.status_code == wrong.status_code == 401
        assert unknown.content == wrong.content
        assert not ApiToken.objects.exists()

    def test_both_hash_one_password(self, client: Client, lin: User, monkeypatch: pytest.MonkeyPatch) -> None:
        hashed: list[str] = []
        original = MD5PasswordHasher.encode

        def count(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
            hashed.append(password)
            return original(hasher, password, salt)

        monkeypatch.setattr(MD5PasswordHasher, "encode", count)
        call(client, "POST", "/sign-in", {"email": "nobody@example.cn", "password": PASSWORD})
        unknown = len(hashed)
        call(client, "POST", "/sign-in", {"email": lin.email, "password": PASSWORD + "x"})
        assert unknown == len(hashed) - unknown == 1

    def test_stops_guessing(self, client: Client, lin: User, settings: Any) -> None:
        cache.clear()
        settings.LIMITS_ON = True
        body = {"email": lin.email, "password": "wrong-wrong-wrong"}
        codes = [call(client, "POST", "/sign-in", body).json()["code"] for _try in range(6)]
        assert codes == ["sign_in_refused"] * 5 + ["too_many_attempts"]
        assert call(client, "POST", "/sign-in", {**body, "password": PASSWORD}).status_code == 429
        cache.clear()

    def test_asks_for_the_second_step(self, client: Client, lin: User) -> None:
        cache.clear()
        secret = generate_totp_secret()
        TOTP.activate(lin, secret)
        assert secret not in str(Authenticator.objects.get().data)
        body = {"email": lin.email, "password": PASSWORD}
        assert call(client, "POST", "/sign-in", body).json()["code"] == "code_needed"
        assert call(client, "POST", "/sign-in", {**body, "code": "000000"}).json()["code"] == "code_wrong"
        code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
        assert call(client, "POST", "/sign-in", {**body, "code": code}).status_code == 200
        assert call(client, "POST", "/sign-in", {**body, "code": code}).json()["code"] == "code_wrong"

    def test_sign_out_ends_the_token(self, client: Client, lin: User) -> None:
        token = token_for(client, lin.email)
        assert call(client, "POST", "/sign-out", token=token).status_code == 204
        assert call(client, "GET", "/me", token=token).json()["code"] == "sign_in_needed"

    def test_changing_the_password_ends_all_tokens(self, client: Client, lin: User) -> None:
        token = token_for(client, lin.email)
        wrong = call(client, "POST", "/me/password", {"current": "x" * 12, "new": "ganz-anders-9"}, token=token)
        assert wrong.status_code == 401
        done = call(client, "POST", "/me/password", {"current": PASSWORD, "new": "ganz-anders-9"}, token=token)
        assert done.status_code == 204, done.content
        assert call(client, "GET", "/me", token=token).status_code == 401


class TestPasswordReset:
    def test_answers_known_and_unknown_alike(self, client: Client, lin: User) -> None:
        known = call(client, "POST", "/password-reset", {"email": lin.email})
        unknown = call(client, "POST", "/password-reset", {"email": "nobody@example.cn"})
        assert known.status_code == unknown.status_code == 202, known.content
        assert "/account/password/reset/key/" in Mail.objects.get(to=lin.email).body
        assert Mail.objects.filter(to="nobody@example.cn").count() == 1

    def test_link_sets_a_new_password(self, client: Client, lin: User) -> None:
        call(client, "POST", "/password-reset", {"email": lin.email})
        link = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", Mail.objects.get(to=lin.email).body)
        assert link
        form = client.get(link[1])["Location"]
        assert client.get(form).status_code == 200
        assert client.post(form, {"password1": "ganz-anders-9", "password2": "ganz-anders-9"}).status_code == 302
        assert call(client, "POST", "/sign-in", {"email": lin.email, "password": "ganz-anders-9"}).status_code == 200


class TestLicences:
    def test_go_from_upload_to_verified(
        self, client: Client, media: None, supplier: Company, lin: User, platform: Company, operator: User
    ) -> None:
        mine, theirs = token_for(client, lin.email), token_for(client, operator.email)
        form = {"kind": "BUSINESS_LICENCE", "claimed_name": supplier.name, "claimed_number": CREDIT_CODE}
        headers = {"Authorization": f"Bearer {mine}"}
        sent = client.post("/api/v1/licences", {**form, "document": picture()}, headers=headers)
        assert sent.status_code == 201, sent.content
        row = sent.json()
        assert row["moves"] == ["withdraw"]
        assert client.get(row["document_url"], headers=headers)["X-Content-Type-Options"] == "nosniff"
        assert Client().get(row["document_url"]).status_code == 302
        refused = call(client, "POST", f"/licences/{row['id']}/start-review", token=mine)
        assert refused.status_code == 403
        call(client, "POST", f"/licences/{row['id']}/start-review", token=theirs)
        body = {"valid_until": "2036-12-31"}
        approved = call(client, "POST", f"/licences/{row['id']}/approve", body, token=theirs)
        assert approved.json()["state"] == "APPROVED", approved.content
        listed = call(client, "GET", "/licences?state=APPROVED", token=mine).json()
        assert [item["verified_number"] for item in listed["items"]] == [CREDIT_CODE]

    def test_refuses_what_is_no_document(self, client: Client, media: None, supplier: Company, lin: User) -> None:
        mine = token_for(client, lin.email)
        form = {"kind": "OTHER", "claimed_name": "x", "claimed_number": "1"}
        page = io.BytesIO(b"<script>alert(1)</script>")
        page.name = "licence.pdf"
        sent = client.post("/api/v1/licences", {**form, "document": page}, headers={"Authorization": f"Bearer {mine}"})
        assert (sent.status_code, sent.json()["code"]) == (422, "not_a_document")
        assert not supplier.licences.exists()


class TestInvitations:
    def test_invited_person_joins(self, client: Client, supplier: Company, lin: User, person: Any) -> None:
        mine = token_for(client, lin.email)
        body = {"email": "mei@example.cn", "roles": ["SALES"]}
        assert call(client, "POST", "/company/invitations", body, token=mine).status_code == 201
        row = Invitation.objects.get()
        key = queries.invitation_key(row)
        assert call(client, "GET", f"/invitations/{key}").json()["company"]["id"] == str(supplier.id)
        hers = token_for(client, person("mei").email)
        assert call(client, "POST", f"/invitations/{key}/accept", token=hers).json()["roles"] == ["SALES"]
        names = [row["email"] for row in call(client, "GET", "/company/members", token=mine).json()]
        assert names == [lin.email, "mei@example.cn"]


class TestMailbox:
    def test_lists_mails_of_one_address(self, client: Client, lin: User) -> None:
        register(client, "a@example.cn")
        register(client, "b@example.cn")
        found = call(client, "GET", "/mailbox?to=B@example.cn").json()["items"]
        assert [row["to"] for row in found] == ["b@example.cn"]
        assert "b@example.cn" in client.get("/mailbox/?to=b@example.cn").content.decode()
