"""Facts about exchange rates."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sourcebridge.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class RatesLoaded(Event):
    """Reference rates were added; `edition` is the new number of the collection."""

    name: ClassVar[str] = "fx.rates.loaded"
    edition: int
    count: int


@dataclass(frozen=True, kw_only=True)
class QuoteLocked(Event):
    """A rate is held for a company."""

    name: ClassVar[str] = "fx.quote.locked"
    quote_id: UUID


@dataclass(frozen=True, kw_only=True)
class QuoteSpent(Event):
    """A held rate was used."""

    name: ClassVar[str] = "fx.quote.used"
    quote_id: UUID
