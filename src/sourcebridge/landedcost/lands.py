"""Countries and currencies as people choose them: names from CLDR in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.utils.translation import get_language

from sourcebridge.customs.structures import structure_of

CURRENCIES = ("USD", "EUR", "GBP", "CNY", "BDT", "CAD")


@cache
def _names(chinese: bool) -> dict[str, str]:
    from babel import Locale  # its data is read when the first name is asked for, not at the start

    return dict(Locale.parse("zh_Hans" if chinese else "en").territories)


def country_name(code: str) -> str:
    """A country in the reader's language; its code where it has no name."""
    return _names((get_language() or "").startswith("zh")).get(code, code)


def choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Countries by name."""
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1])


def usual_currency(country: str) -> str:
    """What people of a country reckon in: dollars unless their customs count in a currency of their own we list."""
    structure = structure_of(country)
    return structure.currency if structure and structure.currency in ("USD", "EUR", "GBP", "CAD") else "USD"
