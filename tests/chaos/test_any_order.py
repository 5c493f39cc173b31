"""Seven events of payment and tracking in any order, each twice: the same books, the same order, the same parcel.

As in life, a sender repeats what was not acknowledged, and the factory ships as soon as the order is paid.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from sourcebridge.audit import services as audit
from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.clock import queries as clock
from sourcebridge.console import queries as console
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.inventory import queries as stock
from sourcebridge.ledger import queries as books
from sourcebridge.ledger.models import Entry
from sourcebridge.logistics.adapters.kuaidi100 import protocol
from sourcebridge.logistics.models import Shipment, Subscription
from sourcebridge.parties import member
from sourcebridge.parties.models import Company, Membership, User
from sourcebridge.payments import queries as payments
from sourcebridge.payments import services
from sourcebridge.payments.models import PaymentIntent, UnmatchedFund
from tests.chaos.extent import SEED, of
from tests.domestic.conftest import NOON, Scene
from tests.payments.cast import OTHER_KEY, notice

pytestmark = [pytest.mark.usefixtures("alipay_keys"), pytest.mark.slow]
SAMPLED = of(usual=4, sample=40, full=200, long=5040)
EVENTS = ("waiting", "paid", "finished", "other trade", "collected", "on its way", "signed")


@dataclass
class Outside:
    """Alipay and the carrier, telling about one order."""

    scene: Scene
    order: SpotOrder
    waybill: str

    def __post_init__(self) -> None:
        self.delivered: set[UUID] = set()
        self.intent = PaymentIntent.objects.get(deal_id=self.order.deal_id)
        self.total = f"{self.order.total.amount:.2f}"
        number, trade = self.intent.number, f"T{self.intent.number}"
        self.bodies = {
            "waiting": notice(number, self.total, trade_no=trade, trade_status="WAIT_BUYER_PAY"),
            "paid": notice(number, self.total, trade_no=trade),
            "finished": notice(number, self.total, trade_no=trade, trade_status="TRADE_FINISHED"),
            "other trade": notice(number, "11.00", trade_no=f"X{number}"),
        }
        self.hours = {"collected": ("1", 30), "on its way": ("0", 20), "signed": ("3", 2)}

    def tell(self, name: str) -> bool:
        """One message, as its sender sends it; whether it was acknowledged."""
        if name in self.bodies:
            answer = Client().post("/callbacks/alipay/", self.bodies[name],
                                   content_type="application/x-www-form-urlencoded")  # fmt: skip
            return answer.content == b"success"
        known = Subscription.objects.filter(shipment__deal_id=self.order.deal_id).first()
        if known is None:
            return False
        code, hours = self.hours[name]
        at = (clock.now() - timedelta(hours=hours)).astimezone(protocol.BEIJING).strftime("%Y-%m-%d %H:%M:%S")
        data = [{"context": name, "ftime": at, "statusCode": code, "areaName": "绍兴"}]
        watch = {"com": "debangkuaidi", "nu": self.waybill, "state": code, "data": data}
        param = json.dumps({"status": "polling", "message": "", "lastResult": watch})
        said = urlencode({"param": param, "sign": protocol.digest(param, known.salt)})
        answer = Client().post(f"/callbacks/kuaidi100/{known.token}/", said,
                               content_type="application/x-www-form-urlencoded")  # fmt: skip
        return answer.status_code == 200

    def factory_works(self) -> None:
        """Ship what may be shipped; the worker delivers the facts."""
        self.order.refresh_from_db()
        if self.order.state == "AWAITING_DISPATCH":
            self.scene.ship(self.order, waybill=self.waybill)
        for stored in EventRecord.objects.filter(deal_id=self.order.deal_id).exclude(id__in=self.delivered):
            audit.deliver(event_id=stored.id)
            self.delivered.add(stored.id)

    def ending(self) -> tuple[Any, ...]:
        """Everything that must not depend on the order of arrival."""
        self.order.refresh_from_db()
        self.intent.refresh_from_db()
        parcel = Shipment.objects.get(deal_id=self.order.deal_id)
        parked = UnmatchedFund.objects.filter(number=self.intent.number)
        entries = sorted(Entry.objects.filter(deal_id=self.order.deal_id).values_list("why", flat=True))
        lines = sorted((line.pot, str(line.amount)) for line in books.deal_lines(self.order.deal_id))
        return (
            self.order.state, self.intent.state, str(books.held(self.order.deal_id, "CNY")), tuple(entries),
            tuple(lines), parked.count(), parked.get().booked, parcel.state,
            tuple(sorted(parcel.events.values_list("state", flat=True))),
        )  # fmt: skip


def play(outside: Outside, order: Sequence[str]) -> None:
    """The events in this order, each twice; then every sender repeats what was not acknowledged."""
    unheard = []
    for name in order:
        heard = [outside.tell(name), outside.tell(name)]
        if not all(heard):
            unheard.append(name)
        outside.factory_works()
    for name in unheard:
        assert outside.tell(name), f"{name} is never acknowledged"
    outside.factory_works()


def orders() -> list[tuple[str, ...]]:
    every = list(itertools.permutations(EVENTS))
    return every if len(every) <= SAMPLED else random.Random(SEED).sample(every, SAMPLED)


def test_every_order_of_seven_events_ends_alike(db: None) -> None:
    endings: dict[tuple[Any, ...], tuple[str, ...]] = {}
    scene = Scene(stock="500000", money="0")
    for turn, order in enumerate(orders()):
        with transaction.atomic():
            placed = scene.place("200", now=clock.now())
            outside = Outside(scene, placed, f"DPK{turn:012d}")
            play(outside, order)
            endings.setdefault(outside.ending(), order)
            assert stock.reconcile() == []
            transaction.set_rollback(True)
    assert len(endings) == 1, "\n".join(f"{ending} after {order}" for ending, order in endings.items())
    (ending,) = endings
    assert ending[:3] == ("DELIVERED", "SETTLED", "1996.00 CNY")


def operator() -> member.Member:
    platform = Company.objects.create(name="平台", is_platform=True)
    user = User.objects.create_user("desk@example.com", "x", name="Desk")
    Membership.objects.create(user=user, company=platform, roles=["OWNER"])
    return member.of_user(user)


Change = Callable[[bytes], bytes]
FORGERIES: dict[str, Change] = {
    "truncated": lambda body: body[:-12],
    "tampered": lambda body: body.replace(b"1996.00", b"1.00"),
    "mismatched": lambda body: body.replace(b"TRADE_SUCCESS", b"TRADE_FINISHED"),
    "reordered and doubled": lambda body: body + b"&total_amount=1.00",
    "unsigned": lambda body: body.partition(b"&sign=")[0],
}


class TestLies:
    """Nothing is booked for a lie; money that is real and fits nothing waits for the operator."""

    @pytest.mark.parametrize("kind", sorted(FORGERIES))
    def test_forged_books_nothing(self, db: None, kind: str) -> None:
        scene = Scene(money="0")
        order = scene.place("200")
        intent = PaymentIntent.objects.get(deal_id=order.deal_id)
        body = FORGERIES[kind](notice(intent.number, "1996.00"))
        for _copy in range(2):
            answer = Client().post("/callbacks/alipay/", body, content_type="application/x-www-form-urlencoded")
            assert (answer.status_code, answer.content) == (401, b"failure")
        stolen = Client().post("/callbacks/alipay/", notice(intent.number, "1996.00", key=OTHER_KEY),
                               content_type="application/x-www-form-urlencoded")  # fmt: skip
        assert stolen.status_code == 401
        order.refresh_from_db()
        assert (order.state, Entry.objects.count(), UnmatchedFund.objects.count()) == ("AWAITING_PAYMENT", 0, 0)
        assert AuditEntry.objects.filter(verb="payments.security.forged_notice").count() == 2

    def test_replayed_for_another_order_books_nothing_more(self, db: None) -> None:
        scene = Scene(money="0")
        first, second = scene.place("200"), scene.place("200")
        body = notice(PaymentIntent.objects.get(deal_id=first.deal_id).number, "1996.00")
        said = [services.receive_notice(provider="ALIPAY", body=body, now=NOON) for _copy in range(50)]
        assert [str(verdict) for verdict in said] == ["ACTED"] + ["KNOWN"] * 49
        second.refresh_from_db()
        assert (Entry.objects.count(), second.state) == (1, "AWAITING_PAYMENT")

    @pytest.mark.parametrize("changes", [{"total_amount": "1.00"}, {"trans_currency": "USD"},
                                         {"out_trade_no": "P00000000"}])  # fmt: skip
    def test_genuine_and_unfitting_waits_for_the_operator(self, db: None, changes: dict[str, str]) -> None:
        scene, desk = Scene(money="0"), operator()
        order = scene.place("200")
        number = PaymentIntent.objects.get(deal_id=order.deal_id).number
        changes = dict(changes)
        body = notice(number, changes.pop("total_amount", "1996.00"), **changes)
        services.receive_notice(provider="ALIPAY", body=body, now=NOON)
        order.refresh_from_db()
        assert order.state == "AWAITING_PAYMENT"
        task = next(queue for queue in console.queues(desk) if queue.code == "unmatched")
        assert task.count == 1
        assert UnmatchedFund.objects.get().booked
        report = payments.reconcile(at=NOON + timedelta(days=1))
        assert report.holds


def test_a_sender_may_repeat_for_ever(db: None) -> None:
    scene = Scene(stock="500000", money="0")
    outside = Outside(scene, scene.place("200", now=clock.now()), "DPK000000000001")
    play(outside, EVENTS)
    before = outside.ending(), Entry.objects.count(), EventRecord.objects.count()
    for _turn in range(10):
        for name in EVENTS:
            assert outside.tell(name)
        outside.factory_works()
    assert (outside.ending(), Entry.objects.count(), EventRecord.objects.count()) == before
