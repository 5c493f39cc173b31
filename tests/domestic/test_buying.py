"""Buying in one act ends where placing and paying one after the other end, and asks a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog import services as goods
from sourcebridge.clock.models import Deadline, DeadlineState
from sourcebridge.deals.models import DealLine, Milestone, TermsVersion
from sourcebridge.domestic import services
from sourcebridge.domestic.ground import ground
from sourcebridge.domestic.models import CartLine, SpotOrder
from sourcebridge.inventory import queries as inventory
from sourcebridge.inventory.errors import OutOfStock
from sourcebridge.inventory.models import Pool, Reservation
from sourcebridge.kit import writing
from sourcebridge.ledger.errors import InsufficientFunds
from sourcebridge.ledger.models import Entry, Leg
from sourcebridge.logistics import queries as logistics
from sourcebridge.payments.models import PaymentIntent
from tests.domestic.conftest import ADDRESS, NOON, Scene, buyer_by, supplier_by
from tests.domestic.test_api import Call, caller, order_body

pytestmark = pytest.mark.django_db
MADE = {"id", "number", "deal", "reference", "title", "return_path", "terms_hash", "made_at", "hash"}
ONLY_BETWEEN = {"inventory.reservation.reserve", "inventory.reservation.harden"}
Act = Callable[[Scene], SpotOrder]


@contextmanager
def counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def tap(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "SAVEPOINT" not in sql:
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(tap):
        yield seen


def wanted(scene: Scene, *amounts: str) -> list[Any]:
    return [(sku.id, scene.metres(amount)) for sku, amount in zip(scene.skus, amounts, strict=False)]


def bought(scene: Scene, *amounts: str, **more: Any) -> SpotOrder:
    lines = wanted(scene, *amounts)
    on = ground([sku for sku, _quantity in lines], buyer_company_id=scene.stall.id, at=NOON)
    by = buyer_by(scene.stall)
    return services.buy(on=on, lines=lines, address=ADDRESS, by=by, payer=by, **more)[0]


def placed_then_paid(scene: Scene, *amounts: str, **more: Any) -> SpotOrder:
    order = scene.place(*amounts, **more)
    return services.pay_from_balance(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON)


def end_of(order: SpotOrder) -> dict[str, Any]:
    """Every stored fact of an order but its identities."""
    order = SpotOrder.objects.select_related("deal").get(pk=order.pk)
    deal = order.deal

    def rows(found: Any, *without: str) -> list[dict[str, Any]]:
        names = [f.attname for f in found.model._meta.concrete_fields]
        hidden = {*MADE, *without} | {f"{name}_id" for name in MADE}
        return [{name: getattr(row, name) for name in names if name not in hidden} for row in found]

    terms = TermsVersion.objects.filter(deal=deal)
    entry = Entry.objects.get(deal_id=deal.id)
    return {
        "order": rows(SpotOrder.objects.filter(pk=order.pk)),
        "deal": rows(type(deal).objects.filter(pk=deal.pk), "opened_at"),
        "lines": rows(DealLine.objects.filter(deal=deal).order_by("position")),
        "terms": [{k: v for k, v in one.terms.items() if k != "number"} for one in terms],
        "plan": rows(Milestone.objects.filter(deal=deal)),
        "intent": rows(PaymentIntent.objects.filter(deal_id=deal.id)),
        "promised": sorted(
            [tuple(sorted(r.items(), key=str)) for r in rows(Reservation.objects.filter(deal_id=deal.id), "owner_ref")],
            key=str,
        ),
        "entry": (entry.why, entry.at, {k: v for k, v in entry.facts.items() if k not in {"number", "reference"}}),
        "legs": [(leg.minor, leg.currency, leg.account.kind) for leg in Leg.objects.filter(entry=entry)],
        "due": list(
            Deadline.objects.filter(subject_id=deal.id, state=DeadlineState.WAITING).values_list("kind", "due_at")
        ),
        "told": sorted(set(AuditEntry.objects.filter(deal_id=deal.id).values_list("verb", flat=True)) - ONLY_BETWEEN),
        "announced": sorted(
            set(EventRecord.objects.filter(deal_id=deal.id).values_list("name", flat=True))
            - {"inventory.stock.reserved", "inventory.reservation.hardened"}
        ),
    }


class TestBuy:
    @pytest.mark.parametrize("deduct_on", ["ON_ORDER", "ON_PAYMENT"])
    def test_it_ends_where_placing_and_paying_end(self, deduct_on: str) -> None:
        scene = Scene(deduct_on=deduct_on)
        by = supplier_by(scene.factory)
        goods.set_agreed_price(
            company_id=scene.factory.id, product_id=scene.product.id, buyer_company_id=scene.stall.id,
            unit_price=Decimal("7.5"), min_quantity=Decimal(300), valid_from=NOON, valid_until=None, by=by, now=NOON,
        )  # fmt: skip
        for amounts in (("200",), ("200", "150")):
            short, long = bought(scene, *amounts, note="轻放"), placed_then_paid(scene, *amounts, note="轻放")
            assert end_of(short) == end_of(long)
        pools = Pool.objects.filter(sku__in=[sku.id for sku in scene.skus[:2]]).order_by("sku_id")
        assert {pool.reserved for pool in pools} == {scene.metres("800").amount, scene.metres("300").amount}
        assert inventory.reconcile() == []

    def test_samples_too(self) -> None:
        scene = Scene(sample_price=Decimal(12), sample_most=Decimal(3))
        assert end_of(bought(scene, "2", sample=True)) == end_of(placed_then_paid(scene, "2", sample=True))

    def test_the_cart_loses_what_was_bought(self, scene: Scene) -> None:
        for sku in scene.skus[:2]:
            services.set_line(
                company_id=scene.stall.id, sku_id=sku.id, amount="200", add=False, by=buyer_by(scene.stall), now=NOON
            )
        bought(scene, "200")
        assert [line.sku_id for line in CartLine.objects.filter(company_id=scene.stall.id)] == [scene.skus[1].id]

    def test_without_money_nothing_happens(self) -> None:
        scene = Scene(money="100.00")
        call = caller(scene.stall)
        status, answer = call("POST", "/orders", order_body(scene, pay_from_balance=True))
        assert (status, answer["code"]) == (409, InsufficientFunds.code)
        self._nothing(scene)

    def test_without_goods_nothing_happens(self, scene: Scene) -> None:
        lines = wanted(scene, "200")
        on = ground([sku for sku, _quantity in lines], buyer_company_id=scene.stall.id, at=NOON)
        Pool.objects.filter(sku_id=scene.skus[0].id).update(reserved=4900)
        with pytest.raises(OutOfStock), transaction.atomic():
            services.buy(on=on, lines=lines, address=ADDRESS, by=buyer_by(scene.stall), payer=buyer_by(scene.stall))
        self._nothing(scene)

    @pytest.mark.parametrize("lines", [1, 2])
    def test_goods_that_go_while_it_is_worked_out(self, scene: Scene, lines: int) -> None:
        on = ground([sku.id for sku in scene.skus], buyer_company_id=scene.stall.id, at=NOON)
        by = buyer_by(scene.stall)
        before = list(Pool.objects.order_by("id").values_list("id", "reserved"))

        @transaction.atomic
        def overtaken() -> None:
            with writing.closing():
                services.buy(on=on, lines=wanted(scene, *["200"] * lines), address=ADDRESS, by=by, payer=by)
                Pool.objects.filter(sku_id=scene.skus[0].id).update(reserved=4900)

        with pytest.raises(OutOfStock) as refused:
            overtaken()
        assert list(refused.value.fields) == [str(scene.skus[0].id)]
        assert list(Pool.objects.order_by("id").values_list("id", "reserved")) == before
        self._nothing(scene)

    def test_from_the_lock_of_the_stock_to_the_end_is_one_statement_more(self, scene: Scene) -> None:
        call = caller(scene.stall)
        with counted() as seen:
            assert call("POST", "/orders", order_body(scene, pay_from_balance=True))[0] == 201
        assert ["inventory_pool" in sql and "FOR UPDATE" in sql for sql in seen[-2:]] == [True, False]
        assert "ledger_leg" in seen[-1]

    def _nothing(self, scene: Scene) -> None:
        assert not SpotOrder.objects.exists()
        assert not DealLine.objects.exists()
        assert not Reservation.objects.exists()
        assert not PaymentIntent.objects.exists()
        assert not Entry.objects.filter(deal_id__isnull=False).exists()
        assert not AuditEntry.objects.filter(verb__startswith="domestic.").exists()


class TestGround:
    def test_it_reads_what_the_readable_queries_read(self, scene: Scene) -> None:
        ids = [sku.id for sku in scene.skus]
        for buyer in (scene.stall.id, scene.factory.id, None):
            on = ground(ids, buyer_company_id=buyer, at=NOON)
            assert on.skus == catalog.lines_for(ids, buyer_company_id=buyer, at=NOON)
            assert on.stock == inventory.available_to_promise(ids, door="domestic")
            assert on.mixing == catalog.mix_terms([scene.factory.id])
            templates = logistics.templates(company_id=scene.factory.id)
            assert [t.id for t, _rates in on.freight[scene.factory.id]] == [t.id for t in templates]
            rates = [[r.id for r in rates] for _t, rates in on.freight[scene.factory.id]]
            assert rates == [sorted(r.id for r in t.rates.all()) for t in templates]
            assert on.dispatch_from(scene.factory.id) == catalog.dispatch_from(company_id=scene.factory.id, at=NOON)


class TestBudget:
    """The statement budgets of docs/measured/speed.md; sign-in is not counted."""

    def _sign_in(self, call: Call) -> int:
        with counted() as seen:
            call("GET", "/cart")
        return next(place for place, sql in enumerate(seen) if "domestic_cartline" in sql)

    @pytest.mark.parametrize("lines", [1, 3])
    def test_an_order_paid_in_one_call(self, scene: Scene, lines: int) -> None:
        call = caller(scene.stall)
        call("GET", "/cart")
        before = self._sign_in(call)
        body = {
            "lines": [{"sku": str(sku.id), "quantity": "200"} for sku in scene.skus[:lines]],
            "address": ADDRESS,
            "pay_from_balance": True,
        }
        with counted() as seen:
            status, _answer = call("POST", "/orders", body)
        assert status == 201
        assert len(seen) - before <= 10, "\n".join(seen)

    def test_the_same_order_step_by_step(self, scene: Scene) -> None:
        call = caller(scene.stall)
        call("GET", "/cart")
        before = self._sign_in(call)
        skus = [str(sku.id) for sku in scene.skus[:3]]
        with counted() as seen:
            for sku in skus:
                assert call("PUT", "/cart/lines", {"sku": sku, "quantity": "200"})[0] == 200
            status, address = call("POST", "/addresses", {**ADDRESS, "is_default": True})
            assert status == 201
            assert call("POST", "/orders/preview", {"province": ADDRESS["province"]})[0] == 200
            lines = [{"sku": sku, "quantity": "200"} for sku in skus]
            status, order = call("POST", "/orders", {"lines": lines, "address_id": address["id"]})
            assert status == 201
            status, paid = call("POST", f"/orders/{order['number']}/pay", {})
        assert (status, paid["state"]) == (200, "AWAITING_DISPATCH")
        assert len(seen) - 7 * before <= 70, "\n".join(seen)
