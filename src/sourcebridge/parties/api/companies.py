"""Companies, members, invitations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access, queries, services
from sourcebridge.parties.api.people import new_token
from sourcebridge.parties.errors import ScopeTooWide
from sourcebridge.parties.models import Membership
from sourcebridge.parties.permissions import Permission
from sourcebridge.parties.schemas import (
    CompanyFactsIn,
    CompanyIn,
    CompanyOut,
    CompanyPublicOut,
    CompanyRef,
    InvitationIn,
    InvitationOut,
    InvitationSeenOut,
    JoinedOut,
    MemberOut,
    RolesIn,
    SwitchedOut,
)

router = Router()


def _member(row: Membership) -> dict[str, Any]:
    return {
        "id": row.id,
        "user_id": row.user_id,
        "name": row.user.name,
        "email": row.user.email,
        "roles": row.roles,
        "joined_at": row.joined_at,
    }


@access.operation(router, "GET", "/companies", access.SIGNED_IN, response=list[CompanyRef])
def companies(request: HttpRequest) -> Any:
    """The companies the person works in."""
    return [row.company for row in queries.companies_of(user_id=access.member_of(request).user_id)]


@access.operation(router, "POST", "/companies", access.SIGNED_IN, response=CompanyOut, status=201, binds=True)
def found_company(request: HttpRequest, data: CompanyIn) -> Any:
    """Found a company and become its owner; switch to it for a token that acts for it."""
    acting = access.member_of(request)
    if acting.narrowed:
        raise ScopeTooWide
    return services.found_company(by=queries.person(acting.user_id), now=clock.now(), **data.dict())


@access.operation(router, "GET", "/companies/{company_id}", access.PUBLIC, response=CompanyPublicOut)
def company_profile(request: HttpRequest, company_id: UUID) -> dict[str, Any]:
    """What everybody may know about a company: facts it states and what was verified."""
    found = queries.company(company_id)
    facts = {name: getattr(found, name) for name in CompanyPublicOut.model_fields if name != "verification"}
    return {**facts, "verification": queries.verification(company_id)}


@access.operation(router, "POST", "/companies/{company_id}/switch", access.SIGNED_IN, response=SwitchedOut)
def switch_company(request: HttpRequest, company_id: UUID) -> dict[str, Any]:
    """Act for another of one's companies; a caller with a bearer token gets a token for it."""
    acting = access.member_of(request)
    if acting.narrowed:
        raise ScopeTooWide
    company = services.switch_company(user_id=acting.user_id, company_id=company_id, now=clock.now())
    token = None
    if request.headers.get("Authorization", "").startswith("Bearer "):
        token = new_token(services.issue_sign_in_token(user_id=acting.user_id, company_id=company_id, now=clock.now()))
    return {"company": company, "token": token}


@access.operation(router, "GET", "/company", Permission.MEMBER_VIEW, response=CompanyOut)
def company(request: HttpRequest) -> Any:
    """The acting company."""
    return queries.company(access.member_of(request).company)


@access.operation(router, "PUT", "/company", Permission.COMPANY_EDIT, response=CompanyOut)
def edit_company(request: HttpRequest, data: CompanyFactsIn) -> Any:
    """Change what the acting company says about itself."""
    acting = access.member_of(request)
    return services.edit_company(company_id=acting.company, by=acting.by(), now=clock.now(), **data.dict())


@access.operation(router, "GET", "/company/members", Permission.MEMBER_VIEW, response=list[MemberOut])
def members(request: HttpRequest) -> Any:
    """Who works in the acting company."""
    return [_member(row) for row in queries.members(access.member_of(request).company)]


@access.operation(router, "PUT", "/company/members/{member_id}", Permission.MEMBER_MANAGE, response=MemberOut)
def set_roles(request: HttpRequest, member_id: UUID, data: RolesIn) -> Any:
    """Give a member other roles; a company keeps an owner."""
    acting = access.member_of(request)
    return _member(services.set_roles(membership_id=member_id, roles=data.roles, by=acting.by(), now=clock.now()))


@access.operation(router, "POST", "/company/members/{member_id}/remove", Permission.MEMBER_MANAGE, response=None)
def remove_member(request: HttpRequest, member_id: UUID) -> None:
    """End a membership; the person's tokens for the company end too."""
    services.remove_member(membership_id=member_id, by=access.member_of(request).by(), now=clock.now())


@access.operation(router, "POST", "/company/leave", access.SIGNED_IN, response=None)
def leave(request: HttpRequest) -> None:
    """Leave the acting company; a company keeps an owner."""
    acting = access.member_of(request)
    if acting.narrowed:
        raise ScopeTooWide
    services.leave(user_id=acting.user_id, company_id=acting.company, by=acting.by(), now=clock.now())


@access.operation(router, "GET", "/company/invitations", Permission.MEMBER_MANAGE, response=Page[InvitationOut])
def invitations(request: HttpRequest, cursor: str = "", limit: int = 20) -> dict[str, Any]:
    """Invitations of the acting company, newest first, closed ones included."""
    rows = queries.invitations(access.member_of(request).company)
    items, after = paging.page_of(rows, cursor=cursor, limit=limit)
    return {"items": items, "next_cursor": after}


@access.operation(router, "POST", "/company/invitations", Permission.MEMBER_MANAGE, response=InvitationOut, status=201)
def invite(request: HttpRequest, data: InvitationIn) -> Any:
    """Invite a mail address; the mail goes out whether or not the address has an account."""
    acting = access.member_of(request)
    return services.invite(
        company_id=acting.company, email=data.email, roles=data.roles, language=data.language, by=acting.by(),
        now=clock.now(),
    )  # fmt: skip


@access.operation(
    router, "POST", "/company/invitations/{invitation_id}/withdraw", Permission.MEMBER_MANAGE, response=InvitationOut
)
def withdraw_invitation(request: HttpRequest, invitation_id: UUID) -> Any:
    """Take an open invitation back."""
    acting = access.member_of(request)
    return services.withdraw_invitation(invitation_id=invitation_id, by=acting.by(), now=clock.now())


@access.operation(router, "GET", "/invitations/{key}", access.PUBLIC, response=InvitationSeenOut)
def invitation(request: HttpRequest, key: str) -> dict[str, Any]:
    """An invitation by the key at the end of its mailed link."""
    row = queries.invitation_by_key(key)
    return {
        "company": row.company,
        "invited_by": str(row.invited_by),
        "email": row.email,
        "roles": row.roles,
        "state": row.state,
        "expires_at": row.expires_at,
    }


@access.operation(router, "POST", "/invitations/{key}/accept", access.SIGNED_IN, response=JoinedOut)
def accept_invitation(request: HttpRequest, key: str) -> dict[str, Any]:
    """Join the company; only the person whose address was invited can."""
    acting = access.member_of(request)
    if acting.narrowed:
        raise ScopeTooWide
    row = services.accept_invitation(key=key, user=queries.person(acting.user_id), now=clock.now())
    return {"company": row.company, "roles": row.roles}
