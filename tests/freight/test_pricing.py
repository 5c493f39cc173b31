"""What a card asks, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.freight.cards import Block, Card, Load, Model, Per, Place, Rate, Surcharge, Zone
from sourcebridge.freight.comparing import quotes
from sourcebridge.freight.pricing import Priced, Refused, chargeable_g, price
from sourcebridge.kit.boxes import Box
from sourcebridge.kit.charges import Source
from sourcebridge.kit.money import Money

DAY = date(2026, 11, 23)
US = Place("US", postcode="90001")


def card(model: Model, *rates: Rate, **more: object) -> Card:
    plain = Card(
        code="X", version=1, carrier="c", mode="EXPRESS", currency="CNY", model=model, step_g=500,
        valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31), source=Source("[test]"),
        zones=(Zone("A", "US"),), rates=rates, transit_days=(5, 8),
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def load(grams: int, **more: object) -> Load:
    return Load((Box(100, 100, 100, grams),), **more)  # type: ignore[arg-type]


def asked(of: Card, what: Load, to: Place = US, at: date = DAY) -> Priced:
    answer = price(of, what, to, at)
    assert isinstance(answer, Priced), answer
    return answer


FIRST_NEXT = Rate("A", 0, None, first_g=500, first_fee=Decimal(120), next_g=500, next_fee=Decimal(35))
STEPS = (Rate("A", 0, 10_000, unit_price=Decimal(50)), Rate("A", 10_000, None, unit_price=Decimal(38)))
BANDS = (
    Rate("A", 0, 5_000, first_g=1_000, first_fee=Decimal(80), next_g=500, next_fee=Decimal(20)),
    Rate("A", 5_000, None, next_g=1_000, next_fee=Decimal(30)),
)
TOTALS = (Rate("A", 0, 2_000, total=Decimal(99)), Rate("A", 2_000, None, unit_price=Decimal(45)))
STEPPED = (FIRST_NEXT, replace(FIRST_NEXT, from_g=5_000, first_fee=Decimal(100), next_fee=Decimal(30)))


@pytest.mark.parametrize(("divisor", "kg"), [(6000, 20), (5000, 24)])
def test_volume_weight(divisor: int, kg: int) -> None:
    box = Box(600, 400, 500, 14_000)
    assert chargeable_g(card(Model.FIRST_NEXT, FIRST_NEXT, divisor=divisor), Load((box,))) == kg * 1000


def test_sea_takes_the_higher_of_measure_and_tonnes() -> None:
    of = card(Model.WEIGHT_OR_MEASURE, Rate("A", 0, None, unit_price=Decimal(300)), step_g=1000)
    heavy = Load((Box(1_400, 1_200, 1_500, 4_000_000),))
    small = Load((Box(100, 100, 100, 500),))
    assert [asked(of, one).chargeable_g for one in (heavy, small)] == [4_000_000, 1_000_000]
    assert asked(of, heavy).total == Money.of("1200", "CNY")


@pytest.mark.parametrize(
    ("model", "rates", "grams", "expected"),
    [
        (Model.FIRST_NEXT, (FIRST_NEXT,), 500, "120"),
        (Model.FIRST_NEXT, (FIRST_NEXT,), 1_700, "225"),  # 2.0 kg: 120 + 3 x 35
        (Model.STEP_PRICE, STEPS, 10_000, "500"),
        (Model.STEP_PRICE, STEPS, 12_100, "475"),  # 12.5 kg x 38
        (Model.UNIT_AND_STEP, TOTALS, 1_200, "99"),
        (Model.UNIT_AND_STEP, TOTALS, 2_400, "112.50"),
        (Model.UNIT_AND_STEP, (replace(TOTALS[1], total=Decimal(20)),), 2_400, "132.50"),  # 20 + 2.5 kg x 45
        (Model.MULTI_NEXT, BANDS, 900, "80"),
        (Model.MULTI_NEXT, BANDS, 7_000, "300"),  # 80 + 8 x 20 + 2 x 30
        (Model.STEPPED_FIRST_NEXT, (replace(STEPPED[0], to_g=5_000), STEPPED[1]), 5_000, "435"),
        (Model.STEPPED_FIRST_NEXT, (replace(STEPPED[0], to_g=5_000), STEPPED[1]), 5_500, "400"),
    ],
)
def test_models(model: Model, rates: tuple[Rate, ...], grams: int, expected: str) -> None:
    assert asked(card(model, *rates), load(grams)).total == Money.of(expected, "CNY")


def test_more_weight_may_be_paid_for_when_it_is_cheaper() -> None:
    assert asked(card(Model.STEP_PRICE, *STEPS, may_round_up=True), load(9_500)).total == Money.of("399", "CNY")


def test_surcharges_add_up_and_of_a_group_the_highest_is_taken() -> None:
    of = card(
        Model.FIRST_NEXT,
        FIRST_NEXT,
        surcharges=(
            Surcharge("fuel", Per.PERCENT, Decimal("18.5")),
            Surcharge("remote", Per.KG, Decimal(4), group="far", prefixes=("900",)),
            Surcharge("island", Per.ORDER, Decimal(30), group="far", prefixes=("90",)),
            Surcharge("peak", Per.ORDER, Decimal(9), valid_from=date(2026, 12, 1)),
            Surcharge("long", Per.BOX, Decimal(50), side_above_mm=1_200),
        ),
    )
    done = asked(of, load(500))
    assert [(one.code, str(one.span and one.span.high)) for one in done.charges] == [
        ("freight.main", "120.00 CNY"),
        ("freight.surcharge.fuel", "22.20 CNY"),
        ("freight.surcharge.island", "30.00 CNY"),
    ]
    assert done.total == Money.of("172.20", "CNY")


@pytest.mark.parametrize(
    ("more", "to", "at", "code"),
    [
        ({}, US, date(2027, 1, 1), "card_expired"),
        ({}, US, date(2025, 1, 1), "card_not_yet"),
        ({}, Place("DE"), DAY, "place_not_served"),
        ({"most_g": 400}, US, DAY, "weight_not_priced"),
        ({"blocks": (Block("battery", "a battery line", flag="battery"),)}, US, DAY, "goods_blocked"),
    ],
)
def test_refusals(more: dict[str, object], to: Place, at: date, code: str) -> None:
    answer = price(card(Model.FIRST_NEXT, FIRST_NEXT, **more), load(500, flags=frozenset({"battery"})), to, at)
    assert isinstance(answer, Refused)
    assert answer.code == code
    assert answer.sentence


def test_the_longest_postcode_prefix_wins() -> None:
    far = replace(FIRST_NEXT, zone="B", first_fee=Decimal(200))
    of = card(Model.FIRST_NEXT, FIRST_NEXT, far, zones=(Zone("A", "US", ("9",)), Zone("B", "US", ("900",))))
    assert asked(of, load(500)).total == Money.of("200", "CNY")


def test_quotes_name_what_nothing_beats() -> None:
    cheap = card(Model.FIRST_NEXT, FIRST_NEXT, code="slow", transit_days=(20, 30))
    quick = card(Model.FIRST_NEXT, replace(FIRST_NEXT, first_fee=Decimal(300)), code="quick", transit_days=(2, 3))
    beaten = card(Model.FIRST_NEXT, replace(FIRST_NEXT, first_fee=Decimal(400)), code="dear", transit_days=(9, 9))
    found = quotes([beaten, quick, cheap], load(500), US, DAY)
    assert [one.card.code for one in found.priced] == ["slow", "quick", "dear"]
    assert [one.card.code for one in found.fastest] == ["quick", "dear", "slow"]
    assert [one.card.code for one in found.front] == ["slow", "quick"]


def test_unlike_currencies_are_compared_only_when_converted() -> None:
    here = card(Model.FIRST_NEXT, FIRST_NEXT, code="here", transit_days=(9, 9))
    abroad = card(Model.FIRST_NEXT, replace(FIRST_NEXT, first_fee=Decimal(20)), code="abroad", currency="USD")
    apart = quotes([abroad, here], load(500), US, DAY)
    assert apart.currencies == ("CNY", "USD")
    assert {one.card.code for one in apart.front} == {one.card.code for one in apart.cheapest} == {"here", "abroad"}

    def yuan(amount: Money) -> Money:
        return amount if amount.currency == "CNY" else Money.rounded(amount.amount * 7, "CNY")

    together = quotes([abroad, here], load(500), US, DAY, yuan)
    assert together.currencies == ("CNY",)
    assert [one.card.code for one in together.priced] == ["here", "abroad"]
    assert together.amounts[together.priced[1].card.ref] == Money.of("140", "CNY")
    assert together.priced[1].total == Money.of("20", "USD")
    assert [one.card.code for one in together.cheapest] == ["here"]


MONOTONE = [card(Model.FIRST_NEXT, FIRST_NEXT), card(Model.MULTI_NEXT, *BANDS)]
MONOTONE.append(card(Model.STEP_PRICE, *STEPS, may_round_up=True))


@given(st.sampled_from(MONOTONE), st.integers(1, 60_000), st.integers(0, 60_000))
def test_more_weight_never_costs_less(of: Card, grams: int, more: int) -> None:
    assert asked(of, load(grams)).total <= asked(of, load(grams + more)).total


@given(st.integers(1, 30_000), st.integers(1, 30_000))
def test_two_loads_never_cost_less_than_one(left: int, right: int) -> None:
    of = card(Model.FIRST_NEXT, FIRST_NEXT)
    together = asked(of, Load((Box(100, 100, 100, left), Box(100, 100, 100, right)))).total
    assert together <= asked(of, load(left)).total + asked(of, load(right)).total
