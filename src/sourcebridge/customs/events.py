"""Facts about tariffs and codes."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sourcebridge.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class DutiesPublished(Event):
    """Rows of duty were added."""

    name: ClassVar[str] = "customs.duties.published"
    edition: int
    count: int


@dataclass(frozen=True, kw_only=True)
class DutyEnded(Event):
    """A row of duty holds until `last_day` (ISO date)."""

    name: ClassVar[str] = "customs.duty.ended"
    row_id: UUID
    last_day: str


@dataclass(frozen=True, kw_only=True)
class HeadingsLoaded(Event):
    """The nomenclature was loaded."""

    name: ClassVar[str] = "customs.headings.loaded"
    count: int


@dataclass(frozen=True, kw_only=True)
class CategoryClassified(Event):
    """Goods of a category are assumed to fall under a subheading; empty when the assumption was taken back."""

    name: ClassVar[str] = "customs.category.classified"
    category: str
    code: str


@dataclass(frozen=True, kw_only=True)
class ProductClassified(Event):
    """A product has a code."""

    name: ClassVar[str] = "customs.product.classified"
    product_id: UUID
    code: str
    status: str
