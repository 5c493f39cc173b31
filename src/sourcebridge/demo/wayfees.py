"""Fees of the way for the demo: made up within what the trade usually asks, and marked so."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from sourcebridge.demo.people import House
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.days import business_day
from sourcebridge.landedcost import services as landedcost
from sourcebridge.landedcost.services import Fee

MADE = "[demo] a fee made for the demo, within a usual range"
PAST = timedelta(days=60)
NAMES = {
    "insurance": "Cargo insurance|货物运输保险|INSURANCE|VALUE",
    "export": "Export declaration|出口报关|EXPORT_CLEARANCE|SHIPMENT",
    "origin": "Terminal and loading at origin|起运港码头操作费|ORIGIN_CHARGES|WM",
    "origin-full": "Terminal, container and seal at origin|起运港码头、提柜及封条费|ORIGIN_CHARGES|SHIPMENT",
    "terminal": "Terminal and unpacking at arrival|目的港码头及拆箱费|DESTINATION_CHARGES|WM",
    "terminal-full": "Terminal at arrival|目的港码头费|DESTINATION_CHARGES|SHIPMENT",
    "broker": "Customs broker|进口报关代理|IMPORT_CLEARANCE|SHIPMENT",
    "carrier-clearance": "Carrier's clearance|承运人清关费|IMPORT_CLEARANCE|SHIPMENT",
    "truck": "Delivery to the door|目的地派送|ON_CARRIAGE|SHIPMENT",
}
ROWS = (  # code, country, mode, from, to, currency
    ("insurance", "", "", "0.003", "0.003", "CNY"),
    ("export", "", "LCL", "260", "260", "CNY"), ("export", "", "FCL", "350", "350", "CNY"),
    ("export", "", "RAIL", "300", "300", "CNY"),
    ("origin", "", "LCL", "115", "115", "CNY"), ("origin", "", "RAIL", "95", "95", "CNY"),
    ("origin-full", "", "FCL", "1850", "2450", "CNY"),
    ("terminal", "US", "LCL", "48", "72", "USD"), ("terminal", "DE", "LCL", "42", "60", "EUR"),
    ("terminal", "DE", "RAIL", "38", "55", "EUR"), ("terminal", "GB", "LCL", "44", "62", "GBP"),
    ("terminal", "BD", "LCL", "28", "45", "USD"),
    ("terminal-full", "US", "FCL", "420", "680", "USD"), ("terminal-full", "DE", "FCL", "310", "420", "EUR"),
    ("terminal-full", "BD", "FCL", "180", "320", "USD"),
    ("broker", "US", "LCL", "125", "175", "USD"), ("broker", "US", "FCL", "150", "225", "USD"),
    ("broker", "DE", "LCL", "65", "110", "EUR"), ("broker", "DE", "FCL", "85", "130", "EUR"),
    ("broker", "DE", "RAIL", "65", "110", "EUR"), ("broker", "GB", "LCL", "60", "95", "GBP"),
    ("broker", "BD", "LCL", "60", "120", "USD"), ("broker", "BD", "FCL", "90", "160", "USD"),
    ("broker", "BD", "AIR_LINE", "45", "80", "USD"),
    ("carrier-clearance", "", "EXPRESS", "15", "22", "USD"), ("carrier-clearance", "", "CARGO", "18", "30", "USD"),
    ("carrier-clearance", "US", "SEA_PARCEL", "0", "0", "USD"),
    ("carrier-clearance", "DE", "AIR_LINE", "8", "15", "EUR"),
    ("carrier-clearance", "DE", "SEA_PARCEL", "10", "18", "EUR"),
    ("carrier-clearance", "GB", "AIR_LINE", "8", "14", "GBP"),
    ("carrier-clearance", "GB", "SEA_PARCEL", "9", "16", "GBP"),
    ("truck", "US", "LCL", "95", "230", "USD"), ("truck", "US", "FCL", "480", "950", "USD"),
    ("truck", "DE", "LCL", "85", "160", "EUR"), ("truck", "DE", "FCL", "380", "620", "EUR"),
    ("truck", "DE", "RAIL", "80", "150", "EUR"), ("truck", "GB", "LCL", "80", "150", "GBP"),
    ("truck", "BD", "LCL", "35", "80", "USD"), ("truck", "BD", "FCL", "180", "320", "USD"),
    ("truck", "BD", "AIR_LINE", "12", "30", "USD"),
)  # fmt: skip


def load(operator: House, *, now: datetime) -> None:
    """Set them all, in force from two months before business time `now` (UTC)."""
    since = business_day(now - PAST)
    for code, country, mode, low, high, currency in ROWS:
        name, name_zh, step, basis = NAMES[code].split("|")
        landedcost.set_fee(
            fee=Fee(
                code=code, step=step, basis=basis, low=Decimal(low), high=Decimal(high), currency=currency, name=name,
                name_zh=name_zh, source=MADE, valid_from=since, country=country, mode=mode,
            ),
            by=operator.by(Actor.OPERATOR), now=now,
        )  # fmt: skip
