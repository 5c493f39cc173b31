"""Terms beyond the ladder: mixed batch, MOQ over all variants, samples, guarded prices, holidays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.drafts import SkuDraft
from sourcebridge.catalog.models import ApprovedBuyer, Closure, MixRule, Shop, Sku
from sourcebridge.catalog.states import ApprovalState
from sourcebridge.domestic import errors
from sourcebridge.domestic.models import CartLine, OrderKind, SpotOrder
from sourcebridge.domestic.preview import SupplierPreview, preview
from sourcebridge.inventory import services as inventory
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from tests.catalog.conftest import fabric
from tests.domestic.conftest import NOON, Scene, supplier_by

D = Decimal


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


class Mixed:
    """The worked case of domain.md A2: goods A at 15.00 with MOQ 10, goods B at 30.00, terms 500.00 or 20 pieces."""

    def __init__(self, scene: Scene, rule: str) -> None:
        self.scene = scene
        self.a, self.b = (self._goods(handle, price, moq) for handle, price, moq in (("a", 15, 10), ("b", 30, 1)))
        Shop.objects.filter(company=scene.factory).update(mix_amount=D(500), mix_number=D(20), mix_rule=rule)

    def _goods(self, handle: str, price: int, moq: int) -> Sku:
        by = supplier_by(self.scene.factory)
        draft = fabric(
            handle=handle, unit="C62", moq=D(moq), tiers=((D(moq), D(price)),), option_names=(),
            skus=(SkuDraft(weight_g=D(300)),),
        )  # fmt: skip
        product = catalog.create_product(company_id=self.scene.factory.id, draft=draft, by=by, now=NOON)
        catalog.publish(company_id=self.scene.factory.id, product_id=product.id, by=by, now=NOON)
        sku = product.skus.get()
        inventory.receive(
            sku_id=sku.id, quantity=Quantity.of(100, "C62"), company_id=self.scene.factory.id, by=by, now=NOON
        )
        return sku

    def preview(self, a: int, b: int) -> SupplierPreview:
        wanted = [(self.a.id, Quantity.of(a, "C62")), (self.b.id, Quantity.of(b, "C62"))]
        (seen,) = preview(buyer_company_id=self.scene.stall.id, wanted=wanted, province="44", now=NOON)
        return seen


class TestMixedBatch:
    def test_is_refused_below_amount_and_number(self, scene: Scene) -> None:
        seen = Mixed(scene, MixRule.EITHER).preview(8, 6)
        assert seen.mix is not None
        assert not seen.mix.met
        assert (seen.mix.more_money, seen.mix.more_number) == (cny("200.00"), D(6))
        assert isinstance(seen.first_refusal, errors.QuantityNotValid)
        assert [q.text for q in seen.lines[0].nearest] == ["10"]

    def test_waives_the_moq_once_the_number_is_met(self, scene: Scene) -> None:
        seen = Mixed(scene, MixRule.EITHER).preview(8, 12)
        assert seen.mix is not None
        assert seen.mix.met
        assert seen.first_refusal is None
        assert (seen.lines[0].priced and seen.lines[0].priced.amount, seen.goods) == (cny("120.00"), cny("480.00"))

    def test_needs_amount_and_number_where_the_seller_says_both(self, scene: Scene) -> None:
        mixed = Mixed(scene, MixRule.BOTH)
        assert isinstance(mixed.preview(8, 12).first_refusal, errors.QuantityNotValid)
        assert mixed.preview(8, 13).first_refusal is None

    def test_never_waives_stock(self, scene: Scene) -> None:
        refusals = [refusal for line in Mixed(scene, MixRule.EITHER).preview(8, 101).lines for refusal in line.refusals]
        assert [type(refusal) for refusal in refusals] == [errors.NotEnoughStock]


class TestMoq:
    def test_counts_all_variants_together(self, make_scene: Callable[..., Scene]) -> None:
        scene = make_scene(moq=D(60), tiers=((D(60), D("10.50")), (D(200), D("9.80"))), batch_multiple=D(10))
        both = [(scene.skus[0].id, scene.metres("40")), (scene.skus[1].id, scene.metres("20"))]
        (seen,) = preview(buyer_company_id=None, wanted=both, province="44", now=NOON)
        assert seen.first_refusal is None
        (alone,) = preview(buyer_company_id=None, wanted=both[:1], province="44", now=NOON)
        assert [q.text for q in alone.lines[0].nearest] == ["60"]


class TestSample:
    @pytest.fixture
    def sampled(self, make_scene: Callable[..., Scene]) -> Scene:
        return make_scene(
            moq=D(60), tiers=((D(60), D("10.50")),), batch_multiple=D(10), sample_price=D("25.00"), sample_most=D(2)
        )

    def test_costs_its_own_price_and_needs_no_moq(self, sampled: Scene) -> None:
        CartLine.objects.create(
            company=sampled.stall, sku=sampled.skus[0], quantity=60, unit="MTR", added_by="x", changed_at=NOON
        )
        order = sampled.place("2", sample=True)
        assert (order.kind, order.goods) == (OrderKind.SAMPLE, cny("50.00"))
        assert CartLine.objects.count() == 1
        assert sampled.place("60").kind == OrderKind.NORMAL

    def test_is_limited_and_offered_by_the_supplier_only(self, sampled: Scene) -> None:
        for amount, most, refusal in (("3", D(2), errors.TooManySamples), ("1", None, errors.NoSamples)):
            sampled.product.sample_most = most
            sampled.product.sample_price = D("25.00") if most else None
            sampled.product.save()
            with pytest.raises(refusal):
                sampled.place(amount, sample=True)
        assert not SpotOrder.objects.exists()


class TestGuardedPrices:
    def test_are_seen_and_ordered_by_approved_buyers_only(self, make_scene: Callable[..., Scene]) -> None:
        scene = make_scene(audience="APPROVED")
        with pytest.raises(errors.PriceHidden):
            scene.place("200")
        wanted = [(scene.skus[0].id, scene.metres("200"))]
        (seen,) = preview(buyer_company_id=scene.stall.id, wanted=wanted, province="44", now=NOON)
        assert seen.lines[0].priced is None
        assert not seen.lines[0].sku.tiers
        shop = Shop.objects.get(company=scene.factory)
        asked = ApprovedBuyer.objects.create(shop=shop, buyer_company=scene.stall, asked_at=NOON)
        with pytest.raises(errors.PriceHidden):
            scene.place("200")
        asked.state = ApprovalState.APPROVED
        asked.save()
        assert scene.place("200").goods == cny("1960.00")


class TestHolidays:
    def test_dispatch_is_promised_from_their_end(self, scene: Scene) -> None:
        shop = Shop.objects.get(company=scene.factory)
        ends = NOON + timedelta(days=7)
        closure = Closure.objects.create(shop=shop, starts_at=NOON - timedelta(days=1), ends_at=ends, note="春节")
        order = scene.pay(scene.place("100"))
        assert order.dispatch_due_at == ends + timedelta(hours=order.dispatch_hours)
        closure.ended_early_at = NOON
        closure.save()
        later = scene.pay(scene.place("100"))
        assert later.dispatch_due_at == NOON + timedelta(hours=later.dispatch_hours)

    def test_that_begin_later_change_nothing(self, scene: Scene) -> None:
        shop = Shop.objects.get(company=scene.factory)
        Closure.objects.create(shop=shop, starts_at=NOON + timedelta(hours=1), ends_at=NOON + timedelta(days=7))
        order = scene.pay(scene.place("100"))
        assert order.dispatch_due_at == NOON + timedelta(hours=order.dispatch_hours)
