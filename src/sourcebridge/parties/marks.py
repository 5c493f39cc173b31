"""Evidence as the shell draws it."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sourcebridge.parties.queries import Evidence
from sourcebridge.shell import parts

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def marks(evidence: Iterable[Evidence]) -> list[parts.Evidence]:
    """The evidence marks of a company; dates as calendar days in Shanghai."""
    return [
        parts.Evidence(
            label=item.label,
            state=item.state,
            by=item.verified_by,
            verified_on=item.verified_at.astimezone(_SHANGHAI).date() if item.verified_at else None,
            valid_until=item.valid_until,
            note=item.verified if item.state == "verified" else item.claimed,
        )
        for item in evidence
    ]
