"""The last pieces through every path at once, reservations lapsing in the middle: what is sold is what was there."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from sourcebridge.audit import services as audit
from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.events import StockCounted
from sourcebridge.clock import queries as clock
from sourcebridge.clock import services as deadlines
from sourcebridge.clock.models import Deadline
from sourcebridge.domestic import services
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.inventory import queries as stock
from sourcebridge.inventory.models import Movement, Pool
from sourcebridge.kit.money import Money
from sourcebridge.ledger import queries as books
from sourcebridge.runtime.roles import Access
from tests.chaos.at_once import at_once
from tests.chaos.extent import of
from tests.domestic.conftest import ADDRESS, Scene, buyer_by, supplier_by
from tests.domestic.test_api import Call, caller
from tests.domestic.test_pages import carriers, key, visitor
from tests.domestic.test_races import crowd

ROUNDS = of(usual=1, sample=4, full=20, long=400)
PIECES, SQUATTED, IMPORTED, BROKEN = 9, 4, 3, 2
PAGES, CALLS, AGREED = 6, 6, 4
FORM = {"address": "new", "recipient": "陈姐", "phone": "13800138000", "province": "44", "city": "广州市",
        "street": "沙河大街 1 号"}  # fmt: skip


class Round:
    """One hot SKU, its buyers, and whatever else changes its stock meanwhile."""

    def __init__(self, deduct_on: str, number: int) -> None:
        self.scene = Scene(stock=str(PIECES), money="0", deduct_on=deduct_on, handle=f"hot-{number}")
        self.now = clock.now()
        self.sku = self.scene.skus[0]
        self.pool = Pool.objects.get(sku=self.sku)
        buyers = crowd(PAGES + CALLS + AGREED)
        self.pages = [visitor(company) for company in buyers[:PAGES]]
        self.callers = [caller(company) for company in buyers[PAGES:]]
        self.favoured = {company.id for company in buyers[PAGES + CALLS :]}
        for company in buyers[PAGES + CALLS :]:
            catalog.set_agreed_price(
                company_id=self.scene.factory.id, product_id=self.scene.product.id, buyer_company_id=company.id,
                min_quantity=Decimal(1), unit_price=Decimal("9.00"), valid_from=self.now - timedelta(days=1),
                valid_until=None, by=supplier_by(self.scene.factory), now=self.now,
            )  # fmt: skip
        self.settled, self.open_ends = threading.Event(), 3
        self._lock = threading.Lock()

    def squat(self) -> None:
        """Some pieces are promised to people who do not pay."""
        for company in crowd(SQUATTED):
            services.place(
                buyer_company_id=company.id, lines=[(self.sku.id, self.scene.metres("1"))], address=ADDRESS,
                by=buyer_by(company), now=self.now,
            )  # fmt: skip

    def ended(self) -> None:
        """One of the things that change the stock is over; after the last one everybody tries once more."""
        with self._lock:
            self.open_ends -= 1
            if not self.open_ends:
                self.settled.set()

    def until_sold(self, attempt: Callable[[], str]) -> Callable[[], str]:
        """Try until a piece is bought; give up only after a try that began when the stock was settled."""

        def act() -> str:
            while True:
                last = self.settled.is_set()
                said = attempt()
                if said == "sold" or last:
                    return said
                self.settled.wait(0.05)

        return act

    def by_page(self, client: Client) -> str:
        """Checkout and payment as forms."""
        lines = {"line": f"{self.sku.id}:1"}
        seen = client.post("/checkout/", {**lines, **FORM, "act": "update", "idempotency_key": key()})
        chosen = carriers(seen.content.decode())
        placed = client.post("/checkout/", {**lines, **FORM, **chosen, "act": "place", "idempotency_key": key()})
        if placed.status_code != 302:
            return "gone"
        paid = client.post(placed["Location"], {"provider": "BALANCE", "idempotency_key": key()})
        number = re.search(r"/orders/([^/]+)/", paid.headers.get("Location", ""))
        assert number, (paid.status_code, paid.content.decode())
        state = SpotOrder.objects.get(deal__number=number[1]).state
        return "sold" if state == "AWAITING_DISPATCH" else f"paid, then {state}"

    def by_call(self, call: Call) -> str:
        """One call that orders and pays."""
        status, answer = call("POST", "/orders", {
            "lines": [{"sku": str(self.sku.id), "quantity": "1"}], "carrier": "debangkuaidi", "address": ADDRESS,
            "pay_from_balance": True,
        })  # fmt: skip
        assert status in {201, 409}, answer
        return "sold" if status == 201 and answer["state"] == "AWAITING_DISPATCH" else "gone"

    def time_passes(self) -> str:
        """The promises to those who did not pay lapse."""
        deadlines.jump(by=timedelta(minutes=31))
        while Deadline.objects.filter(state="WAITING", due_at__lte=clock.now()).exists():
            if not deadlines.run_due():
                time.sleep(0.1)
        self.ended()
        return "lapsed"

    def file_counts(self) -> str:
        """An import brings pieces; its fact is delivered twice at once."""
        with transaction.atomic():
            stored = audit.publish(StockCounted(
                at=self.now, product_id=self.scene.product.id, shop_id=self.scene.product.shop_id,
                company_id=self.scene.factory.id, counts={str(self.sku.id): str(IMPORTED)}, unit="MTR",
                import_run_id=uuid4(),
            ))  # fmt: skip
        at_once([lambda: str(audit.deliver(event_id=stored.id)) for _copy in range(2)])
        self.ended()
        return "imported"

    def shelves_are_counted(self, call: Call) -> str:
        """A stock program reports broken pieces, each time against the version it read."""
        broken = 0
        for _turn in range(40):
            pool = Pool.objects.get(pk=self.pool.pk)
            counted = {"amount": str((pool.on_hand - 1).normalize()), "unit": "MTR"}
            said = {"counted": counted, "expected_version": pool.version, "reason": "broken"}
            status, answer = call("POST", f"/pools/{pool.id}/count", said)
            broken += status == 200
            assert status in {200, 409, 422}, answer
            if broken == BROKEN:
                break
        self.ended()
        return "counted"


def play(number: int) -> Counter[str]:
    """One round; asserts that nothing was sold twice and nothing stayed unsold."""
    deduct_on = ("ON_ORDER", "ON_PAYMENT")[number % 2]
    hot = Round(deduct_on, number)
    hot.squat()
    clerk = caller(hot.scene.factory)
    said = at_once([
        *(hot.until_sold(lambda client=client: hot.by_page(client)) for client in hot.pages),  # type: ignore[misc]
        *(hot.until_sold(lambda call=call: hot.by_call(call)) for call in hot.callers),  # type: ignore[misc]
        hot.time_passes, hot.file_counts, lambda: hot.shelves_are_counted(clerk),
    ])  # fmt: skip
    pool = Pool.objects.get(pk=hot.pool.pk)
    sold = SpotOrder.objects.filter(deal__supplier=hot.scene.factory, state="AWAITING_DISPATCH")
    moved = sum(Movement.objects.filter(pool=pool).values_list("delta", flat=True))
    assert pool.on_hand == moved
    assert pool.on_hand - PIECES - IMPORTED in {Decimal(-count) for count in range(BROKEN + 1)}
    assert (said["sold"], sold.count(), pool.reserved) == (int(pool.on_hand), int(pool.on_hand), pool.on_hand), said
    assert stock.reconcile() == []
    for order in sold:
        assert books.held(order.deal_id, "CNY") == order.total
    agreed = {order.deal.buyer_id for order in sold for line in order.deal.lines.all() if line.unit_price == 9}
    assert agreed == {order.deal.buyer_id for order in sold} & hot.favoured
    rows = books.trial_balance()
    assert Money.total((row.debits for row in rows), "CNY") == Money.total((row.credits for row in rows), "CNY")
    return said


@pytest.mark.slow
def test_exactly_what_is_there_is_sold(committed_db: Access) -> None:
    for number in range(ROUNDS):
        said = play(number)
        assert said["lapsed"] == said["imported"] == said["counted"] == 1, json.dumps(said)
