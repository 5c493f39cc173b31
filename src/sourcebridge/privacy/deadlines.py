"""What happens in this domain when a time has passed."""

from datetime import datetime
from uuid import UUID

from sourcebridge.clock import services as clock
from sourcebridge.privacy import services
from sourcebridge.privacy.models import ERASE, EXPORT_ENDS


@clock.executes(ERASE)
def _erase(subject_id: UUID, now: datetime) -> None:
    services.erase(erasure_id=subject_id, now=now)


@clock.executes(EXPORT_ENDS)
def _export_ends(subject_id: UUID, now: datetime) -> None:
    services.end_export(export_id=subject_id, now=now)
