"""A supplier's figures as buyers read them: each share with its two counts and how it is counted (domain.md C12)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from sourcebridge.discovery.models import SupplierFacts

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Figure:
    """One share: `part` of `whole` orders or buyers; `formula` says which. A whole of None is not counted yet."""

    code: str
    label: str
    part: int
    whole: int | None
    formula: str

    @property
    def share(self) -> str:
        """The share in per cent with one decimal; empty where there is nothing to divide by."""
        if not self.whole:
            return ""
        exact = (Decimal(self.part) * 100 / Decimal(self.whole)).quantize(_TENTH, ROUND_HALF_UP)
        return f"{exact.normalize():f}%"


def figures(facts: SupplierFacts | None, *, days: int) -> list[Figure]:
    """Reply, on-time, repeat, dispute and refund of the last `days` days; nothing counted yet is said, not guessed."""
    row = facts or SupplierFacts()
    said = {"days": days}
    return [
        Figure("reply", _("Reply"), row.answered or 0, row.asked,
               _("inquiries answered within 24 hours ÷ inquiries received, last %(days)d days") % said),
        Figure("on-time", _("Dispatched in time"), row.shipped_in_time, row.ship_due,
               _("orders wholly dispatched by the promised time ÷ orders whose dispatch was due, last %(days)d days")
               % said),
        Figure("repeat", _("Repeat buyers"), row.repeat_buyers, row.buyers,
               _("buyers with two or more paid orders ÷ all buyers with a paid order, last %(days)d days") % said),
        Figure("dispute", _("Disputes"), row.disputed, row.paid,
               _("orders for which a refund was asked ÷ orders paid, last %(days)d days") % said),
        Figure("refund", _("Refund rate"), row.refunded, row.paid,
               _("orders closed by a refund ÷ orders paid, last %(days)d days") % said),
    ]  # fmt: skip
