"""The canary person: planted wherever a person can write, erased, and found nowhere outside what the law keeps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.test import RequestFactory
from psycopg import sql

from sourcebridge.audit import services as audit
from sourcebridge.audit.models import AuditEntry
from sourcebridge.catalog.models import ApprovedBuyer
from sourcebridge.clock import queries as clock
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.kit.actors import Actor, By
from sourcebridge.ledger.models import Entry
from sourcebridge.logistics import services as logistics
from sourcebridge.messaging import services as messaging
from sourcebridge.parties.models import Membership, User
from sourcebridge.privacy import personal, queries, services
from sourcebridge.privacy.errors import OrdersOpen
from sourcebridge.privacy.models import Erasure, ErasureState
from sourcebridge.privacy.personal import PERSONAL, Does
from tests.neighbours.world import World, populate

IP = "203.0.113.77"
PHONE = "13999990777"
STREET = "金丝雀弄 77 号"
FREE = "please ask {name} <{mail}> at once"
LINKED = re.compile(r"(^|_)(user|by|reviewer)(_id|_user|_name)?$")
OURS = ("account_", "mfa_", "usersessions_")


def found(needles: list[str]) -> set[tuple[str, str]]:
    """Every column of every table in whose values one of these words stands, in any letter case."""
    hits = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                sql.SQL(
                    "SELECT DISTINCT cell.key FROM {0} AS t, jsonb_each_text(to_jsonb(t)) AS cell"
                    " WHERE EXISTS (SELECT 1 FROM unnest(%s::text[]) AS word"
                    " WHERE position(lower(word) IN lower(cell.value)) > 0)"
                ).format(sql.Identifier(table)),
                [needles],
            )
            hits |= {(table, column) for (column,) in cursor.fetchall()}
    return hits


def in_files(needles: list[str]) -> list[Path]:
    """Stored files in which one of the words stands."""
    words = [needle.encode() for needle in needles]
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return [path for path in files if any(word in path.read_bytes() for word in words)]


def linked_tables() -> Iterator[tuple[str, list[models.Field]]]:  # type: ignore[type-arg]
    """Tables with a link to a person, and their columns of text."""
    for model in apps.get_models(include_auto_created=True):
        ours = model.__module__.startswith("sourcebridge.") or model._meta.db_table.startswith(OURS)
        fields = list(model._meta.concrete_fields)
        links = [one for one in fields if one.related_model is User or LINKED.search(str(one.column))]
        if ours and (links or model is User):
            kinds = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField)
            arrays = [one for one in fields if one.get_internal_type() == "ArrayField"]
            texts = [one for one in fields if isinstance(one, kinds) and not one.choices and not one.primary_key]
            yield model._meta.db_table, [*texts, *arrays]


def undeclared(declared: tuple[personal.Personal, ...]) -> list[str]:
    """Columns of text, on tables with a link to a person, that nobody has thought about."""
    said = {(row.table, column) for row in declared for column in row.columns}
    machine = {("domestic_spotorder", "currency"), ("domestic_spotorder", "carrier"), ("domestic_spotorder", "freight"),
               ("domestic_spotorder", "closed_by")}  # fmt: skip
    return [
        f"{table}.{one.column}"
        for table, fields in linked_tables()
        for one in fields
        if (table, one.column) not in said | machine
    ]


class TestDeclared:
    def test_every_text_beside_a_person_is_declared(self) -> None:
        assert undeclared(PERSONAL) == []

    def test_a_missing_declaration_is_seen(self) -> None:
        short = tuple(row for row in PERSONAL if row.table != "catalog_bulkrun")
        assert "catalog_bulkrun.asked_by_name" in undeclared(short)

    def test_every_declared_column_exists(self) -> None:
        columns = {(m._meta.db_table, f.column) for m in apps.get_models() for f in m._meta.concrete_fields}
        assert {(row.table, column) for row in PERSONAL for column in row.columns} - columns == set()

    def test_what_is_kept_says_why_and_until_when(self) -> None:
        assert all(row.why and row.until for row in PERSONAL if row.does is Does.KEEP)


def plant(user: User, company_id: UUID) -> list[str]:
    """Let a person write themselves wherever the world has not yet; the words to look for."""
    now, by = clock.now(), By(Actor.BUYER, user.id, company_id, user.name)
    words = {"name": user.name, "mail": user.email}
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    UserSession.objects.create(user=user, ip=IP, user_agent=f"canary {user.email}", session_key=user.id.hex, data={})
    fields = {"recipient": user.name, "phone": PHONE, "province": "44", "city": "广州市", "district": "天河区",
              "street": STREET}  # fmt: skip
    logistics.save_address(company_id=company_id, fields=fields, is_default=False, by=by, now=now)
    messaging.queue(to=user.email, subject=f"Dear {user.name}", body=FREE.format(**words))
    messaging.queue(to="other@example.cn", subject="About", body=f"{user.email} wrote to you")
    audit.record(verb="test.canary", subject=user, by=by, at=now, mail=user.email, who=user.name,
                 text=f"line\n{user.email}\n{user.name}", name="kept key")  # fmt: skip
    audit.once(
        scope=f"api:{company_id}",
        route="canary",
        key=user.id.hex,
        request_body=b"",
        act=lambda: (200, json.dumps(words)),
    )
    ApprovedBuyer.objects.filter(buyer_company_id=company_id).update(note=FREE.format(**words))
    return [user.name, user.email, IP, PHONE, STREET]


def run(user: User) -> Erasure:
    now = clock.now()
    row = Erasure.objects.create(user=user, pseudonym=services.erasing.pseudonym_of(user.id), asked_at=now, due_at=now)
    return services.erase(erasure_id=row.id, now=now)


@pytest.fixture
def world(db: None, settings: object, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return populate()


class TestCanary:
    def test_found_where_a_declaration_is_missing(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """The control: an erasure that lacks one table is seen by the search."""
        user = world.houses["buyer1"].people["OWNER"]
        needles = plant(user, world.houses["buyer1"].company.id)
        Membership.objects.filter(user=user).update(roles=["SALES"])
        short = tuple(row for row in PERSONAL if row.table != "logistics_deliveryaddress")
        monkeypatch.setattr(services.erasing, "PERSONAL", short)
        assert run(user).state == ErasureState.DONE
        missed = {("logistics_deliveryaddress", column) for column in ("recipient", "phone", "street")}
        assert found(needles) - personal.kept() == missed

    def test_found_nowhere_outside_what_the_law_keeps(self, world: World) -> None:
        cast = [world.houses["buyer1"], world.houses["supplier1"], world.operator]
        needles = []
        for house in cast:
            owner = house.people["OWNER"]
            needles += plant(owner, house.company.id)
            other = User.objects.create_user(f"second-{house.company.id.hex}@example.cn", None, name="Next")
            Membership.objects.create(user=other, company=house.company, roles=["OWNER"])
        needles.remove("Operator")  # a word of the trade as well; the person's address and rows are looked for
        before = found(needles)
        assert {("audit_auditentry", "actor_name"), ("usersessions_usersession", "ip"), ("audit_answer", "body"),
                ("logistics_deliveryaddress", "phone"), ("deals_termsversion", "made_by"), ("messaging_mail", "body"),
                ("inventory_movement", "by_name")} <= before  # fmt: skip
        sums = list(Entry.objects.order_by("id").values_list("id", "facts", "subject"))
        for house in cast:
            row = run(house.people["OWNER"])
            assert row.state == ErasureState.DONE
        assert found(needles) - personal.kept() == set()
        assert in_files(needles) == []
        assert list(Entry.objects.order_by("id").values_list("id", "facts", "subject")) == sums
        owner = User.objects.get(pk=cast[0].people["OWNER"].pk)
        assert owner.name == services.erasing.pseudonym_of(owner.id)
        assert not owner.is_active
        assert AuditEntry.objects.filter(user_id=owner.id, actor_name=owner.name).exists()
        assert not AuditEntry.objects.filter(user_id=world.operator.people["OWNER"].id, actor_name="Operator").exists()
        assert User.objects.filter(name="Next").count() == len(cast)

    def test_orders_of_a_company_without_another_owner_come_first(self, world: World) -> None:
        user, request = world.houses["buyer1"].people["OWNER"], RequestFactory().post("/")
        user.set_password("lang-und-geheim-7")
        user.save()
        with context.request_context(request), pytest.raises(OrdersOpen):
            services.ask(request=request, user_id=user.id, password="lang-und-geheim-7", now=world.now)
        assert not Erasure.objects.exists()
        row = run(user)
        assert (row.state, row.due_at - world.now >= timedelta(days=7)) == (ErasureState.ASKED, True)
        assert User.objects.get(pk=user.pk).name == user.name

    def test_a_hold_keeps_what_it_names_until_released(self, world: World) -> None:
        house, desk = world.houses["buyer2"], world.operator.by(Actor.OPERATOR)
        user = house.people["PURCHASER"]
        needles = plant(user, house.company.id)
        hold = services.place_hold(user_id=user.id, tables=["messaging_mail"], reason="court 7", by=desk, now=world.now)
        assert run(user).state == ErasureState.HELD
        assert ("messaging_mail", "to") in found(needles)
        assert ("usersessions_usersession", "ip") not in found(needles)
        assert not User.objects.get(pk=user.pk).is_active
        services.release_hold(hold_id=hold.id, reason="closed", by=desk, now=world.now)
        row = Erasure.objects.get(user=user)
        assert services.erase(erasure_id=row.id, now=world.now + timedelta(days=1)).state == ErasureState.DONE
        assert found(needles) - personal.kept() == set()
        assert SpotOrder.objects.exists()
        assert queries.erasure_of(user.id) is None
