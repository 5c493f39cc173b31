"""Stock comes in, is promised, shipped, freed, taken back; a refusal changes nothing."""

from __future__ import annotations

import threading
import time
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog.events import StockCounted
from sourcebridge.clock import services as clock
from sourcebridge.clock.models import Deadline
from sourcebridge.inventory import queries, services
from sourcebridge.inventory.errors import (
    AlreadyReserved,
    BelowReserved,
    HoardingCap,
    MoreThanShipped,
    NothingToMove,
    NotReserved,
    OutOfStock,
    ReasonMissing,
    StaleCount,
)
from sourcebridge.inventory.handlers import take_counted_stock
from sourcebridge.inventory.models import Movement, MovementKind, Pool, Reservation
from sourcebridge.inventory.services import ReserveLine, ShipLine, promising
from sourcebridge.inventory.services.changing import Change
from sourcebridge.inventory.states import EXPIRES, Klass
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.quantity import Quantity, UnlikeUnits
from tests.inventory.stocked import NOW, WAREHOUSE, company, everything, line, metres, pool_of, sku, stocked

SOON = NOW + timedelta(minutes=30)


def reserve(
    *lines: ReserveLine, klass: Klass = Klass.SOFT, deal: uuid.UUID | None = None, buyer: object = None
) -> uuid.UUID:
    """Reserve for a deal and return the deal."""
    deal = deal or uuid.uuid4()
    services.reserve(
        lines=lines,
        deal_id=deal,
        company_id=getattr(buyer, "id", None) or company().id,
        klass=klass,
        expires_at=SOON if klass == Klass.SOFT else None,
        now=NOW,
    )
    return deal


@pytest.mark.django_db
class TestReceive:
    def test_opens_the_pool_and_journals(self) -> None:
        item = stocked("200")
        assert queries.available([item.id]) == {item.id: metres(200)}
        movement = queries.movements(pool_of(item).id).get()
        assert (movement.kind, movement.delta, movement.on_hand_after) == (
            MovementKind.RECEIVED.value,
            Decimal(200),
            Decimal(200),
        )
        assert AuditEntry.objects.filter(verb="inventory.stock.received").count() == 1
        assert EventRecord.objects.filter(name="inventory.stock.changed").count() == 1

    def test_books_a_reference_once(self) -> None:
        supplier = company()
        item = sku(supplier)
        for _turn in range(2):
            services.receive(
                sku_id=item.id, quantity=metres(5), company_id=supplier.id, by=WAREHOUSE, now=NOW,
                kind=MovementKind.IMPORTED, ref="import:1",
            )  # fmt: skip
        assert queries.available([item.id])[item.id] == metres(5)

    def test_refuses_goods_of_another_company(self) -> None:
        item = sku(company())
        with pytest.raises(NotFound):
            services.receive(sku_id=item.id, quantity=metres(5), company_id=company().id, by=WAREHOUSE, now=NOW)
        assert Pool.objects.count() == 0

    @pytest.mark.parametrize(
        ("quantity", "refusal"), [(metres(0), NothingToMove), (Quantity.of(3, "C62"), UnlikeUnits)]
    )
    def test_refuses_what_is_no_receipt(self, quantity: Quantity, refusal: type[Exception]) -> None:
        supplier = company()
        item = stocked("1", supplier)
        before = everything()
        with pytest.raises(refusal):
            services.receive(sku_id=item.id, quantity=quantity, company_id=supplier.id, by=WAREHOUSE, now=NOW)
        assert everything() == before


