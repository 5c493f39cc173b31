"""Nouns: fees of the way, their edition, gateways; quotes kept for good, saved calculations, estimates for lists."""

from sourcebridge.landedcost.models.estimates import Estimate
from sourcebridge.landedcost.models.fees import Edition, FeeRow, Gateway
from sourcebridge.landedcost.models.kept import FrozenQuote, Scenario

__all__ = ["Edition", "Estimate", "FeeRow", "FrozenQuote", "Gateway", "Scenario"]
