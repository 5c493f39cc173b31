"""What an order stands on, read in one statement (ground.sql): goods, prices, stock, freight, terms, numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.mixing import MixTerms
from sourcebridge.catalog.models import Closure, Product, Shop, Sku
from sourcebridge.catalog.offers import SellableSku
from sourcebridge.inventory.models import Pool
from sourcebridge.kit import rows
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics.models import DeliveryAddress, FreightRate, FreightTemplate
from sourcebridge.parameters import queries as parameters
from sourcebridge.parties.models import Company

STATEMENT = Path(__file__).with_name("ground.sql")
DOOR = "domestic"
CODES = ("cart.lines", "order.payment_days", "commission.domestic", "stock.soft_minutes")
Freight = Sequence[tuple[FreightTemplate, Sequence[FreightRate]]]


@dataclass(frozen=True, slots=True)
class Ground:
    """The goods as this buyer may buy them at `at` (business time, UTC), and all that decides an order of them.

    `stock` is what the domestic door may promise, in each SKU's unit, of `pools`, which are not locked; `freight` and
    `mixing` go by supplier company; `address` is the chosen one, else the default; `values` are the parameters in force
    by code.
    """

    at: datetime
    buyer_company_id: UUID | None
    skus: dict[UUID, SellableSku]
    stock: dict[UUID, Quantity]
    pools: Sequence[Pool]
    mixing: dict[UUID, MixTerms]
    freight: dict[UUID, Freight]
    closures: dict[UUID, list[Closure]]
    companies: dict[UUID, Company]
    address: DeliveryAddress | None
    values: Mapping[str, Decimal]

    def span(self, code: str) -> timedelta:
        """A duration in force."""
        return parameters.as_span(code, self.values[code])

    def dispatch_from(self, supplier_id: UUID) -> datetime:
        """The instant from which the supplier's dispatch promise counts."""
        return catalog.dispatch_after(self.closures.get(supplier_id, []), at=self.at)


def ground(
    sku_ids: Collection[UUID],
    *,
    buyer_company_id: UUID | None,
    at: datetime | None = None,
    address_id: UUID | None = None,
) -> Ground:
    """Read the ground of an order at business time `at` (now when None); unknown SKUs, and those of goods
    that were never on sale, are left out. One statement."""
    found = rows.planned(
        rows.statement(STATEMENT),
        {
            "skus": list(sku_ids),
            "buyer": buyer_company_id,
            "at": at,
            "address": address_id,
            "codes": list(CODES),
        },
    )
    assert found is not None
    shops = {shop.id: shop for shop in (rows.made(Shop, row) for row in found["shops"] or ())}
    skus = _skus(found, shops, buyer_company_id)
    pools = [rows.made(Pool, row) for row in found["pools"] or ()]
    free: dict[UUID, Decimal] = {}
    for pool in pools:
        free[pool.sku_id] = free.get(pool.sku_id, Decimal(0)) + pool.on_hand - pool.reserved
    companies = {one.id: one for one in (rows.made(Company, row) for row in found["companies"] or ())}
    return Ground(
        at=at or datetime.fromisoformat(found["at"]),
        buyer_company_id=buyer_company_id,
        skus=skus,
        stock={sku.sku_id: Quantity(free.get(sku.sku_id, Decimal(0)), sku.unit) for sku in skus.values()},
        pools=pools,
        mixing=catalog.mixing_of(shops.values()),
        freight=_freight(found["freight"] or ()),
        closures=_closures(found["closures"] or (), shops),
        companies=companies,
        address=None if found["address"] is None else rows.made(DeliveryAddress, found["address"]),
        values=parameters.values_of(CODES, found["parameters"] or {}),
    )


def _skus(found: dict[str, Any], shops: dict[UUID, Shop], buyer_company_id: UUID | None) -> dict[UUID, SellableSku]:
    products = {product.id: product for product in (rows.made(Product, row) for row in found["products"] or ())}
    for product in products.values():
        product.shop = shops[product.shop_id]
    goods = catalog.composed(
        found,
        products,
        open_shops={UUID(shop_id) for shop_id in found["approved"] or ()},
        buyer_company_id=buyer_company_id,
    )
    made = [rows.made(Sku, row) for row in found["skus"] or ()]
    return {
        sku.id: catalog.sellable(sku, products[sku.product_id], goods)
        for sku in made
        if products[sku.product_id].published_at is not None
    }


def _freight(given: Sequence[dict[str, Any]]) -> dict[UUID, Freight]:
    found: dict[UUID, list[tuple[FreightTemplate, Sequence[FreightRate]]]] = {}
    for row in given:
        template = rows.made(FreightTemplate, row["template"])
        rates = [rows.made(FreightRate, rate) for rate in row["rates"] or ()]
        found.setdefault(template.company_id, []).append((template, rates))
    return dict(found)


def _closures(given: Sequence[dict[str, Any]], shops: dict[UUID, Shop]) -> dict[UUID, list[Closure]]:
    found: dict[UUID, list[Closure]] = {}
    for row in given:
        closure = rows.made(Closure, row)
        closure.shop = shops[closure.shop_id]
        found.setdefault(closure.shop.company_id, []).append(closure)
    return found
