"""Numbers that nobody may send, and what the books and the stock must look like whatever was sent."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from sourcebridge.inventory import queries as inventory
from tests.neighbours.world_owners import VOLATILE, changed, checksums

LONG_FRACTION = "0.123456789012345678901234567890"
HOSTILE: dict[str, str] = {
    "negative": "-1", "zero": "0", "huge": "1e18", "beyond floats": "1e400", "not a number": "NaN",
    "infinite": "Infinity", "grouped": "1,000", "full-width": "１２", "thirty decimals": LONG_FRACTION, "empty": "",
    "negative zero": "-0", "signalling": "sNaN", "minus infinite": "-Infinity", "superscript": "²",
    "five thousand digits": "9" * 5000, "with an underscore": "1_0",
}  # fmt: skip
LIST = "a list"
SHARE = {"api": 4, "pages": 2, "filters": 1}  # how many of them each field is sent, unless all are asked for
FULL = bool(os.environ.get("LONG")) or os.environ.get("NEIGHBOURS") == "full"
# What no amount can mean: whoever takes it wrote something that was not said.
NEVER = {"huge", "beyond floats", "not a number", "infinite", "thirty decimals", "signalling", "minus infinite",
         "five thousand digits", LIST}  # fmt: skip
AMOUNT = re.compile(
    r"amount|price|fee|rate|quantity|qty|moq|weight|length|width|height|count|carton|percent|share|freight|margin|"
    r"limit|delta|days|hours|tier|first_|next_|min_|max_|most|least|cost|stock|volume|litre|number$|set$|lead_|"
    r"inland|documents|tare|payload|usable|bears|_g$|from_|until$|position|per_"
)
WRITE = re.compile(r'\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?"?(\w+)"?', re.IGNORECASE)
# Written by every request, or beside it: who is here, what was searched, which answer belongs to which key.
BESIDE = VOLATILE | {"cache_entry", "set", "procrastinate_jobs", "of"}
# Fields that take words, though their names sound like numbers. Of the place beside goods on a shelf only a whole
# number counts; goods without one follow as they stood. The step of many prices is a percentage: the new prices are
# rounded half up and shown before they hold.
TEXTS = {
    "place_*",
    "post /supplier/goods/ step",
    "freight_note",
    "payer_account",
    "POST /stalls/{stall_id}/number number",
    "POST /payout-account number",
}
# Columns in which a number below zero has a meaning.
SIGNED = {"ledger_leg.minor", "inventory_movement.delta", "inventory_movement.quantity"}
_COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN ('numeric', 'integer', 'bigint', 'smallint', 'double precision')
  AND table_name !~ '^(django|procrastinate|auth|pg)_' ORDER BY 1, 2
"""
_BOOKS = """
SELECT 'entry ' || entry_id FROM ledger_leg JOIN ledger_account a ON a.id = account_id
GROUP BY entry_id, a.currency HAVING sum(minor) <> 0
UNION ALL SELECT 'balance of ' || account_id FROM ledger_balance WHERE minor < 0
UNION ALL SELECT 'pool ' || id FROM inventory_pool WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand
"""


def kinds_for(door: str, field_name: str) -> list[str]:
    """Which forms of a number a field is sent: all with NEIGHBOURS=full, else some, other ones for each field."""
    known = [*HOSTILE, LIST]
    return known if FULL else random.Random(field_name).sample(known, SHARE[door])


@dataclass
class Books:
    """Looks at what a request wrote."""

    columns: list[tuple[str, str]] = field(default_factory=list)
    before: dict[tuple[str, str], str] = field(default_factory=checksums)
    written: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_COLUMNS)
            self.columns = cursor.fetchall()
        self.odd = self._odd()

    def _odd(self) -> dict[str, int]:
        """How many numbers below zero, or no numbers at all, each column holds."""
        parts = [
            f"""SELECT '{table}.{column}' AS place, count(*) AS held FROM "{table}"
            WHERE "{column}" < 0 OR "{column}"::text IN ('NaN', 'Infinity', '-Infinity')"""
            for table, column in self.columns
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT place, held FROM ({' UNION ALL '.join(parts)}) t WHERE held > 0")
            return dict(cursor.fetchall())

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Notes in `written` the tables that the block writes to."""
        self.written = set()

        def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            self.written.update(name.lower() for name in WRITE.findall(str(sql)))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield

    @property
    def touched(self) -> bool:
        """Whether anything was written that is still there."""
        return bool(self.written - BESIDE) and bool(changed(self.before, checksums()))

    def wrong(self) -> list[str]:
        """What stands in the books, the stock or any column that may not stand there."""
        with connection.cursor() as cursor:
            cursor.execute(_BOOKS)
            found = [f"{row[0]} is out of order" for row in cursor.fetchall()]
        found += [f"stock: {one}" for one in inventory.reconcile()]
        odd = self._odd()
        return found + [
            f"{place} holds {odd[place]} odd numbers"
            for place in odd
            if odd[place] > self.odd.get(place, 0) and place not in SIGNED
        ]
