"""What a supplier has not put on sale yet is unknown to buyers who guess its id."""

from __future__ import annotations

from uuid import uuid4

import pytest

from sourcebridge.catalog import services as catalog
from sourcebridge.domestic import services
from sourcebridge.domestic.errors import NotForSale
from sourcebridge.domestic.models import CartLine
from tests.catalog.conftest import fabric
from tests.domestic.conftest import NOON, Scene, buyer_by, supplier_by


@pytest.mark.django_db
def test_a_draft_answers_like_a_missing_one() -> None:
    scene = Scene()
    draft = catalog.create_product(
        company_id=scene.factory.id, draft=fabric(handle="secret"), by=supplier_by(scene.factory), now=NOON
    )
    told = set()
    for sku_id in (draft.skus.all()[0].id, uuid4()):
        with pytest.raises(NotForSale) as refused:
            services.set_line(company_id=scene.stall.id, sku_id=sku_id, amount="5", by=buyer_by(scene.stall))
        told.add(refused.value.text.replace(str(sku_id), "ID"))
    assert len(told) == 1
    assert not CartLine.objects.exists()
