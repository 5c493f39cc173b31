"""Facts about companies and people."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from sourcebridge.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class CompanyFounded(Event):
    """A company was founded by a person who became its owner."""

    name: ClassVar[str] = "parties.company.founded"
    company_id: uuid.UUID
    user_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class _InvitationEvent(Event):
    invitation_id: uuid.UUID
    company_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class MemberInvited(_InvitationEvent):
    """A mail address was invited into a company."""

    name: ClassVar[str] = "parties.member.invited"


@dataclass(frozen=True, kw_only=True)
class MemberJoined(_InvitationEvent):
    """The invited person accepted and is a member."""

    name: ClassVar[str] = "parties.member.joined"
    user_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(_InvitationEvent):
    """The company took its invitation back."""

    name: ClassVar[str] = "parties.invitation.withdrawn"


@dataclass(frozen=True, kw_only=True)
class InvitationExpired(_InvitationEvent):
    """Nobody accepted in time."""

    name: ClassVar[str] = "parties.invitation.expired"


@dataclass(frozen=True, kw_only=True)
class _MemberEvent(Event):
    company_id: uuid.UUID
    user_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class MemberRolesSet(_MemberEvent):
    """A member has other roles from now on."""

    name: ClassVar[str] = "parties.member.roles_set"


@dataclass(frozen=True, kw_only=True)
class MemberLeft(_MemberEvent):
    """A member left or was removed."""

    name: ClassVar[str] = "parties.member.left"


@dataclass(frozen=True, kw_only=True)
class _LicenceEvent(Event):
    licence_id: uuid.UUID
    company_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class LicenceSubmitted(_LicenceEvent):
    """A document waits for review."""

    name: ClassVar[str] = "parties.licence.submitted"


@dataclass(frozen=True, kw_only=True)
class LicenceReviewStarted(_LicenceEvent):
    """An operator took the document up."""

    name: ClassVar[str] = "parties.licence.review_started"


@dataclass(frozen=True, kw_only=True)
class LicenceApproved(_LicenceEvent):
    """The document was verified."""

    name: ClassVar[str] = "parties.licence.approved"


@dataclass(frozen=True, kw_only=True)
class LicenceRejected(_LicenceEvent):
    """The document was not accepted; the reason stands on it."""

    name: ClassVar[str] = "parties.licence.rejected"


@dataclass(frozen=True, kw_only=True)
class LicenceWithdrawn(_LicenceEvent):
    """The company took its document back before review."""

    name: ClassVar[str] = "parties.licence.withdrawn"


@dataclass(frozen=True, kw_only=True)
class LicenceReviewOverdue(_LicenceEvent):
    """The promised time of review has passed."""

    name: ClassVar[str] = "parties.licence.review_overdue"


@dataclass(frozen=True, kw_only=True)
class LicenceExpired(_LicenceEvent):
    """What was verified is no longer valid."""

    name: ClassVar[str] = "parties.licence.expired"
