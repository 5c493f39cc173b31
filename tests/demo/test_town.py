"""The big demo: whole, balanced, the same each time, and written as the verbs would write it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db.models import Sum

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.models import Product, Shop, Translation
from sourcebridge.catalog.queries.drafts import draft_of
from sourcebridge.clock import queries as clock
from sourcebridge.demo import people, town
from sourcebridge.demo.compose import Goods, goods
from sourcebridge.demo.houses import Supplier
from sourcebridge.demo.recipes import all_recipes
from sourcebridge.demo.seed import seed
from sourcebridge.demo.shelves import Shelves
from sourcebridge.demo.traders import traders
from sourcebridge.discovery.models import Listing
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.inventory import services as inventory
from sourcebridge.inventory.models import Movement, Pool, Site
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parties.models import Licence, User
from sourcebridge.payments.queries import reconcile
from sourcebridge.places.models import Belt, BeltMember, Stall

pytestmark = pytest.mark.django_db
HOUSES, GOODS, ORDERS = 24, 120, 6


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """A standard demo that is quickly made."""
    monkeypatch.setitem(town.SIZES, "standard", town.Size(HOUSES, GOODS, ORDERS))


@pytest.mark.usefixtures("little")
class TestSeed:
    def test_is_whole_and_balanced(self) -> None:
        now = clock.now()
        assert seed(now=now, size="standard") is True
        assert Product.objects.filter(state="PUBLISHED").count() == GOODS + 24
        assert Shop.objects.count() == HOUSES + 2
        assert Listing.objects.filter(door="domestic").count() == GOODS + 24
        assert BeltMember.objects.values("belt").distinct().count() >= 12
        assert Stall.objects.exclude(company=None).count() > 3
        assert {"APPROVED"} <= set(Licence.objects.values_list("state", flat=True))
        titles = Translation.objects.filter(object_type="product", field="title").values_list("object_id", "language")
        assert len(set(titles)) == 2 * (GOODS + 24)
        assert SpotOrder.objects.count() > 4
        unfinished = SpotOrder.objects.filter(deal__number__isnull=False, deal__buyer__name_en__contains=",")
        assert (
            not unfinished.exclude(state__in=["COMPLETED", "TERMINATED"])
            .exclude(deal__buyer__name_en__contains="Live Studio")
            .exclude(deal__buyer__name_en__contains="Stall")
            .exists()
        )
        assert reconcile(at=now).holds
        moved = dict(Movement.objects.values_list("pool").annotate(Sum("delta")))
        assert moved == dict(Pool.objects.values_list("id", "on_hand"))
        someone = User.objects.get(email="house001@demo.example")
        assert someone.check_password(people.PASSWORD)
        assert seed(now=now, size="standard") is False


class TestTown:
    def test_is_the_same_each_time(self) -> None:
        now = clock.now()
        operator = people.platform(now - timedelta(days=200))
        house = town.suppliers(town.Size(20, 0, 0), operator=operator, now=now)[5]
        leaves, known = town.leaves_known(), tuple(Belt.objects.get(pk=house.trader.place.belt).categories)
        first, again = (town.goods_of(house, 30, leaves, known, Shelves(now=now), now) for _turn in range(2))
        assert _told(first) == _told(again)
        cities = {belt.code: (belt.city_zh, belt.city_en) for belt in Belt.objects.all()}
        assert traders(50, Random(3), cities) == traders(50, Random(3), cities)


class TestShelves:
    """Bulk-made goods are what the verbs make of the same draft."""

    @pytest.mark.parametrize(
        "code", ["fabric-woven-twill", "garment-women-dresses", "phone-power-cables", "light-source-bulbs"]
    )
    def test_equal_what_the_verbs_make(self, code: str) -> None:
        now = clock.now()
        operator = people.platform(now - timedelta(days=9))
        size = town.Size(20, 0, 0)
        bulk, single = town.suppliers(size, operator=operator, now=now)[:2]
        dice = Random(code)
        one = goods(all_recipes()[code], town.leaves_known()[code], dice, number=1, dearness=Decimal(1), guarded=False)
        at = now - timedelta(days=1)
        shelves = Shelves(now=now)
        made = shelves.put(one, shop=bulk.shop, site=bulk.site, by=bulk.by, at=at)
        shelves.flush()
        expected = _by_the_verbs(one, single, at)
        made = Product.objects.get(pk=made.pk)
        assert draft_of(made).flat() == draft_of(expected).flat()
        whole, wanted = (replace(draft_of(row), skus=(), attributes=()) for row in (made, expected))
        assert whole == wanted
        columns = [f.attname for f in Product._meta.concrete_fields if f.name not in {"id", "shop"}]
        assert [getattr(made, name) for name in columns] == [getattr(expected, name) for name in columns]
        assert _rows(made) == _rows(expected)
        assert _history(made) == _history(expected)


def _told(rows: list[Product]) -> list[tuple[Any, ...]]:
    return [
        (row.handle, row.category_id, row.moq, row.dispatch_hours, row.sample_price, row.created_at) for row in rows
    ]


def _by_the_verbs(one: Goods, house: Supplier, at: datetime) -> Product:
    company = house.house.company.id
    product = catalog.create_product(company_id=company, draft=one.draft, by=house.by, now=at)
    for sku, amount in zip(product.skus.order_by("position"), one.stock, strict=True):
        if amount:
            inventory.receive(
                sku_id=sku.id, quantity=Quantity(amount, product.unit), company_id=company, by=house.by,
                now=at + timedelta(minutes=10),
            )  # fmt: skip
    later = at + timedelta(minutes=20)
    return catalog.publish(company_id=company, product_id=product.id, by=house.by, now=later)


def _rows(product: Product) -> dict[str, Any]:
    texts = Translation.objects.filter(object_id=product.id)
    pools = Pool.objects.filter(sku__product=product).order_by("sku__position")
    site = Site.objects.get(company=product.shop.company)
    return {
        "texts": sorted(texts.values_list("field", "language", "text", "status", "source_hash")),
        "versions": list(product.versions.values_list("revision", "facts", "changes", "at")),
        "pools": [(p.sku.code, p.on_hand, p.reserved, p.unit, p.version, p.site_id == site.id) for p in pools],
        "moves": sorted(
            Movement.objects.filter(pool__in=pools).values_list(
                "kind", "delta", "on_hand_after", "reason", "at", "ref", "deal_id"
            ),
            key=str,
        ),
    }


def _history(product: Product) -> tuple[Any, ...]:
    entries = AuditEntry.objects.filter(subject_id=str(product.id)).order_by("at", "verb")
    pools = [str(pool) for pool in Pool.objects.filter(sku__product=product).values_list("id", flat=True)]
    booked = AuditEntry.objects.filter(subject_id__in=pools)
    told = EventRecord.objects.filter(payload__product_id=str(product.id)).order_by("at", "name")
    same = {"actor", "state_before", "state_after", "verb", "at", "facts"}
    return (
        [{name: getattr(entry, name) for name in same} for entry in entries],
        sorted((entry.verb, entry.actor, entry.facts["delta"], entry.facts["unit"]) for entry in booked),
        [(fact.name, fact.at) for fact in told],
    )
