"""Write what happened, in the transaction in which it happened."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app as jobs

from sourcebridge.audit.models import Answer, AuditEntry, EventRecord, Handled
from sourcebridge.kit import events, rows, writing
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.ids import uuid7
from sourcebridge.kit.states import Lifecycle, Move

DELIVER = "audit.deliver"
BEHIND = -10


class KeyReused(Refusal):
    """The idempotency key was used before with another request body."""

    code = "idempotency_key_reused"
    status = 422
    sentence = _("This idempotency key was already used for another request. Use a new key for a new request.")


def record(
    *,
    verb: str,
    subject: models.Model,
    by: By,
    at: datetime,
    deal_id: UUID | None = None,
    before: str = "",
    after: str = "",
    **facts: Any,
) -> AuditEntry:
    """Write the audit row of a verb: dotted name, subject, actor, business time. Facts must be JSON values."""
    entry = AuditEntry(
        verb=verb,
        actor=by.actor,
        user_id=by.user_id,
        company_id=by.company_id,
        actor_name=by.name,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        deal_id=deal_id,
        state_before=before,
        state_after=after,
        at=at,
        facts=facts,
    )
    writing.add(entry)
    return entry


def record_all(
    *,
    verb: str,
    by: By,
    at: datetime,
    rows: Sequence[tuple[models.Model, dict[str, Any]]],
    before: str = "",
    after: str = "",
) -> None:
    """The audit rows of one verb done to many subjects, each with its own facts, in one statement."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            verb=verb,
            actor=by.actor,
            user_id=by.user_id,
            company_id=by.company_id,
            actor_name=by.name,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            state_before=before,
            state_after=after,
            at=at,
            facts=facts,
        )
        for subject, facts in rows
    )


def publish_all(facts: Sequence[events.Event]) -> None:
    """What `publish` does, for many facts of no deal, in few statements; delivered last, in any order."""
    if not connection.in_atomic_block:
        raise RuntimeError("a fact is announced in the transaction that makes it true")
    stored = EventRecord.objects.bulk_create(
        EventRecord(name=fact.name, payload=fact.payload(), deal_id=fact.deal_id, at=fact.at) for fact in facts
    )
    for fact in facts:
        for _name, handler in events.INLINE.get(fact.name, []):
            handler(fact)
    waiting: list[dict[str, Any]] = [{"event_id": str(row.id)} for row in stored if events.LATER.get(row.name)]
    if waiting:
        jobs.configure_task(DELIVER, queue="events", priority=BEHIND).batch_defer(*waiting)


