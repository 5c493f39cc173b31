"""Publishing cards, ending them, and which of them count on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from sourcebridge.audit.models import AuditEntry
from sourcebridge.freight import models, queries, services
from sourcebridge.freight.cards import Card, Load, Place, Rate, Zone
from sourcebridge.freight.errors import CardBroken, CardEnded, CardOverlaps, EndsTooEarly
from sourcebridge.freight.pricing import Priced, Refused, price
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.boxes import Box
from sourcebridge.kit.errors import NotAllowed, NotFound
from tests.freight.conftest import DAY, NOW

pytestmark = pytest.mark.django_db
LOAD = Load((Box(100, 100, 100, 1_700),))
US = Place("US", postcode="10001")


def everything() -> list[object]:
    kinds = (models.Card, models.Zone, models.Rate, models.Surcharge, models.Block, models.Ending, models.Edition)
    return [sorted(map(str, model._default_manager.values_list())) for model in (*kinds, AuditEntry)]


class TestPublish:
    def test_what_is_read_is_what_was_published(self, full: Card, operator: By) -> None:
        done = services.publish(card=full, by=operator, now=NOW)
        assert done.new
        read = queries.card(code="EXP-US", version=1)
        assert read == done.card == replace(full, source=read.source)
        assert read.source.ref == "freight.card:EXP-US@1"
        assert price(read, LOAD, US, DAY) == price(done.card, LOAD, US, DAY)

    def test_the_same_again_is_no_version(self, full: Card, operator: By) -> None:
        services.publish(card=full, by=operator, now=NOW)
        before = everything()
        assert not services.publish(card=replace(full, version=7), by=operator, now=NOW).new
        assert everything() == before

    def test_a_newer_version_changes_nothing_of_the_older(self, full: Card, operator: By) -> None:
        services.publish(card=full, by=operator, now=NOW)
        old = price(queries.card(code="EXP-US", version=1), LOAD, US, DAY)
        dearer = tuple(replace(rate, first_fee=rate.first_fee * 2) for rate in full.rates)
        newer = replace(full, rates=dearer, valid_from=date(2026, 12, 1), valid_until=date(2027, 3, 31))
        assert services.publish(card=newer, by=operator, now=NOW).card.version == 2
        assert price(queries.card(code="EXP-US", version=1), LOAD, US, DAY) == old
        in_force = [queries.cards_in_force(at=at, to_country="US")[0].version for at in (DAY, date(2026, 12, 1))]
        assert in_force == [1, 2]
        assert [one.version for one in queries.versions(code="EXP-US")] == [2, 1]

    @pytest.mark.parametrize(
        ("more", "named"),
        [
            (
                {"rates": (Rate("A", 0, 900, unit_price=Decimal(1)),), "zones": (Zone("A", "US"),)},
                "no price above zero",
            ),
            ({"zones": (Zone("A", "US"),)}, "no such zone"),
            ({"zones": (Zone("A", "US"), Zone("B", "US"))}, "same postcodes"),
            ({"step_g": 0}, "step and divisor"),
            ({"valid_until": date(2025, 1, 1)}, "ends before"),
        ],
    )
    def test_a_broken_card_is_refused(self, full: Card, operator: By, more: dict[str, Any], named: str) -> None:
        before = everything()
        with translation.override("en"), pytest.raises(CardBroken, match=named):
            services.publish(card=replace(full, **more), by=operator, now=NOW)
        assert everything() == before

    @pytest.mark.parametrize(("starts", "named"), [(4_000, "4 to … kg: It overlaps"), (6_000, "It leaves a hole")])
    def test_broken_steps_name_their_row(self, full: Card, operator: By, starts: int, named: str) -> None:
        rates = (full.rates[0], replace(full.rates[1], from_g=starts), full.rates[2])
        before = everything()
        with translation.override("en"), pytest.raises(CardBroken, match=named):
            services.publish(card=replace(full, rates=rates), by=operator, now=NOW)
        assert everything() == before

    def test_an_earlier_start_is_refused(self, full: Card, operator: By) -> None:
        services.publish(card=full, by=operator, now=NOW)
        before = everything()
        with pytest.raises(CardOverlaps):
            services.publish(card=replace(full, valid_from=date(2025, 12, 1)), by=operator, now=NOW)
        assert everything() == before

    def test_only_the_operator(self, full: Card, operator: By) -> None:
        before = everything()
        with pytest.raises(NotAllowed):
            services.publish(card=full, by=By(Actor.PERSON), now=NOW)
        assert everything() == before

    def test_nothing_is_ever_rewritten(self, full: Card, operator: By) -> None:
        services.publish(card=full, by=operator, now=NOW)
        with pytest.raises(DatabaseError, match=r"written once|permission denied"), transaction.atomic():
            models.Rate.objects.update(first_fee=1)
        with pytest.raises(DatabaseError, match=r"written once|permission denied"), transaction.atomic():
            models.Card.objects.update(valid_until=None)


class TestEnd:
    def test_it_prices_until_its_last_day(self, full: Card, operator: By) -> None:
        services.publish(card=full, by=operator, now=NOW)
        services.end(code="EXP-US", last_day=date(2026, 11, 30), reason="line closed", by=operator, now=NOW)
        assert queries.cards_in_force(at=date(2026, 11, 30), to_country="US")
        assert not queries.cards_in_force(at=date(2026, 12, 1), to_country="US")
        assert services.publish(card=full, by=operator, now=NOW).card.version == 2
        assert queries.cards_in_force(at=date(2026, 12, 1), to_country="US")

    def test_refusals(self, full: Card, operator: By) -> None:
        services.publish(card=full, by=operator, now=NOW)
        before = everything()
        with pytest.raises(EndsTooEarly):
            services.end(code="EXP-US", last_day=date(2026, 11, 22), reason="", by=operator, now=NOW)
        with pytest.raises(NotFound):
            services.end(code="NONE", last_day=DAY, reason="", by=operator, now=NOW)
        with pytest.raises(NotAllowed):
            services.end(code="EXP-US", last_day=DAY, reason="", by=By(Actor.PERSON), now=NOW)
        assert everything() == before
        services.end(code="EXP-US", last_day=DAY, reason="", by=operator, now=NOW)
        before = everything()
        with pytest.raises(CardEnded):
            services.end(code="EXP-US", last_day=DAY, reason="", by=operator, now=NOW)
        assert everything() == before


class TestInForce:
    def test_by_country_and_place(self, full: Card, operator: By) -> None:
        services.publish(card=full, by=operator, now=NOW)
        home = replace(
            full, code="HOME", mode="INLAND_CARGO", zones=(Zone("A", "CN"),), rates=full.rates[:2], from_places=()
        )
        services.publish(card=home, by=operator, now=NOW)
        assert [one.code for one in queries.cards_in_force(at=DAY, to_country="US", from_place="CNSHA")] == ["EXP-US"]
        assert not queries.cards_in_force(at=DAY, to_country="US", from_place="CNNGB")
        assert [one.code for one in queries.domestic(at=DAY, from_place="CNNGB")] == ["HOME"]
        assert not queries.cards_in_force(at=date(2025, 1, 1), to_country="US")

    def test_one_whose_prices_ran_out_says_who_must_renew_it(self, full: Card, operator: By) -> None:
        services.publish(card=full, by=operator, now=NOW)
        at = date(2027, 2, 1)
        answer = price(queries.cards_in_force(at=at, to_country="US")[0], LOAD, US, at)
        assert isinstance(answer, Refused)
        assert answer.code == "card_expired"
        assert "EXP-US@1" in answer.sentence

    def test_one_statement_when_it_is_known(self, full: Card, operator: By, django_assert_num_queries: Any) -> None:
        services.publish(card=full, by=operator, now=NOW)
        queries.all_in_force(at=DAY)
        with django_assert_num_queries(1):
            assert isinstance(price(queries.all_in_force(at=DAY)[0], LOAD, US, DAY), Priced)

    def test_a_write_undone_leaves_no_memory(self, full: Card, operator: By) -> None:
        services.publish(card=full, by=operator, now=NOW)
        with transaction.atomic():
            services.publish(card=replace(full, code="GONE"), by=operator, now=NOW)
            assert len(queries.all_in_force(at=DAY)) == 2
            transaction.set_rollback(True)
        assert len(queries.all_in_force(at=DAY)) == 1
        services.publish(card=replace(full, code="KEPT"), by=operator, now=NOW)
        assert [one.code for one in queries.all_in_force(at=DAY)] == ["EXP-US", "KEPT"]
