"""Quotes worked by hand on the demo's cards (worked.csv says the working), through the database."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.demo import carriage
from sourcebridge.freight import queries, services
from sourcebridge.freight.cards import Card, Load, Place
from sourcebridge.freight.pricing import Priced, price
from sourcebridge.kit.actors import By
from sourcebridge.kit.boxes import Box
from sourcebridge.kit.money import Money
from tests.freight.conftest import DAY, NOW

CARDS = {one.code: one for one in carriage.cards(NOW)}


def cases() -> Iterator[dict[str, str]]:
    with (Path(__file__).parent / "worked.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def load(text: str) -> Load:
    """ "LxWxH grams count" with sides in mm."""
    sides, gross, count = text.split()
    length, width, height = map(int, sides.split("x"))
    return Load((Box(length, width, height, int(gross), int(count)),))


def said(priced: Priced) -> str:
    return "; ".join(
        f"{one.code.rpartition('.')[2]} {one.span.high.amount}" for one in priced.charges if one.span is not None
    )


@pytest.mark.django_db
def test_worked_by_hand(operator: By) -> None:
    for card in CARDS.values():
        services.publish(card=card, by=operator, now=NOW)
    wrong = []
    for case in cases():
        place = Place(case["zone"], postcode=case["postcode"])
        card = next(one for one in queries.cards_in_force(at=DAY, to_country=case["zone"]) if one.code == case["card"])
        answer = price(card, load(case["boxes"]), place, DAY)
        got = (str(Decimal(answer.chargeable_g) / 1000), said(answer)) if isinstance(answer, Priced) else answer
        if got != (case["chargeable_kg"], case["charges"]):
            wrong.append((case["case"], got, case["charges"]))
    assert wrong == []


@given(st.sampled_from(sorted(CARDS)), st.integers(50, 900), st.integers(100, 60_000), st.integers(1, 40))
def test_lines_sum_to_the_total(code: str, side: int, gross: int, count: int) -> None:
    card: Card = CARDS[code]
    place = Place(card.zones[0].country, postcode="20")
    answer = price(card, Load((Box(side, side, side, gross, count),)), place, DAY)
    if isinstance(answer, Priced):
        parts = [one.span.high.amount for one in answer.charges if one.span is not None]
        assert answer.total == Money.of(str(sum(parts)), card.currency)
        assert all(part > 0 for part in parts)


def test_dates_cover_the_demo() -> None:
    assert all(one.valid_from < DAY < (one.valid_until or date.max) for one in CARDS.values())
