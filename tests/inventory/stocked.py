"""Factories of these tests: companies, goods, stock."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime
from decimal import Decimal

from sourcebridge.catalog.models import Product, Shop, Sku
from sourcebridge.inventory import services
from sourcebridge.inventory.models import Movement, Pool, Reservation
from sourcebridge.inventory.services import ReserveLine
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties.models import Company

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
WAREHOUSE = By(Actor.SUPPLIER, name="仓管")
_numbers = itertools.count(1)


def company(name: str = "") -> Company:
    """A trading company."""
    return Company.objects.create(name=name or f"公司 {next(_numbers)}", sells=True, founded_at=NOW)


def metres(amount: Decimal | int | str) -> Quantity:
    return Quantity.of(amount, "MTR")


def sku(supplier: Company, unit: str = "MTR") -> Sku:
    """A SKU of the supplier, sold by the metre."""
    number = next(_numbers)
    shop = Shop.objects.filter(company=supplier).first() or Shop.objects.create(
        company=supplier, name=supplier.name, slug=f"shop-{number}", opened_at=NOW
    )
    product = Product.objects.create(
        shop=shop, handle=f"goods-{number}", unit=unit, moq=1, batch_multiple=1, dispatch_hours=24, created_at=NOW,
        changed_at=NOW,
    )  # fmt: skip
    return Sku.objects.create(product=product, code=f"S{number}", options_key=f"n={number}")


def stocked(amount: Decimal | int | str, supplier: Company | None = None) -> Sku:
    """A SKU with so many metres on hand."""
    supplier = supplier or company()
    item = sku(supplier)
    services.receive(sku_id=item.id, quantity=metres(amount), company_id=supplier.id, by=WAREHOUSE, now=NOW)
    return item


def line(item: Sku, amount: Decimal | int | str, owner_ref: str = "") -> ReserveLine:
    return ReserveLine(item.id, metres(amount), owner_ref or f"deal_line:{uuid.uuid4()}")


def pool_of(item: Sku) -> Pool:
    return Pool.objects.get(sku=item)


def everything() -> list[object]:
    """All rows of stock, to prove that a refusal changed none."""
    return [
        sorted(map(str, model.objects.values_list(*[f.attname for f in model._meta.fields])))
        for model in (Pool, Movement, Reservation)
    ]
