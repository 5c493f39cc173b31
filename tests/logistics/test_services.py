"""Templates, parcels and what carriers report about them."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from django.db import IntegrityError, transaction

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.clock.models import Deadline
from sourcebridge.kit.actors import HUMANS, Actor
from sourcebridge.kit.errors import IllegalMove, Malformed, NotAllowed, NotFound, Refusal
from sourcebridge.kit.money import InexactMoney
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics import queries, services
from sourcebridge.logistics.freight import FreightLine, FreightUnknown, Rate
from sourcebridge.logistics.models import FreightTemplate, Shipment, TrackingEvent
from sourcebridge.logistics.services import RateRow, Scan
from sourcebridge.logistics.states import MOVE_TO, SHIPMENT, ShipmentState
from sourcebridge.parties.models import Company
from tests.logistics.conftest import CLERK, NOON

CLOTH = [FreightLine(Quantity.of("200", "MTR"), Decimal(180), "twill")]
S = ShipmentState


def scan(state: str, hours: int, text: str = "") -> Scan:
    return Scan(state, NOON + timedelta(hours=hours), text or f"{state} {hours}")


@pytest.mark.django_db
class TestQuote:
    def test_reckons_by_the_rate_of_the_province(self, supplier: Company, deppon: None) -> None:
        (canton,) = queries.quote_freight(supplier_company_id=supplier.id, province="44", lines=CLOTH)
        (tibet,) = queries.quote_freight(supplier_company_id=supplier.id, province="54", lines=CLOTH)
        assert (str(canton.fee), str(tibet.fee)) == ("36.00 CNY", "123.00 CNY")

    def test_refuses_without_a_template(self, supplier: Company) -> None:
        with pytest.raises(FreightUnknown):
            queries.quote_freight(supplier_company_id=supplier.id, province="44", lines=CLOTH)

    def test_a_new_version_changes_new_quotes_and_keeps_the_old_row(self, supplier: Company, deppon: None) -> None:
        (before,) = queries.quote_freight(supplier_company_id=supplier.id, province="44", lines=CLOTH)
        dearer = Rate(Decimal(1000), Decimal("9.00"), Decimal(1000), Decimal("1.00"), Decimal(0))
        services.save_template(
            company_id=supplier.id, carrier="debangkuaidi", name="", charge_by="WEIGHT", transit_days=2,
            rows=[RateRow((), dearer)], by=CLERK, now=NOON,
        )  # fmt: skip
        (after,) = queries.quote_freight(supplier_company_id=supplier.id, province="44", lines=CLOTH)
        old = FreightTemplate.objects.get(pk=before.template_id)
        assert (str(after.fee), after.explained["version"], old.version) == ("44.00 CNY", "2", 1)
        assert old.retired_at == NOON

    def test_refuses_a_province_in_two_rows_and_keeps_the_version(self, supplier: Company, deppon: None) -> None:
        rate = Rate(Decimal(1), Decimal(1), Decimal(1), Decimal(1), Decimal(0))
        with pytest.raises(Malformed):
            services.save_template(
                company_id=supplier.id, carrier="debangkuaidi", name="", charge_by="PIECES", transit_days=2,
                rows=[RateRow(("44",), rate), RateRow(("44", "45"), rate)], by=CLERK, now=NOON,
            )  # fmt: skip
        assert list(FreightTemplate.objects.values_list("version", "retired_at")) == [(1, None)]

    @pytest.mark.parametrize(("days", "unit", "fee", "refusal"), [
        (-1, "1", "1", Malformed), (61, "1", "1", Malformed), (10**18, "1", "1", Malformed),
        (2, "0.0001", "1", Malformed), (2, "1e9", "1", Malformed), (2, "1", "1e11", Malformed),
        (2, "1", "0.001", InexactMoney),
    ])  # fmt: skip
    def test_refuses_numbers_that_would_be_kept_otherwise(
        self, supplier: Company, deppon: None, days: int, unit: str, fee: str, refusal: type[Refusal]
    ) -> None:
        rate = Rate(Decimal(1), Decimal(1), Decimal(unit), Decimal(fee), Decimal(0))
        with pytest.raises(refusal):
            services.save_template(
                company_id=supplier.id, carrier="debangkuaidi", name="", charge_by="PIECES", transit_days=days,
                rows=[RateRow((), rate)], by=CLERK, now=NOON,
            )  # fmt: skip
        assert list(FreightTemplate.objects.values_list("version", "retired_at")) == [(1, None)]


@pytest.mark.django_db
class TestShip:
    def test_records_the_parcel_asks_for_tracking_and_waits_for_news(self, ship: Callable[..., Shipment]) -> None:
        parcel = ship()
        assert (parcel.state, parcel.subscription.state) == (S.CREATED, "WANTED")
        assert Deadline.objects.get(subject_id=parcel.id).due_at == NOON + timedelta(days=15)
        assert EventRecord.objects.filter(name="logistics.shipment.dispatched").count() == 1

    @pytest.mark.parametrize("waybill", ["", "12", "德邦1234567890", "X" * 40])
    def test_refuses_what_is_no_waybill(self, ship: Callable[..., Shipment], waybill: str) -> None:
        with pytest.raises(services.WaybillUnreadable):
            ship(waybill)
        assert not Shipment.objects.exists()
        assert not AuditEntry.objects.exists()

    def test_refuses_a_waybill_twice(self, ship: Callable[..., Shipment]) -> None:
        ship()
        with pytest.raises(services.WaybillTaken):
            ship("dpk 2026-0000-0001")
        assert Shipment.objects.count() == 1


@pytest.mark.django_db
class TestRecordScans:
    JOURNEY = (
        scan(S.PICKED_UP, 1), scan(S.IN_TRANSIT, 5), scan(S.EXCEPTION, 9), scan(S.OUT_FOR_DELIVERY, 20),
        scan(S.DELIVERED, 30),
    )  # fmt: skip
    LATER = NOON + timedelta(days=3)

    def test_every_order_of_five_scans_with_repeats_ends_alike(self, ship: Callable[..., Shipment]) -> None:
        for index, order in enumerate(permutations(self.JOURNEY)):
            parcel = ship(f"DPK3026{index:08d}")
            for report in order:
                services.record_scans(shipment_id=parcel.id, scans=[report, order[0]], now=self.LATER)
            parcel.refresh_from_db()
            assert (parcel.state, parcel.delivered_at) == (S.DELIVERED, NOON + timedelta(hours=30))
            assert parcel.events.count() == 5
        assert EventRecord.objects.filter(name="logistics.shipment.delivered").count() == 120

    def test_a_late_scan_is_kept_and_moves_nothing(self, ship: Callable[..., Shipment]) -> None:
        parcel = ship()
        services.record_scans(shipment_id=parcel.id, scans=[scan(S.OUT_FOR_DELIVERY, 20)], now=self.LATER)
        services.record_scans(shipment_id=parcel.id, scans=[scan(S.IN_TRANSIT, 5)], now=self.LATER)
        parcel.refresh_from_db()
        assert (parcel.state, parcel.events.count()) == (S.OUT_FOR_DELIVERY, 2)

    def test_a_scan_of_tomorrow_is_not_believed(self, ship: Callable[..., Shipment]) -> None:
        parcel = ship()
        services.record_scans(shipment_id=parcel.id, scans=[scan(S.DELIVERED, 100)], now=NOON)
        parcel.refresh_from_db()
        assert (parcel.state, TrackingEvent.objects.count()) == (S.CREATED, 0)

    def test_delivered_may_become_a_problem_but_never_travels_again(self, ship: Callable[..., Shipment]) -> None:
        parcel = ship()
        services.record_scans(shipment_id=parcel.id, scans=[scan(S.DELIVERED, 30)], now=self.LATER)
        services.record_scans(shipment_id=parcel.id, scans=[scan(S.IN_TRANSIT, 40)], now=self.LATER)
        parcel.refresh_from_db()
        assert parcel.state == S.DELIVERED
        services.record_scans(shipment_id=parcel.id, scans=[scan(S.EXCEPTION, 41)], now=self.LATER)
        parcel.refresh_from_db()
        assert parcel.state == S.EXCEPTION

    def test_silence_loses_the_parcel_and_news_finds_it(self, ship: Callable[..., Shipment]) -> None:
        parcel = ship()
        services.lose(shipment_id=parcel.id, now=NOON + timedelta(days=15))
        parcel.refresh_from_db()
        assert parcel.state == S.LOST
        services.record_scans(shipment_id=parcel.id, scans=[scan(S.IN_TRANSIT, 5)], now=NOON + timedelta(days=16))
        parcel.refresh_from_db()
        assert parcel.state == S.IN_TRANSIT


@pytest.mark.django_db
class TestLifecycle:
    def test_the_grid_allows_what_the_table_says_and_nothing_else(self) -> None:
        for state, edge, actor, allowed in SHIPMENT.grid():
            if allowed:
                assert SHIPMENT.check(state, edge.name, actor) is edge
            else:
                with pytest.raises((IllegalMove, NotAllowed)):
                    SHIPMENT.check(state, edge.name, actor)

    def test_every_reported_state_has_its_move(self) -> None:
        assert {SHIPMENT.named(name).target for name in MOVE_TO.values()} == set(MOVE_TO)

    def test_only_the_carrier_says_delivered(self) -> None:
        assert SHIPMENT.named("deliver").by == {Actor.CARRIER}
        assert not SHIPMENT.named("deliver").by & HUMANS

    def test_the_database_knows_the_states(self, ship: Callable[..., Shipment]) -> None:
        parcel = ship()
        with pytest.raises(IntegrityError), transaction.atomic():
            Shipment.objects.filter(pk=parcel.pk).update(state="TELEPORTED")


@pytest.mark.django_db
class TestAddresses:
    FIELDS = {"recipient": "陈姐", "phone": "13800138000", "province": "44", "city": "广州市", "street": "沙河路 1 号"}

    def test_the_first_becomes_the_default_and_a_new_default_replaces_it(self, buyer: Company) -> None:
        first = services.save_address(company_id=buyer.id, fields=self.FIELDS, is_default=False, by=CLERK, now=NOON)
        second = services.save_address(company_id=buyer.id, fields=self.FIELDS, is_default=True, by=CLERK, now=NOON)
        first.refresh_from_db()
        assert (first.is_default, second.is_default) == (False, True)

    def test_gaps_are_named_and_nothing_is_stored(self, buyer: Company) -> None:
        with pytest.raises(Malformed) as refusal:
            services.save_address(
                company_id=buyer.id, fields={**self.FIELDS, "city": " ", "province": "99"}, is_default=True, by=CLERK,
                now=NOON,
            )  # fmt: skip
        assert set(refusal.value.fields) == {"city", "province"}
        assert not queries.addresses(company_id=buyer.id).exists()

    def test_a_stranger_cannot_change_it(self, buyer: Company, supplier: Company) -> None:
        mine = services.save_address(company_id=buyer.id, fields=self.FIELDS, is_default=True, by=CLERK, now=NOON)
        with pytest.raises(NotFound):
            services.remove_address(company_id=supplier.id, address_id=mine.id, by=CLERK, now=NOON)
        assert queries.addresses(company_id=buyer.id).count() == 1
