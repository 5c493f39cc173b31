"""Loading, holding and using rates."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from sourcebridge.audit.models import AuditEntry
from sourcebridge.fx import queries, services
from sourcebridge.fx.errors import NothingToLoad, QuoteExpired, QuoteUsed, RateStale, SameCurrency
from sourcebridge.fx.models import Edition, Quote, Reference
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.parameters import services as parameters
from sourcebridge.parties.models import Company
from tests.fx.conftest import NOW, given

pytestmark = pytest.mark.django_db


def everything() -> list[object]:
    models = (Reference, Edition, Quote, AuditEntry)
    return [sorted(map(str, model.objects.values_list())) for model in models]


class TestLoad:
    def test_the_same_figures_again_add_nothing(self, rates: None, operator: By) -> None:
        before = everything()
        assert services.load(rates=[given("USD", "1.10")], by=operator, now=NOW) == services.Loaded(0, 0, 1)
        assert everything() == before

    def test_a_correction_is_a_new_version_and_counts(self, rates: None, operator: By) -> None:
        assert queries.rate(base="EUR", quote="USD", at=NOW).value == Decimal("1.10")
        done = services.load(rates=[given("USD", "1.20")], by=operator, now=NOW)
        assert done == services.Loaded(0, 1, 0)
        assert queries.rate(base="EUR", quote="USD", at=NOW).value == Decimal("1.20")
        assert [row.version for row in queries.history(currency="USD")] == [2, 1]

    def test_an_older_day_keeps_its_rate(self, rates: None, operator: By) -> None:
        services.load(rates=[given("USD", "1.30", date(2026, 4, 2))], by=operator, now=NOW + timedelta(days=2))
        assert queries.rate(base="EUR", quote="USD", at=NOW).value == Decimal("1.10")

    def test_only_the_operator_loads(self, buyer: By, db: None) -> None:
        before = everything()
        with pytest.raises(NotAllowed):
            services.load(rates=[given("USD", "1.10")], by=buyer, now=NOW)
        assert everything() == before

    def test_nothing_to_load(self, operator: By) -> None:
        before = everything()
        with pytest.raises(NothingToLoad):
            services.load(rates=[], by=operator, now=NOW)
        assert everything() == before

    def test_the_shipped_history_of_the_bank(self, operator: By) -> None:
        services.load_shipped(since=date(2026, 3, 1), by=operator, now=NOW)
        found = queries.rate(base="EUR", quote="USD", at=NOW)
        assert found.on <= NOW.date()
        assert "ECB" in found.source.text
        assert not Reference.objects.filter(on__gt=NOW.date()).exists()


class TestLock:
    def test_it_keeps_rate_margin_and_rows(self, rates: None, buyer: By) -> None:
        row = services.lock(base="CNY", quote="USD", by=buyer, now=NOW)
        assert row.expires_at == NOW + timedelta(minutes=15)
        assert (row.margin, row.charged) == (Decimal("0.01"), queries.table(at=NOW).rate("CNY", "USD").charged)
        assert row.base_reference is not None
        assert row.base_reference.currency == "CNY"

    def test_rates_and_margin_of_later_change_nothing(self, rates: None, buyer: By, operator: By) -> None:
        row = services.lock(base="CNY", quote="USD", by=buyer, now=NOW)
        services.load(rates=[given("USD", "2.00")], by=operator, now=NOW)
        parameters.change(code="fx.margin", value=Decimal("0.05"), effective_from=NOW, by=operator, now=NOW)
        row.refresh_from_db()
        assert (row.margin, round(row.rate, 6)) == (Decimal("0.01"), Decimal("0.138889"))
        assert queries.table(at=NOW).margin == Decimal("0.05")

    def test_the_same_currency_needs_none(self, rates: None, buyer: By) -> None:
        before = everything()
        with pytest.raises(SameCurrency):
            services.lock(base="USD", quote="USD", by=buyer, now=NOW)
        assert everything() == before

    def test_an_old_rate_is_not_held(self, rates: None, buyer: By) -> None:
        before = everything()
        with pytest.raises(RateStale):
            services.lock(base="CNY", quote="USD", by=buyer, now=NOW + timedelta(days=30))
        assert everything() == before


class TestUse:
    def test_once(self, rates: None, buyer: By) -> None:
        row = services.lock(base="CNY", quote="USD", by=buyer, now=NOW)
        assert services.use(quote_id=row.id, by=buyer, now=NOW).used_at == NOW
        before = everything()
        with pytest.raises(QuoteUsed):
            services.use(quote_id=row.id, by=buyer, now=NOW)
        assert everything() == before

    def test_not_after_its_time(self, rates: None, buyer: By) -> None:
        row = services.lock(base="CNY", quote="USD", by=buyer, now=NOW)
        before = everything()
        with pytest.raises(QuoteExpired):
            services.use(quote_id=row.id, by=buyer, now=NOW + timedelta(minutes=16))
        assert everything() == before

    def test_not_by_another_company(self, rates: None, buyer: By) -> None:
        row = services.lock(base="CNY", quote="USD", by=buyer, now=NOW)
        other = By(buyer.actor, None, Company.objects.create(name="Other").id, "other")
        before = everything()
        for by, quote_id in ((other, row.id), (buyer, UUID(int=7))):
            with pytest.raises(NotFound):
                services.use(quote_id=quote_id, by=by, now=NOW)
        assert everything() == before


class TestTable:
    def test_one_statement_when_it_is_known(self, rates: None, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        queries.table(at=NOW)
        with django_assert_num_queries(1):
            queries.table(at=NOW).rate("CNY", "BDT")
