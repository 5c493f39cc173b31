"""Kept texts: equal facts one rendering, other facts another; holes are filled for each reader and escaped."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from sourcebridge.kit.money import UnitPrice
from sourcebridge.shell import parts
from sourcebridge.shell.remembered import HOLES, SHELF, Drawn, Shelf, digest, hole, remembered
from sourcebridge.shell.templatetags.shell import product_card


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    SHELF.clear()
    yield
    SHELF.clear()


def text_of(drawn: Drawn | None) -> str | None:
    return None if drawn is None else drawn.filled({})


class TestShelf:
    def test_gives_up_what_was_least_lately_asked_for(self) -> None:
        shelf = Shelf(80)
        for name in "abcdefgh":
            shelf.put(name, Drawn(name * 10))
        assert text_of(shelf.get("a")) == "a" * 10
        shelf.put("i", Drawn("i" * 10))
        assert (text_of(shelf.get("a")), shelf.get("b")) == ("a" * 10, None)
        assert shelf.size == 80

    def test_a_text_too_large_is_not_kept(self) -> None:
        shelf = Shelf(80)
        shelf.put("long", Drawn("x" * 11))
        assert (shelf.get("long"), shelf.size) == (None, 0)

    def test_putting_twice_counts_once(self) -> None:
        shelf = Shelf(80)
        shelf.put("a", Drawn("x" * 10))
        shelf.put("a", Drawn("y" * 4))
        assert (text_of(shelf.get("a")), shelf.size) == ("yyyy", 4)


class TestRemembered:
    def test_made_once_for_equal_facts(self) -> None:
        made: list[str] = []

        def make() -> str:
            made.append("x")
            return f"text {len(made)}"

        drawn = [remembered(("k", 1), make), remembered(("k", 1), make), remembered(("k", 2), make)]
        assert [text_of(one) for one in drawn] == ["text 1", "text 1", "text 2"]

    def test_texts_are_told_apart_by_where_they_end(self) -> None:
        assert digest("ab", "c") != digest("a", "bc")

    def test_holes_are_filled_and_escaped(self) -> None:
        assert Drawn(f"<a href='{HOLES['here']}'>").filled({"here": "/?q='><script>"}) == (
            "<a href='/?q=&#x27;&gt;&lt;script&gt;'>"
        )

    def test_a_hole_is_no_part_of_what_is_kept(self) -> None:
        drawn = Drawn(f"a{HOLES['here']}b{hole('person_name')}c")
        assert drawn.pieces == ["a", "here", "b", "person_name", "c"]

    def test_a_long_text_is_kept_packed_and_is_the_same(self) -> None:
        text = f"<p>斜纹 {HOLES['here']}</p>" * 500
        drawn = Drawn(text)
        assert drawn.size < 1000
        assert drawn.filled({"here": "<"}) == "<p>斜纹 &lt;</p>" * 500
        assert Drawn("<p>" * 5000).filled({}) == "<p>" * 5000


PAGE = Template(
    '{% load i18n shell %}{% remember "t" fact %}{{ fact }}|{% translate "Orders" %}|{{ csrf_token }}|{{ query }}'
    "{% endremember %}"
)


class TestTag:
    def drawn(self, **given: object) -> str:
        return PAGE.render(Context(given))

    def test_each_reader_gets_an_own_token_and_query(self) -> None:
        with translation.override("en"):
            assert self.drawn(fact="x", csrf_token="one", query="<b>") == "x|Orders|one|&lt;b&gt;"
            assert self.drawn(fact="x", csrf_token="two", query="") == "x|Orders|two|"
            assert SHELF.texts == ["x|Orders|", "|", ""]

    def test_what_fills_a_hole_is_named_in_the_tag_and_not_kept(self) -> None:
        page = Template(
            "{% load shell %}{% remember 't' fact name=person.name %}{{ fact }} {{ name }}{% endremember %}"
        )
        assert page.render(Context({"fact": 1, "person": {"name": "<Chen>"}})) == "1 &lt;Chen&gt;"
        assert page.render(Context({"fact": 1, "person": {"name": "Li"}})) == "1 Li"
        assert SHELF.texts == ["1 ", ""]

    def test_language_and_facts_tell_texts_apart(self) -> None:
        with translation.override("en"):
            self.drawn(fact="x")
            assert self.drawn(fact="y").startswith("y|Orders")
        with translation.override("zh-hans"):
            assert self.drawn(fact="x").startswith("x|订单")


def card(price: str, place: int) -> parts.ProductCard:
    rank = parts.Rank(place, "0.5", (("Words", Decimal("0.35")),), [("1", "0.35")])
    return parts.ProductCard("/goods/a/b/", "Twill", UnitPrice(Decimal(price), "CNY", "MTR"), rank=rank)


class TestProductCard:
    def test_another_price_or_place_shows_at_once(self) -> None:
        with translation.override("en"):
            first = product_card(card("9.80", 1))
            assert "9.80" in first
            assert 'Why no. <span class="figures">1</span>' in first
            assert "10.20" in product_card(card("10.20", 1))
            moved = product_card(card("9.80", 7))
            assert 'Why no. <span class="figures">7</span>' in moved
            assert ">1</span>" not in moved
            assert not any(hole in moved for hole in HOLES.values())
