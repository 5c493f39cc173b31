"""Amounts, quantities and instants are written as the reader's language and zone want them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.shell import figures, markup

NOW = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> None:
    translation.activate("en")
    timezone.activate("Asia/Shanghai")


class TestMoneyText:
    @pytest.mark.parametrize(
        ("amount", "currency", "shown"),
        [
            ("1716", "CNY", "¥1,716.00"),
            ("-0.5", "CNY", "−¥0.50"),
            ("1234567", "JPY", "JP¥1,234,567"),
            ("7", "CHF", "CHF\u00a07.00"),
        ],
    )
    def test_groups_by_three_with_the_currencys_decimals(self, amount: str, currency: str, shown: str) -> None:
        assert figures.money_text(Money.of(amount, currency)) == shown

    def test_groups_by_three_in_chinese_too(self) -> None:
        with translation.override("zh-hans"):
            assert figures.money_text(Money.of("1234567.8", "CNY")) == "¥1,234,567.80"

    def test_of_a_unit_price_keeps_its_finer_decimals(self) -> None:
        assert figures.money_text(UnitPrice(Decimal("0.0385"), "CNY", "MTR")) == "¥0.0385/m"
        assert figures.price_text(UnitPrice(Decimal("9.8"), "CNY", "MTR")) == "¥9.80"

    def test_takes_the_marks_of_other_languages(self) -> None:
        with translation.override("de"):
            assert figures.number(Decimal("1234.5"), 2) == "1.234,50"


class TestMoneyMarkup:
    def test_is_empty_for_what_a_template_cannot_find(self) -> None:
        assert markup.money(None) == ""
        assert markup.quantity_text(None) == ""

    def test_says_plus_when_signed(self) -> None:
        assert markup.money(Money.of("5", "CNY"), "signed").startswith('<span class="money money-signed">+')

    def test_shows_nothing_paid_as_zero(self) -> None:
        assert "0.00" in markup.money(Money.zero("CNY"))


class TestQuantityText:
    def test_never_breaks_from_its_unit(self) -> None:
        assert figures.quantity_text(Quantity(Decimal("2860.5"), "MTR")) == "2,860.5\u00a0m"


class TestInstant:
    def test_stands_in_the_readers_zone(self) -> None:
        assert figures.instant_text(NOW) == "23 Nov 2026, 14:05"
        assert figures.zone_label(NOW) == "Beijing time"

    def test_leaves_out_the_present_year(self) -> None:
        assert figures.instant_text(NOW, NOW, weekday=True) == "Mon 23 Nov, 14:05"

    def test_names_an_unlisted_zone_by_its_city(self) -> None:
        with timezone.override("America/Sao_Paulo"):
            assert figures.zone_label(NOW) == "Sao Paulo"

    @pytest.mark.parametrize(
        ("ahead", "shown"),
        [
            (timedelta(days=11, hours=3), "in 11 days"),
            (timedelta(days=1, hours=4), "in 1 day 4 h"),
            (timedelta(hours=20), "in 20 h"),
            (timedelta(minutes=-35), "35 min ago"),
            (timedelta(seconds=20), "now"),
        ],
    )
    def test_says_how_far_it_is(self, ahead: timedelta, shown: str) -> None:
        assert figures.relative_text(NOW + ahead, NOW) == shown
