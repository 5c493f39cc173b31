"""The one door to the books: post, transfer, reverse."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sourcebridge.kit import rows
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.ids import uuid7
from sourcebridge.kit.money import Money
from sourcebridge.ledger.accounts import AccountRef
from sourcebridge.ledger.errors import AlreadyReversed, EntryIdReused, InsufficientFunds, Unbalanced
from sourcebridge.ledger.models import Entry, Why

_ENTRIES = uuid.UUID("6f0f7f2e-8a51-5d0c-9c9e-51b3f7a0a002")


@dataclass(frozen=True, slots=True)
class Line:
    """One side of an entry: `money` above zero is a debit, below zero a credit."""

    account: AccountRef
    money: Money


def debit(account: AccountRef, amount: Money) -> Line:
    """Debit an account: raises assets and expenses, lowers liabilities and revenue. The amount is not negative."""
    return Line(account, _not_negative(amount))


def credit(account: AccountRef, amount: Money) -> Line:
    """Credit an account: raises liabilities and revenue, lowers assets. The amount is not negative."""
    return Line(account, -_not_negative(amount))


def entry_id(*parts: object) -> uuid.UUID:
    """The entry's key from the caller's business key, e.g. entry_id("escrow.release", milestone_id)."""
    return uuid.uuid5(_ENTRIES, ":".join(str(part) for part in parts))


def post(
    *,
    entry_id: uuid.UUID,
    why: Why,
    lines: Sequence[Line],
    at: datetime,
    deal_id: uuid.UUID | None = None,
    subject: str = "",
    facts: dict[str, Any] | None = None,
    reverses: uuid.UUID | None = None,
) -> Entry:
    """Book one balanced entry, in one statement; call it last in the verb, after every other lock.

    Money in each currency's exponent, `at` is business time in UTC, `subject` an opaque reference such as
    "payout:<uuid>". Lines of zero are left out. The same id with the same legs returns the earlier entry and books
    nothing. Raises InsufficientFunds (a floored account would go below zero), EntryIdReused, AlreadyReversed,
    Unbalanced (a programming mistake). A refusal undoes the whole surrounding transaction; a caller who wants to go
    on after one wraps the call in its own `atomic`. Source: threats.md 5, invariants 1, 3, 5, 6.
    """
    legs = [line for line in lines if line.money]
    _balanced(legs)
    entry = Entry(
        id=entry_id, why=why.value, deal_id=deal_id, subject=subject, at=at, reverses_id=reverses, facts=facts or {}
    )
    try:
        with transaction.atomic(savepoint=False):
            if not _insert(entry, legs):
                return _earlier(entry, legs)
    except IntegrityError as error:
        raise _refusal(error) from error
    return entry


def transfer(
    *,
    entry_id: uuid.UUID,
    why: Why,
    debit: AccountRef,
    credit: AccountRef,
    amount: Money,
    at: datetime,
    deal_id: uuid.UUID | None = None,
    subject: str = "",
    facts: dict[str, Any] | None = None,
) -> Entry:
    """Book an amount above zero from one account to another: two legs. Raises as `post` does."""
    return post(
        entry_id=entry_id,
        why=why,
        lines=[Line(debit, _not_negative(amount)), Line(credit, -amount)],
        at=at,
        deal_id=deal_id,
        subject=subject,
        facts=facts,
    )


def reverse(
    *,
    entry_id: uuid.UUID,
    original_id: uuid.UUID,
    at: datetime,
    why: Why = Why.REVERSAL,
    facts: dict[str, Any] | None = None,
) -> Entry:
    """Book the opposite of an entry, once; the original stays. Raises NotFound, AlreadyReversed, InsufficientFunds."""
    original = Entry.objects.filter(pk=original_id).first()
    if original is None:
        raise NotFound
    legs = original.legs.select_related("account").order_by("position")
    return post(
        entry_id=entry_id,
        why=why,
        lines=[
            Line(
                AccountRef(leg.account.code, leg.account.kind, leg.currency, leg.account.owner),  # type: ignore[arg-type]
                Money.from_minor(-leg.minor, leg.currency),
            )
            for leg in legs
        ],
        at=at,
        deal_id=original.deal_id,
        subject=original.subject,
        facts=facts,
        reverses=original_id,
    )


def _not_negative(amount: Money) -> Money:
    if amount.minor < 0:
        raise ValueError("swap debit and credit instead of a negative amount")
    return amount


def _balanced(legs: Sequence[Line]) -> None:
    sums: dict[str, int] = {}
    for leg in legs:
        if leg.account.currency != leg.money.currency:
            raise Unbalanced(f"{leg.account.code} is not kept in {leg.money.currency}")
        sums[leg.money.currency] = sums.get(leg.money.currency, 0) + leg.money.minor
    if len(legs) < 2 or any(sums.values()):
        raise Unbalanced(f"lines sum to {sums}")


_POST = """
WITH opened AS (
    INSERT INTO ledger_account (id, code, kind, currency, owner, floored)
    SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::boolean[])
    ON CONFLICT DO NOTHING
), posted AS (
    INSERT INTO ledger_entry (id, why, deal_id, subject, at, reverses_id, facts)
    VALUES (%s, %s, %s::uuid, %s, %s, %s::uuid, %s::jsonb) ON CONFLICT (id) DO NOTHING RETURNING id
)
INSERT INTO ledger_leg (id, entry_id, position, account_id, minor, currency)
SELECT leg.id, posted.id, leg.position, leg.account_id, leg.minor, leg.currency
FROM posted, unnest(%s::uuid[], %s::int[], %s::uuid[], %s::bigint[], %s::text[])
    AS leg (id, position, account_id, minor, currency)
"""


def _insert(entry: Entry, legs: Sequence[Line]) -> bool:
    refs = sorted({leg.account.code: leg.account for leg in legs}.values(), key=lambda ref: ref.code)
    values = [
        [ref.id for ref in refs],
        [ref.code for ref in refs],
        [str(ref.kind) for ref in refs],
        [ref.currency for ref in refs],
        [ref.owner for ref in refs],
        [ref.floored for ref in refs],
        entry.id, entry.why, entry.deal_id, entry.subject, entry.at, entry.reverses_id, json.dumps(entry.facts),
        [uuid7() for _ in legs],
        list(range(1, len(legs) + 1)),
        [leg.account.id for leg in legs],
        [leg.money.minor for leg in legs],
        [leg.money.currency for leg in legs],
    ]  # fmt: skip
    with rows.run(_POST, values) as cursor:
        return bool(cursor.rowcount > 0)


def _earlier(entry: Entry, legs: Sequence[Line]) -> Entry:
    found = Entry.objects.get(pk=entry.id)
    booked = sorted(found.legs.values_list("account_id", "minor", "currency"))
    asked = sorted((leg.account.id, leg.money.minor, leg.money.currency) for leg in legs)
    if booked != asked or found.why != entry.why or found.deal_id != entry.deal_id:
        raise EntryIdReused
    return found


def _refusal(error: IntegrityError) -> Exception:
    diag = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None)
    if name == "ledger_floor":
        facts = json.loads(diag.message_detail)  # type: ignore[union-attr]
        currency = facts["currency"]
        return InsufficientFunds(
            account=facts["account"],
            currency=currency,
            available=str(Money.from_minor(facts["available"], currency).amount),
            needed=str(Money.from_minor(facts["needed"], currency).amount),
        )
    if name == "ledger_entry_reverses_id_key":
        return AlreadyReversed()
    return error
