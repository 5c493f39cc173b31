"""The pages of people and companies."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from sourcebridge.audit.models import EventRecord
from sourcebridge.audit.services import deliver
from sourcebridge.clock import queries as clock
from sourcebridge.messaging.models import Mail
from sourcebridge.parties import queries, services
from sourcebridge.parties.models import Company, Membership, User
from tests.parties.conftest import PASSWORD, by, picture

pytestmark = pytest.mark.django_db


def deliver_all() -> None:
    """What the worker would do."""
    for row in EventRecord.objects.order_by("id"):
        deliver(event_id=row.id)


class TestPages:
    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    @pytest.mark.parametrize(
        "name",
        ["parties:profile", "parties:security", "parties:found", "parties:company", "parties:edit", "parties:members",
         "parties:invitations", "parties:tokens", "parties:licence_submit", "account_email", "account_change_password",
         "mfa_index", "usersessions_list", "account_logout", "messaging:mailbox"],
    )  # fmt: skip
    def test_open(
        self, name: str, language: str, supplier: Company, lin: User, signed_in: Callable[[User], Client]
    ) -> None:
        lin.language = language
        lin.save()
        answer = signed_in(lin).get(reverse(name))
        assert answer.status_code == 200, answer.content[:3000]
        assert b"style=" not in answer.content

    @pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password", "messaging:mailbox"])
    def test_open_for_visitors(self, name: str, client: Client) -> None:
        answer = client.get(reverse(name))
        assert answer.status_code == 200
        assert b"style=" not in answer.content

    def test_visitor_is_sent_to_sign_in(self, client: Client) -> None:
        answer = client.get(reverse("parties:company"))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/?next=")


class TestRegister:
    def test_registers_verifies_and_signs_in(self, client: Client) -> None:
        form = {"name": "Wang", "email": "Wang@example.cn", "password1": PASSWORD, "language": "en"}
        answer = client.post("/account/signup/", form)
        assert answer.status_code == 302, answer.content
        mail = Mail.objects.get(to="wang@example.cn")
        link = re.search(r"http://[^\s]+(/account/confirm-email/[^\s]+)", mail.body)
        assert link, mail.body
        assert client.get(link[1]).status_code == 200
        assert client.post(link[1]).status_code == 302
        assert client.get(reverse("parties:profile")).status_code == 200
        user = User.objects.get(email="wang@example.cn")
        assert (user.name, user.language) == ("Wang", "en")

    def test_known_address_is_answered_like_a_new_one(self, client: Client, lin: User) -> None:
        form = {"name": "Lin", "email": "lin@example.cn", "password1": PASSWORD, "language": "en"}
        known = client.post("/account/signup/", form)
        new = Client().post("/account/signup/", {**form, "email": "new@example.cn"})
        assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
        assert User.objects.filter(email="lin@example.cn").count() == 1
        assert Mail.objects.filter(to="lin@example.cn").exists()


class TestInvitation:
    def test_registers_from_the_link_and_joins(self, client: Client, supplier: Company, lin: User) -> None:
        services.invite(
            company_id=supplier.id,
            email="mei@example.cn",
            roles=["SALES"],
            language="en",
            by=by(lin, supplier),
            now=clock.now(),
        )
        deliver_all()
        mail = Mail.objects.get(to="mei@example.cn")
        link = re.search(r"http://[^\s]+(/invitations/[^\s]+)", mail.body)
        assert link, mail.body
        seen = client.get(link[1])
        assert seen.status_code == 200
        assert supplier.name in seen.content.decode()
        form = {"name": "Mei", "email": "mei@example.cn", "password1": PASSWORD, "language": "en", "next": link[1]}
        registered = client.post("/account/signup/", form)
        assert registered["Location"] == link[1]
        assert client.post(link[1]).status_code == 302
        row = Membership.objects.get(user__email="mei@example.cn")
        assert (row.company_id, row.roles) == (supplier.id, ["SALES"])


class TestLicence:
    def test_goes_from_upload_to_mark(
        self,
        media: None,
        supplier: Company,
        lin: User,
        platform: Company,
        operator: User,
        signed_in: Callable[[User], Client],
    ) -> None:
        client = signed_in(lin)
        form = {
            "kind": "BUSINESS_LICENCE",
            "claimed_name": supplier.name,
            "claimed_number": "91330621MA2BE4DT8",
            "document": picture(),
        }
        wrong = client.post(reverse("parties:licence_submit"), form)
        assert wrong.status_code == 422
        form |= {"claimed_number": "91110108551385082Q", "document": picture()}
        assert client.post(reverse("parties:licence_submit"), form).status_code == 302
        row = supplier.licences.get()
        assert client.get(reverse("parties:licence_document", args=[row.id]))["Content-Type"] == "image/jpeg"
        assert client.get(reverse("parties:licence_queue")).status_code == 403
        client = signed_in(operator)
        assert supplier.name in client.get(reverse("parties:licence_queue")).content.decode()
        place = reverse("parties:licence_review", args=[row.id])
        assert client.get(place).status_code == 200
        assert client.post(place, {"act": "start_review"}).status_code == 302
        assert client.post(place, {"act": "reject", "reason": ""}).status_code == 422
        approve = {
            "act": "approve",
            "verified_name": supplier.name,
            "verified_number": "91110108551385082Q",
            "valid_until": "2036-01-31",
        }
        assert client.post(place, approve).status_code == 302, client.post(place, approve).content.decode()
        assert queries.verification(supplier.id)[0].state == "verified"
        deliver_all()
        assert Mail.objects.filter(to="lin@example.cn").exists()
        assert client.get(reverse("parties:company_profile", args=[supplier.id])).status_code == 200


class TestTokens:
    def test_secret_is_shown_once(self, supplier: Company, lin: User, signed_in: Callable[[User], Client]) -> None:
        client = signed_in(lin)
        made = client.post(reverse("parties:tokens"), {"name": "ERP", "scopes": ["parties:member:view"], "days": "30"})
        secret = re.search(r"sb_[\w-]{40,}", made.content.decode())
        assert secret, made.content.decode()
        assert secret[0] not in client.get(reverse("parties:tokens")).content.decode()
        seen = Client().get("/api/v1/company/members", headers={"Authorization": f"Bearer {secret[0]}"})
        assert seen.status_code == 200, seen.content
        refused = Client().post(
            "/api/v1/tokens",
            {"name": "x"},
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret[0]}"},
        )
        assert refused.status_code == 403
