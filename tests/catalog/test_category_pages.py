"""The operator's category pages and the calls beside them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sourcebridge.catalog.models import Attribute, AttributeOption, Category, Product
from sourcebridge.catalog.queries import categories as queries
from sourcebridge.parties.models import Company, Membership, User

pytestmark = pytest.mark.django_db
AT = "/operator/categories/at/fabric-woven/"


def signed_in(client: Client, company: Company, language: str) -> Client:
    user = User.objects.create_user(f"{language}@example.test", name="运营", language=language)
    Membership.objects.create(user=user, company=company, roles=["OWNER"])
    client.force_login(user)
    client.cookies["language"] = language
    return client


@pytest.fixture
def platform(db: None) -> Company:
    found = Company.objects.filter(is_platform=True).first()
    return found or Company.objects.create(name="源桥", is_platform=True)


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def operator(client: Client, platform: Company) -> Client:
    return signed_in(client, platform, "en")


class TestPages:
    def test_are_read_in_both_languages(self, client: Client, platform: Company, language: str, twill: Product) -> None:
        signed_in(client, platform, language)
        names = {"zh-hans": ("梭织面料", "门幅"), "en": ("Woven fabrics", "Width")}[language]
        tree = client.get("/operator/categories/", HTTP_ACCEPT_LANGUAGE=language).content.decode()
        assert names[0] in tree
        found = client.get("/operator/categories/?q=twill", HTTP_ACCEPT_LANGUAGE=language).content.decode()
        assert "/operator/categories/at/fabric-woven-twill/" in found
        for path in ("at/fabric-woven/", "at/fabric-woven-twill/"):
            page = client.get(f"/operator/categories/{path}", HTTP_ACCEPT_LANGUAGE=language).content.decode()
            assert names[1] in page
        for path in ("add/?parent=fabric-woven", "tables/", "at/fabric-woven/attributes/",
                     "at/fabric-woven/attributes/composition/", "?q=nothing-like-it"):  # fmt: skip
            assert client.get(f"/operator/categories/{path}", HTTP_ACCEPT_LANGUAGE=language).status_code == 200, path
        for path in ("at/nothing/", "at/fabric-woven/attributes/nothing/", "tables/nothing.csv"):
            assert client.get(f"/operator/categories/{path}").status_code == 404, path

    def test_are_the_operators(self, client: Client, factory: Company) -> None:
        signed_in(client, factory, "en")
        assert client.get("/operator/categories/").status_code == 403

    def test_cost_the_same_however_large_the_tree(self, operator: Client, django_assert_max_num_queries: Any) -> None:
        operator.get("/operator/categories/")
        with django_assert_max_num_queries(16):
            operator.get("/operator/categories/")
        with django_assert_max_num_queries(18):
            operator.get(AT)


class TestNewCategory:
    FORM = {"parent": "fabric-woven", "code": "fabric-woven-voile", "name_zh": "巴厘纱", "name_en": "Voile"}

    def test_adds_it(self, operator: Client) -> None:
        answer = operator.post("/operator/categories/add/", self.FORM)
        assert answer["Location"] == "/operator/categories/at/fabric-woven-voile/"
        assert "Voile" in operator.get(answer["Location"]).content.decode()

    def test_says_at_the_field_what_is_wrong(self, operator: Client) -> None:
        for wrong in ({"name_zh": ""}, {"code": "fabric-woven-twill"}, {"code": "A B"}):
            answer = operator.post("/operator/categories/add/", {**self.FORM, **wrong})
            assert answer.status_code == 422
        assert not Category.objects.filter(name_en="Voile").exists()


class TestCategoryPage:
    def test_edits_moves_retires_and_restores(self, operator: Client) -> None:
        at = "/operator/categories/at/fabric-woven-silk/"
        edit = {"act": "edit", "name_zh": "丝绸", "name_en": "Silks", "kind": "FABRIC", "unit": "MTR", "position": "3"}
        for form in (edit, {"act": "move", "parent": "fabric-functional"}, {"act": "retire"}, {"act": "restore"}):
            assert operator.post(at, form).status_code == 302, form
        row = Category.objects.get(pk="fabric-woven-silk")
        assert (row.name_en, row.parent_id, row.active) == ("Silks", "fabric-functional", True)
        page = operator.get(at).content.decode()
        assert "Silks" in page
        assert "fabric-functional" in page

    def test_asks_where_the_goods_go(self, operator: Client, twill: Product) -> None:
        at = "/operator/categories/at/fabric-woven-twill/"
        answer = operator.post(at, {"act": "retire", "goods_to": ""})
        assert answer.status_code == 422
        assert Category.objects.get(pk="fabric-woven-twill").active
        assert operator.post(at, {"act": "retire", "goods_to": "fabric-woven-denim"}).status_code == 302
        twill.refresh_from_db()
        assert twill.category_id == "fabric-woven-denim"


class TestAttributePage:
    FORM = {
        "name_zh": "光泽", "name_en": "Lustre", "kind": "CHOICE", "unit": "", "position": "", "active": "on",
        "option_code": ["matt", "bright", ""], "option_zh": ["消光", "有光", ""],
        "option_en": ["Matt", "Bright", ""], "option_state": ["used", "used", "used"],
    }  # fmt: skip

    def test_adds_and_edits(self, operator: Client) -> None:
        assert operator.post(f"{AT}attributes/", {**self.FORM, "code": "lustre"}).status_code == 302
        again = {**self.FORM, "name_en": "Shine", "option_state": ["used", "retired", "used"]}
        assert operator.post(f"{AT}attributes/lustre/", again).status_code == 302
        row = Attribute.objects.get(category="fabric-woven", code="lustre")
        assert row.name_en == "Shine"
        kept = AttributeOption.objects.filter(attribute=row).order_by("position").values_list("code", "active")
        assert list(kept) == [("matt", True), ("bright", False)]

    def test_adds_rows_without_script(self, operator: Client) -> None:
        page = operator.post(f"{AT}attributes/", {**self.FORM, "add_rows": "1"}).content.decode()
        assert "消光" in page
        assert page.count('name="option_code"') == 8

    def test_says_what_is_wrong(self, operator: Client) -> None:
        wrong = {**self.FORM, "code": "lustre", "option_en": ["Matt", "", ""]}
        answer = operator.post(f"{AT}attributes/", wrong)
        assert answer.status_code == 422
        assert "bright" in answer.content.decode()
        assert not Attribute.objects.filter(code="lustre").exists()


class TestTables:
    def test_go_out_and_come_back(self, operator: Client) -> None:
        table = operator.get("/operator/categories/tables/categories.csv").content
        assert "斜纹布".encode() in table
        changed = table.replace(b",Twill,", b",Twill weave,")
        page = operator.post("/operator/categories/tables/", {"file": SimpleUploadedFile("c.csv", changed)})
        assert queries.labels("en")["fabric-woven-twill"] == "Twill"
        content = page.context["content"]
        assert operator.post("/operator/categories/tables/", {"content": content}).status_code == 302
        assert queries.labels("en")["fabric-woven-twill"] == "Twill weave"
        same = operator.get("/operator/categories/tables/attributes.csv").content
        page = operator.post("/operator/categories/tables/", {"file": SimpleUploadedFile("a.csv", same)})
        assert page.context["outcomes"] == []

    def test_refuse_another_file(self, operator: Client) -> None:
        answer = operator.post("/operator/categories/tables/", {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")})
        assert answer.status_code == 422


class TestCalls:
    def ask(self, client: Client, method: str, path: str, body: Any = None, key: str = "") -> Any:
        more: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        return client.generic(
            method, f"/api/v1{path}", json.dumps(body or {}), "application/json", HTTP_ACCEPT_LANGUAGE="en", **more
        )

    def test_everybody_reads_the_tree(self, client: Client, django_assert_max_num_queries: Any) -> None:
        client.get("/api/v1/categories")
        with django_assert_max_num_queries(3):
            rows = client.get("/api/v1/categories", HTTP_ACCEPT_LANGUAGE="zh-hans").json()
        assert len(rows) > 300
        assert rows[0]["name"] == "面料辅料"
        one = client.get("/api/v1/categories/fabric-woven-twill", HTTP_ACCEPT_LANGUAGE="en").json()
        assert [step["name"] for step in one["path"]] == ["Fabrics and trims", "Woven fabrics", "Twill"]
        assert {"weight", "width"} <= {attribute["code"] for attribute in one["attributes"]}
        assert client.get("/api/v1/categories/nothing").status_code == 404

    def test_only_the_operator_changes_it(self, client: Client, factory: Company) -> None:
        signed_in(client, factory, "en")
        body = {"code": "voile", "name_zh": "巴厘纱", "name_en": "Voile"}
        assert self.ask(client, "POST", "/categories", body, "key-12345").status_code == 403

    def test_the_operator_does_by_call_what_the_pages_do(self, operator: Client) -> None:
        body = {"code": "fabric-woven-voile", "parent": "fabric-woven", "name_zh": "巴厘纱", "name_en": "Voile"}
        made = self.ask(operator, "POST", "/categories", body, "key-12345")
        assert made.status_code == 201, made.content
        at = "/categories/fabric-woven-voile"
        edit = {"name_zh": "巴厘纱", "name_en": "Voiles", "kind": "FABRIC", "unit": "MTR", "position": 2}
        assert self.ask(operator, "PUT", at, edit).json()["name"] == "Voiles"
        sheer = {"code": "sheer", "name_zh": "透明", "name_en": "Sheer", "kind": "FLAG"}
        assert self.ask(operator, "POST", f"{at}/attributes", sheer, "key-54321").status_code == 201
        clear = {"name_zh": "透明", "name_en": "See-through", "kind": "FLAG"}
        edited = self.ask(operator, "PUT", f"{at}/attributes/sheer", clear).json()
        assert edited["attributes"][-1]["name"] == "See-through"
        assert self.ask(operator, "POST", f"{at}/move", {"parent": "fabric-knit"}).json()["parent"] == "fabric-knit"
        assert self.ask(operator, "POST", f"{at}/retire").json()["active"] is False
        assert self.ask(operator, "POST", f"{at}/restore").json()["active"] is True
        table = self.ask(operator, "GET", "/category-tables/categories").json()["content"]
        looked = self.ask(
            operator, "POST", "/category-tables", {"content": table.replace("Voiles", "Voile")}, "key-11111"
        )
        assert [row["result"] for row in looked.json()] == ["changed"]
        assert Category.objects.get(pk="fabric-woven-voile").name_en == "Voiles"
