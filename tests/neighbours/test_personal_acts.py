"""Who may ask for data and erasure, what refuses, who gets the file, and what the pages say."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from sourcebridge.audit.models import AuditEntry
from sourcebridge.clock import queries as clock
from sourcebridge.clock.models import Deadline, DeadlineState
from sourcebridge.kit.actors import Actor, By
from sourcebridge.parameters.models import Parameter
from sourcebridge.parameters.services import change
from sourcebridge.parties import services as parties
from sourcebridge.parties.models import Company, User
from sourcebridge.privacy import queries, services
from sourcebridge.privacy.errors import HoldWithoutReason, LinkOld, NoErasure, OnlyOperator, TableUnknown
from sourcebridge.privacy.models import Erasure, ErasureState, Export, ExportState, Hold

pytestmark = pytest.mark.django_db
PASSWORD = "lang-und-geheim-7"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def person(db: None, settings: object, tmp_path: Path) -> Callable[..., User]:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]

    def make(name: str, language: str = "en") -> User:
        return parties.register_user(
            email=f"{name}@example.cn", password=PASSWORD, name=name.title(), language=language, verified=True
        )

    return make


@pytest.fixture
def desk(person: Callable[..., User]) -> tuple[User, Company]:
    owner = person("desk")
    return owner, parties.found_platform(by=owner, name="运营", now=clock.now())


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, BACKEND)
    return client


def ask(user: User, act: str, password: str = PASSWORD) -> int:
    return browser(user).post(reverse("privacy:mine"), {"act": act, "password": password}).status_code


class TestAsk:
    def test_waits_and_can_be_taken_back(self, person: Callable[..., User]) -> None:
        lin = person("lin")
        assert ask(lin, "erase") == 302
        row = Erasure.objects.get(user=lin)
        assert row.due_at - row.asked_at == timedelta(days=7)
        assert ask(lin, "erase") == 409
        assert browser(lin).post(reverse("privacy:withdraw")).status_code == 302
        row.refresh_from_db()
        assert row.state == ErasureState.WITHDRAWN
        assert not Deadline.objects.filter(subject_id=row.id, state=DeadlineState.WAITING).exists()
        with pytest.raises(NoErasure):
            services.withdraw(user_id=lin.id, now=clock.now())
        verbs = set(AuditEntry.objects.filter(subject_id=str(row.id)).values_list("verb", flat=True))
        assert verbs == {"privacy.erasure.asked", "privacy.erasure.withdrawn"}

    @pytest.mark.parametrize("act", ["erase", "export"])
    def test_a_wrong_password_changes_nothing(self, person: Callable[..., User], act: str) -> None:
        assert ask(person("lin"), act, "not-it-at-all") in {401, 403, 422}
        assert (Erasure.objects.count(), Export.objects.count()) == (0, 0)

    def test_the_platform_keeps_an_owner(self, desk: tuple[User, Company]) -> None:
        assert ask(desk[0], "erase") == OnlyOperator.status
        assert not Erasure.objects.exists()

    def test_by_api(self, person: Callable[..., User]) -> None:
        token = parties.issue_token(user_id=person("lin").id, company_id=None, name="x", now=clock.now()).secret
        client, bearer = Client(), {"Authorization": f"Bearer {token}"}

        def send(path: str, **body: str) -> int:
            return client.post(path, json.dumps(body), content_type="application/json", headers=bearer).status_code

        assert send("/api/v1/me/erasure", password="wrong-one-here") in {401, 403}
        assert send("/api/v1/me/erasure", password=PASSWORD) == 202
        assert send("/api/v1/me/erasure/withdraw") == 200
        assert send("/api/v1/me/exports", password=PASSWORD) == 202
        assert client.get("/api/v1/me/exports", headers=bearer).json()[0]["url"] == ""
        assert send("/api/v1/privacy/holds", user_id=str(uuid4()), reason="x") == 403


class TestErase:
    def test_sign_in_and_tokens_end(self, person: Callable[..., User]) -> None:
        lin = person("lin")
        secret = parties.issue_token(user_id=lin.id, company_id=None, name="x", now=clock.now()).secret
        here = browser(lin)
        ask(lin, "erase")
        row = services.erase(erasure_id=Erasure.objects.get().id, now=clock.now() + timedelta(days=7))
        assert row.state == ErasureState.DONE
        assert here.get(reverse("privacy:mine")).status_code == 302
        assert Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
        assert str(User.objects.get(pk=lin.pk)) == row.pseudonym
        assert person("lin").id != lin.id

    def test_a_hold_of_everything_keeps_everything(
        self, person: Callable[..., User], desk: tuple[User, Company]
    ) -> None:
        lin, by = person("lin"), By(Actor.OPERATOR, desk[0].id, desk[1].id, "Desk")
        with pytest.raises(HoldWithoutReason):
            services.place_hold(user_id=lin.id, tables=[], reason=" ", by=by, now=clock.now())
        with pytest.raises(TableUnknown):
            services.place_hold(user_id=lin.id, tables=["no_such"], reason="x", by=by, now=clock.now())
        assert not Hold.objects.exists()
        hold = services.place_hold(user_id=lin.id, tables=[], reason="court 7", by=by, now=clock.now())
        ask(lin, "erase")
        row = services.erase(erasure_id=Erasure.objects.get().id, now=clock.now())
        assert (row.state, User.objects.get(pk=lin.pk).name) == (ErasureState.HELD, "Lin")
        services.release_hold(hold_id=hold.id, reason="closed", by=by, now=clock.now())
        assert Deadline.objects.filter(subject_id=row.id, state=DeadlineState.WAITING).exists()

    def test_the_function_refuses_without_a_running_erasure(self, person: Callable[..., User]) -> None:
        lin = person("lin")
        ask(lin, "erase")
        with pytest.raises(DatabaseError, match="no erasure"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT privacy_forget(%s)", [lin.id])

    def test_the_app_cannot_use_the_gap_itself(self, person: Callable[..., User]) -> None:
        person("lin")
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('sourcebridge.forgets', 'audit_auditentry.actor_name', true)")
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            AuditEntry.objects.update(actor_name="x")
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


class TestHomonym:
    def test_whoever_takes_a_name_neither_gets_nor_renames_the_others_acts(self, person: Callable[..., User]) -> None:
        person("lin")
        thief = person("thief")
        parties.edit_profile(user_id=thief.id, name="Lin", language="en", zone="UTC", now=clock.now())
        by = By(Actor.OPERATOR, name="Lin")
        change(code="order.payment_days", value=Decimal(6), effective_from=clock.now(), by=by, now=clock.now())
        assert "Lin" not in queries.traces(thief.id)["sole"]
        ask(thief, "erase")
        services.erase(erasure_id=Erasure.objects.get().id, now=clock.now())
        assert Parameter.objects.get(code="order.payment_days").set_by == "Lin"

    def test_a_company_is_not_taken_along(self) -> None:
        tables = {row.table for row in queries.declared_rows()}
        assert {"payments_payoutaccount", "deals_termsversion", "domestic_spotorder"} & tables == set()


class TestExport:
    def test_all_of_ones_own_for_oneself_alone(self, person: Callable[..., User]) -> None:
        lin, mallory = person("lin"), person("mallory")
        assert ask(lin, "export") == 302
        services.make_export(export_id=Export.objects.get().id, now=clock.now())
        row = Export.objects.get()
        url = reverse("privacy:download", args=[row.id, queries.link_key(row)])
        answer: Any = browser(lin).get(url)
        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
            text = "".join(book.read(name).decode() for name in book.namelist())
            me = json.loads(book.read("data/parties_user.json"))
        assert me[0]["email"] == lin.email
        assert "password" not in me[0]
        assert "mallory" not in text.lower()
        assert "parties.person.registered" in text
        assert browser(mallory).get(url).status_code == 404
        assert Client().get(url).status_code == 302
        bent = reverse("privacy:download", args=[row.id, "x" + queries.link_key(row)])
        assert browser(lin).get(bent).status_code == 403
        services.end_export(export_id=row.id, now=clock.now())
        assert browser(lin).get(url).status_code == 404
        assert Export.objects.get().state == ExportState.GONE

    def test_a_link_is_of_one_file_and_person(self, person: Callable[..., User]) -> None:
        row = Export.objects.create(user=person("lin"), asked_at=clock.now())
        key = queries.link_key(row)
        with pytest.raises(LinkOld):
            queries.checked_key(key, export_id=uuid4(), user_id=row.user_id)
        with pytest.raises(LinkOld):
            queries.checked_key(key, export_id=row.id, user_id=uuid4())


class TestPages:
    @pytest.mark.parametrize(("language", "word"), [("en", "Erase my data"), ("zh-hans", "删除我的数据")])
    def test_own_data(self, person: Callable[..., User], language: str, word: str) -> None:
        answer = browser(person("lin", language)).get(reverse("privacy:mine"))
        assert (answer.status_code, word in answer.content.decode()) == (200, True)

    def test_the_desk(self, person: Callable[..., User], desk: tuple[User, Company]) -> None:
        lin, here = person("lin"), browser(desk[0])
        ask(lin, "erase")
        assert "Lin" in here.get(reverse("privacy:desk")).content.decode()
        form = {"email": lin.email, "reason": "court 7", "tables": ["messaging_mail"]}
        assert here.post(reverse("privacy:desk"), form).status_code == 302
        hold = Hold.objects.get()
        assert "court 7" in here.get(reverse("privacy:desk")).content.decode()
        assert here.post(reverse("privacy:release", args=[hold.id]), {"reason": "closed"}).status_code == 302
        assert browser(lin).get(reverse("privacy:desk")).status_code == 403
