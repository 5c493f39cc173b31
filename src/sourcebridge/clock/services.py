"""Set, withdraw and execute deadlines; move the clock in demo and test."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sourcebridge.clock import queries
from sourcebridge.clock.models import ClockOffset, Deadline, DeadlineState
from sourcebridge.kit import writing
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.ids import uuid7

logger = logging.getLogger(__name__)
Executor = Callable[[UUID, datetime], None]
EXECUTORS: dict[str, Executor] = {}
ATTEMPTS = 5
_MET_A_VERB = frozenset({"55P03", "40P01"})  # lock_not_available, deadlock_detected


class ClockIsReal(Refusal):
    """Only demo and test systems may move the clock."""

    code = "clock_is_real"
    status = 403
    sentence = _("This is a live system: its clock cannot be moved.")


class ClockRunsForward(Refusal):
    """The clock never goes back."""

    code = "clock_runs_forward"
    status = 422
    sentence = _("The clock moves forward only. Choose between 1 hour and 400 days.")


def executes(kind: str) -> Callable[[Executor], Executor]:
    """Register the function that runs when a deadline of this kind falls due.

    It gets the subject's id and the due instant as `now`, in the deadline's transaction: both commit or neither.
    """

    def register(executor: Executor) -> Executor:
        if kind in EXECUTORS:
            raise ValueError(f"two executors for {kind}")
        EXECUTORS[kind] = executor
        return executor

    return register


_SET = """
INSERT INTO clock_deadline (id, kind, subject_id, due_at, zone, state, attempts, error)
VALUES (%s, %s, %s, %s, %s, 'WAITING', 0, '')
ON CONFLICT (kind, subject_id) WHERE state = 'WAITING'
    DO UPDATE SET due_at = excluded.due_at, zone = excluded.zone, attempts = 0, retry_at = NULL, error = ''
RETURNING id
"""


def set_deadline(*, kind: str, subject_id: UUID, due_at: datetime, zone: str = "Asia/Shanghai") -> Deadline:
    """Let something fall due at an instant (UTC); a waiting deadline of the same kind and subject is moved instead."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, [uuid7(), kind, subject_id, due_at, zone])
        row = cursor.fetchone()
    assert row is not None
    return Deadline(id=row[0], kind=kind, subject_id=subject_id, due_at=due_at, zone=zone)


def set_first_deadline(*, kind: str, subject_id: UUID, due_at: datetime, zone: str = "Asia/Shanghai") -> Deadline:
    """`set_deadline` for a subject made in this transaction, which has no deadline yet: a new row like any other."""
    deadline = Deadline(kind=kind, subject_id=subject_id, due_at=due_at, zone=zone)
    writing.add(deadline)
    return deadline


def withdraw(*, kind: str, subject_id: UUID) -> int:
    """The reason is gone: the waiting deadline will not be executed. Returns how many were withdrawn."""
    return Deadline.objects.filter(kind=kind, subject_id=subject_id, state=DeadlineState.WAITING).update(
        state=DeadlineState.WITHDRAWN
    )


def run_due(*, limit: int = 100) -> int:
    """Execute what is due, earliest first, each in its own transaction; returns how many were executed.

    The row is claimed by SKIP LOCKED, so two workers never run the same one. A verb locks its deal first and its
    deadline later, an executor the other way round: where they meet the executor gives way before PostgreSQL would see
    a deadlock (1 s), and comes again. Failures are retried with growing pauses, parked after five.
    """
    executed = 0
    for _turn in range(limit):
        if not _run_next():
            break
        executed += 1
    return executed


def _run_next() -> bool:
    moment = queries.now()
    deadline: Deadline | None = None
    try:
        with transaction.atomic():
            _give_way()
            due = Deadline.objects.filter(state=DeadlineState.WAITING, due_at__lte=moment).exclude(
                retry_at__gt=timezone.now()
            )
            deadline = due.select_for_update(skip_locked=True).order_by("due_at", "id").first()
            if deadline is None:
                return False
            deadline.state = DeadlineState.EXECUTED
            deadline.executed_at = deadline.due_at
            deadline.save(update_fields=["state", "executed_at"])
            EXECUTORS[deadline.kind](deadline.subject_id, deadline.due_at)
    except Exception as error:
        if deadline is None:
            raise
        if getattr(error.__cause__, "sqlstate", "") in _MET_A_VERB:
            Deadline.objects.filter(pk=deadline.pk, state=DeadlineState.WAITING).update(
                retry_at=timezone.now() + timedelta(seconds=1)
            )
            return True
        logger.exception("deadline %s of %s failed", deadline.kind, deadline.subject_id)
        _postpone(deadline, error)
    return True


def _give_way() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '400ms'")


def _postpone(deadline: Deadline, error: Exception) -> None:
    attempts = deadline.attempts + 1
    Deadline.objects.filter(pk=deadline.pk, state=DeadlineState.WAITING).update(
        attempts=attempts,
        retry_at=timezone.now() + timedelta(seconds=2**attempts),
        state=DeadlineState.PARKED if attempts >= ATTEMPTS else DeadlineState.WAITING,
        error=f"{type(error).__name__}: {error}"[:2000],
    )


def resume(*, deadline_id: UUID) -> None:
    """Take a parked deadline up again."""
    Deadline.objects.filter(pk=deadline_id, state=DeadlineState.PARKED).update(
        state=DeadlineState.WAITING, attempts=0, retry_at=None
    )


def head_for(*, target_at: datetime) -> None:
    """Let the worker step the clock from due date to due date until `target_at` (UTC). Raises ClockIsReal."""
    _movable()
    moment = queries.now()
    if not timedelta() < target_at - moment <= timedelta(days=400):
        raise ClockRunsForward
    ClockOffset.objects.update_or_create(
        id=1, defaults={"target_at": target_at}, create_defaults={"offset": timedelta(), "target_at": target_at}
    )


def step(*, idle: Callable[[], bool]) -> bool:
    """One step of a running tick: when nothing is due and no job waits, jump to the next due date or the target.

    Returns whether a tick is still running. `idle` tells whether the job queue is drained.
    """
    heading = queries.target()
    if heading is None:
        return False
    _movable()
    moment = queries.now()
    due = queries.next_due()
    if (due is not None and due <= moment) or not idle():
        return True
    goal = heading if due is None or due > heading else due
    with transaction.atomic():
        clock = ClockOffset.objects.select_for_update().get(id=1)
        clock.offset += max(goal - moment, timedelta())
        if goal == heading:
            clock.target_at = None
        clock.save()
    return clock.target_at is not None


def jump(*, by: timedelta) -> None:
    """Move business time at once, without stepping through due dates (tests of single rules use it)."""
    _movable()
    if by <= timedelta():
        raise ClockRunsForward
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO clock_clockoffset AS c (id, "offset") VALUES (1, %s) '
            'ON CONFLICT (id) DO UPDATE SET "offset" = c."offset" + excluded."offset"',
            [str(by)],
        )


def _movable() -> None:
    if not settings.CLOCK_MOVABLE:
        raise ClockIsReal
