"""What holds whatever the verb: the table of states decides, pools are locked before they change, refusals say why."""

from __future__ import annotations

import dataclasses
import functools
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sourcebridge.audit import services as audit
from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.clock import services as clock
from sourcebridge.clock.models import Deadline
from sourcebridge.inventory import queries, services
from sourcebridge.inventory.errors import BelowReserved, HoardingCap, NotReserved, ReasonMissing
from sourcebridge.inventory.models import LowMark, Reservation
from sourcebridge.inventory.services import ReserveLine, ShipLine, promising, shipping
from sourcebridge.inventory.states import EXPIRES, RESERVATION, Klass, ReservationState
from sourcebridge.kit import states
from sourcebridge.kit.errors import IllegalMove
from sourcebridge.kit.quantity import Quantity, UnlikeUnits
from sourcebridge.parties.models import Company
from tests.inventory.stocked import NOW, WAREHOUSE, company, everything, line, metres, pool_of, stocked

SOON = NOW + timedelta(minutes=30)
pytestmark = pytest.mark.django_db


def reserve(
    *lines: ReserveLine, buyer: Company | None = None, klass: Klass = Klass.SOFT, until: datetime = SOON,
    now: datetime = NOW,
) -> uuid.UUID:  # fmt: skip
    deal = uuid.uuid4()
    services.reserve(
        lines=lines, deal_id=deal, company_id=(buyer or company()).id, klass=klass,
        expires_at=until if klass == Klass.SOFT else None, now=now,
    )  # fmt: skip
    return deal


Verb = Callable[[uuid.UUID, ReserveLine], object]
VERBS: dict[str, Verb] = {
    "secure": lambda deal, wanted: services.secure(lines=[wanted], deal_id=deal, company_id=company().id, now=NOW),
    "harden": lambda deal, _wanted: services.harden(deal_id=deal, until=None, now=NOW),
    "release": lambda deal, _wanted: services.release(deal_id=deal, now=NOW),
    "expire": lambda deal, _wanted: services.expire(deal_id=deal, now=SOON),
    "consume": lambda deal, wanted: services.consume(
        deal_id=deal, lines=[ShipLine(wanted.owner_ref, wanted.quantity)], now=NOW, by=WAREHOUSE
    ),
}


