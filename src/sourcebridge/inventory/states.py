"""The life of a reservation: it lives, and ends once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.actors import Actor
from sourcebridge.kit.states import Lifecycle, move

EXPIRES = "inventory.reservation_expires"


class ReservationState(models.TextChoices):
    """Live reservations count against the stock; the others are history."""

    LIVE = "LIVE", _("reserved")
    CONSUMED = "CONSUMED", _("shipped")
    RELEASED = "RELEASED", _("released")
    EXPIRED = "EXPIRED", _("expired")


class Klass(models.TextChoices):
    """A soft reservation lapses unless the order is paid; a hard one stands."""

    SOFT = "SOFT", _("held until paid")
    HARD = "HARD", _("firm")


S = ReservationState
_SYSTEM = Actor.SYSTEM

# Only the order's own verbs move a reservation, so every move is the system's; who caused it is in the audit row.
RESERVATION = Lifecycle(
    name="inventory.reservation",
    states=ReservationState,
    initial=S.LIVE,
    moves=(
        move("harden", S.LIVE, None, by=_SYSTEM, event="inventory.reservation.hardened", label=_("Make firm")),
        move("consume", S.LIVE, S.CONSUMED, by=_SYSTEM, event="inventory.reservation.consumed", label=_("Ship")),
        move("release", S.LIVE, S.RELEASED, by=_SYSTEM, event="inventory.reservation.released", label=_("Release")),
        move(
            "expire", S.LIVE, S.EXPIRED, by=_SYSTEM, event="inventory.reservation.expired", label=_("Expire"),
            deadline=EXPIRES,
        ),
    ),
    final=frozenset({S.CONSUMED, S.RELEASED, S.EXPIRED}),
)  # fmt: skip
