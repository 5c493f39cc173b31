"""The cast: an operator, factories with shops, a market with stalls."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog.models import Shop
from sourcebridge.kit.actors import Actor, By
from sourcebridge.parties.models import Company, Membership, User
from sourcebridge.places import services
from sourcebridge.places.models import Belt, BeltMember, Hall, Market, Stall

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
_numbers = itertools.count(1)
Login = Callable[..., Client]


def company(name: str = "", *, sells: bool = True, shop: bool = True, name_en: str = "") -> Company:
    """A trading company, with a shop when it sells."""
    number = next(_numbers)
    row = Company.objects.create(name=name or f"面料厂 {number}", name_en=name_en or f"Mill {number}", sells=sells)
    if sells and shop:
        Shop.objects.create(
            company=row, name=f"{row.name}旗舰店", name_en=f"{row.name_en} shop", slug=f"shop-p{number}", opened_at=NOW
        )
    return row


def person(firm: Company, role: str = "OWNER", language: str = "en") -> User:
    user = User.objects.create_user(f"{uuid.uuid4().hex[:8]}@example.cn", "a-long-password", language=language)
    Membership.objects.create(user=user, company=firm, roles=[role])
    return user


def by_of(user: User, firm: Company, actor: Actor = Actor.PERSON) -> By:
    return By(actor, user.id, firm.id, str(user))


@pytest.fixture
def platform(db: None) -> Company:
    return Company.objects.filter(is_platform=True).first() or Company.objects.create(name="运营", is_platform=True)


@pytest.fixture
def operator(platform: Company) -> By:
    """The operator acting."""
    return by_of(person(platform), platform, Actor.OPERATOR)


@pytest.fixture
def factory(db: None) -> Company:
    """A selling company with a shop."""
    return company("锦纶织造", name_en="Jinlun Weaving")


@pytest.fixture
def owner(factory: Company) -> By:
    """Its owner acting."""
    return by_of(person(factory), factory)


@pytest.fixture
def north(db: None) -> Hall:
    """The north hall of 中国轻纺城."""
    return Hall.objects.get(market_id="china-textile-city", code="north")


@pytest.fixture
def stall(north: Hall, operator: By) -> Stall:
    """A free stall in it."""
    return services.open_stalls(hall_id=north.id, numbers=["3-128"], by=operator, now=NOW)[0]


@pytest.fixture
def login() -> Login:
    """A browser of somebody in a company."""

    def run(firm: Company, role: str = "OWNER", language: str = "en") -> Client:
        client = Client(headers={"Accept-Language": language})
        client.force_login(person(firm, role, language))
        return client

    return run


def everything() -> list[object]:
    """All rows of places with the audit trail and the facts, to prove that a refusal changed none."""
    models = (Belt, BeltMember, Market, Hall, Stall, AuditEntry, EventRecord)
    return [sorted(map(str, model.objects.values_list(*[f.attname for f in model._meta.fields]))) for model in models]
