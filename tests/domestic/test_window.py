"""The shop window: home, search, categories, suggestions; without script, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.models import Product
from sourcebridge.discovery import services as finding
from tests.catalog.conftest import fabric
from tests.domestic.conftest import NOON, Scene, supplier_by

pytestmark = pytest.mark.django_db
PRICES = (Decimal(1), Decimal(50), Decimal(200))


class Window:
    """A scene whose goods are listed, and more goods on wish."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.index(self.scene.product)

    def index(self, *products: Product) -> None:
        finding.refresh([product.id for product in products], now=NOON)

    def make(self, count: int, **more: Any) -> list[Product]:
        clerk = supplier_by(self.scene.factory)
        made = []
        for number in range(1, count + 1):
            draft = fabric(
                handle=f"cloth-{number}",
                titles={"zh-hans": f"府绸面料 {number:02} 号", "en": f"Poplin shirting no. {number:02}"},
                tiers=((Decimal(1), Decimal(number) + Decimal("0.50")),),
                **more,
            )
            product = catalog.create_product(company_id=self.scene.factory.id, draft=draft, by=clerk, now=NOON)
            at = NOON + timedelta(minutes=number)
            made.append(catalog.publish(company_id=self.scene.factory.id, product_id=product.id, by=clerk, now=at))
        self.index(*made)
        return made


@pytest.fixture
def window(db: None) -> Window:
    return Window()


def text(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, (response.status_code, response.get("Location"))
    return response.content.decode()


def statements(client: Client, path: str) -> list[str]:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [row["sql"] for row in captured.captured_queries if "SAVEPOINT" not in row["sql"]]


def handles(html: str) -> list[str]:
    return re.findall(r'class="card-title"><a href="/goods/[^/]+/([^/]+)/"', html)


class TestSearch:
    @pytest.mark.parametrize("path", ["/", "/goods/", "/goods/?q=twill", "/c/", "/c/fabric/", "/c/fabric-woven/",
                                      "/c/fabric-woven-twill/", "/goods/facets/?q=twill", "/ranking/"])  # fmt: skip
    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_draws(self, window: Window, path: str, language: str) -> None:
        html = Client(headers={"Accept-Language": language}).get(path).content.decode()
        assert "</html>" in html
        assert ("Search" in html) == (language == "en")
