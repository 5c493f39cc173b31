"""The verbs of places: the only writers of belts, memberships, markets, halls and stalls."""

from sourcebridge.places.services.belts import create_belt, edit_belt, restore_belt, withdraw_belt
from sourcebridge.places.services.checks import BeltFacts, HallFacts, MarketFacts
from sourcebridge.places.services.markets import (
    add_hall,
    create_market,
    edit_hall,
    edit_market,
    restore_hall,
    restore_market,
    withdraw_hall,
    withdraw_market,
)
from sourcebridge.places.services.members import claim_belt, confirm_member, join_belt, leave_belt, refuse_member
from sourcebridge.places.services.stalls import (
    assign_stall,
    close_stall,
    free_stall,
    open_stalls,
    renumber_stall,
    seat_company,
)

__all__ = [
    "BeltFacts", "HallFacts", "MarketFacts", "add_hall", "assign_stall", "claim_belt", "close_stall", "confirm_member",
    "create_belt", "create_market", "edit_belt", "edit_hall", "edit_market", "free_stall", "join_belt", "leave_belt",
    "open_stalls", "refuse_member", "renumber_stall", "restore_belt", "restore_hall", "restore_market", "seat_company",
    "withdraw_belt", "withdraw_hall", "withdraw_market",
]  # fmt: skip
