"""The cast of freight."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from sourcebridge.clock import queries as clock
from sourcebridge.freight import services
from sourcebridge.freight.cards import Block, Card, Model, Per, Rate, Surcharge, Zone
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.charges import Source
from sourcebridge.kit.days import business_day
from sourcebridge.parties.models import Company
from tests.fx.conftest import browser

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = date(2026, 11, 23)
ASK = {
    "to": "US", "postcode": "10001", "box-TOTAL_FORMS": "2", "box-INITIAL_FORMS": "0", "box-0-length": "60",
    "box-0-width": "40", "box-0-height": "40", "box-0-weight": "12.4", "box-0-count": "2",
}  # fmt: skip


@pytest.fixture
def operator(db: None) -> By:
    platform = Company.objects.filter(is_platform=True).first()
    platform = platform or Company.objects.create(name="运营", is_platform=True)
    return By(Actor.OPERATOR, None, platform.id, "operator")


@pytest.fixture
def full() -> Card:
    """A card with everything a card can have."""
    return Card(
        code="EXP-US", version=1, carrier="测试速运", mode="EXPRESS", currency="CNY", model=Model.FIRST_NEXT,
        step_g=500,        valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31), source=Source("[test]", url="https://a.cn"),
        zones=(Zone("A", "US"), Zone("B", "US", ("99", "967"), (9, 12))),
        rates=(
            Rate("A", 0, 5_000, first_g=500, first_fee=Decimal(120), next_g=500, next_fee=Decimal("35.5")),
            Rate("A", 5_000, None, first_g=500, first_fee=Decimal(110), next_g=500, next_fee=Decimal(30)),
            Rate("B", 0, None, first_g=500, first_fee=Decimal(180), next_g=500, next_fee=Decimal(50)),
        ),
        transit_days=(4, 7), divisor=5000, least_g=500, most_g=70_000, least_charge=Decimal(100), may_round_up=True,
        duty_included=True,
        surcharges=(
            Surcharge("fuel", Per.PERCENT, Decimal("18.5")),
            Surcharge("peak", Per.KG, Decimal(2), "season", valid_from=date(2026, 11, 1), valid_until=DAY),
            Surcharge("long", Per.BOX, Decimal(90), "big", prefixes=("9",), side_above_mm=1200, box_above_g=25_000),
        ),
        blocks=(Block("battery", "the battery line", flag="battery"), Block("huge", "sea", side_above_mm=2700)),
        carrier_en="Test Express", service="标准", service_en="Standard", from_places=("CNCAN", "CNSHA"),
    )  # fmt: skip


@pytest.fixture
def today(db: None) -> date:
    return business_day(clock.now())


@pytest.fixture
def published(full: Card, operator: By, today: date) -> Card:
    card = replace(full, valid_from=today - timedelta(days=9), valid_until=today + timedelta(days=90))
    return services.publish(card=card, by=operator, now=clock.now()).card


@pytest.fixture
def desk(operator: By) -> Client:
    return browser(Company.objects.get(is_platform=True))


def posted(client: Client, path: str, body: dict[str, Any], key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/v1/freight/{path}", json.dumps(body), content_type="application/json", headers=headers)
