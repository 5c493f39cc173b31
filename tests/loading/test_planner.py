"""Plans pass the independent check, beat the greedy way, and are quick."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcebridge.loading import planner
from sourcebridge.loading.cargo import Container, Item, Load, Placed, Plan
from sourcebridge.loading.planner import fill, plan
from sourcebridge.loading.verifier import verify
from tests.loading.cases import HIGH, LARGE, SMALL, cargo, greedy

CARTONS = st.lists(
    st.builds(
        Item,
        key=st.just("k"),
        length_mm=st.integers(100, 2500),
        width_mm=st.integers(100, 1500),
        height_mm=st.integers(100, 1500),
        gross_g=st.integers(500, 900_000),
        count=st.integers(1, 60),
        fragile=st.booleans(),
        stack_g=st.none() | st.integers(0, 2_000_000),
        upright=st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


class TestPlan:
    def test_fifty_seeded_cargoes_beat_the_greedy_way(self) -> None:
        ours, theirs = [], []
        for seed in range(50):
            items = cargo(seed)
            load, left = fill(items, SMALL)
            assert verify(Plan((load,), left), items) == []
            ours.append(load.filled_mm3 / SMALL.mm3)
            theirs.append(greedy(items, SMALL).filled_mm3 / SMALL.mm3)
        worse = [seed for seed in range(50) if ours[seed] <= theirs[seed]]
        print(f"fill: ours {sum(ours) / 50:.1%}, greedy {sum(theirs) / 50:.1%}, least gain "
              f"{min(a - b for a, b in zip(ours, theirs, strict=True)):.1%}, not better in {worse}")  # fmt: skip
        assert worse == []

    @settings(max_examples=60, deadline=None)
    @given(CARTONS)
    def test_every_plan_passes_the_check(self, drawn: list[Item]) -> None:
        items = [replace(item, key=f"k{number}") for number, item in enumerate(drawn)]
        made = plan(items, [SMALL, LARGE, HIGH])
        assert verify(made, items) == []

    def test_a_thousand_equal_cartons_are_quick(self) -> None:
        items = [Item("case", 600, 400, 400, 12_000, 1000)]
        started = time.process_time()
        made = plan(items, [SMALL, LARGE, HIGH])
        assert time.process_time() - started < 2
        assert verify(made, items) == []
        assert not made.left

    def test_varied_cargo_is_bounded(self) -> None:
        dice = Random(3)
        side = partial(dice.randrange, 250, 800)
        items = [Item(f"k{number}", side(), side(), side(), 9_000, 125) for number in range(40)]
        started = time.process_time()
        made = plan(items, [SMALL, LARGE, HIGH])
        assert time.process_time() - started < 6
        assert verify(made, items) == []

    def test_work_beyond_the_limit_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(planner, "LIMIT", 1)
        with pytest.raises(planner.TooMuchWork):
            plan([Item("a", 600, 400, 400, 9000, 10), Item("b", 500, 400, 300, 9000, 10)], [SMALL])

    def test_the_smallest_container_that_takes_all(self) -> None:
        assert [load.container.code for load in plan([Item("a", 600, 400, 400, 9000, 100)], [HIGH, SMALL]).loads] == [
            "20GP"
        ]

    def test_a_cheaper_container_is_chosen(self) -> None:
        dear, cheap = replace(SMALL, cost=2000), replace(HIGH, cost=1500)
        assert plan([Item("a", 600, 400, 400, 9000, 100)], [dear, cheap]).loads[0].container.code == "40HQ"

    def test_what_fits_nowhere_is_left(self) -> None:
        made = plan([Item("beam", 13_000, 200, 200, 9000, 2), Item("a", 600, 400, 400, 9000)], [SMALL, HIGH])
        assert made.left == {"beam": 2}
        assert len(made.loads) == 1

    def test_weight_alone_asks_for_a_second_container(self) -> None:
        items = [Item("stone", 500, 500, 500, 1_000_000, 40)]
        made = plan(items, [SMALL])
        assert len(made.loads) == 2
        assert verify(made, items) == []


BOX = Container("test", 2000, 1000, 1000, 1000, 1000, 100_000)
ITEM = Item("a", 500, 500, 500, 10_000, 2, stack_g=10_000)
ON_FLOOR = Placed("a", 0, 0, 0, 500, 500, 500, 10_000)


class TestVerify:
    """The check itself is checked: each broken plan is refused for its own reason."""

    def test_a_good_plan(self) -> None:
        assert verify(_plan(ON_FLOOR, replace(ON_FLOOR, z=500)), [ITEM]) == []

    @pytest.mark.parametrize(
        ("second", "word"),
        [
            (replace(ON_FLOOR, x=499), "overlap"),
            (replace(ON_FLOOR, x=1600), "leaves"),
            (replace(ON_FLOOR, y=-1, x=500), "leaves"),
            (replace(ON_FLOOR, z=501), "supported"),
            (replace(ON_FLOOR, x=130, z=500), "supported"),
            (replace(ON_FLOOR, x=500, length=499), "as given"),
            (replace(ON_FLOOR, x=500, gross_g=1), "as given"),
            (replace(ON_FLOOR, x=500, key="b"), "no kind"),
        ],
    )
    def test_a_broken_plan(self, second: Placed, word: str) -> None:
        assert any(word in fault for fault in verify(_plan(ON_FLOOR, second), [ITEM]))

    def test_nothing_on_the_fragile(self) -> None:
        items = [replace(ITEM, fragile=True)]
        assert any("fragile" in fault for fault in verify(_plan(ON_FLOOR, replace(ON_FLOOR, z=500)), items))

    def test_no_more_than_it_bears(self) -> None:
        items = [replace(ITEM, stack_g=9_999)]
        assert any("bears more" in fault for fault in verify(_plan(ON_FLOOR, replace(ON_FLOOR, z=500)), items))

    def test_upright(self) -> None:
        items = [Item("a", 500, 400, 300, 10_000, 1, upright=True)]
        lying = Placed("a", 0, 0, 0, 500, 300, 400, 10_000)
        assert any("upright" in fault for fault in verify(_plan(lying), items))

    def test_the_payload(self) -> None:
        light = replace(BOX, payload_g=19_999)
        made = Plan((Load(light, (ON_FLOOR, replace(ON_FLOOR, x=500))),), {})
        assert any("payload" in fault for fault in verify(made, [ITEM]))

    def test_the_door(self) -> None:
        made = Plan((Load(replace(BOX, door_height_mm=499), (ON_FLOOR,)),), {"a": 1})
        assert any("door" in fault for fault in verify(made, [ITEM]))

    def test_a_carton_lost(self) -> None:
        assert any("1 loaded" in fault for fault in verify(_plan(ON_FLOOR), [ITEM]))

    def test_loaded_before_what_bears_it(self) -> None:
        made = _plan(replace(ON_FLOOR, z=500), ON_FLOOR)
        assert any("before" in fault for fault in verify(made, [ITEM]))


def _plan(*placed: Placed) -> Plan:
    return Plan((Load(BOX, placed),), {})
