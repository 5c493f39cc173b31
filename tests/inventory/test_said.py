"""What the verbs on stock hold before they read, write down, and announce; and the mark from which goods run low."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog.models import Sku
from sourcebridge.clock.models import Deadline
from sourcebridge.inventory import queries, services
from sourcebridge.inventory.errors import BelowReserved, HoardingCap, MoreThanShipped, NothingToMove, NotReserved
from sourcebridge.inventory.models import LowMark, Movement, Site
from sourcebridge.inventory.services import ShipLine, promising, shipping
from sourcebridge.inventory.services.changing import Change, change
from sourcebridge.inventory.states import Klass
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.quantity import Quantity, UnlikeUnits
from sourcebridge.parameters import queries as parameters
from tests.inventory.stocked import NOW, WAREHOUSE, company, everything, line, metres, pool_of, sku, stocked

SOON = NOW + timedelta(minutes=30)
pytestmark = pytest.mark.django_db


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the verbs hold, in order."""
    found: list[tuple[object, ...]] = []
    for room in (promising, shipping):
        hold = room.hold

        def told(*what: object, hold: object = hold) -> None:
            found.append(what)
            hold(*what)  # type: ignore[operator]

        monkeypatch.setattr(room, "hold", told)
    return found


def reserve(*lines: services.ReserveLine, klass: Klass = Klass.SOFT) -> uuid.UUID:
    deal = uuid.uuid4()
    services.reserve(
        lines=lines, deal_id=deal, company_id=company().id, klass=klass,
        expires_at=SOON if klass == Klass.SOFT else None, now=NOW,
    )  # fmt: skip
    return deal


def said(deal: uuid.UUID) -> list[tuple[str, str, str]]:
    """The audit rows of a deal: verb, state before and after."""
    return list(
        AuditEntry.objects.filter(deal_id=deal).order_by("id").values_list("verb", "state_before", "state_after")
    )


def announced(deal: uuid.UUID) -> list[tuple[str, list[str]]]:
    rows = EventRecord.objects.filter(deal_id=deal).order_by("id")
    return [(row.name, row.payload["owner_refs"]) for row in rows]


def changed(item: Sku) -> int:
    """How often the change of a SKU's stock was announced."""
    rows = EventRecord.objects.filter(name="inventory.stock.changed")
    return sum(row.payload["sku_ids"] == [str(item.id)] for row in rows)


class TestADealsVerbs:
    def test_hold_the_deal_write_and_announce(self, held: list[tuple[object, ...]]) -> None:
        item = stocked("20")
        came = changed(item)
        assert came == 1
        one = reserve(line(item, 4, "b"), line(item, 5, "a"))
        services.harden(deal_id=one, until=SOON + timedelta(days=1), now=NOW)
        services.secure(lines=[line(item, 4, "b"), line(item, 5, "a")], deal_id=one, company_id=company().id, now=NOW)
        services.consume(deal_id=one, lines=[ShipLine("a", metres(5))], now=NOW, by=WAREHOUSE)
        assert changed(item) == came + 1
        services.restock(deal_id=one, lines=[ShipLine("a", metres(2))], reason="退货", now=NOW, by=WAREHOUSE)
        assert changed(item) == came + 2
        services.release(deal_id=one, now=NOW)
        two = reserve(line(item, 1, "c"))
        services.expire(deal_id=two, now=SOON)
        assert held == [("deal", one)] * 6 + [("deal", two)] * 2
        assert said(one) == [
            ("inventory.reservation.reserve", "", "LIVE"),
            ("inventory.reservation.harden", "LIVE", "LIVE"),
            ("inventory.reservation.harden", "LIVE", "LIVE"),
            ("inventory.reservation.consume", "LIVE", "CONSUMED"),
            ("inventory.stock.returned", "", ""),
            ("inventory.reservation.release", "LIVE", "RELEASED"),
        ]
        assert announced(one) == [
            ("inventory.stock.reserved", ["a", "b"]),
            ("inventory.reservation.hardened", ["a", "b"]),
            ("inventory.reservation.hardened", ["a", "b"]),
            ("inventory.reservation.consumed", ["a"]),
            ("inventory.reservation.released", ["b"]),
        ]
        assert said(two)[-1] == ("inventory.reservation.expire", "LIVE", "EXPIRED")
        assert announced(two)[-1] == ("inventory.reservation.expired", ["c"])

    def test_name_the_figures_in_the_audit(self) -> None:
        item = stocked("20")
        deal = reserve(line(item, 4, "l"))
        services.harden(deal_id=deal, until=SOON, now=NOW)
        services.consume(deal_id=deal, lines=[ShipLine("l", metres(4))], now=NOW, by=WAREHOUSE)
        services.restock(deal_id=deal, lines=[ShipLine("l", metres(3))], reason="退货", now=NOW, by=WAREHOUSE)
        reserved, hardened, _shipped, returned = AuditEntry.objects.filter(deal_id=deal).order_by("id")
        assert reserved.facts["klass"] == "SOFT"
        assert [row["line"] for row in reserved.facts["lines"]] == ["l"]
        assert hardened.facts["until"] == SOON.isoformat()
        assert (returned.facts["line"], returned.facts["reason"]) == ("l", "退货")
        assert Decimal(returned.facts["delta"]) == 3

    def test_say_what_was_asked_and_what_there_is(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 4, "l"))
        with pytest.raises(NotReserved) as refused:
            services.consume(deal_id=deal, lines=[ShipLine("l", metres(5))], now=NOW, by=WAREHOUSE)
        assert refused.value.facts["line"] == "l"
        with pytest.raises(MoreThanShipped):
            services.restock(deal_id=deal, lines=[ShipLine("l", metres("0.1"))], reason="", now=NOW, by=WAREHOUSE)
        services.release(deal_id=deal, now=NOW)
        with pytest.raises(NotReserved) as nothing:
            services.harden(deal_id=deal, until=None, now=NOW)
        assert nothing.value.facts == {"line": "", "reserved": "0", "asked": "0"}


