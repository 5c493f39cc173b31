"""Read carts and orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.db.models import Count, F, Q, Sum

from sourcebridge.deals import queries as deals
from sourcebridge.deals.models import DealLine
from sourcebridge.domestic.models import CartLine, SpotOrder
from sourcebridge.domestic.states import OrderState
from sourcebridge.kit import rows as planned
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties.member import Member

S = OrderState
TABS: dict[str, frozenset[str]] = {
    "to_pay": frozenset({S.AWAITING_PAYMENT}),
    "to_ship": frozenset({S.AWAITING_DISPATCH, S.PARTLY_DISPATCHED}),
    "on_the_way": frozenset({S.DISPATCHED, S.DELIVERED}),
    "refund": frozenset({S.REFUND_ASKED, S.REFUNDING}),
    "closed": frozenset({S.COMPLETED, S.CANCELLED, S.TERMINATED}),
}
PAID = frozenset(S.values) - {S.AWAITING_PAYMENT, S.CANCELLED, S.REFUNDING, S.TERMINATED}


def cart(*, company_id: UUID) -> list[tuple[UUID, Quantity]]:
    """What a company means to order, in the order it was put in."""
    return [(row.sku_id, row.wanted) for row in CartLine.objects.filter(company_id=company_id).order_by("id")]


_COUNTED = "SELECT count(*) FROM domestic_cartline WHERE company_id = %(company)s::uuid"


def cart_count(*, company_id: UUID) -> int:
    """How many lines lie in the cart."""
    found = planned.text(_COUNTED, {"company": company_id})
    assert found is not None
    return int(found[0])


def visible_to(member: Member) -> models.QuerySet[SpotOrder]:
    """Orders of deals the member may see, with their deal and both companies."""
    return SpotOrder.objects.filter(deal__in=deals.visible_to(member)).select_related("deal__buyer", "deal__supplier")


def purchases(member: Member, *, states: frozenset[str] | None = None, q: str = "") -> models.QuerySet[SpotOrder]:
    """Orders the member's company placed."""
    return _narrowed(visible_to(member).filter(deal__buyer_id=member.company_id), states, q)


def sales(member: Member, *, states: frozenset[str] | None = None, q: str = "") -> models.QuerySet[SpotOrder]:
    """Orders the member's company received."""
    return _narrowed(visible_to(member).filter(deal__supplier_id=member.company_id), states, q)


def _narrowed(rows: models.QuerySet[SpotOrder], states: frozenset[str] | None, q: str) -> models.QuerySet[SpotOrder]:
    if states is not None:
        rows = rows.filter(state__in=states)
    if q.strip():
        rows = rows.filter(deal__number__icontains=q.strip())
    return rows


def order(member: Member, number: str) -> SpotOrder:
    """One order by its number; raises NotFound for strangers as for unknown numbers."""
    found = visible_to(member).filter(deal__number=number).first()
    if found is None:
        raise NotFound
    return found


def cart_line(*, company_id: UUID, sku_id: UUID) -> CartLine | None:
    """One line of a cart."""
    return CartLine.objects.filter(company_id=company_id, sku_id=sku_id).first()


def tab_counts(orders: models.QuerySet[SpotOrder]) -> dict[str, int]:
    """How many orders lie in each tab, in one statement."""
    by_state = {row["state"]: row["n"] for row in orders.order_by().values("state").annotate(n=Count("id"))}
    return {tab: sum(by_state.get(str(state), 0) for state in states) for tab, states in TABS.items()}


def lines_of(orders: Collection[SpotOrder]) -> dict[UUID, list[DealLine]]:
    """The agreed lines of several orders by deal id, in one statement."""
    found: dict[UUID, list[DealLine]] = defaultdict(list)
    for line in DealLine.objects.filter(deal__in=[order.deal_id for order in orders]).order_by("deal_id", "position"):
        found[line.deal_id].append(line)
    return found


def sold(product_ids: Collection[UUID]) -> dict[UUID, Quantity]:
    """How much of each product was paid for through this door and not sent back, in one statement."""
    rows = (
        DealLine.objects.filter(
            product_id__in=list(product_ids), deal__in=SpotOrder.objects.filter(state__in=PAID).values("deal")
        )
        .values("product_id", "unit")
        .annotate(total=Sum("quantity"))
        .order_by("product_id")
    )
    return {row["product_id"]: Quantity(row["total"], row["unit"]) for row in rows}


@dataclass(frozen=True, slots=True)
class DispatchRecord:
    """What a supplier did on this door: orders completed, orders wholly dispatched, and of those in time."""

    completed: int
    dispatched: int
    in_time: int


def record_of(company_id: UUID) -> DispatchRecord:
    """A supplier's record, counted from the orders themselves, in one statement."""
    row = SpotOrder.objects.filter(deal__supplier_id=company_id).aggregate(
        completed=Count("id", filter=Q(state=S.COMPLETED)),
        dispatched=Count("id", filter=Q(dispatched_at__isnull=False)),
        in_time=Count("id", filter=Q(dispatched_at__lte=F("dispatch_due_at"))),
    )
    return DispatchRecord(**row)
