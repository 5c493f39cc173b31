"""Shopify's files on their way into a shop."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import queries, services
from sourcebridge.catalog.errors import FileUnreadable, NotASeller
from sourcebridge.catalog.intake import Answers
from sourcebridge.catalog.models import ImportItem, ImportRun, Picture, PriceTier, Product, Sku, Translation
from sourcebridge.catalog.states import IMPORT_RUN, ImportState
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import IllegalMove, Malformed, NotAllowed, NotFound
from sourcebridge.parties.models import Company
from tests.catalog.conftest import NOW, supplier_by
from tests.catalog.shopify_files import LOOK_ALIKE, pots, product, shirt, variant, whole_files, written

pytestmark = pytest.mark.django_db


def upload(company: Company, content: bytes) -> ImportRun:
    return services.upload(
        company_id=company.id, file_name="products.csv", content=content, by=supplier_by(company), now=NOW
    )


def answered(company: Company, content: bytes, **answers: Any) -> ImportRun:
    run = upload(company, content)
    by = supplier_by(company)
    return services.answer(company_id=company.id, run_id=run.id, answers=Answers(**answers), by=by, now=NOW)


def applied(company: Company, content: bytes, **answers: Any) -> ImportRun:
    run = answered(company, content, **answers)
    services.start(company_id=company.id, run_id=run.id, by=supplier_by(company), now=NOW)
    while services.apply_chunk(run_id=run.id, now=NOW, size=7):
        pass
    run.refresh_from_db()
    return run


def verdicts(run: ImportRun) -> dict[str, str]:
    return {item.handle: item.verdict for item in queries.import_items(run.id)}


def goods() -> Any:
    """Everything an import could touch, but its own rows."""
    tables = (Product, Sku, PriceTier, Picture, Translation)
    return (
        [list(table.objects.order_by("id").values()) for table in tables],
        AuditEntry.objects.exclude(verb__startswith="catalog.import").count(),
        EventRecord.objects.exclude(name__startswith="catalog.import").count(),
    )


class TestWholeFile:
    @pytest.mark.parametrize("content", whole_files())
    def test_goes_in_and_a_second_time_changes_nothing(self, factory: Company, content: bytes) -> None:
        first = applied(factory, content)
        assert first.state == "DONE"
        assert set(verdicts(first).values()) == {"CREATED"}
        assert not Product.objects.exclude(state="PUBLISHED").exists()
        assert all(sku.weight_g is None for sku in Sku.objects.all())
        assert not Sku.objects.filter(code="").exists()
        before = goods()
        again = applied(factory, content)
        assert set(verdicts(again).values()) == {"UNCHANGED"}
        assert goods() == before

    def test_preview_changes_nothing(self, factory: Company) -> None:
        services.open_shop(company_id=factory.id, by=supplier_by(factory), now=NOW)
        before = goods()
        assert set(verdicts(answered(factory, LOOK_ALIKE)).values()) == {"CREATED"}
        assert goods() == before


class TestSecondFile:
    def test_changes_exactly_the_changed_price(self, factory: Company) -> None:
        applied(factory, LOOK_ALIKE)
        rows_before, _audit, _events = goods()
        run = applied(factory, written([shirt(), *pots(large="16.50")]))
        assert verdicts(run) == {"sea-shirt": "UNCHANGED", "clay-pot": "CHANGED"}
        item = queries.import_items(run.id, verdict="CHANGED").get()
        assert item.changes == [{"field": "sku[Large].tiers", "before": "1: 15.99", "after": "1: 16.5"}]
        rows_after, _audit, _events = goods()
        assert rows_after[1] == rows_before[1]
        assert {row["unit_price"] for row in rows_after[2]} == {Decimal(50), Decimal("9.99"), Decimal("16.50")}

    def test_keeps_what_was_edited_by_hand(self, factory: Company) -> None:
        applied(factory, LOOK_ALIKE)
        pot = Product.objects.get(handle="clay-pot")
        draft = queries.draft_of(pot)
        draft.titles["zh-hans"] = "陶土花盆"
        services.edit_product(company_id=factory.id, product_id=pot.id, draft=draft, by=supplier_by(factory), now=NOW)
        before = goods()
        assert set(verdicts(applied(factory, LOOK_ALIKE)).values()) == {"UNCHANGED"}
        assert goods() == before

    def test_adds_a_variant_and_leaves_others_alone(self, factory: Company) -> None:
        applied(factory, LOOK_ALIKE)
        ids = set(Sku.objects.values_list("id", flat=True))
        run = applied(factory, written([shirt(), *pots(), variant("clay-pot", "Huge", "30")]))
        assert verdicts(run)["clay-pot"] == "CHANGED"
        assert ids < set(Sku.objects.values_list("id", flat=True))
        assert Sku.objects.count() == 4

    def test_does_not_overrule_a_ladder_made_by_hand(self, factory: Company) -> None:
        applied(factory, written([shirt()]))
        row = Product.objects.get()
        draft = queries.draft_of(row)
        ladder = ((Decimal(1), Decimal(50)), (Decimal(10), Decimal(45)))
        services.edit_product(
            company_id=factory.id, product_id=row.id, draft=fabric_like(draft, ladder), by=supplier_by(factory), now=NOW
        )
        before = goods()
        run = applied(factory, written([shirt(Variant_Price="55")]))
        assert verdicts(run) == {"sea-shirt": "FAILED"}
        assert ImportItem.objects.get(run=run).problems[0]["reason"] == "ladder_by_hand"
        assert goods() == before

    def test_refuses_another_currency_for_goods_in_place(self, factory: Company) -> None:
        applied(factory, written([shirt()]))
        run = applied(factory, written([shirt(Variant_Price="55")]), currency="USD")
        assert ImportItem.objects.get(run=run).problems[0]["reason"] == "currency_differs"

    def test_withdraws_what_is_unpublished(self, factory: Company) -> None:
        applied(factory, written([shirt()]))
        applied(factory, written([shirt(Published="false")]))
        assert Product.objects.get().state == "WITHDRAWN"


def fabric_like(draft: Any, ladder: Any) -> Any:
    from dataclasses import replace

    return replace(draft, tiers=ladder)


class TestAnswers:
    def test_shape_new_goods(self, factory: Company) -> None:
        applied(factory, LOOK_ALIKE, currency="USD", unit="SET", moq=Decimal(6), weight_g=Decimal(400), publish="DRAFT")
        found = Product.objects.get(handle="sea-shirt")
        assert (found.currency, found.unit, found.moq, found.state) == ("USD", "SET", Decimal(6), "DRAFT")
        assert found.skus.get().weight_g == Decimal(400)
        assert found.tiers.get().min_quantity == Decimal(6)

    @pytest.mark.parametrize(
        "wrong",
        [{"currency": "ABC"}, {"unit": "XXX"}, {"moq": Decimal("0.5")}, {"weight_g": Decimal(0)}, {"stock": "ALL"}],
    )
    def test_are_refused_when_wrong(self, factory: Company, wrong: dict[str, Any]) -> None:
        run = upload(factory, LOOK_ALIKE)
        before = list(ImportItem.objects.order_by("id").values())
        with pytest.raises(Malformed) as refused:
            services.answer(
                company_id=factory.id, run_id=run.id, answers=Answers(**wrong), by=supplier_by(factory), now=NOW
            )
        assert set(refused.value.fields) == set(wrong)
        assert list(ImportItem.objects.order_by("id").values()) == before

    @pytest.mark.parametrize(("stock", "announced"), [("NEW", 2), ("IGNORE", 0)])
    def test_say_what_becomes_of_the_stock(self, factory: Company, stock: str, announced: int) -> None:
        applied(factory, LOOK_ALIKE, stock=stock)
        facts = EventRecord.objects.filter(name="catalog.stock.counted")
        assert facts.count() == announced
        if announced:
            assert sorted(count for fact in facts for count in fact.payload["counts"].values()) == ["1", "1", "3"]


class TestBadRows:
    def test_are_named_and_do_not_stop_the_others(self, factory: Company) -> None:
        rows = [
            shirt(),
            product("no-price", "No price", ""),
            product("odd", "Odd", "9,80"),
            variant("odd-title", "Small", "3"),
            *pots(large="free"),
            product("", "No handle", "1"),
        ]
        run = applied(factory, written(rows))
        said = {(p["row"], p["field"], p["reason"]) for item in queries.import_items(run.id) for p in item.problems}
        assert said == {
            (3, "Variant Price", "price_missing"),
            (4, "Variant Price", "price_wrong"),
            (5, "Title", "title_missing"),
            (7, "Variant Price", "price_wrong"),
            (8, "Handle", "handle_missing"),
        }
        assert set(Product.objects.values_list("handle", flat=True)) == {"sea-shirt", "clay-pot"}
        assert Sku.objects.filter(product__handle="clay-pot").count() == 1

    @pytest.mark.parametrize(
        "content",
        [b"", b"\x00\x01PK", b"%PDF-1.7", b"PK\x03\x04zip", b"\xd0\xcf\x11\xe0old", b"only,a,header\n", b"\xff\xfeH"],
    )
    def test_a_file_of_another_kind_is_refused_whole(self, factory: Company, content: bytes) -> None:
        with pytest.raises(FileUnreadable):
            upload(factory, content)
        assert not ImportRun.objects.exists()

    def test_a_company_that_does_not_sell_is_refused(self, stall: Company) -> None:
        with pytest.raises(NotASeller):
            upload(stall, LOOK_ALIKE)


class TestRun:
    def test_goes_on_after_a_kill(self, factory: Company) -> None:
        content = written([product(f"p-{number}", f"P {number}", "9") for number in range(9)])
        run = answered(factory, content)
        services.start(company_id=factory.id, run_id=run.id, by=supplier_by(factory), now=NOW)
        assert services.apply_chunk(run_id=run.id, now=NOW, size=4)
        assert Product.objects.count() == 4
        while services.apply_chunk(run_id=run.id, now=NOW, size=4):
            pass
        assert Product.objects.count() == 9
        assert AuditEntry.objects.filter(verb="catalog.product.create").count() == 9

    def test_stops_when_cancelled_and_keeps_what_was_applied(self, factory: Company) -> None:
        run = answered(factory, written([product(f"p-{number}", f"P {number}", "9") for number in range(9)]))
        by = supplier_by(factory)
        services.start(company_id=factory.id, run_id=run.id, by=by, now=NOW)
        services.apply_chunk(run_id=run.id, now=NOW, size=4)
        services.cancel(company_id=factory.id, run_id=run.id, by=by, now=NOW)
        assert services.apply_chunk(run_id=run.id, now=NOW) is False
        assert Product.objects.count() == 4

    def test_failed_run_is_resumed(self, factory: Company) -> None:
        run = answered(factory, LOOK_ALIKE)
        by = supplier_by(factory)
        services.start(company_id=factory.id, run_id=run.id, by=by, now=NOW)
        services.fail(run_id=run.id, reason="OperationalError", now=NOW)
        services.resume(company_id=factory.id, run_id=run.id, by=by, now=NOW)
        services.apply_chunk(run_id=run.id, now=NOW)
        run.refresh_from_db()
        assert run.state == "DONE"

    def test_is_unseen_by_another_company(self, factory: Company, rival: Company) -> None:
        run = upload(factory, LOOK_ALIKE)
        with pytest.raises(NotFound):
            services.cancel(company_id=rival.id, run_id=run.id, by=supplier_by(rival), now=NOW)
        run.refresh_from_db()
        assert run.state == "ASKED"

    def test_grid(self) -> None:
        for state, move, actor, allowed in IMPORT_RUN.grid():
            if allowed:
                assert IMPORT_RUN.check(state, move.name, actor) is move
            else:
                with pytest.raises((IllegalMove, NotAllowed)):
                    IMPORT_RUN.check(state, move.name, actor)

    @pytest.mark.parametrize("state", ImportState.values)
    @pytest.mark.parametrize("name", ["answer", "apply", "resume", "cancel"])
    def test_services_follow_the_table(self, factory: Company, state: str, name: str) -> None:
        run = upload(factory, LOOK_ALIKE)
        ImportRun.objects.filter(pk=run.id).update(state=state, phase="APPLYING")
        verb: Any = {"answer": services.answer, "apply": services.start, "resume": services.resume}.get(
            name, services.cancel
        )
        more = {"answers": Answers()} if name == "answer" else {}
        before = (AuditEntry.objects.count(), EventRecord.objects.count())
        move = IMPORT_RUN.named(name)

        def act() -> None:
            verb(company_id=factory.id, run_id=run.id, by=supplier_by(factory), now=NOW, **more)

        if state in move.sources:
            act()
            run.refresh_from_db()
            assert run.state == ("PREVIEWED" if name == "answer" else move.result(state))
        else:
            with pytest.raises(IllegalMove):
                act()
            run.refresh_from_db()
            assert run.state == state
            assert (AuditEntry.objects.count(), EventRecord.objects.count()) == before
        assert Actor.SUPPLIER in move.by


class TestPictures:
    def test_wait_for_the_job_and_an_unreachable_one_is_named(self, factory: Company) -> None:
        run = applied(factory, LOOK_ALIKE)
        waiting = list(Picture.objects.order_by("source_url"))
        assert {row.state for row in waiting} == {"WAITING"}
        services.mark_unreachable(picture_id=waiting[0].id, reason="unreachable")
        from sourcebridge.catalog.queries import intake

        assert [row.source_url for row in intake.missing_pictures(run.id)] == ["https://pictures.invalid/pot.jpg"]
        assert Product.objects.get(handle="clay-pot").state == "PUBLISHED"
        offer = queries.offer(product_id=Product.objects.get(handle="clay-pot").id)
        assert offer.pictures[0].url.endswith(".svg?v=1")

    def test_what_is_no_picture_is_noted(self, factory: Company) -> None:
        applied(factory, written([shirt()]))
        row = Picture.objects.get()
        assert services.keep_fetched(picture_id=row.id, content=b"<html>") is False
        row.refresh_from_db()
        assert (row.state, row.problem) == ("UNREACHABLE", "not_a_picture")


class TestDescription:
    def test_is_cleaned(self, factory: Company) -> None:
        applied(factory, LOOK_ALIKE)
        offer = queries.offer(product_id=Product.objects.get(handle="clay-pot").id, language="en")
        assert offer.description.text == "<p>Clay pot</p>"
