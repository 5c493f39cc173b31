"""Shapes of the API of companies and people. Instants are ISO 8601 in UTC, dates are calendar days in Shanghai."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Schema
from pydantic import AfterValidator, Field

from sourcebridge.kit.schemas import Input
from sourcebridge.parties.models import LicenceKind
from sourcebridge.parties.permissions import Permission, Role
from sourcebridge.parties.states import InvitationState, LicenceState


def _language(value: str) -> str:
    if value not in dict(settings.LANGUAGES):
        raise ValueError(f"one of {', '.join(dict(settings.LANGUAGES))}")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("an IANA time zone")
    return value


def _address(value: str) -> str:
    found = value.strip().lower()
    try:
        validate_email(found)
    except ValidationError:
        raise ValueError("a mail address") from None
    return found


Address = Annotated[str, Field(max_length=254, json_schema_extra={"format": "email"}), AfterValidator(_address)]
Language = Annotated[str, AfterValidator(_language)]
Zone = Annotated[str, AfterValidator(_zone)]
Line = Annotated[str, Field(max_length=200)]


class Told(Schema):
    """What happened, in a sentence in the caller's language."""

    detail: str


class RegisterIn(Input):
    """A new person."""

    email: Address
    password: Annotated[str, Field(max_length=200)]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    language: Language = "zh-hans"


class VerifyIn(Input):
    """The key at the end of the link in the verification mail."""

    key: str


class MailIn(Input):
    """A mail address."""

    email: Address


class VerifiedOut(Schema):
    """The person whose address is verified now."""

    user_id: UUID
    email: str


class SignInIn(Input):
    """Credentials; `code` is the six-digit code or a recovery code when the account has a second factor."""

    email: Address
    password: Annotated[str, Field(max_length=200)]
    code: str = ""
    company_id: UUID | None = None


class CompanyRef(Schema):
    """A company in short."""

    id: UUID
    name: str
    name_en: str


class EvidenceOut(Schema):
    """One claim and what stands behind it; `state` is claimed, pending, verified, lapsed or refused."""

    kind: str
    state: str
    claimed: str
    verified: str
    verified_by: str
    verified_at: datetime | None
    valid_until: date | None
    sha256: str


class CompanyPublicOut(CompanyRef):
    """What everybody may know about a company."""

    country: str
    region: str
    sells: bool
    is_platform: bool
    founded_at: datetime
    verification: list[EvidenceOut]


class CompanyOut(CompanyRef):
    """The own company."""

    country: str
    region: str
    address: str
    phone: str
    credit_code: str
    sells: bool
    is_platform: bool


class CompanyFactsIn(Input):
    """What a company says about itself."""

    name: Line
    name_en: Line = ""
    region: Annotated[str, Field(max_length=120)] = ""
    address: Annotated[str, Field(max_length=300)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""
    credit_code: Annotated[str, Field(max_length=30)] = ""
    sells: bool = False


class CompanyIn(CompanyFactsIn):
    """A company to found."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "CN"


class SessionOut(Schema):
    """Who is acting, where, and what that allows."""

    user_id: UUID
    email: str
    name: str
    language: str
    zone: str
    company: CompanyRef | None
    roles: list[Role]
    permissions: list[Permission]
    companies: list[CompanyRef]


class TokenOut(Schema):
    """A key for programs; the secret is not shown again."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    company_id: UUID | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class NewTokenOut(TokenOut):
    """A new key with its secret, shown only now: send it as `Authorization: Bearer <secret>`."""

    secret: str


class SwitchedOut(Schema):
    """The company acted for from now on; for callers with a bearer token, a token for it."""

    company: CompanyRef
    token: NewTokenOut | None


class TokenIn(Input):
    """A key to make: scopes are permissions, or "*" for all that one's roles allow."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    scopes: list[str] = ["*"]
    expires_at: datetime | None = None


class ProfileIn(Input):
    """How pages and mails speak to a person."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    language: Language
    zone: Zone


class PasswordIn(Input):
    """The present password and the next."""

    current: Annotated[str, Field(max_length=200)]
    new: Annotated[str, Field(max_length=200)]


class MemberOut(Schema):
    """A person in the company."""

    id: UUID
    user_id: UUID
    name: str
    email: str
    roles: list[Role]
    joined_at: datetime


class RolesIn(Input):
    """The roles a member has from now on."""

    roles: list[str]


class InvitationIn(Input):
    """Whom to invite, as what; the mail is written in `language`."""

    email: Address
    roles: list[str]
    language: Language = "zh-hans"


class InvitationOut(Schema):
    """An invitation of the own company."""

    id: UUID
    email: str
    roles: list[Role]
    state: InvitationState
    invited_at: datetime
    expires_at: datetime


class InvitationSeenOut(Schema):
    """An invitation as the invited person sees it."""

    company: CompanyRef
    invited_by: str
    email: str
    roles: list[Role]
    state: InvitationState
    expires_at: datetime


class JoinedOut(Schema):
    """The membership that an accepted invitation made."""

    company: CompanyRef
    roles: list[Role]


class LicenceIn(Input):
    """What a document claims."""

    kind: LicenceKind
    claimed_name: Line
    claimed_number: Annotated[str, Field(max_length=60)]
    claimed_until: date | None = None


class LicenceOut(Schema):
    """A document, what it claims, and apart from that what was verified."""

    id: UUID
    company: CompanyRef
    kind: LicenceKind
    state: LicenceState
    claimed_name: str
    claimed_number: str
    claimed_until: date | None
    submitted_at: datetime
    review_due_at: datetime
    file_name: str
    sha256: str
    media_type: str
    size: int
    document_url: str
    verified_name: str
    verified_number: str
    verified_by: str
    verified_at: datetime | None
    verified_sha256: str
    valid_until: date | None
    reason: str
    moves: list[str]


class ApproveIn(Input):
    """What the operator read on the document; empty name and number mean "as claimed"."""

    valid_until: date | None = None
    verified_name: Line = ""
    verified_number: Annotated[str, Field(max_length=60)] = ""


class RejectIn(Input):
    """Why the document is not accepted."""

    reason: Annotated[str, Field(max_length=500)]
