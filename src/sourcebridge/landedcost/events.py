"""Facts about landed cost."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sourcebridge.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class FeeSet(Event):
    """A fee holds from a day on; empty `country` and `mode` are everywhere."""

    name: ClassVar[str] = "landedcost.fee.set"
    code: str
    country: str
    mode: str


@dataclass(frozen=True, kw_only=True)
class QuoteFrozen(Event):
    """A sheet was kept for good."""

    name: ClassVar[str] = "landedcost.quote.frozen"
    quote_id: UUID
    number: str
