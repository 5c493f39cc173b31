"""Membership of a belt: a claim that an operator confirms or refuses."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sourcebridge.kit.actors import Actor
from sourcebridge.kit.states import Lifecycle, move
from sourcebridge.parties.permissions import Permission


class MemberState(models.TextChoices):
    """How far the platform vouches for it."""

    CLAIMED = "CLAIMED", pgettext_lazy("belt", "claimed")
    CONFIRMED = "CONFIRMED", pgettext_lazy("belt", "confirmed")
    REFUSED = "REFUSED", pgettext_lazy("belt", "not confirmed")
    LEFT = "LEFT", pgettext_lazy("belt", "left")


LIVE = (MemberState.CLAIMED, MemberState.CONFIRMED)

BELT_MEMBER = Lifecycle(
    "places.belt",
    MemberState,
    MemberState.CLAIMED,
    (
        move(
            "confirm",
            MemberState.CLAIMED,
            MemberState.CONFIRMED,
            by=Actor.OPERATOR,
            event="places.belt.joined",
            label=_("Confirm"),
            permission=Permission.BELT_CONFIRM,
            tone="primary",
        ),
        move(
            "refuse",
            MemberState.CLAIMED,
            MemberState.REFUSED,
            by=Actor.OPERATOR,
            event="places.belt.refused",
            label=_("Refuse"),
            permission=Permission.BELT_CONFIRM,
            tone="danger",
        ),
        move(
            "leave",
            LIVE,
            MemberState.LEFT,
            by=(Actor.PERSON, Actor.OPERATOR),
            event="places.belt.left",
            label=_("Leave the belt"),
            permission=Permission.BELT_CLAIM,
        ),
        move(
            "claim_again",
            (MemberState.REFUSED, MemberState.LEFT),
            MemberState.CLAIMED,
            by=(Actor.PERSON, Actor.OPERATOR),
            event="places.belt.claimed",
            label=_("Claim again"),
            permission=Permission.BELT_CLAIM,
        ),
    ),
    final=frozenset(),
)
