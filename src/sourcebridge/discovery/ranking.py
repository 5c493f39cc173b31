"""The published formula of the domestic order (domain.md A3): parts in [0, 1], weights that the operator may change.

Everything is whole ten-thousandths, so that the points shown add up to the score shown, to the last place.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHOLE = 10_000
_TOP_GROWTH = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """One part of the score: its code, its name, what it measures."""

    code: str
    label: Promise
    meaning: Promise

    @property
    def parameter(self) -> str:
        """The parameter that holds the weight."""
        return f"rank.domestic.{self.code}"


RULES: tuple[Rule, ...] = (
    Rule(
        "text",
        _("Words"),
        _("How well the goods answer the words: 1 for the best answer, the cube of its share for the others."),
    ),
    Rule("stock_ready", _("In stock"), _("1 when every variant is in stock, a half when some are.")),
    Rule("ship48h", _("Fast dispatch"), _("Share of paid orders shipped within 48 hours.")),
    Rule("repeat", _("Buyers come back"), _("Share of buyers who ordered again.")),
    Rule("dispute", _("Few refunds"), _("1 minus the share of orders with a refund request.")),
    Rule("belt", _("Industrial belt"), _("Made in the belt known for it, and near you.")),
    Rule("trend", _("Trend"), _("Orders of the last 7 days against the 23 before.")),
    Rule("price", _("Price"), _("1 for the cheapest of its category, 0 for the dearest.")),
    Rule("verified", _("Verified"), _("1 while a confirmed business licence is valid.")),
)


def decimal(ten_thousandths: int) -> Decimal:
    """Ten-thousandths as a number with four places."""
    return Decimal(ten_thousandths).scaleb(-4)


@lru_cache(maxsize=2 * WHOLE)
def digits(ten_thousandths: int) -> str:
    """The same, written out."""
    return str(decimal(ten_thousandths))


def trend(last_7: int, last_30: int) -> int:
    """Growth (s7/7) / (max(s30 - s7, 1) / 23) as a share of three-fold growth, in ten-thousandths (domain.md A12)."""
    growth = Decimal(last_7) * 23 / (7 * max(last_30 - last_7, 1))
    return int(min(growth / _TOP_GROWTH, Decimal(1)) * WHOLE)


def shrunk(count: int, total: int, mean: Decimal, prior: Decimal) -> Decimal:
    """A share drawn to the mean as if `prior` orders of the mean had come before: one order does not give 100 %."""
    return (count + prior * mean) / (total + prior) if total + prior else mean
