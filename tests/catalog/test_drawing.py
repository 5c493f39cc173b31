"""Drawn pictures, descriptions and guesses about goods."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.catalog import colours, drawing, kinds, richtext
from sourcebridge.catalog.drawing import Subject
from sourcebridge.catalog.models import Kind


class TestDraw:
    @pytest.mark.parametrize("category", Kind.values)
    @given(words=st.text(max_size=60))
    def test_is_the_same_well_formed_picture_each_time(self, category: str, words: str) -> None:
        subject = Subject(category, words, "", "seed")
        picture = drawing.draw(subject)
        assert picture == drawing.draw(subject)
        root = ET.fromstring(picture)
        assert {"style", "onload", "href"}.isdisjoint(name for node in root.iter() for name in node.attrib)
        assert not [node for node in root.iter() if node.tag.endswith(("script", "image", "foreignObject"))]

    def test_different_words_give_different_cloth(self) -> None:
        assert len({drawing.draw(Subject("FABRIC", words, "", "x")) for words in ("波点", "格子", "条纹", "缎面")}) == 4


class TestColours:
    @pytest.mark.parametrize(
        ("text", "colour"),
        [
            ("藏青 #19", "#1f3656"),
            ("Off-white", "#eee5cf"),
            ("#AABBCC special", "#aabbcc"),
            ("Medium", ""),
            ("coloured", ""),
        ],
    )
    def test_are_read_from_words(self, text: str, colour: str) -> None:
        assert colours.of_text(text) == colour


class TestKinds:
    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            ("Comfortable sofa", "FURNITURE"),
            ("全棉斜纹衬衫面料", "FABRIC"),
            ("Clay Plant Pot", "POT"),
            ("xyz", "OTHER"),
        ],
    )
    def test_are_guessed_from_words(self, words: str, kind: str) -> None:
        assert kinds.kind_of(words) == kind


class TestDescription:
    @pytest.mark.parametrize(
        "attack",
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href='javascript:x()'>x</a>",
            "&lt;script&gt;alert(1)&lt;/script&gt;<b></b>",
            "<p style='x' onclick='x()'>hi</p>",
            "<svg><script>x</script></svg>",
        ],
    )
    def test_cannot_act(self, attack: str) -> None:
        shown = richtext.shown(richtext.clean(attack))
        assert "<script" not in shown
        assert "onerror" not in shown
        assert "onclick" not in shown
        assert "javascript" not in shown

    @given(st.text(max_size=80))
    def test_cleaning_twice_is_cleaning_once(self, text: str) -> None:
        once = richtext.clean(text)
        assert richtext.clean(once) == once

    def test_plain_text_stays_as_typed(self) -> None:
        assert richtext.clean("5 < 6 & 棉") == "5 < 6 & 棉"
        assert richtext.shown("5 < 6\n\nnext") == "<p>5 &lt; 6</p>\n\n<p>next</p>"
