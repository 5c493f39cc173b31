"""What stock does when time is up."""

from datetime import datetime
from uuid import UUID

from sourcebridge.clock import services as clock
from sourcebridge.inventory import services
from sourcebridge.inventory.states import EXPIRES


@clock.executes(EXPIRES)
def expire_reservations(deal_id: UUID, now: datetime) -> None:
    """A deal's soft reservations lapse."""
    services.expire(deal_id=deal_id, now=now)
