"""What falls due in logistics."""

from datetime import datetime
from uuid import UUID

from sourcebridge.clock import services as clock
from sourcebridge.logistics import services


@clock.executes(services.SILENCE)
def silence(subject_id: UUID, now: datetime) -> None:
    """A shipment without news for too long counts as lost."""
    services.lose(shipment_id=subject_id, now=now)
