"""One sheet a service: worked by hand, added up, compared; what is unknown stays unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcebridge.demo import carriage
from sourcebridge.freight.cards import Card, Mode, Model, Rate, Zone
from sourcebridge.freight.pricing import Refused
from sourcebridge.fx.errors import RateMissing
from sourcebridge.kit.boxes import Box
from sourcebridge.kit.charges import Source, Span
from sourcebridge.kit.money import Money
from sourcebridge.landedcost import reckon, told
from sourcebridge.landedcost.errors import NothingMeasured, NoWay
from sourcebridge.landedcost.incoterms import Step
from sourcebridge.landedcost.reckon import Offer
from sourcebridge.loading.cartons import Cartons
from tests.customs import worked
from tests.landedcost.ground import FEES, NOW, ON, ask, boxes, fee, item, known, table


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def card_of(code: str) -> Card:
    return next(card for card in carriage.cards(NOW) if card.code == code)


def sheet_of(code: str, country: str, *, asked: object = None, **facts: object) -> Offer:
    found = reckon.one(asked or ask(country), known(country, **facts), card_of(code))  # type: ignore[arg-type]
    assert isinstance(found, Offer), found
    return found


def amounts(offer: Offer, step: Step | None) -> list[tuple[str, str, str]]:
    return [
        (line.charge.code, str(line.span.low.amount), str(line.span.high.amount))
        for line in offer.sheet.lines
        if line.step is step and line.span is not None
    ]


class TestASheetByHand:
    """1,000 CNY of plastic goods, 4 cartons of 40x30x30 cm and 9 kg, to the United States by sea parcel.

    1 USD is 7.2 / 1.2 = 6 CNY; with 1 % on top 1 CNY is 0.168333333333 USD.
    """

    @property
    def offer(self) -> Offer:
        return sheet_of("SEA-PARCEL-US", "US")

    def test_goods_are_changed_once(self) -> None:
        assert amounts(self.offer, None) == [("goods", "168.33", "168.33")]

    def test_home_leg_takes_the_cheaper_card(self) -> None:
        """36 kg to Shanghai: cargo asks 36 x 1.1 = 39.60, at least 45.00 CNY; the parcel card 6 + 35 x 1.5 = 58.50."""
        assert amounts(self.offer, Step.INLAND) == [("freight.main", "7.58", "7.58")]
        assert self.offer.gateway == "CNSHA"

    def test_main_carriage_is_by_chargeable_weight(self) -> None:
        """4 x 36,000 cm3 / 6000 = 24 kg by volume, 36 kg on the scales: 36 x 15.5 = 558.00 CNY."""
        assert amounts(self.offer, Step.MAIN_CARRIAGE) == [("freight.main", "93.93", "93.93")]

    def test_insurance_is_of_110_percent(self) -> None:
        """269.84 / (1 - 1.1 x 0.003) - 269.84 = 0.8934..."""
        assert amounts(self.offer, Step.INSURANCE) == [("insurance.cargo", "0.89", "0.89")]

    def test_duties_are_of_the_goods_on_board_at_the_bare_rate(self) -> None:
        """1,045 CNY at 1/6: 166.67 + 7.50 = 174.17 USD. 5.3 % 9.23; section 301 7.5 to 25 %; section 122 10 %."""
        assert self.offer.value_for_customs == Span.exact(usd("174.17"))
        assert amounts(self.offer, Step.DUTY) == [
            ("duty.mfn", "9.23", "9.23"),
            ("duty.section_301", "13.06", "43.54"),
            ("duty.section_122", "17.42", "17.42"),
        ]  # fmt: skip
        assert amounts(self.offer, Step.IMPORT_CLEARANCE) == [
            ("duty.mpf", "2.69", "2.69"),
            ("duty.hmf", "0.22", "0.22"),
        ]

    def test_the_total_is_the_sum_of_the_lines(self) -> None:
        lines = [line.span for line in self.offer.sheet.lines if line.span is not None]
        assert self.offer.sheet.total == Span(
            Money.total((span.low for span in lines), "USD"), Money.total((span.high for span in lines), "USD")
        )
        assert self.offer.sheet.total == Span(usd("313.35"), usd("343.83"))
        assert self.offer.sheet.per_unit == (Decimal("1.5668"), Decimal("1.7192"))

    def test_days_are_both_legs(self) -> None:
        assert self.offer.sheet.days == (22, 34)

    def test_the_day_it_comes(self) -> None:
        """Friday 10 July, before the cut-off: 34 days on is a Thursday; without a calendar somebody must act."""
        facts = known("US")
        found = told.told(self.offer, ask("US"), facts)["arrives"]
        assert (found["leaves"], found["day"], found["zone"]) == ("2026-07-10", "2026-08-13", "America/New_York")
        later = replace(facts, at=NOW + timedelta(hours=8))  # 20:00 in China, so it leaves on Monday
        assert told.told(self.offer, ask("US"), later)["arrives"]["day"] == "2026-08-17"  # the 16th is a Sunday
        none = told.told(self.offer, ask("US"), replace(facts, calendars={}))["arrives"]
        assert none["day"] is None
        assert "operator must enter the working days of CN" in none["why"]


class TestLessThanAContainer:
    def test_fees_of_the_way_and_of_the_port(self) -> None:
        """0.144 m3 and 36 kg count as one W/M: 120 CNY at origin, 45 to 60 USD at arrival."""
        offer = sheet_of("LCL-US", "US")
        assert amounts(offer, Step.EXPORT_CLEARANCE) == [("fee.export", "50.50", "50.50")]
        assert amounts(offer, Step.ORIGIN_CHARGES) == [("fee.origin", "20.20", "20.20")]
        assert amounts(offer, Step.DESTINATION_CHARGES) == [("fee.terminal", "45.00", "60.00")]
        assert amounts(offer, Step.ON_CARRIAGE) == [("fee.truck", "90.00", "220.00")]

    def test_what_is_paid_before_the_border_enters_the_value(self) -> None:
        """(1000 + 45 + 300 + 120) CNY / 6 = 166.67 + 7.50 + 50.00 + 20.00."""
        assert sheet_of("LCL-US", "US").value_for_customs == Span.exact(usd("244.17"))

    def test_a_fee_that_ended_is_a_gap(self) -> None:
        ended = fee("broker", Step.IMPORT_CLEARANCE, "125", mode="LCL", country="US", until=ON - timedelta(days=1))
        offer = sheet_of("LCL-US", "US", fees=(*(one for one in FEES if one.code != "broker"), ended))
        assert [(line.charge.code, line.charge.why) for line in offer.sheet.gaps] == [("fee.broker", "fee_ended")]


class TestTheUnion:
    def test_a_parcel_to_a_consumer_goes_through_the_shop_scheme(self) -> None:
        """300 CNY are 41.67 EUR, below 150: 3 EUR for the heading, 19 % of goods, way and, unsettled, the 3 EUR."""
        asked = ask("DE", item("300", 1, code="610910"), currency="EUR", to_consumer=True)
        offer = sheet_of("AIR-EU", "DE", asked=asked)
        assert offer.regime == "IOSS"
        assert amounts(offer, Step.DUTY) == [("duty.per_heading", "3.00", "3.00")]

    def test_one_worth_more_is_for_home_use(self) -> None:
        asked = ask("DE", item("9000", 4, code="610910"), currency="EUR", to_consumer=True)
        assert sheet_of("AIR-EU", "DE", asked=asked).regime == "HOME_USE"

    def test_a_business_never_is(self) -> None:
        asked = ask("DE", item("300", 1, code="610910"), currency="EUR")
        assert sheet_of("AIR-EU", "DE", asked=asked).regime == "HOME_USE"

    def test_tax_is_of_value_duty_and_the_way_to_the_door(self) -> None:
        offer = sheet_of("LCL-DE", "DE", asked=ask("DE", item(code="610910"), currency="EUR"))
        assert offer.value_for_customs is not None
        value = offer.value_for_customs.low
        assert amounts(offer, Step.DUTY) == [("duty.mfn", *[str(value.share(Decimal("0.12")).amount)] * 2)]
        whole = value + value.share(Decimal("0.12"))
        assert amounts(offer, Step.IMPORT_TAX) == [("duty.vat", *[str(whole.share(Decimal("0.19")).amount)] * 2)]


class TestBangladesh:
    def goods(self) -> object:
        return ask("BD", item("61200", 40, code="520811"), currency="USD")

    def test_home_use_and_bond_differ_by_all_duties(self) -> None:
        home = sheet_of("LCL-BD", "BD", asked=self.goods())
        bond = sheet_of("LCL-BD", "BD", asked=replace(self.goods(), regime="BONDED"))  # type: ignore[type-var]
        duties = [line.span for line in home.sheet.lines if line.step in (Step.DUTY, Step.IMPORT_TAX)]
        assert all(span is not None for span in duties)
        owed = Money.total((span.high for span in duties if span is not None), "USD")
        assert home.sheet.total.high - bond.sheet.total.high == owed
        assert owed > Money.of("2000", "USD")


class TestWhatIsIncluded:
    def test_a_card_with_duties_asks_none_again(self) -> None:
        offer = sheet_of("AIR-US-DDP", "US")
        assert amounts(offer, Step.DUTY) == [("duty.included", "0.00", "0.00")]
        assert not offer.sheet.gaps

    def test_a_price_on_board_holds_the_way_to_the_port(self) -> None:
        offer = sheet_of("LCL-US", "US", asked=ask("US", given="FOB"))
        assert not [line for line in offer.sheet.lines if line.step in (Step.INLAND, Step.ORIGIN_CHARGES)]
        assert offer.value_for_customs == Span.exact(usd("166.67"))
        prices = {rung.rule.code: rung.price for rung in offer.sheet.rungs}
        assert prices["FOB"] == Span.exact(usd("168.33"))

    def test_a_price_under_any_rule_comes_back_under_every_other(self) -> None:
        """CIF 1,000 CNY by LCL: 0.33 % insurance, freight and the way to the port come off, each as it was put on."""
        offer = sheet_of("LCL-US", "US", asked=ask("US", given="CIF"))
        prices = {rung.rule.code: rung.price for rung in offer.sheet.rungs}
        exw = sheet_of("LCL-US", "US").sheet
        step = {name: exw.costs[name] for name in Step if name in exw.costs}
        assert prices["CIF"] == Span.exact(usd("168.33"))
        cfr, fob, ex_works = prices["CFR"], prices["FOB"], prices["EXW"]
        assert cfr is not None
        assert fob is not None
        assert ex_works is not None
        assert cfr.low == usd("168.33").share(1 - Decimal("1.1") * Decimal("0.003"))
        main, way = (
            step[Step.MAIN_CARRIAGE],
            [step[Step.INLAND], step[Step.EXPORT_CLEARANCE], step[Step.ORIGIN_CHARGES]],
        )
        assert main is not None
        assert offer.value_for_customs is not None
        assert offer.value_for_customs.high < usd("100.00") < usd("168.33")
        assert cfr.low - fob.low == main.low
        assert fob.low - ex_works.low == Money.total((span.low for span in way if span is not None), "USD")

    def test_each_rule_leaves_the_rest_of_the_whole(self) -> None:
        whole = sheet_of("LCL-US", "US").sheet
        for rung in whole.rungs:
            assert rung.price is not None
            assert rung.buyer_pays is not None
            assert rung.price + rung.buyer_pays == whole.total, rung.rule.code


class TestWhatNobodyKnows:
    def test_goods_without_a_code_have_no_duty_and_it_is_said(self) -> None:
        offer = sheet_of("SEA-PARCEL-US", "US", asked=ask("US", item(code="")))
        assert {line.charge.code for line in offer.sheet.gaps} == {"duty.unknown", "tax.unknown"}
        assert offer.sheet.costs[Step.DUTY] is None

    def test_a_country_nobody_wrote_down(self) -> None:
        card = replace(card_of("EXPRESS-WORLD"), zones=(Zone("US", "AU"),))
        offer = reckon.one(ask("AU"), known("AU", cards=(card,)), card)
        assert isinstance(offer, Offer)
        assert len(offer.sheet.gaps) == 2

    def test_insurance_without_a_rate_is_a_gap_and_so_is_what_rests_on_it(self) -> None:
        offer = sheet_of("LCL-DE", "DE", fees=(), asked=ask("DE", item(code="610910"), currency="EUR"))
        assert {line.step for line in offer.sheet.gaps} == {Step.INSURANCE, Step.DUTY, Step.IMPORT_TAX}

    def test_goods_nobody_measured_are_refused(self) -> None:
        with pytest.raises(NothingMeasured):
            reckon.offers(ask("US", item(cartons=None)), known("US"))

    def test_a_currency_without_a_rate_is_refused(self) -> None:
        with pytest.raises(RateMissing):
            reckon.offers(ask("US"), known("US", rates=table(rates={"USD": "1.2"})))

    def test_a_range_of_weight_is_a_range_of_cost(self) -> None:
        loose = Cartons((Box(400, 300, 300, 5_000, 4),), (Box(400, 300, 300, 15_000, 4),), "guess")
        offer = sheet_of("SEA-PARCEL-US", "US", asked=ask("US", item(cartons=loose)))
        (_code, low, high), *_rest = amounts(offer, Step.MAIN_CARRIAGE)
        assert Decimal(low) < Decimal(high)
        assert offer.chargeable_g == (24_000, 60_000)


class TestExpiry:
    def test_an_ended_card_does_not_price_and_says_who_must_act(self) -> None:
        ended = replace(card_of("EXPRESS-WORLD"), valid_until=ON - timedelta(days=1))
        with pytest.raises(NoWay) as refused:
            reckon.offers(ask("US"), known("US", cards=(ended,)))
        assert "EXPRESS-WORLD@1" in refused.value.text
        assert (ON - timedelta(days=1)).isoformat() in refused.value.text.replace("/", "-")

    def test_beside_others_it_stands_among_the_refused(self) -> None:
        ended = replace(card_of("EXPRESS-WORLD"), valid_until=ON - timedelta(days=1))
        others = tuple(card for card in carriage.cards(NOW) if card.code != ended.code)
        found = reckon.offers(ask("US"), known("US", cards=(ended, *others)))
        assert [one.card.code for one in found.refused] == ["EXPRESS-WORLD"]

    def test_a_blocked_load_is_refused_with_a_way_on(self) -> None:
        found = reckon.offers(ask("US", item(flags=frozenset({"battery"}))), known("US"))
        assert {one.code for one in found.refused} == {"goods_blocked"}
        assert all(one.card.code not in {"EXPRESS-WORLD", "CARGO-WORLD"} for one in found.offers)


class TestCompared:
    def test_cheapest_fastest_and_best(self) -> None:
        found = reckon.offers(ask("US"), known("US"))
        totals = [one.sheet.total.high for one in found.offers]
        assert totals == sorted(totals)
        assert found.cheapest is found.offers[0]
        assert found.fastest.days == min(one.days for one in found.offers)
        products = {one.card.code: one.sheet.total.high.amount * one.days for one in found.offers}
        assert products[found.best.card.code] == min(products.values())

    @pytest.mark.parametrize("country", ["US", "DE", "BD", "GB"])
    @pytest.mark.parametrize("count", [1, 4, 40, 400])
    def test_the_quick_way_finds_the_same(self, country: str, count: int) -> None:
        asked, facts = ask(country, item(str(250 * count), count)), known(country)
        assert reckon.cheapest(asked, facts) == reckon.offers(asked, facts).cheapest

    def test_one_card_alone(self) -> None:
        found = reckon.offers(ask("US", card="LCL-US"), known("US"))
        assert [one.card.code for one in found.offers] == ["LCL-US"]


ONE_RATE = Card(
    code="T", version=1, carrier="T", mode=Mode.EXPRESS, currency="CNY", model=Model.STEP_PRICE, step_g=500,
    valid_from=date(2026, 1, 1), valid_until=None, source=Source("tests"), zones=(Zone("US", "US"),),
    rates=(Rate("US", 0, None, unit_price=Decimal(10)),), transit_days=(3, 5), divisor=5000,
)  # fmt: skip


class TestProperties:
    @settings(max_examples=60, deadline=None)
    @given(grams=st.integers(100, 40_000), more=st.integers(0, 20_000), count=st.integers(1, 30))
    def test_heavier_is_never_cheaper(self, grams: int, more: int, count: int) -> None:
        facts = known("US", cards=(ONE_RATE,))
        light, heavy = (
            reckon.one(ask("US", item(cartons=boxes(count, gross_g=weight))), facts, ONE_RATE)
            for weight in (grams, grams + more)
        )
        assert isinstance(light, Offer)
        assert isinstance(heavy, Offer)
        assert light.sheet.total.high <= heavy.sheet.total.high

    @settings(max_examples=60, deadline=None)
    @given(price=st.integers(1, 10**7), more=st.integers(0, 10**6))
    def test_dearer_goods_never_cost_less_at_the_door(self, price: int, more: int) -> None:
        facts = known("US", cards=(ONE_RATE,))
        one, other = (
            reckon.one(ask("US", item(f"{Decimal(cents) / 100:.2f}")), facts, ONE_RATE)
            for cents in (price, price + more)
        )
        assert isinstance(one, Offer)
        assert isinstance(other, Offer)
        assert one.sheet.total.high <= other.sheet.total.high

    @settings(max_examples=60, deadline=None)
    @given(count=st.integers(2, 40), first=st.integers(1, 39), grams=st.integers(300, 25_000))
    def test_parting_a_load_is_never_cheaper_by_rounding(self, count: int, first: int, grams: int) -> None:
        facts, first = known("US", cards=(ONE_RATE,)), min(first, count - 1)

        def carriage_of(number: int) -> Money:
            offer = reckon.one(ask("US", item(cartons=boxes(number, gross_g=grams))), facts, ONE_RATE)
            assert isinstance(offer, Offer)
            return next(line.charge.span.high for line in offer.sheet.lines if line.step is Step.MAIN_CARRIAGE
                        and line.charge.span)  # fmt: skip

        assert carriage_of(count) <= carriage_of(first) + carriage_of(count - first)

    @settings(max_examples=80, deadline=None)
    @given(
        prices=st.lists(st.integers(1, 10**6), min_size=1, max_size=4),
        country=st.sampled_from(["US", "DE", "GB", "BD"]),
        count=st.integers(1, 60),
    )
    def test_lines_add_up_whatever_is_asked(self, prices: list[int], country: str, count: int) -> None:
        items = [item(f"{Decimal(cents) / 100:.2f}", count, code="610910") for cents in prices]
        for offer in reckon.offers(ask(country, *items), known(country)).offers:
            spans = [line.span for line in offer.sheet.lines if line.span is not None]
            assert Money.total((span.low for span in spans), "USD") == offer.sheet.total.low
            assert Money.total((span.high for span in spans), "USD") == offer.sheet.total.high
            for line in offer.sheet.lines:
                if line.exchange is not None and line.charge.span is not None and line.span is not None:
                    assert line.span.high == Money.rounded(
                        line.charge.span.high.amount * line.exchange.rate, line.exchange.quote
                    )


def test_the_rows_of_the_tests_are_readable() -> None:
    """A control: without the section 122 row the same parcel costs less, so the sheets above do look at the rows."""
    rules = worked.rules("US", ON)
    fewer = replace(rules, rows=tuple(row for row in rules.rows if row.kind != "SECTION_301"))
    offer = reckon.one(ask("US"), known("US", rules=fewer), card_of("SEA-PARCEL-US"))
    assert not isinstance(offer, Refused)
    assert offer.sheet.total.low < usd("313.35")
