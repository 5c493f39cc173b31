"""Recompute the books from their legs and compare with everything that was derived from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db import connection

from sourcebridge.ledger import accounts, chain, head
from sourcebridge.ledger.models import Account, Leg, Seal

_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up. `kind`: chain, gap, unsealed, sum, currency, balance, account or head."""

    kind: str
    subject: str
    detail: str


_CHECKS = {
    "sum": """
        SELECT e.id::text,
            'legs: ' || count(DISTINCT l.id) || ', sums: ' || coalesce(string_agg(DISTINCT s.said, ' '), '')
        FROM ledger_entry e LEFT JOIN ledger_leg l ON l.entry_id = e.id
        LEFT JOIN LATERAL (SELECT currency || ' ' || sum(minor) AS said, sum(minor) AS total FROM ledger_leg
                           WHERE entry_id = e.id GROUP BY currency HAVING sum(minor) <> 0) s ON true
        GROUP BY e.id HAVING count(DISTINCT l.id) < 2 OR count(s.said) > 0 ORDER BY 1""",
    "currency": """
        SELECT l.id::text, l.currency || ' in ' || a.code FROM ledger_leg l
        JOIN ledger_account a ON a.id = l.account_id WHERE a.currency <> l.currency ORDER BY 1""",
    "balance": """
        SELECT a.code, 'kept ' || coalesce(b.minor::text, 'nothing') || ', legs say ' || coalesce(-t.total, 0)
        FROM ledger_account a
        LEFT JOIN ledger_balance b ON b.account_id = a.id
        LEFT JOIN (SELECT account_id, sum(minor) AS total FROM ledger_leg GROUP BY account_id) t ON t.account_id = a.id
        WHERE (a.floored AND coalesce(b.minor, 0) <> coalesce(-t.total, 0)) OR (b.minor IS NOT NULL AND NOT a.floored)
        ORDER BY 1""",
    "unsealed": """
        SELECT e.id::text, 'posted ' || e.posted_at FROM ledger_entry e
        WHERE e.posted_at < now() - interval '1 hour'
          AND NOT EXISTS (SELECT 1 FROM ledger_seal s WHERE s.entry_id = e.id) ORDER BY 1""",
}


def verify() -> list[Finding]:
    """Everything wrong with the books, nothing when all is well: chain and gaps, sums, kept balances, the head file.

    Reads the whole ledger in chunks; changes nothing. Source: threats.md 5, invariants 1-4.
    """
    return [*_chain(), *_figures(), *_accounts(), *_heads()]


def _chain() -> Iterator[Finding]:
    previous, expected = chain.GENESIS, 1
    rows = Seal.objects.select_related("entry").order_by("seq").iterator(chunk_size=_CHUNK)
    while chunk := list(islice(rows, _CHUNK)):
        legs: dict[UUID, list[Leg]] = {}
        for leg in Leg.objects.filter(entry__in=[row.entry_id for row in chunk]).select_related("account"):
            legs.setdefault(leg.entry_id, []).append(leg)
        for row in chunk:
            if row.seq != expected:
                yield Finding("gap", str(row.seq), f"{expected} is missing before it")
            said = chain.canonical(row.seq, row.entry, legs.get(row.entry_id, []))
            if chain.link(previous, said) != row.hash:
                yield Finding("chain", str(row.entry_id), f"entry {row.seq} is not what was sealed")
            previous, expected = row.hash, row.seq + 1


def _figures() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        for kind, query in _CHECKS.items():
            cursor.execute(query)
            for subject, detail in cursor.fetchall():
                yield Finding(kind, subject, detail)


def _accounts() -> Iterator[Finding]:
    for row in Account.objects.order_by("code").iterator():
        if accounts.id_of(row.code) != row.id:
            yield Finding("account", row.code, "its id does not follow from its code")


def _heads() -> Iterator[Finding]:
    known = head.heads()
    stored = dict(Seal.objects.filter(seq__in={item.seq for item in known}).values_list("seq", "hash"))
    for item in known:
        if item.seq not in stored:
            yield Finding("head", str(item.seq), "the head file knows this seal, the database does not")
        elif stored[item.seq] != item.hash:
            yield Finding("head", str(item.seq), "the seal differs from the head file")
