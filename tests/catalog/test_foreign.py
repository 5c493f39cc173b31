"""Files of other systems, our template and our export on their way into a shop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import queries, reasons, services
from sourcebridge.catalog.drafts import AttributeDraft, PackagingDraft
from sourcebridge.catalog.errors import ColumnsWrong, FileUnreadable
from sourcebridge.catalog.files import output, template
from sourcebridge.catalog.intake import Answers
from sourcebridge.catalog.models import (
    ImportItem,
    ImportMapping,
    ImportRow,
    ImportRun,
    Product,
    ProductVersion,
    Sku,
)
from sourcebridge.catalog.queries import tables, tree
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.parties.models import Company
from tests.catalog import foreign_files as files
from tests.catalog.conftest import NOW, supplier_by
from tests.catalog.test_imports import goods

pytestmark = pytest.mark.django_db


def read(company: Company, content: bytes, name: str = "goods.csv") -> ImportRun:
    run = services.upload(company_id=company.id, file_name=name, content=content, by=supplier_by(company), now=NOW)
    services.read(run_id=run.id, clock=lambda: NOW)
    run.refresh_from_db()
    return run


def applied(company: Company, content: bytes, *, columns: Sequence[str] | None = None, **answers: Any) -> ImportRun:
    run = read(company, content)
    by = supplier_by(company)
    given = Answers(**{"language": "zh-hans", **answers})
    services.answer(company_id=company.id, run_id=run.id, answers=given, by=by, now=NOW, columns=columns)
    services.start(company_id=company.id, run_id=run.id, by=by, now=NOW)
    while services.apply_chunk(run_id=run.id, now=NOW, size=7):
        pass
    run.refresh_from_db()
    return run


def problems(run: ImportRun) -> list[tuple[int, str, str]]:
    found = ImportItem.objects.filter(run=run).order_by("first_row")
    return [(p["row"], p["field"], p["reason"]) for item in found for p in item.problems if not p.get("note")]


def ours(*rows: dict[str, str], layout: template.Layout | None = None) -> bytes:
    """A file in our template; a row names its cells by target."""
    layout = layout or template.Layout()
    lines = [[row.get(target, "") for target, _header in layout.columns()] for row in rows]
    return b"".join(output.csv_lines([header for _target, header in layout.columns()], lines))


def lamp(**more: str) -> dict[str, str]:
    return {"handle": "lamp", "title_zh": "台灯", "tier_qty_1": "1", "tier_price_1": "20", "unit": "件", **more}


class TestForeignFile:
    def test_of_an_erp_becomes_goods(self, factory: Company) -> None:
        run = applied(factory, files.as_csv(files.erp_rows(), encoding="gb18030"))
        assert (run.kind, run.encoding, run.state) == ("FOREIGN", "gb18030", "DONE")
        assert problems(run) == []
        twill = Product.objects.get(handle="zw-32")
        draft = queries.draft_of(twill)
        assert (twill.unit, twill.moq, twill.dispatch_hours, twill.state) == ("MTR", Decimal(50), 72, "PUBLISHED")
        assert draft.tiers == ((Decimal(50), Decimal("12.50")),)
        assert [sku.options for sku in draft.skus] == [(("色号", c),) for c in ("19#藏青", "02#米白", "20#黑")]
        assert draft.packaging[0].gross_weight_g == Decimal(22500)
        assert (draft.packaging[0].length_mm, draft.packaging[0].holds) == (600, Decimal(100))
        counted = EventRecord.objects.filter(name="catalog.stock.counted")
        assert sorted(n for fact in counted for n in fact.payload["counts"].values()) == [
            "1200", "1200", "1201", "1201", "1202",
        ]  # fmt: skip

    def test_price_list_has_a_ladder_from_its_headers(self, factory: Company) -> None:
        applied(factory, files.as_csv(files.list_rows(), delimiter=";"), language="en")
        draft = queries.draft_of(Product.objects.get(handle="bl-88"))
        ladder = ((Decimal(50), Decimal("9.50")), (Decimal(200), Decimal("8.80")), (Decimal(1000), Decimal("7.95")))
        assert (draft.currency, draft.tiers, draft.dispatch_hours) == ("USD", ladder, 168)
        assert draft.titles == {"zh-hans": "LED折叠台灯", "en": "LED desk lamp, foldable"}

    def test_flat_file_joins_parent_and_children(self, factory: Company) -> None:
        run = applied(factory, files.as_workbook(files.flat_rows(), sheet="Template"), currency="USD", language="en")
        assert (run.format, run.state) == ("XLSX", "DONE")
        draft = queries.draft_of(Product.objects.get(handle="wb-1"))
        assert len(draft.skus) == 3
        assert {sku.tiers[0][1] for sku in draft.skus} == {Decimal("7.90"), Decimal("8.90"), Decimal("9.90")}
        assert all(sku.weight_g == Decimal(310) for sku in draft.skus)

    @pytest.mark.parametrize("rows", [files.erp_rows(), files.list_rows(), files.flat_rows()])
    def test_twice_writes_nothing_of_the_shop(self, factory: Company, rows: list[list[str]]) -> None:
        applied(factory, files.as_csv(rows))
        before = goods()
        run = read(factory, files.as_csv(rows))
        by = supplier_by(factory)
        services.answer(company_id=factory.id, run_id=run.id, answers=Answers(language="zh-hans"), by=by, now=NOW)
        services.start(company_id=factory.id, run_id=run.id, by=by, now=NOW)
        with CaptureQueriesContext(
            connection,
        ) as done:
            services.apply_chunk(run_id=run.id, now=NOW)
        wrote = [q["sql"] for q in done if q["sql"].split(" ")[0] in {"INSERT", "UPDATE", "DELETE"}]
        assert not [sql for sql in wrote if "catalog_import" not in sql and "audit_" not in sql], wrote
        assert goods() == before

    def test_mapping_is_remembered_and_corrected(self, factory: Company) -> None:
        content = files.as_csv([["foo", "bar", "品名"], ["A-1", "12.5", "灯"]])
        run = read(factory, content)
        with pytest.raises(ColumnsWrong):
            services.answer(
                company_id=factory.id, run_id=run.id, answers=Answers(), by=supplier_by(factory), now=NOW, columns=[]
            )
        assert not ImportMapping.objects.exists()
        applied(factory, content, columns=["handle", "price", "title_zh"])
        assert Product.objects.get().handle == "a-1"
        again = read(factory, files.as_csv([["Foo", "BAR", "品名"], ["A-2", "13", "灯2"]]))
        assert [(c["target"], c["by"]) for c in again.columns] == [
            ("handle", "memory"), ("price", "memory"), ("title_zh", "memory"),
        ]  # fmt: skip

    def test_together_is_as_one_by_one(self, factory: Company, rival: Company, monkeypatch: pytest.MonkeyPatch) -> None:
        from sourcebridge.catalog.services import intake_bulk

        content = files.as_csv(files.erp_rows())
        applied(factory, content)
        monkeypatch.setattr(intake_bulk, "create", lambda *_given: set())
        applied(rival, content)
        drafts = [
            sorted((queries.draft_of(p).flat() for p in Product.objects.filter(shop__company=c)), key=str)
            for c in (factory, rival)
        ]
        assert drafts[0] == drafts[1]
        versions = [
            sorted(
                map(
                    str,
                    ProductVersion.objects.filter(product__shop__company=c).values_list("revision", "facts", "changes"),
                )
            )
            for c in (factory, rival)
        ]
        assert versions[0] == versions[1]
        told = [
            sorted(AuditEntry.objects.filter(company_id=c.id, verb__startswith="catalog.product").values_list(
                "verb", "state_before", "state_after", "actor_name"))
            for c in (factory, rival)
        ]  # fmt: skip
        assert told[0] == told[1]
        facts = [
            sorted(
                f.name for f in EventRecord.objects.filter(payload__company_id=str(c.id), name__startswith="catalog.")
            )
            for c in (factory, rival)
        ]
        assert facts[0] == facts[1]


class TestProblems:
    @pytest.mark.parametrize(
        ("row", "field", "reason"),
        [
            (lamp(tier_price_1="-3"), "tier_price_1", "price_negative"),
            (lamp(tier_price_1="zwölf"), "tier_price_1", "price_wrong"),
            (lamp(tier_qty_2="1", tier_price_2="10"), "tier_price_2", "ladder_order"),
            (lamp(tier_qty_2="50", tier_price_2="30"), "tier_price_2", "ladder_rises"),
            (lamp(unit="码头"), "unit", "unit_unknown"),
            (lamp(category="不存在的类目啊"), "category", "category_unknown"),
            (lamp(moq="many"), "moq", "amount_wrong"),
            (lamp(**{"weight:g": "heavy"}), "weight:g", "weight_wrong"),
            (lamp(stock="lots"), "stock", "quantity_wrong"),
            (lamp(title_zh=""), "title_zh", "title_missing"),
            (lamp(tier_price_1=""), "", "price_missing"),
            (lamp(handle=""), "handle", "handle_missing"),
        ],
    )
    def test_are_told_with_row_and_column(self, factory: Company, row: dict[str, str], field: str, reason: str) -> None:
        run = applied(factory, ours(lamp(handle="good"), row))
        header = dict(template.Layout().columns()).get(field, field)
        assert problems(run) == [(3, header, reason)]
        assert list(Product.objects.values_list("handle", flat=True)) == ["good"]
        told = ImportItem.objects.exclude(problems=[]).get().problems[0]
        assert "%(" not in reasons.words(told)

    def test_of_one_variant_leave_the_others(self, factory: Company) -> None:
        red = {"option_name_1": "颜色", "option_value_1": "红", "sku": "L-1"}
        rows = (
            lamp(**red),
            lamp(**{**red, "option_value_1": "蓝"}),
            lamp(**{**red, "sku": "L-3"}),
            lamp(**{**red, "option_value_1": "绿", "sku": "L-4"}),
        )
        run = applied(factory, ours(*rows))
        assert [(row, reason) for row, _field, reason in problems(run)] == [(3, "sku_repeats"), (4, "option_repeats")]
        assert Sku.objects.count() == 2

    def test_a_formula_without_its_value_is_told(self, factory: Company) -> None:
        rows = [["货号", "品名", "单价"], ["A", "灯", "=1+1"], ["B", "灯", "#N/A"], ["C", "灯", "3"]]
        run = applied(factory, files.as_workbook(rows))
        assert problems(run) == [(2, "单价", "formula_empty"), (3, "单价", "formula_error")]

    def test_come_back_in_the_file_and_repaired_go_in(self, factory: Company) -> None:
        run = applied(factory, ours(lamp(handle="good"), lamp(tier_price_1="-3"), lamp(handle="worse", unit="码头")))
        back = list(tables.failed_rows(run))
        header = tables.failed_header(run)
        assert [(cells[0], cells[-4]) for cells in back] == [("lamp", "3"), ("worse", "4")]
        assert all(cells[-2] and cells[-1] for cells in back)
        place = header.index("价格1 Price 1")
        back[0][place] = "3"
        again = applied(factory, b"".join(output.csv_lines(header, back[:1])))
        assert (again.kind, problems(again)) == ("TEMPLATE", [])
        assert set(Product.objects.values_list("handle", flat=True)) == {"good", "lamp"}


class TestExport:
    def export(self, company: Company, **more: str) -> tuple[list[str], list[list[str]]]:
        ids = tables.ids_of(company.id, Filter(**more), now=NOW)
        layout = tables.layout_of(ids)
        return [header for _t, header in layout.columns()], list(tables.goods_rows(ids, layout, tree.tree()))

    def rich(self, make: Callable[..., Product]) -> None:
        make()
        make(
            handle="rich_One", category="fabric-woven-twill", publish=False, sell_unit="BOLT",
            batch_multiple=Decimal(10), moq=Decimal(10), sample_price=Decimal("3.5"), sample_most=Decimal(2),
            audience="APPROVED",
            titles={"zh-hans": "=危险 标题", "en": "-danger"}, descriptions={"en": "<p>Two</p>\n<p>lines</p>"},
            attributes=(
                AttributeDraft("weight", ("150.5",)), AttributeDraft("composition", ("cotton", "spandex")),
            ),
            packaging=(
                PackagingDraft("CARTON", Decimal(100), None, Decimal(22000), 600, 400, 500),
                PackagingDraft("PALLET", holds=Decimal(2000)),
            ),
        )  # fmt: skip
        skus = queries.draft_of(Product.objects.get(handle="rich_One")).skus
        assert skus

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_comes_back_unchanged(self, factory: Company, make: Callable[..., Product], kind: str) -> None:
        self.rich(make)
        header, rows = self.export(factory)
        before = goods()
        content = b"".join(output.csv_lines(header, rows)) if kind == "csv" else output.workbook(header, rows).read()
        run = applied(factory, content)
        assert problems(run) == []
        changes = list(ImportItem.objects.filter(run=run).values_list("verdict", "changes"))
        assert changes == [("UNCHANGED", [])] * 2
        after = goods()
        for row in (*before[0][0], *after[0][0]):
            row.pop("imported")
        assert after == before

    def test_obeys_filter_and_tenant(self, factory: Company, rival: Company, make: Callable[..., Product]) -> None:
        self.rich(make)
        assert {row[0] for row in self.export(factory, state="DRAFT")[1]} == {"rich_One"}
        assert {row[0] for row in self.export(factory, q="twill")[1]} == {"twill-32"}
        assert self.export(rival)[1] == []

    def test_changes_go_in(self, factory: Company, make: Callable[..., Product]) -> None:
        self.rich(make)
        header, rows = self.export(factory, state="DRAFT")
        for row in rows:
            row[header.index("价格1 Price 1")] = "11.00"
        applied(factory, b"".join(output.csv_lines(header, rows)))
        assert queries.draft_of(Product.objects.get(handle="rich_One")).tiers[0][1] == Decimal("11.00")


class TestTemplate:
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_with_its_example_goes_in(self, factory: Company, kind: str) -> None:
        shown = tree.tree()
        header = [header for _target, header in template.Layout().columns()]
        rows = output.example(shown)
        content = b"".join(output.csv_lines(header, rows))
        if kind == "xlsx":
            content = output.workbook(header, rows, tree=shown).read()
        run = applied(factory, content)
        assert (run.kind, problems(run)) == ("TEMPLATE", [])
        assert Product.objects.get().category_id == "fabric-woven-twill"


class TestRefusedFile:
    def test_is_told_and_ended(self, factory: Company) -> None:
        run = read(factory, files.as_workbook([["only"], ["one"]]) if False else files.as_workbook([[]]))
        assert (run.state, run.problem) == ("REFUSED", "empty")

    def test_too_many_columns(self, factory: Company) -> None:
        with pytest.raises(FileUnreadable) as refused:
            read(factory, files.as_csv([[f"c{n}" for n in range(600)], ["1"] * 600]))
        assert refused.value.facts["reason"] == "too_many_columns"


class TestReading:
    def test_goes_on_behind_the_last_stored_row(self, factory: Company, monkeypatch: pytest.MonkeyPatch) -> None:
        from sourcebridge.catalog.services import intake_reading

        rows = [["货号", "品名", "单价"], *([f"A-{number}", f"灯 {number}", "9"] for number in range(20))]
        content = files.as_workbook(rows)
        run = services.upload(
            company_id=factory.id, file_name="a.xlsx", content=content, by=supplier_by(factory), now=NOW
        )
        stage = intake_reading._stage
        monkeypatch.setattr(intake_reading, "BATCH", 6)

        def killed(found: ImportRun, batch: Any) -> None:
            if found.rows >= 12:
                raise OperationalError
            stage(found, batch)

        monkeypatch.setattr(intake_reading, "_stage", killed)
        with pytest.raises(OperationalError):
            services.read(run_id=run.id, clock=lambda: NOW)
        assert (ImportRun.objects.get().state, ImportRow.objects.count()) == ("UPLOADED", 12)
        monkeypatch.setattr(intake_reading, "_stage", stage)
        services.read(run_id=run.id, clock=lambda: NOW)
        run.refresh_from_db()
        assert (run.state, run.rows) == ("ASKED", 20)
        assert list(ImportRow.objects.order_by("number").values_list("cells", flat=True)) == rows
        assert run.path == ""

    def test_stops_when_cancelled(self, factory: Company) -> None:
        by = supplier_by(factory)
        content = files.as_workbook(files.list_rows())
        run = services.upload(company_id=factory.id, file_name="a.xlsx", content=content, by=by, now=NOW)
        services.cancel(company_id=factory.id, run_id=run.id, by=by, now=NOW)
        services.read(run_id=run.id, clock=lambda: NOW)
        assert (ImportRun.objects.get().state, ImportRow.objects.count()) == ("CANCELLED", 0)

    def test_preview_may_be_asked_anew(self, factory: Company) -> None:
        run = read(factory, files.as_csv(files.erp_rows()))
        by = supplier_by(factory)
        for currency in ("CNY", "USD"):
            given = Answers(language="zh-hans", currency=currency)
            services.answer(company_id=factory.id, run_id=run.id, answers=given, by=by, now=NOW)
        found = ImportItem.objects.filter(run=run).order_by("id")
        assert [(item.handle, item.verdict) for item in found] == [
            ("zw-32", "CREATED"), ("cy-150", "CREATED"), ("(row 9)", "UNCHANGED"),
        ]  # fmt: skip

    def test_rows_of_an_ended_run_are_forgotten_but_the_failed(self, factory: Company) -> None:
        run = applied(factory, ours(lamp(handle="good"), lamp(tier_price_1="-3")))
        assert services.sweep(run_id=run.id) is False
        assert list(ImportRow.objects.order_by("number").values_list("number", "key")) == [(1, None), (3, "lamp")]
