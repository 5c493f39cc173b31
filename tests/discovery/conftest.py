"""A few shops with goods that the search's tests look for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.drafts import ProductDraft, SkuDraft
from sourcebridge.catalog.models import Product
from sourcebridge.discovery import services
from sourcebridge.inventory import services as inventory
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties.models import Company

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def sales(company: Company) -> By:
    """The factory's salesperson."""
    return By(Actor.SUPPLIER, None, company.id, "Sales")


@pytest.fixture
def mill(db: None) -> Company:
    return Company.objects.create(
        name="绍兴锦纶纺织有限公司", name_en="Shaoxing Jinlun Textile", region="浙江绍兴", sells=True
    )


@pytest.fixture
def rival(db: None) -> Company:
    return Company.objects.create(name="佛山布业", name_en="Foshan Cloth", region="广东佛山", sells=True)


@pytest.fixture
def buyer(db: None) -> Company:
    return Company.objects.create(name="沙河档口", name_en="Shahe Stall")


Make = Callable[..., Product]


@pytest.fixture
def make(mill: Company) -> Make:
    """Publish goods and index them: titles, price, stock in pieces of every variant, what else the draft takes."""

    def run(
        handle: str, zh: str = "", en: str = "", *, price: str = "10", stock: int = 100, company: Company | None = None,
        variants: tuple[str, ...] = ("黑色", "白色"), index: bool = True, now: datetime = NOW, **more: Any,
    ) -> Product:  # fmt: skip
        owner = company or mill
        draft = ProductDraft(
            handle=handle,
            titles={code: text for code, text in (("zh-hans", zh), ("en", en)) if text},
            descriptions={},
            unit="MTR",
            language="zh-hans" if zh else "en",
            moq=Decimal(1),
            batch_multiple=Decimal(1),
            dispatch_hours=24,
            option_names=("颜色",),
            tiers=((Decimal(1), Decimal(price)),),
            skus=tuple(SkuDraft(options=(("颜色", name),), code=f"{handle}-{name}") for name in variants),
        )
        product = catalog.create_product(company_id=owner.id, draft=replace(draft, **more), by=sales(owner), now=now)
        product = catalog.publish(company_id=owner.id, product_id=product.id, by=sales(owner), now=now)
        for sku in product.skus.all() if stock else ():
            inventory.receive(
                sku_id=sku.id, quantity=Quantity.of(str(stock), "MTR"), company_id=owner.id, by=SYSTEM, now=now
            )
        if index:
            services.refresh([product.id], now=now)
        return product

    return run
