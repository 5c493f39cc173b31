"""Kept texts: equal facts one rendering, other facts another; holes are filled for each reader and escaped."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from sourcebridge.kit.money import UnitPrice
from sourcebridge.shell import parts
from sourcebridge.shell.remembered import HOLES, SHELF, Shelf, digest, filled, remembered
from sourcebridge.shell.templatetags.shell import product_card


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    SHELF.clear()
    yield
    SHELF.clear()


class TestShelf:
    def test_gives_up_what_was_least_lately_asked_for(self) -> None:
        shelf = Shelf(80)
        for name in "abcdefgh":
            shelf.put(name, name * 10)
        assert shelf.get("a") == "a" * 10
        shelf.put("i", "i" * 10)
        assert (shelf.get("a"), shelf.get("b")) == ("a" * 10, None)
        assert shelf.size == 80

    def test_a_text_too_large_is_not_kept(self) -> None:
        shelf = Shelf(80)
        shelf.put("long", "x" * 11)
        assert (shelf.get("long"), shelf.size) == (None, 0)

    def test_putting_twice_counts_once(self) -> None:
        shelf = Shelf(80)
        shelf.put("a", "x" * 10)
        shelf.put("a", "y" * 4)
        assert (shelf.get("a"), shelf.size) == ("yyyy", 4)


class TestRemembered:
    def test_made_once_for_equal_facts(self) -> None:
        made: list[str] = []

        def make() -> str:
            made.append("x")
            return f"text {len(made)}"

        assert [remembered(("k", 1), make), remembered(("k", 1), make), remembered(("k", 2), make)] == [
            "text 1", "text 1", "text 2",
        ]  # fmt: skip

    def test_texts_are_told_apart_by_where_they_end(self) -> None:
        assert digest("ab", "c") != digest("a", "bc")

    def test_holes_are_filled_and_escaped(self) -> None:
        assert filled(f"<a href='{HOLES['here']}'>", {"here": "/?q='><script>"}) == (
            "<a href='/?q=&#x27;&gt;&lt;script&gt;'>"
        )


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
            assert SHELF.size == len("x|Orders|||") - 1 + len(HOLES["csrf_token"]) + len(HOLES["query"])

    def test_language_and_facts_tell_texts_apart(self) -> None:
        with translation.override("en"):
            self.drawn(fact="x")
            assert self.drawn(fact="y").startswith("y|Orders")
        with translation.override("zh-hans"):
            assert self.drawn(fact="x").startswith("x|订单")


def card(price: str, place: int) -> parts.ProductCard:
    rank = parts.Rank(
        place, Decimal("0.5"), (price, place),
        lambda: [parts.ScorePart("Words", Decimal("0.35"), Decimal(1), Decimal("0.35"))],
    )  # fmt: skip
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
