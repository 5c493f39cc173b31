"""The cast of exchange rates."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from sourcebridge.fx import services
from sourcebridge.fx.ratefile import Given
from sourcebridge.kit.actors import Actor, By
from sourcebridge.parties.models import Company, Membership, User

NOW = datetime(2026, 3, 31, 8, tzinfo=UTC)
DAY = date(2026, 3, 30)
RATES = {"USD": "1.10", "CNY": "7.92", "JPY": "165", "KRW": "1500", "KWD": "0.34", "BDT": "132.5"}


def given(currency: str, rate: str, on: date = DAY, source: str = "test") -> Given:
    return Given(on, currency, Decimal(rate), source)


@pytest.fixture
def platform(db: None) -> Company:
    return Company.objects.filter(is_platform=True).first() or Company.objects.create(name="运营", is_platform=True)


@pytest.fixture
def operator(platform: Company) -> By:
    return By(Actor.OPERATOR, None, platform.id, "operator")


@pytest.fixture
def buyer(db: None) -> By:
    return By(Actor.PERSON, None, Company.objects.create(name="Ohio Cases").id, "buyer")


@pytest.fixture
def rates(operator: By) -> None:
    services.load(rates=[given(code, rate) for code, rate in RATES.items()], by=operator, now=NOW)


def browser(firm: Company, role: str = "OWNER", language: str = "en") -> Client:
    user = User.objects.create_user(f"{uuid.uuid4().hex[:8]}@example.cn", "a-long-password", language=language)
    Membership.objects.create(user=user, company=firm, roles=[role])
    client = Client(headers={"Accept-Language": language})
    client.force_login(user)
    return client
