"""Why a whole file is of no use."""

from __future__ import annotations


class Unreadable(Exception):
    """The file cannot be taken; `reason` is a code of `reasons.FILE`, `facts` fill its sentence."""

    def __init__(self, reason: str, **facts: str) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts
