"""One domestic deal, verb by verb: what each changes, and what each refuses without changing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from sourcebridge.audit import services as audit
from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.clock.models import Deadline
from sourcebridge.deals import queries as deals
from sourcebridge.deals.models import Deal, Milestone, TermsVersion
from sourcebridge.deals.services import OwnGoods
from sourcebridge.domestic import errors, services
from sourcebridge.domestic.models import CartLine, SpotOrder
from sourcebridge.domestic.preview import preview
from sourcebridge.domestic.states import ORDER, OrderState
from sourcebridge.inventory import queries as stock
from sourcebridge.inventory import services as inventory
from sourcebridge.inventory.errors import OutOfStock
from sourcebridge.inventory.models import Pool
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import IllegalMove, NotAllowed, Refusal
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import queries as books
from sourcebridge.logistics import services as carriers
from sourcebridge.logistics.models import Shipment
from sourcebridge.messaging.models import Mail
from sourcebridge.parties.models import Membership, User
from sourcebridge.payments.models import PaymentIntent
from tests.domestic.conftest import NOON, Scene, buyer_by, supplier_by

pytestmark = pytest.mark.django_db
TABLES = (
    "deals_deal", "deals_dealline", "deals_termsversion", "deals_milestone", "domestic_spotorder", "domestic_cartline",
    "inventory_pool", "inventory_reservation", "inventory_movement", "ledger_entry", "ledger_leg",
    "payments_paymentintent", "logistics_shipment", "logistics_shipmentline", "clock_deadline",
    "audit_auditentry", "audit_eventrecord",
)  # fmt: skip


def everything() -> dict[str, str]:
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t")
            found[table] = cursor.fetchone()[0]
    return found


@contextmanager
def refused(kind: type[Refusal]) -> Iterator[Any]:
    before = everything()
    with pytest.raises(kind) as caught:
        yield caught
    assert everything() == before


def cny(text: str) -> Money:
    return Money.of(text, "CNY")


def escrow(order: SpotOrder) -> Money:
    return books.held(order.deal_id, "CNY")


def payable(scene: Scene) -> Money:
    return books.balance(accounts.payable(scene.factory.id, "CNY"))


def free(scene: Scene) -> str:
    return stock.available([scene.skus[0].id])[scene.skus[0].id].text


class TestPreview:
    def test_prices_by_the_sum_over_the_colours_and_quotes_freight(self, scene: Scene) -> None:
        wanted = [(scene.skus[0].id, scene.metres("150")), (scene.skus[1].id, scene.metres("50"))]
        (seen,) = preview(buyer_company_id=scene.stall.id, wanted=wanted, province="44", now=NOON)
        assert (seen.goods, seen.quote and seen.quote.fee, seen.total) == (cny("1960.00"), cny("36.00"), cny("1996.00"))
        assert seen.ready

    def test_names_the_two_nearest_quantities_instead_of_rounding(self, make_scene: Callable[..., Scene]) -> None:
        scene = make_scene(moq=Decimal(12), batch_multiple=Decimal(12))
        (seen,) = preview(
            buyer_company_id=None, wanted=[(scene.skus[0].id, scene.metres("30"))], province="44", now=NOON
        )
        assert [q.text for q in seen.lines[0].nearest] == ["24", "36"]
        assert isinstance(seen.first_refusal, errors.QuantityNotValid)


class TestPlace:
    def test_copies_what_was_agreed_with_its_hash_and_expects_the_total(self, scene: Scene) -> None:
        order = scene.place("200", note="请发德邦")
        deal, version = Deal.objects.get(), TermsVersion.objects.get()
        assert (order.goods, order.freight_fee, order.total) == (cny("1960.00"), cny("36.00"), cny("1996.00"))
        assert deal.terms_hash == version.hash == deals.terms_hash(version.terms)
        assert version.terms["commission_rate"] == "0.006"
        assert PaymentIntent.objects.get().money == cny("1996.00")
        assert Deadline.objects.get(kind="domestic.payment_due").due_at == NOON + timedelta(days=5)
        assert free(scene) == "4800"

    def test_empties_just_the_ordered_lines_of_the_cart(self, scene: Scene) -> None:
        for sku in scene.skus[:2]:
            services.set_line(
                company_id=scene.stall.id, sku_id=sku.id, amount="100", by=buyer_by(scene.stall), now=NOON
            )
        scene.place("200")
        assert list(CartLine.objects.values_list("sku_id", flat=True)) == [scene.skus[1].id]

    def test_deduct_on_payment_reserves_nothing_yet(self, make_scene: Callable[..., Scene]) -> None:
        scene = make_scene(deduct_on="ON_PAYMENT")
        scene.place("200")
        assert free(scene) == "5000"

    def test_refuses_more_than_there_is(self, make_scene: Callable[..., Scene]) -> None:
        scene = make_scene(stock="100")
        with refused(errors.NotEnoughStock) as caught:
            scene.place("200")
        assert caught.value.facts["available"] == "100"

    def test_refuses_when_the_price_changed_since_the_preview(self, scene: Scene) -> None:
        with refused(errors.PriceChanged):
            scene.place("200", seen_hash="0" * 64)

    def test_refuses_a_carrier_that_does_not_serve(self, scene: Scene) -> None:
        with refused(errors.CarrierNotOffered):
            scene.place("200", carrier="shunfeng")

    def test_refuses_ones_own_goods(self, scene: Scene) -> None:
        scene.stall = scene.factory
        with refused(OwnGoods):
            scene.place("200")


class TestPay:
    def test_moves_the_money_to_escrow_and_makes_the_goods_firm(self, scene: Scene) -> None:
        order = scene.pay(scene.place("200"))
        assert (order.state, escrow(order)) == (OrderState.AWAITING_DISPATCH, cny("1996.00"))
        assert order.dispatch_due_at == NOON + timedelta(hours=24)
        assert books.balance(accounts.balance(scene.stall.id, "CNY")) == cny("8004.00")
        assert free(scene) == "4800"
        assert Milestone.objects.get().paid_at == NOON

    @pytest.mark.parametrize("deduct_on", ["ON_ORDER", "ON_PAYMENT"])
    def test_sends_the_money_back_when_the_goods_are_gone(
        self, make_scene: Callable[..., Scene], deduct_on: str
    ) -> None:
        scene = make_scene(stock="200", deduct_on=deduct_on)
        order = scene.place("100")
        inventory.expire(deal_id=order.deal_id, now=NOON + timedelta(hours=1))
        inventory.adjust(
            pool_id=Pool.objects.get(sku=scene.skus[0]).id, delta=scene.metres("-150"), reason="damaged",
            company_id=scene.factory.id,
            by=supplier_by(scene.factory), now=NOON,
        )  # fmt: skip
        order = scene.pay(order)
        assert (order.state, order.close_reason) == (OrderState.TERMINATED, "OUT_OF_STOCK")
        assert books.balance(accounts.balance(scene.stall.id, "CNY")) == cny("10000.00")
        assert (escrow(order), free(scene)) == (cny("0.00"), "50")

    def test_refuses_without_money(self, make_scene: Callable[..., Scene]) -> None:
        scene = make_scene(money="100.00")
        order = scene.place("200")
        with refused(Refusal):
            scene.pay(order)


class TestReprice:
    def test_makes_a_new_version_and_a_new_amount(self, scene: Scene) -> None:
        order = scene.place("200")
        line = order.deal.lines.get()
        order = services.reprice(
            deal_id=order.deal_id, prices={line.id: "9.50"}, freight="0", by=supplier_by(scene.factory), now=NOON
        )
        hashes = list(TermsVersion.objects.order_by("version").values_list("hash", flat=True))
        assert (order.total, len(set(hashes))) == (cny("1900.00"), 2)
        assert {i.money.amount: i.state for i in PaymentIntent.objects.all()} == {
            Decimal("1996.00"): "CLOSED",
            Decimal("1900.00"): "CREATED",
        }
        assert scene.pay(order).total == escrow(order) == cny("1900.00")

    @pytest.mark.parametrize("freight", ["36.00", "-1", "-1960"])
    def test_refuses_what_changes_nothing_or_falls_below_zero(self, scene: Scene, freight: str) -> None:
        order = scene.place("200")
        with refused(errors.NothingChanged):
            services.reprice(deal_id=order.deal_id, prices={}, freight=freight, by=supplier_by(scene.factory), now=NOON)

    def test_refuses_after_payment_and_from_the_buyer(self, scene: Scene) -> None:
        order = scene.place("200")
        with refused(NotAllowed):
            services.reprice(deal_id=order.deal_id, prices={}, freight="1", by=buyer_by(scene.stall), now=NOON)
        scene.pay(order)
        with refused(IllegalMove):
            services.reprice(deal_id=order.deal_id, prices={}, freight="1", by=supplier_by(scene.factory), now=NOON)


class TestHoldStock:
    def test_keeps_the_goods_until_the_payment_is_due(self, scene: Scene) -> None:
        order = scene.place("200")
        services.hold_stock(deal_id=order.deal_id, by=supplier_by(scene.factory), now=NOON)
        inventory.expire(deal_id=order.deal_id, now=NOON + timedelta(days=4))
        assert free(scene) == "4800"


class TestShip:
    def test_ships_in_parts_and_knows_when_all_is_gone(self, scene: Scene) -> None:
        order = scene.pay(scene.place("200", "40"))
        first, second = order.deal.lines.order_by("position")
        scene.ship(order, "DPK202611220001", {first.id: "150"})
        order.refresh_from_db()
        assert order.state == OrderState.PARTLY_DISPATCHED
        scene.ship(order, "DPK202611220002", {first.id: "50", second.id: "40"})
        order.refresh_from_db()
        assert (order.state, Shipment.objects.count()) == (OrderState.DISPATCHED, 2)
        assert stock.reconcile() == []
        assert not Deadline.objects.filter(kind="domestic.dispatch_due", state="WAITING").exists()

    @pytest.mark.parametrize("amount", ["201", "-1"])
    def test_refuses_more_than_is_open(self, scene: Scene, amount: str) -> None:
        order = scene.pay(scene.place("200"))
        line = order.deal.lines.get()
        with refused(errors.NotOpenForShipping):
            scene.ship(order, amounts={line.id: amount})

    def test_refuses_before_payment_and_an_empty_parcel(self, scene: Scene) -> None:
        order = scene.place("200")
        with refused(IllegalMove):
            scene.ship(order)
        scene.pay(order)
        with refused(carriers.NothingToShip):
            scene.ship(order, amounts={})


class TestDeliverAndComplete:
    def _delivered(self, scene: Scene) -> SpotOrder:
        order = scene.pay(scene.place("200"))
        scene.ship(order)
        parcel = Shipment.objects.get()
        at = NOON + timedelta(hours=30)
        carriers.record_scans(
            shipment_id=parcel.id, scans=[carriers.Scan("DELIVERED", at, "签收")], now=at + timedelta(days=2)
        )
        return services.follow_parcels(deal_id=order.deal_id, now=at + timedelta(days=2))

    def test_counts_auto_confirmation_from_the_delivery_itself(self, scene: Scene) -> None:
        order = self._delivered(scene)
        assert order.state == OrderState.DELIVERED
        assert order.confirm_by == NOON + timedelta(hours=30, days=10)
        assert Deadline.objects.get(kind="domestic.auto_confirm").due_at == order.confirm_by

    @pytest.mark.parametrize("by_time", [False, True])
    def test_releases_less_the_commission_frozen_at_placing(self, scene: Scene, by_time: bool) -> None:
        order = self._delivered(scene)
        if by_time:
            done = services.auto_confirm(deal_id=order.deal_id, now=NOON + timedelta(days=12))
        else:
            done = services.confirm(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON + timedelta(days=3))
        assert done is not None
        assert done.state == OrderState.COMPLETED
        assert (escrow(order), payable(scene)) == (cny("0.00"), cny("1984.02"))
        assert books.balance(accounts.commission("CNY")) == cny("11.98")

    def test_a_problem_after_delivery_stops_the_clock(self, scene: Scene) -> None:
        order = self._delivered(scene)
        late = NOON + timedelta(days=3)
        carriers.record_scans(
            shipment_id=Shipment.objects.get().id, scans=[carriers.Scan("EXCEPTION", late, "破损")], now=late
        )
        order = services.follow_parcels(deal_id=order.deal_id, now=late)
        assert (order.state, order.confirm_by) == (OrderState.DISPATCHED, None)
        assert not Deadline.objects.filter(kind="domestic.auto_confirm", state="WAITING").exists()

    def test_completes_once(self, scene: Scene) -> None:
        order = self._delivered(scene)
        services.confirm(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON + timedelta(days=3))
        with refused(IllegalMove):
            services.confirm(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON + timedelta(days=3))
        before = everything()
        assert services.auto_confirm(deal_id=order.deal_id, now=NOON + timedelta(days=20)) is None
        assert everything() == before


class TestClose:
    def test_the_buyer_cancels_and_the_goods_are_free(self, scene: Scene) -> None:
        order = scene.place("200")
        with refused(errors.TooSoonToClose):
            services.cancel(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON + timedelta(seconds=3))
        order = services.cancel(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON + timedelta(minutes=1))
        assert (order.state, order.closed_by, free(scene)) == (OrderState.CANCELLED, Actor.BUYER, "5000")
        assert PaymentIntent.objects.get().state == "CLOSED"

    def test_time_cancels_what_was_not_paid_once(self, scene: Scene) -> None:
        order = scene.place("200")
        assert services.lapse(deal_id=order.deal_id, now=NOON + timedelta(days=5))
        assert services.lapse(deal_id=order.deal_id, now=NOON + timedelta(days=5)) is None
        order.refresh_from_db()
        assert (order.state, order.closed_by, order.close_reason) == ("CANCELLED", "SYSTEM", "NOT_PAID")

    def test_a_paid_order_does_not_lapse(self, scene: Scene) -> None:
        order = scene.pay(scene.place("200"))
        before = everything()
        assert services.lapse(deal_id=order.deal_id, now=NOON + timedelta(days=5)) is None
        assert everything() == before

    @pytest.mark.parametrize("way", ["accept_refund", "refund_by_silence", "decline"])
    def test_money_goes_back_where_it_came_from_and_stock_is_free(self, scene: Scene, way: str) -> None:
        order = scene.pay(scene.place("200"))
        if way == "decline":
            services.decline(deal_id=order.deal_id, by=supplier_by(scene.factory), now=NOON)
        else:
            services.ask_refund(deal_id=order.deal_id, reason="WRONG_ORDER", by=buyer_by(scene.stall), now=NOON)
            more = {"by": supplier_by(scene.factory)} if way == "accept_refund" else {}
            getattr(services, way)(deal_id=order.deal_id, now=NOON + timedelta(days=3), **more)
        order.refresh_from_db()
        assert order.state == OrderState.TERMINATED
        assert books.balance(accounts.balance(scene.stall.id, "CNY")) == cny("10000.00")
        assert (escrow(order), free(scene)) == (cny("0.00"), "5000")

    def test_a_refused_refund_goes_on_to_dispatch(self, scene: Scene) -> None:
        order = scene.pay(scene.place("200"))
        services.ask_refund(deal_id=order.deal_id, reason="WRONG_ORDER", by=buyer_by(scene.stall), now=NOON)
        with refused(IllegalMove):
            scene.ship(order)
        services.refuse_refund(deal_id=order.deal_id, note="已裁剪", by=supplier_by(scene.factory), now=NOON)
        scene.ship(order)
        order.refresh_from_db()
        assert order.state == OrderState.DISPATCHED

    def test_no_refund_after_shipping(self, scene: Scene) -> None:
        order = scene.pay(scene.place("200"))
        scene.ship(order)
        with refused(IllegalMove):
            services.ask_refund(deal_id=order.deal_id, reason="OTHER", by=buyer_by(scene.stall), now=NOON)

    def test_urges_once_a_day(self, scene: Scene) -> None:
        order = scene.pay(scene.place("200"))
        services.urge(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON)
        with refused(NotAllowed):
            services.urge(deal_id=order.deal_id, by=supplier_by(scene.factory), now=NOON + timedelta(days=2))
        with refused(errors.UrgedAlready):
            services.urge(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON + timedelta(hours=23))
        services.urge(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON + timedelta(hours=24))
        assert AuditEntry.objects.filter(verb="domestic.order.urge").count() == 2


class TestLifecycle:
    def test_the_grid_allows_what_the_table_says_and_nothing_else(self) -> None:
        allowed = 0
        for state, edge, actor, open_here in ORDER.grid():
            if open_here:
                allowed += 1
                assert ORDER.check(state, edge.name, actor) is edge
            else:
                with pytest.raises((IllegalMove, NotAllowed)):
                    ORDER.check(state, edge.name, actor)
        assert allowed == sum(len(edge.sources) * len(edge.by) for edge in ORDER.moves)

    def test_stock_gone_between_preview_and_reservation_is_refused(self, make_scene: Callable[..., Scene]) -> None:
        scene = make_scene(stock="100")
        scene.place("50")
        with refused(Refusal) as caught:
            scene.place("60")
        assert isinstance(caught.value, errors.NotEnoughStock | OutOfStock)


class TestMails:
    def test_each_fact_tells_its_sides_in_words(self, scene: Scene) -> None:
        for company, name in ((scene.factory, "factory"), (scene.stall, "stall")):
            user = User.objects.create_user(f"{name}@example.com", "x", name=name, language="en")
            Membership.objects.create(user=user, company=company, roles=["OWNER"])
        order = scene.pay(scene.place("200"))
        scene.ship(order)
        services.confirm(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON)
        for record in EventRecord.objects.filter(name__startswith="domestic.").order_by("id"):
            audit.deliver(event_id=record.id)
        told = [(mail.to.split("@")[0], mail.subject.split("] ")[-1]) for mail in Mail.objects.order_by("id")]
        number = order.deal.number
        assert told == [
            ("factory", f"New order {number}"),
            ("factory", f"Order {number} is paid: please ship"),
            ("stall", f"Order {number} is on its way"),
            ("factory", f"Order {number} is completed, the money is released"),
        ]
