"""Goods are found by their words in either language, and ranked as published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sourcebridge.catalog.models import Product
from sourcebridge.discovery import queries
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

    @pytest.mark.parametrize("q", ["polar fleece", "摇粒绒", "抓绒", "Fleece", "yaolirong", "yao li rong", "ylr", "摇里绒", "flece"])
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
