"""What stock announces."""

from __future__ import annotations

import dataclasses
import uuid
from typing import ClassVar

from sourcebridge.kit.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True)
class StockChanged(Event):
    """Goods came, went or were counted; `sku_ids` are texts."""

    name: ClassVar[str] = "inventory.stock.changed"
    company_id: uuid.UUID
    sku_ids: list[str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class LowMarkSet(Event):
    """A supplier said from which number on a SKU is running low; empty `number` means no longer."""

    name: ClassVar[str] = "inventory.low_mark.set"
    company_id: uuid.UUID
    sku_id: uuid.UUID
    number: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class _OfDeal(Event):
    owner_refs: list[str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class StockReserved(_OfDeal):
    """Goods are promised to the lines of a deal."""

    name: ClassVar[str] = "inventory.stock.reserved"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReservationHardened(_OfDeal):
    """The promise no longer lapses by itself, or later."""

    name: ClassVar[str] = "inventory.reservation.hardened"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReservationReleased(_OfDeal):
    """The promised goods are free again."""

    name: ClassVar[str] = "inventory.reservation.released"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReservationConsumed(_OfDeal):
    """Promised goods, or a part of them, left the site."""

    name: ClassVar[str] = "inventory.reservation.consumed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReservationExpired(_OfDeal):
    """The time of a soft promise is up; the goods are free again."""

    name: ClassVar[str] = "inventory.reservation.expired"
