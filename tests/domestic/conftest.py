"""The cast of the domestic door: a factory with twill in stock and Deppon's prices, a stall with money, an outsider."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.models import Product, Sku
from sourcebridge.deals.models import Deal
from sourcebridge.domestic import services
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.inventory import services as inventory
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.ledger import accounts
from sourcebridge.ledger import services as ledger
from sourcebridge.ledger.models import Why
from sourcebridge.logistics import services as logistics
from sourcebridge.logistics.freight import Rate
from sourcebridge.parties.models import Company
from tests.catalog.conftest import fabric

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
ADDRESS = {
    "recipient": "陈姐", "phone": "13800138000", "province": "44", "city": "广州市", "district": "天河区",
    "street": "沙河大街 1 号",
}  # fmt: skip


def buyer_by(company: Company) -> By:
    return By(Actor.BUYER, None, company.id, "陈姐")


def supplier_by(company: Company) -> By:
    return By(Actor.SUPPLIER, None, company.id, "小李")


class Scene:
    """A factory, a stall, a product; verbs in short."""

    def __init__(self, *, stock: str = "5000", money: str = "10000.00", **goods: Any) -> None:
        self.factory = Company.objects.create(name="绍兴锦纶纺织有限公司", name_en="Shaoxing Jinlun", sells=True)
        self.stall = Company.objects.create(name="沙河档口", name_en="Shahe stall")
        clerk = supplier_by(self.factory)
        product = catalog.create_product(company_id=self.factory.id, draft=fabric(**goods), by=clerk, now=NOON)
        self.product: Product = catalog.publish(company_id=self.factory.id, product_id=product.id, by=clerk, now=NOON)
        self.skus = list(Sku.objects.filter(product=self.product).order_by("position"))
        for sku in self.skus:
            if Decimal(stock):
                inventory.receive(
                    sku_id=sku.id, quantity=self.metres(stock), company_id=self.factory.id, by=clerk, now=NOON
                )
        rate = Rate(Decimal(1000), Decimal("8.00"), Decimal(1000), Decimal("0.80"), Decimal("12.00"))
        logistics.save_template(
            company_id=self.factory.id, carrier="debangkuaidi", name="", charge_by="WEIGHT", transit_days=2,
            rows=[logistics.RateRow((), rate)], by=clerk, now=NOON,
        )  # fmt: skip
        if Decimal(money):
            self.top_up(money)

    def metres(self, amount: str | Decimal) -> Quantity:
        return Quantity.of(amount, self.product.unit)

    def top_up(self, money: str) -> None:
        ledger.transfer(
            entry_id=uuid4(), why=Why.TOP_UP, debit=accounts.custodian("BANK_TRANSFER", "CNY"),
            credit=accounts.balance(self.stall.id, "CNY"), amount=Money.of(money, "CNY"), at=NOON,
        )  # fmt: skip

    def place(self, *amounts: str, now: datetime = NOON, **more: Any) -> SpotOrder:
        lines = [(sku.id, self.metres(amount)) for sku, amount in zip(self.skus, amounts, strict=False)]
        return services.place(
            buyer_company_id=self.stall.id, lines=lines, address=ADDRESS, by=buyer_by(self.stall), now=now, **more
        )

    def pay(self, order: SpotOrder, now: datetime = NOON) -> SpotOrder:
        return services.pay_from_balance(deal_id=order.deal_id, by=buyer_by(self.stall), now=now)

    def ship(self, order: SpotOrder, waybill: str = "DPK202611220001", amounts: dict[UUID, str] | None = None) -> None:
        quantities = None if amounts is None else {line: self.metres(amount) for line, amount in amounts.items()}
        services.ship(
            deal_id=order.deal_id, quantities=quantities, carrier="debangkuaidi", waybill=waybill,
            by=supplier_by(self.factory), now=NOON,
        )  # fmt: skip


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()


@pytest.fixture
def make_scene(db: None) -> Callable[..., Scene]:
    return Scene


def deal_of(order: SpotOrder) -> Deal:
    return Deal.objects.get(pk=order.deal_id)
