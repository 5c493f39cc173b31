"""Edits of live goods: small ones hold at once, material ones wait; versions; copies; what publishing asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebridge.audit import services as audit
from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import frozen, queries, services, weighing
from sourcebridge.catalog.drafts import AttributeDraft, PackagingDraft, ProductDraft, SkuDraft
from sourcebridge.catalog.errors import ChangeMoved, NotReady, VersionUnknown
from sourcebridge.catalog.models import (
    AttributeValue,
    Packaging,
    PriceTier,
    Product,
    ProductChange,
    ProductVersion,
    Sku,
    Translation,
)
from sourcebridge.catalog.states import CHANGE, ChangeState
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import IllegalMove, Malformed, NotAllowed, NotFound
from sourcebridge.messaging.models import Mail
from sourcebridge.parties.errors import ReasonMissing
from sourcebridge.parties.models import Company, Membership, User
from tests.catalog.conftest import NOW, fabric, supplier_by

pytestmark = pytest.mark.django_db
D = Decimal
OPERATOR = By(Actor.OPERATOR, None, None, "Reviewer")
LIMITS = weighing.Limits(D("0.30"), D("0.5"))
ANSWERS = (
    AttributeDraft("weight", ("220",)),
    AttributeDraft("width", ("150",)),
    AttributeDraft("composition", ("cotton",)),
)


def everything() -> Any:
    tables = (Product, Sku, PriceTier, Translation, AttributeValue, Packaging, ProductVersion, ProductChange,
              AuditEntry, EventRecord)  # fmt: skip
    return [list(table.objects.order_by("pk").values()) for table in tables]


def edit(product: Product, **more: Any) -> Product:
    company = product.shop.company
    draft = replace(queries.draft_of(product), **more)
    return services.edit_product(
        company_id=company.id, product_id=product.id, draft=draft, by=supplier_by(company), now=NOW
    )


def last_event() -> str:
    event = EventRecord.objects.order_by("id").last()
    assert event is not None
    return event.name


OTHER_TITLE = {"zh-hans": "二手手机批发 原装拆机", "en": "Cotton twill 32s shirting"}
DEAR = ((D(1), D("18.00")), (D(50), D("10.50")), (D(200), D("9.80")))


class TestMaterial:
    @pytest.mark.parametrize(
        ("more", "found"),
        [
            ({}, []),
            ({"dispatch_hours": 72}, []),
            ({"descriptions": {"zh-hans": "x"}}, []),
            ({"tiers": ((D(1), D("13.00")), (D(50), D("10.50")))}, []),
            ({"tiers": DEAR}, ["tiers"]),
            ({"tiers": ((D(1), D("12.00")), (D(50), D("7.00")))}, ["tiers"]),
            ({"category": "fabric-woven-poplin"}, ["category"]),
            ({"audience": "APPROVED"}, ["audience"]),
            ({"titles": {"zh-hans": "全棉斜纹 40支 衬衫面料", "en": "Cotton twill 32s shirting"}}, []),
            ({"titles": OTHER_TITLE}, ["title.zh-hans"]),
            ({"skus": (*fabric().skus, SkuDraft((("颜色", "红"),), tiers=((D(1), D(99)),)))}, []),
        ],
    )
    def test_names_what_makes_an_edit_wait(self, more: dict[str, Any], found: list[str]) -> None:
        assert weighing.material(fabric(), fabric(**more), LIMITS) == found


class TestEditOfLiveGoods:
    def test_small_edits_hold_at_once(self, twill: Product) -> None:
        edit(twill, dispatch_hours=72)
        assert queries.offer(product_id=twill.id).dispatch_hours == 72
        assert not ProductChange.objects.exists()

    def test_material_edits_wait_and_buyers_see_the_old_version(self, twill: Product) -> None:
        assert edit(twill, tiers=DEAR).revision == 1
        row = queries.waiting_change(twill.id)
        assert row is not None
        assert queries.offer(product_id=twill.id).tiers[0].price.text == "12.00"
        [change] = queries.difference(row)
        assert (change["field"], change["before"][:5], change["after"][:5]) == ("tiers", "1: 12", "1: 18")
        assert last_event() == "catalog.change.asked"

    def test_drafts_never_wait(self, make: Callable[..., Product]) -> None:
        product = make(publish=False)
        assert edit(product, tiers=DEAR).revision == 2

    def test_withdrawing_is_no_way_round(self, twill: Product, factory: Company) -> None:
        services.withdraw(company_id=factory.id, product_id=twill.id, by=supplier_by(factory), now=NOW)
        edit(twill, titles=OTHER_TITLE)
        assert queries.waiting_change(twill.id) is not None

    def test_the_same_wish_twice_changes_nothing(self, twill: Product) -> None:
        edit(twill, tiers=DEAR)
        before = everything()
        edit(twill, tiers=DEAR)
        assert everything() == before

    def test_a_later_wish_takes_the_place_of_the_earlier(self, twill: Product) -> None:
        edit(twill, tiers=DEAR)
        edit(twill, category="fabric-woven-poplin")
        assert sorted(ProductChange.objects.values_list("state", flat=True)) == ["WAITING", "WITHDRAWN"]

    def test_a_wish_that_cannot_be_written_is_refused(self, twill: Product) -> None:
        before = everything()
        with pytest.raises(Malformed):
            edit(twill, category="toys-none")
        with pytest.raises(Malformed):
            edit(twill, tiers=DEAR, attributes=(AttributeDraft("nonsense", ("x",)),))
        assert everything() == before


class TestConfirmChange:
    def confirm(self, row: ProductChange, seen: int = 1, by: By = OPERATOR) -> ProductChange:
        return services.confirm_change(change_id=row.id, seen_revision=seen, by=by, now=NOW)

    def waiting(self, product: Product) -> ProductChange:
        row = queries.waiting_change(product.id)
        assert row is not None
        return row

    def test_puts_the_wish_in_force_in_its_authors_name(self, twill: Product) -> None:
        edit(twill, tiers=DEAR)
        row = self.confirm(self.waiting(twill))
        assert row.state == "CONFIRMED"
        assert queries.offer(product_id=twill.id).tiers[0].price.text == "18.00"
        assert queries.versions_of(twill.id)[0].by_name == "Sales"
        assert last_event() == "catalog.change.confirmed"

    def test_lays_the_wish_upon_what_changed_meanwhile(self, twill: Product) -> None:
        edit(twill, tiers=DEAR)
        edit(twill, dispatch_hours=72)
        row = self.waiting(twill)
        assert [change["field"] for change in queries.difference(row)] == ["tiers"]
        before = everything()
        with pytest.raises(ChangeMoved):
            self.confirm(row)
        assert everything() == before
        self.confirm(row, seen=2)
        offer = queries.offer(product_id=twill.id)
        assert (offer.dispatch_hours, offer.tiers[0].price.text, len(offer.skus)) == (72, "18.00", 4)

    def test_keeps_renamed_variants(self, twill: Product) -> None:
        draft = queries.draft_of(twill)
        renamed = (replace(draft.skus[0], options=(("颜色", "深藏青 #19"),)), *draft.skus[1:])
        edit(twill, tiers=DEAR, skus=renamed)
        edit(twill, dispatch_hours=72)
        self.confirm(self.waiting(twill), seen=2)
        assert twill.skus.filter(active=True).count() == 4
        assert twill.skus.get(position=1).options == [["颜色", "深藏青 #19"]]

    @pytest.mark.parametrize("state", ChangeState.values)
    @pytest.mark.parametrize("actor", list(Actor))
    @pytest.mark.parametrize("name", ["confirm", "reject", "withdraw"])
    def test_follows_the_table(self, twill: Product, state: str, actor: Actor, name: str, factory: Company) -> None:
        edit(twill, tiers=DEAR)
        ProductChange.objects.update(state=state)
        row, by, move = ProductChange.objects.get(), By(actor, None, factory.id, "x"), CHANGE.named(name)
        verbs: dict[str, Callable[[], ProductChange]] = {
            "confirm": lambda: services.confirm_change(change_id=row.id, seen_revision=1, by=by, now=NOW),
            "reject": lambda: services.reject_change(change_id=row.id, reason="no", by=by, now=NOW),
            "withdraw": lambda: services.withdraw_change(company_id=factory.id, change_id=row.id, by=by, now=NOW),
        }
        if state in move.sources and actor in move.by:
            assert verbs[name]().state == move.target
            assert last_event() == move.event
            return
        before = everything()
        with pytest.raises((IllegalMove, NotAllowed)):
            verbs[name]()
        assert everything() == before


class TestRejectChange:
    def test_leaves_the_goods_and_says_why(self, twill: Product) -> None:
        edit(twill, titles=OTHER_TITLE)
        row = ProductChange.objects.get()
        before = everything()
        with pytest.raises(ReasonMissing):
            services.reject_change(change_id=row.id, reason=" ", by=OPERATOR, now=NOW)
        assert everything() == before
        row = services.reject_change(change_id=row.id, reason="另一种商品请新发布", by=OPERATOR, now=NOW)
        assert (row.state, row.reason) == ("REJECTED", "另一种商品请新发布")
        assert str(queries.offer(product_id=twill.id).title) != OTHER_TITLE["zh-hans"]

    def test_taking_back_of_another_company_is_not_found(self, twill: Product, rival: Company) -> None:
        edit(twill, tiers=DEAR)
        before = everything()
        with pytest.raises(NotFound):
            services.withdraw_change(
                company_id=rival.id, change_id=ProductChange.objects.get().id, by=supplier_by(rival), now=NOW
            )
        assert everything() == before


class TestVersions:
    def test_an_old_one_becomes_a_new_edit(self, twill: Product, factory: Company) -> None:
        draft = queries.draft_of(twill)
        edit(twill, dispatch_hours=72, skus=draft.skus[:2], descriptions={"zh-hans": "新的"})
        assert {change["field"] for change in queries.between(twill.id, 1, 2)} >= {"dispatch_hours"}
        services.restore_version(
            company_id=factory.id, product_id=twill.id, revision=1, by=supplier_by(factory), now=NOW
        )
        twill.refresh_from_db()
        assert twill.revision == 3
        assert queries.between(twill.id, 1, 3) == []
        assert queries.draft_of(twill).flat() == draft.flat()

    def test_unknown_ones_are_refused(self, twill: Product, factory: Company) -> None:
        before = everything()
        with pytest.raises(NotFound):
            services.restore_version(
                company_id=factory.id, product_id=twill.id, revision=9, by=supplier_by(factory), now=NOW
            )
        with pytest.raises(VersionUnknown):
            frozen.of_facts({"sku[a / b].code": "x", "option_names": ["c"], **fabric().flat()}, handle="x", known=())
        assert everything() == before


class TestCopyProduct:
    def test_makes_a_draft_that_says_the_same(self, make: Callable[..., Product], factory: Company) -> None:
        pack = PackagingDraft("CARTON", holds=D(100), gross_weight_g=D(21000), length_mm=600)
        twill = make(attributes=ANSWERS, packaging=(pack,))
        copy = services.copy_product(company_id=factory.id, product_id=twill.id, by=supplier_by(factory), now=NOW)
        assert (copy.state, copy.handle) == ("DRAFT", "twill-32-2")
        mine, yours = queries.draft_of(copy), queries.draft_of(twill)
        assert (mine.attributes, mine.packaging, mine.tiers) == (yours.attributes, yours.packaging, yours.tiers)
        assert not {sku.code for sku in mine.skus} & {sku.code for sku in yours.skus}

    def test_of_another_company_is_not_found(self, twill: Product, rival: Company) -> None:
        before = everything()
        with pytest.raises(NotFound):
            services.copy_product(company_id=rival.id, product_id=twill.id, by=supplier_by(rival), now=NOW)
        assert everything() == before


class TestPublish:
    def test_asks_people_for_required_attributes(self, make: Callable[..., Product], factory: Company) -> None:
        product = make(publish=False)
        before = everything()
        with pytest.raises(NotReady) as caught:
            services.publish(
                company_id=factory.id, product_id=product.id, by=supplier_by(factory), now=NOW, complete=True
            )
        assert sorted(caught.value.fields) == ["attribute.composition", "attribute.weight", "attribute.width"]
        assert everything() == before
        edit(product, attributes=ANSWERS)
        services.publish(company_id=factory.id, product_id=product.id, by=supplier_by(factory), now=NOW, complete=True)


amounts = st.decimals(min_value="0.01", max_value="99999", places=2)
words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and " / " not in text and "]." not in text
)


class TestFrozen:
    @given(price=amounts, weight=st.none() | amounts, values=st.lists(words, min_size=1, max_size=3, unique=True))
    def test_drafts_come_back_whole(self, price: Decimal, weight: Decimal | None, values: list[str]) -> None:
        skus = tuple(SkuDraft((("颜色", value),), code=f"c{n}", weight_g=weight) for n, value in enumerate(values))
        draft: ProductDraft = fabric(
            tiers=((D(1), price),),
            skus=skus,
            attributes=ANSWERS,
            packaging=(PackagingDraft("PIECE", holds=D(1), length_mm=30, sku_key=skus[0].key),),
            sample_price=price,
            sample_most=D(2),
        )
        assert frozen.thawed(frozen.frozen(draft)).flat() == draft.flat()
        assert frozen.of_facts(draft.flat(), handle=draft.handle, known=()).flat() == draft.flat()


class TestMails:
    def test_the_platform_and_the_supplier_are_told(self, twill: Product, factory: Company) -> None:
        platform = Company.objects.create(name="源桥", is_platform=True)
        for company, name in ((platform, "operator"), (factory, "seller")):
            user = User.objects.create_user(f"{name}@example.test", name=name, language="en")
            Membership.objects.create(user=user, company=company, roles=["OWNER"])
        edit(twill, tiers=DEAR)
        row = ProductChange.objects.get()
        services.reject_change(change_id=row.id, reason="too dear", by=OPERATOR, now=NOW)
        for event in EventRecord.objects.filter(name__startswith="catalog.change").order_by("id"):
            audit.deliver(event_id=event.id)
        mails = list(Mail.objects.order_by("id"))
        assert [mail.to for mail in mails] == ["operator@example.test", "seller@example.test"]
        assert "too dear" in mails[1].body
