"""Text becomes the same tokens however it is written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.discovery import analysis, indexing, matching, reference
from sourcebridge.discovery.analysis import units

ANY = st.text(max_size=60)
TRADE = st.text(alphabet="春亚纺 灯芯绒150gG克支sx×*m/².-%\"'\\()T恤cm３０ａ", max_size=40)


class TestNormalise:
    @given(ANY)
    def test_twice_is_once(self, text: str) -> None:
        once = analysis.normalise(text)
        assert analysis.normalise(once) == once

    def test_makes_width_and_case_alike(self) -> None:
        assert analysis.normalise("　Ｔ恤\u200b  ＣＯＴＴＯＮ ") == "t恤 cotton"


class TestTokens:
    @given(ANY | TRADE)
    def test_never_fail_and_are_short(self, text: str) -> None:
        for token in analysis.tokens(text):
            assert 0 < len(token.text) <= max(40, len(token.surface))
        analysis.lexemes(text)
        indexing.words_of(text)

    @given(ANY | TRADE)
    def test_a_query_asks_for_each_word_once(self, text: str) -> None:
        asked = [piece.text for piece in analysis.pieces(text)]
        assert len(asked) == len(set(asked)) <= 12

    @pytest.mark.parametrize(
        ("said", "same"),
        [
            ("150g", "150 g/m²"), ("150g", "150克"), ("150g", "150 GSM"), ("150g", "150克/平方米"), ("40s", "40支"),
            ("12oz", "12盎司"), ("12oz", "12安帆布"), ("1.5m", "150cm"), ("1.5米", "150厘米"), ("0.5kg", "500 g"),
            ("8丝", "80um"), ("75D", "75旦"), ("10000mAh", "10000毫安时"), ("20W", "20瓦"), ("5.5 inch", "5.5寸"),
            ("30x40cm", "30 × 40 厘米"), ("30*40cm", "300x400mm"), ("14条灯芯绒", "14 wale"), ("500ml", "0.5升"),
        ],
    )  # fmt: skip
    def test_one_token_for_one_measure(self, said: str, same: str) -> None:
        assert analysis.tokens(said)[0].text == analysis.tokens(same)[0].text

    def test_a_model_number_is_no_measure(self) -> None:
        assert [token.text for token in analysis.tokens("iPhone15 a4g")] == ["iphone15", "a4g"]

    def test_an_attribute_s_number_is_the_title_s_token(self) -> None:
        assert units.of_number(Decimal("150.0000"), "g/m²") == "150g"
        assert units.of_number(Decimal("2.5"), "") == "2.5"

    def test_english_words_meet_in_their_stem(self) -> None:
        assert analysis.tokens("Shirts")[0].text == analysis.tokens("shirt")[0].text

    def test_trade_words_stay_whole(self) -> None:
        assert [token.text for token in analysis.tokens("新款水晶超柔四面弹")][-2:] == ["水晶超柔", "四面弹"]


class TestMatching:
    @given(ANY | TRADE)
    def test_every_query_makes_readable_groups(self, text: str) -> None:
        for group in matching.groups(text, {}):
            assert group.direct
            assert group.tsquery()

    def test_a_phrase_of_the_wordbook_stays_together(self) -> None:
        book = matching.book_of([["摇粒绒", "polar fleece"]])
        assert [group.surface for group in matching.groups("polar fleece jacket", book)] == ["polar fleece", "jacket"]
        assert ("摇粒绒",) in matching.groups("Polar Fleece", book)[0].kin

    def test_a_long_word_is_met_by_its_halves_and_their_kin(self) -> None:
        book = matching.book_of([["布", "面料"]])
        group = matching.groups("斜纹布", book)[0]
        assert ("斜纹", "布") in group.kin
        assert ("斜纹", "面料") in group.kin


class TestGlossary:
    def test_pairs_both_languages(self) -> None:
        entries = list(reference.glossary())
        assert len(entries) >= 250
        assert all(entry.zh and entry.en and all((*entry.zh, *entry.en)) for entry in entries)
        assert len({entry.zh[0] for entry in entries}) == len(entries)


class TestGrams:
    @given(st.text(min_size=1, max_size=20))
    def test_a_word_is_closest_to_itself(self, word: str) -> None:
        assert analysis.closeness(word, word) == 1
        assert analysis.grams(word)
