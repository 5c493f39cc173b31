"""Duties and assumed codes of the demo: rates with their sources, marked where they are only a range or made up."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from sourcebridge.customs import dutyfile, nomenclature
from sourcebridge.customs import services as customs
from sourcebridge.demo.people import House
from sourcebridge.kit.actors import Actor

REFERENCE = Path(__file__).with_name("reference")
MADE = "[demo] the heading goods of this category usually fall under; the supplier or a broker must confirm it"


def load(operator: House, *, now: datetime) -> None:
    """Load the nomenclature, publish the rows and say which code each category is assumed to have."""
    by = operator.by(Actor.OPERATOR)
    customs.load_headings(text=nomenclature.shipped(nomenclature.SYSTEM), by=by, now=now)
    reading = dutyfile.read((REFERENCE / "duties.csv").read_text("utf-8"))
    assert not reading.wrong, reading.wrong[:3]
    customs.publish_duties(rows=reading.rows, by=by, now=now)
    with (REFERENCE / "category_codes.csv").open(encoding="utf-8") as file:
        codes = {row["category"]: row["code"] for row in csv.DictReader(file)}
    customs.assume(codes=codes, source=MADE, by=by, now=now)
