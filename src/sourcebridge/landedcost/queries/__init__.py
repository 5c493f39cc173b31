"""Reads of landed cost: what is in force, goods as items, quotes and calculations kept, estimates for lists."""

from sourcebridge.landedcost.queries.goods import item
from sourcebridge.landedcost.queries.kept import (
    estimates,
    others,
    quote,
    quotes,
    scenario,
    scenarios,
    visible_to,
)
from sourcebridge.landedcost.queries.known import countries, fee_rows, known

__all__ = [
    "countries",
    "estimates",
    "fee_rows",
    "item",
    "known",
    "others",
    "quote",
    "quotes",
    "scenario",
    "scenarios",
    "visible_to",
]
