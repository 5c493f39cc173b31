"""The verbs of stock; the only writers of its tables."""

from sourcebridge.inventory.services.changing import locked_pools
from sourcebridge.inventory.services.counting import adjust, receive, set_counted
from sourcebridge.inventory.services.lines import ReserveLine, ShipLine
from sourcebridge.inventory.services.marking import set_low_mark
from sourcebridge.inventory.services.promising import (
    expire,
    harden,
    release,
    reserve,
    reserve_first,
    reserve_last,
    secure,
)
from sourcebridge.inventory.services.shipping import consume, restock

__all__ = [
    "ReserveLine",
    "ShipLine",
    "adjust",
    "consume",
    "expire",
    "harden",
    "locked_pools",
    "receive",
    "release",
    "reserve",
    "reserve_first",
    "reserve_last",
    "restock",
    "secure",
    "set_counted",
    "set_low_mark",
]