class TestTheTableOfStates:
    @pytest.mark.parametrize("verb", VERBS)
    def test_decides_what_a_verb_may_do(self, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(states, "REGISTRY", {})
        closed = tuple(
            dataclasses.replace(move, sources=frozenset({ReservationState.RELEASED}), target=None)
            for move in RESERVATION.moves
        )
        table = dataclasses.replace(RESERVATION, moves=closed, final=frozenset())
        wanted = line(stocked("10"), 4, "l")
        deal = reserve(wanted)
        before = everything()
        for room in (promising, shipping):
            monkeypatch.setattr(room, "RESERVATION", table)
        with pytest.raises(IllegalMove):
            VERBS[verb](deal, wanted)
        assert everything() == before


class TestAllOrNothing:
    @pytest.mark.parametrize("verb", [*VERBS, "receive", "adjust", "set_counted", "set_low_mark", "reserve", "restock"])
    def test_a_verb_that_fails_at_its_last_word_has_done_nothing(
        self, verb: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        supplier = company()
        item = stocked("10", supplier)
        wanted, pool = line(item, 4, "l"), pool_of(item)
        deal, gone = reserve(wanted), reserve(line(item, 1, "g"), klass=Klass.HARD)
        services.consume(deal_id=gone, lines=[ShipLine("g", metres(1))], now=NOW, by=WAREHOUSE)
        own: dict[str, Any] = {"company_id": supplier.id, "by": WAREHOUSE, "now": NOW}
        count: dict[str, Any] = {"pool_id": pool.id, "reason": "盘点", **own}
        acts: dict[str, Callable[[], object]] = {
            "receive": lambda: services.receive(sku_id=item.id, quantity=metres(1), **own),
            "adjust": lambda: services.adjust(delta=metres(1), **count),
            "set_counted": lambda: services.set_counted(counted=metres(8), expected_version=pool.version + 1, **count),
            "set_low_mark": lambda: services.set_low_mark(sku_id=item.id, number=metres(3), **own),
            "reserve": lambda: reserve(line(item, 1)),
            "restock": lambda: services.restock(
                deal_id=gone, lines=[ShipLine("g", metres(1))], reason="退货", now=NOW, by=WAREHOUSE
            ),
            **{name: functools.partial(act, deal, wanted) for name, act in VERBS.items()},
        }

        def broken(_event: object) -> None:
            raise ConnectionError("the last word is not written")

        monkeypatch.setattr(audit, "publish", broken)
        before = [*everything(), self.beside()]
        with pytest.raises(ConnectionError):
            acts[verb]()
        assert [*everything(), self.beside()] == before

    def beside(self) -> list[object]:
        """What the verbs write outside their own tables, and the marks."""
        return [
            AuditEntry.objects.count(), EventRecord.objects.count(), LowMark.objects.count(),
            list(Deadline.objects.order_by("id").values_list("state", "due_at")),
        ]  # fmt: skip


class TestLocks:
    @pytest.mark.parametrize("verb", ["release", "expire", "consume"])
    def test_pools_are_locked_in_their_order_before_they_change(self, verb: str) -> None:
        wanted = line(stocked("10"), 4, "l")
        deal = reserve(wanted)
        with CaptureQueriesContext(connection) as seen:
            VERBS[verb](deal, wanted)
        told = [row["sql"] for row in seen.captured_queries]
        locks = [number for number, sql in enumerate(told) if "ORDER BY p.sku_id, p.id" in sql and "FOR UPDATE" in sql]
        changes = [number for number, sql in enumerate(told) if "UPDATE inventory_pool" in sql]
        assert (len(locks), len(changes)) == (1, 1)
        assert locks < changes


def by_line(rows: list[Reservation]) -> list[Reservation]:
    return sorted(rows, key=lambda row: row.owner_ref)


class TestWhatAVerbReturns:
    def test_is_what_it_touched(self) -> None:
        item, buyer, deal = stocked("10"), company(), uuid.uuid4()
        wanted = [line(item, 4, "a"), line(item, 1, "b")]
        made = services.reserve(
            lines=wanted, deal_id=deal, company_id=buyer.id, klass=Klass.SOFT, expires_at=SOON, now=NOW
        )
        assert [(row.owner_ref, row.state, row.company_id, row.made_at) for row in made] == [
            ("a", "LIVE", buyer.id, NOW), ("b", "LIVE", buyer.id, NOW),
        ]  # fmt: skip
        hard = services.harden(deal_id=deal, until=SOON, now=NOW)
        assert [(row.owner_ref, row.klass, row.expires_at) for row in by_line(hard)] == [
            ("a", "HARD", SOON),
            ("b", "HARD", SOON),
        ]
        firm = services.secure(lines=wanted, deal_id=deal, company_id=buyer.id, now=NOW)
        assert [(row.owner_ref, row.klass) for row in by_line(firm)] == [("a", "HARD"), ("b", "HARD")]
        shipped = services.consume(deal_id=deal, lines=[ShipLine("a", metres(4))], now=NOW, by=WAREHOUSE)
        assert [(row.ref, row.kind, row.delta, row.deal_id) for row in shipped] == [("a", "SHIPPED", Decimal(-4), deal)]
        back = services.restock(deal_id=deal, lines=[ShipLine("a", metres(1))], reason="退货", now=NOW, by=WAREHOUSE)
        assert [(row.ref, row.kind, row.delta, row.reason) for row in back] == [("a", "RETURNED", Decimal(1), "退货")]
        freed = services.release(deal_id=deal, now=NOW)
        assert [(row.owner_ref, row.state, row.ended_at) for row in freed] == [("b", "RELEASED", NOW)]
        [lapsed] = services.expire(deal_id=reserve(line(item, 1, "c")), now=SOON)
        assert (lapsed.owner_ref, lapsed.state, lapsed.ended_at) == ("c", "EXPIRED", SOON)

    def test_of_nothing_is_nothing(self) -> None:
        before, deal = everything(), uuid.uuid4()
        assert (
            services.reserve(
                lines=[], deal_id=deal, company_id=company().id, klass=Klass.HARD, expires_at=None, now=NOW
            )
            == []
        )
        assert services.release(deal_id=deal, now=NOW) == []
        assert services.expire(deal_id=deal, now=NOW) == []
        assert everything() == before
        assert not AuditEntry.objects.filter(deal_id=deal).exists()
        assert not EventRecord.objects.filter(deal_id=deal).exists()


class TestWhatIsStored:
    def test_after_the_supplier_grants_time(self) -> None:
        deal = reserve(line(stocked("10"), 4, "l"))
        services.harden(deal_id=deal, until=SOON + timedelta(days=1), now=NOW)
        row = Reservation.objects.get(deal_id=deal)
        assert (row.klass, row.expires_at) == ("HARD", SOON + timedelta(days=1))

    def test_after_payment(self) -> None:
        item, buyer = stocked("10"), company()
        deal = reserve(line(item, 4, "l"), buyer=buyer)
        services.secure(lines=[line(item, 4, "l")], deal_id=deal, company_id=buyer.id, now=NOW)
        row = Reservation.objects.get(deal_id=deal)
        assert (row.klass, row.expires_at, row.quantity) == ("HARD", None, Decimal(4))

    def test_after_a_part_left(self) -> None:
        deal = reserve(line(stocked("10"), 4, "l"), klass=Klass.HARD)
        services.consume(deal_id=deal, lines=[ShipLine("l", metres(1))], now=NOW, by=WAREHOUSE)
        rows = Reservation.objects.filter(deal_id=deal).order_by("quantity")
        assert [(row.state, row.quantity, row.ended_at, row.owner_ref) for row in rows] == [
            ("CONSUMED", Decimal(1), NOW, "l"), ("LIVE", Decimal(3), None, "l"),
        ]  # fmt: skip

    def test_the_audit_names_the_first_of_the_promises(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4, "a"), line(item, 1, "b"))
        first = Reservation.objects.get(deal_id=deal, owner_ref="a")
        assert AuditEntry.objects.get(deal_id=deal).subject_id == str(first.id)


class TestDeadlines:
    def state(self, deal: uuid.UUID) -> list[tuple[str, datetime]]:
        rows = Deadline.objects.filter(kind=EXPIRES, subject_id=deal).order_by("id")
        return list(rows.values_list("state", "due_at"))

    @pytest.mark.parametrize("verb", ["release", "consume", "harden"])
    def test_go_with_the_last_promise_that_lapses(self, verb: str) -> None:
        wanted = line(stocked("10"), 4, "l")
        deal = reserve(wanted)
        assert self.state(deal) == [("WAITING", SOON)]
        VERBS[verb](deal, wanted)
        assert self.state(deal) == [("WITHDRAWN", SOON)]

    def test_that_come_too_early_are_set_again(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4))
        clock.withdraw(kind=EXPIRES, subject_id=deal)
        before = everything()
        assert services.expire(deal_id=deal, now=NOW) == []
        assert self.state(deal)[-1] == ("WAITING", SOON)
        assert everything() == before


