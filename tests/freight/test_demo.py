"""The demo's cards can be counted with, reach the four countries and home, and say that they are made up."""

from __future__ import annotations

import pytest

from sourcebridge.demo import carriage
from sourcebridge.freight import checks, files
from sourcebridge.freight.cards import Card, Load, Mode, Model, Place
from sourcebridge.freight.comparing import quotes
from sourcebridge.freight.pricing import Priced
from sourcebridge.kit.boxes import Box
from tests.freight.conftest import DAY, NOW

CARDS = carriage.cards(NOW)


@pytest.mark.parametrize("card", CARDS, ids=[one.code for one in CARDS])
def test_each_is_sound_and_travels_as_a_file(card: Card) -> None:
    assert checks.faults(card) == []
    assert card.source.text.startswith("[demo]")
    reading = files.read(files.document(card).decode("utf-8"))
    assert reading.wrong == ()


def test_all_modes_and_models() -> None:
    assert {one.mode for one in CARDS} == set(Mode)
    assert {one.model for one in CARDS} == set(Model)


@pytest.mark.parametrize("country", ["US", "DE", "GB", "BD", "CN"])
def test_a_pallet_of_cartons_has_prices(country: str) -> None:
    load = Load((Box(600, 400, 400, 15_000, 10),))
    by_currency = [[one for one in CARDS if one.currency == code] for code in ("CNY", "USD")]
    priced: list[Priced] = [
        one for few in by_currency for one in quotes(few, load, Place(country, postcode="90001"), DAY).priced
    ]
    assert len(priced) >= (1 if country == "CN" else 3)
    assert all(one.total.amount > 0 for one in priced)
