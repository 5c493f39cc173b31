"""The verbs of the domestic door, by subject; the only writers of its tables."""

from sourcebridge.domestic.services.buying import buy
from sourcebridge.domestic.services.cart import empty, set_line
from sourcebridge.domestic.services.closing import (
    accept_refund,
    ask_refund,
    cancel,
    decline,
    finish_refund,
    lapse,
    refund_by_silence,
    refuse_refund,
    urge,
    withdraw_refund,
)
from sourcebridge.domestic.services.paying import pay_from_balance, settle_payment
from sourcebridge.domestic.services.placing import hold_stock, place, reprice
from sourcebridge.domestic.services.sheet import Edit, save_sheet
from sourcebridge.domestic.services.shipping import auto_confirm, confirm, follow_parcels, ship

__all__ = [
    "Edit",
    "accept_refund",
    "ask_refund",
    "auto_confirm",
    "buy",
    "cancel",
    "confirm",
    "decline",
    "empty",
    "finish_refund",
    "follow_parcels",
    "hold_stock",
    "lapse",
    "pay_from_balance",
    "place",
    "refund_by_silence",
    "refuse_refund",
    "reprice",
    "save_sheet",
    "set_line",
    "settle_payment",
    "ship",
    "urge",
    "withdraw_refund",
]
