"""The product editor, as a browser without script sends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.models import Product, ProductChange
from sourcebridge.parties.models import Company, Membership, User
from tests.catalog.conftest import NOW, supplier_by

pytestmark = pytest.mark.django_db
NEW = "/supplier/goods/new/"


@pytest.fixture
def seller(factory: Company, client: Client) -> Client:
    user = User.objects.create_user("lin@example.test", name="林", language="zh-hans")
    Membership.objects.create(user=user, company=factory, roles=["OWNER"])
    client.force_login(user)
    return client


FORM: dict[str, Any] = {
    "category": "fabric-woven-twill", "title_zh": "全棉斜纹", "title_en": "Cotton twill", "description_zh": "",
    "description_en": "", "handle": "", "language": "zh-hans", "price_form": "RANGE_FOR_OFFER", "unit": "MTR",
    "currency": "CNY", "moq": "1", "batch_multiple": "1", "sell_unit": "", "dispatch_hours": "24",
    "deduct_on": "ON_ORDER", "sample_price": "", "sample_most": "", "audience": "PUBLIC",
    "attribute.weight": "220", "attribute.width": "150", "attribute.composition": ["cotton", "spandex"],
    "tier_min": ["1", "50", ""], "tier_price": ["12", "10.50", ""],
    "option_name_1": "颜色", "option_values_1": "藏青 #19，黑 #20", "option_name_2": "尺码", "option_values_2": "",
    "pack_CARTON_holds": "100", "pack_CARTON_gross": "21.5", "pack_CARTON_length": "60.5",
    "save": "publish",
}  # fmt: skip


def sent(client: Client, url: str = NEW, **more: Any) -> Any:
    return client.post(url, {**FORM, **more})


class TestChoosing:
    def test_finds_leaves_by_what_is_typed_in_both_languages(self, seller: Client) -> None:
        for words in ("全棉斜纹布", "twill"):
            page = seller.get(NEW, {"q": words}).content.decode()
            assert "category=fabric-woven-twill" in page

    def test_walks_three_levels(self, seller: Client) -> None:
        page = seller.get(NEW, {"under": "fabric"}).content.decode()
        assert f"{NEW}?category=fabric-woven-twill" in page

    def test_only_leaves_can_be_chosen(self, seller: Client) -> None:
        assert 'name="q"' in seller.get(NEW, {"category": "fabric"}).content.decode()
        assert 'name="title_zh"' in seller.get(NEW, {"category": "fabric-woven-twill"}).content.decode()


class TestNewGoods:
    def test_are_published_in_one_step(self, seller: Client) -> None:
        answer = sent(seller)
        assert answer.status_code == 302, answer.content.decode()
        product = Product.objects.get()
        assert (product.state, product.handle) == ("PUBLISHED", "全棉斜纹")
        draft = queries.draft_of(product)
        assert [dict(sku.options) for sku in draft.skus] == [{"颜色": "藏青 #19"}, {"颜色": "黑 #20"}]
        assert {answer.code: tuple(sorted(answer.values)) for answer in draft.attributes} == {
            "weight": ("220",), "width": ("150",), "composition": ("cotton", "spandex"),
        }  # fmt: skip
        [pack] = draft.packaging
        figures = (pack.holds, pack.gross_weight_g, pack.length_mm, pack.net_weight_g)
        assert [None if figure is None else int(figure) for figure in figures] == [100, 21500, 605, None]
        assert pack.level == "CARTON"
        for path in ("", "preview/", "prices/", "versions/"):
            assert seller.get(f"{answer['Location']}{path}").status_code == 200

    def test_stay_a_draft_and_say_what_they_miss(self, seller: Client) -> None:
        answer = sent(seller, **{"attribute.weight": ""})
        assert answer.status_code == 422
        product = Product.objects.get()
        assert product.state == "DRAFT"
        page = answer.content.decode()
        assert f'action="/supplier/goods/{product.id}/"' in page
        assert 'id="id_attribute.weight_error"' in page
        rows = seller.post(f"/supplier/goods/{product.id}/", {**FORM, "option_values_1": "", **_rows(product)})
        assert rows.status_code == 302
        product.refresh_from_db()
        assert product.state == "PUBLISHED"
        assert product.skus.count() == 2

    def test_are_made_of_values_times_values(self, seller: Client) -> None:
        page = sent(seller, option_values_2="M,L,XL", make_skus="1").content.decode()
        assert page.count('name="sku_id"') == 6
        assert "全棉斜纹" in page
        assert not Product.objects.exists()

    def test_get_a_row_without_script(self, seller: Client) -> None:
        page = sent(seller, add_tier="1").content.decode()
        assert page.count('name="tier_min"') == 4
        assert not Product.objects.exists()

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"title_zh": ""}, "id_title_zh_error"),
            ({"tier_price": ["12", "x", ""]}, "“x”"),
            ({"price_form": "FIXED"}, "id_price_form_error"),
            ({"price_form": "PER_SKU"}, "id_price_form_error"),
            ({"batch_multiple": "12"}, "id_sell_unit_error"),
            ({"sell_unit": "HAND"}, "id_batch_multiple_error"),
            ({"sample_price": "1"}, "id_sample_price_error"),
            ({"attribute.weight": "heavy"}, "id_attribute.weight_error"),
            ({"pack_CARTON_holds": "0"}, "0"),
            ({"pack_CARTON_length": "1.23"}, "errorlist"),
        ],
    )
    def test_refusals_stand_at_the_field_and_keep_what_was_typed(
        self, seller: Client, more: dict[str, Any], field: str
    ) -> None:
        answer = sent(seller, **more)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert field in page
        assert "Cotton twill" in page
        assert not Product.objects.exists()


def _rows(product: Product) -> dict[str, list[str]]:
    skus = list(product.skus.order_by("position"))
    return {
        "sku_id": [str(sku.id) for sku in skus],
        "sku_option_1": [sku.options[0][1] for sku in skus],
        "sku_option_2": [""] * len(skus),
        "sku_option_3": [""] * len(skus),
        "sku_code": [sku.code for sku in skus],
        "sku_active": ["yes"] * len(skus),
    }


class TestPriceForms:
    @pytest.mark.parametrize(
        ("more", "form"),
        [
            ({"price_form": "FIXED", "option_values_1": ""}, "FIXED"),
            ({}, "RANGE_FOR_OFFER"),
            ({"price_form": "PER_SKU", "tier_min": [""], "tier_price": [""], "sku_price": ["11", "12"]}, "PER_SKU"),
            ({"price_form": "PER_SKU_RANGE", "tier_min": [""], "tier_price": [""],
              "sku_price": ["1: 11, 50: 10", "1：12，50：11"]}, "PER_SKU_RANGE"),
        ],
    )  # fmt: skip
    def test_are_what_was_chosen(self, seller: Client, more: dict[str, Any], form: str) -> None:
        if "sku_price" in more:
            more = {**more, "option_values_1": "", "sku_option_1": ["红", "蓝"], "sku_option_2": ["", ""]}
        answer = sent(seller, **more)
        assert answer.status_code == 302, answer.content.decode()
        assert queries.draft_of(Product.objects.get()).price_form == form

    def test_unknown_prices_of_variants_are_asked_for(self, seller: Client) -> None:
        answer = sent(seller, price_form="PER_SKU", tier_min=[""], tier_price=[""])
        assert answer.status_code == 422
        assert not Product.objects.exists()


class TestEditing:
    def test_saving_unchanged_changes_nothing(self, seller: Client, make: Callable[..., Product]) -> None:
        assert sent(seller).status_code == 302
        product = Product.objects.get()
        again = {**FORM, **_rows(product), "option_values_1": "", "save": "save"}
        assert seller.post(f"/supplier/goods/{product.id}/", again).status_code == 302
        product.refresh_from_db()
        assert product.revision == 1

    def test_material_edits_wait_and_are_taken_back(self, seller: Client) -> None:
        sent(seller)
        product = Product.objects.get()
        url = f"/supplier/goods/{product.id}/"
        again = {**FORM, **_rows(product), "option_values_1": "", "save": "save", "tier_price": ["20", "10.50", ""]}
        assert seller.post(url, again).status_code == 302
        page = seller.get(url).content.decode()
        assert "1: 20" in page
        assert 'value="take_back"' in page
        assert seller.post(url, {"move": "take_back"}).status_code == 302
        assert ProductChange.objects.get().state == "WITHDRAWN"

    @pytest.mark.parametrize("hours", ["24", "72"])
    def test_going_back_to_a_small_edit_ends_the_waiting(self, seller: Client, hours: str) -> None:
        sent(seller)
        product = Product.objects.get()
        url = f"/supplier/goods/{product.id}/"
        again = {**FORM, **_rows(product), "option_values_1": "", "save": "save"}
        seller.post(url, {**again, "tier_price": ["20", "10.50", ""]})
        assert seller.post(url, {**again, "dispatch_hours": hours}).status_code == 302
        assert ProductChange.objects.get().state == "WITHDRAWN"
        assert queries.draft_of(product).tiers[0][1] == 12

    def test_copies_and_moves(self, seller: Client, twill: Product) -> None:
        url = f"/supplier/goods/{twill.id}/"
        copy = seller.post(url, {"move": "copy"})["Location"]
        assert seller.get(copy).status_code == 200
        assert seller.post(copy, {"move": "publish"}).status_code == 422
        assert seller.post(url, {"move": "withdraw"}).status_code == 302
        assert seller.post(url, {"move": "nonsense"}).status_code == 422

    def test_another_category_brings_its_own_questions(self, seller: Client, twill: Product) -> None:
        url = f"/supplier/goods/{twill.id}/"
        assert "category=toy" in seller.get(url, {"choose": "1", "q": "puzzle"}).content.decode()
        page = seller.get(url, {"category": "light-source-bulbs"}).content.decode()
        assert 'name="attribute.voltage"' in page
        assert 'name="attribute.width"' not in page


class TestReviewPages:
    @pytest.fixture
    def operator(self, db: None) -> Client:
        company = Company.objects.create(name="源桥", is_platform=True)
        user = User.objects.create_user("op@example.test", name="审核", language="en")
        Membership.objects.create(user=user, company=company, roles=["OWNER"])
        client = Client()
        client.force_login(user)
        return client

    def test_show_the_difference_and_decide(self, seller: Client, operator: Client) -> None:
        sent(seller)
        product = Product.objects.get()
        again = {**FORM, **_rows(product), "option_values_1": "", "save": "save", "tier_price": ["20", "10.50", ""]}
        seller.post(f"/supplier/goods/{product.id}/", again)
        row = ProductChange.objects.get()
        url = f"/operator/changes/{row.id}/"
        assert url in operator.get("/operator/changes/").content.decode()
        assert "1: 20" in operator.get(url).content.decode()
        assert operator.post(url, {"act": "reject", "reason": ""}).status_code == 422
        assert operator.post(url, {"act": "confirm", "revision": "7"}).status_code == 422
        assert operator.post(url, {"act": "confirm", "revision": "1"}).status_code == 302
        row.refresh_from_db()
        assert row.state == "CONFIRMED"
        assert seller.get("/operator/changes/").status_code == 403
        page = seller.get(f"/supplier/goods/{product.id}/versions/", {"from": "1", "to": "2"}).content.decode()
        assert "1: 20" in page
        assert seller.post(f"/supplier/goods/{product.id}/versions/", {"restore": "1"}).status_code == 302


class TestShopPages:
    def test_save_every_part(self, seller: Client, factory: Company, twill: Product) -> None:
        url = "/supplier/shop/"
        assert seller.get(url).status_code == 200
        profile = {"part": "profile", "name": "锦纶", "about_zh": "织机 120 台", "founded_year": "2003"}
        assert seller.post(url, profile).status_code == 302
        assert seller.post(url, {**profile, "employees": "0"}).status_code == 422
        mix = {"part": "mix", "mix_amount": "500", "mix_number": "20", "mix_rule": "BOTH"}
        assert seller.post(url, mix).status_code == 302
        days = {"part": "closure", "first_day": "2099-02-01", "last_day": "2099-02-09", "note": "春节"}
        assert seller.post(url, days).status_code == 302
        assert seller.post(url, days).status_code == 422
        shelf = {"name": "新品", "products": [str(twill.id)], f"place_{twill.id}": "1"}
        assert seller.post(f"{url}shelves/", shelf).status_code == 302
        section = twill.shop.sections.get()
        assert seller.get(f"{url}shelves/{section.id}/").status_code == 200
        page = seller.get(url).content.decode()
        assert "新品" in page
        assert "春节" in page
        closure = twill.shop.closures.get()
        assert seller.post(url, {"end_closure": str(closure.id)}).status_code == 302
        assert seller.post(url, {"up": str(section.id)}).status_code == 302
        assert seller.post(f"{url}shelves/{section.id}/", {"remove": "1"}).status_code == 302

    def test_buyers_ask_and_are_answered(
        self, seller: Client, factory: Company, make: Callable[..., Product], stall: Company
    ) -> None:
        product = make(audience="APPROVED")
        user = User.objects.create_user("buyer@example.test", name="买", language="zh-hans")
        Membership.objects.create(user=user, company=stall, roles=["OWNER"])
        buyer = Client()
        buyer.force_login(user)
        url = f"/goods/{product.shop.slug}/{product.handle}/ask-price/"
        assert buyer.get(url).status_code == 200
        assert buyer.post(url, {"note": "月采 3 吨", "idempotency_key": "0123456789"}).status_code == 302
        assert "月采 3 吨" in seller.get("/supplier/buyers/").content.decode()
        row = queries.approval_of(product.shop_id, stall.id)
        assert row is not None
        assert seller.post("/supplier/buyers/", {"decide": f"approve:{row.id}"}).status_code == 302
        assert not queries.offer(product_id=product.id, buyer_company_id=stall.id).price_hidden
        assert seller.post("/supplier/buyers/", {"decide": f"end:{row.id}"}).status_code == 302
        invite = {"invite": "1", "buyer": stall.name}
        assert seller.post("/supplier/buyers/", invite).status_code == 302
        assert seller.post("/supplier/buyers/", invite).status_code == 422
        assert seller.post("/supplier/buyers/", {"invite": "1", "buyer": "nobody"}).status_code == 422


def test_a_waiting_edit_is_not_lost_by_a_small_one(seller: Client, twill: Product, factory: Company) -> None:
    from dataclasses import replace

    draft = queries.draft_of(twill)
    for more in ({"category": "fabric-woven-poplin"}, {"dispatch_hours": 72}):
        services.edit_product(
            company_id=factory.id, product_id=twill.id, draft=replace(draft, **more), by=supplier_by(factory), now=NOW
        )
    assert "fabric-woven-poplin" in seller.get(f"/supplier/goods/{twill.id}/").content.decode()
