"""Profile, security, tokens."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sourcebridge.clock import queries as clock
from sourcebridge.kit.errors import NotAllowed, Refusal
from sourcebridge.parties import access, queries, services
from sourcebridge.parties.forms import ProfileForm, TokenForm, add_refusal
from sourcebridge.parties.pages.frame import company_tabs
from sourcebridge.parties.permissions import Permission


@access.page(access.SIGNED_IN)
def profile(request: HttpRequest) -> HttpResponse:
    """How pages and mails speak to the person."""
    user = queries.person(access.member_of(request).user_id)
    now = {"name": user.name, "language": user.language, "zone": user.zone}
    form = ProfileForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        services.edit_profile(user_id=user.id, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        response = redirect("parties:profile")
        response.delete_cookie("django_language")
        return response
    rows = queries.companies_of(user_id=user.id)
    return render(request, "parties/profile.html", {"form": form, "person": user, "rows": rows})


@access.page(access.SIGNED_IN)
def security(request: HttpRequest) -> HttpResponse:
    """One place for address, password, second steps, passkeys and sessions."""
    user_id = access.member_of(request).user_id
    factors = list(Authenticator.objects.filter(user_id=user_id).values_list("type", flat=True))
    context = {
        "address": EmailAddress.objects.filter(user_id=user_id, primary=True).first(),
        "totp": Authenticator.Type.TOTP in factors,
        "passkeys": factors.count(Authenticator.Type.WEBAUTHN),
        "recovery": Authenticator.Type.RECOVERY_CODES in factors,
        "sessions": UserSession.objects.filter(user_id=user_id).count(),
    }
    return render(request, "parties/security.html", context)


@access.page(Permission.TOKEN_MANAGE)
def tokens(request: HttpRequest) -> HttpResponse:
    """The own keys for programs; a new one is shown once, in the answer to its form."""
    acting = access.member_of(request)
    if acting.narrowed:
        raise NotAllowed
    form = TokenForm(request.POST or None, permissions=acting.permissions)
    issued, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            days = form.cleaned_data["days"]
            try:
                issued = services.issue_token(
                    user_id=acting.user_id,
                    company_id=acting.company_id,
                    name=form.cleaned_data["name"],
                    scopes=form.cleaned_data["scopes"] or ["*"],
                    expires_at=timezone.now() + timedelta(days=int(days)) if days else None,
                    now=clock.now(),
                    acting=acting,
                )
                status, form = 201, TokenForm(permissions=acting.permissions)
            except Refusal as refusal:
                add_refusal(form, refusal)
    context = {
        "form": form,
        "issued": issued,
        "rows": queries.tokens(user_id=acting.user_id, company_id=acting.company_id),
        "tabs": company_tabs(acting, "parties:tokens"),
        "real_now": timezone.now(),
    }
    response = render(request, "parties/tokens.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@access.page(Permission.TOKEN_MANAGE)
@require_POST
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End a token."""
    services.revoke_token(token_id=token_id, user_id=access.member_of(request).user_id, now=clock.now())
    messages.success(request, _("The token is revoked."))
    return redirect("parties:tokens")
