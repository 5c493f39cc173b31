"""Drawn pictures, descriptions and guesses about goods."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.catalog import colours, drawing, kinds, richtext
from sourcebridge.catalog.drawing import Subject, places
from sourcebridge.catalog.models import Kind


class TestDraw:
    @pytest.mark.parametrize("kind", Kind.values)
    @given(words=st.text(max_size=60))
    def test_is_the_same_well_formed_picture_each_time(self, kind: str, words: str) -> None:
        subject = Subject(kind, words, "", "seed")
        picture = drawing.draw(subject)
        assert picture == drawing.draw(subject)
        root = ET.fromstring(picture)
        assert {"style", "onload", "href"}.isdisjoint(name for node in root.iter() for name in node.attrib)
        assert not [node for node in root.iter() if node.tag.endswith(("script", "image", "foreignObject"))]

    @pytest.mark.parametrize("kind", Kind.values)
    @pytest.mark.parametrize(
        "words", ["Plush teddy bear with dots", "毛绒玩具 碎花", "手机壳 蕾丝", "floral dress", "tweed keyboard"]
    )
    def test_is_small(self, kind: str, words: str) -> None:
        assert len(drawing.draw(Subject(kind, words, "#762b30", "seed")).encode()) < 8 * 1024

    @pytest.mark.parametrize("kind", Kind.values)
    def test_shows_the_colour_of_the_variant(self, kind: str) -> None:
        pictures = {drawing.draw(Subject(kind, "goods", colour, "seed")) for _names, colour in colours.NAMED}
        assert len(pictures) == len({colour for _names, colour in colours.NAMED})

    def test_every_kind_has_its_own(self) -> None:
        assert len({drawing.draw(Subject(kind, "goods", "#762b30", "seed")) for kind in Kind.values}) == len(
            Kind.values
        )

    @pytest.mark.parametrize(
        ("kind", "many"),
        [
            ("GARMENT", "连衣裙 牛仔裤 羽绒服 卫衣 毛衣 衬衫 T恤 西装 袜子 棒球帽"),
            ("LIGHT", "台灯 吊灯 吸顶灯 灯带 灯泡 蜡烛 落地灯 射灯"),
            ("TOY", "毛绒玩具 积木 遥控车 拼图 娃娃 无人机"),
            ("PHONE", "手机壳 钢化膜 耳机 充电宝 支架 音箱"),
            ("PACKAGING", "纸箱 胶带 自立袋 礼盒 纸袋 快递袋"),
        ],
    )
    def test_follows_the_words(self, kind: str, many: str) -> None:
        words = many.split()
        assert len({drawing.draw(Subject(kind, word, "#762b30", "seed")) for word in words}) == len(words)

    def test_different_words_give_different_cloth(self) -> None:
        assert len({drawing.draw(Subject("FABRIC", words, "", "x")) for words in ("波点", "格子", "条纹", "缎面")}) == 4


class TestPlaces:
    @pytest.mark.parametrize("number", range(6))
    def test_a_factory_is_the_same_each_time_and_small(self, number: int) -> None:
        for drawn in (places.factory, places.hall):
            picture = drawn(seed=f"shop {number}", kind="FABRIC", lines=number)
            assert picture == drawn(seed=f"shop {number}", kind="FABRIC", lines=number)
            assert len(picture.encode()) < 10 * 1024
            ET.fromstring(picture)

    @pytest.mark.parametrize(
        ("name", "shown"), [("陈姐 Chen", "陈"), ("Alex Wang", "AW"), ("lin", "L"), ("<b>", "·"), ("", "·")]
    )
    def test_initials(self, name: str, shown: str) -> None:
        assert places.initials(name) == shown
        ET.fromstring(places.avatar(name))


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
