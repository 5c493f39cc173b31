"""The cast of the catalogue's tests: a factory with a shop, another factory, a buyer."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sourcebridge.catalog import services
from sourcebridge.catalog.drafts import ProductDraft, SkuDraft
from sourcebridge.catalog.models import Product
from sourcebridge.kit.actors import Actor, By
from sourcebridge.parties.models import Company

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
SAMPLES = Path(os.environ.get("SAMPLES") or Path(__file__).parents[2] / ".." / "shared" / "data")


def supplier_by(company: Company) -> By:
    """The factory's salesperson."""
    return By(Actor.SUPPLIER, None, company.id, "Sales")


def fabric(**more: Any) -> ProductDraft:
    """Shirt fabric by the metre, in four colours: 1: 12.00, 50: 10.50, 200: 9.80."""
    draft = ProductDraft(
        handle="twill-32",
        titles={"zh-hans": "全棉斜纹 32支 衬衫面料", "en": "Cotton twill 32s shirting"},
        descriptions={"zh-hans": "春秋衬衫面料"},
        unit="MTR",
        category="fabric-woven-twill",
        moq=Decimal(1),
        batch_multiple=Decimal(1),
        dispatch_hours=24,
        option_names=("颜色",),
        tiers=((Decimal(1), Decimal("12.00")), (Decimal(50), Decimal("10.50")), (Decimal(200), Decimal("9.80"))),
        skus=tuple(
            SkuDraft(options=(("颜色", colour),), weight_g=Decimal(180))
            for colour in ("藏青 #19", "浅蓝 #07", "米白 #02", "黑 #20")
        ),
    )
    return replace(draft, **more)


@pytest.fixture
def factory(db: None) -> Company:
    return Company.objects.create(
        name="绍兴锦纶纺织有限公司", name_en="Shaoxing Jinlun Textile", region="绍兴柯桥", sells=True
    )


@pytest.fixture
def rival(db: None) -> Company:
    return Company.objects.create(name="佛山布业", name_en="Foshan Cloth", sells=True)


@pytest.fixture
def stall(db: None) -> Company:
    return Company.objects.create(name="沙河档口")


@pytest.fixture
def make(factory: Company) -> Callable[..., Product]:
    """Make goods in the factory's shop; published unless told otherwise."""

    def run(*, publish: bool = True, **more: Any) -> Product:
        product = services.create_product(company_id=factory.id, draft=fabric(**more), by=supplier_by(factory), now=NOW)
        if publish:
            product = services.publish(company_id=factory.id, product_id=product.id, by=supplier_by(factory), now=NOW)
        return product

    return run


@pytest.fixture
def twill(make: Callable[..., Product]) -> Product:
    return make()
