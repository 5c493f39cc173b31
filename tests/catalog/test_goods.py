"""Goods: made, edited, published, withdrawn, promised at a price, and read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import offers, queries, services
from sourcebridge.catalog.drafts import SkuDraft
from sourcebridge.catalog.errors import (
    AgreedAbovePublic,
    HandleTaken,
    LadderBroken,
    LadderTooLong,
    NotReady,
    OptionsRepeat,
    PeriodBackwards,
    StepMismatch,
    UnitFixed,
    UnknownBuyer,
)
from sourcebridge.catalog.models import AgreedPrice, PriceTier, Product, Sku, Translation
from sourcebridge.catalog.states import PRODUCT, ProductState
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import IllegalMove, Malformed, NotAllowed, NotFound
from sourcebridge.kit.quantity import InexactQuantity, Quantity
from sourcebridge.parties.models import Company
from tests.catalog.conftest import NOW, fabric, supplier_by

pytestmark = pytest.mark.django_db
D = Decimal


def everything() -> Any:
    tables = (Product, Sku, PriceTier, AgreedPrice, Translation, AuditEntry, EventRecord)
    return [list(table.objects.order_by("id").values()) for table in tables]


class TestCreateProduct:
    def test_makes_a_draft_with_texts_skus_and_ladder(self, factory: Company) -> None:
        product = services.create_product(company_id=factory.id, draft=fabric(), by=supplier_by(factory), now=NOW)
        assert product.state == "DRAFT"
        assert queries.draft_of(product).ladder(fabric().tiers) == fabric().ladder(fabric().tiers)
        assert len({sku.code for sku in product.skus.all()}) == 4
        assert EventRecord.objects.get().name == "catalog.product.created"

    def test_gives_the_same_codes_to_the_same_goods(self, factory: Company, rival: Company) -> None:
        codes = []
        for company in (factory, rival):
            product = services.create_product(company_id=company.id, draft=fabric(), by=supplier_by(company), now=NOW)
            codes.append([sku.code for sku in product.skus.order_by("position")])
        assert codes[0] == codes[1]

    @pytest.mark.parametrize(
        ("more", "refusal"),
        [
            ({"titles": {"en": "only English"}}, Malformed),
            ({"handle": "a b"}, Malformed),
            ({"tiers": ()}, Malformed),
            ({"tiers": ((D(1), D(0)),)}, Malformed),
            ({"skus": (SkuDraft(weight_g=D(0)),)}, Malformed),
            ({"skus": (SkuDraft(weight_g=D("1e9")),)}, Malformed),
            ({"skus": (SkuDraft(weight_g=D("1e400")),)}, Malformed),
            ({"skus": (SkuDraft(weight_g=D("0.1234")),)}, Malformed),
            ({"deduct_on": "NEVER"}, Malformed),
            ({"tiers": ((D(1), D(5)), (D(9), D(6)))}, LadderBroken),
            ({"tiers": tuple((D(n), D(5)) for n in range(1, 8))}, LadderTooLong),
            ({"tiers": ((D(10), D(5)),), "moq": D(1)}, StepMismatch),
            ({"batch_multiple": D("0.25")}, InexactQuantity),
            ({"skus": (SkuDraft((("a", "S"),)), SkuDraft((("A", "s "),)))}, OptionsRepeat),
        ],
    )
    def test_refuses_and_writes_nothing(self, factory: Company, more: dict[str, Any], refusal: type[Exception]) -> None:
        before = everything()
        with pytest.raises(refusal):
            services.create_product(company_id=factory.id, draft=fabric(**more), by=supplier_by(factory), now=NOW)
        assert everything() == before

    def test_refuses_a_handle_twice(self, factory: Company, twill: Product) -> None:
        before = everything()
        with pytest.raises(HandleTaken):
            services.create_product(company_id=factory.id, draft=fabric(), by=supplier_by(factory), now=NOW)
        assert everything() == before


class TestEditProduct:
    def edit(self, product: Product, **more: Any) -> Product:
        company = product.shop.company
        draft = replace(queries.draft_of(product), **more)
        return services.edit_product(
            company_id=company.id, product_id=product.id, draft=draft, by=supplier_by(company), now=NOW
        )

    def test_writes_nothing_when_nothing_differs(self, twill: Product) -> None:
        before = everything()
        self.edit(twill)
        assert everything() == before

    def test_names_the_changed_fields(self, twill: Product) -> None:
        assert self.edit(twill, dispatch_hours=48).revision == twill.revision + 1
        assert EventRecord.objects.order_by("id").last().payload["fields"] == ["dispatch_hours"]  # type: ignore[union-attr]

    def test_retires_variants_and_never_deletes_them(self, twill: Product) -> None:
        draft = queries.draft_of(twill)
        self.edit(twill, skus=draft.skus[:1])
        assert list(twill.skus.order_by("position").values_list("active", flat=True)) == [True, False, False, False]
        assert len(queries.offer(product_id=twill.id).skus) == 1

    def test_a_translation_turns_stale_when_its_original_changes(self, twill: Product) -> None:
        self.edit(twill, titles={"zh-hans": "全棉斜纹 40支", "en": "Cotton twill 32s shirting"})
        assert queries.offer(product_id=twill.id, language="en").title.stale
        assert not queries.offer(product_id=twill.id, language="zh-hans").title.stale

    def test_what_is_not_translated_is_shown_in_the_original(self, twill: Product) -> None:
        description = queries.offer(product_id=twill.id, language="en").description
        assert (description.text, description.translated) == ("春秋衬衫面料", False)

    def test_unit_stays_once_published(self, twill: Product) -> None:
        before = everything()
        with pytest.raises(UnitFixed):
            self.edit(twill, unit="KGM")
        assert everything() == before

    def test_is_refused_to_another_company(self, twill: Product, rival: Company) -> None:
        with pytest.raises(NotFound):
            services.edit_product(
                company_id=rival.id, product_id=twill.id, draft=fabric(), by=supplier_by(rival), now=NOW
            )


class TestLifecycle:
    def test_grid_of_the_table(self) -> None:
        for state, move, actor, allowed in PRODUCT.grid():
            if allowed:
                assert PRODUCT.check(state, move.name, actor) is move
            else:
                with pytest.raises((IllegalMove, NotAllowed)):
                    PRODUCT.check(state, move.name, actor)

    @pytest.mark.parametrize("state", ProductState.values)
    @pytest.mark.parametrize("actor", list(Actor))
    @pytest.mark.parametrize("name", ["publish", "withdraw"])
    def test_services_follow_the_table(self, twill: Product, state: str, actor: Actor, name: str) -> None:
        Product.objects.filter(pk=twill.id).update(state=state)
        verb = services.publish if name == "publish" else services.withdraw
        company_id, before = twill.shop.company_id, None
        move = PRODUCT.named(name)
        by = By(actor, None, company_id, "x")
        if state in move.sources and actor in move.by:
            assert verb(company_id=company_id, product_id=twill.id, by=by, now=NOW).state == move.target
            return
        before = everything()
        with pytest.raises((IllegalMove, NotAllowed)):
            verb(company_id=company_id, product_id=twill.id, by=by, now=NOW)
        assert everything() == before

    def test_publishing_needs_a_variant_on_sale(self, make: Callable[..., Product]) -> None:
        product = make(publish=False)
        Sku.objects.filter(product=product).update(active=False)
        with pytest.raises(NotReady):
            services.publish(
                company_id=product.shop.company_id,
                product_id=product.id,
                by=supplier_by(product.shop.company),
                now=NOW,
            )
        product.refresh_from_db()
        assert product.state == "DRAFT"


class TestAgreedPrice:
    def promise(self, product: Product, buyer: UUID, **more: Any) -> AgreedPrice:
        given: dict[str, Any] = {
            "min_quantity": D(1), "unit_price": D("9.50"), "valid_from": NOW, "valid_until": None,
        }  # fmt: skip
        company = product.shop.company
        return services.set_agreed_price(
            company_id=company.id,
            product_id=product.id,
            buyer_company_id=buyer,
            by=supplier_by(company),
            now=NOW,
            **{**given, **more},
        )

    def price(self, product: Product, buyer: UUID | None, quantity: int, **when: Any) -> str:
        skus = queries.lines_for([product.skus.order_by("position")[0].id], buyer_company_id=buyer, at=NOW, **when)
        [sku] = skus.values()
        lines = offers.price_lines(skus, {sku.sku_id: Quantity.of(quantity, "MTR")})
        return lines[sku.sku_id].unit_price.text

    def test_is_seen_by_its_buyer_only(self, twill: Product, stall: Company, rival: Company) -> None:
        self.promise(twill, stall.id)
        assert self.price(twill, stall.id, 5) == "9.50"
        assert self.price(twill, rival.id, 5) == "12.00"
        assert self.price(twill, None, 5) == "12.00"

    def test_starts_at_its_quantity(self, twill: Product, stall: Company) -> None:
        self.promise(twill, stall.id, min_quantity=D(100))
        assert [self.price(twill, stall.id, n) for n in (10, 60, 100, 500)] == ["12.00", "10.50", "9.50", "9.50"]

    @pytest.mark.parametrize(
        ("start", "end", "shown"), [(1, None, "12.00"), (-2, -1, "12.00"), (-1, 1, "9.50"), (0, None, "9.50")]
    )
    def test_holds_in_its_period(self, twill: Product, stall: Company, start: int, end: int | None, shown: str) -> None:
        until = None if end is None else NOW + timedelta(days=end)
        self.promise(twill, stall.id, valid_from=NOW + timedelta(days=start), valid_until=until)
        assert self.price(twill, stall.id, 5) == shown

    def test_a_later_promise_follows_an_earlier(self, twill: Product, stall: Company) -> None:
        self.promise(twill, stall.id, valid_from=NOW - timedelta(days=9))
        self.promise(twill, stall.id, unit_price=D("9.20"), valid_from=NOW - timedelta(days=1))
        assert self.price(twill, stall.id, 5) == "9.20"

    def test_ends_once(self, twill: Product, stall: Company) -> None:
        row = self.promise(twill, stall.id)
        company = twill.shop.company
        for _turn in range(2):
            services.end_agreed_price(
                company_id=company.id, agreed_price_id=row.id, by=supplier_by(company), now=NOW + timedelta(hours=1)
            )
        assert AuditEntry.objects.filter(verb="catalog.agreed_price.ended").count() == 1

    def test_is_refused_and_nothing_written(self, twill: Product, stall: Company) -> None:
        before = everything()
        wrong: list[tuple[UUID, dict[str, Any], type[Exception]]] = [
            (stall.id, {"unit_price": D("12.01")}, AgreedAbovePublic),
            (stall.id, {"min_quantity": D(200), "unit_price": D("9.90")}, AgreedAbovePublic),
            (stall.id, {"valid_until": NOW}, PeriodBackwards),
            (twill.shop.company_id, {}, UnknownBuyer),
            (twill.id, {}, UnknownBuyer),
            (stall.id, {"sku_id": twill.id}, NotFound),
        ]
        for buyer, more, refusal in wrong:
            with pytest.raises(refusal):
                self.promise(twill, buyer, **more)
        assert everything() == before


class TestReadModels:
    def test_tier_goes_by_the_sum_over_variants(self, twill: Product) -> None:
        ids = list(twill.skus.order_by("position").values_list("id", flat=True))
        skus = queries.lines_for(ids, buyer_company_id=None, at=NOW)
        lines = offers.price_lines(skus, {ids[0]: Quantity.of(100, "MTR"), ids[1]: Quantity.of(60, "MTR")})
        assert {line.unit_price.text for line in lines.values()} == {"10.50"}
        assert sum(line.amount.amount for line in lines.values()) == D("1680.00")

    @pytest.mark.parametrize("count", [1, 3])
    def test_take_the_same_number_of_statements(
        self,
        make: Callable[..., Product],
        stall: Company,
        count: int,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        products = [make(handle=f"twill-{number}") for number in range(count)]
        ids = [sku.id for product in products for sku in product.skus.all()]
        with django_assert_num_queries(6):
            assert len(queries.lines_for(ids, buyer_company_id=stall.id, at=NOW)) == 4 * count
        with django_assert_num_queries(7):
            assert len(queries.listing(buyer_company_id=stall.id, at=NOW)[0]) == count
        with django_assert_num_queries(1):
            queries.offer(product_id=products[0].id, buyer_company_id=stall.id, at=NOW)

    def test_list_is_paged_and_filtered_in_both_languages(self, make: Callable[..., Product]) -> None:
        for number in range(5):
            make(handle=f"t-{number}")
        seen, cursor = [], ""
        while True:
            rows, following = queries.listing(cursor=cursor, limit=2, at=NOW)
            seen += [row.handle for row in rows]
            if following is None:
                break
            cursor = following
        assert sorted(seen) == [f"t-{number}" for number in range(5)]
        assert len(queries.listing(q="衬衫 twill", at=NOW)[0]) == 5
        assert queries.listing(q="silk", at=NOW)[0] == []

    def test_withdrawn_goods_are_neither_seen_nor_active(self, twill: Product) -> None:
        company = twill.shop.company
        services.withdraw(company_id=company.id, product_id=twill.id, by=supplier_by(company), now=NOW)
        with pytest.raises(NotFound):
            queries.offer(product_id=twill.id)
        ids = list(twill.skus.values_list("id", flat=True))
        assert not any(sku.active for sku in queries.lines_for(ids, buyer_company_id=None, at=NOW).values())


class TestDatabase:
    def test_refuses_two_prices_for_one_step_and_free_goods(self, twill: Product) -> None:
        for least, price in ((D(1), D(3)), (D(7), D(0))):
            with pytest.raises(IntegrityError), transaction.atomic():
                PriceTier.objects.create(product=twill, min_quantity=least, unit_price=price)
