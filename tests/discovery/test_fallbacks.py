"""What happens when nothing is found as written: words mended, fewer words, ways on; always said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sourcebridge.catalog.models import Product
from sourcebridge.discovery import queries, services
from sourcebridge.discovery.results import Results
from sourcebridge.discovery.wanted import Wanted
from tests.discovery.conftest import NOW, Make

pytestmark = pytest.mark.django_db


def find(q: str, **more: Any) -> Results:
    return queries.search(wanted=Wanted(q=q, **more), buyer_company_id=None, language="zh-hans", now=NOW)


@pytest.fixture
def shelf(make: Make) -> dict[str, Any]:
    """A few goods by handle."""
    goods = {
        handle: make(handle, zh, en, index=False)
        for handle, zh, en in (
            ("flask", "316不锈钢保温杯 500ml", "Stainless steel vacuum flask 500 ml"),
            ("dress", "30D 珠地雪纺 夏季连衣裙", "Chiffon summer dress"),
            ("case", "", "Phone case for iPhone 15, silicone"),
            ("jacket", "", "Cotton corduroy jacket, autumn"),
            ("box", "瓦楞纸箱 30x40x50cm 五层", ""),
            ("shirt", "男士长袖衬衫 海洋蓝", "Ocean blue shirt, men"),
        )
    }
    services.refresh(Product.objects.values_list("id", flat=True), now=NOW)
    return {handle: product.id for handle, product in goods.items()}


class TestMending:
    @pytest.mark.parametrize(
        ("q", "handle", "corrected"),
        [
            ("不锈刚保温杯", "flask", "不锈钢 保温杯"), ("保文杯", "flask", "保温杯"),
            ("bao wen bei", "flask", "保温杯"),
            ("bwb", "flask", "保温杯"), ("baowenbe", "flask", "保温杯"),
            ("stainles stel", "flask", "stainless steel"),
            ("雪仿连衣裙", "dress", "雪纺 连衣裙"), ("chifon dress", "dress", "chiffon dress"),
            ("shoujike", "case", "手机壳"), ("dengxinrong jacket", "jacket", "灯芯绒 jacket"),
        ],
    )  # fmt: skip
    def test_says_what_was_searched_instead(self, shelf: dict[str, Any], q: str, handle: str, corrected: str) -> None:
        found = find(q)
        assert [hit.product_id for hit in found.rows] == [shelf[handle]]
        assert (found.corrected, found.loosened) == (corrected, False)

    def test_leaves_words_of_the_dictionary_alone(self, shelf: dict[str, Any]) -> None:
        found = find("女士衬衫")
        assert (found.corrected, found.loosened) == ("", True)
        assert [hit.product_id for hit in found.rows] == [shelf["shirt"]]

    def test_is_not_asked_when_something_is_found(self, shelf: dict[str, Any], django_assert_num_queries: Any) -> None:
        find("保温杯")
        with django_assert_num_queries(1):
            assert find("保温杯").corrected == ""


class TestLoosening:
    def test_takes_goods_that_meet_most_words(self, shelf: dict[str, Any]) -> None:
        found = find("保温杯 500ml 兔毛")
        assert found.loosened
        assert [hit.product_id for hit in found.rows] == [shelf["flask"]]
        assert "保温杯 500ml" in [way.text for way in found.widened]

    def test_ways_on_take_filters_off(self, shelf: dict[str, Any]) -> None:
        found = find("保温杯", price_to=Decimal(1), in_stock=True)
        assert (found.total, found.rows) == (0, [])
        ways = {way.text: way for way in found.widened}
        assert ways["price_to=1"].count == 1
        assert "in_stock=1" not in ways
        assert ways["price_to=1"].url_query == "q=%E4%BF%9D%E6%B8%A9%E6%9D%AF&in_stock=1"

    def test_nonsense_finds_nothing_and_says_so(self, shelf: dict[str, Any]) -> None:
        found = find("qqzzxx 龘龘龘")
        assert (found.total, found.corrected, found.loosened, found.pages) == (0, "", False, 0)


class TestShortPages:
    def test_end_with_goods_that_lack_one_word(self, make: Make, django_assert_num_queries: Any) -> None:
        red = make("red", "红色 法兰绒 衬衫", index=False)
        plain = make("plain", "纯色 法兰绒 衬衫", index=False)
        make("cloth", "红色 法兰绒 面料", index=False)
        services.refresh(Product.objects.values_list("id", flat=True), now=NOW)
        find("红色法兰绒衬衫")
        with django_assert_num_queries(1):
            found = find("红色法兰绒衬衫")
        assert [(hit.product_id, hit.nearly) for hit in found.rows] == [(red.id, False), (plain.id, True)]
        assert (found.total, found.nearly, found.loosened) == (1, 1, False)
        for hit in found.rows:
            assert sum(part.points for part in hit.why) == hit.score

    def test_measures_are_never_left_out(self, make: Make) -> None:
        light = make("light", "春亚纺 150g")
        make("heavy", "春亚纺 190g")
        assert [hit.product_id for hit in find("春亚纺 150g").rows] == [light.id]


class TestUses:
    def test_cloth_for_bags_is_no_bag(self, make: Make) -> None:
        bag = make("bag", en="Canvas tote bag")
        make("cloth", en="Canvas 10 oz for bags")
        assert find("canvas tote bags").rows[0].product_id == bag.id

    def test_an_age_is_a_measure(self, make: Make) -> None:
        older = make("older", en="Toy car 3 years and up")
        make("baby", en="Toy rattle 1-3 years")
        assert [hit.product_id for hit in find("toy 3+").rows] == [older.id]
        assert find("玩具 3岁").total == 2

    @pytest.mark.parametrize("q", ["polarized sunglasses", "polarised sunglasses"])
    def test_both_spellings(self, make: Make, q: str) -> None:
        make("shades", en="Polarised sunglasses")
        assert (find(q).total, find(q).loosened, find(q).corrected) == (1, False, "")


class TestSizes:
    @pytest.mark.parametrize(
        "q", ["纸箱 30*40*50", "纸箱 30x40x50cm", "纸箱 300×400×500mm", "纸箱 0.3x0.4x0.5米", "corrugated box 30x40x50"]
    )
    def test_are_found_in_any_unit(self, shelf: dict[str, Any], q: str) -> None:
        found = find(q)
        assert [hit.product_id for hit in found.rows] == [shelf["box"]]
        assert not found.loosened


class TestSort:
    def test_is_over_the_whole_result(self, make: Make) -> None:
        for number in range(35):
            make(f"a{number}", f"牛仔布 {number}", price=str(100 - number), index=False)
        services.refresh(Product.objects.values_list("id", flat=True), now=NOW)
        listed = {row.product_id: row for page in (1, 2) for row in _cards(sort="price", page=page)}
        prices = [card.first.price.amount for card in listed.values()]
        assert len(prices) == 35
        assert prices == sorted(prices)
        assert find("牛仔布", page=2).pages == 2
        assert [hit.product_id for hit in find("牛仔布", page=9).rows] == []
        assert find("牛仔布", page=9).total == 35

    def test_ties_keep_one_order(self, make: Make) -> None:
        for number in range(4):
            make(f"a{number}", "牛仔布", index=False)
        services.refresh(Product.objects.values_list("id", flat=True), now=NOW)
        found = [hit.product_id for hit in find("牛仔布").rows]
        assert found == sorted(found)


def _cards(**more: Any) -> list[Any]:
    return queries.cards(find("牛仔布", **more).rows, buyer_company_id=None, language="zh", now=NOW)


class TestWanted:
    def test_reads_back_what_it_wrote(self) -> None:
        wanted = Wanted(
            q="布", category="fabric", attributes={"material": ("cotton", "silk")}, price_from=Decimal("1.5"),
            hours_to=48, belt="keqiao", in_stock=True, sort="-price", page=3,
        )  # fmt: skip
        assert Wanted.read(wanted.query_string()) == wanted
        assert Wanted.read(wanted.query_string(in_stock=False)).page == 1
        assert wanted.without("a.material").attributes == {}
        assert wanted.without("belt").belt == ""
        assert wanted.asks
        assert not Wanted(sort="price").asks
