"""Facts move the order by the published amounts; shares are shrunk; refreshed is rebuilt."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.models import ApprovedBuyer, Audience, Product
from sourcebridge.catalog.states import ApprovalState
from sourcebridge.discovery import queries, ranking, services
from sourcebridge.discovery.models import Availability, Listing, Scale, Standing, Term
from sourcebridge.discovery.results import Hit, Part
from sourcebridge.discovery.services import Figures, Sales
from sourcebridge.discovery.states import Level
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.inventory import services as inventory
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.quantity import Quantity
from sourcebridge.parameters import services as parameters
from sourcebridge.parties.models import Company, Licence, LicenceKind, User
from tests.discovery.conftest import NOW, Make, sales

pytestmark = pytest.mark.django_db


OPERATOR = By(Actor.OPERATOR, name="Operator")


def hits(**more: Any) -> list[Hit]:
    return queries.search(wanted=Wanted(**more), buyer_company_id=None, language="zh-hans", now=NOW).rows


def part(product: Product, code: str, **more: Any) -> Part:
    found = queries.why(wanted=Wanted(**more), product_id=product.id, now=NOW)
    assert found is not None
    assert sum(one.points for one in found.why) == found.score
    return next(one for one in found.why if one.code == code)


class TestNoteSupplier:
    def test_moves_the_order_by_the_published_amount(self, make: Make, mill: Company, rival: Company) -> None:
        first, second = make("a", "牛仔布"), make("b", "牛仔布", company=rival)
        before = {hit.product_id: hit.score for hit in hits(q="牛仔布")}
        services.note_supplier(company_id=rival.id, facts=Figures(paid_orders=80, within_48h=80), now=NOW)
        services.note_supplier(company_id=mill.id, facts=Figures(paid_orders=80, within_48h=40), now=NOW)
        overall = ranking.shrunk(120, 160, Decimal("0.5"), Decimal(20))
        mean = ranking.shrunk(120, 160, overall, Decimal(20))
        for product, shipped in ((first, 40), (second, 80)):
            value = ranking.shrunk(shipped, 80, mean, Decimal(20)).quantize(Decimal("0.0001"))
            found = part(product, "ship48h")
            assert found.value == value
            assert abs(found.points - value * Decimal("0.15")) <= Decimal("0.00005")
        after = {hit.product_id: hit.score for hit in hits(q="牛仔布")}
        assert [hit.product_id for hit in hits(q="牛仔布")] == [second.id, first.id]
        moved = part(second, "ship48h").points - Decimal("0.0750")
        assert after[second.id] - before[second.id] == moved

    def test_one_order_does_not_make_a_seller_perfect(self, make: Make, mill: Company, rival: Company) -> None:
        new, old = make("a", "牛仔布"), make("b", "牛仔布", company=rival)
        services.note_supplier(company_id=rival.id, facts=Figures(paid_orders=100, within_48h=90), now=NOW)
        services.note_supplier(company_id=mill.id, facts=Figures(paid_orders=1, within_48h=1), now=NOW)
        assert part(new, "ship48h").value < part(old, "ship48h").value < Decimal("0.9")

    def test_the_prior_is_a_parameter(self, make: Make, mill: Company) -> None:
        product = make("a", "牛仔布")
        parameters.change(code="rank.prior_orders", value=Decimal(0), effective_from=NOW, by=OPERATOR, now=NOW)
        services.note_supplier(company_id=mill.id, facts=Figures(paid=4, disputed=1), now=NOW)
        assert part(product, "dispute").value == Decimal("0.7500")
        assert part(product, "repeat").value == Decimal("0.5000")


class TestWeights:
    def test_are_parameters_in_force(self, make: Make) -> None:
        product = make("a", "牛仔布")
        assert part(product, "text", q="牛仔布").points == Decimal("0.3500")
        parameters.change(code="rank.domestic.text", value=Decimal("0.2"), effective_from=NOW, by=OPERATOR, now=NOW)
        assert part(product, "text", q="牛仔布").points == Decimal("0.2000")

    def test_a_lesser_answer_counts_by_the_cube_of_its_share(self, make: Make) -> None:
        best, other = make("a", "全棉斜纹 牛仔布"), make("b", "牛仔布", variants=("全棉斜纹", "黑色"))
        whole, lesser = (part(product, "text", q="全棉斜纹 牛仔布").value for product in (best, other))
        assert whole == 1
        assert 0 < lesser < Decimal("0.9")


class TestNoteStock:
    def test_writes_only_when_a_threshold_is_crossed(self, make: Make, mill: Company) -> None:
        product = make("a", "牛仔布", stock=0)
        assert part(product, "stock_ready").value == 0
        first, second = product.skus.order_by("position")
        for sku, level, changed in ((first, Level.SOME, 1), (first, Level.SOME, 0), (second, Level.ALL, 1)):
            inventory.receive(sku_id=sku.id, quantity=Quantity.of("10", "MTR"), company_id=mill.id, by=SYSTEM, now=NOW)
            assert services.note_stock(product_ids=[product.id], now=NOW) == changed
            assert Availability.objects.get(product=product).level == level
        assert part(product, "stock_ready").value == 1


class TestNoteSales:
    def test_moves_trend_and_the_order_by_sales(self, make: Make) -> None:
        slow, quick = make("a", "牛仔布"), make("b", "牛仔布")
        assert services.note_sales(sales={quick.id: Sales(70, 162), slow.id: Sales(0, 5)}, now=NOW) == 2
        assert part(quick, "trend").value == Decimal("0.8333")  # growth 2.5 (domain.md A12) of 3
        assert [hit.product_id for hit in hits(sort="sold")] == [quick.id, slow.id]


class TestVerified:
    def test_a_licence_moves_the_order_until_it_lapses(self, make: Make, mill: Company) -> None:
        product = make("a", "牛仔布")
        operator = User.objects.create_user("op@example.cn")
        Licence.objects.create(
            company=mill, kind=LicenceKind.BUSINESS_LICENCE, claimed_name="x", claimed_number="1", path="x",
            file_name="x", sha256="0" * 64, media_type="image/png", size=1, submitted_by=operator, submitted_at=NOW,
            review_due_at=NOW, state="APPROVED", verified_by=operator, verified_at=NOW, verified_sha256="0" * 64,
            valid_until=date(2026, 11, 30),
        )  # fmt: skip
        services.refresh_company(company_id=mill.id, now=NOW)
        assert part(product, "verified").points == Decimal("0.0500")
        services.refresh_company(company_id=mill.id, now=NOW + timedelta(days=40))
        assert part(product, "verified").points == 0


class TestPrice:
    def test_the_cheapest_of_the_category_counts_one(self, make: Make) -> None:
        goods = [make(f"a{price}", "牛仔布", price=str(price)) for price in (30, 10, 20)]
        assert [part(product, "price").value for product in goods] == [0, 1, Decimal("0.5000")]

    def test_guarded_prices_stay_out(self, make: Make, mill: Company, buyer: Company) -> None:
        guarded = make("a", "牛仔布", price="1", audience=Audience.APPROVED)
        public = make("b", "牛仔布", price="20")
        listing = Listing.objects.get(product=guarded)
        assert (listing.price_low, listing.price_best) == (None, None)
        for sort in ("price", "-price"):
            assert [hit.product_id for hit in hits(sort=sort)] == [public.id, guarded.id]
        assert [hit.product_id for hit in hits(price_to=Decimal(5))] == []
        assert part(guarded, "price").value == 0
        assert Scale.objects.get().marks == [Decimal(20)]

        def seen_by(company: Company | None) -> Any:
            found = queries.cards(
                [guarded.id], buyer_company_id=company.id if company else None, language="en", now=NOW
            )
            return found[0]

        assert seen_by(None).price_hidden
        assert (seen_by(buyer).first, seen_by(buyer).best) == (None, None)
        assert not seen_by(mill).price_hidden
        ApprovedBuyer.objects.create(
            shop=guarded.shop, buyer_company=buyer, state=ApprovalState.APPROVED, asked_at=NOW, decided_at=NOW
        )
        assert str(seen_by(buyer).first.price.amount) == "1.000000"


class TestRefresh:
    def test_equals_a_rebuild(self, make: Make, mill: Company, rival: Company) -> None:
        for number in range(6):
            make(
                f"a{number}",
                f"牛仔布 {number}",
                f"Denim {number}",
                price=str(5 + number),
                company=[mill, rival][number % 2],
            )
        services.note_supplier(company_id=rival.id, facts=Figures(paid_orders=9, within_48h=3), now=NOW)
        refreshed = _everything()
        assert services.rebuild(now=NOW) == 6
        assert _everything() == refreshed

    def test_takes_goods_out_that_are_withdrawn(self, make: Make, mill: Company) -> None:
        product = make("a", "牛仔布")
        catalog.withdraw(company_id=mill.id, product_id=product.id, by=sales(mill), now=NOW)
        services.refresh([product.id], now=NOW)
        assert not Listing.objects.exists()
        assert not Availability.objects.exists()
        assert not Standing.objects.exists()
        assert not Scale.objects.exists()

    def test_writes_nothing_when_nothing_changed(self, make: Make) -> None:
        product = make("a", "牛仔布")

        def version() -> Any:
            with connection.cursor() as cursor:
                cursor.execute("SELECT ctid::text FROM discovery_listing")
                return cursor.fetchall()

        before = version()
        services.refresh([product.id], now=NOW + timedelta(days=1))
        assert version() == before

    def test_keeps_nothing_private(self, make: Make, mill: Company, buyer: Company) -> None:
        product = make("a", "牛仔布", price="20")
        catalog.set_agreed_price(
            company_id=mill.id, product_id=product.id, sku_id=None, buyer_company_id=buyer.id,
            min_quantity=Decimal(1), unit_price=Decimal("7.77"), valid_from=NOW, valid_until=None,
            by=sales(mill), now=NOW,
        )  # fmt: skip
        services.refresh([product.id], now=NOW)
        with connection.cursor() as cursor:
            cursor.execute("SELECT l::text FROM discovery_listing l")
            assert "7.77" not in cursor.fetchone()[0]
        mine, others = (
            queries.cards([product.id], buyer_company_id=company, language="zh", now=NOW)[0]
            for company in (buyer.id, None)
        )
        assert mine.agreed
        assert mine.first is not None
        assert str(mine.first.price.amount) == "7.770000"
        assert others.first is not None
        assert str(others.first.price.amount) == "20.000000"


def _everything() -> list[Any]:
    leave = {"id"}
    tables: list[tuple[Any, str]] = [
        (Listing, "product_id"), (Availability, "product_id"), (Standing, "company_id"), (Scale, "category"),
    ]  # fmt: skip
    rows: list[Any] = []
    for model, order in tables:
        rows += [
            {name: value for name, value in row.items() if name not in leave}
            for row in model.objects.order_by(order).values()
        ]
    return [*rows, *Term.objects.order_by("kind", "text", "ref").values_list("kind", "text", "ref")]
