"""Forty things people really type, in English and Chinese, with dots and with slips of the pen."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sourcebridge.customs import nomenclature, queries, services
from sourcebridge.customs.search import Entry, Index, digits, dotted
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import NotFound
from tests.customs.conftest import NOW

ASKED = [
    ("phone case", "392690"), ("手机壳", "392690"), ("plastic cover", "3926"), ("cotton T-shirt", "610910"),
    ("T恤", "6109"), ("纯棉T恤", "610910"), ("6109.10", "610910"), ("610910", "610910"), ("61", "61"), ("8517", "8517"),
    ("woven fabric polyester", "540752"), ("涤纶 面料", "540752"), ("涤纶面料", "5407"), ("棉布", "5208"),
    ("men's cotton shirt", "620520"), ("男士衬衫", "620520"), ("women's dress", "6204"), ("连衣裙", "6204"),
    ("牛仔裤", "620342"), ("trousers men cotton", "620342"), ("leather shoes", "6403"), ("皮鞋", "6403"),
    ("sneekers", "640411"), ("backpack", "420292"), ("usb cable", "854442"), ("数据线", "854442"),
    ("充电宝", "850760"), ("power bank", "850760"), ("led bulb", "8539"), ("台灯", "9405"), ("毛绒玩具", "950300"),
    ("wooden toys", "950300"), ("stainless steel pot", "732393"), ("不锈钢锅", "732393"), ("yoga mat", "9506"),
    ("纸箱", "4819"), ("bicycle", "8712"), ("茶叶", "0902"), ("frozen shrimp", "030617"), ("手机", "8517"),
    ("bluetooth earphones", "851830"), ("towel", "6302"), ("轮胎", "4011"),
]  # fmt: skip


@pytest.fixture(scope="module")
def index() -> Index:
    given = nomenclature.read(nomenclature.shipped(nomenclature.SYSTEM))
    return Index((Entry(one.code, one.name_en, one.name_zh, one.words) for one in given), nomenclature.words())


class TestSearch:
    @pytest.mark.parametrize(("text", "code"), ASKED)
    def test_the_right_line_is_among_the_first_three(self, index: Index, text: str, code: str) -> None:
        found = [hit.code for hit in index.search(text, limit=3)]
        assert any(one.startswith(code) for one in found), found

    def test_a_code_comes_exact_first_then_what_is_below_then_above(self, index: Index) -> None:
        assert [hit.code for hit in index.search("61.09")] == ["6109", "610910", "610990", "61"]
        assert index.search("6109.10.00.12")[0].code == "610910"
        assert index.search("610987")[0].code == "6109"

    def test_only_the_level_asked_for(self, index: Index) -> None:
        assert {hit.level for hit in index.search("shirt", level=6)} == {6}

    @pytest.mark.parametrize("text", ["", " ", "zzzz", "、。", "of the", "..", "龘"])
    def test_nothing_is_found_for_nothing(self, index: Index, text: str) -> None:
        assert [hit.code for hit in index.search(text) if hit.score > 100] == []

    def test_a_beginning_of_a_word_finds_it(self, index: Index) -> None:
        assert index.search("umbrel")[0].code.startswith("6601")

    def test_what_a_line_excludes_counts_little(self, index: Index) -> None:
        found = [hit.code for hit in index.search("t-shirts of cotton", limit=2)]
        assert found[0] == "610910"

    def test_it_is_quick(self, index: Index) -> None:
        began = time.process_time()
        for text, _code in ASKED:
            index.search(text)
        assert time.process_time() - began < 1

    def test_shapes_of_codes(self) -> None:
        assert [dotted(code) for code in ("61", "6109", "610910", "61091000")] == [
            "61", "61.09", "6109.10", "6109.10.00"
        ]  # fmt: skip
        assert digits("6109.10.00 12") == "610910"
        assert digits("T6109") == ""


@pytest.mark.django_db
class TestQueries:
    def test_words_of_a_category_find_its_heading(self, operator: By, headings: int) -> None:
        assert queries.headings("hi-vis vests", level=6)[0].code != "621133"
        said: dict[str, Any] = {"source": "test", "by": operator, "now": NOW}
        services.assume(codes={"garment-work-reflective": "621133"}, **said)
        assert queries.headings("hi-vis vests", level=6)[0].code == "621133"
        with CaptureQueriesContext(connection) as asked:
            queries.headings("hi-vis vests")
        assert len(asked) == 1

    def test_the_way_to_a_line(self, headings: int) -> None:
        assert [one.code for one in queries.path("610910")] == ["61", "6109", "610910"]
        assert [one.code for one in queries.below("6109")] == ["610910", "610990"]
        assert [one.code for one in queries.below("")] == ["39", "42", "54", "61", "62", "69"]
        with pytest.raises(NotFound):
            queries.path("610987")
        with pytest.raises(NotFound):
            queries.path("6x")
