"""The cast of logistics: a supplier, a buyer, an outsider."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics import services
from sourcebridge.logistics.freight import Rate
from sourcebridge.logistics.models import Shipment
from sourcebridge.parties.models import Company

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
CLERK = By(Actor.SUPPLIER, name="clerk")


@pytest.fixture
def supplier(db: None) -> Company:
    return Company.objects.create(name="绍兴锦纶纺织有限公司", sells=True)


@pytest.fixture
def buyer(db: None) -> Company:
    return Company.objects.create(name="沙河档口")


@pytest.fixture
def deppon(supplier: Company) -> None:
    rate = Rate(Decimal(1000), Decimal("8.00"), Decimal(1000), Decimal("0.80"), Decimal("12.00"))
    far = Rate(Decimal(1000), Decimal("18.00"), Decimal(1000), Decimal("3.00"), Decimal(0))
    services.save_template(
        company_id=supplier.id,
        carrier="debangkuaidi",
        name="",
        charge_by="WEIGHT",
        transit_days=2,
        rows=[services.RateRow((), rate), services.RateRow(("54", "65"), far)],
        by=CLERK,
        now=NOON,
    )


@pytest.fixture
def ship(supplier: Company, buyer: Company) -> Callable[..., Shipment]:
    def _ship(waybill: str = "DPK202600000001", deal_id: UUID | None = None) -> Shipment:
        with transaction.atomic():
            return services.ship(
                deal_id=deal_id or uuid4(),
                supplier_company_id=supplier.id,
                buyer_company_id=buyer.id,
                lines=[(uuid4(), Quantity.of("200", "MTR"))],
                carrier="debangkuaidi",
                waybill=waybill,
                by=CLERK,
                now=NOON,
            )

    return _ship
