"""Keep what a court or an authority wants kept, and let it go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.clock import services as clock
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import NotAllowed
from sourcebridge.kit.locks import locked
from sourcebridge.parties.models import User
from sourcebridge.privacy import personal, queries
from sourcebridge.privacy.errors import HoldWithoutReason, TableUnknown
from sourcebridge.privacy.models import ERASE, ErasureState, Hold


@transaction.atomic
def place_hold(*, user_id: UUID, tables: Sequence[str], reason: str, by: By, now: datetime) -> Hold:
    """Keep a person's rows in these tables (none named: all) from erasure. Raises HoldWithoutReason, TableUnknown."""
    if not reason.strip():
        raise HoldWithoutReason(fields={"reason": str(HoldWithoutReason.sentence)})
    unknown = next((name for name in tables if name not in personal.tables()), None)
    if unknown is not None:
        raise TableUnknown(table=unknown)
    if by.user_id is None:
        raise NotAllowed
    user = locked(User, user_id)
    row = Hold.objects.create(
        user=user, tables=sorted(set(tables)), reason=reason.strip()[:500], placed_by_id=by.user_id, placed_at=now
    )
    audit.record(verb="privacy.hold.placed", subject=row, by=by, at=now, tables=row.tables, person=str(user_id))
    return row


@transaction.atomic
def release_hold(*, hold_id: UUID, reason: str, by: By, now: datetime) -> Hold:
    """Let it go; an erasure that waited for it runs at once. A hold released before stays as it was."""
    if not reason.strip():
        raise HoldWithoutReason(fields={"reason": str(HoldWithoutReason.sentence)})
    row = locked(Hold, hold_id)
    if row.released_at is not None:
        return row
    row.released_at, row.released_by_id, row.release_reason = now, by.user_id, reason.strip()[:500]
    row.save(update_fields=["released_at", "released_by", "release_reason"])
    waiting = queries.erasure_of(row.user_id)
    if waiting is not None and waiting.state == ErasureState.HELD:
        clock.set_deadline(kind=ERASE, subject_id=waiting.id, due_at=now)
    audit.record(verb="privacy.hold.released", subject=row, by=by, at=now, person=str(row.user_id))
    return row
