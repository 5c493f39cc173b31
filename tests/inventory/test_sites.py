"""Goods of one SKU at several sites: how a line is divided, shipped and taken back, and who hears of it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest

from sourcebridge.audit.models import EventRecord
from sourcebridge.catalog.models import Sku
from sourcebridge.inventory import queries, services
from sourcebridge.inventory.errors import MoreThanShipped, NothingToMove
from sourcebridge.inventory.models import Movement, Pool, Reservation
from sourcebridge.inventory.services import ReserveLine, ShipLine
from sourcebridge.inventory.states import Klass
from tests.inventory.stocked import NOW, WAREHOUSE, company, everything, line, metres, stocked

pytestmark = pytest.mark.django_db


def spread(*amounts: str) -> Sku:
    """A SKU with so much at each of several sites."""
    supplier = company()
    item = stocked(amounts[0], supplier)
    for number, amount in enumerate(amounts[1:], 2):
        services.receive(
            sku_id=item.id, quantity=metres(amount), company_id=supplier.id, by=WAREHOUSE, now=NOW, site=f"{number}号仓"
        )
    return item


def pools(item: Sku) -> list[str]:
    """Reserved of on hand at each site, in the order the verbs draw on them."""
    rows = Pool.objects.filter(sku=item).order_by("id")
    return [f"{short(pool.reserved)} of {short(pool.on_hand)}" for pool in rows]


def short(amount: Decimal) -> str:
    return metres(amount).text


def reserve(*lines: ReserveLine) -> uuid.UUID:
    deal = uuid.uuid4()
    services.reserve(
        lines=lines, deal_id=deal, company_id=company().id, klass=Klass.HARD, expires_at=None, now=NOW
    )  # fmt: skip
    return deal


def ship(deal: uuid.UUID, *lines: ShipLine) -> list[Movement]:
    return services.consume(deal_id=deal, lines=lines, now=NOW, by=WAREHOUSE)


def back(deal: uuid.UUID, *lines: ShipLine) -> list[Movement]:
    return services.restock(deal_id=deal, lines=lines, reason="退货", now=NOW, by=WAREHOUSE)


class TestDividing:
    def test_takes_no_more_of_a_site_than_is_free_there(self) -> None:
        item = spread("3", "4")
        reserve(line(item, 2))
        reserve(line(item, 4))
        assert pools(item) == ["3 of 3", "3 of 4"]

    def test_passes_over_a_site_that_has_nothing_and_stops_when_it_has_all(self) -> None:
        item = spread("3", "4", "5")
        reserve(line(item, 3))
        reserve(line(item, 4))
        assert pools(item) == ["3 of 3", "4 of 4", "0 of 5"]

    def test_lines_of_one_order_do_not_take_the_same_metre(self) -> None:
        item = spread("3", "4")
        deal = reserve(line(item, 2, "a"), line(item, 3, "b"))
        assert pools(item) == ["3 of 3", "2 of 4"]
        assert queries.reserved_of(deal) == {"a": metres(2), "b": metres(3)}

    def test_takes_less_than_a_whole_one(self) -> None:
        item = spread("0.5", "0.5")
        reserve(line(item, "0.8"))
        assert pools(item) == ["0.5 of 0.5", "0.3 of 0.5"]

    def test_a_promise_grows_where_it_lies_and_goes_on_at_the_next_site(self) -> None:
        item, buyer, deal = spread("3", "4"), company(), uuid.uuid4()
        services.reserve(
            lines=[line(item, 2, "l")], deal_id=deal, company_id=buyer.id, klass=Klass.SOFT,
            expires_at=NOW + timedelta(hours=1), now=NOW,
        )  # fmt: skip
        services.secure(lines=[line(item, 6, "l")], deal_id=deal, company_id=buyer.id, now=NOW)
        assert pools(item) == ["3 of 3", "3 of 4"]
        rows = Reservation.objects.filter(deal_id=deal).order_by("pool_id")
        assert [(row.quantity, row.klass, row.expires_at) for row in rows] == [(Decimal(3), "HARD", None)] * 2


class TestShipping:
    def test_goes_on_at_the_next_site_and_stops_when_all_is_shipped(self) -> None:
        item = spread("3", "4")
        deal = reserve(line(item, 7, "l"))
        assert [movement.delta for movement in ship(deal, ShipLine("l", metres(3)))] == [-3]
        assert [movement.delta for movement in ship(deal, ShipLine("l", metres("0.5")))] == [Decimal("-0.5")]
        left = Pool.objects.filter(sku=item)
        assert sum(pool.on_hand for pool in left) == Decimal("3.5")
        assert sum(pool.reserved for pool in left) == Decimal("3.5")

    def test_announces_the_stock_of_the_supplier(self) -> None:
        item, other = spread("3", "4"), spread("1")
        deal = reserve(line(item, 7, "l"))
        ship(deal, ShipLine("l", metres(7)))
        event = EventRecord.objects.filter(name="inventory.stock.changed").latest("id")
        assert event.payload["company_id"] == str(item.product.shop.company_id)
        assert event.payload["sku_ids"] == [str(item.id)]
        assert other.id != item.id


class TestTakingBack:
    def test_fills_one_site_after_the_other_with_what_left_it(self) -> None:
        item = spread("3", "4")
        deal = reserve(line(item, 7, "l"))
        ship(deal, ShipLine("l", metres(7)))
        assert sum(movement.delta for movement in back(deal, ShipLine("l", metres("2.5")))) == Decimal("2.5")
        assert sum(movement.delta for movement in back(deal, ShipLine("l", metres("4.5")))) == Decimal("4.5")
        assert pools(item) == ["0 of 3", "0 of 4"]

    def test_passes_over_a_site_that_has_all_back(self) -> None:
        item = spread("3", "4")
        deal = reserve(line(item, 7, "l"))
        ship(deal, ShipLine("l", metres(7)))
        for _turn in range(7):
            back(deal, ShipLine("l", metres(1)))
        assert pools(item) == ["0 of 3", "0 of 4"]

    def test_counts_each_line_alone_and_both_parts_of_one(self) -> None:
        item = spread("10")
        deal = reserve(line(item, 4, "a"), line(item, 3, "b"))
        ship(deal, ShipLine("a", metres(4)), ShipLine("b", metres(3)))
        before = everything()
        for lines in (
            [ShipLine("a", metres("4.1"))],
            [ShipLine("b", metres(2)), ShipLine("b", metres("1.1"))],
            [ShipLine("x", metres("0.1"))],
        ):
            with pytest.raises(MoreThanShipped):
                back(deal, *lines)
            assert everything() == before
        with pytest.raises(NothingToMove):
            back(deal, ShipLine("a", metres(0)))
        assert everything() == before
        back(deal, ShipLine("b", metres(2)), ShipLine("b", metres(1)))
        assert [(movement.ref, movement.delta) for movement in Movement.objects.filter(kind="RETURNED")] == [
            ("b", Decimal(2)), ("b", Decimal(1)),
        ]  # fmt: skip
