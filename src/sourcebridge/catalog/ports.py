"""What the supplier's desk is told by domains above: how much of the goods is left.

The catalogue knows no stock. The domain that does registers a `StockDesk` when it is loaded; without one the desk shows
no stock and offers no filter for it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.quantity import Quantity


class StockLevel(models.TextChoices):
    """How goods stand: nothing free of any variant, a variant that will not last, or neither."""

    SOLD_OUT = "SOLD_OUT", _("Sold out")
    LOW = "LOW", _("Running low")
    ENOUGH = "ENOUGH", _("Enough in stock")


@dataclass(frozen=True, slots=True)
class Left:
    """What is free of a product over all its variants, in its unit, and how it stands."""

    free: Quantity
    level: str


class StockDesk(Protocol):
    """Answers about the stock of goods."""

    def of_goods(self, product_ids: Collection[UUID], *, now: datetime) -> dict[UUID, Left]:
        """What is left of each product."""

    def levels(self, company_id: UUID, *, now: datetime) -> dict[UUID, str]:
        """How each of the company's goods stands."""


_stock: list[StockDesk] = []


def tell_stock(desk: StockDesk) -> None:
    """From now on this domain answers about stock."""
    _stock[:] = [desk]


def stock() -> StockDesk | None:
    """Who answers about stock, if anybody."""
    return _stock[0] if _stock else None
