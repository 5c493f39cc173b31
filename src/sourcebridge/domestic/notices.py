"""Mails about an order: one template, one subject and one sentence per kind, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sourcebridge.deals.models import Deal
from sourcebridge.domestic.events import OrderFact
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.messaging import services as messaging
from sourcebridge.parties.permissions import Permission

SUBJECTS = {
    "placed": _("New order %(number)s"),
    "repriced": _("New amount for order %(number)s"),
    "paid": _("Order %(number)s is paid: please ship"),
    "out_of_stock": _("Order %(number)s: sold out, the money goes back"),
    "cancelled": _("Order %(number)s is cancelled"),
    "dispatched": _("Order %(number)s is on its way"),
    "delivered": _("Order %(number)s was delivered"),
    "completed": _("Order %(number)s is completed, the money is released"),
    "refund_asked": _("Order %(number)s: the buyer asks for a refund"),
    "refund_refused": _("Order %(number)s: the refund was refused"),
    "refunding": _("Order %(number)s: your money is on its way back"),
    "terminated": _("Order %(number)s is refunded and closed"),
    "late": _("Order %(number)s: the dispatch promise has passed"),
}


def tell(fact: OrderFact, side: str, kind: str) -> None:
    """Mail everybody of one side ("buyer" or "supplier") who may see orders."""
    order = SpotOrder.objects.select_related("deal__buyer", "deal__supplier").get(deal__number=fact.number)
    _mail(order, side, kind, fact.at)


def tell_late(deal: Deal, now: datetime) -> None:
    """Both are told that the dispatch promise has passed."""
    order = SpotOrder.objects.select_related("deal__buyer", "deal__supplier").get(deal_id=deal.id)
    for side in ("buyer", "supplier"):
        _mail(order, side, "late", now)


def _mail(order: SpotOrder, side: str, kind: str, now: datetime) -> None:
    deal = order.deal
    messaging.notify(
        company_id=deal.buyer_id if side == "buyer" else deal.supplier_id,
        permission=Permission.ORDER_VIEW,
        subject=SUBJECTS[kind],
        template="order",
        context={"kind": kind, "side": side, "number": deal.number, "order": order, "deal": deal, "total": order.total},
        now=now,
    )
    messaging.signal(
        company_id=deal.buyer_id if side == "buyer" else deal.supplier_id,
        name=f"domestic.order.{kind}",
        path=reverse("domestic:order", args=[deal.number]),
        text=SUBJECTS[kind],
        facts={"number": deal.number},
        now=now,
    )
