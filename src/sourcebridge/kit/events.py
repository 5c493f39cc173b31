"""Events: frozen facts in the past tense, published in the verb's transaction and handled later by a job.

Higher domains register handlers with `@listens(Fact)`; `inline=True` runs the handler inside the publishing
transaction, for the few facts whose consequence must not be separable (money received marks its order paid).
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar, get_type_hints

REGISTRY: dict[str, type[Event]] = {}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all facts. `name` is the dotted public name (webhooks use it), `at` the business time in UTC.

    `deal_id` orders delivery: facts of one deal are handled one after the other.
    """

    name: ClassVar[str] = ""

    at: datetime
    deal_id: uuid.UUID | None = None

    def __init_subclass__(cls) -> None:
        if cls.name:
            if cls.name in REGISTRY:
                raise ValueError(f"two events are named {cls.name}")
            REGISTRY[cls.name] = cls

    def payload(self) -> dict[str, Any]:
        """The fact as JSON values (strings for ids, times and decimals)."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def restore(name: str, payload: dict[str, Any]) -> Event:
    """The fact again from its stored JSON; unknown keys of a newer writer are dropped."""
    cls = REGISTRY[name]
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for f in dataclasses.fields(cls):
        if f.name not in payload:
            continue
        value, hint = payload[f.name], str(hints[f.name])
        if value is None:
            values[f.name] = None
        elif "UUID" in hint:
            values[f.name] = uuid.UUID(value)
        elif "datetime" in hint:
            values[f.name] = datetime.fromisoformat(value)
        elif "Decimal" in hint:
            values[f.name] = Decimal(value)
        else:
            values[f.name] = value
    return cls(**values)


def prepare(fact: Event) -> None:
    """Run the inline listeners of a fact that is about to become true, so that they take their locks first.

    Nothing is stored: such a fact (PaymentArriving) has no name in the catalogue of public events.
    """
    for _name, handler in INLINE.get(fact.name, []):
        handler(fact)


Handler = Callable[[Any], None]
E = TypeVar("E", bound=Event)
LATER: dict[str, list[tuple[str, Handler]]] = {}
INLINE: dict[str, list[tuple[str, Handler]]] = {}


def listens(fact: type[E], *, inline: bool = False) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a handler of a fact. It must be idempotent: a crash after its commit may run it again."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        table = INLINE if inline else LATER
        table.setdefault(fact.name, []).append((f"{handler.__module__}.{handler.__qualname__}", handler))
        return handler

    return register
