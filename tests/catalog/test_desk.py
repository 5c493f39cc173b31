"""The supplier's desk: the one filter, changes of many goods, and putting them back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import services
from sourcebridge.catalog.drafts import PackagingDraft
from sourcebridge.catalog.errors import BulkValueWrong, NothingChosen, UndoOver
from sourcebridge.catalog.models import BulkItem, BulkRun, PriceTier, Product, ProductChange, TextStatus, Translation
from sourcebridge.catalog.queries import bulk as bulk_queries
from sourcebridge.catalog.queries import filtering
from sourcebridge.catalog.queries.drafts import draft_of
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.kit.errors import Malformed, NotFound
from sourcebridge.parties.models import Company, Membership, User
from tests.catalog.conftest import NOW, fabric, supplier_by

pytestmark = pytest.mark.django_db
Make = Callable[..., Product]


@pytest.fixture
def ask(factory: Company) -> Callable[..., BulkRun]:
    """Write a change of many goods down, and let it happen unless told otherwise."""

    def run(act: str, value: dict[str, Any], *products: Product, start: bool = True) -> BulkRun:
        asked = services.ask_bulk(
            company_id=factory.id, act=act, value=value, product_ids=[row.id for row in products],
            by=supplier_by(factory), now=NOW,
        )  # fmt: skip
        if not start:
            return asked
        return services.start_bulk(company_id=factory.id, run_id=asked.id, by=supplier_by(factory), now=NOW)

    return run


Ask = Callable[..., BulkRun]


def outcomes(run: BulkRun) -> list[str]:
    return list(BulkItem.objects.filter(run=run).order_by("position").values_list("outcome", flat=True))


def first_price(product: Product) -> Decimal:
    return PriceTier.objects.filter(product=product).order_by("min_quantity").values_list("unit_price", flat=True)[0]


class TestFilter:
    def kept(self, factory: Company, **more: str) -> set[str]:
        return {row.handle for row in filtering.goods(factory.id, Filter(**more), now=NOW)}

    def test_reads_an_address_and_writes_it_again(self) -> None:
        wanted = Filter.read({"q": " twill ", "state": "PUBLISHED", "lacks": "NONSENSE", "sort": "price", "x": "y"})
        assert wanted == Filter(q="twill", state="PUBLISHED", sort="price")
        assert wanted.query() == "q=twill&state=PUBLISHED&sort=price"
        assert not Filter(sort="price").narrows

    def test_keeps_by_state_category_and_words(self, factory: Company, make: Make) -> None:
        make(handle="on-sale")
        make(handle="draft", publish=False)
        assert self.kept(factory, state="DRAFT") == {"draft"}
        top = Product.objects.select_related("category__parent__parent").first().category.parent.parent.code  # type: ignore[union-attr]
        assert self.kept(factory, category=top) == {"on-sale", "draft"}
        assert self.kept(factory, category="shoes") == set()
        assert self.kept(factory, q="SHIRTING") == {"on-sale", "draft"}
        assert self.kept(factory, q="on-sale") == {"on-sale"}

    def test_sees_only_the_own_shop(self, factory: Company, rival: Company, make: Make) -> None:
        make()
        assert not filtering.ids(rival.id, Filter(), now=NOW)

    def test_finds_what_is_wrong_with_texts(self, factory: Company, make: Make) -> None:
        make(handle="whole", descriptions={})
        make(handle="one-language", titles={"zh-hans": "府绸"}, descriptions={})
        stale = make(handle="stale", descriptions={})
        machine = make(handle="machine", descriptions={})
        Translation.objects.filter(object_id=stale.id, status=TextStatus.ORIGINAL).update(text="新的名字")
        Translation.objects.filter(object_id=machine.id).exclude(status=TextStatus.ORIGINAL).update(
            status=TextStatus.MACHINE
        )
        assert self.kept(factory, text="MISSING") == {"one-language"}
        assert self.kept(factory, text="STALE") == {"stale"}
        assert self.kept(factory, text="MACHINE") == {"machine"}
        assert self.kept(factory, text="ANY") == {"one-language", "stale", "machine"}

    def test_finds_missing_facts(self, factory: Company, make: Make) -> None:
        packed = (PackagingDraft("CARTON", holds=Decimal(50)),)
        make(handle="no-pack")
        make(handle="no-weight", packaging=packed, skus=tuple(replace(sku, weight_g=None) for sku in fabric().skus))
        assert "no-weight" in self.kept(factory, lacks="WEIGHT")
        assert "no-pack" not in self.kept(factory, lacks="WEIGHT")
        assert self.kept(factory, lacks="PACKAGING") == {"no-pack"}
        assert self.kept(factory, lacks="PICTURE") == {"no-pack", "no-weight"}

    def test_sorts_by_price(self, factory: Company, make: Make) -> None:
        make(handle="dear", tiers=((Decimal(1), Decimal(90)),))
        make(handle="cheap", tiers=((Decimal(1), Decimal(3)),))
        rows = filtering.goods(factory.id, Filter(sort="price"), now=NOW)
        assert [row.handle for row in rows] == ["cheap", "dear"]
        rows = filtering.goods(factory.id, Filter(sort="-price"), now=NOW)
        assert [row.handle for row in rows] == ["dear", "cheap"]


class TestAskBulk:
    def test_changes_nothing_yet(self, ask: Ask, twill: Product) -> None:
        run = ask("PRICE", {"by": "PERCENT", "step": "5"}, twill, start=False)
        assert (run.state, outcomes(run)) == ("ASKED", ["PENDING"])
        assert first_price(twill) == Decimal(12)
        [row] = bulk_queries.bulk_rows(run, list(bulk_queries.bulk_items(run)), language="en")
        assert row.changes == [
            {"field": "tiers", "before": "1: 12, 50: 10.5, 200: 9.8", "after": "1: 12.6, 50: 11.03, 200: 10.29"}
        ]

    def test_leaves_others_goods_out(self, ask: Ask, factory: Company, rival: Company, twill: Product) -> None:
        with pytest.raises(NothingChosen):
            services.ask_bulk(
                company_id=rival.id, act="WITHDRAW", value={}, product_ids=[twill.id], by=supplier_by(rival), now=NOW
            )
        assert not BulkRun.objects.exists()

    @pytest.mark.parametrize(
        ("act", "value"),
        [
            ("PRICE", {"by": "PERCENT", "step": "0"}),
            ("PRICE", {"by": "PERCENT", "step": "-100"}),
            ("PRICE", {"by": "PERCENT", "step": "NaN"}),
            ("DISPATCH", {"dispatch_hours": "0"}),
            ("AUDIENCE", {"audience": "NOBODY"}),
            ("DEDUCT", {}),
            ("CATEGORY", {}),
            ("EXPLODE", {}),
        ],
    )
    def test_refuses_a_value_out_of_range(self, ask: Ask, twill: Product, act: str, value: dict[str, Any]) -> None:
        with pytest.raises(BulkValueWrong):
            ask(act, value, twill)
        assert not BulkRun.objects.exists()

    def test_refuses_a_category_that_is_no_leaf(self, ask: Ask, twill: Product) -> None:
        with pytest.raises(Malformed):
            ask("CATEGORY", {"category": "nonsense"}, twill)
        assert not BulkRun.objects.exists()


class TestStartBulk:
    def test_publishes_and_tells_why_not(self, ask: Ask, make: Make, twill: Product) -> None:
        good = make(handle="good", publish=False)
        bad = make(handle="bad", publish=False)
        bad.skus.update(active=False)
        run = ask("PUBLISH", {}, good, bad, twill)
        assert outcomes(run) == ["CHANGED", "REFUSED", "UNCHANGED"]
        assert run.state == "DONE"
        assert run.undo_until == NOW + timedelta(hours=24)
        [reason] = BulkItem.objects.filter(run=run, outcome="REFUSED").values_list("reason", flat=True)
        assert reason
        fact = EventRecord.objects.get(name="catalog.bulk.done").payload
        assert (fact["changed"], fact["refused"], fact["unchanged"]) == (1, 1, 1)
        assert AuditEntry.objects.filter(verb="catalog.bulk_run.finish").count() == 1

    def test_lets_large_price_steps_wait_for_review(self, ask: Ask, twill: Product, make: Make) -> None:
        draft = make(handle="draft", publish=False)
        run = ask("PRICE", {"by": "PERCENT", "step": "50"}, twill, draft)
        assert outcomes(run) == ["WAITING", "CHANGED"]
        assert first_price(twill) == Decimal(12)
        assert first_price(draft) == Decimal(18)

    def test_refuses_a_price_that_would_vanish_and_changes_the_others(
        self, ask: Ask, make: Make, twill: Product
    ) -> None:
        dear = make(handle="dear", tiers=((Decimal(1), Decimal(90)),))
        run = ask("PRICE", {"by": "AMOUNT", "step": "-12"}, twill, dear)
        assert outcomes(run) == ["REFUSED", "CHANGED"]
        assert (first_price(twill), first_price(dear)) == (Decimal(12), Decimal(78))

    def test_is_made_once(self, ask: Ask, factory: Company, twill: Product) -> None:
        run = ask("PRICE", {"by": "PERCENT", "step": "5"}, twill)
        assert not services.work_bulk(run_id=run.id, now=NOW)
        assert first_price(twill) == Decimal("12.60")

    def test_refuses_anothers_run(self, ask: Ask, rival: Company, twill: Product) -> None:
        run = ask("WITHDRAW", {}, twill, start=False)
        with pytest.raises(NotFound):
            services.start_bulk(company_id=rival.id, run_id=run.id, by=supplier_by(rival), now=NOW)
        twill.refresh_from_db()
        assert twill.state == "PUBLISHED"

    def test_goes_on_by_a_job_when_there_are_many(self, ask: Ask, make: Make, factory: Company) -> None:
        products = [make(handle=f"g-{n}", publish=False) for n in range(41)]
        run = ask("DISPATCH", {"dispatch_hours": "72"}, *products)
        assert (run.state, set(outcomes(run))) == ("RUNNING", {"PENDING"})
        assert services.work_bulk(run_id=run.id, now=NOW)
        assert outcomes(run).count("CHANGED") == 20
        run = services.stop_bulk(company_id=factory.id, run_id=run.id, by=supplier_by(factory), now=NOW)
        assert run.state == "DONE"
        assert outcomes(run).count("PENDING") == 21


class TestUndoBulk:
    def undo(self, factory: Company, run: BulkRun, **later: float) -> BulkRun:
        at = NOW + timedelta(**later)
        return services.undo_bulk(company_id=factory.id, run_id=run.id, by=supplier_by(factory), now=at)

    @pytest.mark.parametrize(
        ("act", "value", "field"),
        [
            ("PRICE", {"by": "PERCENT", "step": "-30"}, "tiers"),
            ("DISPATCH", {"dispatch_hours": "72"}, "dispatch_hours"),
            ("DEDUCT", {"deduct_on": "ON_PAYMENT"}, "deduct_on"),
            ("AUDIENCE", {"audience": "APPROVED"}, "audience"),
        ],
    )
    def test_puts_back_what_was(
        self, ask: Ask, factory: Company, make: Make, act: str, value: dict[str, Any], field: str
    ) -> None:
        product = make(handle="draft", publish=False)
        before = getattr(draft_of(product), field)
        run = ask(act, value, product)
        assert getattr(draft_of(Product.objects.get(pk=product.pk)), field) != before
        run = self.undo(factory, run, hours=1)
        assert run.state == "UNDONE"
        assert getattr(draft_of(Product.objects.get(pk=product.pk)), field) == before

    def test_needs_no_second_look_for_what_was_on_sale(self, ask: Ask, factory: Company, twill: Product) -> None:
        run = ask("PRICE", {"by": "PERCENT", "step": "-30"}, twill)
        assert first_price(twill) == Decimal("8.40")
        self.undo(factory, run)
        assert first_price(twill) == Decimal(12)
        assert not ProductChange.objects.exists()

    def test_takes_back_what_waits_for_review(self, ask: Ask, factory: Company, twill: Product) -> None:
        run = ask("AUDIENCE", {"audience": "APPROVED"}, twill)
        assert outcomes(run) == ["WAITING"]
        self.undo(factory, run)
        assert ProductChange.objects.get().state == "WITHDRAWN"

    def test_turns_states_round(self, ask: Ask, factory: Company, twill: Product) -> None:
        run = ask("WITHDRAW", {}, twill)
        twill.refresh_from_db()
        assert twill.state == "WITHDRAWN"
        self.undo(factory, run)
        twill.refresh_from_db()
        assert twill.state == "PUBLISHED"

    def test_leaves_goods_that_changed_since(self, ask: Ask, factory: Company, twill: Product) -> None:
        run = ask("PRICE", {"by": "PERCENT", "step": "5"}, twill)
        ask("DISPATCH", {"dispatch_hours": "72"}, twill)
        self.undo(factory, run)
        item = BulkItem.objects.get(run=run)
        assert item.undone == "REFUSED"
        assert first_price(twill) == Decimal("12.60")

    def test_refuses_after_a_day(self, ask: Ask, factory: Company, twill: Product) -> None:
        run = ask("PRICE", {"by": "PERCENT", "step": "5"}, twill)
        with pytest.raises(UndoOver):
            self.undo(factory, run, hours=24)
        run.refresh_from_db()
        assert run.state == "DONE"
        assert first_price(twill) == Decimal("12.60")


class TestDropBulk:
    def test_leaves_everything(self, ask: Ask, factory: Company, twill: Product) -> None:
        run = ask("WITHDRAW", {}, twill, start=False)
        run = services.drop_bulk(company_id=factory.id, run_id=run.id, by=supplier_by(factory), now=NOW)
        assert run.state == "DROPPED"
        twill.refresh_from_db()
        assert twill.state == "PUBLISHED"


@pytest.fixture
def seller(factory: Company, client: Client) -> Client:
    user = User.objects.create_user("lin@example.test", name="林", language="zh-hans")
    Membership.objects.create(user=user, company=factory, roles=["OWNER"])
    client.force_login(user)
    return client


class TestDeskPage:
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_shows_what_the_filter_keeps(self, seller: Client, make: Make, language: str) -> None:
        make(handle="on-sale", titles={"zh-hans": "在售斜纹"})
        make(handle="draft", titles={"zh-hans": "草稿斜纹"}, publish=False)
        seller.cookies["django_language"] = language
        page = seller.get("/supplier/goods/", {"state": "DRAFT", "sort": "title"}).content.decode()
        assert "草稿斜纹" in page
        assert "在售斜纹" not in page
        for wanted in ("text=ANY", "lacks=ANY", "stock=LOW", "hidden=1", "waiting=1", "q=none", "sort=price"):
            assert seller.get(f"/supplier/goods/?{wanted}").status_code == 200

    def test_asks_as_much_for_thirty_goods_as_for_one(self, seller: Client, make: Make) -> None:
        make(handle="first")
        seller.get("/supplier/goods/")
        with CaptureQueriesContext(connection) as one:
            assert seller.get("/supplier/goods/").status_code == 200
        for n in range(29):
            make(handle=f"g-{n}")
        with CaptureQueriesContext(connection) as thirty:
            assert seller.get("/supplier/goods/").status_code == 200
        assert len(thirty) == len(one)

    def test_withdraws_the_chosen_at_once_and_puts_them_back(self, seller: Client, twill: Product) -> None:
        answer = seller.post("/supplier/goods/?state=PUBLISHED", {"do": "WITHDRAW", "chosen": [str(twill.id), "x"]})
        twill.refresh_from_db()
        assert twill.state == "WITHDRAWN"
        place = answer["Location"]
        assert place.endswith("?state=PUBLISHED")
        assert seller.get(place).status_code == 200
        seller.post(place, {"move": "undo"})
        twill.refresh_from_db()
        assert twill.state == "PUBLISHED"
        assert seller.get("/supplier/goods/bulk/").status_code == 200

    def test_shows_prices_before_it_changes_all_that_match(self, seller: Client, twill: Product, make: Make) -> None:
        other = make(handle="draft", publish=False)
        form = {"act": "PRICE", "by": "PERCENT", "step": "-5", "all": "1"}
        place = seller.post("/supplier/goods/?state=PUBLISHED", form)["Location"]
        page = seller.get(place).content.decode()
        assert "1: 11.4" in page
        assert first_price(twill) == Decimal(12)
        seller.post(place, {"move": "start"})
        assert (first_price(twill), first_price(other)) == (Decimal("11.40"), Decimal(12))
        assert seller.get(place, {"outcome": "CHANGED"}).status_code == 200

    def test_says_what_is_wrong_and_changes_nothing(self, seller: Client, twill: Product) -> None:
        form = {"act": "PRICE", "by": "PERCENT", "step": "x", "chosen": [str(twill.id)]}
        assert seller.post("/supplier/goods/", form)["Location"] == "/supplier/goods/"
        assert not BulkRun.objects.exists()

    def test_shows_progress_of_many(self, seller: Client, make: Make, ask: Ask) -> None:
        run = ask("DISPATCH", {"dispatch_hours": "72"}, *[make(handle=f"g-{n}", publish=False) for n in range(41)])
        place = f"/supplier/goods/bulk/{run.id}/"
        assert "hx-get" in seller.get(place).content.decode()
        assert "HX-Refresh" not in seller.get(f"{place}progress/")
        seller.post(place, {"move": "stop"})
        assert seller.get(f"{place}progress/")["HX-Refresh"] == "true"

    def test_hides_others_runs(self, seller: Client, rival: Company) -> None:
        product = services.create_product(company_id=rival.id, draft=fabric(), by=supplier_by(rival), now=NOW)
        run = services.ask_bulk(
            company_id=rival.id, act="WITHDRAW", value={}, product_ids=[product.id], by=supplier_by(rival), now=NOW
        )
        assert seller.get(f"/supplier/goods/bulk/{run.id}/").status_code == 404

    def test_exports_what_the_filter_keeps(self, seller: Client, make: Make) -> None:
        make(handle="on-sale")
        make(handle="draft", publish=False)
        answer = seller.get("/supplier/goods/export.csv?state=DRAFT")
        content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        assert "draft" in content
        assert "on-sale" not in content


class TestBulkCalls:
    def test_asks_reads_starts_and_undoes(self, seller: Client, twill: Product, make: Make) -> None:
        make(handle="draft", publish=False)

        def post(path: str, **body: Any) -> Any:
            return seller.post(f"/api/v1/goods-changes{path}", json.dumps(body), content_type="application/json")

        price = {"by": "PERCENT", "step": "5"}
        made = post("", act="PRICE", value=price, filter={"state": "PUBLISHED"})
        assert made.status_code == 201, made.content
        run = made.json()["id"]
        [item] = seller.get(f"/api/v1/goods-changes/{run}/items").json()["items"]
        assert (item["outcome"], item["changes"][0]["field"]) == ("PENDING", "tiers")
        assert post(f"/{run}/start").json()["counts"] == {"CHANGED": 1}
        assert first_price(twill) == Decimal("12.60")
        assert post(f"/{run}/undo").json()["undone"] == {"CHANGED": 1}
        assert first_price(twill) == Decimal(12)
        assert seller.get("/api/v1/goods-changes").json()["items"][0]["state"] == "UNDONE"
        assert post(f"/{run}/stop").status_code == 409
        assert post("", act="PRICE", value={"step": "x"}, product_ids=[str(twill.id)]).json()["code"] == "bulk_value"
        assert [row["handle"] for row in seller.get("/api/v1/products?state=DRAFT").json()["items"]] == ["draft"]
