"""What the company's pages share."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts


def company_tabs(member: Member, here: str) -> list[parts.NavItem]:
    """The tabs of the company's pages that this member may open."""
    places = [
        (_("Company"), "parties:company", Permission.MEMBER_VIEW),
        (_("Members"), "parties:members", Permission.MEMBER_VIEW),
        (_("Invitations"), "parties:invitations", Permission.MEMBER_MANAGE),
        (_("API tokens"), "parties:tokens", Permission.TOKEN_MANAGE),
    ]
    return [
        parts.NavItem(label, reverse(name), active=name == here) for label, name, right in places if member.may(right)
    ]