class TestRefusals:
    def test_of_other_units_name_what_was_given_and_what_it_is_counted_in(self) -> None:
        supplier = company()
        item = stocked("10", supplier)
        pool, pieces = pool_of(item), Quantity.of(1, "C62")
        before = everything()
        acts: tuple[Callable[[], object], ...] = (
            lambda: services.receive(
                sku_id=item.id, quantity=pieces, company_id=supplier.id, by=WAREHOUSE, now=NOW
            ),
            lambda: services.adjust(
                pool_id=pool.id, company_id=supplier.id, delta=pieces, reason="盘点", by=WAREHOUSE, now=NOW
            ),
            lambda: services.set_counted(
                pool_id=pool.id, company_id=supplier.id, counted=pieces, expected_version=pool.version, reason="盘点",
                by=WAREHOUSE, now=NOW,
            ),
        )  # fmt: skip
        for act in acts:
            with pytest.raises(UnlikeUnits) as refused:
                act()
            assert refused.value.facts == {"left": "C62", "right": "MTR"}
        assert everything() == before

    def test_of_a_count_without_reason_or_below_what_is_promised(self) -> None:
        supplier = company()
        item = stocked("10", supplier)
        reserve(line(item, 4))
        pool = pool_of(item)

        def count(amount: str, reason: str) -> None:
            services.set_counted(
                pool_id=pool.id, company_id=supplier.id, counted=metres(amount), expected_version=pool.version,
                reason=reason, by=WAREHOUSE, now=NOW,
            )  # fmt: skip

        before = everything()
        with pytest.raises(ReasonMissing):
            count("9", "  ")
        with pytest.raises(BelowReserved) as refused:
            count("3.9", "盘点")
        assert (refused.value.facts["reserved"][0], refused.value.facts["asked"][:3]) == ("4", "3.9")
        assert everything() == before
        count("4", "盘点")
        assert pool_of(item).on_hand == 4

    def test_of_a_line_shipped_whole_and_once_more_in_one_call(self) -> None:
        deal = reserve(line(stocked("10"), 4, "l"), klass=Klass.HARD)
        before = everything()
        with pytest.raises(NotReserved) as refused:
            services.consume(
                deal_id=deal, lines=[ShipLine("l", metres(4)), ShipLine("l", metres(1))], now=NOW, by=WAREHOUSE
            )
        assert refused.value.facts["reserved"].startswith("0")
        assert everything() == before


class TestTheCap:
    def test_is_forgotten_a_day_after_the_lapse_and_not_before(self) -> None:
        item, buyer = stocked("100"), company()
        services.expire(deal_id=reserve(line(item, 100), buyer=buyer), now=SOON)
        day, later = SOON + timedelta(days=1), SOON + timedelta(days=2)
        with pytest.raises(HoardingCap):
            reserve(line(item, 51), buyer=buyer, until=later, now=day - timedelta(seconds=1))
        reserve(line(item, 51), buyer=buyer, until=later, now=day)

    def test_of_one_sku_leaves_the_others_of_the_order_alone(self) -> None:
        piled, other, buyer = stocked("100"), stocked("40"), company()
        reserve(line(piled, 30), buyer=buyer)
        reserve(line(piled, 20), line(other, 40), buyer=buyer)
        assert queries.available([piled.id, other.id]) == {piled.id: metres(50), other.id: metres(0)}

    def test_counts_all_sites(self) -> None:
        supplier, buyer = company(), company()
        item = stocked("60", supplier)
        services.receive(
            sku_id=item.id, quantity=metres(40), company_id=supplier.id, by=WAREHOUSE, now=NOW, site="分仓"
        )
        reserve(line(item, 30), buyer=buyer)
        before = everything()
        with pytest.raises(HoardingCap) as refused:
            reserve(line(item, "20.1"), buyer=buyer)
        assert refused.value.facts["limit"].startswith("50")
        assert everything() == before
        reserve(line(item, 20), buyer=buyer)
