"""Many at once: the last pieces are sold exactly, and of three ends of an order one wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from queue import Empty, Queue
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connections, transaction

from sourcebridge.domestic import services
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.inventory import queries as stock
from sourcebridge.inventory.models import Pool
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import queries as books
from sourcebridge.ledger import services as ledger
from sourcebridge.ledger.models import Why
from sourcebridge.logistics import services as carriers
from sourcebridge.logistics.models import Shipment
from sourcebridge.parties.models import Company
from sourcebridge.runtime.roles import Access
from tests.domestic.conftest import ADDRESS, NOON, Scene, buyer_by

BUYERS, PIECES, THREADS = 200, 37, 16


def crowd(count: int) -> list[Company]:
    made = Company.objects.bulk_create(Company(name=f"档口 {number}") for number in range(count))
    for company in made:
        ledger.transfer(
            entry_id=uuid4(), why=Why.TOP_UP, debit=accounts.custodian("BANK_TRANSFER", "CNY"),
            credit=accounts.balance(company.id, "CNY"), amount=Money.of("100.00", "CNY"), at=NOON,
        )  # fmt: skip
    return list(made)


def side_by_side(works: list[Callable[[], str]], threads: int = THREADS) -> Counter[str]:
    waiting: Queue[Callable[[], str]] = Queue()
    for work in works:
        waiting.put(work)
    ended: Counter[str] = Counter()
    start = Barrier(threads)

    def run() -> None:
        start.wait()
        while True:
            try:
                work = waiting.get_nowait()
            except Empty:
                break
            try:
                ended[work()] += 1
            except Refusal as refusal:
                ended[refusal.code] += 1
        connections.close_all()

    crew = [Thread(target=run) for _ in range(threads)]
    for member in crew:
        member.start()
    for member in crew:
        member.join()
    return ended


class TestLastPieces:
    @pytest.mark.parametrize("deduct_on", ["ON_ORDER", "ON_PAYMENT"])
    def test_two_hundred_buyers_get_exactly_the_last_thirty_seven(self, committed_db: Access, deduct_on: str) -> None:
        scene = Scene(stock=str(PIECES), money="0", deduct_on=deduct_on)
        buyers = crowd(BUYERS)

        def buy(company: Company) -> str:
            with transaction.atomic():
                order = services.place(
                    buyer_company_id=company.id, lines=[(scene.skus[0].id, scene.metres("1"))], address=ADDRESS,
                    by=buyer_by(company), now=NOON,
                )  # fmt: skip
                return services.pay_from_balance(deal_id=order.deal_id, by=buyer_by(company), now=NOON).state

        ended = side_by_side([lambda company=company: buy(company) for company in buyers])  # type: ignore[misc]
        assert ended["AWAITING_DISPATCH"] == PIECES
        assert sum(ended.values()) == BUYERS
        pool = Pool.objects.get(sku=scene.skus[0])
        assert (int(pool.on_hand), int(pool.reserved)) == (PIECES, PIECES)
        assert stock.reconcile() == []
        paid = SpotOrder.objects.filter(state="AWAITING_DISPATCH")
        assert Money.total((books.held(o.deal_id, "CNY") for o in paid), "CNY") == Money.total(
            (o.total for o in paid), "CNY"
        )
        rows = books.trial_balance(NOON + timedelta(days=1))
        assert Money.total((row.debits for row in rows), "CNY") == Money.total((row.credits for row in rows), "CNY")


class TestThreeEnds:
    @pytest.mark.parametrize("turn", range(5))
    def test_confirm_time_and_a_problem_in_the_same_instant(self, committed_db: Access, turn: int) -> None:
        scene = Scene()
        order = scene.pay(scene.place("200"))
        scene.ship(order)
        parcel, at = Shipment.objects.get(), NOON + timedelta(hours=30)
        carriers.record_scans(shipment_id=parcel.id, scans=[carriers.Scan("DELIVERED", at, "签收")], now=at)
        services.follow_parcels(deal_id=order.deal_id, now=at)
        due = at + timedelta(days=10)

        def by_time() -> str:
            done = services.auto_confirm(deal_id=order.deal_id, now=due)
            return "time" if done else "too late"

        def by_buyer() -> str:
            services.confirm(deal_id=order.deal_id, by=buyer_by(scene.stall), now=due)
            return "buyer"

        def by_carrier() -> str:
            carriers.record_scans(shipment_id=parcel.id, scans=[carriers.Scan("EXCEPTION", due, "破损")], now=due)
            services.follow_parcels(deal_id=order.deal_id, now=due)
            return "told"

        ended = side_by_side([by_time, by_buyer, by_carrier], threads=3)
        order.refresh_from_db()
        assert ended["time"] + ended["buyer"] == 1
        assert order.state == "COMPLETED"
        assert books.held(order.deal_id, "CNY") == Money.zero("CNY")
        assert str(books.balance(accounts.payable(scene.factory.id, "CNY"))) == "1984.02 CNY"


class TestOneWallet:
    @pytest.mark.parametrize("turn", range(3))
    def test_one_buyer_pays_old_orders_and_places_new_ones_on_the_same_goods(
        self, committed_db: Access, turn: int
    ) -> None:
        scene = Scene(money="100000.00")
        waiting = [scene.place("10") for _ in range(8)]

        def pay(order: SpotOrder) -> str:
            return scene.pay(order).state

        def buy() -> str:
            with transaction.atomic():
                return scene.pay(scene.place("10")).state

        works = [work for order in waiting for work in (lambda order=order: pay(order), buy)]  # type: ignore[misc]
        assert side_by_side(works, threads=8) == {"AWAITING_DISPATCH": 16}
        assert Pool.objects.get(sku=scene.skus[0]).reserved == 160
