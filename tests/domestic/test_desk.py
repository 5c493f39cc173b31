"""The supplier's desk where it needs stock and orders: how long stock lasts, the sheet of prices and stock."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.models import PriceTier, ProductChange, Sku
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.discovery.models import SearchNote, Seen
from sourcebridge.domestic import selling, services, sheet, stocklevels
from sourcebridge.domestic.services import Edit
from sourcebridge.domestic.sheet import Cell, SheetRow
from sourcebridge.inventory import queries as inventory
from sourcebridge.inventory import services as stock
from sourcebridge.inventory.errors import NothingToMove
from sourcebridge.inventory.models import LowMark, Movement
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.quantity import Quantity, UnlikeUnits
from sourcebridge.parties.models import Company, Membership, User
from tests.catalog.conftest import fabric
from tests.domestic.conftest import NOON, Scene, supplier_by

pytestmark = pytest.mark.django_db


def rows(scene: Scene) -> list[SheetRow]:
    skus = list(sheet.variants(scene.factory.id, Filter(), now=NOON))
    return sheet.rows_of(skus, language="zh-hans", now=NOON)


def save(scene: Scene, *typed: tuple[SheetRow, dict[str, str]], prices: bool = True, counts: bool = True) -> list[Cell]:
    return services.save_sheet(
        company_id=scene.factory.id, edits=[Edit(row.seen, row.seen.cells | cells) for row, cells in typed],
        prices=prices, counts=counts, reason="点数", by=supplier_by(scene.factory), now=NOON,
    )  # fmt: skip


def outcomes(told: list[Cell]) -> list[tuple[str, str]]:
    return [(cell.field, cell.outcome) for cell in told]


def ladder(sku: Sku | None, scene: Scene) -> list[Decimal]:
    found = PriceTier.objects.filter(product=scene.product, sku=sku).order_by("min_quantity")
    return list(found.values_list("unit_price", flat=True))


class TestStockLevels:
    def at(self, scene: Scene, level: str) -> bool:
        return stocklevels.levels(scene.factory.id, now=NOON)[scene.product.id] == level

    def test_runs_low_when_it_lasts_less_than_a_week(self, make_scene: Any) -> None:
        scene = make_scene(money="60000.00")
        assert self.at(scene, "ENOUGH")
        scene.pay(scene.place("4100"))
        assert self.at(scene, "LOW")
        sku = scene.skus[0]
        assert stocklevels.low_skus([sku.id], now=NOON) == {sku.id: (True, Decimal(4100))}

    def test_runs_low_below_the_suppliers_own_mark(self, scene: Scene) -> None:
        stock.set_low_mark(
            sku_id=scene.skus[0].id, company_id=scene.factory.id, number=scene.metres("6000"),
            by=supplier_by(scene.factory), now=NOON,
        )  # fmt: skip
        assert self.at(scene, "LOW")

    def test_is_sold_out_without_stock_and_says_nothing_of_goods_off_sale(self, make_scene: Any) -> None:
        scene = make_scene(stock="0")
        assert self.at(scene, "SOLD_OUT")
        catalog.withdraw(
            company_id=scene.factory.id, product_id=scene.product.id, by=supplier_by(scene.factory), now=NOON
        )
        assert not self.at(scene, "SOLD_OUT")


class TestSetLowMark:
    def set(self, scene: Scene, company: Company, number: Quantity | None) -> None:
        stock.set_low_mark(
            sku_id=scene.skus[0].id, company_id=company.id, number=number, by=supplier_by(company), now=NOON
        )

    def test_is_written_once_and_forgotten(self, scene: Scene) -> None:
        for number in (scene.metres("60"), scene.metres("60"), None, None):
            self.set(scene, scene.factory, number)
        told = EventRecord.objects.filter(name="inventory.low_mark.set").order_by("id")
        assert [fact.payload["number"] for fact in told] == ["60.000", ""]
        assert AuditEntry.objects.filter(verb="inventory.low_mark.set").count() == 2
        assert not LowMark.objects.exists()

    def test_refuses_others_and_unlike_units(self, scene: Scene) -> None:
        rival = Company.objects.create(name="佛山布业", sells=True)
        with pytest.raises(NotFound):
            self.set(scene, rival, scene.metres("60"))
        with pytest.raises(UnlikeUnits):
            self.set(scene, scene.factory, Quantity.of(60, "KGM"))
        with pytest.raises(NothingToMove):
            self.set(scene, scene.factory, scene.metres("0"))
        assert not LowMark.objects.exists()


class TestSaveSheet:
    def test_saves_prices_stock_mark_and_weight(self, scene: Scene) -> None:
        first, second = rows(scene)[:2]
        told = save(scene, (first, {"price": "¥12.5", "stock": "4,900", "mark": "100"}), (second, {"weight": "0.2kg"}))
        assert {outcome for _field, outcome in outcomes(told)} == {"SAVED"}
        assert ladder(first.sku, scene) == [Decimal("12.5"), Decimal("10.5"), Decimal("9.8")]
        assert ladder(None, scene) == [Decimal(12), Decimal("10.5"), Decimal("9.8")]
        assert inventory.figures([first.sku.id])[first.sku.id].on_hand == scene.metres("4900")
        assert Movement.objects.get(kind="ADJUSTED").reason == "点数"
        assert LowMark.objects.get().number == 100
        second.sku.refresh_from_db()
        assert second.sku.weight_g == 200

    def test_keeps_a_shared_ladder_shared_while_all_variants_agree(self, scene: Scene) -> None:
        save(scene, *[(row, {"price": "11.5", "tiers": "100: 10"}) for row in rows(scene)])
        assert ladder(None, scene) == [Decimal("11.5"), Decimal(10)]
        assert not PriceTier.objects.exclude(sku=None).exists()

    def test_drops_a_shared_ladder_no_variant_uses_any_more(self, scene: Scene) -> None:
        save(scene, *[(row, {"price": f"11.{n}"}) for n, row in enumerate(rows(scene), start=5)])
        assert ladder(None, scene) == []
        assert [row.seen.cells["price"] for row in rows(scene)] == ["11.5", "11.6", "11.7", "11.8"]

    def test_leaves_out_what_was_not_typed_over(self, scene: Scene) -> None:
        assert save(scene, *[(row, {}) for row in rows(scene)]) == []
        scene.product.refresh_from_db()
        assert scene.product.revision == 1

    def test_lets_large_price_steps_wait_for_review(self, scene: Scene) -> None:
        told = save(scene, (rows(scene)[0], {"price": "20"}))
        assert outcomes(told) == [("price", "WAITING")]
        assert ProductChange.objects.get().state == "WAITING"
        assert ladder(None, scene)[0] == 12

    def test_does_not_overwrite_what_somebody_changed_meanwhile(self, scene: Scene) -> None:
        stale = rows(scene)[0]
        save(scene, (stale, {"price": "12.2", "stock": "4000"}))
        told = save(scene, (stale, {"price": "12.9", "stock": "4500", "weight": "190"}))
        assert sorted(outcomes(told)) == [("price", "CONFLICT"), ("stock", "CONFLICT"), ("weight", "HELD")]
        assert {cell.now for cell in told if cell.outcome == "CONFLICT"} == {"12.2", "4000"}
        assert ladder(stale.sku, scene)[0] == Decimal("12.2")
        assert inventory.figures([stale.sku.id])[stale.sku.id].on_hand == scene.metres("4000")

    def test_lets_two_people_change_different_cells(self, scene: Scene) -> None:
        first, second = rows(scene)[:2]
        save(scene, (first, {"weight": "190"}))
        assert outcomes(save(scene, (second, {"weight": "191"}))) == [("weight", "SAVED")]

    @pytest.mark.parametrize(
        ("field", "text"),
        [("price", "x"), ("price", "-1"), ("price", ""), ("tiers", "50"), ("tiers", "50: 99"), ("stock", "-5"),
         ("stock", ""), ("stock", "0.05"), ("mark", "-1"), ("weight", "heavy")],
    )  # fmt: skip
    def test_tells_at_the_cell_what_is_wrong_and_changes_nothing(self, scene: Scene, field: str, text: str) -> None:
        row = rows(scene)[0]
        [cell] = save(scene, (row, {field: text}))
        assert (cell.field, cell.outcome) == (field, "REFUSED")
        assert cell.text
        scene.product.refresh_from_db()
        assert scene.product.revision == 1
        assert rows(scene)[0].seen == row.seen

    def test_holds_good_cells_of_a_product_with_a_wrong_one_and_saves_other_goods(self, scene: Scene) -> None:
        other = catalog.create_product(
            company_id=scene.factory.id, draft=fabric(handle="other"), by=supplier_by(scene.factory), now=NOON
        )
        shown = rows(scene)
        mine = [row for row in shown if row.product.id == scene.product.id]
        theirs = next(row for row in shown if row.product.id == other.id)
        told = save(scene, (mine[0], {"price": "x"}), (mine[1], {"price": "12.3"}), (theirs, {"price": "50"}))
        assert sorted(outcomes(told)) == [("price", "HELD"), ("price", "REFUSED"), ("price", "SAVED")]
        assert ladder(mine[1].sku, scene) == []

    def test_opens_the_first_pool(self, make_scene: Any) -> None:
        scene = make_scene(stock="0")
        row = rows(scene)[0]
        assert row.seen.version is None
        assert outcomes(save(scene, (row, {"stock": "30"}))) == [("stock", "SAVED")]
        assert inventory.available([row.sku.id])[row.sku.id] == scene.metres("30")
        assert outcomes(save(scene, (row, {"stock": "40"}))) == [("stock", "CONFLICT")]

    def test_changes_only_what_the_person_may(self, scene: Scene) -> None:
        row = rows(scene)[0]
        assert save(scene, (row, {"price": "12.5"}), prices=False) == []
        assert save(scene, (row, {"stock": "1"}), counts=False) == []
        assert rows(scene)[0].seen == row.seen

    def test_leaves_others_goods_alone(self, scene: Scene) -> None:
        rival = Company.objects.create(name="佛山布业", sells=True)
        row = rows(scene)[0]
        told = services.save_sheet(
            company_id=rival.id, edits=[Edit(row.seen, row.seen.cells | {"price": "1", "stock": "0"})], prices=True,
            counts=True, reason="x", by=supplier_by(rival), now=NOON,
        )  # fmt: skip
        assert told == []
        assert rows(scene)[0].seen == row.seen


@pytest.fixture
def clerk(scene: Scene, client: Client) -> Client:
    user = User.objects.create_user("lin@example.test", name="林", language="zh-hans")
    Membership.objects.create(user=user, company=scene.factory, roles=["OWNER"])
    client.force_login(user)
    return client


def posted(shown: list[SheetRow], **typed: str) -> dict[str, list[str]]:
    """The form as a browser sends it, with the first row typed over."""
    form = {"row": [row.seen.text() for row in shown]}
    form |= {name: [row.seen.cells[name] for row in shown] for name in sheet.FIELDS}
    for name, text in typed.items():
        form[name][0] = text
    return form


class TestGridPage:
    def test_saves_without_script(self, clerk: Client, scene: Scene) -> None:
        assert clerk.get("/supplier/grid/").status_code == 200
        answer = clerk.post("/supplier/grid/", posted(rows(scene), stock="4800", weight="175"))
        assert answer.status_code == 302
        assert rows(scene)[0].seen.cells["stock"] == "4800"

    def test_keeps_what_was_typed_beside_the_reason(self, clerk: Client, scene: Scene) -> None:
        answer = clerk.post("/supplier/grid/?q=twill", posted(rows(scene), price="many", stock="4800"))
        assert answer.status_code == 409
        page = answer.content.decode()
        assert 'value="many"' in page
        assert 'aria-invalid="true"' in page
        assert rows(scene)[0].seen.cells["stock"] == "4800"

    def test_refuses_rows_it_cannot_read(self, clerk: Client, scene: Scene) -> None:
        form = posted(rows(scene), stock="1") | {"row": [json.dumps(["x", 1])]}
        assert clerk.post("/supplier/grid/", form).status_code == 422
        assert rows(scene)[0].seen.cells["stock"] == "5000"

    def test_asks_as_much_for_thirty_goods_as_for_one(self, clerk: Client, scene: Scene) -> None:
        clerk.get("/supplier/grid/")
        with CaptureQueriesContext(connection) as one:
            clerk.get("/supplier/grid/")
        for n in range(29):
            catalog.create_product(
                company_id=scene.factory.id, draft=fabric(handle=f"g-{n}"), by=supplier_by(scene.factory), now=NOON
            )
        with CaptureQueriesContext(connection) as thirty:
            clerk.get("/supplier/grid/")
        assert len(thirty) == len(one)

    @pytest.mark.parametrize("stock_level", ["LOW", "SOLD_OUT", "ENOUGH"])
    def test_filters_by_stock(self, clerk: Client, stock_level: str) -> None:
        assert clerk.get(f"/supplier/grid/?stock={stock_level}").status_code == 200
        assert clerk.get(f"/supplier/goods/?stock={stock_level}").status_code == 200


class TestSelling:
    def test_counts_viewers_orders_and_conversion(self, make_scene: Any) -> None:
        scene = make_scene(money="60000.00")
        order = scene.place("100", "50")
        scene.pay(order)
        people = [User.objects.create_user(f"p{n}@example.test", name=f"{n}") for n in range(4)]
        Membership.objects.create(user=people[0], company=scene.stall, roles=["PURCHASER"])
        for person in people:
            Seen.objects.create(user=person, product=scene.product, at=NOON)
        [row] = selling.sold(scene.factory.id, days=7, language="en", now=NOON + timedelta(hours=1))
        assert (row.viewers, row.buyers, row.orders, row.refunds) == (4, 1, 1, 0)
        assert row.quantity == scene.metres("150")
        assert row.amount == order.goods
        assert row.conversion == Decimal("0.25")
        assert selling.sold(scene.factory.id, days=7, language="en", now=NOON + timedelta(days=8)) == []
        assert selling.sold(scene.stall.id, days=90, language="en", now=NOON) == []

    def test_pages_and_file_show_it(self, clerk: Client, scene: Scene) -> None:
        scene.pay(scene.place("100"))
        for query in ("", "?days=7&sort=conversion", "?days=90&sort=orders", "?days=x&sort=y"):
            assert clerk.get(f"/supplier/selling/{query}").status_code == 200
        assert b"twill-32" in clerk.get("/supplier/selling.csv?days=90").content


class TestWishes:
    def note(self, text: str, times: int) -> None:
        for _time in range(times):
            SearchNote.objects.create(text=text, language="zh-hans", door="domestic", found=0, at=NOON, day=NOON.date())

    def test_puts_words_near_the_own_goods_first(self, scene: Scene) -> None:
        self.note("弹力牛仔布", 3)
        self.note("儿童积木玩具", 9)
        self.note("只搜过一次的面料", 1)
        found = selling.wishes(scene.factory.id, days=30, language="zh-hans", now=NOON)
        assert [wish.missed.text for wish in found] == ["弹力牛仔布", "儿童积木玩具"]
        assert [wish.own for wish in found] == [True, False]

    def test_leads_to_new_goods(self, clerk: Client) -> None:
        self.note("弹力牛仔布", 2)
        page = clerk.get("/supplier/wishes/").content.decode()
        assert "/supplier/goods/new/?name=" in page


class TestDeskCalls:
    def test_sheet_is_read_and_saved(self, clerk: Client, scene: Scene) -> None:
        sheet_read = clerk.get("/api/v1/sheet?q=twill").json()
        row = sheet_read["items"][0]
        assert (sheet_read["total"], row["cells"]["stock"]) == (4, "5000")
        edit = {key: row[key] for key in ("sku_id", "revision", "version")} | {"seen": row["cells"]}
        body = {"edits": [edit | {"cells": {"stock": "4900", "price": "x"}}], "reason": "盘点"}
        answer = clerk.post("/api/v1/sheet", json.dumps(body), content_type="application/json").json()
        assert {cell["field"]: cell["outcome"] for cell in answer} == {"price": "REFUSED", "stock": "SAVED"}
        assert rows(scene)[0].seen.cells["stock"] == "4900"

    def test_selling_and_wishes_are_read(self, clerk: Client, scene: Scene) -> None:
        scene.pay(scene.place("100"))
        assert clerk.get("/api/v1/selling?days=7").json()[0]["orders"] == 1
        assert clerk.get("/api/v1/wishes").json() == []
