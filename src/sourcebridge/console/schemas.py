"""API shapes of the operator's desk and of the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from sourcebridge.kit.schemas import Input


class QueueOut(Schema):
    """One kind of waiting work; `oldest` is business time (UTC)."""

    code: str
    label: str
    count: int
    oldest: datetime | None


class StuckJobOut(Schema):
    """A job that gave up, with the cause of its last attempt."""

    id: int
    task: str
    queue: str
    attempts: int
    args: dict[str, Any]
    error: str
    at: datetime | None


class ParkedDeadlineOut(Schema):
    """A deadline whose executor failed five times."""

    id: UUID
    kind: str
    subject_id: UUID
    due_at: datetime
    attempts: int
    error: str


class StuckOut(Schema):
    """Everything that gave up."""

    jobs: list[StuckJobOut]
    deadlines: list[ParkedDeadlineOut]


class ParameterValueOut(Schema):
    """A value and since when it counts."""

    value: str
    effective_from: datetime
    set_by: str


class ParameterOut(Schema):
    """An adjustable number: unit days, hours, minutes, seconds, rate, count or CNY."""

    code: str
    unit: str
    meaning: str
    value: str
    lowest: str
    highest: str
    source: str
    history: list[ParameterValueOut]


class ParameterIn(Input):
    """A new value (exact decimal) and when it starts (UTC); without an instant it starts now."""

    value: str
    effective_from: datetime | None = None


class ClockOut(Schema):
    """Business time (UTC); `target` is where a running tick is heading; `movable` only in demo and test."""

    now: datetime
    target: datetime | None
    next_due: datetime | None
    movable: bool


class AdvanceIn(Input):
    """How far to move, in whole days and hours."""

    days: int = 0
    hours: int = 0
