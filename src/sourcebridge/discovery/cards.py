"""A product as a grid of results shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sourcebridge.catalog.offers import Text
from sourcebridge.catalog.pricing import Tier
from sourcebridge.discovery.results import Hit
from sourcebridge.discovery.states import Level
from sourcebridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Card:
    """One product found, with this buyer's first and best price; both None when `price_hidden` hides them.

    `place` is the belt's name, else the market's, else the company's region. `hit` says why it ranks where it does
    (None when the card stands in another list) and is not compared. `level` says how much is in stock, `sold_30` paid
    orders in 30 days.
    """

    product_id: UUID
    shop_slug: str
    shop_name: str
    handle: str
    title: Text
    unit: str
    currency: str
    moq: Quantity
    batch_multiple: Quantity
    sell_unit: str
    first: Tier | None
    best: Tier | None
    price_hidden: bool
    agreed: bool
    sample: bool
    dispatch_hours: int
    region: str
    place: str
    belt: str
    market: str
    verified: bool
    supplier_company_id: UUID
    picture_url: str
    sku_ids: tuple[UUID, ...]
    level: Level
    sold_30: int
    hit: Hit | None = field(default=None, compare=False)

    @property
    def in_stock(self) -> bool:
        """Whether the smallest order can be met from stock."""
        return self.level > Level.NONE

    @property
    def several_prices(self) -> bool:
        """Whether larger orders cost less per unit."""
        return bool(self.first and self.best and self.best.price.amount < self.first.price.amount)
