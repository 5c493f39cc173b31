"""How amounts of other currencies are compared: the assembly says it, since rates belong to another domain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sourcebridge.freight.comparing import Convert

Maker = Callable[[datetime, str], Convert]
_made_by: list[Maker] = []


def provide(maker: Maker) -> None:
    """`maker` gets an instant (UTC) and a currency and gives what converts into it; that may raise a Refusal."""
    _made_by[:] = [maker]


def converter(*, at: datetime, currency: str) -> Convert | None:
    """What converts into a currency at an instant (UTC); None where nothing was provided."""
    return _made_by[0](at, currency) if _made_by else None
