"""Facts about kinds of containers and cartons, and about what goods of a category take."""

from dataclasses import dataclass
from typing import ClassVar

from sourcebridge.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class ContainerSet(Event):
    """A kind of container has a new row."""

    name: ClassVar[str] = "loading.container.set"
    code: str


@dataclass(frozen=True, kw_only=True)
class CartonSet(Event):
    """A kind of carton has a new row."""

    name: ClassVar[str] = "loading.carton.set"
    code: str


@dataclass(frozen=True, kw_only=True)
class EstimatesSet(Event):
    """What goods of categories take has `count` new rows."""

    name: ClassVar[str] = "loading.estimates.set"
    count: int
