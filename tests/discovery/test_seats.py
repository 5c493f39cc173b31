"""Lists taken from their seats are the lists that measuring everything gives, after every fact that moves them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.models import PriceTier
from sourcebridge.discovery import ranking, services
from sourcebridge.discovery.models import Formula, Listing, Seat
from sourcebridge.discovery.queries import ranked
from sourcebridge.discovery.queries.ranked import Found
from sourcebridge.discovery.services import Figures, Sales
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.inventory import services as inventory
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parameters import services as parameters
from sourcebridge.parties.models import Company
from sourcebridge.runtime.roles import Access
from tests.discovery.conftest import NOW, Make, sales
from tests.domestic.conftest import Scene

OPERATOR = By(Actor.OPERATOR, name="Operator")


def measured(wanted: Wanted, *, seated: bool) -> Found:
    return ranked._run(*ranked.asked(wanted, [], now=NOW, seated=seated))


def same() -> list[UUID]:
    """Every page of every branch, from the seats and by measuring all; returns the order of all goods."""
    branches = {code for codes in Listing.objects.values_list("categories", flat=True) for code in codes}
    for branch in ("", *branches, "garment"):
        for page in (1, 2, 3):
            wanted = replace(Wanted(category=branch, page=page), per_page=2)
            short, long = measured(wanted, seated=True), measured(wanted, seated=False)
            assert short.seated
            assert (short.hits, short.total) == (long.hits, long.total), (branch, page)
    whole = measured(replace(Wanted(), per_page=100), seated=False)
    scores = {hit.product_id: ranking.decimal(score) for hit, score in zip(whole.hits, kept_scores(whole), strict=True)}
    assert scores == {hit.product_id: hit.score for hit in whole.hits}
    return [hit.product_id for hit in ranked.run(Wanted(), [], now=NOW).hits]


def kept_scores(found: Found) -> list[int]:
    """What the seats say of these goods, in every branch alike."""
    kept: dict[UUID, set[int]] = {}
    for product_id, score in Seat.objects.values_list("product_id", "score"):
        kept.setdefault(product_id, set()).add(score)
    assert kept.keys() == {hit.product_id for hit in found.hits}
    return [score for hit in found.hits for score in kept[hit.product_id]]


def statements(wanted: Wanted) -> int:
    with CaptureQueriesContext(connection) as asked:
        ranked.run(wanted, [], now=NOW)
    return len(asked)


@pytest.mark.django_db
class TestReseat:
    def test_every_fact_moves_the_seats_as_it_moves_the_list(self, make: Make, mill: Company, rival: Company) -> None:
        first = make("a", "牛仔布", category="fabric-woven-twill", price="10")
        second = make("b", "牛仔布", category="fabric-woven-twill", price="20", stock=0, company=rival)
        third = make("c", "棉布", category="fabric-woven-taffeta", price="30", company=rival)
        orders = [same()]
        assert set(orders[0]) == {first.id, second.id, third.id}

        for sku in second.skus.all():
            inventory.receive(sku_id=sku.id, quantity=Quantity.of("9", "MTR"), company_id=rival.id, by=SYSTEM, now=NOW)
        services.note_stock(product_ids=[second.id], now=NOW)
        orders.append(same())
        services.note_supplier(company_id=rival.id, facts=Figures(paid_orders=80, within_48h=80), now=NOW)
        orders.append(same())
        services.note_sales(sales={third.id: Sales(70, 162)}, now=NOW)
        orders.append(same())
        PriceTier.objects.filter(product=third).update(unit_price=Decimal(9))
        services.refresh([third.id], now=NOW)
        orders.append(same())
        assert len({tuple(order) for order in orders}) > 1

        catalog.withdraw(company_id=mill.id, product_id=first.id, by=sales(mill), now=NOW)
        services.refresh([first.id], now=NOW)
        assert first.id not in same()
        assert not Seat.objects.filter(product_id=first.id).exists()

    def test_goods_that_change_branches_leave_the_old_ones(self, make: Make, mill: Company) -> None:
        product = make("a", "牛仔布", category="fabric-woven-twill")
        Listing.objects.filter(product=product).update(
            category="fabric-woven-taffeta", categories=["x", "fabric-woven-taffeta"]
        )
        services.measure(now=NOW)
        branches = Seat.objects.filter(product=product).values_list("category", flat=True)
        assert set(branches) == {"", "x", "fabric-woven-taffeta"}
        assert same() == [product.id]
        services.refresh([product.id], now=NOW)
        assert not Seat.objects.filter(category__in=["x", "fabric-woven-taffeta"]).exists()
        assert same() == [product.id]

    def test_nothing_is_written_when_nothing_changed(self, make: Make) -> None:
        product = make("a", "牛仔布")

        def versions() -> list[Any]:
            with connection.cursor() as cursor:
                cursor.execute("SELECT category, xmin::text, ctid::text FROM discovery_seat ORDER BY category")
                return list(cursor.fetchall())

        before = versions()
        services.refresh([product.id], now=NOW)
        services.measure(now=NOW)
        assert versions() == before != []

    def test_a_list_reads_its_seats(self, make: Make) -> None:
        first, second = make("a", "牛仔布", price="1"), make("b", "牛仔布", price="2")
        page = replace(Wanted(), per_page=1)
        assert [hit.product_id for hit in ranked.run(page, [], now=NOW).hits] == [first.id]
        Seat.objects.filter(product=second).update(score=99_999)
        assert [hit.product_id for hit in ranked.run(page, [], now=NOW).hits] == [second.id]


@pytest.mark.django_db
class TestWeights:
    def test_lists_are_measured_until_the_seats_follow_new_weights(self, make: Make) -> None:
        cheap = make("a", "牛仔布", price="1", stock=0)
        stocked = make("b", "牛仔布", price="2")
        assert same() == [stocked.id, cheap.id]
        assert statements(Wanted()) == 1
        later = NOW + timedelta(days=1)
        for code, value in (("price", "0.9"), ("stock_ready", "0")):
            parameters.change(
                code=f"rank.domestic.{code}", value=Decimal(value), effective_from=NOW, by=OPERATOR, now=NOW
            )
        parameters.change(code="rank.domestic.belt", value=Decimal("0.3"), effective_from=later, by=OPERATOR, now=NOW)
        assert [hit.product_id for hit in ranked.run(Wanted(), [], now=NOW).hits] == [cheap.id, stocked.id]
        assert statements(Wanted()) == 2
        services.refresh([cheap.id], now=NOW)
        assert statements(Wanted()) == 2  # what is written meanwhile is written by the weights all seats are made with
        assert services.keep_up(now=NOW)
        assert same() == [cheap.id, stocked.id]
        assert statements(Wanted()) == 1
        assert not services.keep_up(now=NOW)
        assert services.keep_up(now=later)

    def test_before_any_seat_lists_are_measured(self, make: Make) -> None:
        product = make("a", "牛仔布")
        Seat.objects.all().delete()
        Formula.objects.all().delete()
        assert [hit.product_id for hit in ranked.run(Wanted(), [], now=NOW).hits] == [product.id]
        services.note_supplier(company_id=product.shop.company_id, facts=Figures(), now=NOW)
        assert same() == [product.id]


@pytest.mark.django_db
class TestSeated:
    @pytest.mark.parametrize(
        "more", [{"q": "牛仔布"}, {"sort": "newest"}, {"near": "33"}, {"verified": True}, {"shop": "x"}]
    )
    def test_other_lists_are_measured(self, make: Make, more: dict[str, Any]) -> None:
        assert not ranked._seated(replace(Wanted(), **{k: v for k, v in more.items() if k != "q"})) or "q" in more
        make("a", "牛仔布")
        Seat.objects.all().delete()
        wanted = Wanted(**more)
        assert ranked.run(wanted, [], now=NOW).total == (
            0 if more.keys() & {"verified", "shop"} else int("q" not in more)
        )


def test_facts_noted_at_the_same_time_are_both_in_the_seats(committed_db: Access) -> None:
    scene = Scene(stock="0", money="0")
    services.refresh([scene.product.id], now=NOW)
    for sku in scene.skus:
        inventory.receive(sku_id=sku.id, quantity=scene.metres("1"), company_id=scene.factory.id, by=SYSTEM, now=NOW)

    def count() -> None:
        figures = Figures(paid_orders=80, within_48h=80)
        services.note_supplier(company_id=scene.factory.id, facts=figures, now=NOW)
        connections.close_all()

    other = Thread(target=count)
    with transaction.atomic():
        assert services.note_stock(product_ids=[scene.product.id], now=NOW) == 1
        other.start()
        other.join(1)
        assert other.is_alive(), "it did not wait"
    other.join()
    assert same() == [scene.product.id]
