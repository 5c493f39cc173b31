"""Register, verify, sign in, profile, tokens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from sourcebridge.clock import queries as clock
from sourcebridge.kit.errors import NotAllowed
from sourcebridge.parties import access, queries, services
from sourcebridge.parties.permissions import Permission
from sourcebridge.parties.schemas import (
    MailIn,
    NewTokenOut,
    PasswordIn,
    ProfileIn,
    RegisterIn,
    SessionOut,
    SignInIn,
    TokenIn,
    TokenOut,
    Told,
    VerifiedOut,
    VerifyIn,
)
from sourcebridge.parties.services import IssuedToken

router = Router()


def new_token(issued: IssuedToken) -> dict[str, Any]:
    """A new token with its secret, for the answer."""
    return {**TokenOut.from_orm(issued.token).dict(), "secret": issued.secret}


@access.operation(router, "POST", "/register", access.PUBLIC, response=Told, status=202)
def register(request: HttpRequest, data: RegisterIn) -> dict[str, str]:
    """Register a person; a verification mail follows. Known and unknown addresses get the same answer."""
    services.sign_up(
        request=request, email=data.email, password=data.password, name=data.name, language=data.language,
        now=clock.now(),
    )  # fmt: skip
    return {"detail": _("We sent a mail to %(email)s. Open the link in it to go on.") % {"email": data.email}}


@access.operation(router, "POST", "/verify", access.PUBLIC, response=VerifiedOut)
def verify(request: HttpRequest, data: VerifyIn) -> dict[str, Any]:
    """Verify a mail address by the key at the end of the mailed link."""
    user = services.verify_mail(key=data.key, now=clock.now())
    return {"user_id": user.id, "email": user.email}


@access.operation(router, "POST", "/sign-in", access.PUBLIC, response=NewTokenOut)
def sign_in(request: HttpRequest, data: SignInIn) -> dict[str, Any]:
    """Exchange mail, password and second-factor code for a bearer token of 30 days."""
    issued = services.sign_in(
        request=request, email=data.email, password=data.password, code=data.code, company_id=data.company_id,
        now=clock.now(),
    )  # fmt: skip
    return new_token(issued)


@access.operation(router, "POST", "/sign-out", access.SIGNED_IN, response=None)
def sign_out(request: HttpRequest) -> None:
    """Revoke the bearer token of this call."""
    secret = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    token = queries.token_of(secret)
    if token is None:
        raise NotAllowed
    services.revoke_token(token_id=token.id, user_id=token.user_id, now=clock.now())


@access.operation(router, "POST", "/password-reset", access.PUBLIC, response=Told, status=202)
def password_reset(request: HttpRequest, data: MailIn) -> dict[str, str]:
    """Have a link mailed that sets a new password. Known and unknown addresses get the same answer."""
    services.request_password_reset(request=request, email=data.email)
    return {"detail": _("We sent a mail to %(email)s. Open the link in it to go on.") % {"email": data.email}}


@access.operation(router, "POST", "/me/password", access.SIGNED_IN, response=None)
def change_password(request: HttpRequest, data: PasswordIn) -> None:
    """Change the own password; all sign-ins and tokens of the person end."""
    acting = access.member_of(request)
    services.change_password(
        request=request, user_id=acting.user_id, current=data.current, new=data.new, now=clock.now()
    )


@access.operation(router, "GET", "/me", access.SIGNED_IN, response=SessionOut)
def me(request: HttpRequest) -> dict[str, Any]:
    """Who is acting, in which company, and what that allows."""
    acting = access.member_of(request)
    user = queries.person(acting.user_id)
    rows = queries.companies_of(user_id=user.id)
    current = next((row.company for row in rows if row.company_id == acting.company_id), None)
    return {
        "user_id": user.id,
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "zone": user.zone,
        "company": current,
        "roles": sorted(acting.roles),
        "permissions": sorted(acting.permissions),
        "companies": [row.company for row in rows],
    }


@access.operation(router, "PUT", "/me", access.SIGNED_IN, response=Told)
def edit_me(request: HttpRequest, data: ProfileIn) -> dict[str, str]:
    """Change name, language and time zone."""
    acting = access.member_of(request)
    if acting.narrowed:
        raise NotAllowed
    services.edit_profile(
        user_id=acting.user_id, name=data.name, language=data.language, zone=data.zone, now=clock.now()
    )
    return {"detail": _("Saved.")}


@access.operation(router, "GET", "/tokens", Permission.TOKEN_MANAGE, response=list[TokenOut])
def tokens(request: HttpRequest) -> Any:
    """The own tokens for the acting company, newest first."""
    acting = access.member_of(request)
    return list(queries.tokens(user_id=acting.user_id, company_id=acting.company_id))


@access.operation(router, "POST", "/tokens", Permission.TOKEN_MANAGE, response=NewTokenOut, status=201)
def issue_token(request: HttpRequest, data: TokenIn) -> dict[str, Any]:
    """Make a token for the acting company; never wider than the rights of the one who makes it."""
    acting = access.member_of(request)
    issued = services.issue_token(
        user_id=acting.user_id, company_id=acting.company_id, name=data.name, scopes=data.scopes,
        expires_at=data.expires_at, now=clock.now(), acting=acting,
    )  # fmt: skip
    return new_token(issued)


@access.operation(router, "POST", "/tokens/{token_id}/revoke", Permission.TOKEN_MANAGE, response=TokenOut)
def revoke_token(request: HttpRequest, token_id: UUID) -> Any:
    """End one of the own tokens at once."""
    return services.revoke_token(token_id=token_id, user_id=access.member_of(request).user_id, now=clock.now())
