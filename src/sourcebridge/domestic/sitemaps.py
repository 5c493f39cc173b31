"""What search engines may find: published goods, shops that sell, categories with goods, belts and markets."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from sourcebridge.catalog.models import Category, Product, Shop
from sourcebridge.catalog.states import ProductState
from sourcebridge.domestic.discoverable import languages
from sourcebridge.places import queries as places

FOR_SALE = ProductState.PUBLISHED


class _Addresses(Sitemap):  # type: ignore[type-arg]
    """Addresses under the configured name, each with its languages."""

    limit = 10_000
    protocol = urlsplit(settings.PUBLIC_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        """The configured host, never a request's Host header."""
        return urlsplit(settings.PUBLIC_URL).netloc

    def _urls(self, page: Any, protocol: str, domain: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super()._urls(page, protocol, domain)  # type: ignore[misc]
        for entry in found:
            path = entry["location"].partition(domain)[2]
            entry["alternates"] = [{"location": url, "lang_code": code} for code, url in languages(path)]
        return found


class Goods(_Addresses):
    """Every product for sale."""

    def items(self) -> QuerySet[Product]:
        """Published goods in a stable order."""
        return Product.objects.filter(state=FOR_SALE).select_related("shop").order_by("id")

    def location(self, item: Product) -> str:
        """Its page."""
        return reverse("domestic:product", args=[item.shop.slug, item.handle])

    def lastmod(self, item: Product) -> datetime:
        """When it last changed."""
        return item.changed_at


class Categories(_Addresses):
    """Categories in use."""

    def items(self) -> QuerySet[Category]:
        """The whole tree that is in use."""
        return Category.objects.filter(active=True).order_by("code")

    def location(self, item: Category) -> str:
        """Its page."""
        return reverse("domestic:category", args=[item.code])


class Shops(_Addresses):
    """Shops with something for sale."""

    def items(self) -> QuerySet[Shop]:
        """Shops in a stable order."""
        return Shop.objects.filter(products__state=FOR_SALE).distinct().order_by("id")

    def location(self, item: Shop) -> str:
        """Its page."""
        return reverse("domestic:shop", args=[item.slug])


class Places(_Addresses):
    """Belts and markets, and the pages everyone begins with."""

    def items(self) -> list[str]:
        """Paths."""
        belts = [reverse("places:belt", args=[belt.code]) for belt in places.belts()]
        markets = [reverse("places:market", args=[market.code]) for market in places.markets()]
        return ["/", reverse("domestic:categories"), *belts, *markets]

    def location(self, item: str) -> str:
        """The path itself."""
        return item


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "goods": Goods, "categories": Categories, "shops": Shops, "places": Places,
}  # fmt: skip
