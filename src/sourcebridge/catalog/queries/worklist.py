"""What a supplier's goods need today: how many stand where, and what each row of the list is marked with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from sourcebridge.catalog import ports
from sourcebridge.catalog.models import Audience, Product
from sourcebridge.catalog.queries import filtering
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.catalog.states import ProductState
from sourcebridge.parties.models import Licence, LicenceKind
from sourcebridge.parties.states import LicenceState

HOME = ZoneInfo("Asia/Shanghai")
SOON = timedelta(days=30)
QUEUES: dict[str, Filter] = {
    "sold_out": Filter(stock=ports.StockLevel.SOLD_OUT),
    "low": Filter(stock=ports.StockLevel.LOW),
    "texts": Filter(text="ANY"),
    "facts": Filter(lacks="ANY"),
    "waiting": Filter(waiting="1"),
    "hidden": Filter(hidden="1"),
}


def counts(company_id: UUID, *, now: datetime) -> dict[str, int]:
    """How many goods stand in each state ("all", "DRAFT", ...) and in each of `QUEUES`, in two statements."""
    states = {state: Count("id", filter=Q(state=state)) for state in ProductState.values}
    found: dict[str, int] = Product.objects.filter(shop__company_id=company_id).aggregate(
        all=Count("id"),
        texts=Count("id", filter=filtering.wanting_texts()),
        facts=Count("id", filter=filtering.lacking_facts()),
        waiting=Count("id", filter=filtering.under_review()),
        hidden=Count("id", filter=Q(audience=Audience.APPROVED)),
        **states,
    )
    desk = ports.stock()
    if desk is not None:
        levels = Counter(desk.levels(company_id, now=now).values())
        found |= {"sold_out": levels[ports.StockLevel.SOLD_OUT], "low": levels[ports.StockLevel.LOW]}
    return found


@dataclass(frozen=True, slots=True)
class Marks:
    """What one product needs."""

    texts: bool
    weight: bool
    packaging: bool
    attributes: bool
    waiting: bool


def marks_of(product_ids: Collection[UUID]) -> dict[UUID, Marks]:
    """What each of these goods needs (one statement)."""
    rows = Product.objects.filter(id__in=list(product_ids)).annotate(
        a_texts=filtering.wanting_texts(),
        b_weight=filtering.lacking_weight(),
        c_packaging=filtering.lacking_packaging(),
        d_attributes=filtering.lacking_attributes(),
        e_waiting=filtering.under_review(),
    )
    names = ("id", "a_texts", "b_weight", "c_packaging", "d_attributes", "e_waiting")
    return {row[0]: Marks(*row[1:]) for row in rows.values_list(*names)}


@dataclass(frozen=True, slots=True)
class Ending:
    """A verified document that ends soon, or ended; `last_day` is its last valid day."""

    name: str
    last_day: date
    over: bool


def ending_papers(company_id: UUID, *, now: datetime) -> list[Ending]:
    """The company's verified documents whose last day is at most 30 days ahead, the earliest first; the newest of
    each kind and number counts."""
    today = now.astimezone(HOME).date()
    rows = Licence.objects.filter(company_id=company_id, state=LicenceState.APPROVED).order_by("verified_at")
    newest = {(row.kind, row.verified_number): row for row in rows}
    ending = sorted(
        (row.valid_until, row.kind) for row in newest.values() if row.valid_until and row.valid_until <= today + SOON
    )
    return [Ending(str(LicenceKind(kind).label), day, day < today) for day, kind in ending]


def used_categories(company_id: UUID) -> set[str]:
    """The leaves the company's goods stand in (one statement)."""
    rows = Product.objects.filter(shop__company_id=company_id).order_by().values_list("category_id", flat=True)
    return set(rows.distinct())
