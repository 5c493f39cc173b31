"""What happens in this domain when a time has passed."""

from datetime import datetime
from uuid import UUID

from sourcebridge.clock import services as clock
from sourcebridge.parties import services
from sourcebridge.parties.states import INVITATION_EXPIRES, LICENCE_EXPIRES, LICENCE_REVIEW_DUE


@clock.executes(LICENCE_REVIEW_DUE)
def _review_due(subject_id: UUID, now: datetime) -> None:
    services.remind_reviewers(licence_id=subject_id, now=now)


@clock.executes(LICENCE_EXPIRES)
def _licence_expires(subject_id: UUID, now: datetime) -> None:
    services.expire(licence_id=subject_id, now=now)


@clock.executes(INVITATION_EXPIRES)
def _invitation_expires(subject_id: UUID, now: datetime) -> None:
    services.expire_invitation(invitation_id=subject_id, now=now)
