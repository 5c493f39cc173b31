"""The verbs of stock; the only writers of its tables."""

from sourcebridge.inventory.services.counting import adjust, receive, set_counted
from sourcebridge.inventory.services.promising import (
    ReserveLine,
    ShipLine,
    consume,
    expire,
    harden,
    release,
    reserve,
    restock,
    secure,
)

__all__ = [
    "ReserveLine",
    "ShipLine",
    "adjust",
    "consume",
    "expire",
    "harden",
    "receive",
    "release",
    "reserve",
    "restock",
    "secure",
    "set_counted",
]
