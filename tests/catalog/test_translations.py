"""Texts beside their translations: drafts, the word of a person, tables that come back."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.reader.excel import load_workbook

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog import queries, services, tasks, translating
from sourcebridge.catalog.errors import TextMoved, TextsUnreadable
from sourcebridge.catalog.files import texts as tables
from sourcebridge.catalog.models import Product, ProductVersion, Translation
from sourcebridge.catalog.queries import translations
from sourcebridge.catalog.queries.translations import Pair
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.kit.errors import Malformed, NotAllowed, NotFound
from sourcebridge.parties.models import Company, Membership, User
from tests.catalog.conftest import NOW, supplier_by

pytestmark = pytest.mark.django_db
ZH = {"zh-hans": "全棉斜纹布 32支 220克 裤装面料"}


def everything() -> Any:
    tables = (Product, Translation, ProductVersion, AuditEntry, EventRecord)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def title_of(product: Product) -> Pair:
    rows = translations.pairs_of(product.shop.company_id).filter(object_id=product.id, field="title")
    return translations.pair(rows.get())


def review(product: Product, text: str, **more: Any) -> Pair:
    pair = title_of(product)
    return services.review_text(
        **{
            "company_id": product.shop.company_id,
            "pair_id": pair.id,
            "text": text,
            "digest": pair.digest,
            "by": supplier_by(product.shop.company),
            "now": NOW,
            **more,
        }
    )


class TestDraft:
    @pytest.mark.parametrize(
        ("text", "source", "said"),
        [
            ("全棉斜纹布 32支 220克 裤装面料", "zh-hans", "Cotton twill 32s 220 g"),
            ("春亚纺150g", "zh-hans", "Pongee 150g"),
            ("Cotton poplin 40s", "en", "府绸40支"),
        ],
    )
    def test_uses_the_words_of_the_trade(self, text: str, source: str, said: str) -> None:
        assert said in translating.draft(text, source=source, target=translations.other(source)).text

    @pytest.mark.parametrize("text", ["量子纠缠", "", "zzz qqq", "12345"])
    def test_is_empty_when_nothing_is_known(self, text: str) -> None:
        assert translating.draft(text, source="zh-hans", target="en").text == ""

    def test_keeps_the_tags_of_a_description(self) -> None:
        made = translating.draft("<p>全棉 &lt;b&gt;</p>", source="zh-hans", target="en").text
        assert made == "<p>Cotton &lt;b&gt;</p>"

    @given(st.text(max_size=80), st.sampled_from(["zh-hans", "en"]))
    def test_never_fails(self, text: str, source: str) -> None:
        made = translating.draft(text, source=source, target=translations.other(source))
        assert 0 <= made.known <= 100


class TestDraftText:
    def test_marks_what_a_machine_made(self, make: Callable[..., Product], factory: Company) -> None:
        product = make(titles=ZH, descriptions={})
        pair = title_of(product)
        assert pair.condition == "MISSING"
        services.draft_text(company_id=factory.id, pair_id=pair.id, by=supplier_by(factory), now=NOW)
        title = queries.offer(product_id=product.id, language="en").title
        assert title.machine
        assert "twill" in title.text
        assert title_of(product).condition == "MACHINE"
        before = everything()
        services.draft_text(company_id=factory.id, pair_id=pair.id, by=supplier_by(factory), now=NOW)
        assert everything() == before

    def test_never_replaces_what_a_person_wrote(self, twill: Product, factory: Company) -> None:
        before = everything()
        pair = title_of(twill)
        assert services.draft_text(company_id=factory.id, pair_id=pair.id, by=supplier_by(factory), now=NOW) is None
        assert everything() == before

    def test_is_refused_to_others(self, make: Callable[..., Product], rival: Company, factory: Company) -> None:
        pair = title_of(make(titles=ZH))
        before = everything()
        with pytest.raises(NotFound):
            services.draft_text(company_id=rival.id, pair_id=pair.id, by=supplier_by(rival), now=NOW)
        with pytest.raises(NotAllowed):
            services.draft_text(
                company_id=factory.id, pair_id=pair.id, by=By(Actor.BUYER, None, factory.id, "x"), now=NOW
            )
        assert everything() == before

    def test_comes_by_itself_after_publishing(self, make: Callable[..., Product]) -> None:
        product = make(titles=ZH, descriptions={"zh-hans": "<p>全棉</p>"})
        tasks.draft_texts(product_id=str(product.id))
        assert queries.offer(product_id=product.id, language="en").description.machine
        assert services.draft_missing(product_ids=[product.id], by=SYSTEM, now=NOW) == 0


class TestReviewText:
    def test_makes_a_draft_the_word_of_a_person(self, make: Callable[..., Product], factory: Company) -> None:
        product = make(titles=ZH, descriptions={})
        tasks.draft_texts(product_id=str(product.id))
        assert review(product, "Trouser twill, pure cotton").condition == "REVIEWED"
        title = queries.offer(product_id=product.id, language="en").title
        assert (title.text, title.machine, title.stale) == ("Trouser twill, pure cotton", False, False)
        assert queries.versions_of(product.id)[0].by_name == "Sales"

    def test_accepts_a_draft_as_it_stands(self, make: Callable[..., Product]) -> None:
        product = make(titles=ZH, descriptions={})
        tasks.draft_texts(product_id=str(product.id))
        assert review(product, title_of(product).translation).condition == "REVIEWED"
        before = everything()
        review(product, title_of(product).translation)
        assert everything() == before

    def test_ends_staleness(self, twill: Product, factory: Company) -> None:
        draft = replace(
            queries.draft_of(twill), titles={"zh-hans": "全棉斜纹 40支 衬衫面料", "en": "Cotton twill 32s shirting"}
        )
        services.edit_product(company_id=factory.id, product_id=twill.id, draft=draft, by=supplier_by(factory), now=NOW)
        assert title_of(twill).condition == "STALE"
        assert review(twill, "Cotton twill 40s shirting").condition == "REVIEWED"

    def test_of_other_words_for_reviewed_live_goods_waits(self, twill: Product) -> None:
        review(twill, "Used mobile phones, lot")
        assert queries.waiting_change(twill.id) is not None
        assert title_of(twill).translation == "Cotton twill 32s shirting"

    def test_refuses_and_writes_nothing(self, twill: Product, rival: Company, factory: Company) -> None:
        before = everything()
        with pytest.raises(TextMoved):
            review(twill, "x", digest="0" * 64)
        with pytest.raises(Malformed):
            review(twill, "  ")
        with pytest.raises(NotFound):
            review(twill, "x", company_id=rival.id)
        with pytest.raises(NotAllowed):
            review(twill, "x", by=By(Actor.BUYER, None, factory.id, "x"))
        assert everything() == before

    def test_of_the_shop(self, factory: Company, twill: Product) -> None:
        profile = services.Profile(name="锦纶", about=(("zh-hans", "自有织机"),))
        services.save_profile(company_id=factory.id, profile=profile, by=supplier_by(factory), now=NOW)
        [row] = translations.pairs_of(factory.id, condition="MISSING").filter(object_type="shop")
        pair = translations.pair(row)
        services.review_text(
            company_id=factory.id,
            pair_id=pair.id,
            text="Own looms",
            digest=pair.digest,
            by=supplier_by(factory),
            now=NOW,
        )
        assert (
            str(queries.words_of([twill.shop_id], ("about",), "shop").text(twill.shop_id, "about", "en")) == "Own looms"
        )


class TestTable:
    def written(self, company: Company) -> bytes:
        rows = translations.pairs_of(company.id).order_by("object_id", "field")
        return tables.written(translations.pair(row) for row in rows)

    def take(self, company: Company, content: bytes) -> services.Taken:
        rows = [services.TextRow(*cells) for cells in tables.read(SimpleUploadedFile("t.xlsx", content))]
        return services.take_table(company_id=company.id, rows=rows, by=supplier_by(company), now=NOW)

    def changed(self, content: bytes, said: dict[str, str]) -> bytes:
        book = load_workbook(io.BytesIO(content))  # type: ignore[no-untyped-call]
        for row in book.active.iter_rows(min_row=2):
            for field, text in said.items():
                if row[1].value == field:
                    row[3].value = text
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def test_coming_back_unchanged_does_nothing(self, make: Callable[..., Product], factory: Company) -> None:
        make(titles={"zh-hans": "=cmd|' /C calc'!A0 全棉", "en": "=1+1 cotton"})
        content = self.written(factory)
        cell = load_workbook(io.BytesIO(content)).active.cell(row=2, column=3)  # type: ignore[no-untyped-call]
        assert cell.data_type == "s"
        before = everything()
        done = self.take(factory, content)
        assert (done.changed, done.refused) == (0, [])
        assert done.unchanged == 2
        assert everything() == before

    def test_changed_rows_are_reviewed(self, make: Callable[..., Product], factory: Company) -> None:
        product = make(titles=ZH, descriptions={"zh-hans": "<p>全棉</p>"})
        content = self.changed(self.written(factory), {"title": "Twill", "description": "<p>Cotton</p>"})
        assert self.take(factory, content).changed == 2
        assert title_of(product).condition == "REVIEWED"
        assert self.take(factory, content).changed == 0

    def test_rows_whose_original_moved_are_left_out_with_a_sentence(
        self, make: Callable[..., Product], factory: Company
    ) -> None:
        product = make(titles=ZH, descriptions={})
        content = self.changed(self.written(factory), {"title": "Twill"})
        draft = replace(queries.draft_of(product), titles={"zh-hans": ZH["zh-hans"] + " 新"})
        services.edit_product(
            company_id=factory.id, product_id=product.id, draft=draft, by=supplier_by(factory), now=NOW
        )
        before = everything()
        done = self.take(factory, content)
        assert done.changed == 0
        assert done.refused == [(2, TextMoved().text)]
        assert everything() == before

    def test_of_another_company_changes_nothing(
        self, make: Callable[..., Product], factory: Company, rival: Company
    ) -> None:
        make(titles=ZH)
        content = self.changed(self.written(factory), {"title": "Twill"})
        before = everything()
        assert [number for number, _sentence in self.take(rival, content).refused] == [2, 3]
        assert everything() == before

    def test_other_files_are_refused(self, factory: Company) -> None:
        for content in (b"id,translation\n", b"PK\x03\x04", b""):
            with pytest.raises(TextsUnreadable):
                self.take(factory, content)


class TestPages:
    def test_walk_through_the_queue(self, make: Callable[..., Product], factory: Company, client: Client) -> None:
        user = User.objects.create_user("lin@example.test", name="林", language="zh-hans")
        Membership.objects.create(user=user, company=factory, roles=["OWNER"])
        client.force_login(user)
        url = "/supplier/translations/"
        assert client.get(url).status_code == 200
        product = make(titles=ZH, descriptions={})
        make(handle="b", titles={"zh-hans": "府绸"}, descriptions={})
        pair = title_of(product)
        assert "全棉斜纹布" in client.get(url, {"at": str(pair.id)}).content.decode()
        drafted = client.post(url, {"pair": str(pair.id), "act": "draft"})["Location"]
        assert "Cotton twill" in client.get(drafted).content.decode()
        assert client.post(url, {"pair": str(pair.id), "act": "accept", "text": "x", "digest": ""}).status_code == 422
        said = {"pair": str(pair.id), "act": "accept", "text": "Cotton twill", "digest": pair.digest}
        assert "府绸" in client.get(client.post(f"{url}?state=MISSING", said)["Location"]).content.decode()
        assert client.post(url, {"pair": str(pair.id), "act": "skip"}).status_code == 302
        sheet = client.get(f"{url}texts.xlsx")
        assert sheet.content[:2] == b"PK"
        back = SimpleUploadedFile("texts.xlsx", sheet.content)
        assert client.post(f"{url}take/", {"file": back}).status_code == 302
        assert client.post(f"{url}take/", {"file": SimpleUploadedFile("x.xlsx", b"x")}).status_code == 422