@pytest.mark.django_db
class TestAdjust:
    def adjust(self, pool: Pool, delta: str, reason: str = "盘亏", owner: uuid.UUID | None = None) -> Movement:
        return services.adjust(
            pool_id=pool.id, company_id=owner or pool.site.company_id, delta=metres(delta), reason=reason,
            by=WAREHOUSE, now=NOW,
        )  # fmt: skip

    def test_corrects_with_a_reason(self) -> None:
        pool = pool_of(stocked("20"))
        movement = self.adjust(pool, "-3.5")
        assert (movement.on_hand_after, movement.reason) == (metres("16.5").amount, "盘亏")

    def test_refuses_without_a_reason_or_a_difference_or_from_outside(self) -> None:
        pool = pool_of(stocked("20"))
        before = everything()
        with pytest.raises(ReasonMissing):
            self.adjust(pool, "1", "  ")
        with pytest.raises(NothingToMove):
            self.adjust(pool, "0")
        with pytest.raises(NotFound):
            self.adjust(pool, "1", owner=uuid.uuid4())
        assert everything() == before

    def test_refuses_to_fall_below_what_is_promised(self) -> None:
        item = stocked("20")
        reserve(line(item, 15))
        before = everything()
        with pytest.raises(BelowReserved) as refused:
            self.adjust(pool_of(item), "-5.1")
        assert refused.value.facts["reserved"].startswith("15")
        assert everything() == before


@pytest.mark.django_db
class TestSetCounted:
    def count(self, pool: Pool, amount: str, version: int) -> Movement | None:
        return services.set_counted(
            pool_id=pool.id, company_id=pool.site.company_id, counted=metres(amount), expected_version=version,
            reason="盘点", by=WAREHOUSE, now=NOW,
        )  # fmt: skip

    def test_books_the_difference(self) -> None:
        pool = pool_of(stocked("20"))
        movement = self.count(pool, "18", pool.version)
        assert movement is not None
        assert movement.delta == -2

    def test_books_nothing_when_the_count_agrees(self) -> None:
        pool = pool_of(stocked("20"))
        before = everything()
        assert self.count(pool, "20", pool.version) is None
        assert everything() == before

    def test_refuses_a_count_older_than_the_last_movement(self) -> None:
        item = stocked("20")
        read = pool_of(item)
        deal = reserve(line(item, 4, "l"), klass=Klass.HARD)
        services.consume(deal_id=deal, lines=[ShipLine("l", metres(4))], now=NOW, by=WAREHOUSE)
        before = everything()
        with pytest.raises(StaleCount) as refused:
            self.count(read, "20", read.version)
        assert refused.value.facts["on_hand"].startswith("16")
        assert everything() == before

    def test_is_not_made_stale_by_a_reservation(self) -> None:
        item = stocked("20")
        read = pool_of(item)
        reserve(line(item, 4))
        assert self.count(read, "19", read.version) is not None


@pytest.mark.django_db
class TestReserve:
    def test_promises_and_sets_one_deadline(self) -> None:
        first, second = stocked("20"), stocked("9")
        deal = reserve(line(first, "7.5"), line(second, 9))
        assert queries.available([first.id, second.id]) == {first.id: metres("12.5"), second.id: metres(0)}
        assert Deadline.objects.get(kind=EXPIRES, subject_id=deal).due_at == SOON
        assert AuditEntry.objects.get(verb="inventory.reservation.reserve").deal_id == deal

    def test_promises_all_or_nothing(self) -> None:
        first, second = stocked("20"), stocked("9")
        before = everything()
        with pytest.raises(OutOfStock) as refused:
            reserve(line(first, 5), line(second, "9.1"))
        assert refused.value.facts["sku"] == str(second.id)
        assert everything() == before
        assert not Deadline.objects.exists()

    def test_adds_up_lines_of_the_same_sku(self) -> None:
        item = stocked("10")
        before = everything()
        with pytest.raises(OutOfStock):
            reserve(line(item, 6), line(item, 6))
        assert everything() == before
        reserve(line(item, 6), line(item, 4))
        assert queries.available([item.id])[item.id] == metres(0)

    def test_draws_on_several_sites(self) -> None:
        supplier = company()
        item = stocked("10", supplier)
        services.receive(
            sku_id=item.id, quantity=metres(7), company_id=supplier.id, by=WAREHOUSE, now=NOW, site="二号仓"
        )
        deal = reserve(line(item, 15, "l"))
        assert queries.reserved_of(deal) == {"l": metres(15)}
        services.consume(deal_id=deal, lines=[ShipLine("l", metres(12))], now=NOW, by=WAREHOUSE)
        assert queries.reserved_of(deal) == {"l": metres(3)}

    def test_refuses_a_line_that_is_reserved_and_nothing_at_all(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 1, "l"))
        before = everything()
        with pytest.raises(AlreadyReserved):
            reserve(line(item, 1, "l"), deal=deal)
        with pytest.raises(NothingToMove):
            reserve(line(item, 0))
        with pytest.raises(UnlikeUnits):
            reserve(ReserveLine(item.id, Quantity.of(1, "C62"), "x"))
        assert everything() == before

    def test_refuses_goods_without_any_stock(self) -> None:
        with pytest.raises(OutOfStock):
            reserve(line(sku(company()), 1))

    def test_needs_few_statements_whatever_the_lines(self, django_assert_max_num_queries: object) -> None:
        buyer = company()
        lines = [line(stocked("10"), 1) for _ in range(6)]
        with django_assert_max_num_queries(16):  # type: ignore[operator]
            reserve(*lines, buyer=buyer)


