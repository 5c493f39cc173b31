"""Every state x act x actor through the verbs themselves: what the table refuses changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from sourcebridge.domestic import schemas, services
from sourcebridge.domestic.actions import ACTIONS
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.domestic.states import ORDER, OrderState
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import IllegalMove, NotAllowed, Refusal
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import queries as books
from sourcebridge.logistics import services as carriers
from sourcebridge.logistics.models import Shipment
from sourcebridge.parties.models import Company
from sourcebridge.payments import services as payments
from sourcebridge.payments.models import PaymentIntent, UnmatchedFund
from sourcebridge.payments.states import Provider
from tests.domestic.conftest import NOON, Scene, buyer_by, supplier_by
from tests.domestic.test_services import everything

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)
S = OrderState


def paid(scene: Scene) -> SpotOrder:
    return scene.pay(scene.place("200"))


def shipped(scene: Scene, amount: str = "200") -> SpotOrder:
    order = paid(scene)
    scene.ship(order, amounts={order.deal.lines.get().id: amount})
    return order


def delivered(scene: Scene) -> SpotOrder:
    order = shipped(scene)
    scan = carriers.Scan("DELIVERED", LATER, "签收")
    carriers.record_scans(shipment_id=Shipment.objects.get().id, scans=[scan], now=LATER)
    return services.follow_parcels(deal_id=order.deal_id, now=LATER)


def completed(scene: Scene) -> SpotOrder:
    order = shipped(scene)
    return services.confirm(deal_id=order.deal_id, by=buyer_by(scene.stall), now=LATER)


def cancelled(scene: Scene) -> SpotOrder:
    return services.cancel(deal_id=scene.place("200").deal_id, by=buyer_by(scene.stall), now=LATER)


def refund_asked(scene: Scene) -> SpotOrder:
    order = paid(scene)
    return services.ask_refund(deal_id=order.deal_id, reason="OTHER", by=buyer_by(scene.stall), now=LATER)


def refunding(scene: Scene) -> SpotOrder:
    """Paid by transfer, so that the refund waits for the bank."""
    order = scene.place("200")
    intent = PaymentIntent.objects.get(deal_id=order.deal_id, state="CREATED")
    transfer(order, intent.number, order.total)
    return services.decline(deal_id=order.deal_id, by=supplier_by(scene.factory), now=LATER)


def terminated(scene: Scene) -> SpotOrder:
    order = paid(scene)
    return services.decline(deal_id=order.deal_id, by=supplier_by(scene.factory), now=LATER)


IN_STATE: dict[str, Callable[[Scene], SpotOrder]] = {
    S.AWAITING_PAYMENT: lambda scene: scene.place("200"),
    S.AWAITING_DISPATCH: paid,
    S.PARTLY_DISPATCHED: lambda scene: shipped(scene, "50"),
    S.DISPATCHED: shipped,
    S.DELIVERED: delivered,
    S.COMPLETED: completed,
    S.CANCELLED: cancelled,
    S.REFUND_ASKED: refund_asked,
    S.REFUNDING: refunding,
    S.TERMINATED: terminated,
}
BODIES: dict[str, Any] = {
    "reprice": schemas.RepriceIn(freight="30"),
    "ship": schemas.ShipIn(carrier="debangkuaidi", waybill="DPK202611229999"),
    "cancel": schemas.ReasonIn(), "decline": schemas.ReasonIn(), "ask_refund": schemas.RefundIn(),
    "refuse_refund": schemas.NoteIn(note="已裁剪"),
}  # fmt: skip


def transfer(order: SpotOrder, text: str, amount: Money) -> payments.RecordedLine:
    platform, _new = Company.objects.get_or_create(is_platform=True, defaults={"name": "平台"})
    clerk = By(Actor.OPERATOR, uuid4(), platform.id, "财务")
    return payments.record_bank_line(
        bank_ref=f"BK{uuid4().hex[:12]}", amount=amount, payer_name="陈姐", text=text,
        payer_account="6222020200112233445", value_date=date(2026, 11, 22), by=clerk, now=LATER,
    )  # fmt: skip


class TestEveryCell:
    def test_every_state_can_be_reached_by_the_verbs(self) -> None:
        assert set(IN_STATE) == set(OrderState.values)

    @pytest.mark.parametrize("state", OrderState.values)
    def test_people(self, scene: Scene, state: str) -> None:
        order = IN_STATE[state](scene)
        order.refresh_from_db()
        assert order.state == state
        before = everything()
        for name, action in ACTIONS.items():
            edges = [edge for edge in ORDER.moves if edge.act == name]
            for actor in Actor:
                by = By(actor, None, None, "someone")
                body = BODIES.get(name, schemas.Empty())
                if any(state in edge.sources and actor in edge.by for edge in edges):
                    with transaction.atomic():
                        action.run(order, body, by, NOON + timedelta(minutes=10))
                        after = SpotOrder.objects.get(pk=order.pk).state
                        results = {edge.result(state) for edge in edges}
                        settled_at_once = {S.TERMINATED} if S.REFUNDING in results else set()
                        assert after in results | settled_at_once, (name, actor)
                        transaction.set_rollback(True)
                else:
                    with pytest.raises((IllegalMove, NotAllowed)):
                        action.run(order, body, by, NOON + timedelta(minutes=10))
                assert everything() == before, (name, actor)

    @pytest.mark.parametrize("state", OrderState.values)
    def test_clock_carrier_and_provider(self, scene: Scene, state: str) -> None:
        order = IN_STATE[state](scene)
        order.refresh_from_db()
        before = everything()
        verbs: dict[str, Callable[..., SpotOrder | None]] = {
            "lapse": services.lapse, "auto_confirm": services.auto_confirm,
            "refund_by_silence": services.refund_by_silence, "finish_refund": services.finish_refund,
        }  # fmt: skip
        for name, verb in verbs.items():
            if state in ORDER.named(name).sources:
                continue
            assert verb(deal_id=order.deal_id, now=NOON + timedelta(days=30)) is None
            assert everything() == before, name
        if state != S.AWAITING_PAYMENT:
            with pytest.raises(Refusal):
                services.settle_payment(deal_id=order.deal_id, now=LATER)
        services.follow_parcels(deal_id=order.deal_id, now=LATER)
        assert everything() == before


class TestOldAmount:
    def test_what_was_asked_before_a_new_price_becomes_unmatched_funds(self, scene: Scene) -> None:
        order = scene.place("200")
        former, total = PaymentIntent.objects.get(deal_id=order.deal_id), order.total
        payments.start(intent_id=former.id, provider=Provider.BANK_TRANSFER, by=buyer_by(scene.stall), now=NOON)
        services.reprice(deal_id=order.deal_id, prices={}, freight="30", by=supplier_by(scene.factory), now=NOON)
        transfer(order, former.number, total)
        order.refresh_from_db()
        assert order.state == S.AWAITING_PAYMENT
        assert books.held(order.deal_id, "CNY") == Money.zero("CNY")
        assert books.balance(accounts.unmatched("CNY")) == total
        assert UnmatchedFund.objects.count() == 1
        present = PaymentIntent.objects.get(deal_id=order.deal_id, state__in=["CREATED", "PENDING"])
        transfer(order, present.number, order.total)
        order.refresh_from_db()
        assert order.state == S.AWAITING_DISPATCH
        assert str(books.held(order.deal_id, "CNY")) == "1990.00 CNY"
