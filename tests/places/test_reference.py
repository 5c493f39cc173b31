"""What a new installation knows: real belts and markets, and where the provinces are."""

from __future__ import annotations

import pytest

from sourcebridge.catalog import reference as catalogue
from sourcebridge.logistics.regions import PROVINCES
from sourcebridge.places import reference
from sourcebridge.places.models import Belt, Hall, Market


class TestFiles:
    def test_names_every_province_as_freight_does(self) -> None:
        assert {p.code: (p.name_zh, p.name_en) for p in reference.provinces().values()} == PROVINCES

    def test_knows_only_categories_of_the_catalogue(self) -> None:
        known = {row["code"] for row in catalogue.rows("categories")}
        told = {(row["code"], code) for row in reference.rows("belts") for code in row["categories"].split("|")}
        assert {(belt, code) for belt, code in told if code not in known} == set()

    def test_says_everything_in_both_languages(self) -> None:
        for name in ("belts", "markets", "halls"):
            assert [row for row in reference.rows(name) if not all(row.values())] == []

    def test_halls_stand_in_known_markets(self) -> None:
        assert {row["market"] for row in reference.rows("halls")} == {row["code"] for row in reference.rows("markets")}


@pytest.mark.django_db
class TestLoaded:
    def test_stands_in_the_database(self) -> None:
        assert Belt.objects.count() >= 12
        assert Market.objects.filter(code="yiwu-international-trade-city").exists()
        halls = Hall.objects.filter(market_id="yiwu-international-trade-city").order_by("position")
        assert [hall.name_zh for hall in halls] == ["一区", "二区", "三区", "四区", "五区"]

    def test_loading_again_changes_nothing(self) -> None:
        from django.apps import apps

        before = list(Belt.objects.order_by("code").values()), list(Hall.objects.order_by("id").values())
        Belt.objects.filter(code="keqiao-fabrics").update(name_zh="改过的名字")
        reference.load(apps)
        Belt.objects.filter(code="keqiao-fabrics").update(name_zh="柯桥面料产业带")
        assert before == (list(Belt.objects.order_by("code").values()), list(Hall.objects.order_by("id").values()))
