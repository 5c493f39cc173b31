"""The lifecycle of a buyer's wish to see guarded prices."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.kit.actors import Actor
from sourcebridge.kit.states import Lifecycle, move
from sourcebridge.parties.permissions import Permission


class ApprovalState(models.TextChoices):
    """A buyer asks to see the prices; the shop approves or refuses, and may end an approval."""

    ASKED = "ASKED", pgettext_lazy("approval", "Asked")
    APPROVED = "APPROVED", pgettext_lazy("approval", "Approved")
    REFUSED = "REFUSED", pgettext_lazy("approval", "Refused")
    ENDED = "ENDED", pgettext_lazy("approval", "Ended")


APPROVAL = Lifecycle(
    name="catalog.approval",
    states=ApprovalState,
    initial=ApprovalState.ASKED,
    moves=(
        move(
            "approve",
            (ApprovalState.ASKED, ApprovalState.REFUSED, ApprovalState.ENDED),
            ApprovalState.APPROVED,
            by=Actor.SUPPLIER,
            permission=Permission.BUYER_APPROVE,
            event="catalog.approval.approved",
            label=_("Show this buyer the prices"),
            tone="primary",
        ),
        move(
            "refuse",
            ApprovalState.ASKED,
            ApprovalState.REFUSED,
            by=Actor.SUPPLIER,
            permission=Permission.BUYER_APPROVE,
            event="catalog.approval.refused",
            label=_("Refuse"),
        ),
        move(
            "end",
            ApprovalState.APPROVED,
            ApprovalState.ENDED,
            by=Actor.SUPPLIER,
            permission=Permission.BUYER_APPROVE,
            event="catalog.approval.ended",
            label=_("Hide the prices again"),
        ),
        move(
            "ask_again",
            (ApprovalState.REFUSED, ApprovalState.ENDED),
            ApprovalState.ASKED,
            by=Actor.BUYER,
            permission=Permission.PRICE_ASK,
            event="catalog.approval.asked",
            label=_("Ask again"),
        ),
    ),
)
