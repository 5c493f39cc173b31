"""The belts and markets a new installation starts with (afterwards the operator's own), and the provinces.

belts.csv: categories are codes of the catalogue, joined by "|". provinces.csv: GB/T 2260 codes with the position of
each capital. markets.csv and halls.csv: real markets; their stalls are entered by whoever runs the platform.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

_HERE = "sourcebridge.places.reference"


@dataclass(frozen=True, slots=True)
class Province:
    """A province by its GB/T 2260 code, with where its capital lies (degrees)."""

    code: str
    name_zh: str
    name_en: str
    lon: Decimal
    lat: Decimal

    def name(self, language: str | None) -> str:
        """The name in the reader's language."""
        return self.name_zh if (language or "").startswith("zh") else self.name_en


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one of the files: "belts", "markets", "halls" or "provinces"."""
    text = (files(_HERE) / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def provinces() -> dict[str, Province]:
    """All provinces by code."""
    return {
        row["code"]: Province(row["code"], row["name_zh"], row["name_en"], Decimal(row["lon"]), Decimal(row["lat"]))
        for row in rows("provinces")
    }


def load(apps: Any) -> None:
    """Write belts, markets and halls through a migration's models. What is there already stays."""
    belts, markets, halls = (apps.get_model("places", name) for name in ("Belt", "Market", "Hall"))
    belts.objects.bulk_create(
        [belts(**{**row, "categories": row["categories"].split("|")}) for row in rows("belts")], ignore_conflicts=True
    )
    markets.objects.bulk_create([markets(**row) for row in rows("markets")], ignore_conflicts=True)
    seen: Counter[str] = Counter()
    made = []
    for row in rows("halls"):
        seen[row["market"]] += 1
        rest = {key: value for key, value in row.items() if key != "market"}
        made.append(halls(market_id=row["market"], position=seen[row["market"]], **rest))
    halls.objects.bulk_create(made, ignore_conflicts=True)
