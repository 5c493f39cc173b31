"""Reads of landed cost: what is in force, goods as items, quotes and calculations kept, estimates for lists."""

from sourcebridge.landedcost.queries.exporting import alarms, alarms_visible_to, floors, rebates, terms
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
    "alarms",
    "alarms_visible_to",
    "countries",
    "estimates",
    "fee_rows",
    "floors",
    "item",
    "known",
    "others",
    "quote",
    "quotes",
    "rebates",
    "scenario",
    "scenarios",
    "terms",
    "visible_to",
]
