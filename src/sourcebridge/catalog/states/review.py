"""The lifecycle of an edit that waits for a second look."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.kit.actors import Actor
from sourcebridge.kit.states import Lifecycle, move
from sourcebridge.parties.permissions import Permission


class ChangeState(models.TextChoices):
    """An edit of goods on sale waits until the platform confirms or rejects it, or its author takes it back."""

    WAITING = "WAITING", pgettext_lazy("change", "Waiting for review")
    CONFIRMED = "CONFIRMED", pgettext_lazy("change", "Confirmed")
    REJECTED = "REJECTED", pgettext_lazy("change", "Rejected")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("change", "Taken back")


CHANGE = Lifecycle(
    name="catalog.change",
    states=ChangeState,
    initial=ChangeState.WAITING,
    final=frozenset({ChangeState.CONFIRMED, ChangeState.REJECTED, ChangeState.WITHDRAWN}),
    moves=(
        move(
            "confirm",
            ChangeState.WAITING,
            ChangeState.CONFIRMED,
            by=Actor.OPERATOR,
            permission=Permission.PRODUCT_REVIEW,
            event="catalog.change.confirmed",
            label=_("Confirm the edit"),
            tone="primary",
        ),
        move(
            "reject",
            ChangeState.WAITING,
            ChangeState.REJECTED,
            by=Actor.OPERATOR,
            permission=Permission.PRODUCT_REVIEW,
            event="catalog.change.rejected",
            label=_("Reject the edit"),
            tone="danger",
        ),
        move(
            "withdraw",
            ChangeState.WAITING,
            ChangeState.WITHDRAWN,
            by=Actor.SUPPLIER,
            permission=Permission.PRODUCT_EDIT,
            event="catalog.change.withdrawn",
            label=_("Take the edit back"),
        ),
    ),
)
