"""Where a domain needs what a neighbour of the same height knows, the assembly hands it over."""

from __future__ import annotations

from datetime import datetime

from sourcebridge.freight import exchange
from sourcebridge.freight.comparing import Convert
from sourcebridge.fx import queries as fx
from sourcebridge.fx import rates
from sourcebridge.kit.money import Money


def _converter(at: datetime, currency: str) -> Convert:
    """Into a currency at an instant (UTC), with the operator's margin; unknown or old rates raise their refusal."""
    table = fx.table(at=at)

    def convert(amount: Money) -> Money:
        return rates.convert(amount, table.rate(amount.currency, currency), with_margin=True)

    return convert


def connect() -> None:
    """Make the connections."""
    exchange.provide(_converter)
