"""Facts about rate cards."""

from dataclasses import dataclass
from typing import ClassVar

from sourcebridge.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class CardPublished(Event):
    """A version of a rate card was published."""

    name: ClassVar[str] = "freight.card.published"
    code: str
    version: int


@dataclass(frozen=True, kw_only=True)
class CardEnds(Event):
    """A rate card is taken out of service after `last_day` (ISO date)."""

    name: ClassVar[str] = "freight.card.ended"
    code: str
    version: int
    last_day: str
