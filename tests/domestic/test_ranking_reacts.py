"""A supplier's deeds move its goods in the search, by exactly the published weight times the change of the share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from sourcebridge.audit.models import EventRecord
from sourcebridge.audit.services import deliver
from sourcebridge.discovery import queries as discovery
from sourcebridge.discovery import ranking
from sourcebridge.discovery import services as listings
from sourcebridge.discovery.models import Standing
from sourcebridge.discovery.results import Hit
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.domestic.deadlines import dispatch_due
from sourcebridge.parameters import queries as parameters
from tests.domestic.conftest import NOON, Scene


def deliver_all() -> None:
    for row in EventRecord.objects.order_by("id"):
        deliver(event_id=row.id)


def hit(scene: Scene, now: datetime) -> Hit:
    wanted = Wanted(q="斜纹")
    found = discovery.search(wanted=wanted, buyer_company_id=None, language="zh-hans", now=now)
    return next(row for row in found.rows if row.product_id == scene.product.id)


def points(row: Hit, code: str) -> Decimal:
    return next(part.points for part in row.why if part.code == code)


@pytest.fixture
def listed(make_scene: Callable[..., Scene]) -> Scene:
    scene = make_scene()
    listings.refresh(product_ids=[scene.product.id], now=NOON)
    return scene


class TestRanking:
    def test_a_late_shipment_costs_the_published_points(self, listed: Scene) -> None:
        for _order in range(4):
            order = listed.pay(listed.place("10"))
            listed.ship(order, waybill=f"DPK20261122{order.deal.number[-4:]}")
        deliver_all()
        before = hit(listed, NOON)
        late = listed.pay(listed.place("10"))
        dispatch_due(late.deal_id, NOON + timedelta(hours=late.dispatch_hours, minutes=1))
        deliver_all()
        after = hit(listed, NOON)
        share = Standing.objects.get(company_id=listed.factory.id).ship48h
        weight = parameters.value("rank.domestic.ship48h", at=NOON)
        assert points(after, "ship48h") < points(before, "ship48h")
        expected = (weight * ranking.decimal(share)).quantize(Decimal("0.0001"))
        assert abs(points(after, "ship48h") - expected) <= Decimal("0.0001")
        moved = {part.code for part, was in zip(after.why, before.why, strict=True) if part.points != was.points}
        assert moved <= {"ship48h", "repeat", "dispute", "trend", "stock_ready"}
        assert after.score == sum((part.points for part in after.why), Decimal(0))

    def test_two_rivals_change_places(self, make_scene: Callable[..., Scene]) -> None:
        good, other = make_scene(), make_scene()
        listings.refresh(product_ids=[good.product.id, other.product.id], now=NOON)
        for scene, ships in ((good, True), (other, False)):
            for number in range(5):
                order = scene.pay(scene.place("10"))
                if ships:
                    scene.ship(order, waybill=f"DPK2026112{number}{order.deal.number[-4:]}")
                else:
                    dispatch_due(order.deal_id, NOON + timedelta(hours=order.dispatch_hours, minutes=1))
        deliver_all()
        assert hit(good, NOON).score > hit(other, NOON).score
        difference = points(hit(good, NOON), "ship48h") - points(hit(other, NOON), "ship48h")
        assert difference > 0
