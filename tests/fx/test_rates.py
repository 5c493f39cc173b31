"""Crossing, age, margin and rounding, on figures alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given as drawn
from hypothesis import strategies as st

from sourcebridge.fx.errors import RateMissing, RateStale
from sourcebridge.fx.rates import Known, Table, convert
from sourcebridge.kit.currency import UnknownCurrency
from sourcebridge.kit.money import Money, UnlikeCurrencies

ON = date(2026, 3, 31)
FIGURES = {"USD": "1.10", "CNY": "7.92", "JPY": "165", "KRW": "1500", "KWD": "0.34"}
TABLE = Table(ON, Decimal("0.01"), 7, {c: Known(Decimal(r), date(2026, 3, 30), "ECB", c) for c, r in FIGURES.items()})


@pytest.mark.parametrize(
    ("amount", "into", "expected"),
    [
        (Money.of("100.00", "EUR"), "USD", "110.00"),
        (Money.of("100.00", "USD"), "CNY", "720.00"),
        (Money.of("720.00", "CNY"), "USD", "100.00"),
        (Money.of("1.00", "USD"), "JPY", "150"),
        (Money.of("0.01", "CNY"), "JPY", "0"),
        (Money.of("1500", "KRW"), "KWD", "0.340"),
        (Money.of("1.234", "KWD"), "KRW", "5444"),
        (Money.of("1000", "JPY"), "CNY", "48.00"),
        (Money.of("5.00", "EUR"), "EUR", "5.00"),
    ],
)
def test_a_conversion_rounds_once_to_the_exponent(amount: Money, into: str, expected: str) -> None:
    assert convert(amount, TABLE.rate(amount.currency, into)) == Money.of(expected, into)


def test_the_margin_lies_on_top() -> None:
    rate = TABLE.rate("CNY", "USD")
    assert convert(Money.of("720.00", "CNY"), rate, with_margin=True) == Money.of("101.00", "USD")


def test_a_currency_into_itself_has_no_margin() -> None:
    assert TABLE.rate("CNY", "CNY").charged == 1


def test_an_unknown_rate_refuses() -> None:
    with pytest.raises(RateMissing):
        TABLE.rate("CNY", "BDT")
    with pytest.raises(UnknownCurrency):
        TABLE.rate("CNY", "XXX")


def test_an_old_rate_refuses_and_says_who_must_act() -> None:
    late = Table(date(2026, 4, 7), TABLE.margin, 7, TABLE.rows)
    with pytest.raises(RateStale) as refusal:
        late.rate("CNY", "USD")
    with translation.override("en"):
        assert "operator must load newer rates" in refusal.value.text
    assert Table(date(2026, 4, 6), TABLE.margin, 7, TABLE.rows).rate("CNY", "USD").value


def test_another_currency_is_not_converted() -> None:
    with pytest.raises(UnlikeCurrencies):
        convert(Money.of("1.00", "EUR"), TABLE.rate("CNY", "USD"))


@drawn(st.integers(0, 10**9), st.sampled_from(sorted(FIGURES)), st.sampled_from(sorted(FIGURES)))
def test_there_and_back_loses_at_most_what_rounding_allows(minor: int, base: str, quote: str) -> None:
    start = Money.from_minor(minor, base)
    there = TABLE.rate(base, quote)
    back = convert(convert(start, there), TABLE.rate(quote, base))
    half = Money.from_minor(1, quote).amount / 2
    slack = half / there.value + Money.from_minor(1, base).amount
    assert abs(back.amount - start.amount) <= slack + start.amount * Decimal("1e-10")
