"""Read belts, who works in them, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sourcebridge.catalog.models import Category, Shop
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties.models import Company
from sourcebridge.places import reference
from sourcebridge.places.distances import kilometres, nearness
from sourcebridge.places.models import Belt, BeltMember
from sourcebridge.places.states import LIVE, MemberState


@dataclass(frozen=True, slots=True)
class Member:
    """A supplier on a belt's page; `verified_at` is empty while it is only claimed."""

    member_id: UUID
    company: Company
    shop: Shop | None
    evidence: str
    verified_at: datetime | None


def belts(*, withdrawn: bool = False) -> QuerySet[Belt]:
    """Belts in the order of their codes, each with `supplier_count` (confirmed members); one statement."""
    rows = Belt.objects.all() if withdrawn else Belt.objects.filter(active=True)
    counts = {"supplier_count": Count("members", filter=Q(members__state=MemberState.CONFIRMED))}
    return rows.annotate(**counts).order_by("code")


def belt(code: str, *, withdrawn: bool = False) -> Belt:
    """One belt with `supplier_count`; raises NotFound, also for a withdrawn one unless asked for."""
    found = belts(withdrawn=withdrawn).filter(pk=code).first()
    if found is None:
        raise NotFound
    return found


def belt_of(company_ids: Iterable[UUID], *, claimed: bool = False) -> dict[UUID, Belt]:
    """The belt of each company that has a confirmed one (with `claimed`: also a claimed one); one statement.

    Withdrawn belts do not count.
    """
    states = LIVE if claimed else (MemberState.CONFIRMED,)
    rows = BeltMember.objects.filter(company_id__in=list(company_ids), state__in=states, belt__active=True)
    return {row.company_id: row.belt for row in rows.select_related("belt")}


def memberships_of(company_id: UUID) -> list[BeltMember]:
    """All memberships a company ever had, the newest claim first."""
    rows = BeltMember.objects.filter(company_id=company_id).select_related("belt", "verified_by")
    return list(rows.order_by("-claimed_at", "-id"))


def member(member_id: UUID) -> BeltMember:
    """One membership; raises NotFound."""
    found = BeltMember.objects.filter(pk=member_id).select_related("belt", "company", "verified_by").first()
    if found is None:
        raise NotFound
    return found


def membership(*, belt: str, company_id: UUID) -> BeltMember | None:
    """What a company is in a belt now or was last, with both; None when it never claimed it."""
    rows = BeltMember.objects.filter(belt_id=belt, company_id=company_id)
    return rows.select_related("belt", "company").first()


def claims(code: str = "") -> QuerySet[BeltMember]:
    """Claims that wait for the operator, the oldest first."""
    rows = BeltMember.objects.filter(state=MemberState.CLAIMED).select_related("belt", "company")
    return (rows.filter(belt_id=code) if code else rows).order_by("claimed_at", "id")


def members_of(code: str, *, limit: int = 200) -> list[Member]:
    """The suppliers of a belt, confirmed ones first, then by name (two statements)."""
    rows = BeltMember.objects.filter(belt_id=code, state__in=LIVE).select_related("company")
    found = sorted(rows.order_by("company__name")[:limit], key=lambda row: row.state != MemberState.CONFIRMED)
    shops = {shop.company_id: shop for shop in Shop.objects.filter(company_id__in=[row.company_id for row in found])}
    return [
        Member(
            member_id=row.id,
            company=row.company,
            shop=shops.get(row.company_id),
            evidence=row.evidence,
            verified_at=row.verified_at if row.state == MemberState.CONFIRMED else None,
        )
        for row in found
    ]


def known_for(rows: Iterable[Belt]) -> dict[str, Category]:
    """The active categories these belts are known for, by code; codes the tree does not have are left out."""
    codes = {code for row in rows for code in row.categories}
    return {found.code: found for found in Category.objects.filter(code__in=codes, active=True)}


def provinces() -> dict[str, reference.Province]:
    """All provinces by GB/T 2260 code."""
    return reference.provinces()


def distance_km(belt: Belt, province: str) -> int:
    """Kilometres from a belt to a province's capital, along a great circle; raises NotFound for an unknown code."""
    found = reference.provinces().get(province)
    if found is None:
        raise NotFound
    return kilometres(belt.lon, belt.lat, found.lon, found.lat)


def neighbours(belt: Belt, *, limit: int = 5) -> list[tuple[Belt, int]]:
    """The nearest other belts with their distance in kilometres; one statement."""
    others = [row for row in Belt.objects.filter(active=True) if row.code != belt.code]
    found = [(row, kilometres(belt.lon, belt.lat, row.lon, row.lat)) for row in others]
    return sorted(found, key=lambda pair: (pair[1], pair[0].code))[:limit]


def proximity(belt: Belt | None, province: str) -> Decimal:
    """How near a belt is to a buyer's province, 0 to 1 with four places (domain.md A3, `belt_proximity`).

    1 in the same province, else 1 − km/3000 by `distance_km`, never below 0; 0 when either is unknown.
    """
    if belt is None or province not in reference.provinces():
        return Decimal("0.0000")
    if belt.province == province:
        return Decimal("1.0000")
    return nearness(distance_km(belt, province))
