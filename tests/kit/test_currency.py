"""Currencies: the decimals of each are the world's, not ours."""

from __future__ import annotations

import pytest
from babel.numbers import get_currency_precision

from sourcebridge.kit.currency import EXPONENTS, SYMBOLS, UnknownCurrency, exponent


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_the_decimals_are_those_of_the_unicode_tables(currency: str) -> None:
    assert exponent(currency) == get_currency_precision(currency)


def test_an_unknown_one_is_malformed_input() -> None:
    with pytest.raises(UnknownCurrency) as refused:
        exponent("XXX")
    assert (refused.value.status, refused.value.facts) == (422, {"currency": "XXX"})


def test_every_sign_belongs_to_a_known_currency() -> None:
    assert set(SYMBOLS) <= set(EXPONENTS)
