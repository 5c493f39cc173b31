"""Listings for buyers abroad: editions, what holds together, who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.errors import LadderBroken
from sourcebridge.catalog.exporting import ExportTerms
from sourcebridge.catalog.models import ExportListing, ExportTier, Product
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import Malformed, NotAllowed, NotFound, Refusal
from sourcebridge.parties.models import Company
from tests.catalog.conftest import supplier_by

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TERMS = ExportTerms(
    "FOB", "CNSHA", "USD", Decimal(500), 15, 25, date(2026, 11, 23),
    ((Decimal(500), Decimal("1.62")), (Decimal(2000), Decimal("1.55"))),
)  # fmt: skip


def put(factory: Company, product: Product, now: datetime = NOW, **more: Any) -> ExportListing:
    return services.list_export(
        company_id=factory.id, product_id=product.id, terms=replace(TERMS, **more), by=supplier_by(factory), now=now
    )


class TestListing:
    def test_stands_as_said_in_one_statement(
        self, factory: Company, twill: Product, django_assert_num_queries: Any
    ) -> None:
        put(factory, twill)
        with django_assert_num_queries(1):
            found = queries.exported([twill.id])[twill.id]
        assert (found.rule, found.place, found.currency, found.edition) == ("FOB", "CNSHA", "USD", 1)
        assert [(tier.minimum.text, tier.price.text) for tier in found.tiers] == [("500", "1.62"), ("2000", "1.55")]
        assert found.in_force(date(2026, 11, 23))
        assert not found.in_force(date(2026, 11, 22))

    def test_next_edition_leaves_the_one_before(self, factory: Company, twill: Product) -> None:
        first = put(factory, twill)
        put(factory, twill, now=NOW + timedelta(hours=1), tiers=((Decimal(300), Decimal("1.70")),))
        first.refresh_from_db()
        assert first.ended_at == NOW + timedelta(hours=1)
        assert [tier.unit_price for tier in first.tiers.order_by("from_quantity")] == [Decimal("1.62"), Decimal("1.55")]
        assert queries.exported([twill.id])[twill.id].edition == 2

    def test_database_keeps_one_standing(self, factory: Company, twill: Product) -> None:
        row = put(factory, twill)
        with pytest.raises(IntegrityError), transaction.atomic():
            ExportListing.objects.create(
                product=twill, edition=9, rule="FOB", place="CNSHA", currency="USD", moq=1, lead_from=1, lead_until=1,
                valid_from=row.valid_from, listed_at=NOW,
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"rule": "DDP"}, "rule"),
            ({"place": "Shanghai"}, "place"),
            ({"lead_from": 30}, "lead_until"),
            ({"lead_until": 366}, "lead_until"),
            ({"valid_until": date(2026, 11, 22)}, "valid_until"),
            ({"tiers": ()}, "tiers"),
            ({"tiers": ((Decimal(500), Decimal(0)),)}, "tiers"),
            ({"tiers": tuple((Decimal(n), Decimal(20 - n)) for n in range(1, 14))}, "tiers"),
            ({"moq": Decimal(499)}, "moq"),
        ],
    )
    def test_what_does_not_hold_together(
        self, factory: Company, twill: Product, more: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Malformed) as refused:
            put(factory, twill, **more)
        assert field in refused.value.fields
        assert not ExportListing.objects.exists()

    @pytest.mark.parametrize(
        "more",
        [
            {"tiers": ((Decimal(500), Decimal("1.50")), (Decimal(900), Decimal("1.60")))},
            {"tiers": ((Decimal(500), Decimal("1.50")), (Decimal(500), Decimal("1.40")))},
        ],
    )
    def test_ladder_rises_in_quantity_never_in_price(
        self, factory: Company, twill: Product, more: dict[str, Any]
    ) -> None:
        with pytest.raises(LadderBroken):
            put(factory, twill, **more)
        assert not ExportTier.objects.exists()

    def test_currency_and_decimals(self, factory: Company, twill: Product) -> None:
        for more in ({"currency": "XXX"}, {"tiers": ((Decimal(500), Decimal("1.1234567")),)}):
            with pytest.raises(Refusal):
                put(factory, twill, **more)
        assert not ExportListing.objects.exists()

    def test_only_the_owner(self, factory: Company, rival: Company, twill: Product) -> None:
        with pytest.raises(NotFound):
            put(rival, twill)
        with pytest.raises(NotAllowed):
            services.list_export(
                company_id=factory.id, product_id=twill.id, terms=TERMS, now=NOW,
                by=By(Actor.BUYER, None, factory.id, "x"),
            )  # fmt: skip
        assert not ExportListing.objects.exists()


class TestWithdrawing:
    def test_ends_it(self, factory: Company, twill: Product) -> None:
        put(factory, twill)
        services.withdraw_export(company_id=factory.id, product_id=twill.id, by=supplier_by(factory), now=NOW)
        assert queries.exported([twill.id]) == {}
        with pytest.raises(NotFound):
            services.withdraw_export(company_id=factory.id, product_id=twill.id, by=supplier_by(factory), now=NOW)

    def test_only_the_owner(self, factory: Company, rival: Company, twill: Product) -> None:
        put(factory, twill)
        with pytest.raises(NotFound):
            services.withdraw_export(company_id=rival.id, product_id=twill.id, by=supplier_by(rival), now=NOW)
        assert twill.id in queries.exported([twill.id])
