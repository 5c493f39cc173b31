"""The domestic deal in pages: what a call does, a button does, without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sourcebridge.discovery import services as finding
from sourcebridge.domestic import services
from sourcebridge.domestic.actions import ACTIONS, human_moves
from sourcebridge.domestic.models import CartLine, SpotOrder
from sourcebridge.domestic.pages.order import ACT_PAGES
from sourcebridge.parties.models import Company, Membership, User
from tests.domestic.conftest import NOON, Scene, buyer_by, supplier_by

pytestmark = pytest.mark.django_db
PEOPLE = count()


def visitor(company: Company | None = None, *roles: str) -> Client:
    """A browser, signed in as a person of the company; pages in English."""
    client = Client(headers={"Accept-Language": "en"})
    if company is not None:
        user = User.objects.create_user(f"p{next(PEOPLE)}@example.com", "x", name="陈姐", language="en")
        Membership.objects.create(user=user, company=company, roles=list(roles) or ["OWNER"])
        client.force_login(user)
    return client


def address(client: Client, scene: Scene) -> dict[str, str]:
    return {"address": "new", "recipient": "陈姐", "phone": "13800138000", "province": "44", "city": "广州市",
            "street": "沙河大街 1 号"}  # fmt: skip


def key() -> str:
    return f"form-key-{next(PEOPLE)}"


def carriers(html: str) -> dict[str, str]:
    return dict(re.findall(r'name="(carrier-[0-9a-f-]+)" value="([^"]+)" checked', html))


@pytest.fixture
def buyer(scene: Scene) -> Client:
    return visitor(scene.stall)


@pytest.fixture
def supplier(scene: Scene) -> Client:
    return visitor(scene.factory)


class TestGoods:
    def test_a_visitor_sees_goods_and_finds_them_by_words_of_either_language(self, scene: Scene) -> None:
        finding.refresh([scene.product.id], now=NOON)
        client = visitor()
        assert scene.product.handle in client.get("/").content.decode()
        assert scene.product.handle in client.get("/goods/?q=斜纹").content.decode()
        assert scene.product.handle not in client.get("/goods/?q=nothing-like-it").content.decode()

    def test_the_product_page_shows_each_variant_with_its_stock(self, scene: Scene) -> None:
        html = visitor().get(f"/goods/{scene.product.shop.slug}/{scene.product.handle}/").content.decode()
        assert html.count("data-tiers=") == len(scene.skus)
        assert "5000" in html

    def test_a_visitors_quantities_survive_the_sign_in(self, scene: Scene) -> None:
        path = f"/goods/{scene.product.shop.slug}/{scene.product.handle}/"
        answer = visitor().post(path, {f"quantity-{scene.skus[0].id}": "200", "act": "cart"})
        assert answer.status_code == 302
        assert str(scene.skus[0].id) in answer["Location"]
        assert not CartLine.objects.exists()

    @pytest.mark.parametrize("typed", ["", "0", "abc", "-5", "1e3", "0.01", "٣"])
    def test_refuses_what_is_no_quantity_and_keeps_the_page(self, scene: Scene, buyer: Client, typed: str) -> None:
        path = f"/goods/{scene.product.shop.slug}/{scene.product.handle}/"
        answer = buyer.post(path, {f"quantity-{scene.skus[0].id}": typed, "act": "cart"})
        assert answer.status_code in {302, 422}
        assert answer.status_code == 422 or CartLine.objects.count() == 1

    def test_adds_to_the_cart(self, scene: Scene, buyer: Client) -> None:
        path = f"/goods/{scene.product.shop.slug}/{scene.product.handle}/"
        buyer.post(path, {f"quantity-{scene.skus[0].id}": "200", "act": "cart"})
        buyer.post(path, {f"quantity-{scene.skus[0].id}": "50", "act": "cart"})
        assert [line.wanted.text for line in CartLine.objects.all()] == ["250"]


class TestCart:
    def test_changes_removes_and_puts_back(self, scene: Scene, buyer: Client) -> None:
        sku = scene.skus[0].id
        buyer.post("/cart/", {"set": f"{sku}:200"})
        buyer.post("/cart/", {f"quantity-{sku}": "60", "act": "update"})
        assert CartLine.objects.get().wanted.text == "60"
        answer = buyer.post("/cart/", {"remove": f"{sku}:0"})
        assert not CartLine.objects.exists()
        assert "Put it back" in buyer.get(answer["Location"]).content.decode()
        buyer.post("/cart/", {"set": f"{sku}:60"})
        assert CartLine.objects.get().wanted.text == "60"

    def test_names_the_nearest_quantities_as_buttons(self, make_scene: Callable[..., Scene]) -> None:
        from decimal import Decimal

        scene = make_scene(moq=Decimal(12), batch_multiple=Decimal(12))
        client = visitor(scene.stall)
        client.post("/cart/", {"set": f"{scene.skus[0].id}:30"})
        html = client.get("/cart/").content.decode()
        assert f'value="{scene.skus[0].id}:24"' in html
        assert f'value="{scene.skus[0].id}:36"' in html


class TestCheckout:
    def place(self, scene: Scene, client: Client, **more: str) -> Any:
        lines = {"line": f"{scene.skus[0].id}:200"}
        seen = client.post("/checkout/", {**lines, **address(client, scene), "act": "update",
                                          "idempotency_key": key()})  # fmt: skip
        chosen = carriers(seen.content.decode())
        return client.post(
            "/checkout/",
            {**lines, **address(client, scene), **chosen, "act": "place", "idempotency_key": key(), **more},
        )

    def test_places_and_leads_to_the_payment(self, scene: Scene, buyer: Client) -> None:
        answer = self.place(scene, buyer)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        assert answer["Location"].startswith("/pay/")
        assert str(SpotOrder.objects.get().total) == "1996.00 CNY"

    def test_the_same_form_twice_places_once(self, scene: Scene, buyer: Client) -> None:
        one_key = key()
        self.place(scene, buyer, idempotency_key=one_key)
        self.place(scene, buyer, idempotency_key=one_key)
        assert SpotOrder.objects.count() == 1

    def test_refuses_when_the_freight_was_not_seen_as_it_is(self, scene: Scene, buyer: Client) -> None:
        fields = {"line": f"{scene.skus[0].id}:200", **address(buyer, scene), "act": "place", "idempotency_key": key(),
                  f"carrier-{scene.factory.id}": "debangkuaidi|0000"}  # fmt: skip
        answer = buyer.post("/checkout/", fields)
        assert answer.status_code == 409
        assert "1996.00" in answer.content.decode()
        assert not SpotOrder.objects.exists()

    def test_an_address_is_needed_and_what_was_typed_stays(self, scene: Scene, buyer: Client) -> None:
        fields = {"line": f"{scene.skus[0].id}:200", **address(buyer, scene), "city": "", "act": "place",
                  "idempotency_key": key()}  # fmt: skip
        answer = buyer.post("/checkout/", fields)
        assert answer.status_code == 422
        assert "沙河大街 1 号" in answer.content.decode()
        assert not SpotOrder.objects.exists()

    @pytest.mark.parametrize("act", ["update", "place"])
    def test_the_note_stays_when_the_page_comes_back(self, scene: Scene, buyer: Client, act: str) -> None:
        fields = {"line": f"{scene.skus[0].id}:200", **address(buyer, scene), "city": "", "act": act,
                  "idempotency_key": key(), f"note-{scene.factory.id}": "call <first>"}  # fmt: skip
        html = buyer.post("/checkout/", fields).content.decode()
        assert 'value="call &lt;first&gt;"' in html

    def test_a_new_address_is_blamed_only_when_placing(self, scene: Scene, buyer: Client) -> None:
        fields = {"line": f"{scene.skus[0].id}:200", "address": "new", "street": "沙河大街 1 号", "province": "44"}
        reckoned = buyer.post("/checkout/", {**fields, "act": "update", "idempotency_key": key()}).content.decode()
        assert "errorlist" not in reckoned
        assert "沙河大街 1 号" in reckoned
        assert carriers(reckoned)
        placed = buyer.post("/checkout/", {**fields, "act": "place", "idempotency_key": key()}).content.decode()
        assert "errorlist" in placed
        assert not SpotOrder.objects.exists()

    def test_the_whole_cart_makes_one_order_per_supplier(self, scene: Scene, buyer: Client) -> None:
        other = Scene(handle="other")
        for sku in (scene.skus[0], other.skus[0]):
            buyer.post("/cart/", {"set": f"{sku.id}:200"})
        seen = buyer.post("/checkout/", {**address(buyer, scene), "act": "update", "idempotency_key": key()})
        chosen = carriers(seen.content.decode())
        assert len(chosen) == 2
        buyer.post("/checkout/", {**address(buyer, scene), **chosen, "act": "place", "idempotency_key": key()})
        assert SpotOrder.objects.count() == 2
        assert not CartLine.objects.exists()


class TestOrderPage:
    def test_every_move_of_people_has_its_page(self) -> None:
        assert set(ACT_PAGES) == set(human_moves()) == set(ACTIONS)
        for name in ACT_PAGES:
            assert reverse(f"domestic:{name}", args=["D-1"])

    def test_every_state_shows_both_sides_their_buttons(self, scene: Scene, buyer: Client, supplier: Client) -> None:
        order = scene.place("200")
        path = f"/orders/{order.deal.number}/"

        def shown(client: Client) -> set[str]:
            html = client.get(path).content.decode()
            return {name for name in ACT_PAGES if f"{path}{name.replace('_', '-')}/" in html}

        assert (shown(buyer), shown(supplier)) == ({"cancel"}, {"reprice", "hold_stock", "decline"})
        scene.pay(order)
        assert (shown(buyer), shown(supplier)) == ({"ask_refund"}, {"ship", "decline"})
        services.ask_refund(deal_id=order.deal_id, reason="OTHER", note="x", by=buyer_by(scene.stall), now=NOON)
        assert (shown(buyer), shown(supplier)) == ({"withdraw_refund"}, {"accept_refund", "refuse_refund"})
        services.withdraw_refund(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON)
        scene.ship(order)
        assert (shown(buyer), shown(supplier)) == ({"confirm"}, set())
        services.confirm(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON)
        assert (shown(buyer), shown(supplier)) == (set(), set())

    def test_the_whole_deal_by_its_forms(self, scene: Scene, buyer: Client, supplier: Client) -> None:
        order = scene.place("200")
        path = f"/orders/{order.deal.number}/"
        line = order.deal.lines.get()
        assert supplier.get(f"{path}reprice/").status_code == 200
        prices = {f"price-{line.id}": "9.70", "freight": "30", "idempotency_key": key()}
        assert supplier.post(f"{path}reprice/", prices).status_code == 302
        order.refresh_from_db()
        assert str(order.total) == "1970.00 CNY"
        services.pay_from_balance(deal_id=order.deal_id, by=buyer_by(scene.stall), now=NOON)
        parcel = {"carrier": "debangkuaidi", "waybill": "DPK202611220001", "idempotency_key": key()}
        assert supplier.get(f"{path}ship/").status_code == 200
        supplier.post(f"{path}ship/", {**parcel, f"quantity-{line.id}": "50"})
        order.refresh_from_db()
        assert order.state == "PARTLY_DISPATCHED"
        too_much = supplier.post(f"{path}ship/", {**parcel, f"quantity-{line.id}": "151", "idempotency_key": key()})
        assert too_much.status_code == 422
        rest = {**parcel, "waybill": "DPK202611220002", "idempotency_key": key(), f"quantity-{line.id}": "150"}
        supplier.post(f"{path}ship/", rest)
        buyer.post(f"{path}confirm/", {"idempotency_key": key()})
        order.refresh_from_db()
        assert order.state == "COMPLETED"
        html = buyer.get(path).content.decode()
        assert "Receipt confirmed" in html
        assert "DPK202611220002" in html

    def test_a_stranger_and_a_missing_order_look_alike(self, scene: Scene) -> None:
        order = scene.place("200")
        stranger = visitor(Company.objects.create(name="路人"))
        for path in (f"/orders/{order.deal.number}/", "/orders/D-0000-0000/", f"/orders/{order.deal.number}/terms/1/"):
            assert stranger.get(path).status_code == 404
        assert stranger.post(f"/orders/{order.deal.number}/cancel/", {"idempotency_key": key()}).status_code == 404

    def test_a_closed_act_says_so_and_changes_nothing(self, scene: Scene, buyer: Client) -> None:
        order = scene.pay(scene.place("200"))
        answer = buyer.post(f"/orders/{order.deal.number}/cancel/", {"reason": "OTHER", "idempotency_key": key()})
        assert answer.status_code == 409
        order.refresh_from_db()
        assert order.state == "AWAITING_DISPATCH"

    def test_terms_show_their_hash_and_its_check(self, scene: Scene, buyer: Client) -> None:
        order = scene.place("200")
        services.reprice(deal_id=order.deal_id, prices={}, freight="30", by=supplier_by(scene.factory), now=NOON)
        first = buyer.get(f"/orders/{order.deal.number}/terms/1/").content.decode()
        second = buyer.get(f"/orders/{order.deal.number}/terms/2/").content.decode()
        assert "the hash fits" in first
        assert "replaced" in first
        assert "1990.00" in second


class TestLists:
    def test_each_side_sees_its_own(self, scene: Scene, buyer: Client, supplier: Client) -> None:
        order = scene.place("200")
        number = order.deal.number
        assert number in buyer.get("/orders/").content.decode()
        assert number in supplier.get("/supplier/sales/").content.decode()
        assert number not in supplier.get("/orders/").content.decode()
        assert number in buyer.get("/orders/?tab=to_pay").content.decode()
        assert number not in buyer.get("/orders/?tab=closed").content.decode()

    def test_the_file_obeys_the_filter(self, scene: Scene, buyer: Client) -> None:
        order = scene.place("200")
        whole = buyer.get("/orders.csv").content.decode("utf-8-sig")
        assert order.deal.number in whole
        assert "1996.00" in whole
        assert order.deal.number not in buyer.get("/orders.csv?tab=closed").content.decode("utf-8-sig")
        assert order.deal.number not in buyer.get("/supplier/sales.csv").content.decode("utf-8-sig")

    @pytest.mark.parametrize("path", ["/", "/orders/"])
    def test_statements_do_not_grow_with_rows(
        self, scene: Scene, buyer: Client, path: str, django_assert_max_num_queries: Any
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        scene.place("100")
        buyer.get(path)
        with CaptureQueriesContext(
            connection,
        ) as one:
            buyer.get(path)
        for _turn in range(2):
            scene.place("100")
        Scene(handle="another")
        with CaptureQueriesContext(connection) as three:
            buyer.get(path)
        assert len(three) == len(one)
