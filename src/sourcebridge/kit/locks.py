"""Locks, taken in one order: the deal first, then rows by primary key, stock by SKU, the ledger last.

What becomes less available is locked, what is freed is not; a lock is taken once, late, but before the check.
"""

import uuid
from typing import TypeVar

from django.db import connection, models, transaction

from sourcebridge.kit.errors import NotFound

T = TypeVar("T", bound=models.Model)


def _in_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a lock outside a transaction protects nothing")


def hold(kind: str, subject: uuid.UUID | str) -> None:
    """Hold the named subject until the transaction ends (an advisory lock; every verb on a deal takes it first)."""
    _in_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{kind}:{subject}"])


def locked(model: type[T], pk: object) -> T:
    """The row, locked for update; raises NotFound."""
    _in_transaction()
    row = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def locked_all(queryset: models.QuerySet[T]) -> list[T]:
    """All rows of a query, locked in primary-key order."""
    _in_transaction()
    return list(queryset.select_for_update(of=("self",)).order_by("pk"))
