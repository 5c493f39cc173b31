"""Found, see and edit a company; its members and invitations."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sourcebridge.clock import queries as clock
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.parties import access, queries, services
from sourcebridge.parties.forms import CompanyForm, FoundForm, InviteForm, RolesForm, add_refusal
from sourcebridge.parties.marks import marks
from sourcebridge.parties.models import Company, Membership
from sourcebridge.parties.pages.frame import company_tabs
from sourcebridge.parties.pages.licences import documents
from sourcebridge.parties.permissions import Permission, Role
from sourcebridge.parties.states import InvitationState

_FACTS = ("name", "name_en", "region", "address", "phone", "credit_code", "sells")


@access.page(access.SIGNED_IN, binds=True)
def found(request: HttpRequest) -> HttpResponse:
    """Found a company."""
    form = FoundForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            person = queries.person(access.member_of(request).user_id)
            try:
                services.found_company(by=person, now=clock.now(), **form.cleaned_data)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                return redirect("parties:company")
    return render(request, "parties/found.html", {"form": form}, status=status)


@access.page(access.SIGNED_IN)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act for another of one's companies."""
    try:
        wanted = UUID(request.POST.get("company", ""))
    except ValueError:
        raise NotFound from None
    services.switch_company(user_id=access.member_of(request).user_id, company_id=wanted, now=clock.now())
    after = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(after, allowed_hosts={request.get_host()})
    return redirect(after if safe else "/")


def _facts(company: Company, *, own: bool) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        (_("Registered name"), company.name),
        (_("Name in English"), company.name_en),
        (_("Country"), company.country),
        (_("Province and city"), company.region),
    ]
    if own:
        rows += [
            (_("Address"), company.address),
            (_("Phone"), company.phone),
            (_("Unified social credit code"), company.credit_code),
        ]
    return [(label, value) for label, value in rows if value]


@access.page(access.PUBLIC)
def company_profile(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """What everybody may know about a company."""
    seen = queries.company(company_id)
    context = {"company": seen, "facts": _facts(seen, own=False), "marks": marks(queries.verification(company_id))}
    return render(request, "parties/company_profile.html", context)


@access.page(Permission.MEMBER_VIEW)
def company(request: HttpRequest) -> HttpResponse:
    """The own company: what it says, what is verified, its documents."""
    acting = access.member_of(request)
    own = queries.company(acting.company)
    context = {
        "company": own,
        "facts": _facts(own, own=True),
        "marks": [] if own.is_platform else marks(queries.verification(own.id)),
        "documents": documents(acting),
        "may_edit": acting.may(Permission.COMPANY_EDIT),
        "may_submit": acting.may(Permission.LICENCE_SUBMIT),
        "tabs": company_tabs(acting, "parties:company"),
    }
    return render(request, "parties/company.html", context)


@access.page(Permission.COMPANY_EDIT)
def edit(request: HttpRequest) -> HttpResponse:
    """Change what the own company says about itself."""
    acting = access.member_of(request)
    own = queries.company(acting.company)
    form = CompanyForm(request.POST or None, initial={name: getattr(own, name) for name in _FACTS})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.edit_company(company_id=own.id, by=acting.by(), now=clock.now(), **form.cleaned_data)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return redirect("parties:company")
    return render(request, "parties/company_edit.html", {"form": form}, status=status)


def _roles(roles: list[str]) -> str:
    return " · ".join(str(Role(role).label) for role in roles)


def _row(row: Membership) -> dict[str, Any]:
    form = RolesForm(initial={"roles": row.roles}, auto_id=f"{row.id}-%s")
    return {"row": row, "roles": _roles(row.roles), "form": form}


@access.page(Permission.MEMBER_VIEW)
def members(request: HttpRequest) -> HttpResponse:
    """Who works here, as what."""
    acting = access.member_of(request)
    context = {
        "rows": [_row(row) for row in queries.members(acting.company)],
        "may_manage": acting.may(Permission.MEMBER_MANAGE),
        "tabs": company_tabs(acting, "parties:members"),
    }
    return render(request, "parties/members.html", context)


@access.page(Permission.MEMBER_MANAGE)
@require_POST
def set_roles(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Give a member other roles."""
    acting = access.member_of(request)
    services.set_roles(membership_id=member_id, roles=request.POST.getlist("roles"), by=acting.by(), now=clock.now())
    messages.success(request, _("The roles are changed."))
    return redirect("parties:members")


@access.page(Permission.MEMBER_MANAGE)
@require_POST
def remove_member(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """End a membership."""
    services.remove_member(membership_id=member_id, by=access.member_of(request).by(), now=clock.now())
    messages.success(request, _("The member is removed."))
    return redirect("parties:members")


@access.page(access.SIGNED_IN)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Leave the acting company."""
    acting = access.member_of(request)
    services.leave(user_id=acting.user_id, company_id=acting.company, by=acting.by(), now=clock.now())
    messages.success(request, _("You left the company."))
    return redirect("parties:profile")


@access.page(Permission.MEMBER_MANAGE)
def invitations(request: HttpRequest) -> HttpResponse:
    """Open invitations, and a form for a new one."""
    acting = access.member_of(request)
    form = InviteForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.invite(company_id=acting.company, by=acting.by(), now=clock.now(), **form.cleaned_data)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, _("The invitation is on its way."))
                return redirect("parties:invitations")
    rows = queries.open_invitations(acting.company, now=clock.now())
    context = {
        "form": form,
        "rows": [{"row": row, "roles": _roles(row.roles)} for row in rows],
        "tabs": company_tabs(acting, "parties:invitations"),
    }
    return render(request, "parties/invitations.html", context, status=status)


@access.page(Permission.MEMBER_MANAGE)
@require_POST
def withdraw(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    services.withdraw_invitation(invitation_id=invitation_id, by=access.member_of(request).by(), now=clock.now())
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("parties:invitations")


@access.page(access.PUBLIC)
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind the link of an invitation: accept, or sign in or register first and come back.

    Whoever opens the link has the mail, so an address registered from here needs no second mail.
    """
    row = queries.invitation_by_key(key)
    acting = access.optional_member(request)
    now = clock.now()
    is_open = row.state == InvitationState.OPEN and row.expires_at > now
    if request.method == "POST":
        person = queries.person(access.member_of(request).user_id)
        services.accept_invitation(key=key, user=person, now=now)
        messages.success(request, _("Welcome to %(company)s.") % {"company": row.company.name})
        return redirect("/")
    if is_open and acting is None:
        get_adapter().stash_verified_email(request, row.email)
    back = urlencode({"next": request.path})
    context = {
        "invitation": row,
        "roles": _roles(row.roles),
        "is_open": is_open,
        "fits": acting is not None and acting.email == row.email,
        "acting": acting,
        "sign_in_url": f"{reverse('account_login')}?{back}",
        "register_url": f"{reverse('account_signup')}?{back}&{urlencode({'email': row.email})}",
    }
    return render(request, "parties/invitation.html", context)
