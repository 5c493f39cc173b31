"""Whole numbers in what is sent."""

from __future__ import annotations

import pytest

from sourcebridge.kit import digits


class TestWhole:
    @pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("2147483647", digits.INTEGER)])
    def test_reads_plain_digits(self, text: str, number: int) -> None:
        assert digits.whole(text) == number

    @pytest.mark.parametrize("text", ["", "²", "１２", "-1", "+1", "1.0", "1e3", "1_0", " 1", "2147483648", "9" * 5000])
    def test_reads_nothing_else(self, text: str) -> None:
        assert digits.whole(text) is None

    def test_keeps_to_its_bounds(self) -> None:
        assert digits.whole("5", least=1, most=5) == 5
        assert digits.whole("0", least=1, most=5) is None
        assert digits.whole(str(digits.BIGINT), most=digits.BIGINT) == digits.BIGINT
        assert digits.whole(str(digits.BIGINT + 1), most=digits.BIGINT) is None
