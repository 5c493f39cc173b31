"""The API of companies and people, end to end."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from sourcebridge.messaging.models import Mail

pytestmark = pytest.mark.django_db
PASSWORD = "lang-und-geheim-7"


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


class TestRegister:
    def test_tells_a_person_from_mail_to_company(self, client: Client) -> None:
        answer = register(client, "Lin@Example.cn")
        assert answer.status_code == 202, answer.content
        mail = Mail.objects.get(to="lin@example.cn")
        signed_out = call(client, "POST", "/sign-in", {"email": "lin@example.cn", "password": PASSWORD})
        assert signed_out.json()["code"] == "mail_unverified"
        assert call(client, "POST", "/verify", {"key": key_of(mail)}).status_code == 200
        assert call(client, "POST", "/verify", {"key": key_of(mail)}).json()["code"] == "mail_key_invalid"
        token = call(client, "POST", "/sign-in", {"email": "lin@example.cn", "password": PASSWORD}).json()["secret"]
        body = {
            "name": "柯桥源色",
            "name_en": "Keqiao Source Colour",
            "sells": True,
            "credit_code": "91330621MA2BE4DT8W",
        }
        founded = call(client, "POST", "/companies", body, token=token, key="found-once")
        assert founded.status_code in (201, 422), founded.content
