"""Number what is committed, without gaps, and chain it; keep the head outside the database."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from sourcebridge.kit.locks import hold
from sourcebridge.ledger import chain, head
from sourcebridge.ledger.errors import HeadLost
from sourcebridge.ledger.models import Entry, Leg, Seal

SEAL = "ledger.seal"

# The oldest transaction still running in this database (seen: sessions of our own role), else the next to be given out.
# backend_xid has 32 bits and is completed by the epoch of the snapshot.
_OLDEST_RUNNING = """
WITH now AS (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next),
running AS (
    SELECT (now.next >> 32 << 32) + backend_xid::text::bigint AS xid, now.next FROM pg_stat_activity, now
    WHERE datname = current_database() AND backend_xid IS NOT NULL
)
SELECT coalesce((SELECT min(CASE WHEN xid > next THEN xid - (1::bigint << 32) ELSE xid END) FROM running), next)
FROM now
"""

# An entry is numbered once no older transaction is running, so that numbers follow the order of posting. A transaction
# number this server has not yet given out comes from a restored backup.
_COMMITTED = """
SELECT e.id FROM ledger_entry e
WHERE NOT EXISTS (SELECT 1 FROM ledger_seal s WHERE s.entry_id = e.id)
  AND e.posted_at > coalesce((SELECT le.posted_at - interval '1 day' FROM ledger_seal ls
                              JOIN ledger_entry le ON le.id = ls.entry_id ORDER BY ls.seq DESC LIMIT 1), '-infinity')
  AND (e.txid < %s OR e.txid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
ORDER BY e.txid, e.posted_at, e.id LIMIT %s
"""


def seal(*, limit: int = 2000) -> int:
    """Seal committed entries, oldest first, and append the new head to its file; returns how many were sealed.

    Run by the job `ledger.seal` each minute; sealers wait for each other. Raises HeadLost, and seals nothing, when the
    file knows more than the database or something else: see the operator's guide. Source: architecture.md 16.
    """
    with transaction.atomic():
        hold("ledger", "seal")
        last = Seal.objects.order_by("-seq").first()
        _agree(last)
        seals = list(_next(last, limit))
        Seal.objects.bulk_create(seals)
        newest = seals[-1] if seals else last
        known = head.last()
        if newest is not None and (known is None or known.seq < newest.seq):
            found = head.Head(newest.seq, newest.hash)
            transaction.on_commit(lambda: head.append(found))
    return len(seals)


def restart_head() -> Path | None:
    """Set the head file aside and begin a new one from the present chain, after a restore of an older backup.

    Returns where the old file lies. The operator decides this; `verify` afterwards checks against the new file only.
    """
    with transaction.atomic():
        hold("ledger", "seal")
        aside = head.set_aside()
        last = Seal.objects.order_by("-seq").first()
        if last is not None:
            head.append(head.Head(last.seq, last.hash))
    return aside


def _agree(last: Seal | None) -> None:
    known = head.last()
    if known is None:
        return
    if last is None or known.seq > last.seq:
        raise HeadLost(f"the head file knows {known.seq} sealed entries, the database {last.seq if last else 0}")
    stored = last.hash if known.seq == last.seq else Seal.objects.get(seq=known.seq).hash
    if stored != known.hash:
        raise HeadLost(f"seal {known.seq} differs from the head file")


def _next(last: Seal | None, limit: int) -> Iterable[Seal]:
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST_RUNNING)
        row = cursor.fetchone()
        assert row is not None
        cursor.execute(_COMMITTED, [row[0], limit])
        order = [key for (key,) in cursor.fetchall()]
    entries = Entry.objects.in_bulk(order)
    legs: dict[UUID, list[Leg]] = {}
    for leg in Leg.objects.filter(entry__in=order).select_related("account"):
        legs.setdefault(leg.entry_id, []).append(leg)
    seq, previous = (last.seq, last.hash) if last else (0, chain.GENESIS)
    for key in order:
        seq += 1
        previous = chain.link(previous, chain.canonical(seq, entries[key], legs.get(key, [])))
        yield Seal(seq=seq, entry_id=key, hash=previous)
