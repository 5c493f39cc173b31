"""Goods are found by their words in either language, and ranked as published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from sourcebridge.catalog.models import Product
from sourcebridge.discovery import queries, services
from sourcebridge.discovery.results import Results
from sourcebridge.discovery.wanted import Wanted
from tests.discovery.conftest import NOW

Make = Callable[..., Product]
pytestmark = pytest.mark.django_db


def find(q: str = "", **more: Any) -> Results:
    """Search as a visitor."""
    return queries.search(wanted=Wanted(q=q, **more), buyer_company_id=None, language="zh-hans", now=NOW)


def ids(found: Results) -> list[Any]:
    return [hit.product_id for hit in found.rows]


class TestSearch:
    def test_finds_words_of_a_title(self, make: Make) -> None:
        pongee = make("pongee", "春亚纺 150g 里料面料")
        make("fleece", "双面摇粒绒 280g 保暖")
        assert ids(find("春亚纺 150g")) == [pongee.id]
        assert ids(find("春亚纺150克")) == [pongee.id]
        assert ids(find("春亚纺 150 g/m²")) == [pongee.id]

    @pytest.mark.parametrize(
        "q", ["polar fleece", "摇粒绒", "抓绒", "Fleece", "yaolirong", "yao li rong", "ylr", "摇里绒", "flece"]
    )
    def test_finds_goods_of_either_language(self, make: Make, q: str) -> None:
        fleece = make("fleece", "双面摇粒绒 280g 保暖")
        english = make("winter", "", "Double-sided polar fleece 280 gsm")
        make("denim", "水洗牛仔布 12盎司", "Washed denim 12 oz")
        assert set(ids(find(q))) == {fleece.id, english.id}

    def test_the_parts_add_up_to_the_score(self, make: Make) -> None:
        for number in range(3):
            make(f"denim-{number}", f"水洗牛仔布 {number}号", price=str(10 + number), stock=number)
        found = find("牛仔布")
        assert len(found.rows) == 3
        for hit in found.rows:
            assert sum(part.points for part in hit.why) == hit.score
            for part in hit.why:
                assert abs(part.points - part.weight * part.value) <= 0.00005


class TestCards:
    def test_two_statements_for_one_row_and_for_thirty(self, make: Make, django_assert_num_queries: Any) -> None:
        for number in range(31):
            make(f"denim-{number}", f"水洗牛仔布 {number}号", price=str(10 + number), stock=5, index=False)
        services.refresh(Product.objects.values_list("id", flat=True), now=NOW)
        find("牛仔布")
        for q, rows in (("牛仔布", 30), ("30号", 1)):
            with django_assert_num_queries(2):
                found = find(q)
                cards = queries.cards(found.rows, buyer_company_id=None, language="zh-hans", now=NOW)
            assert len(cards) == rows
        assert find("牛仔布").total == 31
        assert [
            str(card.title)
            for card in queries.cards(find(sort="-price", page=2).rows, buyer_company_id=None, language="en", now=NOW)
        ] == ["水洗牛仔布 0号"]


class TestSuggest:
    def test_knows_words_pinyin_and_initials(self, make: Make) -> None:
        make("fleece", "双面摇粒绒 280g 保暖", "Double-sided polar fleece")
        for q in ("摇", "yaoli", "ylr"):
            assert queries.suggest(q)[0].text == "摇粒绒"
        assert queries.suggest("pol")[0].text == "polar"
        assert queries.suggest("绍兴")[0].kind == "shop"


class TestFacets:
    def test_counts_leave_the_own_choice_aside(self, make: Make) -> None:
        make("a", "牛仔布 一", price="10")
        make("b", "牛仔布 二", price="20", stock=0)
        found = {facet.code: facet for facet in queries.facets(Wanted(q="牛仔布", in_stock=True), "zh-hans")}
        assert found["in_stock"].choices[0].count == 1
        assert found["category"].choices[0].count == 1
        assert sum(choice.count for choice in found["hours_to"].choices) == 4


class TestSimilar:
    def test_other_shops_first(self, make: Make, rival: Any) -> None:
        own = make("a", "水洗牛仔布 12盎司")
        same = make("b", "水洗牛仔布 10盎司")
        other = make("c", "水洗牛仔布 11盎司", company=rival)
        assert queries.similar(own.id) == [other.id, same.id]


class TestStorage:
    def test_words_are_not_packed(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT a.attstorage::text, c.reloptions FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                " WHERE c.oid = 'discovery_listing'::regclass AND a.attname = 'words'"
            )
            assert cursor.fetchone() == ("e", ["toast_tuple_target=8160"])
