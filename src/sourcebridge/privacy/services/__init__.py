"""The verbs of privacy."""

from sourcebridge.privacy.services.erasing import ask, erase, withdraw
from sourcebridge.privacy.services.exporting import MAKE, ask_export, end_export, make_export
from sourcebridge.privacy.services.holding import place_hold, release_hold

__all__ = [
    "MAKE",
    "ask",
    "ask_export",
    "end_export",
    "erase",
    "make_export",
    "place_hold",
    "release_hold",
    "withdraw",
]
