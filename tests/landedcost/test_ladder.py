"""The price ladder EXW to DDP and conversions between any two rules."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.kit.charges import Span
from sourcebridge.kit.money import Money
from sourcebridge.landedcost.incoterms import RULES, Step, warnings
from sourcebridge.landedcost.ladder import converted, premium, rungs

RATE = Decimal("0.003")


def usd(low: str, high: str = "") -> Span:
    return Span(Money.of(low, "USD"), Money.of(high or low, "USD"))


COSTS: dict[Step, Span | None] = {
    Step.INLAND: usd("120.00"), Step.EXPORT_CLEARANCE: usd("60.00"), Step.ORIGIN_CHARGES: usd("150.00"),
    Step.MAIN_CARRIAGE: usd("1670.00"), Step.INSURANCE: premium(usd("12000.00"), RATE),
    Step.DESTINATION_CHARGES: usd("300.00"), Step.IMPORT_CLEARANCE: usd("125.00"), Step.DUTY: usd("650.00"),
    Step.IMPORT_TAX: usd("0.00"), Step.ON_CARRIAGE: usd("400.00"), Step.UNLOADING: usd("50.00"),
}  # fmt: skip


def prices(costs: dict[Step, Span | None]) -> dict[str, Span | None]:
    return {rung.rule.code: rung.price for rung in rungs(usd("10000.00"), costs)}


class TestRungs:
    def test_worked_by_hand(self) -> None:
        assert prices(COSTS) == {
            "EXW": usd("10000.00"),
            "FCA": usd("10180.00"),
            "FAS": usd("10180.00"),
            "FOB": usd("10330.00"),
            "CFR": usd("12000.00"),
            "CIF": usd("12039.73"),  # 12,000 / (1 - 1.1 x 0.003) = 12,039.7311
            "CPT": usd("12000.00"),
            "CIP": usd("12039.73"),
            "DAP": usd("12700.00"),
            "DPU": usd("12750.00"),
            "DDP": usd("13475.00"),
        }

    def test_under_every_rule_price_and_rest_are_the_same_whole(self) -> None:
        whole = {
            rung.price + rung.buyer_pays for rung in rungs(usd("10000.00"), COSTS) if rung.price and rung.buyer_pays
        }
        assert whole == {usd("13564.73")}

    def test_an_unknown_step_leaves_a_gap_above_it_and_is_named(self) -> None:
        found = {rung.rule.code: rung for rung in rungs(usd("10000.00"), COSTS | {Step.MAIN_CARRIAGE: None})}
        assert found["FOB"].price == usd("10330.00")
        assert (found["CFR"].price, found["CFR"].missing) == (None, (Step.MAIN_CARRIAGE,))
        assert found["EXW"].buyer_pays is None

    def test_a_changed_step_moves_exactly_the_rungs_above_it(self) -> None:
        dearer = prices(COSTS | {Step.ORIGIN_CHARGES: usd("151.00")})
        moved = {code for code, price in prices(COSTS).items() if price != dearer[code]}
        assert moved == {"FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP"}


class TestConverted:
    @pytest.mark.parametrize("given_code", RULES)
    @pytest.mark.parametrize("wanted_code", RULES)
    def test_from_any_rule_to_any_other(self, given_code: str, wanted_code: str) -> None:
        ladder = prices(COSTS)
        price = ladder[given_code]
        assert price
        assert converted(price, RULES[given_code], RULES[wanted_code], COSTS, rate=RATE) == ladder[wanted_code]

    def test_a_gap_between_them_stays_a_gap(self) -> None:
        unknown = COSTS | {Step.ORIGIN_CHARGES: None}
        assert converted(usd("10180.00"), RULES["FCA"], RULES["FOB"], unknown, rate=RATE) is None
        assert converted(usd("10180.00"), RULES["FCA"], RULES["EXW"], unknown, rate=RATE) == usd("10000.00")

    def test_ends_stay_on_the_safe_side(self) -> None:
        wide = COSTS | {Step.MAIN_CARRIAGE: usd("1000.00", "2000.00")}
        down = converted(usd("12000.00"), RULES["CFR"], RULES["FOB"], wide, rate=RATE)
        assert down == usd("10000.00", "11000.00")

    @given(st.integers(1, 10**10), st.decimals("0", "0.2", places=4))
    def test_the_premium_is_its_rate_of_110_percent_of_the_insured_price(self, minor: int, rate: Decimal) -> None:
        carried = Span.exact(Money.from_minor(minor, "USD"))
        paid = premium(carried, rate).low
        insured = carried.low + paid
        assert abs(insured.amount * Decimal("1.1") * rate - paid.amount) <= Decimal("0.01")


class TestRules:
    def test_eleven_rules_and_who_does_what(self) -> None:
        told = {
            code: (rule.seller_carries, rule.seller_clears_export, rule.insurance, rule.seller_clears_import)
            for code, rule in RULES.items()
        }
        assert told == {
            "EXW": (False, False, "", False),
            "FCA": (False, True, "", False),
            "FAS": (False, True, "", False),
            "FOB": (False, True, "", False),
            "CFR": (True, True, "", False),
            "CIF": (True, True, "C", False),
            "CPT": (True, True, "", False),
            "CIP": (True, True, "A", False),
            "DAP": (True, True, "", False),
            "DPU": (True, True, "", False),
            "DDP": (True, True, "", True),
        }

    def test_sea_rules_warn_off_the_sea_and_in_containers(self) -> None:
        assert {code for code in RULES if warnings(RULES[code], "RAIL")} == {
            "EXW", "FAS", "FOB", "CFR", "CIF", "DDP",
        }  # fmt: skip
        assert "on board" in str(warnings(RULES["FOB"], "FCL")[0])
        assert not warnings(RULES["FCA"], "FCL")