@pytest.mark.django_db
class TestCap:
    def test_lets_one_order_take_everything(self) -> None:
        reserve(line(stocked("37"), 37))

    def test_refuses_unpaid_orders_piled_up_beyond_the_share(self) -> None:
        item, buyer = stocked("100"), company()
        reserve(line(item, 30), buyer=buyer)
        reserve(line(item, 20), buyer=buyer)
        before = everything()
        with pytest.raises(HoardingCap) as refused:
            reserve(line(item, 1), buyer=buyer)
        assert refused.value.facts["sku"] == str(item.id)
        assert refused.value.facts["limit"].startswith("50")
        assert everything() == before
        reserve(line(item, 1), buyer=company())

    def test_does_not_count_hard_reservations(self) -> None:
        item, buyer = stocked("100"), company()
        reserve(line(item, 60), buyer=buyer, klass=Klass.HARD)
        reserve(line(item, 40), buyer=buyer)

    def test_remembers_a_lapsed_order_for_a_day(self) -> None:
        item, buyer = stocked("100"), company()
        services.expire(deal_id=reserve(line(item, 100), buyer=buyer), now=SOON)
        with pytest.raises(HoardingCap):
            reserve(line(item, 51), buyer=buyer)
        services.reserve(
            lines=[line(item, 51)], deal_id=uuid.uuid4(), company_id=buyer.id, klass=Klass.SOFT,
            expires_at=SOON + timedelta(days=2), now=SOON + timedelta(days=1),
        )  # fmt: skip


@pytest.mark.django_db
class TestSecure:
    def test_hardens_what_lives_and_withdraws_the_deadline(self) -> None:
        item, buyer = stocked("10"), company()
        wanted = line(item, 4)
        deal = reserve(wanted, buyer=buyer)
        rows = services.secure(lines=[wanted], deal_id=deal, company_id=buyer.id, now=NOW)
        assert [(row.klass, row.expires_at, row.quantity) for row in rows] == [(Klass.HARD.value, None, Decimal(4))]
        assert Deadline.objects.get(subject_id=deal).state == "WITHDRAWN"

    def test_reserves_anew_what_has_lapsed(self) -> None:
        item, buyer = stocked("10"), company()
        wanted = line(item, 4)
        deal = reserve(wanted, buyer=buyer)
        services.expire(deal_id=deal, now=SOON)
        services.secure(lines=[wanted], deal_id=deal, company_id=buyer.id, now=SOON)
        assert queries.reserved_of(deal) == {wanted.owner_ref: metres(4)}

    def test_tops_up_a_part(self) -> None:
        item, buyer = stocked("10"), company()
        deal = reserve(line(item, 4, "l"), buyer=buyer)
        services.secure(lines=[line(item, 9, "l")], deal_id=deal, company_id=buyer.id, now=NOW)
        assert queries.reserved_of(deal) == {"l": metres(9)}
        assert Reservation.objects.count() == 1

    def test_refuses_when_goods_are_gone_and_leaves_the_transaction_usable(self) -> None:
        item, buyer = stocked("10"), company()
        wanted = line(item, 4)
        deal = reserve(wanted, buyer=buyer)
        services.expire(deal_id=deal, now=SOON)
        reserve(line(item, 8))
        before = everything()
        with pytest.raises(OutOfStock):
            services.secure(lines=[wanted], deal_id=deal, company_id=buyer.id, now=SOON)
        assert everything() == before


