"""The search call, made without models, says what the cards of a page say; and asks the database once."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pydantic import TypeAdapter

from sourcebridge.catalog.models import AgreedPrice, ApprovedBuyer, Audience, PriceTier, Product
from sourcebridge.catalog.states import ApprovalState, ProductState
from sourcebridge.discovery import queries
from sourcebridge.discovery.api import _card
from sourcebridge.discovery.queries import told
from sourcebridge.discovery.queries.cards import texts
from sourcebridge.discovery.results import Hit
from sourcebridge.discovery.schemas import FoundOut, ResultsOut
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.parties.models import ApiToken, Company, Membership, User
from tests.discovery.conftest import NOW, Make

pytestmark = pytest.mark.django_db
FOUND: TypeAdapter[list[FoundOut]] = TypeAdapter(list[FoundOut])
RESULTS: TypeAdapter[ResultsOut] = TypeAdapter(ResultsOut)


def promise(product: Product, buyer: Company, least: int, price: str, place: int | None = None) -> None:
    skus = list(product.skus.order_by("position"))
    AgreedPrice.objects.create(
        product=product, sku=None if place is None else skus[place], buyer_company=buyer, min_quantity=least,
        unit_price=Decimal(price), valid_from=NOW - timedelta(days=1), agreed_at=NOW,
    )  # fmt: skip


@pytest.fixture
def goods(make: Make, buyer: Company) -> list[Product]:
    """Plain goods, goods in one language, with agreed prices, with variants' own ladders, guarded ones."""
    made = [
        make("plain", "水洗牛仔布 12盎司", "Washed denim 12 oz"),
        make("chinese", "弹力牛仔布", stock=0),
        make("english", "", "Denim fabric heavy", price="9.125"),
        make("agreed", "牛仔布 便宜", "Denim, cheap", tiers=((Decimal(1), Decimal(9)), (Decimal(100), Decimal("7.5")))),
        make("variants", "牛仔布 双色", "Denim, two colours"),
        make("guarded", "牛仔布 会员", "Denim for members"),
    ]
    promise(made[3], buyer, 50, "7.2")
    promise(made[4], buyer, 10, "6", 1)
    for place, sku in enumerate(made[4].skus.order_by("position")):
        PriceTier.objects.create(product=made[4], sku=sku, min_quantity=5 + place, unit_price=Decimal(8 - place))
    Product.objects.filter(pk=made[5].pk).update(audience=Audience.APPROVED)
    return made


def by_cards(hits: Any, buyer_id: uuid.UUID | None, language: str) -> Any:
    cards = queries.cards(hits, buyer_company_id=buyer_id, language=language, now=NOW)
    why = {hit.product_id: [{"code": p.code, "value": str(p.value), "points": str(p.points)} for p in hit.why]
           for hit in hits}  # fmt: skip
    scores = {hit.product_id: str(hit.score) for hit in hits}
    shown = [_card(card) | {"score": scores[card.product_id], "why": why[card.product_id]} for card in cards]
    return json.loads(FOUND.dump_json(FOUND.validate_python(shown, from_attributes=True)))


def looked(buyer_id: UUID | None, language: str = "en") -> list[Hit]:
    """The hits of a search, with their cards for a buyer."""
    return queries.search(
        wanted=Wanted(q="牛仔布"), buyer_company_id=buyer_id, language=language, now=NOW, with_cards=True
    ).rows


def shown(buyer_id: UUID | None, language: str = "en") -> list[dict[str, Any]]:
    """What such a search tells."""
    found: list[dict[str, Any]] = json.loads(told.found(looked(buyer_id, language), language=language))
    return found


class TestAlike:
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_as_the_cards(self, goods: list[Product], buyer: Company, mill: Company, language: str) -> None:
        hits = looked(None, language)
        assert len(hits) >= 5
        for buyer_id in (None, buyer.id, mill.id):
            assert shown(buyer_id, language) == by_cards(hits, buyer_id, language)
        ApprovedBuyer.objects.create(
            shop=goods[5].shop, buyer_company=buyer, state=ApprovalState.APPROVED, asked_at=NOW
        )
        before = by_cards(hits, None, language)
        assert shown(buyer.id, language) == by_cards(hits, buyer.id, language) != before
        assert shown(None, language) == before

    def test_the_second_statement_is_the_same_query(self, goods: list[Product], buyer: Company, mill: Company) -> None:
        for buyer_id in (None, buyer.id, mill.id):
            hits = looked(buyer_id)
            apart = texts([hit.product_id for hit in hits], buyer_company_id=buyer_id, now=NOW)
            assert [(*(hit.card or ()), hit.product_id) for hit in hits] == apart

    def test_goods_off_sale_are_left_out(self, goods: list[Product]) -> None:
        Product.objects.filter(pk=goods[0].pk).update(state=ProductState.WITHDRAWN)
        assert goods[0].pk in {hit.product_id for hit in looked(None)}
        assert str(goods[0].pk) not in {item["product_id"] for item in shown(None)}

    def test_agreed_prices_are_not_kept(self, goods: list[Product], buyer: Company, mill: Company) -> None:
        told._kept.cache_clear()
        own = shown(buyer.id)
        assert sum(item["agreed"] for item in own) == 2
        assert told._kept.cache_info().currsize == len(own) - 2
        assert not any(item["agreed"] for item in shown(None))
        assert shown(buyer.id) == own

    def test_a_changed_fact_is_told_at_once(self, goods: list[Product]) -> None:
        shown(None)
        Product.objects.filter(pk=goods[0].pk).update(moq=77)
        assert [item["moq"]["amount"] for item in shown(None) if item["product_id"] == str(goods[0].pk)] == ["77"]


class TestCall:
    def client(self, company: Company) -> Client:
        import hashlib

        user = User.objects.create_user("buyer@example.cn", "a-long-password", language="en")
        Membership.objects.create(user=user, company=company, roles=["OWNER"])
        ApiToken.objects.create(
            user=user, company=company, name="t", prefix="a", scopes=["*"],
            digest=hashlib.sha256(b"a-secret").hexdigest(),
        )  # fmt: skip
        return Client(headers={"Authorization": "Bearer a-secret", "Accept-Language": "en"})

    @pytest.mark.parametrize("query", ["category=other-goods", "q=denim"])
    def test_one_statement_and_the_declared_shape(self, goods: list[Product], buyer: Company, query: str) -> None:
        client = self.client(buyer)
        client.get(f"/api/v1/search?{query}")
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"/api/v1/search?{query}")
        assert answer.status_code == 200
        found = answer.json()
        assert len(found["items"]) >= 4
        assert json.loads(RESULTS.dump_json(RESULTS.validate_python(found))) == found
        assert [part["code"] for part in found["parts"]] == [part["code"] for part in found["items"][0]["why"]]
        reads = [one["sql"] for one in asked if "parties_user" not in one["sql"] and "searchnote" not in one["sql"]]
        assert len(reads) == 1
