"""Promises that touch the pools only when the transaction closes: seen first, taken last, all of it or none."""

from __future__ import annotations

import threading
import uuid
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.clock.models import Deadline
from sourcebridge.inventory import queries, services
from sourcebridge.inventory.errors import NothingToMove, OutOfStock
from sourcebridge.inventory.models import Pool, Reservation
from sourcebridge.inventory.services import ReserveLine, promising
from sourcebridge.inventory.services.changing import Change
from sourcebridge.inventory.states import Klass
from sourcebridge.kit import writing
from sourcebridge.kit.quantity import Quantity, UnlikeUnits
from tests.inventory.stocked import NOW, WAREHOUSE, company, everything, line, metres, pool_of, stocked
from tests.inventory.test_services import _until_somebody_waits


def reserve_last(*lines: ReserveLine, deal: uuid.UUID | None = None) -> list[Reservation]:
    return services.reserve_last(lines=lines, deal_id=deal or uuid.uuid4(), company_id=company().id, now=NOW)


def reserve_at_once(*lines: ReserveLine) -> None:
    """A refusal must come from the verb, not from the end of the block."""
    reserve_last(*lines)
    pytest.fail("not refused yet")


@pytest.mark.django_db
class TestReserveLast:
    def test_promises_firmly_writes_and_announces_at_once_and_takes_at_the_end(self) -> None:
        item, other, deal = stocked("10"), stocked("3"), uuid.uuid4()
        with transaction.atomic(), writing.closing():
            made = reserve_last(line(item, "0.5", "a"), line(item, 4, "b"), line(other, 3, "c"), deal=deal)
            assert [pool_of(each).reserved for each in (item, other)] == [0, 0]
            assert [(row.owner_ref, row.quantity, row.klass) for row in made] == [
                ("a", Decimal("0.5"), "HARD"), ("b", Decimal(4), "HARD"), ("c", Decimal(3), "HARD"),
            ]  # fmt: skip
            entry = AuditEntry.objects.get(deal_id=deal)
            assert (entry.verb, entry.state_before, entry.state_after, entry.facts["klass"]) == (
                "inventory.reservation.reserve", "", "LIVE", "HARD",
            )  # fmt: skip
            event = EventRecord.objects.get(deal_id=deal)
            assert (event.name, event.payload["owner_refs"]) == ("inventory.stock.reserved", ["a", "b", "c"])
        assert [pool_of(each).reserved for each in (item, other)] == [Decimal("4.5"), 3]
        assert queries.reserved_of(deal) == {"a": metres("0.5"), "b": metres(4), "c": metres(3)}
        assert not Deadline.objects.filter(subject_id=deal).exists()

    def test_outside_such_a_block_takes_now(self) -> None:
        item = stocked("4")
        reserve_last(line(item, 4))
        assert pool_of(item).reserved == 4

    def test_takes_the_last_there_is_by_one_statement_that_locks_in_the_one_order(self) -> None:
        items = [stocked("4"), stocked("1")]
        with transaction.atomic(), CaptureQueriesContext(connection) as seen, writing.closing():
            reserve_last(*[line(item, pool_of(item).on_hand) for item in items])
            before = len(seen)
        [told] = [row["sql"] for row in seen.captured_queries[before:] if "inventory_pool" in row["sql"]]
        assert told.index("ORDER BY p.sku_id, p.id FOR UPDATE") < told.index("UPDATE inventory_pool")
        assert [pool_of(item).reserved for item in items] == [4, 1]

    def test_a_sku_of_several_pools_is_taken_now_from_one_after_the_other(self) -> None:
        supplier = company()
        item, deal = stocked("3", supplier), uuid.uuid4()
        services.receive(sku_id=item.id, quantity=metres(4), company_id=supplier.id, by=WAREHOUSE, now=NOW, site="分仓")
        with transaction.atomic(), writing.closing():
            made = reserve_last(line(item, 5, "l"), deal=deal)
            assert sorted(Pool.objects.filter(sku=item).values_list("reserved", flat=True)) == [2, 3]
        assert [(row.quantity, row.klass) for row in made] == [(Decimal(3), "HARD"), (Decimal(2), "HARD")]
        assert queries.reserved_of(deal) == {"l": metres(5)}
        assert Reservation.objects.filter(deal_id=deal, klass=Klass.HARD, expires_at=None).count() == 2

    def test_of_the_pools_seen_only_those_of_the_lines_count(self) -> None:
        supplier = company()
        item, beside, more = stocked("4"), stocked("3", supplier), metres(4)
        services.receive(sku_id=beside.id, quantity=more, company_id=supplier.id, by=WAREHOUSE, now=NOW, site="分仓")
        seen = list(Pool.objects.filter(sku__in=[item, beside]))
        with transaction.atomic(), writing.closing():
            services.reserve_last(
                lines=[line(item, 3)], deal_id=uuid.uuid4(), company_id=company().id, now=NOW, seen=seen
            )
            assert pool_of(item).reserved == 0
        assert pool_of(item).reserved == 3
        assert set(Pool.objects.filter(sku=beside).values_list("reserved", flat=True)) == {0}

    def test_refuses_at_once_what_is_seen_to_lack(self) -> None:
        item = stocked("4")
        before = everything()
        for asked, refusal in (
            (line(item, "4.1"), OutOfStock), (line(item, 0), NothingToMove),
            (ReserveLine(item.id, Quantity.of(1, "C62"), "l"), UnlikeUnits),
        ):  # fmt: skip
            with pytest.raises(refusal), transaction.atomic(), writing.closing():
                reserve_at_once(asked)
        assert everything() == before

    def test_refuses_at_the_end_what_is_gone_by_then_and_undoes_all(self) -> None:
        item, other = stocked("4"), stocked("4")
        before = everything()

        def buy_both() -> None:
            reserve_last(line(other, 1), line(item, 3, "l"))
            reserve_last(line(item, 2))

        with pytest.raises(OutOfStock) as refused, transaction.atomic(), writing.closing():
            buy_both()
        assert refused.value.facts["sku"] == str(item.id)
        assert refused.value.facts["available"].startswith("1")
        assert everything() == before


class TestTheLastStep:
    def test_keeps_what_it_took_and_takes_what_was_freed_meanwhile(self, committed_db: object) -> None:
        ready, waited = stocked(4), stocked(10)
        Pool.objects.filter(sku=waited).update(reserved=10)
        failures: list[BaseException] = []

        def shop() -> None:
            try:
                with transaction.atomic():
                    promising._take([line(ready, 4), line(waited, 6)], changes)
            except BaseException as error:
                failures.append(error)
            connection.close()

        changes = {pool_of(ready).pk: Change(reserved=Decimal(4)), pool_of(waited).pk: Change(reserved=Decimal(6))}
        buyer = threading.Thread(target=shop)
        with transaction.atomic():
            Pool.objects.filter(sku=waited).update(reserved=9)
            buyer.start()
            _until_somebody_waits()
            Pool.objects.filter(sku=waited).update(reserved=0)
        buyer.join()
        assert not failures
        assert [pool_of(each).reserved for each in (ready, waited)] == [4, 6]

    @pytest.mark.django_db
    def test_refuses_by_what_is_left_beside_its_own(self) -> None:
        ready, short = stocked(4), stocked(5)
        before = everything()
        changes = {pool_of(ready).pk: Change(reserved=Decimal(4)), pool_of(short).pk: Change(reserved=Decimal(6))}
        with pytest.raises(OutOfStock) as refused, transaction.atomic():
            promising._take([line(ready, 4), line(short, 6)], changes)
        assert set(refused.value.fields) == {str(short.id)}
        assert everything() == before
