"""Story C in the browser: 200 m of fabric, paid, shipped in two parcels, tracked, confirmed, settled."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from sourcebridge.catalog.models import Product
from sourcebridge.clock import queries as clock
from sourcebridge.demo import people
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.inventory import queries as stock
from sourcebridge.kit.money import Money
from sourcebridge.ledger import accounts
from sourcebridge.ledger import queries as books
from sourcebridge.logistics.adapters.kuaidi100 import protocol
from sourcebridge.logistics.models import Shipment
from tests.journeys.conftest import Enter, deliver_all

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
DELIVERED = "3"


def push(page: Page, parcel: Shipment, at: datetime) -> int:
    """A push of kuaidi100, signed with the salt agreed for this waybill."""
    told = {
        "context": "已签收", "ftime": at.astimezone(protocol.BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
        "statusCode": DELIVERED,
    }  # fmt: skip
    result = {"com": parcel.carrier, "nu": parcel.waybill, "state": DELIVERED, "ischeck": "1", "data": [told]}
    param = json.dumps({"status": "polling", "message": "", "lastResult": result})
    answer = page.request.post(
        f"/callbacks/kuaidi100/{parcel.subscription.token}/",
        data=urlencode({"param": param, "sign": protocol.digest(param, parcel.subscription.salt)}),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    return answer.status


def cny(ref: accounts.AccountRef) -> Money:
    """What an account holds now."""
    return books.balance(ref)


def confirm(page: Page, label: str) -> None:
    """Open the question of an act and say yes."""
    sheet = page.locator("#acts details", has=page.locator("summary", has_text=label))
    sheet.locator("summary").click()
    sheet.locator("form button").last.click()


def test_two_hundred_metres_from_the_shelf_to_the_payout(enter: Enter) -> None:
    deliver_all()
    buyer, weaver = (
        enter(people.STALL.email, english=True).new_page(),
        enter(people.WEAVER.email, english=True).new_page(),
    )
    goods = Product.objects.select_related("shop").get(handle="cotton-twill-32s")
    sku = goods.skus.order_by("position").first()
    assert sku is not None
    before = stock.available([sku.id])[sku.id].amount

    buyer.goto(f"/goods/{goods.shop.slug}/{goods.handle}/")
    buyer.locator(f"[name=quantity-{sku.id}]").fill("200")
    buyer.click("button[value=cart]")
    buyer.goto("/cart/")
    buyer.click("button[value=all]")
    buyer.click("button[value=place]")
    buyer.wait_for_url(re.compile("/pay/"))
    order = SpotOrder.objects.select_related("deal").order_by("-id")[0]
    number, total = order.deal.number, order.total
    assert stock.available([sku.id])[sku.id].amount == before - 200

    buyer.locator("form", has=buyer.locator("input[value=BALANCE]")).locator("button").click()
    expect(buyer.locator("h1, .deal-state, main").first).to_contain_text(number)
    order.refresh_from_db()
    assert (order.state, books.held(order.deal_id, "CNY")) == ("AWAITING_DISPATCH", total)

    for waybill, metres in (("DPK202611220077", "120"), ("DPK202611220078", "")):
        weaver.goto(f"/orders/{number}/ship/")
        weaver.fill("[name=waybill]", waybill)
        if metres:
            weaver.locator("[name^=quantity-]").first.fill(metres)
        weaver.locator("main form button.primary").click()
        weaver.wait_for_url(re.compile(f"/orders/{number}/$"))
    order.refresh_from_db()
    parcels = list(Shipment.objects.filter(deal_id=order.deal_id).order_by("number"))
    assert order.state == "DISPATCHED"
    assert [parcel.lines.get().quantity for parcel in parcels] == [Decimal(120), Decimal(80)]

    at = clock.now() - timedelta(minutes=5)
    assert [push(buyer, parcel, at) for parcel in parcels] == [200, 200]
    deliver_all()
    order.refresh_from_db()
    assert order.state == "DELIVERED"
    assert order.delivered_at is not None
    assert order.confirm_by == order.delivered_at + timedelta(days=10)

    payable = cny(accounts.payable(order.deal.supplier_id, "CNY"))
    buyer.goto(f"/orders/{number}/")
    expect(buyer.locator("main")).to_contain_text("DPK202611220078")
    confirm(buyer, "Confirm receipt")
    buyer.wait_for_load_state()
    order.refresh_from_db()
    commission = total.share(order.commission_rate)
    assert order.state == "COMPLETED"
    assert books.held(order.deal_id, "CNY") == Money.zero("CNY")
    assert cny(accounts.payable(order.deal.supplier_id, "CNY")) == payable + total - commission
    assert stock.reconcile() == []

    weaver.goto("/supplier/money/statement/")
    expect(weaver.locator("main")).to_contain_text(number)
    buyer.goto("/statement/")
    expect(buyer.locator("main")).to_contain_text(number)
