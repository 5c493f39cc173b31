"""Mails that follow from claims on belts and from what the operator says to them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.events import listens
from sourcebridge.messaging import services as messaging
from sourcebridge.parties import queries as parties
from sourcebridge.parties.permissions import Permission
from sourcebridge.places import queries
from sourcebridge.places.events import BeltClaimed, BeltJoined, BeltRefused
from sourcebridge.places.states import MemberState


@listens(BeltClaimed)
def mail_operator(fact: BeltClaimed) -> None:
    """Tell those who confirm, unless somebody already did."""
    operator = parties.platform_company()
    row = queries.membership(belt=fact.belt, company_id=fact.company_id)
    if operator is None or row is None or row.state != MemberState.CLAIMED:
        return
    messaging.notify(
        company_id=operator.id, permission=Permission.BELT_CONFIRM, subject=_("A company claims an industrial belt"),
        template="belt_claimed", context={"row": row}, now=fact.at,
    )  # fmt: skip


@listens(BeltJoined)
def mail_joined(fact: BeltJoined) -> None:
    """Tell the company that it stands in the belt."""
    _to_company(fact)


@listens(BeltRefused)
def mail_refused(fact: BeltRefused) -> None:
    """Tell the company why not."""
    _to_company(fact)


def _to_company(fact: BeltJoined | BeltRefused) -> None:
    row = queries.membership(belt=fact.belt, company_id=fact.company_id)
    if row is None or row.state not in {MemberState.CONFIRMED, MemberState.REFUSED}:
        return
    messaging.notify(
        company_id=fact.company_id, permission=Permission.BELT_CLAIM, subject=_("Your claim on an industrial belt"),
        template="belt_decided", context={"row": row}, now=fact.at,
    )  # fmt: skip
