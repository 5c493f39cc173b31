"""Cartons for totals sum to both exactly; cautions and changes name what they mean."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.freight import cautions, changes, parcels
from sourcebridge.freight.cards import Card, Model, Rate, Zone
from sourcebridge.kit.boxes import cubic_metres, grams
from tests.freight.conftest import DAY


@given(st.integers(1_000, 20_000_000), st.integers(10, 60_000))
def test_totals_are_exact(weight: int, litres: int) -> None:
    try:
        boxes = parcels.of_total(grams=weight, litres=litres)
    except ValueError:
        return
    assert grams(boxes) == weight
    assert cubic_metres(boxes) == Decimal(litres) / 1000
    assert all(max(box.sides) <= 500 and box.gross_g <= parcels.HEAVIEST_G for box in boxes)
    assert all(box.estimated for box in boxes)


def test_nothing_is_no_box() -> None:
    with pytest.raises(ValueError, match="too little"):
        parcels.of_total(grams=1, litres=50_000)


class TestCautions:
    def test_a_top_dearer_than_more_weight(self, full: Card) -> None:
        rates = (Rate("A", 0, 10_000, unit_price=Decimal(50)), Rate("A", 10_000, None, unit_price=Decimal(30)))
        card = replace(full, model=Model.STEP_PRICE, rates=rates, zones=(Zone("A", "US"),), may_round_up=False)
        with translation.override("en"):
            (said,) = cautions.cautions(card, on=DAY)
            assert "its top costs 500" in said
            assert cautions.cautions(replace(card, may_round_up=True), on=DAY) == []

    def test_postcodes_only_and_days(self, full: Card) -> None:
        card = replace(full, zones=(Zone("A", "US", ("1",)), Zone("B", "US", ("9",))), valid_until=None)
        assert len(cautions.cautions(card, on=DAY)) == 2

    def test_prices_end_before_the_card(self, full: Card) -> None:
        rates = (replace(full.rates[0]), replace(full.rates[2], to_g=5_000))
        assert len(cautions.cautions(replace(full, rates=rates), on=DAY)) == 2


class TestChanges:
    def test_each_field_and_row(self, full: Card) -> None:
        dearer = (replace(full.rates[0], first_fee=Decimal(130)), *full.rates[1:])
        after = replace(
            full, version=2, step_g=100, rates=dearer, blocks=full.blocks[:1], zones=(*full.zones, Zone("C", "CA"))
        )
        found = changes.changes(full, after)
        assert [(one.row, one.field) for one in found] == [
            ("card", "step_g"), ("zone C", ""), ("rate A 0", "first_fee"), ("block huge", ""),
        ]  # fmt: skip
        assert (found[2].before, found[2].after) == ("120", "130")
        assert changes.changes(full, replace(full, version=9)) == []
