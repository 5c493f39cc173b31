"""The bytes that are sealed, written out by hand: what was sealed once must stay provable for ever."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime, timedelta, timezone

from sourcebridge.ledger import chain
from sourcebridge.ledger.models import Account, Entry, Kind, Leg

KEY = uuid.UUID(int=1)
DEAL = uuid.UUID(int=2)
FIRST = uuid.UUID(int=3)
BEIJING = timezone(timedelta(hours=8))


def leg(position: int, code: str, kind: Kind, minor: int) -> Leg:
    return Leg(position=position, account=Account(code=code, kind=kind), minor=minor, currency="CNY")


def test_an_entry_is_these_bytes() -> None:
    entry = Entry(
        id=KEY, why="REVERSAL", deal_id=DEAL, subject="payout:é", at=datetime(2026, 9, 1, 8, 30, tzinfo=BEIJING),
        posted_at=datetime(2026, 9, 1, 0, 30, 1, 5, tzinfo=UTC), reverses_id=FIRST, facts={"b": 1, "a": [2]},
    )  # fmt: skip
    legs = [leg(2, "escrow:d:CNY", Kind.LIABILITY, -980), leg(1, "custodian:bank:CNY", Kind.ASSET, 980)]
    assert chain.canonical(7, entry, legs).decode() == (
        '{"at":"2026-09-01T00:30:00.000000+00:00","deal":"00000000-0000-0000-0000-000000000002",'
        '"facts":{"a":[2],"b":1},"id":"00000000-0000-0000-0000-000000000001",'
        '"legs":[[1,"custodian:bank:CNY","ASSET","980","CNY"],[2,"escrow:d:CNY","LIABILITY","-980","CNY"]],'
        '"posted_at":"2026-09-01T00:30:01.000005+00:00","reverses":"00000000-0000-0000-0000-000000000003",'
        '"seq":7,"subject":"payout:\\u00e9","why":"REVERSAL"}'
    )


def test_an_entry_without_deal_and_original_says_so() -> None:
    now = datetime(2026, 9, 1, tzinfo=UTC)
    said = chain.canonical(1, Entry(id=KEY, why="CAPITAL", subject="", at=now, posted_at=now, facts={}), [])
    assert b'"deal":"",' in said
    assert b'"reverses":"",' in said


def test_the_chain_begins_at_sixty_four_zeros_and_hashes_the_former_hash_before_the_bytes() -> None:
    assert chain.GENESIS == "0000000000000000000000000000000000000000000000000000000000000000"
    assert chain.link(chain.GENESIS, b"x") == hashlib.sha256(b"0" * 64 + b"x").hexdigest()
