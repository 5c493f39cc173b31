"""Currencies and their exponents (ISO 4217): how many decimals the smallest unit has."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal

EXPONENTS: dict[str, int] = {
    "CNY": 2, "USD": 2, "EUR": 2, "GBP": 2, "HKD": 2, "CAD": 2, "AUD": 2, "SGD": 2, "BDT": 2,
    "INR": 2, "AED": 2, "MYR": 2, "THB": 2, "PHP": 2, "MXN": 2, "BRL": 2, "CHF": 2, "SEK": 2,
    "JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3,
}  # fmt: skip

SYMBOLS: dict[str, str] = {
    "CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥", "KRW": "₩", "BDT": "৳",
}  # fmt: skip


class UnknownCurrency(Refusal):
    """The currency code is not one this platform keeps books in."""

    code = "unknown_currency"
    status = 422
    sentence = _("“%(currency)s” is not a currency we keep books in. Choose one of the listed currencies.")


def exponent(currency: str) -> int:
    """Number of decimals of a currency's minor unit; raises UnknownCurrency."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrency(currency=currency) from None
