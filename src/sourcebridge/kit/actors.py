"""Who acts: the side of the deal a move is open to, and the person or program behind it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum


class Actor(StrEnum):
    """The sides a lifecycle table names."""

    BUYER = "BUYER"
    SUPPLIER = "SUPPLIER"
    OPERATOR = "OPERATOR"
    PERSON = "PERSON"
    SYSTEM = "SYSTEM"
    PROVIDER = "PROVIDER"
    CARRIER = "CARRIER"


HUMANS = frozenset({Actor.BUYER, Actor.SUPPLIER, Actor.OPERATOR, Actor.PERSON})


@dataclass(frozen=True, slots=True)
class By:
    """One acting party, as audit rows and events record it."""

    actor: Actor
    user_id: uuid.UUID | None = None
    company_id: uuid.UUID | None = None
    name: str = ""


SYSTEM = By(Actor.SYSTEM, name="clock")
