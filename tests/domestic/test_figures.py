"""A supplier's figures against an independent count over the same event rows."""

from __future__ import annotations

from datetime import timedelta

from sourcebridge.audit.models import EventRecord
from sourcebridge.deals.models import Deal
from sourcebridge.domestic import figures, services
from sourcebridge.domestic.deadlines import dispatch_due
from sourcebridge.parties.models import Company
from tests.domestic.conftest import NOON, Scene, buyer_by, supplier_by


def independent(supplier: Company) -> dict[str, int]:
    """The same figures by plain loops, from nothing but event rows and the parties of each deal."""
    found: dict[str, int] = dict.fromkeys(figures.NAMES, 0)
    orders: dict[object, int] = {}
    for deal in Deal.objects.filter(supplier=supplier):
        facts = list(
            EventRecord.objects.filter(deal_id=deal.id, name__startswith="domestic.order.").order_by(
                "at", "recorded_at"
            )
        )
        by_name: dict[str, list[EventRecord]] = {}
        for fact in facts:
            by_name.setdefault(fact.name.rpartition(".")[2], []).append(fact)
        if "paid" not in by_name:
            continue
        paid = by_name["paid"][0]
        orders[deal.buyer_id] = orders.get(deal.buyer_id, 0) + 1
        parcels = by_name.get("dispatched", [])
        whole = [parcel for parcel in parcels if parcel.payload["complete"]]
        found["paid_orders"] += 1
        found["paid"] += 1
        found["ship_due"] += bool(whole or "dispatch_late" in by_name)
        found["shipped_in_time"] += bool(whole and whole[0].at.isoformat() <= paid.payload["dispatch_due_at"])
        found["within_48h"] += bool(parcels and parcels[0].at - paid.at <= timedelta(hours=48))
        found["completed"] += "completed" in by_name
        found["disputed"] += "refund_asked" in by_name
        found["refunded"] += "terminated" in by_name
    found["buyers"], found["repeat_buyers"] = len(orders), sum(count > 1 for count in orders.values())
    return found


class TestFigures:
    def test_equal_an_independent_count(self, scene: Scene) -> None:
        in_time, late, refunded, unpaid = (scene.place("100") for _order in range(4))
        for order in (in_time, late, refunded):
            scene.pay(order)
        scene.ship(in_time)
        dispatch_due(late.deal_id, NOON + timedelta(hours=late.dispatch_hours, minutes=1))
        services.ship(
            deal_id=late.deal_id, quantities=None, carrier="debangkuaidi", waybill="DPK202611220002",
            by=supplier_by(scene.factory), now=NOON + timedelta(hours=60),
        )  # fmt: skip
        services.ask_refund(deal_id=refunded.deal_id, reason="OTHER", by=buyer_by(scene.stall), now=NOON)
        services.refund_by_silence(deal_id=refunded.deal_id, now=NOON + timedelta(days=3))
        assert unpaid.paid_at is None
        counted = figures.of(scene.factory.id, now=NOON + timedelta(days=5))
        assert counted == independent(scene.factory)
        assert (counted["ship_due"], counted["shipped_in_time"], counted["within_48h"]) == (2, 1, 1)
        assert (counted["buyers"], counted["repeat_buyers"], counted["disputed"]) == (1, 1, 1)

    def test_leave_out_what_is_older_than_the_window(self, scene: Scene) -> None:
        scene.pay(scene.place("100"))
        assert figures.of(scene.factory.id, now=NOON + timedelta(days=89))["paid"] == 1
        assert set(figures.of(scene.factory.id, now=NOON + timedelta(days=91)).values()) == {0}

    def test_of_strangers_are_zeros(self, scene: Scene) -> None:
        assert set(figures.of(scene.stall.id, now=NOON).values()) == {0}
