"""What goods nobody has measured weigh and take in the demo: believable ranges by category, marked so."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sourcebridge.demo.people import House
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.days import business_day
from sourcebridge.loading import services as loading
from sourcebridge.loading.services import EstimateGiven

REFERENCE = Path(__file__).with_name("reference") / "category_sizes.csv"
MADE = "[demo] a range made for the demo from what such goods usually weigh and take with their packing"
PAST = timedelta(days=60)
MM3_PER_DM3 = 10**6


def _mm3(litres: str) -> int:
    return int(Decimal(litres) * MM3_PER_DM3)


def load(operator: House, *, now: datetime) -> None:
    """Set them all, in force from two months before business time `now` (UTC)."""
    since = business_day(now - PAST)
    with REFERENCE.open(encoding="utf-8") as file:
        rows = [
            EstimateGiven(
                code=row["category"], unit=row["unit"], low_g=int(row["low_g"]), high_g=int(row["high_g"]),
                low_mm3=_mm3(row["low_dm3"]), high_mm3=_mm3(row["high_dm3"]), source=MADE, valid_from=since,
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip
    loading.set_estimates(given=rows, by=operator.by(Actor.OPERATOR), now=now)
