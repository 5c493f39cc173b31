"""Shops: profile, mixed batches, shelves, holidays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import queries, services
from sourcebridge.catalog.errors import ClosureInPast, ClosureOverlaps, NotASeller, PeriodBackwards, SectionNameTaken
from sourcebridge.catalog.models import Closure, Product, SectionItem, Shop, ShopSection, Translation
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import Malformed, NotAllowed, NotFound
from sourcebridge.parties.models import Company
from tests.catalog.conftest import NOW, supplier_by

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def everything() -> Any:
    tables = (Shop, ShopSection, SectionItem, Closure, Translation, AuditEntry, EventRecord)
    return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.fixture
def shop(twill: Product) -> Shop:
    return twill.shop


class TestSaveProfile:
    def save(self, company: Company, **more: Any) -> Shop:
        profile = services.Profile(**{"name": "锦纶", **more})
        return services.save_profile(company_id=company.id, profile=profile, by=supplier_by(company), now=NOW)

    def test_keeps_claims_and_texts(self, factory: Company) -> None:
        about = (("zh-hans", "自有织机 120 台"), ("en", "120 looms of our own"))
        shop = self.save(factory, about=about, founded_year=2003, employees=160, makes_to_order=True)
        assert (shop.founded_year, shop.employees, shop.lines, shop.makes_to_order) == (2003, 160, None, True)
        words = queries.words_of([shop.id], ("about",), kind="shop")
        assert words.text(shop.id, "about", "en").text == "120 looms of our own"
        assert words.original_language(shop.id, "about") == "zh-hans"
        assert EventRecord.objects.order_by("id").last().name == "catalog.shop.changed"  # type: ignore[union-attr]

    def test_a_translation_turns_stale_when_the_original_changes(self, factory: Company) -> None:
        self.save(factory, about=(("zh-hans", "甲"), ("en", "a")))
        shop = self.save(factory, about=(("zh-hans", "乙"), ("en", "a")))
        assert queries.words_of([shop.id], ("about",), kind="shop").text(shop.id, "about", "en").stale

    @pytest.mark.parametrize(
        "more",
        [{"name": " "}, {"employees": 0}, {"founded_year": 2027}, {"founded_year": 99}, {"about": (("fr", "x"),)}],
    )
    def test_refuses_and_writes_nothing(self, factory: Company, shop: Shop, more: dict[str, Any]) -> None:
        before = everything()
        with pytest.raises(Malformed):
            self.save(factory, **more)
        assert everything() == before

    def test_is_refused_to_who_does_not_sell(self, stall: Company) -> None:
        before = everything()
        with pytest.raises(NotASeller):
            self.save(stall)
        assert everything() == before

    def test_is_refused_to_buyers(self, factory: Company, shop: Shop) -> None:
        before = everything()
        with pytest.raises(NotAllowed):
            services.save_profile(
                company_id=factory.id,
                profile=services.Profile(name="x"),
                by=By(Actor.BUYER, None, factory.id, "x"),
                now=NOW,
            )
        assert everything() == before


class TestSaveMix:
    def save(self, company: Company, amount: str | None, number: str | None, rule: str = "EITHER") -> Shop:
        return services.save_mix(
            company_id=company.id,
            amount=None if amount is None else Decimal(amount),
            number=None if number is None else Decimal(number),
            rule=rule,
            by=supplier_by(company),
            now=NOW,
        )

    def test_offers_and_ends_mixed_batches(self, factory: Company) -> None:
        self.save(factory, "500.00", "20")
        terms = queries.mix_terms([factory.id])[factory.id]
        assert (terms.amount and terms.amount.amount, terms.number, terms.rule) == (Decimal(500), Decimal(20), "EITHER")
        self.save(factory, None, None)
        assert queries.mix_terms([factory.id]) == {}

    @pytest.mark.parametrize(("amount", "number", "rule"), [("0", None, "BOTH"), (None, "-1", "BOTH"), ("5", "5", "X")])
    def test_refuses_and_writes_nothing(
        self, factory: Company, shop: Shop, amount: str | None, number: str | None, rule: str
    ) -> None:
        before = everything()
        with pytest.raises(Malformed):
            self.save(factory, amount, number, rule)
        assert everything() == before


class TestSections:
    def save(self, company: Company, name: str, goods: list[Product], **more: Any) -> ShopSection:
        return services.save_section(
            company_id=company.id,
            name=name,
            product_ids=[product.id for product in goods],
            by=supplier_by(company),
            now=NOW,
            **more,
        )

    def test_keep_goods_in_order_and_are_ordered(self, factory: Company, make: Callable[..., Product]) -> None:
        goods = [make(handle=f"t-{number}") for number in range(3)]
        first, second = self.save(factory, "新品", goods[::-1]), self.save(factory, "清仓", goods[:1])
        assert [item.product_id for item in first.items.order_by("position")] == [p.id for p in goods[::-1]]
        services.order_sections(company_id=factory.id, section_ids=[second.id], by=supplier_by(factory), now=NOW)
        names = ShopSection.objects.order_by("position").values_list("name", flat=True)
        assert list(names) == ["清仓", "新品"]
        self.save(factory, "新品到货", goods[:2], section_id=first.id)
        assert first.items.count() == 2
        services.remove_section(company_id=factory.id, section_id=first.id, by=supplier_by(factory), now=NOW)
        assert list(ShopSection.objects.all()) == [second]
        assert Product.objects.count() == 3

    def test_refuse_names_twice_and_goods_of_others(self, factory: Company, rival: Company, twill: Product) -> None:
        self.save(factory, "新品", [twill])
        services.open_shop(company_id=rival.id, by=supplier_by(rival), now=NOW)
        mine = ShopSection.objects.get()
        before = everything()
        with pytest.raises(SectionNameTaken):
            self.save(factory, "新品", [])
        with pytest.raises(Malformed):
            self.save(factory, " ", [])
        with pytest.raises(NotFound):
            self.save(rival, "偷来", [twill])
        with pytest.raises(NotFound):
            self.save(rival, "偷来", [], section_id=mine.id)
        with pytest.raises(NotFound):
            services.remove_section(company_id=rival.id, section_id=mine.id, by=supplier_by(rival), now=NOW)
        with pytest.raises(NotFound):
            services.order_sections(company_id=rival.id, section_ids=[mine.id], by=supplier_by(rival), now=NOW)
        assert everything() == before


class TestClosures:
    def close(self, company: Company, start: int, end: int) -> Closure:
        return services.set_closure(
            company_id=company.id,
            starts_at=NOW + start * DAY,
            ends_at=NOW + end * DAY,
            note="春节",
            by=supplier_by(company),
            now=NOW,
        )

    def test_promises_begin_afterwards(self, factory: Company) -> None:
        row = self.close(factory, 1, 8)
        self.close(factory, 8, 9)
        at = NOW + 2 * DAY
        assert queries.dispatch_from(company_id=factory.id, at=at) == NOW + 9 * DAY
        assert queries.dispatch_from(company_id=factory.id, at=NOW) == NOW
        services.end_closure(company_id=factory.id, closure_id=row.id, by=supplier_by(factory), now=NOW + 3 * DAY)
        assert queries.dispatch_from(company_id=factory.id, at=NOW + 4 * DAY) == NOW + 4 * DAY

    def test_ending_twice_changes_nothing(self, factory: Company) -> None:
        row = self.close(factory, 1, 8)
        services.end_closure(company_id=factory.id, closure_id=row.id, by=supplier_by(factory), now=NOW)
        before = everything()
        services.end_closure(company_id=factory.id, closure_id=row.id, by=supplier_by(factory), now=NOW + DAY)
        assert everything() == before
        assert self.close(factory, 2, 3)

    @pytest.mark.parametrize(
        ("start", "end", "refusal"), [(2, 1, PeriodBackwards), (-3, -1, ClosureInPast), (5, 9, ClosureOverlaps)]
    )
    def test_refuse_and_write_nothing(self, factory: Company, start: int, end: int, refusal: type[Exception]) -> None:
        self.close(factory, 1, 8)
        before = everything()
        with pytest.raises(refusal):
            self.close(factory, start, end)
        assert everything() == before

    def test_of_others_are_not_found(self, factory: Company, rival: Company) -> None:
        row = self.close(factory, 1, 8)
        services.open_shop(company_id=rival.id, by=supplier_by(rival), now=NOW)
        before = everything()
        with pytest.raises(NotFound):
            services.end_closure(company_id=rival.id, closure_id=row.id, by=supplier_by(rival), now=NOW)
        assert everything() == before
