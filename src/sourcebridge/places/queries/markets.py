"""Read markets, halls and stalls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sourcebridge.catalog.models import Shop
from sourcebridge.kit.errors import NotFound
from sourcebridge.places.models import Hall, Market, Stall
from sourcebridge.places.queries.belts import belt_of

_HALLS = Q(halls__active=True)
_STALLS = _HALLS & Q(halls__stalls__active=True)


def markets(*, withdrawn: bool = False) -> QuerySet[Market]:
    """Markets in the order of their codes with `hall_count`, `stall_count` and `taken_count`; one statement."""
    rows = Market.objects.all() if withdrawn else Market.objects.filter(active=True)
    taken = _STALLS & Q(halls__stalls__company__isnull=False)
    counts = {
        "hall_count": Count("halls", filter=_HALLS, distinct=True),
        "stall_count": Count("halls__stalls", filter=_STALLS, distinct=True),
        "taken_count": Count("halls__stalls", filter=taken, distinct=True),
    }
    return rows.annotate(**counts).order_by("code")


def market(code: str, *, withdrawn: bool = False) -> Market:
    """One market with its counts; raises NotFound, also for a withdrawn one unless asked for."""
    found = markets(withdrawn=withdrawn).filter(pk=code).select_related("operator_company").first()
    if found is None:
        raise NotFound
    return found


def halls_of(code: str, *, withdrawn: bool = False) -> QuerySet[Hall]:
    """The halls of a market in their order, with `stall_count` and `taken_count`; one statement."""
    rows = Hall.objects.filter(market_id=code)
    if not withdrawn:
        rows = rows.filter(active=True)
    open_ones = Q(stalls__active=True)
    counts = {
        "stall_count": Count("stalls", filter=open_ones),
        "taken_count": Count("stalls", filter=open_ones & Q(stalls__company__isnull=False)),
    }
    return rows.annotate(**counts).order_by("position", "code")


def hall(market_code: str, code: str, *, withdrawn: bool = False) -> Hall:
    """One hall with its market and counts; raises NotFound, also for withdrawn ones unless asked for."""
    rows = halls_of(market_code, withdrawn=withdrawn)
    if not withdrawn:
        rows = rows.filter(market__active=True)
    found = rows.filter(code=code).select_related("market").first()
    if found is None:
        raise NotFound
    return found


def hall_by_id(hall_id: UUID) -> Hall:
    """One hall with its market, withdrawn or not; raises NotFound."""
    found = Hall.objects.filter(pk=hall_id).select_related("market").first()
    if found is None:
        raise NotFound
    return found


def stalls_in(hall_ids: Iterable[UUID]) -> dict[UUID, list[Stall]]:
    """The open stalls of halls by number, each with its company, and as `shop` its shop or None (two statements)."""
    found: dict[UUID, list[Stall]] = defaultdict(list)
    rows = list(
        Stall.objects.filter(hall_id__in=list(hall_ids), active=True).select_related("company").order_by("number")
    )
    _with_shops(rows)
    for row in rows:
        found[row.hall_id].append(row)
    return found


def _with_shops(rows: list[Stall]) -> None:
    wanted = {row.company_id for row in rows if row.company_id is not None}
    shops = {shop.company_id: shop for shop in Shop.objects.filter(company_id__in=wanted)} if wanted else {}
    for row in rows:
        row.shop = shops.get(row.company_id) if row.company_id else None  # type: ignore[attr-defined]


def stall(stall_id: UUID) -> Stall:
    """One stall with hall, market, company and, as `shop`, the company's shop or None; raises NotFound."""
    found = Stall.objects.filter(pk=stall_id).select_related("hall__market", "company").first()
    if found is None:
        raise NotFound
    _with_shops([found])
    return found


def stalls_of(company_ids: Iterable[UUID]) -> dict[UUID, list[Stall]]:
    """The stalls of companies with hall and market, the oldest first; one statement. Withdrawn places are left out."""
    rows = Stall.objects.filter(
        company_id__in=list(company_ids), active=True, hall__active=True, hall__market__active=True
    )
    found: dict[UUID, list[Stall]] = defaultdict(list)
    for row in rows.select_related("hall__market").order_by("since", "id"):
        if row.company_id is not None:
            found[row.company_id].append(row)
    return dict(found)


def places_of(company_ids: Iterable[UUID], *, language: str | None) -> dict[UUID, str]:
    """Where each company stands, for cards: its first stall, "中国轻纺城 北市场 3-128", else its belt's name.

    Companies without a place are left out; two statements.
    """
    wanted = list(company_ids)
    found = {company_id: row.name(language) for company_id, row in belt_of(wanted).items()}
    found.update({company_id: rows[0].text(language) for company_id, rows in stalls_of(wanted).items()})
    return found