class TestReserveFirst:
    def test_promises_with_a_deadline(self) -> None:
        item, deal = stocked("10"), uuid.uuid4()
        made = services.reserve_first(
            lines=[line(item, 4, "l")], deal_id=deal, company_id=company().id, klass=Klass.SOFT, expires_at=SOON,
            now=NOW,
        )  # fmt: skip
        assert [(row.owner_ref, row.quantity, row.klass) for row in made] == [("l", Decimal(4), "SOFT")]
        assert queries.reserved_of(deal) == {"l": metres(4)}
        assert Deadline.objects.get(subject_id=deal).due_at == SOON
        assert said(deal) == [("inventory.reservation.reserve", "", "LIVE")]
        assert announced(deal) == [("inventory.stock.reserved", ["l"])]

    def test_promises_for_good_without_one(self) -> None:
        item, deal = stocked("10"), uuid.uuid4()
        services.reserve_first(
            lines=[line(item, 4, "l")], deal_id=deal, company_id=company().id, klass=Klass.HARD, expires_at=None,
            now=NOW,
        )  # fmt: skip
        assert not Deadline.objects.filter(subject_id=deal).exists()


class TestSeveralSites:
    def test_ships_and_takes_back_from_one_after_the_other(self) -> None:
        supplier = company()
        item = stocked("3", supplier)
        services.receive(sku_id=item.id, quantity=metres(4), company_id=supplier.id, by=WAREHOUSE, now=NOW, site="分仓")
        deal = reserve(line(item, 7, "l"), klass=Klass.HARD)
        shipped = services.consume(deal_id=deal, lines=[ShipLine("l", metres(3))], now=NOW, by=WAREHOUSE)
        assert [movement.delta for movement in shipped] == [-3]
        services.consume(deal_id=deal, lines=[ShipLine("l", metres(4))], now=NOW, by=WAREHOUSE)
        back = services.restock(deal_id=deal, lines=[ShipLine("l", metres(2))], reason="", now=NOW, by=WAREHOUSE)
        assert sum(movement.delta for movement in back) == 2
        assert Site.objects.filter(company=supplier).count() == 2
        assert queries.available([item.id])[item.id] == metres(2)
        assert not Movement.objects.filter(delta=0).exists()


class TestSmallParts:
    def test_less_than_one_leaves_and_comes_back(self) -> None:
        item = stocked("3")
        deal = reserve(line(item, "0.5", "l"), klass=Klass.HARD)
        services.consume(deal_id=deal, lines=[ShipLine("l", metres("0.5"))], now=NOW, by=WAREHOUSE)
        assert pool_of(item).on_hand == Decimal("2.5")
        services.restock(deal_id=deal, lines=[ShipLine("l", metres("0.5"))], reason="", now=NOW, by=WAREHOUSE)
        assert pool_of(item).on_hand == 3

    def test_two_parts_of_one_line_are_one_promise(self) -> None:
        item = stocked("10")
        deal = reserve(line(item, 1, "l"), line(item, 2, "l"))
        [row] = queries.of_deal(deal)
        assert row.quantity == 3
        services.secure(
            lines=[line(item, 5, "l"), line(item, "0.5", "m")], deal_id=deal, company_id=row.company_id, now=NOW
        )
        assert queries.reserved_of(deal) == {"l": metres(5), "m": metres("0.5")}


class TestChange:
    def test_refuses_what_would_oversell(self) -> None:
        pool = pool_of(stocked("3"))
        before = everything()
        for wrong in (Change(reserved=Decimal(4)), Change(reserved=Decimal(-1)), Change(on_hand=Decimal(-4))):
            with pytest.raises(RuntimeError, match="changed under its lock"):
                change({pool.id: wrong})
            assert everything() == before
        change({})
        assert everything() == before


