"""What places announce."""

from __future__ import annotations

import dataclasses
import uuid
from typing import ClassVar

from sourcebridge.kit.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True)
class _InBelt(Event):
    company_id: uuid.UUID
    belt: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class BeltClaimed(_InBelt):
    """A company says that it works in a belt; nobody has looked yet."""

    name: ClassVar[str] = "places.belt.claimed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class BeltJoined(_InBelt):
    """The operator confirmed that the company works in the belt."""

    name: ClassVar[str] = "places.belt.joined"


@dataclasses.dataclass(frozen=True, kw_only=True)
class BeltRefused(_InBelt):
    """The operator did not confirm the claim."""

    name: ClassVar[str] = "places.belt.refused"


@dataclasses.dataclass(frozen=True, kw_only=True)
class BeltLeft(_InBelt):
    """The company is no longer in the belt."""

    name: ClassVar[str] = "places.belt.left"


@dataclasses.dataclass(frozen=True, kw_only=True)
class _AtStall(Event):
    company_id: uuid.UUID
    stall_id: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class StallAssigned(_AtStall):
    """A company has this stall from now on."""

    name: ClassVar[str] = "places.stall.assigned"


@dataclasses.dataclass(frozen=True, kw_only=True)
class StallFreed(_AtStall):
    """The company no longer has this stall."""

    name: ClassVar[str] = "places.stall.freed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlaceChanged(Event):
    """The words or the position of a belt or market changed; `kind` is belt or market, `code` its code."""

    name: ClassVar[str] = "places.place.changed"
    kind: str
    code: str
