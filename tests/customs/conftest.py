"""The cast of customs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from sourcebridge.customs import nomenclature, services
from sourcebridge.customs.rules import Duty, Kind
from sourcebridge.kit.actors import Actor, By
from sourcebridge.parties.models import Company

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = date(2026, 11, 23)


def duty(kind: Kind = Kind.MFN, country: str = "US", rate: str = "0.053", **more: Any) -> Duty:
    said: dict[str, Any] = {
        "prefix": "392690", "valid_from": date(2026, 1, 1), "source": "test", "low": Decimal(rate),
        "high": Decimal(rate), **more,
    }  # fmt: skip
    return Duty(ref="", country=country, kind=kind, **said)


@pytest.fixture
def platform(db: None) -> Company:
    return Company.objects.filter(is_platform=True).first() or Company.objects.create(name="运营", is_platform=True)


@pytest.fixture
def operator(platform: Company) -> By:
    return By(Actor.OPERATOR, None, platform.id, "operator")


CHAPTERS = {"39", "42", "54", "61", "62", "69"}


@pytest.fixture
def headings(operator: By) -> int:
    """Six chapters of the nomenclature: all that most tests look at."""
    header, *lines = nomenclature.shipped(nomenclature.SYSTEM).splitlines()
    few = [line for line in lines if line.split(",")[1][:2] in CHAPTERS]
    return services.load_headings(text="\n".join([header, *few]), by=operator, now=NOW)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are read in English unless a test says otherwise."""
    with translation.override("en"):
        yield
