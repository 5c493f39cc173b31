"""Verbs of landed cost, the only writers of its tables."""

from sourcebridge.landedcost.services.estimating import estimate, forget, refresh, refresh_later
from sourcebridge.landedcost.services.fees import Fee, set_fee
from sourcebridge.landedcost.services.floors import (
    OwnCosts,
    RebateTerms,
    check,
    check_all,
    check_all_later,
    check_later,
    set_costs,
    set_rebate,
)
from sourcebridge.landedcost.services.freezing import digest, freeze
from sourcebridge.landedcost.services.scenarios import delete, save

__all__ = [
    "Fee",
    "OwnCosts",
    "RebateTerms",
    "check",
    "check_all",
    "check_all_later",
    "check_later",
    "delete",
    "digest",
    "estimate",
    "forget",
    "freeze",
    "refresh",
    "refresh_later",
    "save",
    "set_costs",
    "set_fee",
    "set_rebate",
]