def publish(fact: events.Event, *, inline: bool = True) -> EventRecord:
    """Store a fact, run its inline listeners now, and defer one delivery job for the others, all in this transaction.

    Facts of one deal are delivered one after the other (the job's lock is the deal). Without `inline` the caller's
    verb does itself what the inline listeners would.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a fact is announced in the transaction that makes it true")
    stored = EventRecord(name=fact.name, payload=fact.payload(), deal_id=fact.deal_id, at=fact.at)
    writing.add(stored)
    if inline:
        for _name, handler in events.INLINE.get(fact.name, []):
            handler(fact)
    if events.LATER.get(fact.name):
        _deliver_later(str(fact.deal_id or stored.id), str(stored.id))
    return stored


_JOBS = "deliveries_waiting"


@contextmanager
def together(*, to_the_end: bool = False) -> Iterator[None]:
    """`writing.together` for verbs that announce much: one job a deal delivers all its facts, in their order."""
    if getattr(connection, _JOBS, None) is not None:
        yield
        return
    waiting: dict[str, list[str]] = {}
    setattr(connection, _JOBS, waiting)
    try:
        with writing.together(to_the_end=to_the_end):
            yield
    finally:
        delattr(connection, _JOBS)
    for lock, told in waiting.items():
        jobs.configure_task(DELIVER, lock=lock, queue="events").defer(event_ids=list[Any](told))


def _deliver_later(lock: str, event_id: str) -> None:
    waiting: dict[str, list[str]] | None = getattr(connection, _JOBS, None)
    if waiting is None:
        jobs.configure_task(DELIVER, lock=lock, queue="events").defer(event_id=event_id)
    else:
        waiting.setdefault(lock, []).append(event_id)


def move(
    *,
    row: Any,
    table: Lifecycle,
    name: str,
    by: By,
    at: datetime,
    fact: events.Event | None,
    deal_id: UUID | None = None,
    save: tuple[str, ...] = (),
    **facts: Any,
) -> Move:
    """Make one declared move on a locked row: check the table, store the state, the audit row and the fact.

    `save` names further changed fields. Raises IllegalMove or NotAllowed before anything is written.
    """
    edge = table.check(row.state, name, by.actor)
    if fact is not None and fact.name != edge.event:
        raise ValueError(f"{table.name}.{name} announces {edge.event}, not {fact.name}")
    before, row.state = row.state, edge.result(row.state)
    row.save(update_fields=["state", *save])
    record(
        verb=f"{table.name}.{name}", subject=row, by=by, at=at, deal_id=deal_id, before=before, after=row.state, **facts
    )
    if fact is not None:
        publish(fact)
    return edge


def deliver(*, event_id: UUID) -> int:
    """Run every handler of a stored event that has no receipt yet, each in its own transaction with its receipt.

    Returns how many ran. An exception of a handler leaves the earlier receipts in place and is raised to the job.
    """
    stored = EventRecord.objects.get(pk=event_id)
    done = set(Handled.objects.filter(event=stored).values_list("handler", flat=True))
    ran = 0
    for name, handler in events.LATER.get(stored.name, []):
        if name in done:
            continue
        with transaction.atomic():
            if not _receipt(stored, name):
                continue
            handler(events.restore(stored.name, stored.payload))
        ran += 1
    return ran


def deliver_each(*, event_ids: Sequence[UUID]) -> None:
    """`deliver` every one of them; what fails keeps none of the others, and the first such exception is raised."""
    failed: list[Exception] = []
    for event_id in event_ids:
        try:
            deliver(event_id=event_id)
        except Exception as error:
            failed.append(error)
    if failed:
        raise failed[0]


def _receipt(stored: EventRecord, handler: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_handled (id, event_id, handler, handled_at) VALUES (%s, %s, %s, now()) "
            "ON CONFLICT (event_id, handler) DO NOTHING",
            [uuid7(), stored.id, handler],
        )
        return int(cursor.rowcount) == 1


# Locking and looking in one statement: the lock's holder may commit between this statement's snapshot and its lock.
# Then `answered_once` refuses the second row and with it the whole second transaction, and `once` looks again.
_FREE = """
SELECT pg_try_advisory_xact_lock(hashtextextended(%(name)s, 1)), a.request_hash, a.status, a.body
FROM (SELECT 1) AS always
LEFT JOIN audit_answer a ON a.scope = %(scope)s AND a.route = %(route)s AND a.key = %(key)s
"""


def once(
    *, scope: str, route: str, key: str, request_body: bytes, act: Callable[[], tuple[int, str]]
) -> tuple[int, str, bool]:
    """Run `act` at most once for (scope, route, key) and return (status, body, replayed).

    The key's row and the act share one transaction: after a crash either both or neither exist. A second request
    with the same key waits for the first and gets its answer; another body with the same key raises KeyReused.
    """
    digest = hashlib.sha256(request_body).hexdigest()
    try:
        return _attempt(scope, route, key, digest, act)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != "answered_once":
            raise
        return _attempt(scope, route, key, digest, act)


def _attempt(
    scope: str, route: str, key: str, digest: str, act: Callable[[], tuple[int, str]]
) -> tuple[int, str, bool]:
    with transaction.atomic():
        request_hash, status, body = _earlier(scope, route, key)
        if request_hash is not None:
            if request_hash != digest:
                raise KeyReused
            return int(status), str(body), True
        with writing.closing():
            status, body = act()
            writing.add(Answer(scope=scope, route=route, key=key, request_hash=digest, status=status, body=body))
        return status, body, False


def _earlier(scope: str, route: str, key: str) -> tuple[Any, Any, Any]:
    named = {"name": f"{scope}\x1f{route}\x1f{key}", "scope": scope, "route": route, "key": key}
    with rows.run(_FREE, named) as cursor:
        free, *earlier = cursor.fetchone() or (False, None, None, None)
        if not free:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 1))", named)
            cursor.execute(_FREE, named)
            _held, *earlier = cursor.fetchone() or (True, None, None, None)
    request_hash, status, body = earlier
    return request_hash, status, body
