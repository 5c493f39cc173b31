"""The category tree: its reference data, its reading, the operator's verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import errors, reference
from sourcebridge.catalog.models import Attribute, AttributeOption, AttributeValue, Category, Kind, Product
from sourcebridge.catalog.queries import categories as queries
from sourcebridge.catalog.services import attributes, categories, tree_files
from sourcebridge.catalog.services.attributes import AttributeDraft, OptionDraft
from sourcebridge.kit import csvfile
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import Malformed, NotAllowed, NotFound, Refusal
from sourcebridge.kit.quantity import UNITS

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
BY = By(Actor.OPERATOR, None, None, "Operator")
TWILL = "fabric-woven-twill"

pytestmark = pytest.mark.django_db


def state() -> Any:
    """Everything the verbs may write."""
    return (
        list(Category.objects.order_by("pk").values()),
        list(Attribute.objects.order_by("pk").values()),
        list(AttributeOption.objects.order_by("pk").values()),
        list(AttributeValue.objects.order_by("pk").values()),
        list(Product.objects.order_by("pk").values_list("pk", "category_id")),
        AuditEntry.objects.count(),
        EventRecord.objects.count(),
    )


def refuses(refusal: type[Refusal], act: Callable[[], object]) -> Refusal:
    """The verb says no, and nothing changed."""
    before = state()
    with pytest.raises(refusal) as told, transaction.atomic():
        act()
    assert state() == before
    return told.value


def add(**more: Any) -> Category:
    facts = {"code": "fabric-woven-voile", "parent": "fabric-woven", "name_zh": "巴厘纱", "name_en": "Voile"}
    return categories.add_category(**{**facts, "by": BY, "now": NOW, **more})


class TestReference:
    def test_has_leaves_of_real_trade_use(self) -> None:
        leaves = queries.leaves()
        assert len(leaves) >= 150
        assert all(node.name_zh and node.name_en and node.kind in Kind.values and node.unit in UNITS for node in leaves)
        assert not any(node.name_zh.isascii() for node in leaves)
        assert {node.kind for node in leaves} == set(Kind.values)

    def test_names_no_code_twice_on_a_branch(self) -> None:
        tree = queries.whole()
        for node in tree.leaves():
            codes = [one.code for above in tree.chain(node.code) for one in tree.attributes.get(above.code, ())]
            assert len(codes) == len(set(codes)), node.code

    def test_shows_at_most_six_filters_and_offers_an_axis(self) -> None:
        tree = queries.whole()
        for node in tree.leaves():
            assert len(tree.filters_of(node.code)) <= 6, node.code
            assert any(one.is_variant_axis for one in tree.attributes_of(node.code)), node.code

    def test_lists_answers_in_both_languages(self) -> None:
        for one in (one for node in queries.whole().attributes.values() for one in node):
            assert bool(one.options) == (one.kind in attributes.LISTED), one
            assert all(option.name_zh and option.name_en for option in one.options)

    def test_loads_once(self) -> None:
        before = state()
        reference.load(apps)
        assert state() == before


class TestReading:
    def test_inherits_from_the_top(self) -> None:
        codes = [one.code for one in queries.attributes_of("garment-men-shirts")]
        assert codes[0] == "colour"
        assert {"material", "size", "fit"} <= set(codes)
        assert "fill-weight" not in codes

    def test_names_the_path_in_the_readers_language(self) -> None:
        assert queries.path(TWILL, "zh-hans") == [
            ("fabric", "面料辅料"), ("fabric-woven", "梭织面料"), (TWILL, "斜纹布")]  # fmt: skip
        assert queries.path(TWILL, "en")[-1] == (TWILL, "Twill")
        with pytest.raises(NotFound):
            queries.path("nothing", "en")

    def test_asks_one_statement_while_nothing_changes(self, django_assert_num_queries: Any) -> None:
        queries.whole()
        with django_assert_num_queries(1):
            queries.tree("en")
        add()
        with django_assert_num_queries(4):
            assert "fabric-woven-voile" in queries.labels("en")
        with django_assert_num_queries(1):
            queries.attributes_of(TWILL)

    def test_counts_goods_upwards(self, twill: Product) -> None:
        counts = queries.goods_counts()
        assert counts[TWILL] == counts["fabric-woven"] == counts["fabric"] == 1

    def test_guesses_only_leaves_in_use(self) -> None:
        assert queries.guess("斜纹布 面料") == TWILL
        categories.retire_category(code=TWILL, by=BY, now=NOW)
        assert queries.guess("斜纹布 面料") == "other-goods"


class TestAddCategory:
    def test_takes_kind_and_unit_from_above(self) -> None:
        row = add()
        assert (row.level, row.kind, row.unit) == (3, "FABRIC", "MTR")
        assert queries.path(row.code, "zh-hans")[-1] == (row.code, "巴厘纱")
        assert EventRecord.objects.filter(name="catalog.category.changed", payload__code=row.code).count() == 1
        assert [entry.verb for entry in queries.history(row.code)] == ["catalog.category.added"]

    @pytest.mark.parametrize(
        ("more", "refusal"),
        [
            ({"code": TWILL}, errors.CodeTaken),
            ({"code": "Big Letters"}, Malformed),
            ({"name_zh": " "}, Malformed),
            ({"name_en": "x" * 81}, Malformed),
            ({"kind": "CAR"}, Malformed),
            ({"unit": "ELL"}, Malformed),
            ({"parent": "nothing"}, Malformed),
            ({"parent": TWILL}, errors.WrongLevel),
            ({"by": By(Actor.SUPPLIER)}, NotAllowed),
        ],
    )
    def test_refuses(self, more: dict[str, Any], refusal: type[Refusal]) -> None:
        refuses(refusal, lambda: add(**more))

    def test_refuses_below_a_retired_category(self) -> None:
        for code in ("toy-novelty-balloons", "toy-novelty-fidget", "toy-novelty-party", "toy-novelty"):
            categories.retire_category(code=code, by=BY, now=NOW)
        refuses(errors.NeedsParent, lambda: add(parent="toy-novelty"))


class TestEditCategory:
    def edit(self, **more: Any) -> Category:
        facts = {"code": TWILL, "name_zh": "斜纹布", "name_en": "Twill", "kind": "FABRIC", "unit": "MTR", "position": 4}
        return categories.edit_category(**{**facts, "by": BY, "now": NOW, **more})

    def test_renames_and_says_what_changed(self) -> None:
        self.edit(name_en="Twill weave")
        assert queries.labels("en")[TWILL] == "Twill weave"
        assert queries.history(TWILL)[0].facts == {"changed": {"name_en": ["Twill", "Twill weave"]}}

    def test_does_nothing_when_nothing_differs(self) -> None:
        before = state()
        self.edit()
        assert state() == before

    @pytest.mark.parametrize("more", [{"name_zh": ""}, {"unit": "ELL"}, {"position": 0}])
    def test_refuses(self, more: dict[str, Any]) -> None:
        refuses(Malformed, lambda: self.edit(**more))

    def test_refuses_the_unknown(self) -> None:
        refuses(NotFound, lambda: self.edit(code="nothing"))


class TestMoveCategory:
    def move(self, code: str, parent: str) -> Category:
        return categories.move_category(code=code, parent=parent, by=BY, now=NOW)

    def test_takes_the_answers_of_its_goods_along(self, twill: Product) -> None:
        add(code="craft", parent="", name_zh="手艺", name_en="Craft")
        add(code="craft-cloth", parent="craft", name_zh="布", name_en="Cloth")
        wide = AttributeDraft("门幅", "Width", "NUMBER", unit="cm")
        fibre = AttributeDraft("成分", "Fibre", "SEVERAL", options=(OptionDraft("cotton", "棉", "Cotton"),))
        attributes.add_attribute(category="craft", code="width", draft=wide, by=BY, now=NOW)
        attributes.add_attribute(category="craft", code="composition", draft=fibre, by=BY, now=NOW)
        mine = {row.code: row for row in Attribute.objects.filter(category="fabric-woven")}
        AttributeValue.objects.create(product=twill, attribute=mine["width"], number=Decimal(150))
        AttributeValue.objects.create(product=twill, attribute=mine["yarn-count"], text="32s")
        for code in ("cotton", "spandex"):
            option = AttributeOption.objects.get(attribute=mine["composition"], code=code)
            AttributeValue.objects.create(product=twill, attribute=mine["composition"], option=option)

        self.move(TWILL, "craft-cloth")

        kept = AttributeValue.objects.filter(product=twill).order_by("attribute__code")
        assert [(row.attribute.category_id, row.attribute.code) for row in kept] == [
            ("craft", "composition"), ("craft", "width")]  # fmt: skip
        assert kept[0].option is not None
        assert kept[0].option.attribute.category_id == "craft"
        assert queries.history(TWILL)[0].facts["answers_ended"] == 2
        assert queries.path(TWILL, "en")[0] == ("craft", "Craft")

    def test_refuses_another_level(self) -> None:
        refuses(errors.WrongLevel, lambda: self.move(TWILL, "fabric"))
        refuses(errors.WrongLevel, lambda: self.move("fabric-woven", ""))
        refuses(errors.WrongLevel, lambda: self.move("fabric-woven", "fabric-knit"))

    def test_refuses_an_attribute_met_twice(self) -> None:
        refuses(errors.AttributeRepeats, lambda: self.move("fabric-woven", "garment"))

    def test_refuses_the_unknown(self) -> None:
        refuses(Malformed, lambda: self.move(TWILL, "nothing"))


class TestRetireCategory:
    def retire(self, code: str, **more: Any) -> Category:
        return categories.retire_category(code=code, by=BY, now=NOW, **more)

    def test_hides_it(self) -> None:
        self.retire("fabric-woven-silk")
        assert "fabric-woven-silk" not in {node.code for node in queries.leaves()}
        assert "fabric-woven-silk" in queries.labels("en")

    def test_refuses_while_goods_stand_there(self, twill: Product) -> None:
        told = refuses(errors.StillInUse, lambda: self.retire(TWILL))
        assert told.facts["count"] == 1

    def test_moves_the_goods(self, twill: Product) -> None:
        self.retire(TWILL, goods_to="fabric-woven-denim")
        twill.refresh_from_db()
        assert twill.category_id == "fabric-woven-denim"
        told = EventRecord.objects.filter(name="catalog.category.changed").values_list("payload__code", flat=True)
        assert {TWILL, "fabric-woven-denim"} <= set(told)

    @pytest.mark.parametrize("goods_to", ["fabric-woven", "nothing", TWILL])
    def test_refuses_a_wrong_place_for_goods(self, twill: Product, goods_to: str) -> None:
        refuses(Malformed, lambda: self.retire(TWILL, goods_to=goods_to))

    def test_refuses_while_categories_stand_below(self) -> None:
        refuses(errors.HasBranches, lambda: self.retire("fabric-woven"))

    @pytest.mark.parametrize("code", ["other", "other-general", "other-goods"])
    def test_refuses_the_last_resort(self, code: str) -> None:
        refuses(errors.NotRetirable, lambda: self.retire(code))


class TestRestoreCategory:
    def test_brings_it_back(self) -> None:
        categories.retire_category(code=TWILL, by=BY, now=NOW)
        categories.restore_category(code=TWILL, by=BY, now=NOW)
        assert TWILL in {node.code for node in queries.leaves()}

    def test_refuses_below_a_retired_parent(self) -> None:
        for code in ("baby-feeding-bottles", "baby-feeding-tableware", "baby-feeding"):
            categories.retire_category(code=code, by=BY, now=NOW)
        again = "baby-feeding-bottles"
        refuses(errors.NeedsParent, lambda: categories.restore_category(code=again, by=BY, now=NOW))


LUSTRE = AttributeDraft(
    "光泽", "Lustre", "CHOICE", options=(OptionDraft("matt", "消光", "Matt"), OptionDraft("bright", "有光", "Bright"))
)


class TestAddAttribute:
    def add(self, **more: Any) -> Attribute:
        facts = {"category": "fabric-woven", "code": "lustre", "draft": LUSTRE, "by": BY, "now": NOW}
        return attributes.add_attribute(**{**facts, **more})

    def test_holds_for_everything_below(self) -> None:
        self.add()
        assert [one.code for one in queries.attributes_of(TWILL)][-1] == "lustre"
        assert "lustre" not in {one.code for one in queries.attributes_of("fabric-knit-rib")}

    @pytest.mark.parametrize(
        ("more", "refusal"),
        [
            ({"code": "width"}, errors.CodeTaken),
            ({"category": TWILL, "code": "width"}, errors.AttributeRepeats),
            ({"category": "fabric", "code": "width"}, errors.AttributeRepeats),
            ({"code": "Ä"}, Malformed),
            ({"category": "nothing"}, NotFound),
            ({"draft": replace(LUSTRE, options=())}, Malformed),
            ({"draft": replace(LUSTRE, options=LUSTRE.options * 2)}, Malformed),
            ({"draft": replace(LUSTRE, kind="POEM")}, Malformed),
            ({"draft": replace(LUSTRE, name_en="")}, Malformed),
            ({"draft": replace(LUSTRE, is_filter=True)}, errors.TooManyFilters),
            ({"by": By(Actor.BUYER)}, NotAllowed),
        ],
    )
    def test_refuses(self, more: dict[str, Any], refusal: type[Refusal]) -> None:
        refuses(refusal, lambda: self.add(**more))


class TestEditAttribute:
    def edit(self, code: str = "elasticity", **more: Any) -> Attribute:
        draft = replace(attributes.draft_of("fabric-woven", code), **more)
        return attributes.edit_attribute(category="fabric-woven", code=code, draft=draft, by=BY, now=NOW)

    def test_does_nothing_when_nothing_differs(self) -> None:
        before = state()
        self.edit()
        assert state() == before

    def test_retires_answers_left_out(self) -> None:
        self.edit(options=(OptionDraft("none", "无弹", "Rigid"),))
        facts = next(one for one in queries.attributes_of(TWILL) if one.code == "elasticity")
        assert [option.name_en for option in facts.offered] == ["Rigid"]
        assert len(facts.options) == 5

    def test_refuses_another_kind_once_goods_answer(self, twill: Product) -> None:
        weight = Attribute.objects.get(category="fabric-woven", code="weight")
        AttributeValue.objects.create(product=twill, attribute=weight, number=Decimal(210))
        refuses(errors.KindFixed, lambda: self.edit("weight", kind="TEXT"))
        refuses(errors.KindFixed, lambda: self.edit("weight", unit="oz"))
        self.edit("width", unit="m")

    def test_refuses_one_filter_too_many(self) -> None:
        refuses(errors.TooManyFilters, lambda: self.edit("yarn-count", is_filter=True))

    def test_refuses_the_unknown(self) -> None:
        draft = attributes.draft_of("fabric-woven", "weight")
        there: dict[str, Any] = {"category": "fabric-woven", "by": BY, "now": NOW, "draft": draft}
        refuses(NotFound, lambda: attributes.edit_attribute(code="nothing", **there))


def category_file(*rows: tuple[object, ...]) -> bytes:
    return csvfile.document(tree_files.CATEGORIES, rows)


class TestTreeFiles:
    @pytest.mark.parametrize("table", ["category", "attribute"])
    def test_go_out_and_come_back_unchanged(self, table: str) -> None:
        header = tree_files.CATEGORIES if table == "category" else tree_files.ATTRIBUTES
        rows = tree_files.category_rows() if table == "category" else tree_files.attribute_rows()
        content = csvfile.document(header, rows)
        before = state()
        assert tree_files.import_tree(content=content, by=BY, now=NOW) == []
        assert state() == before

    def test_add_change_move_and_retire(self) -> None:
        content = category_file(
            ("fabric-woven-voile", "fabric-woven", "巴厘纱", "Voile", "", "", "", "1"),
            ("fabric-woven-silk", "fabric-functional", "真丝面料", "Silk", "FABRIC", "MTR", "9", "1"),
            ("fabric-woven-linen", "fabric-woven", "亚麻苎麻布", "Linen", "FABRIC", "MTR", "12", "0"),
        )
        before = state()
        preview = tree_files.preview_tree(content=content, by=BY, now=NOW)
        assert state() == before
        assert [(one.line, one.result) for one in preview] == [(2, "new"), (3, "changed"), (4, "changed")]
        assert tree_files.import_tree(content=content, by=BY, now=NOW) == preview
        tree = queries.whole()
        assert tree.nodes["fabric-woven-silk"].parent == "fabric-functional"
        assert not tree.nodes["fabric-woven-linen"].active
        assert [one.line for one in tree_files.import_tree(content=content, by=BY, now=NOW)] == [2]

    def test_refuse_a_wrong_row_and_do_nothing(self) -> None:
        content = category_file(
            ("fabric-woven-voile", "fabric-woven", "巴厘纱", "Voile", "", "", "", "1"),
            ("fabric-woven-x", "fabric-woven-voile", "某布", "Some cloth", "", "", "", "1"),
        )
        preview = tree_files.preview_tree(content=content, by=BY, now=NOW)
        assert [one.result for one in preview] == ["new", "wrong"]
        refuses(errors.TreeFileWrong, lambda: tree_files.import_tree(content=content, by=BY, now=NOW))

    @pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b'"code,parent'])
    def test_refuse_what_is_no_such_table(self, content: bytes) -> None:
        refuses(errors.TreeFileWrong, lambda: tree_files.import_tree(content=content, by=BY, now=NOW))
