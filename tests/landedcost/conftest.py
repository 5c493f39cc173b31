"""The ground of landed cost in the database: the demo's cards and fees, the tests' rates, cloth for sale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from sourcebridge.clock import queries as clock
from sourcebridge.customs import dutyfile
from sourcebridge.customs import services as customs
from sourcebridge.customs.models import CategoryHeading, Heading
from sourcebridge.demo import carriage
from sourcebridge.freight import services as freight
from sourcebridge.fx import services as fx
from sourcebridge.fx.ratefile import Given
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.days import business_day
from sourcebridge.landedcost import services
from sourcebridge.landedcost.services import Fee
from sourcebridge.parties.models import Company
from tests.customs.worked import RATES as DUTIES
from tests.domestic.conftest import Scene
from tests.landedcost.ground import RATES


class World:
    """Everything a sheet is made of, in force now; `by` is the operator, `scene` the cloth and its traders."""

    def __init__(self) -> None:
        self.now: datetime = clock.now()
        self.platform = Company.objects.filter(is_platform=True).first() or Company.objects.create(
            name="运营", is_platform=True
        )
        self.by = By(Actor.OPERATOR, None, self.platform.id, "operator")
        for card in carriage.cards(self.now):
            freight.publish(card=card, by=self.by, now=self.now)
        today = business_day(self.now)
        fx.load(rates=[Given(today, code, Decimal(rate), "tests") for code, rate in RATES.items()], by=self.by,
                now=self.now)  # fmt: skip
        customs.publish_duties(rows=dutyfile.read(DUTIES).rows, by=self.by, now=self.now)
        self.scene = Scene(money="0")
        self.classify("520811")

    def classify(self, code: str) -> None:
        """Goods of the category are assumed to have the code."""
        above: Heading | None = None
        for level in (2, 4, 6):
            above = Heading.objects.get_or_create(
                code=code[:level], defaults={"level": level, "parent": above, "section": "XI", "name_en": code[:level]}
            )[0]
        assert above is not None
        CategoryHeading.objects.update_or_create(
            category=self.scene.product.category, defaults={"heading": above, "changed_at": self.now}
        )

    def fee(self, code: str, step: str, amount: str, basis: str = "SHIPMENT", currency: str = "USD") -> None:
        """Set a fee from today on."""
        services.set_fee(
            fee=Fee(code, step, basis, Decimal(amount), Decimal(amount), currency, code, code, "tests",
                    business_day(self.now)),
            by=self.by, now=self.now,
        )  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    found = World()
    found.fee("insurance", "INSURANCE", "0.003", "VALUE")
    return found


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are read in English unless a test says otherwise."""
    with translation.override("en"):
        yield
