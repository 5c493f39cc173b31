"""The supplier's desk in the browser's shoes."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.models import ImportRun, Product
from sourcebridge.parties.models import Company, Membership, User
from tests.catalog.conftest import NOW
from tests.catalog.shopify_files import LOOK_ALIKE

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(factory: Company, client: Client) -> Client:
    user = User.objects.create_user("lin@example.test", name="林", language="zh-hans")
    Membership.objects.create(user=user, company=factory, roles=["OWNER"])
    client.force_login(user)
    return client


class TestImportPages:
    def test_walk_from_file_to_report(self, seller: Client) -> None:
        assert seller.get("/supplier/import/").status_code == 200
        file = SimpleUploadedFile("p.csv", LOOK_ALIKE)
        place = seller.post("/supplier/import/", {"file": file})["Location"]
        assert "文件" in seller.get(place).content.decode()
        answers = {
            "move": "answer", "currency": "CNY", "unit": "C62", "moq": "1", "batch_multiple": "1", "language": "en",
            "dispatch_hours": "48", "deduct_on": "ON_ORDER", "weight_g": "", "stock": "NEW", "publish": "AS_FILE",
        }  # fmt: skip
        assert seller.post(place, answers).status_code == 302
        assert "clay-pot" in seller.get(place).content.decode()
        assert not Product.objects.exists()
        assert seller.post(place, {"move": "apply"}).status_code == 302
        run = ImportRun.objects.get()
        assert "hx-get" in seller.get(f"{place}progress/").content.decode()
        services.apply_chunk(run_id=run.id, now=NOW)
        assert seller.get(place).status_code == 200
        assert seller.get(f"{place}failures").status_code == 200
        assert {p.state for p in Product.objects.all()} == {"PUBLISHED"}


class TestPictures:
    def test_drawn_picture_is_svg_without_script(self, client: Client, twill: Product) -> None:
        answer = client.get(f"/goods/picture/{twill.id}.svg")
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer.content.startswith(b"<svg")
        assert b"<script" not in answer.content
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_uploaded_picture_is_served_by_its_hash(self, seller: Client, client: Client, twill: Product) -> None:
        import io

        from PIL import Image

        out = io.BytesIO()
        Image.new("RGB", (40, 40), "#1f3656").save(out, "PNG")
        file = SimpleUploadedFile("x.png", out.getvalue())
        assert seller.post(f"/supplier/goods/{twill.id}/pictures/", {"pictures": [file]}).status_code == 302
        [row] = queries.pictures_of(twill.id)
        answer = client.get(row.url)
        assert answer.status_code == 200
        assert "immutable" in answer["Cache-Control"]
        assert client.get(row.url[:-4] + "0000").status_code == 404


class TestTables:
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_are_taken_away_by_page_and_call(self, seller: Client, twill: Product, kind: str) -> None:
        start = b"PK" if kind == "xlsx" else b"\xef\xbb\xbf"
        for place in (
            f"/supplier/import/template.{kind}",
            f"/supplier/goods/export.{kind}",
            f"/api/v1/imports/template.{kind}",
            f"/api/v1/goods-export.{kind}?state=PUBLISHED",
        ):
            answer = seller.get(place)
            assert answer.status_code == 200, place
            assert b"".join(answer).startswith(start)  # type: ignore[arg-type]
            assert f".{kind}" in answer["Content-Disposition"]