class TestReceiving:
    def test_takes_the_least_there_is_and_writes_all_of_it(self) -> None:
        supplier = company()
        item = sku(supplier)
        moved = services.receive(
            sku_id=item.id, quantity=metres("0.1"), company_id=supplier.id, by=WAREHOUSE, now=NOW, reason="样布"
        )
        assert (moved.delta, moved.on_hand_after, moved.reason) == (Decimal("0.1"), Decimal("0.1"), "样布")
        entry = AuditEntry.objects.get(verb="inventory.stock.received")
        assert {key: entry.facts[key] for key in ("sku_id", "unit", "reason")} == {
            "sku_id": str(item.id), "unit": "MTR", "reason": "样布",
        }  # fmt: skip
        assert changed(item) == 1

    def test_counts_down_to_nothing_but_not_below(self) -> None:
        supplier = company()
        item = stocked("3", supplier)
        pool = pool_of(item)
        who = {"pool_id": pool.id, "company_id": supplier.id, "reason": "盘点", "by": WAREHOUSE, "now": NOW}
        services.set_counted(counted=metres(0), expected_version=pool.version, **who)  # type: ignore[arg-type]
        assert pool_of(item).on_hand == 0
        with pytest.raises(NothingToMove):
            services.set_counted(counted=metres("-0.1"), expected_version=pool.version + 1, **who)  # type: ignore[arg-type]
        with pytest.raises(BelowReserved):
            services.adjust(delta=metres("-0.1"), **who)  # type: ignore[arg-type]


class TestCap:
    def test_stands_at_whole_steps_and_names_what_is_held(self) -> None:
        item, buyer = stocked("10"), company()

        def ask(amount: str) -> None:
            services.reserve(
                lines=[line(item, amount)], deal_id=uuid.uuid4(), company_id=buyer.id, klass=Klass.SOFT,
                expires_at=SOON, now=NOW,
            )  # fmt: skip

        ask("1")
        with pytest.raises(HoardingCap) as refused:
            ask("8")
        assert refused.value.facts["sku"] == str(item.id)
        assert refused.value.facts["held"].startswith("1")

    def test_counts_nothing_for_who_holds_nothing_now(self) -> None:
        item, buyer = stocked("100"), company()

        def ask(amount: Decimal) -> uuid.UUID:
            deal = uuid.uuid4()
            services.reserve(
                lines=[line(item, amount)], deal_id=deal, company_id=buyer.id, klass=Klass.SOFT, expires_at=SOON,
                now=NOW,
            )  # fmt: skip
            return deal

        services.expire(deal_id=ask(Decimal(1)), now=SOON)
        limit = parameters.value("stock.reserved_share", at=NOW) * 100
        with pytest.raises(HoardingCap) as refused:
            ask(limit + Decimal("0.1"))
        assert refused.value.facts["held"].startswith("0")
        ask(limit)


class TestLowMark:
    def test_is_set_moved_and_forgotten_and_says_so_once(self) -> None:
        supplier = company()
        item = stocked("3", supplier)
        who = {"sku_id": item.id, "company_id": supplier.id, "by": WAREHOUSE, "now": NOW}
        assert services.set_low_mark(number=None, **who) is None  # type: ignore[arg-type]
        assert not EventRecord.objects.filter(name="inventory.low_mark.set").exists()
        for number in ("5", "5", "0.1"):
            mark = services.set_low_mark(number=metres(number), **who)  # type: ignore[arg-type]
            assert mark is not None
            assert mark.number == Decimal(number)
        assert services.set_low_mark(number=None, **who) is None  # type: ignore[arg-type]
        assert not LowMark.objects.filter(sku=item).exists()
        rows = EventRecord.objects.filter(name="inventory.low_mark.set").order_by("id")
        assert [Decimal(row.payload["number"] or 0) for row in rows] == [5, Decimal("0.1"), 0]
        facts = [row.facts for row in AuditEntry.objects.filter(verb="inventory.low_mark.set").order_by("id")]
        assert [(Decimal(f["was"] or 0), Decimal(f["number"] or 0)) for f in facts] == [
            (0, 5), (5, Decimal("0.1")), (Decimal("0.1"), 0),
        ]  # fmt: skip

    def test_refuses_strangers_other_units_and_nothing(self) -> None:
        supplier = company()
        item = stocked("3", supplier)
        for owner, number, refusal in (
            (company(), metres(1), NotFound), (supplier, Quantity.of(1, "C62"), UnlikeUnits),
            (supplier, metres(0), NothingToMove), (supplier, metres(-1), NothingToMove),
        ):  # fmt: skip
            with pytest.raises(refusal):
                services.set_low_mark(sku_id=item.id, company_id=owner.id, number=number, by=WAREHOUSE, now=NOW)
        assert not LowMark.objects.exists()