@pytest.mark.django_db
class TestHarden:
    def test_moves_the_deadline(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4))
        later = NOW + timedelta(days=5)
        services.harden(deal_id=deal, until=later, now=NOW)
        assert Deadline.objects.get(subject_id=deal, state="WAITING").due_at == later
        services.expire(deal_id=deal, now=later)
        assert queries.available([item.id])[item.id] == metres(10)

    def test_refuses_when_nothing_lives(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4))
        services.release(deal_id=deal, now=NOW)
        before = everything()
        with pytest.raises(NotReserved):
            services.harden(deal_id=deal, until=None, now=NOW)
        assert everything() == before


@pytest.mark.django_db
class TestRelease:
    def test_frees_once(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4))
        assert len(services.release(deal_id=deal, now=NOW)) == 1
        before = everything()
        assert services.release(deal_id=deal, now=NOW) == []
        assert everything() == before
        assert queries.available([item.id])[item.id] == metres(10)
        assert EventRecord.objects.filter(name="inventory.reservation.released").count() == 1

    def test_frees_some_lines(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4, "a"), line(item, 5, "b"))
        services.release(deal_id=deal, now=NOW, owner_refs=["a"])
        assert queries.reserved_of(deal) == {"b": metres(5)}
        assert Deadline.objects.get(subject_id=deal).state == "WAITING"


@pytest.mark.django_db
class TestExpire:
    def test_happens_when_the_deadline_is_executed_and_once(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4))
        assert clock.run_due() == 1
        assert queries.available([item.id])[item.id] == metres(10)
        before = everything()
        services.expire(deal_id=deal, now=SOON)
        assert everything() == before
        assert EventRecord.objects.filter(name="inventory.reservation.expired").count() == 1
        assert Deadline.objects.get(subject_id=deal).state == "EXECUTED"

    def test_does_not_happen_before(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4))
        before = everything()
        services.expire(deal_id=deal, now=SOON - timedelta(microseconds=1))
        assert everything() == before

    def test_spares_hard_ones(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4), klass=Klass.HARD)
        assert services.expire(deal_id=deal, now=SOON + timedelta(days=99)) == []


@pytest.mark.django_db
class TestConsume:
    def test_ships_parts_until_nothing_is_left(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4, "l"), klass=Klass.HARD)
        for part in ("1.5", "2.5"):
            services.consume(deal_id=deal, lines=[ShipLine("l", metres(part))], now=NOW, by=WAREHOUSE)
        pool = pool_of(item)
        assert (pool.on_hand, pool.reserved) == (Decimal(6), Decimal(0))
        assert sorted(queries.of_deal(deal).values_list("state", "quantity")) == [
            ("CONSUMED", metres("1.5").amount),
            ("CONSUMED", metres("2.5").amount),
        ]
        assert [m.kind for m in queries.movements(pool.id)] == ["SHIPPED", "SHIPPED", "RECEIVED"]

    def test_refuses_more_than_promised_and_ships_nothing(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4, "a"), line(item, 2, "b"), klass=Klass.HARD)
        before = everything()
        with pytest.raises(NotReserved) as refused:
            services.consume(
                deal_id=deal, lines=[ShipLine("a", metres(4)), ShipLine("b", metres("2.1"))], now=NOW, by=WAREHOUSE
            )
        assert refused.value.facts["line"] == "b"
        with pytest.raises(NothingToMove):
            services.consume(deal_id=deal, lines=[ShipLine("a", metres(0))], now=NOW, by=WAREHOUSE)
        assert everything() == before

    def test_adds_up_two_parts_of_one_line(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4, "a"), klass=Klass.HARD)
        before = everything()
        with pytest.raises(NotReserved), transaction.atomic():
            services.consume(
                deal_id=deal, lines=[ShipLine("a", metres(3)), ShipLine("a", metres(3))], now=NOW, by=WAREHOUSE
            )
        assert everything() == before
        services.consume(
            deal_id=deal, lines=[ShipLine("a", metres(3)), ShipLine("a", metres(1))], now=NOW, by=WAREHOUSE
        )
        assert queries.reserved_of(deal) == {}


