"""The product call, made in one statement, says what the readable way through the models says."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pydantic import TypeAdapter

from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.drafts import AttributeDraft
from sourcebridge.catalog.models import AgreedPrice, ApprovedBuyer, Audience, Packaging, PriceTier, Product, Sku
from sourcebridge.catalog.shown import offer_out
from sourcebridge.catalog.states import ApprovalState, ProductState
from sourcebridge.domestic.api_goods import StockedOfferOut
from sourcebridge.domestic.offered import offered
from sourcebridge.inventory import queries as inventory
from sourcebridge.kit.errors import NotFound
from tests.domestic.conftest import NOON, Scene
from tests.domestic.test_api import caller

pytestmark = pytest.mark.django_db
ANSWER: TypeAdapter[StockedOfferOut] = TypeAdapter(StockedOfferOut)


class Member:
    """As much of a member as the offer asks for."""

    def __init__(self, company_id: UUID) -> None:
        self.company_id = company_id


def by_models(scene: Scene, company_id: UUID | None, language: str) -> dict[str, Any]:
    """The answer as catalog and inventory give it through their models."""
    shop, handle = scene.product.shop.slug, Product.objects.get(pk=scene.product.pk).handle
    member: Any = Member(company_id) if company_id else None
    with translation.override(language):
        offer = catalog.offer(shop=shop, handle=handle, member=member, buyer_company_id=company_id, language=language)
        stock = inventory.available_to_promise([sku.sku_id for sku in offer.skus], door="domestic")
        shown = offer_out(offer)
        shown |= {"skus": [sku | {"available": stock[sku["sku_id"]]} for sku in shown["skus"]]}
        answer: dict[str, Any] = json.loads(ANSWER.dump_json(ANSWER.validate_python(shown, from_attributes=True)))
    return answer


def assert_alike(scene: Scene) -> None:
    shop, handle = scene.product.shop.slug, scene.product.handle
    for company_id in (None, scene.stall.id, scene.factory.id):
        for language in ("zh-hans", "en"):
            with translation.override(language):
                answer = offered(shop=shop, handle=handle, company_id=company_id, language=language)
            assert json.loads(json.dumps(answer)) == by_models(scene, company_id, language)


def promise(scene: Scene, least: str, price: str, sku: Sku | None = None, *, days: int = -1, ends: int = 9) -> None:
    AgreedPrice.objects.create(
        product=scene.product, sku=sku, buyer_company=scene.stall, min_quantity=Decimal(least),
        unit_price=Decimal(price), valid_from=NOON + timedelta(days=days), valid_until=NOON + timedelta(days=ends * 99),
        agreed_at=NOON + timedelta(days=days),
    )  # fmt: skip


class TestAlike:
    def test_plain(self, scene: Scene) -> None:
        assert_alike(scene)

    def test_promised_to_this_buyer(self, scene: Scene) -> None:
        promise(scene, "50", "9.5", days=-5)
        promise(scene, "50.000", "9", days=-3)
        promise(scene, "300", "8.123456")
        promise(scene, "1", "1", days=-9, ends=0)
        promise(scene, "20", "7", scene.skus[1])
        assert_alike(scene)

    def test_variants_with_ladders_of_their_own(self, scene: Scene) -> None:
        for sku in scene.skus[:2]:
            PriceTier.objects.create(product=scene.product, sku=sku, min_quantity=5, unit_price=Decimal("11.5"))
        assert_alike(scene)
        for sku in scene.skus[2:]:
            PriceTier.objects.create(product=scene.product, sku=sku, min_quantity=5, unit_price=Decimal("11.5"))
        assert_alike(scene)
        promise(scene, "5", "11", scene.skus[0])
        assert_alike(scene)

    def test_packed_and_sampled(self, scene: Scene) -> None:
        Packaging.objects.create(product=scene.product, level="CARTON", holds=50, length_mm=600, width_mm=400,
                                 height_mm=300, gross_weight_g=Decimal(12500))  # fmt: skip
        Packaging.objects.create(product=scene.product, level="PIECE", net_weight_g=Decimal("180.5"))
        Packaging.objects.create(product=scene.product, sku=scene.skus[0], level="INNER", holds=5)
        Product.objects.filter(pk=scene.product.pk).update(sample_price=Decimal(15), sample_most=2)
        Sku.objects.filter(pk=scene.skus[3].pk).update(active=False, weight_g=None)
        assert_alike(scene)

    def test_answers_in_both_languages(self, make_scene: Callable[..., Scene]) -> None:
        answered = (
            AttributeDraft("weight", ("220",)), AttributeDraft("width", ("150",)),
            AttributeDraft("composition", ("cotton", "spandex")),
        )  # fmt: skip
        assert_alike(make_scene(attributes=answered))

    def test_guarded(self, scene: Scene) -> None:
        Product.objects.filter(pk=scene.product.pk).update(audience=Audience.APPROVED)
        promise(scene, "50", "9.5")
        assert_alike(scene)
        ApprovedBuyer.objects.create(
            shop=scene.product.shop, buyer_company=scene.stall, state=ApprovalState.APPROVED, asked_at=NOON
        )
        assert_alike(scene)

    def test_a_draft_is_the_owner_s_alone(self, scene: Scene) -> None:
        Product.objects.filter(pk=scene.product.pk).update(state=ProductState.DRAFT)
        shop, handle = scene.product.shop.slug, scene.product.handle
        for company_id in (None, scene.stall.id):
            with pytest.raises(NotFound):
                offered(shop=shop, handle=handle, company_id=company_id, language="en")
        shown = offered(shop=shop, handle=handle, company_id=scene.factory.id, language="en")
        assert json.loads(json.dumps(shown)) == by_models(scene, scene.factory.id, "en")


class TestCall:
    def test_signed_in_it_is_one_statement_beside_the_sign_in(self, scene: Scene) -> None:
        promise(scene, "50", "9.5")
        buyer = caller(scene.stall)
        path = f"/goods/{scene.product.shop.slug}/{scene.product.handle}"
        buyer("GET", path)
        with CaptureQueriesContext(connection) as asked:
            status, answer = buyer("GET", path)
        assert (status, answer) == (200, by_models(scene, scene.stall.id, "en"))
        assert len(asked) == 2
