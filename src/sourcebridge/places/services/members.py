"""Who works in a belt: claim, confirm, refuse, leave (domain.md A1: what a company says is a claim)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.kit.locks import hold, locked
from sourcebridge.parties import queries as parties
from sourcebridge.places.errors import InAnotherBelt, NotASeller, PlaceWithdrawn, ReasonMissing
from sourcebridge.places.events import BeltClaimed, BeltJoined, BeltLeft, BeltRefused
from sourcebridge.places.models import Belt, BeltMember
from sourcebridge.places.services.checks import only_operator
from sourcebridge.places.states import BELT_MEMBER, LIVE, MemberState


@transaction.atomic
def claim_belt(*, code: str, company_id: UUID, evidence: str = "", by: By, now: datetime) -> BeltMember:
    """A selling company says that it works in a belt; `evidence` is what it says for it. An open claim is kept.

    Announces places.belt.claimed. Raises NotAllowed (not the own company), NotFound, PlaceWithdrawn, NotASeller,
    InAnotherBelt.
    """
    if by.actor != Actor.OPERATOR and by.company_id != company_id:
        raise NotAllowed
    hold("company", company_id)
    belt = Belt.objects.filter(pk=code).first()
    if belt is None:
        raise NotFound
    if not belt.active:
        raise PlaceWithdrawn
    if not parties.company(company_id).sells:
        raise NotASeller
    rows = BeltMember.objects.select_for_update(of=("self",)).filter(company_id=company_id).select_related("belt")
    held = list(rows)
    other = next((row for row in held if row.state in LIVE and row.belt_id != code), None)
    if other is not None:
        raise InAnotherBelt(belt=other.belt.name_zh)
    row = next((row for row in held if row.belt_id == code), None)
    said = evidence.strip()[:300]
    fact = BeltClaimed(at=now, company_id=company_id, belt=code)
    if row is None:
        row = BeltMember.objects.create(belt=belt, company_id=company_id, evidence=said, claimed_at=now)
        audit.record(verb="places.belt.claimed", subject=row, by=by, at=now, after=row.state, belt=code, evidence=said)
        audit.publish(fact)
    elif row.state not in LIVE:
        row.evidence, row.claimed_at, row.reason, row.closed_at = said, now, "", None
        row.verified_by_id, row.verified_at = None, None
        audit.move(
            row=row,
            table=BELT_MEMBER,
            name="claim_again",
            by=by,
            at=now,
            fact=fact,
            save=("evidence", "claimed_at", "reason", "closed_at", "verified_by", "verified_at"),
            belt=code,
            evidence=said,
        )
    return row


@transaction.atomic
def confirm_member(*, member_id: UUID, by: By, now: datetime) -> BeltMember:
    """An operator has looked and confirms the claim. Announces places.belt.joined.

    Raises NotFound, NotAllowed, IllegalMove.
    """
    row = locked(BeltMember, member_id)
    BELT_MEMBER.check(row.state, "confirm", by.actor)
    if by.user_id is None:
        raise NotAllowed
    row.verified_by_id, row.verified_at = by.user_id, now
    audit.move(
        row=row,
        table=BELT_MEMBER,
        name="confirm",
        by=by,
        at=now,
        fact=BeltJoined(at=now, company_id=row.company_id, belt=row.belt_id),
        save=("verified_by", "verified_at"),
        belt=row.belt_id,
    )
    return row


@transaction.atomic
def join_belt(*, code: str, company_id: UUID, evidence: str = "", by: By, now: datetime) -> BeltMember:
    """An operator enters a company it knows: claim and confirmation in one. A confirmed membership is kept.

    Raises as `claim_belt` and `confirm_member`.
    """
    only_operator(by)
    row = claim_belt(code=code, company_id=company_id, evidence=evidence, by=by, now=now)
    return row if row.state == MemberState.CONFIRMED else confirm_member(member_id=row.id, by=by, now=now)


@transaction.atomic
def refuse_member(*, member_id: UUID, reason: str, by: By, now: datetime) -> BeltMember:
    """An operator does not confirm the claim and says why; the company reads it. Announces places.belt.refused.

    Raises NotFound, NotAllowed, IllegalMove, ReasonMissing.
    """
    row = locked(BeltMember, member_id)
    BELT_MEMBER.check(row.state, "refuse", by.actor)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": str(ReasonMissing.sentence)})
    row.reason, row.closed_at = reason.strip()[:300], now
    audit.move(
        row=row,
        table=BELT_MEMBER,
        name="refuse",
        by=by,
        at=now,
        fact=BeltRefused(at=now, company_id=row.company_id, belt=row.belt_id),
        save=("reason", "closed_at"),
        belt=row.belt_id,
        reason=row.reason,
    )
    return row


@transaction.atomic
def leave_belt(*, member_id: UUID, by: By, now: datetime) -> BeltMember:
    """The company leaves, or the operator takes it out. Announces places.belt.left.

    Raises NotFound (another company's too), NotAllowed, IllegalMove.
    """
    row = locked(BeltMember, member_id)
    if by.actor != Actor.OPERATOR and by.company_id != row.company_id:
        raise NotFound
    row.closed_at = now
    audit.move(
        row=row,
        table=BELT_MEMBER,
        name="leave",
        by=by,
        at=now,
        fact=BeltLeft(at=now, company_id=row.company_id, belt=row.belt_id),
        save=("closed_at",),
        belt=row.belt_id,
    )
    return row