@pytest.mark.django_db
class TestRestock:
    def test_takes_back_what_left_and_no_more(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4, "l"), klass=Klass.HARD)
        services.consume(deal_id=deal, lines=[ShipLine("l", metres(4))], now=NOW, by=WAREHOUSE)
        services.restock(deal_id=deal, lines=[ShipLine("l", metres(3))], reason="退货", now=NOW, by=WAREHOUSE)
        before = everything()
        with pytest.raises(MoreThanShipped):
            services.restock(deal_id=deal, lines=[ShipLine("l", metres("1.1"))], reason="退货", now=NOW, by=WAREHOUSE)
        assert everything() == before
        assert pool_of(item).on_hand == 9


@pytest.mark.django_db
class TestCountedByAFile:
    def test_books_each_sku_once(self) -> None:
        supplier = company()
        item, bare = sku(supplier), sku(supplier)
        fact = StockCounted(
            at=NOW, product_id=item.product_id, shop_id=item.product.shop_id, company_id=supplier.id,
            counts={str(item.id): "12", str(bare.id): "0"}, unit="MTR", import_run_id=uuid.uuid4(),
        )  # fmt: skip
        for _turn in range(2):
            take_counted_stock(fact)
        assert queries.available([item.id, bare.id]) == {item.id: metres(12), bare.id: metres(0)}
        assert Movement.objects.get().kind == MovementKind.IMPORTED


@pytest.mark.django_db
class TestTheDatabase:
    def test_refuses_to_oversell(self) -> None:
        item = stocked("10")
        with pytest.raises(IntegrityError, match="pool_never_oversold"), transaction.atomic():
            Pool.objects.filter(sku=item).update(reserved=F("on_hand") + 1)

    def test_refuses_to_rewrite_the_journal(self) -> None:
        stocked("10")
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            Movement.objects.update(delta=1)


class TestTheLastPieces:
    def test_sells_exactly_37_to_200_parallel_buyers(self, committed_db: object) -> None:
        item, buyers = stocked(37), [company() for _ in range(5)]
        outcomes: list[str] = []
        start = threading.Barrier(20)

        def shop(number: int) -> None:
            start.wait()
            for turn in range(10):
                deal = uuid.uuid4()
                try:
                    services.reserve(
                        lines=[line(item, 1)], deal_id=deal, company_id=buyers[(number + turn) % 5].id,
                        klass=Klass.HARD, expires_at=None, now=NOW,
                    )  # fmt: skip
                    outcomes.append("sold")
                except OutOfStock:
                    outcomes.append("gone")
                except BaseException as error:
                    outcomes.append(repr(error))
            connection.close()

        threads = [threading.Thread(target=shop, args=[number]) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {word: outcomes.count(word) for word in set(outcomes)} == {"sold": 37, "gone": 163}
        assert pool_of(item).reserved == 37
        assert queries.reconcile() == []

    def test_what_is_freed_while_the_lock_is_waited_for_is_taken(self, committed_db: object) -> None:
        item = stocked(10)
        pool = pool_of(item)
        Pool.objects.filter(pk=pool.pk).update(reserved=10)
        failures: list[BaseException] = []

        def shop() -> None:
            try:
                with transaction.atomic():
                    promising._take([line(item, 4)], {pool.pk: Change(reserved=Decimal(4))})
            except BaseException as error:
                failures.append(error)
            connection.close()

        buyer = threading.Thread(target=shop)
        with transaction.atomic():
            Pool.objects.filter(pk=pool.pk).update(reserved=7)
            buyer.start()
            _until_somebody_waits()
            Pool.objects.filter(pk=pool.pk).update(reserved=0)
        buyer.join()
        assert not failures
        assert pool_of(item).reserved == 4


def _until_somebody_waits() -> None:
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
    for _turn in range(500):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")
