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


@dataclass(frozen=True, kw_only=True)
class CalendarSet(Event):
    """The working days of a country (ISO code) were entered anew."""

    name: ClassVar[str] = "freight.calendar.set"
    country: str
    version: int


@dataclass(frozen=True, kw_only=True)
class PromiseMade(Event):
    """A day of delivery was promised; `due_at` is the instant before which it is kept (ISO, UTC)."""

    name: ClassVar[str] = "freight.promise.made"
    subject: str
    due_at: str


@dataclass(frozen=True, kw_only=True)
class PromiseDecided(Event):
    """What was promised is delivered, in time or late."""

    name: ClassVar[str] = "freight.promise.decided"
    subject: str
    kept: bool
