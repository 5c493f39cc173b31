"""Nouns: fees of the way, their edition, gateways; quotes kept for good, calculations, estimates, export floors."""

from sourcebridge.landedcost.models.estimates import Estimate
from sourcebridge.landedcost.models.fees import Edition, FeeRow, Gateway
from sourcebridge.landedcost.models.floors import (
    AlarmKind,
    FloorAlarm,
    FloorTerms,
    InlandBasis,
    RebateRate,
    Treatment,
)
from sourcebridge.landedcost.models.kept import FrozenQuote, Scenario

__all__ = [
    "AlarmKind",
    "Edition",
    "Estimate",
    "FeeRow",
    "FloorAlarm",
    "FloorTerms",
    "FrozenQuote",
    "Gateway",
    "InlandBasis",
    "RebateRate",
    "Scenario",
    "Treatment",
]
