"""Read deals: whose they are, what was agreed, whether the terms still fit their hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from sourcebridge.deals.models import Deal, DealLine, TermsVersion
from sourcebridge.kit.actors import Actor
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission


def visible_to(member: Member) -> models.QuerySet[Deal]:
    """Deals of which the member's company is a party; the platform's desk sees all."""
    if member.is_platform and member.may(Permission.ORDER_OVERSEE):
        return Deal.objects.all()
    if member.company_id is None or not member.may(Permission.ORDER_VIEW):
        return Deal.objects.none()
    return Deal.objects.filter(Q(buyer_id=member.company_id) | Q(supplier_id=member.company_id))


def side(deal: Deal, member: Member) -> Actor:
    """On which side of the deal the member stands."""
    if member.company_id == deal.buyer_id:
        return Actor.BUYER
    if member.company_id == deal.supplier_id:
        return Actor.SUPPLIER
    return member.actor


def lines(*, deal_id: UUID) -> list[DealLine]:
    """The lines as agreed, in order."""
    return list(DealLine.objects.filter(deal_id=deal_id).order_by("position"))


def versions(*, deal_id: UUID) -> models.QuerySet[TermsVersion]:
    """All versions of the terms, newest first."""
    return TermsVersion.objects.filter(deal_id=deal_id).order_by("-version")


def terms_hash(terms: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON: sorted keys, no blanks, UTF-8."""
    canonical = json.dumps(terms, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def fits(version: TermsVersion) -> bool:
    """Whether the stored terms still have the hash under which they were agreed."""
    return terms_hash(version.terms) == version.hash
