"""What the recipes make up is complete, valid, varied, and the same each time."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from sourcebridge.catalog.drafts import PriceForm
from sourcebridge.catalog.models import Product
from sourcebridge.catalog.services import details
from sourcebridge.demo import town
from sourcebridge.demo.compose import Goods, Leaf, goods, rounded, slug
from sourcebridge.demo.recipes import all_recipes
from sourcebridge.demo.traders import PLACES, traders
from sourcebridge.places.models import Belt

EACH = 5


def made(code: str, leaf: Leaf, seed: int = 1) -> list[Goods]:
    dice = Random(f"{code} {seed}")
    return [
        goods(all_recipes()[code], leaf, dice, number=number, dearness=Decimal(1), guarded=False)
        for number in range(1, EACH + 1)
    ]


@pytest.mark.django_db
class TestGoods:
    def test_every_recipe_makes_goods_the_catalogue_takes(self) -> None:
        leaves = town.leaves_known()
        assert set(leaves) == set(all_recipes())
        assert len(leaves) > 200
        known, forms, titles = details.Known(), set(), set()
        for code, leaf in leaves.items():
            for one in made(code, leaf):
                draft = one.draft.checked(most_tiers=5)
                assert draft.titles["zh-hans"]
                assert draft.titles["en"].isascii()
                assert "  " not in draft.titles["zh-hans"] + draft.titles["en"]
                assert draft.moq % draft.batch_multiple == 0
                assert bool(draft.sell_unit) == (draft.batch_multiple != 1)
                assert details.lacking(draft) == {}
                details.values_of(Product(), draft, known.of(code))
                assert len(one.stock) == len(draft.skus)
                forms.add(draft.price_form)
                titles.add(draft.titles["zh-hans"])
        assert forms == set(PriceForm)
        assert len(titles) > len(leaves) * EACH * 0.9

    def test_axes_and_fixed_facts_give_answers_their_leaf_knows(self) -> None:
        leaves = town.leaves_known()
        strange = set()
        for code, recipe in all_recipes().items():
            said = [pair for axis in recipe.axes for item in axis.items for pair in item.answers]
            said += [(name, values) for name, choices in recipe.fixed for values in choices]
            for name, values in said:
                spec = leaves[code].specs.get(name)
                listed = spec.options if spec else {}
                strange |= {(code, name, value) for value in values if spec is None or (listed and value not in listed)}
        assert strange == set()

    def test_the_same_dice_make_the_same_goods(self) -> None:
        leaf = town.leaves_known()["fabric-woven-pongee"]
        assert made(leaf.code, leaf) == made(leaf.code, leaf)
        assert made(leaf.code, leaf) != made(leaf.code, leaf, seed=2)


@pytest.mark.django_db
class TestTraders:
    def test_are_spread_over_real_belts_under_names_of_their_own(self) -> None:
        belts = {belt.code: (belt.city_zh, belt.city_en) for belt in Belt.objects.all()}
        houses = traders(300, Random(1), belts)
        assert len(houses) == 300
        assert len({house.name for house in houses}) == 300
        assert len({house.code_stem for house in houses}) == 300
        assert {house.place.belt for house in houses} == {place.belt for place in PLACES}
        assert len(PLACES) >= 12


class TestFigures:
    @pytest.mark.parametrize(
        ("price", "shown"),
        [("0.0374", "0.04"), ("3.372", "3.35"), ("47.3", "47.50"), ("128.4", "128.00"), ("0", "0.01")],
    )
    def test_prices_are_written_as_traders_write_them(self, price: str, shown: str) -> None:
        assert str(rounded(Decimal(price))) == shown

    def test_addresses_are_latin(self) -> None:
        assert slug("Polyester pongee 300T, in stock") == "polyester-pongee-300t-in-stock"
