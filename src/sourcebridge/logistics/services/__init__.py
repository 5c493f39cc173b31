"""The verbs of logistics, by subject: addresses, freight templates, shipments."""

from sourcebridge.logistics.services.addresses import remove_address, save_address
from sourcebridge.logistics.services.freight_templates import RateRow, UnknownCarrier, retire_template, save_template
from sourcebridge.logistics.services.shipments import (
    SILENCE,
    SUBSCRIBE,
    NothingToShip,
    Scan,
    WaybillTaken,
    WaybillUnreadable,
    change_waybill,
    lose,
    record_scans,
    ship,
)
from sourcebridge.logistics.services.subscriptions import subscribe, take_push

__all__ = [
    "SILENCE",
    "SUBSCRIBE",
    "NothingToShip",
    "RateRow",
    "Scan",
    "UnknownCarrier",
    "WaybillTaken",
    "WaybillUnreadable",
    "change_waybill",
    "lose",
    "record_scans",
    "remove_address",
    "retire_template",
    "save_address",
    "save_template",
    "ship",
    "subscribe",
    "take_push",
]
