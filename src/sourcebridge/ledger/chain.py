"""The hash over an entry and all before it: pure, from stored values only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC

from sourcebridge.ledger.models import Entry, Leg

GENESIS = "0" * 64


def canonical(seq: int, entry: Entry, legs: Iterable[Leg]) -> bytes:
    """The bytes of one numbered entry: every stored figure, in one order; `legs` come with their accounts."""
    said = {
        "seq": seq,
        "id": str(entry.id),
        "why": entry.why,
        "deal": str(entry.deal_id or ""),
        "subject": entry.subject,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "posted_at": entry.posted_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "reverses": str(entry.reverses_id or ""),
        "facts": entry.facts,
        "legs": [
            [leg.position, leg.account.code, leg.account.kind, str(leg.minor), leg.currency]
            for leg in sorted(legs, key=lambda leg: leg.position)
        ],
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def link(previous: str, said: bytes) -> str:
    """The next hash: SHA-256 over the previous one (hex) and the entry's bytes."""
    return hashlib.sha256(previous.encode() + said).hexdigest()
