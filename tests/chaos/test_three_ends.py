"""Three ends of an order in the same instant: one wins, the sums hold, whoever it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from sourcebridge.domestic import services
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.inventory import queries as stock
from sourcebridge.inventory.models import Pool
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import queries as books
from sourcebridge.logistics import services as carriers
from sourcebridge.logistics.models import Shipment
from sourcebridge.payments import queries as payments
from sourcebridge.payments import services as money
from sourcebridge.runtime.roles import Access
from tests.chaos.at_once import at_once
from tests.chaos.extent import of
from tests.domestic.conftest import NOON, Scene, buyer_by, supplier_by
from tests.payments.cast import run_calls

ROUNDS = of(usual=2, sample=8, full=40, long=500)
pytestmark = pytest.mark.slow
TOTAL = Money.of("1996.00", "CNY")


def buyers(scene: Scene) -> Money:
    return books.balance(accounts.balance(scene.stall.id, "CNY"))


def out(scene: Scene, order: SpotOrder, before: Money) -> Money:
    """What left the order: back to the buyer, to the supplier, to us."""
    earned = [line.amount for line in books.deal_lines(order.deal_id) if line.pot in {"payable", "commission"}]
    return buyers(scene) - before + Money.total(earned, "CNY")


def sums_hold(scene: Scene, order: SpotOrder, before: Money) -> None:
    """What was paid is held or has left, stock follows its journal, the books reconcile."""
    order.refresh_from_db()
    assert books.held(order.deal_id, "CNY") + out(scene, order, before) == order.total
    assert stock.reconcile() == []
    report = payments.reconcile(at=NOON + timedelta(days=60))
    assert report.holds, [str(check.name) for check in report.checks if not check.holds]


@pytest.fixture
def rounds(committed_db: Access) -> Callable[[], Scene]:
    """Scenes one after the other on one committed database."""
    numbers = iter(range(10_000))
    return lambda: Scene(handle=f"goods-{next(numbers)}")


def test_confirm_time_and_refund_of_a_delivered_order(rounds: Callable[[], Scene]) -> None:
    won = set()
    for turn in range(ROUNDS):
        scene = rounds()
        order = scene.pay(scene.place("200"))
        before = buyers(scene)
        scene.ship(order, waybill=f"DPK{turn:012d}")
        parcel, at = Shipment.objects.get(deal_id=order.deal_id), NOON + timedelta(hours=30)
        carriers.record_scans(shipment_id=parcel.id, scans=[carriers.Scan("DELIVERED", at, "签收")], now=at)
        services.follow_parcels(deal_id=order.deal_id, now=at)
        due = at + timedelta(days=10)

        def by_time(order: SpotOrder = order, due: datetime = due) -> str:
            return "time" if services.auto_confirm(deal_id=order.deal_id, now=due) else "too late"

        def by_buyer(scene: Scene = scene, order: SpotOrder = order, due: datetime = due) -> str:
            services.confirm(deal_id=order.deal_id, by=buyer_by(scene.stall), now=due)
            return "buyer"

        def by_refund(scene: Scene = scene, order: SpotOrder = order, due: datetime = due) -> str:
            money.refund(deal_id=order.deal_id, amount=order.total, reason="x", by=buyer_by(scene.stall), now=due)
            return "refund"

        said = at_once([by_time, by_buyer, by_refund])
        assert said["time"] + said["buyer"] + said["refund"] == 1, said
        won |= {name for name in ("time", "buyer", "refund") if said[name]}
        run_calls()
        sums_hold(scene, order, before)
        assert books.held(order.deal_id, "CNY") == Money.zero("CNY")
    assert won


def test_ship_ask_refund_and_decline_of_a_paid_order(rounds: Callable[[], Scene]) -> None:
    for turn in range(ROUNDS):
        scene = rounds()
        order = scene.pay(scene.place("200"))
        before = buyers(scene)

        def ships(scene: Scene = scene, order: SpotOrder = order, turn: int = turn) -> str:
            scene.ship(order, waybill=f"DPS{turn:012d}")
            return "shipped"

        def asks(scene: Scene = scene, order: SpotOrder = order) -> str:
            services.ask_refund(deal_id=order.deal_id, reason="OTHER", by=buyer_by(scene.stall), now=NOON)
            return "asked"

        def declines(scene: Scene = scene, order: SpotOrder = order) -> str:
            services.decline(deal_id=order.deal_id, by=supplier_by(scene.factory), now=NOON)
            return "declined"

        said = at_once([ships, asks, declines])
        assert said["shipped"] + said["asked"] + said["declined"] == 1, said
        run_calls()
        sums_hold(scene, order, before)
        pool = Pool.objects.get(sku=scene.skus[0])
        wanted = {"shipped": (4800, 0), "asked": (5000, 200), "declined": (5000, 0)}
        assert (int(pool.on_hand), int(pool.reserved)) == wanted[next(name for name in wanted if said[name])]


def test_accept_silence_and_withdrawal_of_a_refund(rounds: Callable[[], Scene]) -> None:
    for _turn in range(ROUNDS):
        scene = rounds()
        order = scene.pay(scene.place("200"))
        before = buyers(scene)
        services.ask_refund(deal_id=order.deal_id, reason="OTHER", by=buyer_by(scene.stall), now=NOON)
        late = NOON + timedelta(days=10)

        def accepts(scene: Scene = scene, order: SpotOrder = order, late: datetime = late) -> str:
            services.accept_refund(deal_id=order.deal_id, by=supplier_by(scene.factory), now=late)
            return "accepted"

        def by_silence(order: SpotOrder = order, late: datetime = late) -> str:
            return "silence" if services.refund_by_silence(deal_id=order.deal_id, now=late) else "too late"

        def withdraws(scene: Scene = scene, order: SpotOrder = order, late: datetime = late) -> str:
            services.withdraw_refund(deal_id=order.deal_id, by=buyer_by(scene.stall), now=late)
            return "withdrawn"

        said = at_once([accepts, by_silence, withdraws])
        assert said["accepted"] + said["silence"] + said["withdrawn"] == 1, said
        run_calls()
        sums_hold(scene, order, before)
        assert books.held(order.deal_id, "CNY") == (order.total if said["withdrawn"] else Money.zero("CNY"))


def test_pay_lapse_and_cancel_of_an_unpaid_order(rounds: Callable[[], Scene]) -> None:
    for _turn in range(ROUNDS):
        scene = rounds()
        before, order = buyers(scene), scene.place("200")
        due = order.payment_due_at

        def pays(scene: Scene = scene, order: SpotOrder = order, due: datetime = due) -> str:
            return scene.pay(order, now=due).state

        def lapses(order: SpotOrder = order, due: datetime = due) -> str:
            return "lapsed" if services.lapse(deal_id=order.deal_id, now=due) else "too late"

        def cancels(scene: Scene = scene, order: SpotOrder = order, due: datetime = due) -> str:
            services.cancel(deal_id=order.deal_id, by=buyer_by(scene.stall), now=due)
            return "cancelled"

        said = at_once([pays, lapses, cancels])
        assert said["AWAITING_DISPATCH"] + said["lapsed"] + said["cancelled"] == 1, said
        held = books.held(order.deal_id, "CNY")
        assert held == (TOTAL if said["AWAITING_DISPATCH"] else Money.zero("CNY"))
        assert before - buyers(scene) == held
        assert stock.reconcile() == []
