"""The address, languages and schema.org data of the door's public pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from sourcebridge.catalog.offers import Offer
from sourcebridge.domestic import structured
from sourcebridge.kit.quantity import Quantity
from sourcebridge.shell import parts

LANGUAGES = (("zh-Hans", "zh"), ("en", "en"))


def absolute(path: str) -> str:
    """A path of this site as a full address, from the configured one."""
    return path if path.startswith("http") else settings.PUBLIC_URL.rstrip("/") + path


def languages(path: str) -> list[tuple[str, str]]:
    """The same page in each language, and the one whose language the reader's browser chooses."""
    url = absolute(quote(path, safe="/%?=&"))
    joint = "&" if "?" in url else "?"
    return [(code, f"{url}{joint}hl={name}") for code, name in LANGUAGES] + [("x-default", url)]


def page(
    path: str, title: str, description: str, *, hidden: bool = False, crumbs: Sequence[tuple[str, str]] = ()
) -> parts.Seo:
    """A page of lists: home, category, search. `crumbs` are (name, path)."""
    data = [structured.crumbs([(name, absolute(url) if url else "") for name, url in crumbs])] if crumbs else []
    return parts.Seo(
        title=title, url=absolute(quote(path, safe="/%")), description=description, languages=languages(path),
        data=data, hidden=hidden,
    )  # fmt: skip


def product(offer: Offer, stock: Mapping[Any, Quantity]) -> parts.Seo:
    """A product's page; goods not for sale stay out of the index."""
    path = reverse("domestic:product", args=[offer.shop_slug, offer.handle])
    url = absolute(path)
    steps = [(name, absolute(reverse("domestic:category", args=[code]))) for code, name in offer.path]
    return parts.Seo(
        title=offer.title.text,
        url=url,
        description=structured.description_of(offer),
        picture=absolute(offer.pictures[0].url) if offer.pictures else "",
        kind="product",
        languages=languages(path),
        data=[
            structured.product(offer, stock=stock, url=url, absolute=absolute),
            structured.crumbs([*steps, (offer.title.text, url)]),
        ],
        hidden=offer.state != "PUBLISHED",
    )


def shop(*, path: str, name: str, region: str, description: str) -> parts.Seo:
    """A shop's page."""
    url = absolute(path)
    return parts.Seo(
        title=name, url=url, description=description, kind="profile", languages=languages(path),
        data=[structured.organization(name=name, url=url, region=region)],
    )  # fmt: skip
